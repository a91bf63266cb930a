"""Takes the article of a built page and makes it fit for paper: no notes, no tooltips, addresses that can be read."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from handbook.built import BuiltPage
from handbook.tree import Locale

SCREEN_ONLY = (
    ".status, .steps, .help-line, .unit-here, .own-sheet, .sources, .footnote, sup, .tip, .date-tool, [data-handouts], "
    ".twin, .behind, .unit-here, .here, [data-own-sheet], script"
)
LEDGERS = ("claims", "references", "statements")
HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_SVG = re.compile(r"<svg\b[^>]*>")
_LABEL = re.compile(r'aria-label="([^"]*)"')
# A table that goes on over the page has few rows on each: with a head in each row it would seem to be all heads.
_ROW_HEAD = re.compile(r'<th\b[^>]*scope="row"[^>]*>(.*?)</th>', re.DOTALL)
# Groups of signs without a heading between are one list: it is announced once and breaks anywhere.
_TWO_LISTS = re.compile(r'</ul>\s*<ul class="signs">')
_ADDRESS = re.compile(r"^https?://")


@dataclass
class Target:
    """The document that blocks are taken into: what it contains, and what it has already said."""

    site_url: str
    drawing_style: str
    chapters: dict[str, str]
    """Files of the site that the document contains, `zh/twins.html`, with what links to them add: `chapter 15`."""
    shown: set[str] = field(default_factory=set)
    """Addresses printed once; a link that comes back does not print its address again."""


@dataclass
class Article:
    """The parts of one page, in one language, ready for paper."""

    locale: Locale
    slug: str
    title: str
    heading: str
    """The heading of the section it was cut to, else the title."""
    checked: str
    """ISO date."""
    status: tuple[str, ...]
    """Who drafted and who reviewed it, in the page's language."""
    blocks: list[LexborNode]


def short(address: str) -> str:
    """An address as a person types it."""
    return _ADDRESS.sub("", address)


def anchor(code: str, slug: str, name: str = "") -> str:
    """The id that `name` on that page has in a document of several pages."""
    return "-".join(filter(None, (code, slug, name)))


def read_article(page: BuiltPage, slug: str, section: str, target: Target) -> Article:
    """The article of `page`, or one section of it by the id of its heading."""
    assert page.locale is not None
    body = LexborHTMLParser(_source(page.html)).css_first("article")
    assert body is not None
    status = body.css_first(".status")
    checked = (status.attributes.get("data-checked") or "") if status else ""
    marks = tuple(node.text().strip() for node in status.css("span:not(:first-child, .due)")) if status else ()
    title = body.css_first("h1")
    name = title.text().strip() if title else ""
    if section:
        kept = {node.mem_id for node in _section(list(body.iter()), section)}
        for node in [node for node in body.iter() if node.mem_id not in kept]:
            node.decompose()
    _clean(body, page, slug, target)
    blocks = [node for node in body.iter() if node.tag != "h1"]
    heading = blocks.pop(0).text().strip() if section and blocks else name
    return Article(page.locale, slug, name, heading, checked, marks, blocks)


@lru_cache(maxsize=256)
def _source(page_html: str) -> str:
    """The article of a page as HTML. Pages are read many times, so the cut is kept."""
    article = LexborHTMLParser(page_html).css_first("article.page")
    return _TWO_LISTS.sub("", article.html or "") if article is not None else "<article></article>"


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _clean(body: LexborNode, page: BuiltPage, slug: str, target: Target) -> None:
    for node in body.css(SCREEN_ONLY):
        node.decompose()
    code = page.locale.code if page.locale else ""
    changes: dict[str, Callable[[LexborNode], object]] = {
        "[aria-labelledby]": lambda node: node.attrs.__delitem__("aria-labelledby"),
        "[aria-describedby]": lambda node: node.attrs.__delitem__("aria-describedby"),
        "a[href]": lambda node: _link(node, page, target),
        "[id]": lambda node: node.attrs.__setitem__("id", anchor(code, slug, node.attributes["id"] or "")),
        "dl.words": _words,
        "table": lambda node: node.replace_with(_node(_ROW_HEAD.sub(r'<td class="row-head">\1</td>', node.html or ""))),
        "svg": lambda node: _picture(node, target),
    }
    for selector, change in changes.items():
        for node in body.css(selector):
            change(node)


def _link(link: LexborNode, page: BuiltPage, target: Target) -> None:
    href = link.attributes.get("href") or ""
    if "term" in _classes(link):
        link.unwrap()
        return
    if href.startswith("tel:"):
        return
    path, _, fragment = href.partition("#")
    if not _ADDRESS.match(href):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path)) if path else page.path
        if path in target.chapters:
            _inner(link, path, fragment, "" if path == page.path else target.chapters[path])
            return
        href = target.site_url + path + (f"#{fragment}" if fragment else "")
    link.attrs["href"] = href
    printed = short(href).partition("#")[0]
    if printed not in target.shown and printed not in (link.text() or ""):
        target.shown.add(printed)
        link.insert_after(_node(f'<span class="address"> ({html.escape(printed)})</span>'))


def _inner(link: LexborNode, path: str, fragment: str, chapter: str) -> None:
    """A link inside the document names the chapter that it leads to, except in the lists of sources, all links."""
    folder, _, name = path.removesuffix(".html").rpartition("/")
    link.attrs["href"] = "#" + anchor(folder or "en", name, fragment)
    around = link.parent
    while around is not None and not set(LEDGERS) & set(_classes(around)):
        around = around.parent
    if chapter and around is None:
        link.insert_after(_node(f'<span class="address"> ({html.escape(chapter)})</span>'))


def _node(text: str) -> LexborNode:
    parsed = LexborHTMLParser(f"<body>{text}</body>").css_first("body")
    assert parsed is not None and parsed.child is not None
    return parsed.child


def _words(node: LexborNode) -> None:
    """The word list as a list of items, which readers of tagged PDFs announce better than terms and definitions."""
    items = []
    for entry in node.css("div"):
        term, meaning = entry.css_first("dt"), entry.css_first("dd")
        if term is not None and meaning is not None:
            name = entry.attributes.get("id") or ""
            said = f'<p class="word">{term.inner_html}</p><p>{meaning.inner_html}</p>'
            items.append(f'<li id="{name}">{said}</li>')
    node.replace_with(_node(f'<ul class="words">{"".join(items)}</ul>'))


def _picture(node: LexborNode, target: Target) -> None:
    """A drawing says its text as its title, which becomes the PDF's alternative text, and carries its own style."""
    markup = node.html or ""
    opening = _SVG.match(markup)
    label = _LABEL.search(opening[0]) if opening else None
    description = node.css_first("desc")
    words = description.text() if description else html.unescape(label[1]) if label else ""
    if description is not None:
        description.decompose()
        markup = node.html or ""
    insert = f"<title>{html.escape(words)}</title><style>{target.drawing_style}</style>"
    node.replace_with(_node(_SVG.sub(lambda match: match[0] + insert, markup, count=1)))


def _section(blocks: Iterable[LexborNode], name: str) -> Iterator[LexborNode]:
    """The heading with that id and the blocks below it, up to the next heading of its level or above."""
    level = ""
    for node in blocks:
        if level and node.tag in HEADINGS and (node.tag or "") <= level:
            return
        if node.attributes.get("id") == name:
            level = node.tag or ""
        if level:
            yield node
