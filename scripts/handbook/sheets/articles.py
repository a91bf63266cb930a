"""Reads a built page into units that a sheet can choose from: paragraphs, items, drawings.

Notes, tooltips and everything that works on a screen only are left behind; links keep their
words. Units carry no layout: `composition` puts them into documents, the templates in
overrides/print set them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from handbook.content.markdown_reader import PLACE
from handbook.core.memo import remembered
from handbook.core.project import Locale
from handbook.sheets.drawings import Drawing, read_drawing
from handbook.web.html_pages import BuiltPage

SCREEN_ONLY = (
    ".status, .steps, .help-line, .unit-here, .own-sheet, .print-here, .triage, .notes, .tip, "
    ".date-tool, .signature, [data-handouts], .twin, .behind, .here, [data-own-sheet], .more, "
    ".toc, .doors-by-place, .care-by-place, nav, script, button, form, input, template, "
    "[lang=zh-Latn]"
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5")
MARKS = ("agree", "differ", "unknown", "trial")
"""Classes of the words that say how sure a statement is."""
_CITED = re.compile(r"#fn:(.+)")
# A number keeps to its unit (SI brochure, 5.4.3).
_UNIT = re.compile(r"(?<=\d) (?=(?:°[CF]|mm|cm|kg)(?![a-z]))")
# A number keeps to its measure word; a full-width mark brings its own space (clreq 3.1), so none
# follows it.
_COUNT = re.compile(r"(?<=\d) (?=[\u4e00-\u9fff])")
_CHINESE_GAP = re.compile(r"(?<=[。，；：！？）”])[ ]+(?=[\u4e00-\u9fff“（])")

Kind = Literal["heading", "para", "item", "row", "box", "drawing", "array", "sign", "term"]


@dataclass(frozen=True)
class Run:
    """A stretch of text in one manner."""

    text: str = ""
    strong: bool = False
    lang: str = ""
    """The tag of its language where that is not the page's."""
    mark: str = ""
    """`agree`, `differ`, `unknown`, `trial`: it says how sure a statement is."""
    blank: bool = False
    """A line to write on."""
    link: str = ""
    """Where it leads: `stitch.html#odds`, relative to the page's language; empty for other
    hosts."""


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Unit:
    """One piece of a page that a reader sees as a unit."""

    kind: Kind
    runs: Runs = ()
    cells: tuple[Runs, ...] = ()
    """Of a row: its cells."""
    units: tuple[Unit, ...] = ()
    """Of a box: what is in it."""
    name: str = ""
    """A heading's id, a box's type, a danger sign's row, a term's id; of an item `ol` or `ul`; of
    a row `head`."""
    level: int = 0
    """Of a heading: 1 to 5; of an item: its number in an ordered list, else 0; of a row or item:
    `of` its list."""
    group: int = 0
    """Items and rows of one list or table share a number."""
    claims: frozenset[str] = frozenset()
    """The claims that it cites."""
    drawing: Drawing | None = None

    @property
    def text(self) -> str:
        """Its words as plain text, lines to write on as `___`."""
        runs = self.runs or tuple(run for cell in self.cells for run in cell)
        return "".join(run.text or "___" for run in runs).strip()


@dataclass(frozen=True)
class Article:
    """One page in one language, ready for paper."""

    locale: Locale
    slug: str
    title: str
    checked: str
    """ISO date, or nothing."""
    status: tuple[str, ...]
    """Who drafted and who reviewed it, in the page's language."""
    units: tuple[Unit, ...]
    """All but the title, headings included."""
    due: str = ""
    """ISO date of the next check, or nothing."""

    def section(self, name: str) -> tuple[Unit, ...] | None:
        """Return the heading with that id and what stands below it, to the next of its level.

        None where the page has no such heading. `lead` is what stands before the first heading.
        """
        if name == "lead":
            return tuple(_until(self.units, 9))
        for index, unit in enumerate(self.units):
            if unit.kind == "heading" and unit.name == name:
                return (unit, *_until(self.units[index + 1 :], unit.level))
        return None


