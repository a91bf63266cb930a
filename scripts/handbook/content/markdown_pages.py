"""The one Markdown reader: a page's front matter and blocks, with 1-based lines."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from handbook.core.findings import Finding
from handbook.core.project import Locale, Tree
from handbook.core.yaml_records import Document, parse_document, read_text

RULE = "page-source"
NOTE = re.compile(r"\[\^([^\]\s]+)\]")
ATTRIBUTES = re.compile(r"\s*\{:?\s*((?:[.#][\w-]+|[\w-]+=[^\s}]+)(?:\s+(?:[.#][\w-]+|[\w-]+=[^\s}]+))*)\s*\}")
"""An attribute list: `{ #id }`, `{ .agree }`, `{ lang=zh-Hans }`. It belongs to no reader's text."""
INCLUDE = re.compile(r"^<!--\s*include:\s*([a-z-]+)((?:[ ]+[\w-]+)*)\s*-->$")
LABELS = ("agree", "differ", "unknown")
TWIN_HASH = "english"
"""The front matter key by which a translation names the text it was compared with: the hash of its twin."""

_AFTER = ("image", "code_inline", "link_close", "span_close")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.use(front_matter_plugin).use(admon_plugin)
    return parser.use(attrs_plugin, after=_AFTER)


_PARSER = _parser()
FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
"""A page's front matter; the group is what stands between its two lines of dashes."""


@dataclass(frozen=True)
class Link:
    """A link or an image: where it points, and its text or alt text."""

    target: str
    text: str
    line: int


@dataclass(frozen=True)
class Block:
    """One piece of a page that a reader sees as a unit.

    `kind` is heading, paragraph, item, cell, admonition, include, code or html; `level` is the heading's level or
    the nesting depth; `name` is the heading's id, the admonition's type, `th`/`td`, the include's name, and for an item
    `ul` or `ol`, or `more` for its further paragraphs.
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


@dataclass
class Page:
    """One page in one language."""

    locale: Locale
    slug: str
    path: str
    text: str = ""
    body: str = ""
    meta: dict[str, Any] = field(default_factory=dict)
    meta_lines: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Its headings, paragraphs, items, cells, in order. Parsed when asked for: a title or hash does not need it."""
        tokens = _PARSER.parse(self.text)
        return tuple(_blocks(tokens[1:] if tokens and tokens[0].type == "front_matter" else tokens))

    @property
    def title(self) -> str:
        """The text of the first h1."""
        return next((block.text for block in self.blocks if block.kind == "heading" and block.level == 1), "")

    @property
    def headings(self) -> Iterator[Block]:
        """All headings in order."""
        return (block for block in self.blocks if block.kind == "heading")

    @property
    def notes(self) -> Iterator[tuple[str, int]]:
        """(claim id, line) of every footnote key, in order, repeats included."""
        return ((key, block.line) for block in self.blocks for key in block.notes)

    @property
    def hash(self) -> str:
        """SHA-256 of the body: what a translation or a review was made against."""
        return hashlib.sha256(self.body.strip().encode("utf-8")).hexdigest()

    def date(self, key: str) -> datetime.date | None:
        """A date of the front matter, None where it is missing or not a date."""
        return plain_date(self.meta.get(key))


def plain_date(value: object) -> datetime.date | None:
    """`value` where it is a day; a moment of a day, which Python takes for one, cannot be compared with days."""
    return value if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) else None


def read_page(tree: Tree, path: Path, locale: Locale) -> Page:
    """Read one page; every fault is among its findings."""
    shown = tree.show(path)
    text, findings = read_text(path, shown, RULE)
    page = Page(locale, path.stem, shown, text, findings=findings)
    if not findings or text:
        parse_page(page)
    return page


def parse_page(page: Page) -> None:
    """Fill a page's fields from its text."""
    if not page.text.strip():
        page.findings.append(Finding(page.path, 1, RULE, "the page is empty", "write it or remove the file"))
        return
    if not FRONT.match(page.text) and FRONT.match(unix := page.text.replace("\r\n", "\n")):
        page.findings.append(Finding(page.path, 1, RULE, "has Windows line ends", "save it with Unix ones (LF)"))
        page.text = unix
    page.body = page.text
    if front := FRONT.match(page.text):
        _read_front_matter(page, front)
    elif page.text.startswith("---"):
        hint = "close it with a line of three dashes"
        page.findings.append(Finding(page.path, 1, RULE, "the front matter is not closed", hint))


def _read_front_matter(page: Page, front: re.Match[str]) -> None:
    page.body = page.text[front.end() :]
    document = parse_document(front[1], page.path)
    page.findings.extend(
        Finding(item.path, item.line + 1, RULE, f"front matter {item.message}", item.hint) for item in document.findings
    )
    if isinstance(document.data, dict):
        page.meta = {str(key): value for key, value in document.data.items()}
        page.meta_lines = {key: _meta_line(document, key) for key in page.meta}
    elif not document.findings:
        page.findings.append(
            Finding(page.path, 1, RULE, "the front matter is not a mapping", "write `key: value` lines")
        )


def _meta_line(document: Document, key: str) -> int:
    return document.line((key,)) + 1


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    """Flatten the token stream, keeping what each block stands in."""
    place: list[str] = []
    for index, token in enumerate(tokens):
        if token.type in _OPENERS:
            yield from _opened(token, place)
        elif token.type in _CLOSERS:
            place.pop()
        elif token.type == "inline":
            yield _inline_block(tokens[max(index - 2, 0) : index], token, place)
        elif token.type in ("html_block", "fence", "code_block"):
            yield _raw_block(token, place)


