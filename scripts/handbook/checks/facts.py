"""What records hold beside their words, and files that decide what is shown, as texts to stamp.

A source's address, a claim's references, the weeks of a tool, a page that a question leads to, the
zones of a place, a template: a change in one is as much a change in what readers are told as a word
is, and no other language stands beside it to give it away.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

from handbook.checks.code_facts import code_of
from handbook.checks.context import CheckContext
from handbook.checks.page_facts import FRAME, WORDS, frame, held_words, urgency
from handbook.checks.settings import LABELS, PINS, SENSES, SETTLED, STAMPS
from handbook.content.texts import Text
from handbook.core.project import Project
from handbook.core.records import Record
from handbook.language.alignment import Pair
from handbook.sheets.spec import FILE, load_sheets

SPOT = "facts"
"""Ends the place of such a text: `evidence/claims.yml#no-guarantee.facts`."""
MORE = f"more.{SPOT}"
"""The same of what few records hold."""
FIELDS = {
    "references": ("kind", "year", "language", "url", "read", "replaced_by", "looked"),
    "claims": ("certainty", "basis", "references", "search", "figures", "checked"),
    "weeks": ("first", "last", "claim"),
    "lengths": (
        *("table", "claim", "step", "over", "least", "most", "under"),
        *("before_week", "from_week", "loss", "places"),
    ),
    "questions": ("page", "heading"),
    "danger": ("step", "topic", "references", "stitch", "crisis"),
    "there": ("step", "topic", "references", "stitch", "crisis", "place", "instead_of"),
    "places": (
        *("zones", "aliases", "numbers", "page", "speaks", "paper", "emergency", "urgent"),
        *("crisis", "facts", "checked", "due"),
    ),
    "terms": ("number", "say", "group", "match", "search"),
    "statements": ("verdict", "flags"),
    "open": ("about", "page", "rests"),
    "reviews": ("page", "locale", "reviewer", "role", "date", "code"),
    "changes": ("date", "page", "heading", "rows", "source", "who", "why"),
}
"""A list of the evidence to the fields of its records that are no text of two languages."""
APART = {
    "places": ("wording",),
    "claims": ("statements",),
    "references": ("organisation", "title", "short", "place"),
    "required": ("claims", "pages"),
    "lexicon": ("rule", "language", "pattern", "unless", "allowed", "topic", "quoted"),
}
"""The same for what few records hold: a text of its own, so that the others stay as they are."""
DECIDING = (
    "overrides/*.html",
    "overrides/partials/**/*.html",
    "overrides/hooks/*.py",
    "overrides/print/*.typ",
    "overrides/print/*.css",
    "overrides/offline/*.js",
    "overrides/words/*.js",
    "docs/assets/scripts/*.js",
    "docs/assets/styles/*.css",
    "evidence/search.yml",
    "evidence/search-signs.yml",
    "evidence/sign-*.yml",
    "scripts/handbook/checks/*.yml",
    "scripts/handbook/language/*.yml",
    "scripts/handbook/language/data/*.yml",
    *(
        f"scripts/{name}"
        for name in ("build", "check", "handouts", "new", "release", "serve", "stamp", "test")
    ),
    "scripts/setup.sh",
    "scripts/checks.yml",
    "scripts/handbook/__main__.py",
    "requirements.txt",
    "scripts/hosting/Containerfile",
    "*.md",
    "LICENSE*",
    ".ci/*",
    "*.ini",
    "*.toml",
    "*.cfg",
    "*.yaml",
    "*.json",
    "*.sh",
    "_*",
    "Makefile",
    ".devcontainer/*.json",
    ".gitattributes",
    ".gitignore",
    "decisions/*.md",
    "evidence/README.md",
    "scripts/hosting/*.md",
)
"""Files that decide what a reader sees, what a search finds first, and what is published.

Templates, hooks, scripts, the lists of the search, what counts as the same word or number in two
languages, the commands, what switches a rule off, what the hosts run, what is promised to readers
beside the pages, and by what rules editors write and hosts hand the handbook on.
"""
LIBRARY = ("*.py", "*/__init__.py", "scripts/**/*.py")
"""What makes pages, sheets, the search and a release, and the checks; what Python runs unasked:
whatever lies at the root or below scripts/ may be imported in place of a library of its name.

