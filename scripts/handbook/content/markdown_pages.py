"""A page as it is written: front matter, body, blocks, with 1-based lines."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from handbook.content.markdown_reader import Block, read_blocks
from handbook.core.findings import Finding
from handbook.core.project import Locale, Project
from handbook.core.yaml_documents import Document, parse_document, read_text

RULE = "page-source"
COUNTERPART_HASH = "english"
"""The front matter key by which a translation names the text it was compared with: the hash of its
counterpart."""

FRONT = re.compile(r"^-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.UNICODE | re.DOTALL)
"""A page's front matter, to the letter as MkDocs cuts it off (mkdocs.utils.meta.YAML_RE).

Where the two parted, what stood between was published and read by nobody. The group is what stands
between its two lines.
"""


@dataclass(eq=False)
class Page:
    """One page in one language."""

    locale: Locale
    slug: str
    path: str
    text: str = ""
    body: str = ""
    extensions: tuple[tuple[str, str], ...] = ()
    meta: dict[str, Any] = field(default_factory=dict)
    meta_lines: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def _source(self) -> tuple[object, ...]:
        """All that a page is read from, its text as a digest: pages with the same are equal."""
        found = tuple(self.findings)
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).digest()
        return self.locale, self.slug, self.path, digest, self.extensions, found

    def __eq__(self, other: object) -> bool:
        """Return whether `other` is a page read from the same, so that its readings are found."""
        return isinstance(other, Page) and self._source == other._source

    def __hash__(self) -> int:
        """Return the hash of what the page is read from."""
        return hash(self._source)

    def __getstate__(self) -> dict[str, object]:
        """Return what tells a page from another: what is remembered of it is found by that."""
        return {"_source": self._source}

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Its headings, paragraphs, items, cells, in order.

        Parsed when asked for: a title or hash does not need it.
        """
        first_line = self.text[: len(self.text) - len(self.body)].count("\n") + 1
        return read_blocks(self.body, first_line, self.extensions)

    @property
    def title(self) -> str:
        """The text of the first h1."""
        return next(
            (block.text for block in self.blocks if block.kind == "heading" and block.level == 1),
            "",
        )

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
        """SHA-256 of the body: what a translation was made against."""
        return hashlib.sha256(self.body.strip().encode("utf-8")).hexdigest()

    def date(self, key: str) -> datetime.date | None:
        """Return a date of the front matter, None where it is missing or not a date."""
        return plain_date(self.meta.get(key))


def plain_date(value: object) -> datetime.date | None:
    """Return `value` where it is a day.

    A moment of a day, which Python takes for one, cannot be compared with days.
    """
    return (
        value
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
        else None
    )


def read_page(project: Project, path: Path, locale: Locale) -> Page:
    """Read one page; every fault is among its findings."""
    shown = project.show(path)
    text, findings = read_text(path, shown, RULE)
    page = Page(
        locale, path.stem, shown, text, extensions=project.markdown_extensions, findings=findings
    )
    if not findings or text:
        parse_page(page)
    return page


def parse_page(page: Page) -> None:
    """Fill a page's fields from its text."""
    if not page.text.strip():
        page.findings.append(
            Finding(page.path, 1, RULE, "the page is empty", "write it or remove the file")
        )
        return
    if not FRONT.match(page.text) and FRONT.match(unix := page.text.replace("\r\n", "\n")):
        page.findings.append(
            Finding(page.path, 1, RULE, "has Windows line ends", "save it with Unix ones (LF)")
        )
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
        Finding(item.path, item.line + 1, RULE, f"front matter {item.message}", item.hint)
        for item in document.findings
    )
    if isinstance(document.data, dict):
        page.meta = {str(key): value for key, value in document.data.items()}
        page.meta_lines = {key: _meta_line(document, key) for key in page.meta}
    elif not document.findings:
        page.findings.append(
            Finding(
                page.path, 1, RULE, "the front matter is not a mapping", "write `key: value` lines"
            )
        )


def _meta_line(document: Document, key: str) -> int:
    return document.line((key,)) + 1


@dataclass
class Handbook:
    """All pages, by locale code and slug."""

    pages: dict[str, dict[str, Page]]

    def __iter__(self) -> Iterator[Page]:
        """Yield every page of every language."""
        for pages in self.pages.values():
            yield from pages.values()

    @property
    def slugs(self) -> frozenset[str]:
        """The pages that stand in some language.

        Which of them another one lacks is told by `missing`.
        """
        return frozenset(slug for pages in self.pages.values() for slug in pages)

    def missing(self) -> Iterator[str]:
        """Yield the paths of pages that another language has."""
        slugs = self.slugs
        return (
            f"docs/{code}/{slug}.md"
            for code, pages in self.pages.items()
            for slug in sorted(slugs - set(pages))
        )

    def counterpart(self, page: Page) -> Page | None:
        """Return the same page in the default language.

        None for a page of the default language itself.
        """
        default = next(iter(self.pages))
        return None if page.locale.is_default else self.pages[default].get(page.slug)


def read_pages(project: Project) -> Handbook:
    """Read every Markdown page below docs/<locale>/ once."""
    pages = {}
    for locale in project.locales:
        paths = sorted((project.docs / locale.code).glob("*.md"))
        pages[locale.code] = {path.stem: read_page(project, path, locale) for path in paths}
    return Handbook(pages)
