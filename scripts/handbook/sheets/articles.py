"""Takes the article of a built page and makes it fit for paper: no notes, no tooltips, addresses that can be read."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from handbook.core.project import Locale
from handbook.language.languages import language
from handbook.web.html_pages import BuiltPage

SCREEN_ONLY = (
    ".status, .steps, .help-line, .unit-here, .own-sheet, .triage, .notes, sup, .tip, .date-tool, [data-handouts], "
    ".twin, .behind, .unit-here, .here, [data-own-sheet], script"
)
LEDGERS = ("claims", "references", "statements")
MARKS = ("agree", "differ", "unknown")
"""Classes of the words that say how sure a statement is."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5")
LONG_LIST = 320
"""Letters of a list that fills about a quarter of a column of the sheet."""
_SVG = re.compile(r"<svg\b[^>]*>")
_LABEL = re.compile(r'aria-label="([^"]*)"')
# A table that goes on over the page has few rows on each: with a head in each row it would seem to be all heads.
_ROW_HEAD = re.compile(r'<th\b[^>]*scope="row"[^>]*>(.*?)</th>', re.DOTALL)
# A number keeps to its measure word; a full-width mark brings its own space (clreq 3.1), so none follows it.
_COUNT = re.compile(r"(?<=\d) (?=[\u4e00-\u9fff])")
_CHINESE_GAP = re.compile(r"([。，；：！？）](?:</strong>|<sup\b[^>]*>.*?</sup>)*)[ ]+(?=[\u4e00-\u9fff“（<])")
_ID = re.compile(r'\bid="([^"]+)"')
_ADDRESS = re.compile(r"^https?://")


@dataclass
class Target:
    """The document that blocks are taken into: what it contains, and what it has already said."""

    site_url: str
    drawing_style: str
    chapters: dict[str, str] = field(default_factory=dict)
    """Files of the site that the document contains, `zh/twins.html`, with what links to them add: `chapter 15`."""
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    """What links to those files can lead to: the ids that the document contains, and "" where it has the whole page."""
    numbered: bool = True
    """Links name their addresses by number, for a list at the end; else each address stands beside its first link."""
    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    """By language, the words of each step of the danger list, for signs that have no label of their own; none where
    the list stands on one page."""
    numbers: dict[str, int] = field(default_factory=dict)
    """Addresses that links lead to, in the order of the text; the same in every language: `twins.html`."""

    def number(self, address: str) -> int:
        """The number of an address, the next one when it is new."""
        return self.numbers.setdefault(address, len(self.numbers) + 1)

    def contains(self, path: str, fragment: str) -> bool:
        """Whether a link to that page or section stays inside the document."""
        return path in self.chapters and fragment in self.ids.get(path, {fragment})


@dataclass(frozen=True)
class Part:
    """What a sheet takes from a page: all of it or one section, without the sections named."""

    slug: str
    section: str = ""
    without: tuple[str, ...] = ()


@dataclass
class Article:
    """The parts of one page, in one language, ready for paper."""

    locale: Locale
    slug: str
    section: str
    title: str
    heading: str
    """The heading of the section it was cut to, else the title."""
    checked: str
    """ISO date."""
    status: tuple[str, ...]
    """Who drafted and who reviewed it, in the page's language."""
    blocks: list[LexborNode]

    @property
    def id(self) -> str:
        """The id of its heading in a document of several pages."""
        return anchor(self.locale.code, self.slug, self.section)


def short(address: str) -> str:
    """An address as a person types it."""
    return _ADDRESS.sub("", address)


def anchor(code: str, slug: str, name: str = "") -> str:
    """The id that `name` on that page has in a document of several pages."""
    return "-".join(filter(None, (code, slug, name)))


def read_article(page: BuiltPage, part: Part, target: Target) -> Article:
    """The article of `page`, or the part of it that `part` names."""
    assert page.locale is not None
    body = LexborHTMLParser(_cut(page.html, part)).css_first("article")
    assert body is not None
    status = body.css_first(".status")
    checked = (status.attributes.get("data-checked") or "") if status else ""
    marks = tuple(node.text().strip() for node in status.css("span:not(:first-child, .due)")) if status else ()
    title = body.css_first("h1")
    name = title.text().strip() if title else ""
    _clean(body, page, part.slug, target)
    blocks = [node for node in body.iter() if node.tag != "h1"]
    heading = blocks.pop(0).text().strip() if part.section and blocks else name
    return Article(page.locale, part.slug, part.section, name, heading, checked, marks, blocks)


def ids(page: BuiltPage, part: Part) -> frozenset[str]:
    """The ids that a part of a page contains, and "" for the page as a whole."""
    found = set(_ID.findall(_cut(page.html, part)))
    return frozenset(found | ({""} if not part.section else set()))


def missing(page: BuiltPage, part: Part) -> list[str]:
    """The sections that a part names and the page lacks."""
    names = [name for name in (part.section, *part.without) if name]
    return [name for name in names if f'id="{name}"' not in _source(page.html)]


@lru_cache(maxsize=256)
def _cut(page_html: str, part: Part) -> str:
    """The article of a page as HTML, cut to what the part names. Pages are read many times, so the cut is kept."""
    if not part.section and not part.without:
        return _source(page_html)
    body = LexborHTMLParser(_source(page_html)).css_first("article")
    assert body is not None
    dropped = {node.mem_id for name in part.without for node in _section(list(body.iter()), name)}
    kept = {node.mem_id for node in (_section(list(body.iter()), part.section) if part.section else body.iter())}
    furniture = {node.mem_id for node in body.css("article > h1, article > .status")}
    for node in list(body.iter()):
        if node.mem_id not in (kept - dropped) | furniture:
            node.decompose()
    return body.html or ""


