"""Handouts: every sheet is there, current, linked, tagged, in its languages, with disclaimer, glyphs and fonts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from handbook.checks.context import Book
from handbook.content.edition import Edition
from handbook.core.findings import Finding, Severity
from handbook.core.yaml_records import Source
from handbook.sheets.composition import Composer
from handbook.sheets.pdf_cache import MANIFEST, Entry, Manifest, read_manifest
from handbook.sheets.pdf_report import Facts
from handbook.sheets.spec import FILE, FOLDER, Print, Sheet, codes, load_sheets, prints
from handbook.web.html_pages import STAMP

RULES = (
    "handout-data",
    "handout-danger",
    "handout-missing",
    "handout-stale",
    "handout-unlinked",
    "handout-untagged",
    "handout-language",
    "handout-disclaimer",
    "handout-cut",
    "handout-glyph",
    "handout-font",
    "handout-long",
    "handout-empty",
)

DANGER_LOOKS = ("ladder", "brief")
"""The looks of panels that show danger signs."""
LEAST_FILL = 0.7
"""Of every side of a sheet: less looks like a page that was forgotten."""
AGAIN = "run ./scripts/build"


def check(book: Book) -> Iterator[Finding]:
    """What handouts.yml declares, beside what the site holds. A tree without handouts.yml promises no sheets."""
    if not (book.tree.root / FILE).exists():
        return
    sheets = load_sheets(book.tree)
    for fault in sheets.findings:
        yield Finding(fault.path, fault.line, "handout-data", fault.message, fault.hint)
    yield from _danger(sheets)
    if not book.site.exists:
        return
    yield from _pieces(book, sheets)
    manifest = read_manifest(book.tree.site)
    if manifest is None:
        where = book.tree.show(book.tree.site / MANIFEST)
        yield Finding(where, 1, "handout-missing", "the site has no printed sheets", AGAIN)
        return
    yield from _current(book, manifest)
    yield from _files(book, sheets, manifest)


def _pieces(book: Book, sheets: Source[Sheet]) -> Iterator[Finding]:
    """Every piece that a sheet takes is there, in both languages."""
    composer = Composer(book.tree, book.site, book.evidence, Edition(), sheets)
    hint = "handbook/sheets/pieces.py says how a piece is named"
    for sheet in sheets:
        for message in composer.faults(sheet):
            yield Finding(FILE, sheets.line(sheet.id), "handout-data", f"{sheet.id}: {message}", hint)


def _danger(sheets: Source[Sheet]) -> Iterator[Finding]:
    """A sheet shows danger signs, or says why it does not."""
    for sheet in sheets:
        if sheet.layout != "sheet" or sheet.danger:
            continue
        if not any(panel.look in DANGER_LOOKS and not panel.without for panel in sheet.panels):
            message = f"{sheet.id} shows no danger signs"
            hint = "add a panel `{look: brief, take: [brief]}`, or say why not under `danger`"
            yield Finding(FILE, sheets.line(sheet.id), "handout-danger", message, hint)


def _current(book: Book, manifest: Manifest) -> Iterator[Finding]:
    stamp = book.tree.site / STAMP
    made_from = stamp.read_text("utf-8").strip() if stamp.exists() else None
    if manifest.stamp not in (None, made_from):
        where = book.tree.show(book.tree.site / MANIFEST)
        yield Finding(where, 1, "handout-stale", "the sheets are older than the pages", AGAIN)


def _files(book: Book, sheets: Source[Sheet], manifest: Manifest) -> Iterator[Finding]:
    entries = {item.file: item for item in manifest.files}
    linked = _linked(book)
    for wanted in prints(sheets, manifest.edition):
        name = f"{FOLDER}/{wanted.file_name}"
        where = book.tree.show(book.tree.site / name)
        entry = entries.get(wanted.file_name)
        if entry is None or name not in book.site.files:
            yield Finding(where, 1, "handout-missing", "the sheet is not there", AGAIN)
            continue
        for code in sorted(linked):
            if wanted.file_name not in linked[code]:
                yield Finding(where, 1, "handout-unlinked", f"no page in {code!r} links to it", AGAIN)
        yield from _faults(where, wanted, _facts(book, wanted, entry))


def _linked(book: Book) -> dict[str, set[str]]:
    """For each language, the files that its pages link to."""
    found: dict[str, set[str]] = {locale.code: set() for locale in book.tree.locales}
    for page in book.site.pages.values():
        if page.locale and FOLDER in page.html:
            names = (address.value.rpartition(f"{FOLDER}/") for address in page.addresses if address.tag == "a")
            found[page.locale.code] |= {name for _, folder, name in names if folder}
    return found


def _facts(book: Book, wanted: Print, entry: Entry) -> Facts | None:
    """What the build found in these very bytes; another file is looked into now. None for what is no PDF."""
    data = (book.tree.site / FOLDER / wanted.file_name).read_bytes()
    if hashlib.sha256(data).hexdigest() == entry.sha256:
        return entry.facts
    from handbook.sheets.pdf_inspection import inspect  # rarely needed, and slow to load

    try:
        return inspect(data, [book.evidence.say("disclaimer", code) for code in codes(wanted.kind)])
    except ValueError:
        return None


def _faults(where: str, wanted: Print, facts: Facts | None) -> Iterator[Finding]:
    if facts is None:
        yield Finding(where, 1, "handout-untagged", "is not a PDF", AGAIN)
        return
    if not facts.tagged:
        message = "is not a tagged PDF/UA-1 with a title"
        yield Finding(where, 1, "handout-untagged", message, "see handbook/sheets/typst_renderer.py")
    tags = {"en": "en", "zh": "zh-CN"}
    for code in codes(wanted.kind):
        if tags[code] not in facts.languages:
            message = f"nothing in it is marked as {tags[code]}"
            yield Finding(where, 1, "handout-language", message, "a screen reader would read it in the wrong language")
    yield from _pages(where, facts)
    yield from _length(where, wanted, facts)


def _pages(where: str, facts: Facts) -> Iterator[Finding]:
    """What is wrong on a page: the disclaimer, text off the paper, glyphs, fonts."""
    if facts.bare_pages:
        pages = ", ".join(map(str, facts.bare_pages[:5]))
        yield Finding(where, 1, "handout-disclaimer", f"no disclaimer on page {pages}", "see `foot` in overrides/print/sheet.typ")
    if facts.cut_pages:
        pages = ", ".join(map(str, facts.cut_pages[:5]))
        hint = "shorten what stands there, such as a long name of a local edition, or mend overrides/print"
        yield Finding(where, 1, "handout-cut", f"text runs off the paper on page {pages}", hint)
    if facts.missing_glyphs:
        message = f"{facts.missing_glyphs} characters are drawn as empty boxes"
        yield Finding(where, 1, "handout-glyph", message, "see handbook/sheets/fonts.py")
    for font in facts.loose_fonts:
        yield Finding(where, 1, "handout-font", f"the font {font} is not embedded", "see handbook/sheets/fonts.py")


def _length(where: str, wanted: Print, facts: Facts) -> Iterator[Finding]:
    """A sheet takes the sides that it declares, no more, and none of them is left half empty."""
    most = wanted.sheet.most(wanted.kind)
    if most is None:
        return
    if facts.pages > most:
        message = f"takes {facts.pages} pages, and its sides allow {most}"
        hint = f"take something out of {wanted.sheet.id} in {FILE}, or leave a panel out of this kind with `without`"
        yield Finding(where, 1, "handout-long", message, hint, Severity.WARNING)
    for number, fill in enumerate(facts.fill, 1):
        if fill < LEAST_FILL:
            message = f"page {number} is {fill:.0%} full, and {LEAST_FILL:.0%} is the least"
            hint = f"add a panel to {wanted.sheet.id} in {FILE}"
            yield Finding(where, 1, "handout-empty", message, hint, Severity.WARNING)