def _until(units: Iterable[Unit], level: int) -> Iterator[Unit]:
    for unit in units:
        if unit.kind == "heading" and unit.level <= level:
            return
        yield unit


def flat(units: Iterable[Unit]) -> Iterator[Unit]:
    """Yield the units that a sheet can choose: no headings, and what is in a box instead of it.

    What is for one place keeps the name of it.
    """
    for unit in units:
        if unit.kind == "box":
            if unit.name == PLACE:
                yield replace(unit, kind="para", units=())
            yield from flat(unit.units)
        elif unit.kind != "heading":
            yield unit


def read_article(page: BuiltPage) -> Article:
    """Read the article of `page`."""
    assert page.locale is not None
    return _article(page.html, page.locale, page.path.rpartition("/")[2].removesuffix(".html"))


@remembered(256, kept=True)
def _article(html: str, locale: Locale, slug: str) -> Article:
    parsed = LexborHTMLParser(html)
    body = parsed.css_first("article")
    if body is None:
        return Article(locale, slug, "", "", (), ())
    status = body.css_first(".status")
    checked = (status.attributes.get("data-checked") or "") if status else ""
    due = (status.attributes.get("data-due") or "") if status else ""
    marks = (
        tuple(node.text().strip() for node in status.css("span:not(:first-child, .due)"))
        if status
        else ()
    )
    title = body.css_first("h1")
    name = title.text().strip() if title else ""
    for node in body.css(SCREEN_ONLY):
        node.decompose()
    units = tuple(_Reader(locale.code).children(body))
    return Article(locale, slug, name, checked, marks, units, due)


@dataclass
class _Reader:
    """Walks the elements of one article."""

    code: str
    groups: int = 0

    def children(self, node: LexborNode) -> Iterator[Unit]:
        """Yield the units of an element's children."""
        for child in node.iter():
            yield from self.unit(child)

    def unit(self, node: LexborNode) -> Iterator[Unit]:  # one branch an element
        """Yield the units of one element."""
        tag, names = node.tag or "", classes(node)
        readers: dict[str, Callable[[LexborNode], Iterator[Unit]]] = {
            "h1": lambda _: iter(()),
            "p": self.paragraph,
            "ul": self.items,
            "ol": self.items,
            "dl": self.terms,
            "table": self.rows,
            "figure": self.figure,
        }
        if tag in readers:
            yield from readers[tag](node)
        elif tag in HEADINGS:
            name = node.attributes.get("id") or ""
            yield Unit("heading", self.runs(node), name=name, level=int(tag[1]))
        elif "admonition" in names or (tag == "details" and "place" in names):
            yield self.box(node, names)
        else:
            yield from self.children(node)

    def paragraph(self, node: LexborNode) -> Iterator[Unit]:
        """Yield a paragraph; one that only says how sure something is has the name `sure`."""
        runs, claims = self.runs(node), cited(node)
        if runs:
            alone = all(run.mark for run in runs if run.text.strip())
            name = {True: "sure", False: ""}[alone]
            yield Unit("para", runs, name=name, claims=claims)

    def box(self, node: LexborNode, names: list[str]) -> Unit:
        """Return an admonition, or what is for one place, with its title and what is in it."""
        title = node.css_first(".admonition-title, summary")
        words = self.runs(title) if title else ()
        if title is not None:
            title.decompose()
        kind = next((name for name in names if name != "admonition"), "")
        return Unit("box", words, units=tuple(self.children(node)), name=kind)

    def items(self, node: LexborNode) -> Iterator[Unit]:
        """Yield the items of a list, danger signs as signs."""
        tag = node.tag or ""
        self.groups += 1
        group, number = self.groups, int(node.attributes.get("start") or 1)
        for item in node.iter():
            row = item.attributes.get("data-row")
            if row:
                yield Unit("sign", name=row, group=group)
                continue
            shown = {"ol": number, "ul": 0}[tag]
            runs, claims = self.runs(item), cited(item)
            yield Unit("item", runs, name=tag, level=shown, group=group, claims=claims)
            for child in item.iter():
                if child.tag in ("ul", "ol", "table"):
                    yield from self.unit(child)
            number += 1

    def terms(self, node: LexborNode) -> Iterator[Unit]:
        """Yield the entries of the word list by name."""
        for entry in node.css("div[id]"):
            yield Unit("term", name=entry.attributes.get("id") or "")

    def rows(self, node: LexborNode) -> Iterator[Unit]:
        """Yield the rows of a table."""
        self.groups += 1
        for row in node.css("tr"):
            cells = tuple(self.runs(cell) for cell in row.css("th, td"))
            name = ""
            if row.parent is not None and row.parent.tag == "thead":
                name = "head"
            yield Unit("row", cells=cells, name=name, group=self.groups, claims=cited(row))

    def figure(self, node: LexborNode) -> Iterator[Unit]:
        """Yield a drawing, or the pictures of a figure in numbers."""
        if "icon-array" in classes(node):
            yield Unit("array", name=node.attributes.get("data-claim") or "")
            return
        svg = node.css_first("svg")
        caption = node.css_first("figcaption")
        if svg is not None:
            words = self.runs(caption) if caption else ()
            yield Unit(
                "drawing",
                words,
                drawing=read_drawing(svg.html or ""),
                name=node.attributes.get("id") or "",
            )

    # Text

    def runs(self, node: LexborNode) -> Runs:
        """Return the text of an element as runs; lists and tables inside it are left out."""
        return tidy(self.gathered(node, Run()), self.code)

    def gathered(self, node: LexborNode, manner: Run) -> Iterator[Run]:
        """Yield the stretches of text below a node, `manner` being that of the text around it."""
        for child in node.iter(include_text=True):
            tag, names = child.tag or "", classes(child)
            if tag == "-text":
                yield replace(manner, text=re.sub(r"\s+", " ", child.text_content or ""))
            elif tag == "br":
                yield replace(manner, text=" ")
            elif "blank" in names:
                yield Run(blank=True)
            elif tag not in ("sup", "ul", "ol", "table", "svg"):
                yield from self.gathered(child, self.manner(child, tag, names, manner))

    def manner(self, node: LexborNode, tag: str, names: list[str], around: Run) -> Run:
        """Return the manner of the text inside an inline element."""
        mark = next((name for name in MARKS if name in names), around.mark)
        lang = node.attributes.get("lang") or around.lang
        href = node.attributes.get("href") or ""
        link = (
            around.link if tag != "a" or "term" in names or ":" in href.partition("/")[0] else href
        )
        return Run(strong=around.strong or tag in ("strong", "b"), lang=lang, mark=mark, link=link)


