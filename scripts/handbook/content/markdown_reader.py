"""Reads Markdown into blocks with the engine that makes the pages.

What is checked is what is shown.
"""

from __future__ import annotations

import copy
import html
import json
import re
import xml.etree.ElementTree as etree
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from handbook.core.findings import HandbookError
from handbook.core.memo import remembered

NOTE = re.compile(r"\[\^([^\]\s]+)\]")
ATTRIBUTES = re.compile(
    r"\s*\{:?\s*((?:[.#][\w-]+|[\w-]+=[^\s}]+)(?:\s+(?:[.#][\w-]+|[\w-]+=[^\s}]+))*)\s*\}"
)
"""An attribute list: `{ #id }`, `{ .agree }`, `{ lang=zh-Hans }`. It belongs to no reader's
text."""
INCLUDE = re.compile(r"^<!--\s*include:\s*([a-z-]+)((?:[ ]+[\w-]+)*)\s*-->$")
LABELS = ("agree", "differ", "unknown", "trial")
PLACE = "place"
"""The type of a box that holds for one place: `!!! place "mainland-china"`."""
ONLY = "data-only"
"""What is for readers in one place: docs/assets/scripts/place.js hides it from the others."""
BUILT_IN = ("toc", "tables", "fenced_code")
"""What MkDocs adds to the extensions of every site (mkdocs/config/defaults.py)."""

_STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03")
"""Where Python-Markdown has put raw HTML aside (markdown.util.HTML_PLACEHOLDER)."""
_ESCAPED = re.compile("\x02(\\d+)\x03")
_TARGET = re.compile(r"(?<=\])\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_LISTS = {"ul": "ul", "ol": "ol"}


@dataclass(frozen=True)
class Link:
    """A link or an image: where it points, and its text or alt text."""

    target: str
    text: str
    line: int


@dataclass(frozen=True)
class Block:
    """One piece of a page that a reader sees as a unit.

    `kind` is heading, paragraph, item, cell, title, list, table, admonition, include, code or html;
    `level` is the heading's level or the nesting depth; `name` is the heading's id, the
    admonition's type, `th`/`td`, the include's name, and for an item `ul` or `ol`, or `more` for
    its further paragraphs.
    """

    kind: str
    line: int
    text: str = ""
    level: int = 0
    name: str = ""
    argument: str = ""
    links: tuple[Link, ...] = ()
    images: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    html: tuple[tuple[str, int], ...] = ()
    """(tag or comment, line) of whatever stands in its text as HTML."""
    place: tuple[str, ...] = ()
    """What it stands in, outermost first: `admonition:key`, `ul`, `table`."""
    only: str = ""
    """The place whose readers alone it is for: `{ data-only=PLACE }`."""
    marks: tuple[str, ...] = ()
    """How it and what is in it is marked: `strong`, `a href=…`."""
    marked: str = ""
    """Its text with what marks it in place: `Do **not** push it back. [^cord]`."""


@remembered(1024, kept=True)
def read_blocks(
    text: str, first_line: int, extensions: tuple[tuple[str, str], ...]
) -> tuple[Block, ...]:
    """Return the blocks of Markdown `text`, which begins at line `first_line`, in reading order.

    `extensions` are pairs of an extension's name and its settings as JSON; see
    `Project.markdown_extensions`.
    """
    engine = _engine(extensions)
    engine.reset()
    engine.captured = etree.Element("div")  # a page without text is never captured
    engine.convert(text)
    reader = _Reader(_Lines(text, first_line), engine.htmlStash.rawHtmlBlocks)
    return tuple(reader.children(engine.captured, ()))


class _Engine(Markdown):
    """Python-Markdown with the element tree of the page that it read last."""

    captured: etree.Element


@lru_cache(maxsize=4)
def _engine(extensions: tuple[tuple[str, str], ...]) -> _Engine:
    names = [*BUILT_IN, *(name for name, _ in extensions if name not in BUILT_IN)]
    settings = {name: json.loads(value) for name, value in extensions if value != "null"}
    try:
        return _Engine(extensions=[*names, _Capture()], extension_configs=settings)
    except (AttributeError, ImportError, KeyError, TypeError, ValueError) as error:
        said = f"an extension cannot be used: {error}"
        raise HandbookError(
            f"mkdocs.yml: markdown_extensions: {said}; mend its name or its settings"
        ) from error


class _Capture(Extension):
    """Keeps the element tree after inline patterns (20) and attributes (8), before ids (5)."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the step."""
        md.treeprocessors.register(_Keep(md), "handbook-capture", 7.5)


class _Keep(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        assert isinstance(self.md, _Engine)
        # A copy, as later steps give headings ids of their own.
        self.md.captured = copy.deepcopy(root)


class _Lines:
    """Finds the source line of a rendered text. Python-Markdown keeps none.

    The letters and digits of the rendered text stand in the source in the same order, so each block
    is looked for behind the one before it; markup between them does not count.
    """

    def __init__(self, text: str, first_line: int) -> None:
        self.line = first_line
        self.starts: list[int] = []
        parts: list[str] = []
        length = 0
        for line in text.split("\n"):
            self.starts.append(length)
            part = letters(_source_words(line))
            parts.append(part)
            length += len(part)
        self.first = first_line
        self.source = text.split("\n")
        self.stream = "".join(parts)
        self.place = 0
        self.begin = 0

    def find(self, text: str) -> int:
        """Return the line at which `text` begins and move on behind it.

        The current line where it is not found.
        """
        wanted = letters(NOTE.sub("", text))
        if wanted:
            at = self.stream.find(wanted, self.place)
            if at < 0:
                at = self.stream.find(wanted[:16], self.place)
            if at >= 0:
                self.begin = at
                self.place = at + len(wanted)
                self.line = self._line_of(at)
        return self.line

    def ahead(self, text: str) -> int:
        """Return the line of `text` without moving on."""
        place, line = self.place, self.line
        found = self.find(text)
        self.place, self.line = place, line
        return found

    def find_raw(self, content: str) -> int:
        """Return the line at which HTML begins, and make it the current one."""
        opening = content.split("\n", 1)[0]
        for line in range(self.line, self.first + len(self.source)):
            if opening in self.source[line - self.first]:
                self.line = line
                break
        return self.line

    def is_alone(self, content: str) -> bool:
        """Return whether the current line holds nothing but `content`."""
        return self.source[self.line - self.first].strip() == content

    def enter(self, text: str) -> None:
        """Make the line that `text` begins at the current one.

        The next line where there is no text.
        """
        self.line = self.ahead(text) if letters(text) else self.line + 1

    def behind(self, before: str) -> int:
        """Return the line of what follows the letters `before` in the text that was found last."""
        return max(self.line, self._line_of(self.begin + len(before)))

    def _line_of(self, at: int) -> int:
        return self.first + bisect_right(self.starts, at) - 1


def _first_words(element: etree.Element) -> str:
    return next((text for text in element.itertext() if letters(text)), "")


def letters(text: str) -> str:
    """Return the letters and digits of `text`: what stays the same from source to page."""
    return "".join(filter(str.isalnum, text))


def _source_words(line: str) -> str:
    return html.unescape(_TARGET.sub("", NOTE.sub("", ATTRIBUTES.sub("", line))))


@dataclass
class _Reader:
    """Walks the element tree of one page."""

    lines: _Lines
    stash: list[Any]

    def children(self, element: etree.Element, place: tuple[str, ...]) -> Iterator[Block]:
        """Yield the blocks of an element's children."""
        for child in element:
            yield from self.block(child, place)

    def block(self, element: etree.Element, place: tuple[str, ...]) -> Iterator[Block]:
        """Yield the blocks of one block-level element."""
        tag = element.tag
        if tag in _LISTS or tag == "table":
            kind = "list" if tag in _LISTS else "table"
            line = self.lines.ahead(_first_words(element))
            yield Block(kind, line, name=tag, argument=element.get("start", ""), place=place)
            yield from self.children(element, (*place, tag))
        elif tag in ("thead", "tbody", "tr"):
            yield from self.rows(element, place)
        elif tag == "li":
            yield from self.item(element, (*place, "li"))
        elif tag == "blockquote":
            yield from self.children(element, (*place, "quote"))
        elif tag == "div" and "admonition" in element.get("class", "").split():
            yield from self.admonition(element, place)
        elif tag == "pre":
            said = "".join(element.itertext())
            yield Block("code", self.lines.find(said), said.strip(), place=place)
        else:
            yield from self.leaf(element, place)

    def rows(self, element: etree.Element, place: tuple[str, ...]) -> Iterator[Block]:
        """Yield the cells of a part of a table."""
        if element.tag == "tbody":
            self.lines.line += 1  # the row of dashes
        if element.tag == "tr":
            self.lines.enter(_first_words(element))
            place = (*place, "tr")
        yield from self.children(element, place)

    def admonition(self, element: etree.Element, place: tuple[str, ...]) -> Iterator[Block]:
        """Yield a box and what is in it."""
        kind = next((name for name in element.get("class", "").split() if name != "admonition"), "")
        line = self.lines.ahead(_first_words(element))
        if kind != PLACE:
            marked = tuple(_marks(element))
            yield Block("admonition", line, name=kind, level=len(place), place=place, marks=marked)
            yield from self.children(element, (*place, f"admonition:{kind}"))
            return
        # Its title is the id of a place, which no reader meets: the place's name stands there.
        title, *rest = element
        where = "".join(title.itertext()).strip()
        yield Block("admonition", line, name=kind, level=len(place), argument=where, place=place)
        for child in rest:
            yield from self.block(child, (*place, f"admonition:{kind}"))

    def item(self, element: etree.Element, place: tuple[str, ...]) -> Iterator[Block]:
        """Yield an item: its own text, then further paragraphs and lists inside it."""
        inner = [child for child in element if child.tag in _BLOCK_TAGS]
        first = True
        if not inner or inner[0] is not element[0] or (element.text or "").strip():
            yield self.text(element, "item", place[-2], place)
            first = False
        for child in inner:
            if child.tag == "p":
                name = place[-2] if first else "more"
                yield self.text(child, "item", name, place)
                first = False
            else:
                yield from self.block(child, place)

    def leaf(self, element: etree.Element, place: tuple[str, ...]) -> Iterator[Block]:
        """Yield a heading, a cell, a paragraph, or what is raw HTML in the source."""
        raw = _STASHED.fullmatch((element.text or "").strip()) if len(element) == 0 else None
        if raw:
            yield self.raw(str(self.stash[int(raw[1])]), place)
        elif re.fullmatch("h[1-6]", element.tag):
            yield self.text(element, "heading", element.get("id", ""), place)
        elif element.tag in ("th", "td"):
            yield self.text(element, "cell", element.tag, place)
        elif "admonition-title" in element.get("class", ""):
            yield self.text(element, "title", "", place)
        else:
            kind = "item" if place and place[-1] == "li" else "paragraph"
            yield self.text(element, kind, "", place)

    def raw(self, content: str, place: tuple[str, ...]) -> Block:
        """Return what stands as HTML in the source: an include, a fenced block, or HTML."""
        content = content.strip()
        if content.startswith("<pre"):
            shown = html.unescape(re.sub(r"<[^>]*>", "", content)).strip()
            return Block("code", self.lines.find(shown), shown, place=place)
        line = self.lines.find_raw(content)
        self.lines.find(content)
        if (include := INCLUDE.match(content)) and self.lines.is_alone(content):
            return Block(
                "include", line, name=include[1], argument=" ".join(include[2].split()), place=place
            )
        return Block("html", line, content, place=place)

    def text(self, element: etree.Element, kind: str, name: str, place: tuple[str, ...]) -> Block:
        """Return the block of an element's own text."""
        piece = _Inline(self.stash)
        piece.read(element)
        text = piece.text
        line = self.lines.find(text or " ".join(said for _, said, _ in piece.images))
        level = int(element.tag[1]) if kind == "heading" else len(place)

        def at(offset: int) -> int:
            return self.lines.behind(letters(text[:offset])) if offset else line

        return Block(
            kind, line, re.sub("\n +", "\n", text.strip()), level, name, "",
            tuple(Link(target, said, at(offset)) for target, said, offset in piece.links),
            tuple(Link(target, said, at(offset)) for target, said, offset in piece.images),
            tuple(piece.notes), tuple(piece.labels),
            tuple((tag, self.lines.find_raw(tag)) for tag in piece.html), place,
            element.get(ONLY, ""), (*_marks(element), *piece.marks),
            re.sub("\n +", "\n", piece.marked.strip()),
        )  # fmt: skip


_BARE = frozenset(("li", "th", "td", "br", "code"))
"""Items, cells and inline elements that say nothing without an attribute."""
_SIGNS = {"strong": ("**", "**"), "em": ("*", "*")}
"""What stands in a marked text for the beginning and the end of an element."""


def _signs(element: etree.Element) -> tuple[str, str]:
    """Return what stands in a marked text before and after an inline element's own."""
    said = _marks(element)
    if element.tag == "a" and list(element.keys()) == ["href"]:
        return "[", f"]({element.get('href', '')})"
    if said in (["strong"], ["em"]):
        return _SIGNS[element.tag]
    return (f"<{said[0]}>", f"</{element.tag}>") if said else ("", "")


def _marks(element: etree.Element) -> list[str]:
    """Return how an element is marked, `strong lang=en`, `a href=…`; nothing for a bare block."""
    said = [f"{name}={value}" for name, value in element.items() if name != "alt"]
    is_marking = element.tag not in _BLOCK_TAGS | _BARE
    return [" ".join((element.tag, *sorted(said)))] if said or is_marking else []


_BLOCK_TAGS = {
    "p",
    "ul",
    "ol",
    "table",
    "blockquote",
    "div",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}


@dataclass
class _Inline:
    """Gathers the text of one block and what stands in it; offsets are characters of the text."""

    stash: list[Any]
    text: str = ""
    links: list[tuple[str, str, int]] = field(default_factory=list)
    images: list[tuple[str, str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    marked: str = ""

    def read(self, element: etree.Element) -> None:
        """Take in an element's text and its inline children."""
        self.add(element.text)
        for child in element:
            if child.tag in _BLOCK_TAGS:
                break
            self.child(child)
            self.add(child.tail)

    def child(self, child: etree.Element) -> None:
        """Take in one inline element."""
        start = len(self.text)
        self.marks += _marks(child)
        before, after = _signs(child)
        self.marked += before
        self._inside(child, start)
        self.marked += after

    def _inside(self, child: etree.Element, start: int) -> None:
        """Take in what an inline element holds, which begins at `start`."""
        if child.tag == "img":
            self.images.append((child.get("src", ""), child.get("alt", ""), start))
            return
        if child.tag == "br":
            self.text += "" if (child.tail or "").startswith("\n") else "\n"
            self.marked += "<br>"
            return
        self.labels.extend(name for name in child.get("class", "").split() if name in LABELS)
        if child.tag == "code":
            self._say("".join(child.itertext()))
            return
        self.read(child)
        if child.tag == "a":
            self.links.append((child.get("href", ""), self.text[start:], start))

    def add(self, text: str | None) -> None:
        """Take in running text: note marks and raw tags are no part of what is said."""
        text = _ESCAPED.sub(lambda match: chr(int(match[1])), text or "")
        last = 0
        for match in _STASHED.finditer(text):
            self.words(text[last : match.start()])
            tag = str(self.stash[int(match[1])])
            self.html.append(tag)
            self.marks.append(tag)
            self.marked += tag
            last = match.end()
        self.words(text[last:])

    def words(self, text: str) -> None:
        """Take in text without HTML."""
        self.notes.extend(NOTE.findall(text))
        text = text.replace("\x02amp\x03", "&")
        self.text += html.unescape(NOTE.sub("", text))
        self.marked += html.unescape(text)

    def _say(self, text: str) -> None:
        """Take in text that holds no note."""
        self.text += text
        self.marked += text
