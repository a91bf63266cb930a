"""Writes the links to the finished PDFs into the pages: the list of all sheets, and each page's own sheet."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handbook.content.evidence import Evidence
from handbook.core import template_cache
from handbook.core.project import Locale, Tree
from handbook.core.yaml_records import Source
from handbook.language.languages import language
from handbook.sheets.pdf_cache import Entry, Manifest
from handbook.sheets.spec import FOLDER, Sheet
from handbook.web.includes import Blocks

# The places that the first pass of a build leaves open; the block puts them there again around their content.
PLACES = {
    "handouts": re.compile(r"<div\b[^>]*\bdata-handouts\b[^>]*>.*?</div>", re.DOTALL),
    "own-sheet": re.compile(r"<aside\b[^>]*\bdata-own-sheet\b[^>]*>.*?</aside>", re.DOTALL),
}


@dataclass(frozen=True)
class File:
    """One PDF as a page lists it."""

    label: str
    note: str
    href: str
    tag: str
    """The language of the PDF, empty when it is in several."""


@dataclass(frozen=True)
class Row:
    """One sheet as a page lists it: its files, one line a kind."""

    sheet: Sheet
    kinds: tuple[tuple[File, ...], ...]


def fill_pages(tree: Tree, evidence: Evidence, sheets: Source[Sheet], manifest: Manifest) -> int:
    """Fill the places in the site's pages. Returns how many pages changed."""
    filler = _Filler(tree, evidence, tuple(sheets), manifest.files)
    return sum(filler.fill(locale) for locale in tree.locales)


@dataclass(frozen=True)
class _Filler:
    tree: Tree
    evidence: Evidence
    sheets: tuple[Sheet, ...]
    entries: tuple[Entry, ...]

    def fill(self, locale: Locale) -> int:
        """Fill the pages of one language; how many changed."""
        blocks = Blocks(self.tree, self.evidence, template_cache.kept(self.tree))
        listing = blocks.render("handouts", locale, rows=list(self._rows(locale, self.sheets)))
        changed = 0
        for path in sorted((self.tree.site / locale.prefix).glob("*.html")):
            own = blocks.frame("own-sheet", locale, rows=list(self._own(locale, path.stem)))
            text = path.read_text("utf-8")
            filled = PLACES["handouts"].sub(lambda _: listing, text)
            filled = PLACES["own-sheet"].sub(lambda _, own=own: own, filled)  # type: ignore[misc]
            if filled != text:
                path.write_text(filled, "utf-8")
                changed += 1
        return changed

    def _own(self, locale: Locale, slug: str) -> Iterator[Row]:
        """The sheet made from a page, in its language and side by side; the whole handbook where there is none."""
        own = [sheet for sheet in self.sheets if slug == sheet.page and sheet.layout == "sheet"][:1]
        for row in self._rows(locale, own or [sheet for sheet in self.sheets if sheet.layout == "book"]):
            yield Row(row.sheet, tuple(files for files in row.kinds if files[0].tag in ("", locale.tag)))

    def _rows(self, locale: Locale, sheets: Iterable[Sheet]) -> Iterator[Row]:
        for sheet in sheets:
            kinds = (tuple(self._files(locale, sheet.id, kind)) for kind in sheet.prints)
            kept = tuple(filter(None, kinds))
            if kept:
                yield Row(sheet, kept)

    def _files(self, locale: Locale, sheet: str, kind: str) -> Iterator[File]:
        for item in self.entries:
            if (item.sheet, item.kind) == (sheet, kind):
                yield self._file(locale, item)

    def _file(self, locale: Locale, item: Entry) -> File:
        say = self.evidence.say
        kind = say(f"kind_{item.kind.replace('-', '_')}", locale.code)
        paper = say(f"paper_{item.paper}", locale.code)
        size = -(-item.size // 1000)
        pages = item.facts.pages
        note = say("one_page" if pages == 1 else "pages_size", locale.code, pages=pages, size=size)
        href = posixpath.relpath(f"{FOLDER}/{item.file}", locale.prefix or ".")
        tags = [other.tag for other in self.tree.locales if item.kind.startswith(other.code)]
        label = f"{kind}{language(locale.code).punctuation.comma}{paper}"
        return File(label, note, href, tags[0] if tags else "")
