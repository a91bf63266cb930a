"""Shown: what pages and files of the site show is what the sources give, no more and no less."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from handbook.checks.built import site_copies
from handbook.checks.built.printed_texts import Wanted, lacking, pages_of, said, strange, titles
from handbook.checks.built.shown_pages import Shown, made_of, shown
from handbook.checks.built.written_pages import Words, Written
from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.built_for import read_built_for
from handbook.content.markdown_pages import Page
from handbook.core.findings import Finding
from handbook.core.memo import Known
from handbook.publish.checksums import SUMS
from handbook.sheets.spec import FOLDER, IMPOSED, load_sheets

_SOURCE = "CONTRIBUTING.md#how-it-is-made"
_HINT = (
    "run ./scripts/build; if it comes again, what makes the pages (scripts/handbook/web, content, "
    "publish; overrides) shows something else than the sources say"
)

RULES = (
    Rule(
        "shown-text",
        "A built page shows the text of its sources: all blocks, notes, explained words and "
        "drawings, in their order, and nothing else.",
        "What the making of a page changes stands in no source, and on every page at once.",
        _SOURCE,
        needs_site=True,
    ),
    Rule(
        "shown-link",
        "The links of a built page lead where its sources say; a number dials what it shows.",
        "Who taps a number in a hurry cannot see that another one is called.",
        _SOURCE,
        needs_site=True,
    ),
    Rule(
        "shown-frame",
        "Around its text a page shows words of the sources alone: frame, titles, names of places.",
        "A sentence that no source holds is compared with nothing.",
        _SOURCE,
        needs_site=True,
    ),
    Rule(
        "shown-copy",
        "Compressed and offline copies, styles, scripts and the search hold what their sources "
        "hold.",
        "A browser is sent the compressed copy of a page, which nobody looks into.",
        _SOURCE,
        needs_site=True,
    ),
    Rule(
        "shown-sheet",
        "A sheet says every sentence that it takes from pages and data, and is made of texts of "
        "the sources and counts alone.",
        "Paper is handed out, copied and kept: what is wrong on it cannot be called back.",
        "handouts.yml",
        needs_site=True,
    ),
)
COPY, SHEET = "shown-copy", "shown-sheet"
AROUND = 24
"""Characters that a finding shows before and behind the place where two texts part."""


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield where a page shows another text, another link, or other words around it.

    Nothing of a site that is older than its sources: it is made anew first.
    """
    if not context.site.exists or context.is_stale:
        return
    yield from _copies(context)
    written = Written(context)
    pages = {path: shown(page) for path, page in context.site.pages.items()}
    is_finished = SUMS in context.site.files
    pages = {path: page for path, page in pages.items() if is_finished or page.has_article}
    if not pages:
        return
    built = read_built_for(context.project.site)
    words = None if built and built.edition else written.frame()  # a unit's own words are its own
    known = frozenset[str]()
    if words:
        yield from _sheets(context, words)
        places = context.evidence.places
        known = frozenset(_digits(number) for place in places for number in place.numbers)
    for path in pages:
        page = context.site.pages[path]
        source = context.source_of(page)
        where = context.shown(path)
        if source is not None and not source.locale.is_unfinished:
            yield from _text(written, source, pages[path], where)
            yield from _links(written, source, pages[path], where)
            yield from _numbers(pages[path], known, where)
        if strange := pages[path].strange:
            message = f"is made of what no page is: {strange}"
            yield Finding(where, 1, "shown-text", message, _HINT)
        others = (text for text in pages[path].frame if words and not made_of(text, words))
        for text in itertools.islice(others, 1):
            message = f"shows “{text[:80]}”, which no source says"
            yield Finding(where, page.line(text[:20]), "shown-frame", message, _HINT)


