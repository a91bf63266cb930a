"""Handouts: every sheet is there, current, linked, tagged, and whole in its languages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.markdown_pages import Page
from handbook.core.findings import Finding, Severity
from handbook.core.yaml_records import Source
from handbook.sheets.pdf_cache import MANIFEST, Entry, Manifest, read_manifest
from handbook.sheets.pdf_report import Facts
from handbook.sheets.spec import FILE, FOLDER, Print, Sheet, codes, load_sheets, prints
from handbook.web.html_pages import STAMP

_SHEETS = "CONTRIBUTING.md#how-it-is-made"
_UA = "PDF/UA-1 (ISO 14289-1)"

RULES = (
    Rule(
        "handout-data",
        "handouts.yml parses, and names pages and sections that exist.",
        "A sheet would lose a part without a word.",
        "handouts.yml",
    ),
    Rule(
        "handout-danger",
        "No sheet leaves out its only danger list.",
        "A sheet is read without the page beside it.",
        "evidence/README.md#the-danger-list",
    ),
    Rule(
        "handout-missing",
        "Every sheet that handouts.yml promises is in the site.",
        "A clinician would hand over a link that leads nowhere.",
        "handouts.yml",
        needs_site=True,
    ),
    Rule(
        "handout-stale",
        "The sheets were made from the pages beside them.",
        "Paper and screen must not contradict each other.",
        _SHEETS,
        needs_site=True,
    ),
    Rule(
        "handout-unlinked",
        "A page of each language links to every sheet.",
        "Nobody finds a sheet that nothing leads to.",
        _SHEETS,
        needs_site=True,
    ),
    Rule(
        "handout-untagged",
        "Every sheet is a tagged PDF/UA-1 with a title.",
        "A screen reader cannot read an untagged one.",
        _UA,
        needs_site=True,
    ),
    Rule(
        "handout-language",
        "The text of a sheet is marked with its languages.",
        "A screen reader would speak Chinese with an English voice.",
        f"{_UA}, 7.2; WCAG 2.2, 3.1.2",
        needs_site=True,
    ),
    Rule(
        "handout-disclaimer",
        "Every page of a sheet has the disclaimer.",
        "Sheets are copied page by page.",
        "SAFETY.md#what-it-is-not",
        needs_site=True,
    ),
    Rule(
        "handout-cut",
        "No text runs off the paper.",
        "The end of a sentence may be the part that matters.",
        _SHEETS,
        needs_site=True,
    ),
    Rule(
        "handout-glyph",
        "No character is drawn as an empty box.",
        "Extracted text looks right while the paper shows boxes.",
        f"{_UA}, 7.21.8",
        needs_site=True,
    ),
    Rule(
        "handout-font",
        "Every font is embedded.",
        "A printer without it puts another one, or none.",
        f"{_UA}, 7.21.4",
        needs_site=True,
    ),
    Rule(
        "handout-long",
        "A sheet in one language and usual print has at most the pages it says.",
        "A clinic prints what fits on one sheet.",
        "handouts.yml",
        Severity.WARNING,
        needs_site=True,
    ),
)

DANGER = ("danger-list", "danger-strip")
"""The includes that put the danger list into a page."""
AGAIN = "run ./scripts/build"


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on what handouts.yml declares, then on what the site holds.

    A handbook without handouts.yml promises no sheets.
    """
    if not (context.tree.root / FILE).exists():
        return
    sheets = load_sheets(context.tree)
    for fault in sheets.findings:
        yield Finding(fault.path, fault.line, "handout-data", fault.message, fault.hint)
    yield from _parts(context, sheets)
    yield from _danger(context, sheets)
    if not context.site.exists:
        return
    manifest = read_manifest(context.tree.site)
    if manifest is None:
        where = context.shown(MANIFEST)
        yield Finding(where, 1, "handout-missing", "the site has no printed sheets", AGAIN)
        return
    yield from _current(context, manifest)
    yield from _files(context, sheets, manifest)


def _parts(context: CheckContext, sheets: Source[Sheet]) -> Iterator[Finding]:
    """Yield every page and section that a sheet names and that is not there."""
    pages = context.pages.pages[context.tree.locales[0].code]
    for sheet in sheets:
        line = sheets.line(sheet.id)
        for part in filter(None, (*sheet.parts, *sheet.without, *sheet.beside, sheet.page)):
            slug, _, section = part.partition("#")
            names = {heading.name for heading in pages[slug].headings} if slug in pages else set()
            if slug not in pages or (section and section not in names):
                message = f"{sheet.id} names {part!r}, which no page has"
                hint = "name a page, or page#heading-id"
                yield Finding(FILE, line, "handout-data", message, hint)
        yield from _left_out(sheet, line)


def _left_out(sheet: Sheet, line: int) -> Iterator[Finding]:
    """Yield what a sheet would leave out that is no section of its own pages."""
    pages = {part.partition("#")[0] for part in sheet.parts}
    for key, sections in (("without", sheet.without), ("beside", sheet.beside)):
        for name in sections:
            slug, _, section = name.partition("#")
            if not section:
                message = f"`{key}` of {sheet.id} names {name!r}, which is not a section"
                hint = "name page#heading-id"
            elif pages and slug not in pages:
                message = (
                    f"`{key}` of {sheet.id} names {name!r}, which is not there among its parts"
                )
                hint = "name a section of one of its `parts`"
            else:
                continue
            yield Finding(FILE, line, "handout-data", message, hint)


