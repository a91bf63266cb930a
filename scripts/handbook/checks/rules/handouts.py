"""Handouts: every sheet is there, current, linked, tagged, and whole in its languages."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.built_for import read_built_for
from handbook.content.edition import Edition
from handbook.core.findings import Finding, Severity
from handbook.core.yaml_records import RecordFile
from handbook.sheets.composition import Composer
from handbook.sheets.pdf_cache import MANIFEST, Entry, Manifest
from handbook.sheets.pdf_report import Facts
from handbook.sheets.spec import (
    DANGER_LOOKS,
    FILE,
    FOLDER,
    Print,
    Sheet,
    codes,
    load_sheets,
    prints,
)
from handbook.web.html_pages import STAMP

_SHEETS = "CONTRIBUTING.md#how-it-is-made"
_UA = "PDF/UA-1 (ISO 14289-1)"

RULES = (
    Rule(
        "handout-data",
        "handouts.yml parses, and every piece that it takes is there in both languages.",
        "A sheet would lose a sentence without a word.",
        "handouts.yml",
    ),
    Rule(
        "handout-danger",
        "Every sheet shows danger signs, or says why it does not.",
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
        "handout-address",
        "The address and the code of every sheet lead to the site that it hangs on.",
        "A code that leads nowhere, or to another copy, is all that a reader at home has.",
        "scripts/hosting/README.md",
        needs_site=True,
    ),
    Rule(
        "handout-edition",
        "All sheets of a site show the edition that its pages show.",
        "A reader would call, or go to, another hospital.",
        "CONTRIBUTING.md#local-edition",
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
        "Every sheet is a tagged PDF/UA-1 with a title, or a booklet whose pages are there as one.",
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
        "handout-code",
        "The QR codes of a sheet lead to its own page, in each of its languages, or it has none.",
        "Nobody reads a code before scanning it: another address may be anybody's.",
        "handouts.yml; ISO/IEC 18004 (QR code)",
        needs_site=True,
    ),
    Rule(
        "handout-text",
        "A sheet shows every text that it was made from.",
        "A template that drops a panel takes its danger signs from everybody at once.",
        "handouts.yml",
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
        "A sheet has at most the sides that it declares.",
        "A clinic prints what fits on one sheet of paper.",
        "handouts.yml",
        Severity.WARNING,
        needs_site=True,
    ),
    Rule(
        "handout-empty",
        "Every side of a sheet is at least 70 % full; not asked of a local edition.",
        "A page that is nearly blank looks like a mistake of the printer.",
        "handouts.yml",
        Severity.WARNING,
        needs_site=True,
    ),
)

CODED = ("sheet", "book")
"""Layouts with a QR code at the foot."""
LEAST_FILL = 0.7
"""Of every side of a sheet."""
TAGS = {"en": "en", "zh": "zh-CN"}
"""What Typst writes for our languages: it knows regions of a language, not scripts."""
AGAIN = "run ./scripts/build"


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on what handouts.yml declares, then on what the site holds.

    A handbook without handouts.yml promises no sheets.
    """
    if not (context.project.root / FILE).exists():
        return
    sheets = load_sheets(context.project)
    for fault in (fault for fault in sheets.findings if fault.is_error):
        yield Finding(fault.path, fault.line, "handout-data", fault.message, fault.hint)
    yield from _danger(sheets)
    if not context.site.exists:
        return
    yield from _pieces(context, sheets)
    manifest = context.sheets
    if manifest is None:
        where = context.shown(MANIFEST)
        yield Finding(where, 1, "handout-missing", "the site has no printed sheets", AGAIN)
        return
    yield from _current(context, manifest)
    yield from _files(context, sheets, manifest)


def _pieces(context: CheckContext, sheets: RecordFile[Sheet]) -> Iterator[Finding]:
    """Yield every piece that a sheet takes and that is not there, or not in both languages."""
    composer = Composer(context.project, context.site, context.evidence, Edition(), tuple(sheets))
    hint = "handbook/sheets/pieces.py says how a piece is named"
    for sheet in sheets:
        for message in composer.faults(sheet):
            where = sheets.line(sheet.id)
            yield Finding(FILE, where, "handout-data", f"{sheet.id}: {message}", hint)