Of these the code is held, not its comments (`code_of`). Most of what is made is compared with the
sources as well; what no comparison reads (an attribute, an order, a weight) shows here.
"""
_MORE = ("*.pyc", "*.so", "*.pth", "scripts/**/*", ".github/**/*")
"""All other files of those places, and what the host of the sources runs, by their bytes."""
_MEASURES = "scripts/handbook/bench/"
"""What measures and makes nothing, and is no name of a library: not held."""
_GENERATED = ("RULES.md", "REFERENCE.md", *(STAMPS, SENSES, PINS, SETTLED, LABELS))
"""Files that a test makes anew, and those that keep what was confirmed."""
_MENU = re.compile(r"^nav:\n(?:[ #].*\n|\n)*", re.MULTILINE)
"""The navigation, which other facts hold title by title."""
_NOTE = re.compile(r"(?:^| {2,})# .*$", re.MULTILINE)
"""A comment of a YAML file, which sets nothing."""
_BLANK = re.compile("[\\s\N{MIDDLE DOT}\N{PILCROW SIGN}\N{SYMBOL FOR ESCAPE}]")
DRAWINGS = ("docs/assets/drawings/*.svg", "docs/assets/*.svg")
PICTURES = ("docs/assets/**/*", "overrides/**/*")
"""With them every other file that is published or made pages of; those read above count once."""


def facts(context: CheckContext) -> Iterator[Pair]:
    """Yield the facts of each record, of the navigation and of each deciding file."""
    locales = [item for item in context.project.locales if not item.is_unfinished]
    codes = locales[0].code, locales[-1].code
    if codes[0] == codes[1]:
        return
    yield from _pages(context)
    for name, fields in FIELDS.items():
        source = getattr(context.evidence, name)
        for record in source:
            said = _said(record, fields)
            spot = f"{record.id}.{SPOT}"
            yield Pair(source.path, source.line(record.id), said, said, codes, spot)
    for path, line, spot, said in (*_apart(context), *_orders(context)):
        yield Pair(path, line, said, said, codes, spot)
    for path, spot, said in (*_sheets(context.project), *_files(context.project)):
        yield Pair(path, 1, said, said, codes, spot)


def _pages(context: CheckContext) -> Iterator[Pair]:
    """Yield the form of each translated page, and the words of it that are held one by one."""
    default = context.project.locales[0].code
    steps = urgency(context.evidence.steps, default)
    said = context.settings.danger.said
    for page in context.pages:
        other = context.pages.counterpart(page)
        if other is None or page.locale.is_unfinished:
            continue
        codes = other.locale.code, page.locale.code
        slug = PurePath(page.path).stem
        pinned = {place.partition("#")[2] for place in said if place.startswith(f"{slug}#")}
        held = (FRAME, frame(page, other)), (WORDS, held_words(page, other, steps, pinned))
        for name, text in held:
            if text:
                yield Pair(page.path, 1, text, text, codes, f"{name}.{SPOT}")


def _apart(context: CheckContext) -> Iterator[tuple[str, int, str, str]]:
    """Yield (path, line, spot, facts) of what few records hold."""
    for name, fields in APART.items():
        source = getattr(context.evidence, name)
        for record in source:
            held = tuple(field for field in fields if getattr(record, field, None))
            said = _pairs(record.wording) if name == "places" else _said(record, held)
            if said:
                yield source.path, source.line(record.id), f"{record.id}.{MORE}", said


def _orders(context: CheckContext) -> Iterator[tuple[str, int, str, str]]:
    """Yield (path, line, spot, order) of the lists that a reader meets in the order of their file.

    What stands first is met first: `topics: bleeding fluid …`.
    """
    told: dict[str, list[str]] = {}
    for name in ("steps", "topics", "danger", "there", "standing", "brief", "places", "questions"):
        source = getattr(context.evidence, name)
        told.setdefault(source.path, []).append(f"{name}: {' '.join(row.id for row in source)}")
    for path, lists in told.items():
        yield path, 1, f"order.{SPOT}", "; ".join(lists)


def _pairs(wording: dict[str, Any]) -> str:
    """Return the words of a place as one fact: a hundred would drown the one that changed."""
    said = [f"{code} {one} > {other}" for code, rows in wording.items() for one, other in rows]
    return f"wording: {', '.join(said)}" if said else ""


def is_page(path: str) -> bool:
    """Return whether a file is a page of the handbook, not one about it."""
    return path.startswith("docs/") and path.endswith(".md")


def is_facts(pair: Pair) -> bool:
    """Return whether a text to stamp is one of these, which both languages share.

    A page may have a section of that name, but none with a full stop in it.
    """
    if pair.spot.endswith(f".{SPOT}"):
        return True
    return pair.spot == SPOT and not is_page(pair.path)


def _said(record: Any, fields: tuple[str, ...]) -> str:
    values = ((name, getattr(record, name, None)) for name in fields)
    return "; ".join(f"{name}: {_exactly(name, value)}" for name, value in values)


def _exactly(name: str, value: Any) -> str:
    """Return the value of a field on one line; of a pattern also its blanks, which it looks for."""
    return shape(str(value)) if name in _PATTERNS else _plain(value)


_PATTERNS = ("pattern", "unless", "allowed", "match")


def _plain(value: Any) -> str:
    """Return a value on one line, the same each time it is read."""
    if isinstance(value, Record):
        value = _without_texts(value)
    if isinstance(value, set | frozenset):
        value = sorted(value)
    if isinstance(value, tuple) and value and isinstance(value[0], Record):
        value = [_without_texts(record) for record in value]
    return " ".join(str(value).split())


def _without_texts(record: Record) -> dict[str, Any]:
    """Return the fields of a record that hold no text: those are compared as texts."""
    return {name: value for name, value in record if not isinstance(value, Text)}


def _sheets(project: Project) -> Iterator[tuple[str, str, str]]:
    """Yield (path, spot, what is taken, how and where, on which papers) of each printed sheet."""
    for sheet in load_sheets(project) if (project.root / FILE).exists() else ():
        panels = (f"{number}: {_plain(panel)}" for number, panel in enumerate(sheet.panels, 1))
        said = "; ".join((f"page: {sheet.page}", f"layout: {sheet.layout}", *panels))
        yield FILE, f"{sheet.id}.{SPOT}", said
        kinds = (f"{kind}: {', '.join(papers)}" for kind, papers in sheet.prints.items())
        large = ", ".join(map(str, sheet.large))
        rest = (f"lead: {_plain(sheet.lead)}", f"large: {large}", f"danger: {sheet.danger}")
        yield FILE, f"{sheet.id}.{MORE}", "; ".join((*kinds, *rest))


def _files(project: Project) -> Iterator[tuple[str, str, str]]:
    """Yield (path, spot, text) of the site's names and navigation and of each deciding file."""
    finished = [locale for locale in project.locales if not locale.is_unfinished]
    titles = []
    for title, pages in project.nav_groups:
        said = [project.nav_title(title, locale) for locale in finished]
        titles.append(" | ".join((*said, *pages)))
    if titles:
        yield "mkdocs.yml", SPOT, "; ".join(titles)
    names = (f"{locale.code}: {locale.site_name}" for locale in finished)
    about = (f"{locale.code}: {project.description(locale)}" for locale in finished)
    yield "mkdocs.yml", f"about.{SPOT}", "; ".join((*names, *about))
    settings = _NOTE.sub("", _MENU.sub("", (project.root / "mkdocs.yml").read_text("utf-8")))
    yield "mkdocs.yml", f"settings.{SPOT}", settings.replace("; ", ";")
    for path in sorted({*_found(project, DECIDING)} - {*_found(project, _GENERATED)}):
        yield project.show(path), SPOT, shape(path.read_text("utf-8", errors="replace"))
    library = _found(project, LIBRARY)
    for path in library:
        yield project.show(path), SPOT, shape(code_of(path.read_bytes()))
    for path in _found(project, DRAWINGS):
        yield project.show(path), SPOT, shape(path.read_text("utf-8", errors="replace"))
    read = {*_found(project, (*DECIDING, *DRAWINGS, *_GENERATED)), *library}
    for path in sorted({*_found(project, (*PICTURES, *_MORE))} - read):
        yield project.show(path), SPOT, hashlib.sha256(path.read_bytes()).hexdigest()


def shape(text: str) -> str:
    """Return a text with its blanks as signs; two texts that differ have two shapes.

    A blank less is another selector; a line more ends a statement of a script, and a blank behind
    its last sign may; a tab in a word is another word; a sign that stands there itself is no blank.
    """
    lines = (_BLANK.sub(_sign, line) for line in text.split("\n"))
    return "\N{PILCROW SIGN}".join(filter(None, lines))


def _sign(found: re.Match[str]) -> str:
    """Return a sign for a blank; for another than the usual one, and for a sign, its number."""
    return "\N{MIDDLE DOT}" if found[0] == " " else f"\N{SYMBOL FOR ESCAPE}{ord(found[0])};"


def _found(project: Project, patterns: tuple[str, ...]) -> list[Path]:
    found = {path for pattern in patterns for path in project.root.glob(pattern)}
    files = (path for path in found if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path for path in files if not project.show(path).startswith(_MEASURES))