_OPENERS = {
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "list_item_open": "li",
    "table_open": "table",
    "tr_open": "tr",
    "blockquote_open": "quote",
    "admonition_open": "admonition",
}
_CLOSERS = {name.replace("_open", "_close") for name in _OPENERS}


def _opened(token: Token, place: list[str]) -> Iterator[Block]:
    name = _OPENERS[token.type]
    line = token.map[0] + 1 if token.map else 1
    if name == "admonition":
        kind = str(token.meta.get("tag", "") if token.meta else "") or str(token.attrs.get("class", "")).split()[-1]
        yield Block("admonition", line, name=kind, level=len(place), place=tuple(place))
        name = f"admonition:{kind}"
    elif name in ("ul", "ol", "table"):
        start = str(token.attrs.get("start", "")) if name == "ol" else ""
        yield Block("list" if name != "table" else "table", line, name=name, argument=start, place=tuple(place))
    place.append(name)


_KINDS = {
    "heading_open": "heading",
    "th_open": "cell",
    "td_open": "cell",
    "admonition_title_open": "title",
}


def _inline_block(before: list[Token], token: Token, place: list[str]) -> Block:
    """`before` are the tokens that open the block: the last two."""
    opener = before[-1]
    kind = _KINDS.get(opener.type, "item" if place and place[-1] == "li" else "paragraph")
    line = token.map[0] + 1 if token.map else (opener.map[0] + 1 if opener.map else 1)
    piece = _Inline(line)
    piece.read(token.children or [])
    name, level = "", len(place)
    if kind == "heading":
        level, name = int(opener.tag[1]), piece.name
    elif kind == "cell":
        name = opener.tag
    elif kind == "item":
        name = place[-2] if before[0].type == "list_item_open" else "more"
    return Block(
        kind, line, piece.text.strip(), level, name, "", tuple(piece.links), tuple(piece.images), tuple(piece.notes),
        tuple(piece.labels), tuple(piece.html), tuple(place),
    )  # fmt: skip


def _raw_block(token: Token, place: list[str]) -> Block:
    line = token.map[0] + 1 if token.map else 1
    match = INCLUDE.match(token.content.strip())
    if match:
        return Block("include", line, name=match[1], argument=" ".join(match[2].split()), place=tuple(place))
    kind = "html" if token.type == "html_block" else "code"
    return Block(kind, line, token.content.strip(), place=tuple(place))


@dataclass
class _Inline:
    """Gathers what one inline token holds."""

    line: int
    text: str = ""
    name: str = ""
    """The id that an attribute list gives."""
    links: list[Link] = field(default_factory=list)
    images: list[Link] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    html: list[tuple[str, int]] = field(default_factory=list)

    def read(self, children: list[Token]) -> None:
        starts: list[tuple[str, int]] = []
        for child in children:
            if child.type == "text":
                self.notes.extend(NOTE.findall(child.content))
                content = ATTRIBUTES.sub(self._attributes, NOTE.sub("", child.content))
                # CommonMark leaves `**卧床：**没有` unread where the site's Markdown makes it bold.
                self.text += content.replace("**", "")
            elif child.type == "code_inline":
                self.text += child.content
            elif child.type == "html_inline":
                self.html.append((child.content, self.line))
            elif child.type in ("softbreak", "hardbreak"):
                self.line += 1
                self.text += "\n"
            elif child.type == "image":
                self.images.append(Link(str(child.attrs.get("src", "")), child.content, self.line))
            else:
                self._link(child, starts)

    def _link(self, child: Token, starts: list[tuple[str, int]]) -> None:
        """Where a link begins and ends; `starts` are the (target, offset) of those still open."""
        if child.type == "link_open":
            starts.append((str(child.attrs.get("href", "")), len(self.text)))
        elif child.type == "link_close" and starts:
            target, start = starts.pop()
            self.links.append(Link(target, self.text[start:], self.line))

    def _attributes(self, match: re.Match[str]) -> str:
        """Take an attribute list out of the text: after bold and at a block's end the attrs plugin leaves it there."""
        parts = match[1].split()
        self.labels.extend(part[1:] for part in parts if part[:1] == "." and part[1:] in LABELS)
        self.name = next((part[1:] for part in parts if part[:1] == "#"), self.name)
        return ""


@dataclass
class Handbook:
    """All pages, by locale code and slug."""

    pages: dict[str, dict[str, Page]]

    def __iter__(self) -> Iterator[Page]:
        """Every page of every language."""
        for pages in self.pages.values():
            yield from pages.values()

    @property
    def slugs(self) -> frozenset[str]:
        """The pages that stand in some language. Which of them another one lacks is told by `missing`."""
        return frozenset(slug for pages in self.pages.values() for slug in pages)

    def missing(self) -> Iterator[str]:
        """The paths of pages that another language has."""
        slugs = self.slugs
        return (f"docs/{code}/{slug}.md" for code, pages in self.pages.items() for slug in sorted(slugs - set(pages)))

    def twin(self, page: Page) -> Page | None:
        """The same page in the default language; None for a page of the default language itself."""
        default = next(iter(self.pages))
        return None if page.locale.is_default else self.pages[default].get(page.slug)


def read_pages(tree: Tree) -> Handbook:
    """Read every Markdown page below docs/<locale>/ once."""
    return Handbook(
        {
            locale.code: {path.stem: read_page(tree, path, locale) for path in sorted(folder.glob("*.md"))}
            for locale in tree.locales
            for folder in (tree.docs / locale.code,)
        }
    )