@lru_cache(maxsize=256)
def _source(page_html: str) -> str:
    """The article of a page as HTML, its Chinese set for paper."""
    article = LexborHTMLParser(page_html).css_first("article.page")
    if article is None:
        return "<article></article>"
    return _CHINESE_GAP.sub(r"\1", _COUNT.sub("\u00a0", article.html or ""))


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _clean(body: LexborNode, page: BuiltPage, slug: str, target: Target) -> None:
    for node in body.css(SCREEN_ONLY):
        node.decompose()
    code = page.locale.code if page.locale else ""
    elsewhere = f'<p class="address">{html.escape(short(target.site_url + page.path))}</p>'
    changes: dict[str, Callable[[LexborNode], object]] = {
        "[aria-labelledby]": lambda node: node.attrs.__delitem__("aria-labelledby"),
        "[aria-describedby]": lambda node: node.attrs.__delitem__("aria-describedby"),
        "a[href]": lambda node: _link(node, page, target),
        "[id]": lambda node: node.attrs.__setitem__("id", anchor(code, slug, node.attributes["id"] or "")),
        "ol[start]": _numbered_on,
        "li": _mark_line,
        ".step .signs > li:not(:has(.act))": lambda node: _label(node, target.steps.get(code, {})),
        "dl.words": _words,
        ".statements": lambda node: node.replace_with(_node(elsewhere)),
        "p": _join_mark,
        "table": _table,
        "svg": lambda node: _picture(node, target),
        "ul, ol": _mark_long,
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
    address = href
    if not _ADDRESS.match(href):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path)) if path else page.path
        if target.contains(path, fragment):
            _inner(link, path, fragment, "" if path == page.path else target.chapters[path])
            return
        link.attrs["href"] = target.site_url + path + (f"#{fragment}" if fragment else "")
        address = path.removeprefix(page.locale.prefix if page.locale else "")
    printed = short(address).partition("#")[0]
    said = printed in target.numbers
    if printed in (link.text() or ""):
        return
    if target.numbered:
        spaced = page.locale is None or language(page.locale.code).spaced
        gap = "\u00a0" if spaced else ""
        link.insert_after(_node(f'<span class="address">{gap}[{target.number(printed)}]</span>'))
    elif not said:
        target.number(printed)
        link.insert_after(_node(f'<span class="address"> ({html.escape(short(link.attrs["href"] or ""))})</span>'))


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


def _numbered_on(numbers: LexborNode) -> None:
    """A list that goes on with another number says so in the one way that WeasyPrint reads."""
    first = int(numbers.attributes.get("start") or 1)
    numbers.attrs["style"] = f"counter-reset: list-item {first - 1}"


def _label(sign: LexborNode, titles: dict[str, str]) -> None:
    """Put the step of a danger sign, which `titles` words, beside the sign itself."""
    around = sign.parent
    while around is not None and "step" not in _classes(around):
        around = around.parent
    names = _classes(around) if around is not None else []
    step = next((name.removeprefix("step-") for name in names if name.startswith("step-")), "")
    if label := titles.get(step):
        sign.insert_child(" ")
        sign.insert_child(_node(f'<span class="act act-{step}">{html.escape(label)}</span>'))


def _mark_line(item: LexborNode) -> None:
    """A label that ends in its only blank has the whole next line to write on."""
    blanks = item.css("span.blank")
    if len(blanks) == 1 and blanks[0].next is None:
        blanks[0].attrs["class"] = "blank line"


def _mark_long(items: LexborNode) -> None:
    """A list of many lines may go on in the next column; kept whole it would leave a gap behind."""
    width = len((items.text() or "").encode("gb18030"))  # a Chinese character is as wide as two letters
    if width > LONG_LIST:
        items.attrs["data-long"] = ""


def _join_mark(paragraph: LexborNode) -> None:
    """How sure a paragraph is stands at its end, not on a line of its own."""
    mark = paragraph.css_first("strong")
    before = next((item for item in _before(paragraph) if item.tag != "-text"), None)
    alone = mark is not None and (paragraph.text() or "").strip() == (mark.text() or "").strip()
    if mark is None or not alone or not set(MARKS) & set(_classes(mark)):
        return
    paragraph.attrs["class"] = "sure"
    if before is not None and before.tag == "p":
        before.insert_child(" ")
        before.insert_child(mark)
        paragraph.decompose()


def _table(node: LexborNode) -> None:
    """Rows without heads of their own; three columns or more, or lines to write on, go right across the sheet."""
    head = node.css_first("tr")
    wide = (head is not None and len(head.css("th, td")) > 2) or node.css_first(".blank") is not None
    markup = _ROW_HEAD.sub(r'<td class="row-head">\1</td>', node.html or "")
    if wide:
        above = _led_to(node)
        markup = f'<div class="wide">{"".join(item.html or "" for item in above)}{markup}</div>'
        for item in above:
            item.decompose()
    node.replace_with(_node(markup))


def _led_to(table: LexborNode) -> list[LexborNode]:
    """The heading of a table, with the paragraph between; nothing where it has no heading of its own."""
    before = [item for item in _before(table) if item.tag != "-text"][:2]
    for count, item in enumerate(before, 1):
        if item.tag in HEADINGS:
            return before[:count][::-1]
        if item.tag != "p":
            break
    return []


def _before(node: LexborNode) -> Iterator[LexborNode]:
    """The siblings before a node, the nearest first."""
    while node.prev is not None:
        node = node.prev
        yield node


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