def _copies(context: CheckContext) -> Iterator[Finding]:
    """Yield each copy that differs, and what the search says that no source does."""
    for name, other in site_copies.differing(context):
        yield Finding(context.shown(name), 1, COPY, f"does not hold what {other} holds", _HINT)
    said = (*site_copies.found_by_search(context), *site_copies.reworded(context))
    said += tuple(site_copies.kept_by_worker(context))
    for name, words in said:
        message = f"says “{words[:80]}”, which no source says"
        yield Finding(context.shown(name), 1, COPY, message, _HINT)
        return


def _sheets(context: CheckContext, around: Words) -> Iterator[Finding]:
    """Yield the first sentence that each printed sheet lacks, and the first that is none."""
    entries = context.sheets.files if context.sheets else ()
    sheets = {sheet.id: sheet for sheet in load_sheets(context.project)} if entries else {}
    wanted, known = Wanted(context), said(context, around.value) if entries else None
    for entry in entries:
        name, sheet = f"{FOLDER}/{entry.file}", sheets.get(entry.sheet)
        if sheet is None or known is None or name not in context.digests:
            continue
        path = context.project.site / name
        pages = pages_of(Known(context.digests[name], path))
        if not pages:
            continue
        said_there = Known(context.digests[name], pages)
        if text := lacking(said_there, wanted.of(sheet, entry.kind)):
            message = f"does not say “{text[:80]}”"
            yield Finding(context.shown(name), 1, SHEET, message, _HINT)
        is_cut = entry.kind.endswith(IMPOSED) or sheet.layout == "book"
        if text := "" if is_cut else strange(said_there, known, titles(context, sheet)):
            message = f"says “{text[:80]}”, which no source says (without blanks)"
            yield Finding(context.shown(name), 1, SHEET, message, _HINT)


def _text(written: Written, source: Page, page: Shown, where: str) -> Iterator[Finding]:
    """Yield the first place where text, notes, explained words or drawings are others."""
    texts = (
        ("", written.article(source), page.article),
        ("in its notes: ", written.notes(source), page.notes),
        ("beside its pictures: ", written.alternatives(source), page.alternatives),
    )
    for name, wanted, found in texts:
        if wanted != found:
            yield Finding(where, 1, "shown-text", name + parted(wanted, found), _HINT)
            return
    if page.shapes != written.shapes(source):
        message = "shows a drawing otherwise than docs/assets/drawings has it"
        yield Finding(where, 1, "shown-text", message, _HINT)
        return
    if page.hidden != written.hidden(source):
        message = f"hides other parts than its sources: {page.hidden or 'none'}"
        yield Finding(where, 1, "shown-text", message, _HINT)
        return
    meanings = written.meanings(source.locale.code)
    for key, meaning in page.tips:
        if meanings.get(key) != meaning:
            message = f"explains {key} otherwise than evidence/glossary.yml: “{meaning[:60]}”"
            yield Finding(where, 1, "shown-text", message, _HINT)
            return


def _links(written: Written, source: Page, page: Shown, where: str) -> Iterator[Finding]:
    """Yield the first link that leads elsewhere."""
    wanted = written.links(source)
    if wanted != page.links:
        pairs = zip((*wanted, "nothing"), (*page.links, "nothing"), strict=False)
        told = next(((one, other) for one, other in pairs if one != other), ("", ""))
        message = f"leads to {told[1]} where the source leads to {told[0]}"
        yield Finding(where, 1, "shown-link", message, _HINT)


def _numbers(page: Shown, known: frozenset[str], where: str) -> Iterator[Finding]:
    """Yield the first number to tap that is not the one shown, or none of those `known`, if any."""
    for number, text in page.numbers:
        if _digits(number) not in _digits(text) or (known and _digits(number) not in known):
            message = f"dials {number} at the words “{text[:40]}”"
            yield Finding(where, 1, "shown-link", message, _HINT)
            return


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def parted(wanted: str, found: str) -> str:
    """Return where two texts part, in words."""
    pairs = enumerate(zip(wanted, found, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(wanted), len(found)))
    start = max(0, at - AROUND)
    said, instead = wanted[start : at + AROUND], found[start : at + AROUND]
    return f"shows “{instead}” where the sources say “{said}” (without blanks)"
