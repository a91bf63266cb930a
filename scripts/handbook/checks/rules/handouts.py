"""Handouts: every sheet is there, current, linked, tagged, in its languages, with disclaimer, glyphs and fonts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.content.markdown_pages import Page
from handbook.core.findings import Finding, Severity
from handbook.core.yaml_records import Source
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
)

DANGER = ("danger-list", "danger-signs")
"""The includes that put the danger list into a page."""
AGAIN = "run ./scripts/build"


def check(context: CheckContext) -> Iterator[Finding]:
    """What handouts.yml declares, beside what the site holds. A tree without handouts.yml promises no sheets."""
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
        where = context.tree.show(context.tree.site / MANIFEST)
        yield Finding(where, 1, "handout-missing", "the site has no printed sheets", AGAIN)
        return
    yield from _current(context, manifest)
    yield from _files(context, sheets, manifest)


def _parts(context: CheckContext, sheets: Source[Sheet]) -> Iterator[Finding]:
    """Every page and section that a sheet names is there."""
    headings = {
        page.slug: {heading.name for heading in page.headings}
        for page in context.pages.pages[context.tree.locales[0].code].values()
    }
    for sheet in sheets:
        for part in filter(None, (*sheet.parts, *sheet.without, *sheet.beside, sheet.page)):
            slug, _, section = part.partition("#")
            if slug not in headings or (section and section not in headings[slug]):
                message = f"{sheet.id} names {part!r}, which no page has"
                yield Finding(FILE, sheets.line(sheet.id), "handout-data", message, "name a page, or page#heading-id")
        yield from _left_out(sheet, sheets.line(sheet.id))


def _left_out(sheet: Sheet, line: int) -> Iterator[Finding]:
    """Whatever a sheet leaves out is a section, and one of its own pages'; else it would leave out nothing."""
    pages = {part.partition("#")[0] for part in sheet.parts}
    for key, sections in (("without", sheet.without), ("beside", sheet.beside)):
        for name in sections:
            slug, _, section = name.partition("#")
            if not section:
                message, hint = f"`{key}` of {sheet.id} names {name!r}, which is not a section", "name page#heading-id"
            elif pages and slug not in pages:
                message = f"`{key}` of {sheet.id} names {name!r}, which is not there among its parts"
                hint = "name a section of one of its `parts`"
            else:
                continue
            yield Finding(FILE, line, "handout-data", message, hint)


def _danger(context: CheckContext, sheets: Source[Sheet]) -> Iterator[Finding]:
    """A sheet may leave sections to the web, but not the only danger list it would have."""
    pages = context.pages.pages[context.tree.locales[0].code].values()
    lists = {f"{page.slug}#{name}" for page in pages for name in _lists(page)}
    for sheet in sheets:
        whole = {name for name in lists if name.partition("#")[0] in sheet.parts}
        left_out = {*sheet.without, *sheet.beside}
        if lists & left_out and not (lists & set(sheet.parts) or whole - left_out):
            message = f"{sheet.id} leaves out its only danger list"
            yield Finding(
                FILE, sheets.line(sheet.id), "handout-danger", message, "take it out of `without` and `beside`"
            )


def _lists(page: Page) -> Iterator[str]:
    """The ids of the sections with a danger list."""
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
        where = context.tree.show(context.tree.site / MANIFEST)
        yield Finding(where, 1, "handout-stale", "the sheets are older than the pages", AGAIN)


def _files(context: CheckContext, sheets: Source[Sheet], manifest: Manifest) -> Iterator[Finding]:
    entries = {item.file: item for item in manifest.files}
    linked = _linked(context)
    for wanted in prints(sheets, manifest.edition):
        name = f"{FOLDER}/{wanted.file_name}"
        where = context.tree.show(context.tree.site / name)
        entry = entries.get(wanted.file_name)
        if entry is None or name not in context.site.files:
            yield Finding(where, 1, "handout-missing", "the sheet is not there", AGAIN)
            continue
        for code in sorted(linked):
            if wanted.file_name not in linked[code]:
                yield Finding(where, 1, "handout-unlinked", f"no page in {code!r} links to it", AGAIN)
        yield from _faults(where, wanted, _facts(context, wanted, entry))


def _linked(context: CheckContext) -> dict[str, set[str]]:
    """For each language, the files that its pages link to."""
    found: dict[str, set[str]] = {locale.code: set() for locale in context.tree.locales}
    for page in context.site.pages.values():
        if page.locale and FOLDER in page.html:
            names = (address.value.rpartition(f"{FOLDER}/") for address in page.addresses if address.tag == "a")
            found[page.locale.code] |= {name for _, folder, name in names if folder}
    return found


def _facts(context: CheckContext, wanted: Print, entry: Entry) -> Facts | None:
    """What the build found in these very bytes; another file is looked into now. None for what is no PDF."""
    data = (context.tree.site / FOLDER / wanted.file_name).read_bytes()
    if hashlib.sha256(data).hexdigest() == entry.sha256:
        return entry.facts
    from handbook.sheets.pdf_inspection import inspect  # rarely needed, and slow to load

    try:
        return inspect(data, [context.evidence.say("disclaimer", code) for code in codes(wanted.kind)])
    except ValueError:
        return None


def _faults(where: str, wanted: Print, facts: Facts | None) -> Iterator[Finding]:
    if facts is None:
        yield Finding(where, 1, "handout-untagged", "is not a PDF", AGAIN)
        return
    if not facts.tagged:
        message = "is not a tagged PDF/UA-1 with a title"
        yield Finding(where, 1, "handout-untagged", message, "see handbook/print_pdf.py")
    tags = {"en": "en", "zh": "zh-Hans"}
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
        yield Finding(where, 1, "handout-disclaimer", f"no disclaimer on page {pages}", "see overrides/print/foot.html")
    if facts.cut_pages:
        pages = ", ".join(map(str, facts.cut_pages[:5]))
        hint = "shorten what stands there, such as a long name of a local edition, or mend overrides/print"
        yield Finding(where, 1, "handout-cut", f"text runs off the paper on page {pages}", hint)
    if facts.missing_glyphs:
        message = f"{facts.missing_glyphs} characters are drawn as empty boxes"
        yield Finding(where, 1, "handout-glyph", message, "see handbook/fonts.py")
    for font in facts.loose_fonts:
        yield Finding(where, 1, "handout-font", f"the font {font} is not embedded", "see handbook/fonts.py")


def _length(where: str, wanted: Print, facts: Facts) -> Iterator[Finding]:
    """A sheet in one language and usual print is at most as long as it says."""
    if wanted.kind in ("en", "zh") and wanted.sheet.layout != "book" and facts.pages > wanted.sheet.most:
        message = f"takes {facts.pages} pages, and {wanted.sheet.id} says at most {wanted.sheet.most}"
        hint = f"shorten its pages, or say `most: {facts.pages}` in {FILE}"
        yield Finding(where, 1, "handout-long", message, hint, Severity.WARNING)