def _danger(context: CheckContext, sheets: Source[Sheet]) -> Iterator[Finding]:
    """Yield each sheet that leaves the only danger list it would have to the web."""
    lists: set[str] = set()
    for page in context.pages.pages[context.tree.locales[0].code].values():
        lists.update(f"{page.slug}#{name}" for name in _lists(page))
    for sheet in sheets:
        whole = {name for name in lists if name.partition("#")[0] in sheet.parts}
        left_out = {*sheet.without, *sheet.beside}
        if lists & left_out and not (lists & set(sheet.parts) or whole - left_out):
            message = f"{sheet.id} leaves out its only danger list"
            hint = "take it out of `without` and `beside`"
            yield Finding(FILE, sheets.line(sheet.id), "handout-danger", message, hint)


def _lists(page: Page) -> Iterator[str]:
    """Yield the ids of the sections of `page` with a danger list."""
    section = ""
    for block in page.blocks:
        if block.kind == "heading" and block.level <= 2:
            section = block.name
        elif block.kind == "include" and block.name in DANGER:
            yield section


def _current(context: CheckContext, manifest: Manifest) -> Iterator[Finding]:
    stamp = context.tree.site / STAMP
    made_from = stamp.read_text("utf-8").strip() if stamp.exists() else None
    if manifest.stamp not in (None, made_from):
        where = context.shown(MANIFEST)
        yield Finding(where, 1, "handout-stale", "the sheets are older than the pages", AGAIN)


def _files(context: CheckContext, sheets: Source[Sheet], manifest: Manifest) -> Iterator[Finding]:
    entries = {item.file: item for item in manifest.files}
    linked = _linked(context)
    for wanted in prints(sheets, manifest.edition):
        name = f"{FOLDER}/{wanted.file_name}"
        where = context.shown(name)
        entry = entries.get(wanted.file_name)
        if entry is None or name not in context.site.files:
            yield Finding(where, 1, "handout-missing", "the sheet is not there", AGAIN)
            continue
        for code in sorted(linked):
            if wanted.file_name not in linked[code]:
                yield Finding(
                    where, 1, "handout-unlinked", f"no page in {code!r} links to it", AGAIN
                )
        yield from _faults(where, wanted, _facts(context, wanted, entry))


def _linked(context: CheckContext) -> dict[str, set[str]]:
    """Return, for each language, the files below the folder of sheets that its pages link to."""
    found: dict[str, set[str]] = {locale.code: set() for locale in context.tree.locales}
    for page in context.site.pages.values():
        if page.locale and FOLDER in page.html:
            for address in page.addresses:
                _, folder, name = address.value.rpartition(f"{FOLDER}/")
                if address.tag == "a" and folder:
                    found[page.locale.code].add(name)
    return found


def _facts(context: CheckContext, wanted: Print, entry: Entry) -> Facts | None:
    """Return what the build found in these very bytes; another file is looked into now.

    None stands for what is no PDF.
    """
    data = (context.tree.site / FOLDER / wanted.file_name).read_bytes()
    if hashlib.sha256(data).hexdigest() == entry.sha256:
        return entry.facts
    from handbook.sheets.pdf_inspection import inspect  # rarely needed, and slow to load

    disclaimers = [context.evidence.say("disclaimer", code) for code in codes(wanted.kind)]
    try:
        return inspect(data, disclaimers)
    except ValueError:
        return None


def _faults(where: str, wanted: Print, facts: Facts | None) -> Iterator[Finding]:
    if facts is None:
        yield Finding(where, 1, "handout-untagged", "is not a PDF", AGAIN)
        return
    if not facts.tagged:
        message = "is not a tagged PDF/UA-1 with a title"
        yield Finding(where, 1, "handout-untagged", message, "see handbook/sheets/renderer.py")
    tags = {"en": "en", "zh": "zh-Hans"}
    for code in codes(wanted.kind):
        if tags[code] not in facts.languages:
            message = f"nothing in it is marked as {tags[code]}"
            hint = "a screen reader would read it in the wrong language"
            yield Finding(where, 1, "handout-language", message, hint)
    yield from _pages(where, facts)
    yield from _length(where, wanted, facts)


def _pages(where: str, facts: Facts) -> Iterator[Finding]:
    """Yield what is wrong on a page: no disclaimer, text off the paper, boxes, fonts."""
    if facts.bare_pages:
        pages = ", ".join(map(str, facts.bare_pages[:5]))
        message, hint = f"no disclaimer on page {pages}", "see overrides/print/foot.html"
        yield Finding(where, 1, "handout-disclaimer", message, hint)
    if facts.cut_pages:
        pages = ", ".join(map(str, facts.cut_pages[:5]))
        hint = (
            "shorten what stands there, such as a long name of an edition, or mend overrides/print"
        )
        yield Finding(where, 1, "handout-cut", f"text runs off the paper on page {pages}", hint)
    if facts.missing_glyphs:
        message = f"{facts.missing_glyphs} characters are drawn as empty boxes"
        yield Finding(where, 1, "handout-glyph", message, "see handbook/sheets/fonts.py")
    for font in facts.loose_fonts:
        message, hint = f"the font {font} is not embedded", "see handbook/sheets/fonts.py"
        yield Finding(where, 1, "handout-font", message, hint)


def _length(where: str, wanted: Print, facts: Facts) -> Iterator[Finding]:
    """Yield a sheet in one language and usual print that is longer than it says."""
    is_usual = wanted.kind in ("en", "zh") and wanted.sheet.layout != "book"
    if is_usual and facts.pages > wanted.sheet.most:
        message = (
            f"takes {facts.pages} pages, and {wanted.sheet.id} says at most {wanted.sheet.most}"
        )
        hint = f"shorten its pages, or say `most: {facts.pages}` in {FILE}"
        yield Finding(where, 1, "handout-long", message, hint)