def tidy(runs: Iterable[Run], code: str) -> Runs:
    """Join stretches of the same manner, drop blanks at the ends, set the spaces of Chinese."""
    joined: list[Run] = []
    for run in runs:
        if (
            joined
            and not run.blank
            and not joined[-1].blank
            and replace(run, text="") == replace(joined[-1], text="")
        ):
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        elif run.blank or run.text:
            joined.append(run)
    for index, run in enumerate(joined):
        text = run.text
        if index == 0 or joined[index - 1].text.endswith(" "):
            text = text.lstrip()
        if index == len(joined) - 1:
            text = text.rstrip()
        if code == "zh":
            text = re.sub(r"^ (?=[\u4e00-\u9fff])", "", text)
        text = for_paper(text, code)
        joined[index] = replace(run, text=text)
    return tuple(run for run in joined if run.blank or run.text)


def for_paper(text: str, code: str) -> str:
    """Return a text with the spaces that paper wants: none that parts a number from its unit.

    In Chinese those of CLREQ 3.1 as well.
    """
    text = _UNIT.sub("\u00a0", text)
    if code != "zh":
        return text
    return _CHINESE_GAP.sub("", _COUNT.sub("\u00a0", text))


def classes(node: LexborNode) -> list[str]:
    """Return the classes of an element."""
    return (node.attributes.get("class") or "").split() if node.attributes else []


def cited(node: LexborNode) -> frozenset[str]:
    """Return the ids of the claims that an element cites."""
    hrefs = (link.attributes.get("href") or "" for link in node.css("a.footnote-ref"))
    return frozenset(match[1] for href in hrefs if (match := _CITED.match(href)))
