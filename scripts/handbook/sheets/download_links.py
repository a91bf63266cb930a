"""Writes the links to the finished PDFs into the pages: all sheets, and each page's own."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from handbook.content.evidence import Evidence
from handbook.core import template_cache
from handbook.core.project import Locale, Project
from handbook.core.yaml_records import RecordFile
from handbook.language.languages import language
from handbook.sheets.booklet import NOT_PRINTED
from handbook.sheets.pdf_cache import Entry, Manifest
from handbook.sheets.pictures import CARD, phone_names, shown_name
from handbook.sheets.spec import FOLDER, Sheet
from handbook.web.includes import Includes

# The places that the first pass of a build leaves open; each is put there again with its content.
PLACES = {
    "handouts": re.compile(r"<div\b[^>]*\bdata-handouts\b[^>]*>.*?</div>", re.DOTALL),
    "own-sheet": re.compile(r"<aside\b[^>]*\bdata-own-sheet\b[^>]*>.*?</aside>", re.DOTALL),
    "print-here": re.compile(r"<p\b[^>]*\bdata-print-here\b[^>]*>.*?</p>", re.DOTALL),
}
NO_BUTTON = ("index", "get-help-now")
"""Pages without a print button below their title: nothing may stand before the danger signs."""
FIRST = ("side-by-side", "en", "zh")
"""The kinds that a reader is offered first, the best first."""


@dataclass(frozen=True)
class File:
    """One file as a page lists it."""

    label: str
    note: str
    href: str
    tag: str
    """The language of the file, empty when it is in several."""


@dataclass(frozen=True)
class Row:
    """One sheet as a page lists it.

    A picture, the file that most people want, the others by kind.
    """

    sheet: Sheet
    picture: str
    first: File
    kinds: tuple[tuple[File, ...], ...]
    phone: tuple[File, ...] = ()
    """Pictures for a phone."""


def fill_pages(
    project: Project, evidence: Evidence, sheets: RecordFile[Sheet], manifest: Manifest
) -> int:
    """Fill the places in the site's pages. Returns how many pages changed."""
    filler = _Filler(project, evidence, tuple(sheets), manifest)
    return sum(filler.fill(locale) for locale in project.locales)


@dataclass
class _Filler:
    project: Project
    evidence: Evidence
    sheets: tuple[Sheet, ...]
    manifest: Manifest

    @cached_property
    def entries(self) -> dict[tuple[str, str], list[Entry]]:
        """The PDFs by sheet and kind."""
        found: dict[tuple[str, str], list[Entry]] = {}
        for item in self.manifest.files:
            found.setdefault((item.sheet, item.kind), []).append(item)
        return found

    def fill(self, locale: Locale) -> int:
        """Fill the pages of one language. Returns how many changed."""
        blocks = Includes(self.project, self.evidence, template_cache.kept(self.project, "blocks"))
        papers = "_".join(sorted({item.paper for item in self.manifest.files}))
        rows = list(self.rows(locale, self.sheets))
        listing = blocks.render("handouts", locale, rows=rows, papers=papers)
        changed = 0
        for path in sorted((self.project.site / locale.prefix).glob("*.html")):
            own = list(self.own(locale, path.stem))
            texts = {"handouts": listing, "own-sheet": blocks.frame("own-sheet", locale, rows=own)}
            if path.stem not in NO_BUTTON:
                texts["print-here"] = blocks.frame("print-here", locale, rows=own)
            text = filled = path.read_text("utf-8")
            for name, put in texts.items():
                filled = PLACES[name].sub(lambda _, put=put: put, filled)  # type: ignore[misc]
            if filled != text:
                path.write_text(filled, "utf-8")
                changed += 1
        return changed

    def own(self, locale: Locale, slug: str) -> Iterator[Row]:
        """Yield the sheet that leads to a page, or the whole handbook if the page stands in it."""
        layout = "book" if slug not in NOT_PRINTED else ""
        own = [sheet for sheet in self.sheets if sheet.page == slug and sheet.layout == "sheet"]
        book = [sheet for sheet in self.sheets if sheet.layout == layout]
        yield from self.rows(locale, (own or book)[:1])

    def rows(self, locale: Locale, sheets: Iterable[Sheet]) -> Iterator[Row]:
        """Yield the sheets that have files, in one language."""
        for sheet in sheets:
            kinds = [self.files(locale, sheet.id, kind) for kind in sheet.prints]
            first = self.first(locale, sheet)
            if first is not None:
                picture = self.href(locale, shown_name(sheet.id))
                kept = tuple(files for files in kinds if files)
                yield Row(sheet, picture, first, kept, self.phone(locale, sheet))

    def first(self, locale: Locale, sheet: Sheet) -> File | None:
        """Return the file that most people want: both languages, else the page's own."""
        wanted = ("side-by-side", locale.code, *FIRST)
        for kind in wanted:
            files = self.files(locale, sheet.id, kind)
            if files:
                return files[0]
        return None

    def phone(self, locale: Locale, sheet: Sheet) -> tuple[File, ...]:
        """Return the pictures of the card for a phone, in the page's language first."""
        if sheet.id != CARD:
            return ()
        say = self.evidence.say
        codes = sorted(
            (one.code for one in self.project.locales), key=lambda code: code != locale.code
        )
        files = []
        for name, code, look in phone_names(tuple(codes)):
            if name in self.manifest.pictures:
                kind = say(f"kind_{code}", locale.code)
                shade = say(f"colours_{look}", locale.code)
                tag = self.project.locale(code).tag
                label = _joined(locale, kind, shade)
                files.append(File(label, "PNG", self.href(locale, name), tag))
        return tuple(files)

    def files(self, locale: Locale, sheet: str, kind: str) -> tuple[File, ...]:
        """Return the PDFs of a sheet in one kind, one a paper."""
        return tuple(self.file(locale, item) for item in self.entries.get((sheet, kind), ()))

    def file(self, locale: Locale, item: Entry) -> File:
        """Return one PDF with its label, size and address."""
        say = self.evidence.say
        kind = say(f"kind_{item.kind.replace('-', '_')}", locale.code)
        paper = say(f"paper_{item.paper}", locale.code)
        count = "one_page"
        if item.facts.pages > 1:
            count = "pages_size"
        size = -(-item.size // 1000)
        note = say(count, locale.code, pages=item.facts.pages, size=size)
        tags = [other.tag for other in self.project.locales if item.kind.startswith(other.code)]
        tag = next(iter(tags), "")
        return File(_joined(locale, kind, paper), note, self.href(locale, item.file), tag)

    def href(self, locale: Locale, name: str) -> str:
        """Return the address of a file beside the PDFs from the pages of a language."""
        return posixpath.relpath(f"{FOLDER}/{name}", locale.prefix or ".")


def _joined(locale: Locale, *words: str) -> str:
    return language(locale.code).punctuation.comma.join(words)