def _danger(sheets: RecordFile[Sheet]) -> Iterator[Finding]:
    """Yield each sheet that shows no danger signs in some kind and does not say why."""
    for sheet in sheets:
        if sheet.layout != "sheet" or sheet.danger:
            continue
        shown = (panel for panel in sheet.panels if panel.look in DANGER_LOOKS)
        if all(panel.without for panel in shown):
            message = f"{sheet.id} shows no danger signs"
            hint = "add `{look: brief, take: [brief]}`, or say why not under `danger`"
            yield Finding(FILE, sheets.line(sheet.id), "handout-danger", message, hint)


def _current(context: CheckContext, manifest: Manifest) -> Iterator[Finding]:
    stamp = context.project.site / STAMP
    made_from = stamp.read_text("utf-8").strip() if stamp.exists() else None
    if manifest.stamp not in (None, made_from):
        where = context.shown(MANIFEST)
        yield Finding(where, 1, "handout-stale", "the sheets are older than the pages", AGAIN)


def _files(
    context: CheckContext, sheets: RecordFile[Sheet], manifest: Manifest
) -> Iterator[Finding]:
    entries = {item.file: item for item in manifest.files}
    linked = _linked(context)
    for wanted in prints(sheets, manifest.edition):
        name = f"{FOLDER}/{wanted.file_name}"
        where = context.shown(name)
        entry = entries.get(wanted.file_name)
        if entry is None or name not in context.site.files:
            yield Finding(where, 1, "handout-missing", "the sheet is not there", AGAIN)
            continue
        strangers = list(_strangers(context, where, entry))
        yield from strangers
        for code in sorted(linked):
            if wanted.file_name not in linked[code]:
                yield Finding(
                    where, 1, "handout-unlinked", f"no page in {code!r} links to it", AGAIN
                )
        if context.digests[name] != entry.sha256:
            message = f"is not the file that {MANIFEST} tells of: an older one, or another"
            yield Finding(where, 1, "handout-stale", message, AGAIN)
        facts = context.printed(name)
        if facts and manifest.edition.is_local:  # its numbers may shorten a page
            facts = facts.model_copy(update={"fill": ()})
        yield from _faults(context, where, wanted, facts)
        if not strangers:  # of those every code leads elsewhere
            yield from _codes(context, where, wanted, facts)


def _strangers(context: CheckContext, where: str, entry: Entry) -> Iterator[Finding]:
    """Yield where a sheet leads elsewhere, or shows another unit, than the site beside it."""
    own = context.project.address
    if entry.address not in (None, own):
        message = f"the sheet leads to {entry.address or 'no address'}, the site to {own or 'none'}"
        yield Finding(where, 1, "handout-address", message, AGAIN)
    built = read_built_for(context.project.site)
    if built and entry.edition not in (None, built.edition):
        message = f"the sheet is of another edition than the pages ({built.unit or 'plain'})"
        hint = "run ./scripts/build --edition FILE"
        yield Finding(where, 1, "handout-edition", message, hint)


def _linked(context: CheckContext) -> dict[str, set[str]]:
    """Return, for each language, the files below the folder of sheets that its pages link to."""
    found: dict[str, set[str]] = {locale.code: set() for locale in context.project.locales}
    for page in context.site.pages.values():
        if page.locale and FOLDER in page.html:
            for address in page.addresses:
                _, folder, name = address.value.rpartition(f"{FOLDER}/")
                if address.tag == "a" and folder:
                    found[page.locale.code].add(name)
    return found


