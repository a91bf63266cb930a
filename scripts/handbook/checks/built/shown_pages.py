"""What a built page shows, taken apart: its text, its notes, its links, and the words around."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from handbook.checks.built.written_pages import MARKS, Words, hidden_in, shapes_in, solid
from handbook.core.memo import remembered
from handbook.web.html_pages import BuiltPage

ARTICLE = "article.page"
FRAME = (
    ".crumbs, .status, .print-here, nav.here, .help-line, .own-sheet, .to-top, .share, .steps, "
    ".signature, .family, [data-handouts]"
)
"""What the templates put into an article, around the text of its source."""
_STRANGE = (
    "body *:not(a, article, aside, b, br, button, circle, dd, desc, details, div, dl, dt, ellipse, "
    "em, fieldset, figcaption, figure, footer, form, g, h1, h2, h3, h4, header, hr, img, input, "
    "label, legend, li, line, main, nav, ol, option, p, path, pre, rect, script, section, select, "
    "span, strong, sup, svg, summary, table, tbody, td, text, th, thead, title, tr, tspan, ul), "
    "body [style], body [dir], body [bgcolor], body [contenteditable], article [title]"
)
"""What no page is made of: `del` strikes out a “not”, `bdo` shows 24 as 42; the text stays."""
_OWN = re.compile(
    "(?:aria|data)-[a-z-]+|alt|autocomplete|charset|checked|class|content|decoding|defer|dir"
    "|download|for|height|hidden|href|hreflang|http-equiv|id|inputmode|lang|loading|maxlength"
    "|name|novalidate|open|property|rel|role|scope|src|start|tabindex|title|type|value|width"
)
"""The attributes of a page but for its drawings, none of which holds `<` or `>`: others, and a
quote left open, may swallow what stands behind them."""
_SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-label", "data-title", "data-hint")
_CODE = re.compile(r'- page: ".*', re.DOTALL)


@dataclass(frozen=True)
class Shown:
    """One page; texts are without blanks."""

    has_article: bool
    article: str = ""
    notes: str = ""
    alternatives: str = ""
    """What stands for its pictures."""
    tips: tuple[tuple[str, str], ...] = ()
    """Id of each word that it explains, and what it says of it."""
    links: tuple[str, ...] = ()
    """Where its links lead, but for numbers to call, explained words and marks of notes."""
    numbers: tuple[tuple[str, str], ...] = ()
    """Each number that a tap dials, and the words of the link."""
    frame: tuple[str, ...] = ()
    """Each different text around it, and what is only spoken."""
    hidden: str = ""
    """What is not shown to everybody: see `hidden_in`."""
    strange: str = ""
    """The first element that no page is made of, with what is in it."""
    shapes: str = ""
    """Stands for the drawings: see `shapes_in`."""


@remembered(4096, kept=True)
def shown(page: BuiltPage) -> Shown:
    """Return what a page shows."""
    tree = LexborHTMLParser(page.html)
    strange = next(_strange(tree), "")[:60]
    article = tree.css_first(ARTICLE)
    numbers = tuple(_numbers(tree))
    frame = tuple(dict.fromkeys(_frame(LexborHTMLParser(page.html), page.locale is not None)))
    if article is None or page.locale is None:
        return Shown(False, numbers=numbers, frame=frame, strange=strange)
    tips = tuple(
        ((node.attributes.get("id") or "").removeprefix("tip-"), solid(node.text()))
        for node in article.css(".tip")
    )
    _drop(article, f"{FRAME}, script, .tip")
    for note in article.css("sup > a.footnote-ref"):
        if note.text().isdigit():
            note.decompose()
    pictures = [
        node.text() if node.tag == "desc" else node.attributes.get("alt") or ""
        for node in article.css("desc, img")
    ]
    _drop(article, "desc")
    hidden, shapes = hidden_in(article), shapes_in(article)
    found = article.css_first("details.notes")
    notes = solid(found.text()) if found else ""
    _drop(article, "details.notes")
    text = solid(article.text())
    _drop(article, ".term")
    links = [node.attributes.get("href") or "" for node in article.css("a[href]")]
    return Shown(
        True, text, notes, solid("".join(pictures)), tips,
        tuple(link for link in links if not link.startswith("tel:")), numbers, frame, hidden,
        strange, shapes,
    )  # fmt: skip


def _strange(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield what no page is made of: elements, attributes, comments."""
    yield from (node.html or "" for node in tree.css(_STRANGE))
    for node in tree.css("*:not(svg, svg *)"):
        said = "".join(filter(None, node.attributes.values()))
        if "<" in said or ">" in said or not all(map(_OWN.fullmatch, node.attributes)):
            yield node.html or ""
    if tree.root:
        nodes = tree.root.traverse(include_text=True)
        yield from (node.html or "" for node in nodes if node.tag == "-comment")


def _drop(node: LexborNode, selector: str) -> None:
    for item in node.css(selector):
        item.decompose()


def _numbers(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css("a[href^='tel:']"):
        yield (node.attributes["href"] or "").removeprefix("tel:"), node.text()


def _frame(tree: LexborHTMLParser, has_source: bool) -> Iterator[str]:
    """Yield every text of a page but that of its source, and every name that is read aloud."""
    for node in tree.css("[data-number]"):
        yield f"{node.text()} {node.attributes['data-number']}"
    if has_source:
        _drop_sources(tree)
    if tree.root:
        _drop(tree.root, "script, style")
    yield from (title.text() for title in tree.css("title"))
    for node in tree.css("*"):
        yield from (node.attributes.get(name) or "" for name in _SPOKEN)
    yield from _texts(tree)


def _texts(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the texts of a page on one line each; words that may not break count as one."""
    for node in tree.css(".nobr"):
        node.unwrap()
    if tree.body is None:
        return
    tree.body.merge_text_nodes()
    for node in tree.body.traverse(include_text=True):
        if node.tag == "-text":
            yield " ".join(_CODE.sub("", node.text()).split())


def _drop_sources(tree: LexborHTMLParser) -> None:
    """Take what is compared with its sources out of an article."""
    article = tree.css_first(ARTICLE)
    for child in list(article.iter(include_text=True)) if article else ():
        if child.tag == "-text" or not child.css_matches(FRAME):
            child.decompose()


def made_of(said: str, words: Words) -> bool:
    """Return whether a text is one of the words, or several of them with marks between."""
    return _is_made_of(solid(said), words)


@remembered(8192, kept=True)
def _is_made_of(text: str, words: Words) -> bool:
    known = words.value
    if text in known:
        return True
    reached, lengths = {0}, sorted({len(item) for item in known})
    for start in range(len(text)):
        if start in reached:
            if mark := MARKS.match(text, start):
                reached.add(mark.end())
            reached |= {start + size for size in lengths if text[start : start + size] in known}
    return len(text) in reached