def _faults(
    context: CheckContext, where: str, wanted: Print, facts: Facts | None
) -> Iterator[Finding]:
    if facts is None:
        yield Finding(where, 1, "handout-untagged", "is not a PDF", AGAIN)
        return
    is_for_printer = wanted.kind in wanted.sheet.booklets
    if not facts.tagged and not is_for_printer:
        message = "is not a tagged PDF/UA-1 with a title"
        hint = "see handbook/sheets/typst_renderer.py"
        yield Finding(where, 1, "handout-untagged", message, hint)
    read = codes(wanted.kind, context.project.first.code)
    first = TAGS[read[0]]
    if facts.languages[:1] != (first,) and not is_for_printer:
        named = "".join(facts.languages[:1]) or "none"
        message = f"its language is {first}, and its catalogue names {named}"
        hint = "a screen reader would read it in the wrong language"
        yield Finding(where, 1, "handout-language", message, hint)
    for code in read[1:]:
        if TAGS[code] not in facts.languages and not is_for_printer:
            message = f"nothing in it is marked as {TAGS[code]}"
            hint = "a screen reader would read it in the wrong language"
            yield Finding(where, 1, "handout-language", message, hint)
    yield from _pages(where, facts)
    yield from _length(where, wanted, facts)


def _codes(
    context: CheckContext, where: str, wanted: Print, facts: Facts | None
) -> Iterator[Finding]:
    """Yield QR codes that lead elsewhere than to the sheet's page, or that no phone can read."""
    if facts is None or facts.codes is None or wanted.sheet.layout not in CODED:
        return
    project = context.project
    locales = [project.locale(code) for code in codes(wanted.kind, project.first.code)]
    due: set[str] = set()
    if context.project.address:
        due = {_address(context, f"{locale.prefix}{wanted.sheet.page}.html") for locale in locales}
    hint = "overrides/print/look.typ draws it; run ./scripts/build"
    for address in sorted(set(facts.codes) - due):
        message = f"a code leads to {address}, not to {', '.join(sorted(due)) or 'no address'}"
        yield Finding(where, 1, "handout-code", message, hint)
    for address in sorted(due - set(facts.codes)):
        message = f"no code that a phone can read leads to {address}"
        yield Finding(where, 1, "handout-code", message, hint)


def _address(context: CheckContext, name: str) -> str:
    """Return where a page of the site is published, as it says itself."""
    page = context.site.pages.get(name)
    own = (item.value for item in page.addresses if item.rel == "canonical") if page else iter(())
    return next(own, f"{context.project.site_url}{name}")


def _pages(where: str, facts: Facts) -> Iterator[Finding]:
    """Yield what is wrong on a page: no disclaimer, text off the paper, boxes, fonts."""
    if facts.bare_pages:
        pages = ", ".join(map(str, facts.bare_pages[:5]))
        message, hint = f"no disclaimer on page {pages}", "see overrides/print/frame.typ"
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
    if facts.lost:
        message = f"does not show {len(facts.lost)} texts of its panels, such as {facts.lost[0]!r}"
        yield Finding(where, 1, "handout-text", message, "see overrides/print/panels.typ")
    for font in facts.loose_fonts:
        message, hint = f"the font {font} is not embedded", "see handbook/sheets/fonts.py"
        yield Finding(where, 1, "handout-font", message, hint)


def _length(where: str, wanted: Print, facts: Facts) -> Iterator[Finding]:
    """Yield what a sheet takes beyond the sides that it declares, and sides left nearly empty."""
    most = wanted.sheet.most(wanted.kind)
    if most is None:
        return
    if facts.pages > most:
        message = f"takes {facts.pages} pages, and its sides allow {most}"
        hint = f"take something out of {wanted.sheet.id} in {FILE}"
        yield Finding(where, 1, "handout-long", message, hint)
    for number, fill in enumerate(facts.fill, 1):
        if fill < LEAST_FILL:
            message = f"page {number} is {fill:.0%} full, and {LEAST_FILL:.0%} is the least"
            hint = f"add a panel to {wanted.sheet.id} in {FILE}"
            yield Finding(where, 1, "handout-empty", message, hint)
