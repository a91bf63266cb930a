"""What records hold beside their words, and files that decide what is shown, as texts to stamp.

A source's address, a claim's references, the weeks of a tool, a page that a question leads to, the
zones of a place, a template: a change in one is as much a change in what readers are told as a word
is, and no other language stands beside it to give it away.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import Any

from handbook.checks.confirmed.page_facts import FRAME, WORDS, frame, held_words, urgency
from handbook.checks.confirmed.reworded_facts import reworded
from handbook.checks.confirmed.taken_facts import taken
from handbook.checks.context import CheckContext
from handbook.checks.settings import LABELS, PINS, SENSES, SETTLED, STAMPS
from handbook.content.texts import Text
from handbook.core.memo import remembered
from handbook.core.project import Project
from handbook.core.records import Record
from handbook.language.alignment import Pair
from handbook.sheets.spec import FILE, load_sheets

SPOT = "facts"
"""Ends the place of such a text: `evidence/claims.yml#no-guarantee.facts`."""
MORE = f"more.{SPOT}"
"""The same of what few records hold."""
SETTINGS = f"settings.{SPOT}"
"""The same of the settings of the site."""
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
ORDERED = (
    *("steps", "topics", "danger", "there", "standing", "brief"),
    *("places", "questions", "weeks", "lengths"),
)
"""Lists that a reader meets in the order of their file, or a tool reads from first to last."""
APART = {
    "places": ("wording",),
    "claims": ("statements",),
    "references": ("organisation", "title", "short", "place"),
    "lexicon": ("rule", "language", "pattern", "unless", "allowed", "topic", "quoted"),
}
"""The same for what few records hold: a text of its own, so that the others stay as they are."""
WHOLE = (
    *("evidence/search.yml", "evidence/search-signs.yml", "evidence/sign-*.yml"),
    "evidence/required.yml",
)
"""Lists of the evidence that are held as files: what a search finds first, what must be said."""
_READ = ("docs/*/*.md", "evidence/*.yml", "handouts.yml", "mkdocs.yml")
"""Files that are held text by text and field by field, and told so."""
_ELSE = (
    *(".git", ".cache", ".venv*", "site", "site.*", "tests", "edition"),
    *("node_modules", ".hypothesis", ".idea", ".vscode", ".coverage", ".coverage.*"),
    *(".ruff_cache", ".mypy_cache", ".pytest_cache", ".import_linter_cache"),
    *("RULES.md", "REFERENCE.md", STAMPS, SENSES, PINS, SETTLED, LABELS),
)
"""What no reader meets, and no command imports: what was built, tests, a host's own edition, what
tools keep at the root, what a test makes anew, and what keeps all that was confirmed."""
_LEFT = (".DS_Store", "*.swp", "*~")
"""Names of what tools leave behind, wherever it stands but where all is published."""
_BLANK = re.compile("[\\s\N{MIDDLE DOT}\N{PILCROW SIGN}\N{SYMBOL FOR ESCAPE}]")


def facts(context: CheckContext) -> Iterator[Pair]:
    """Yield the facts of each record, of the navigation and of each other file."""
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
    for path, line, spot, said in (*_apart(context), *_orders(context), *_reworded(context)):
        yield Pair(path, line, said, said, codes, spot)
    for path, spot, said in (*_sheets(context), *_files(context.project)):
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
            is_place = name == "places"
            said = _by_place(record) if is_place else _said(record, held)
            if said:
                yield source.path, source.line(record.id), f"{record.id}.{MORE}", said


def _orders(context: CheckContext) -> Iterator[tuple[str, int, str, str]]:
    """Yield (path, line, spot, order) of the lists that a reader meets in the order of their file.

    What stands first is met first: `topics: bleeding fluid …`.
    """
    told: dict[str, list[str]] = {}
    for name in ORDERED:
        source = getattr(context.evidence, name)
        told.setdefault(source.path, []).append(f"{name}: {' '.join(row.id for row in source)}")
    if (context.project.root / FILE).exists():
        sheets = load_sheets(context.project)
        told[FILE] = [f"sheets: {' '.join(sheet.id for sheet in sheets)}"]
    for path, lists in told.items():
        yield path, 1, f"order.{SPOT}", "; ".join(lists)


def _reworded(context: CheckContext) -> Iterator[tuple[str, int, str, str]]:
    """Yield (path, line, spot, facts) of where the words of a place are put in."""
    places = context.evidence.places
    for name, said in reworded(context):
        yield places.path, places.line(name), f"{name}.read.{SPOT}", said


def _by_place(place: Any) -> str:
    """Return what is said otherwise in a place, and where the lines of its door break."""
    doors = place.door.by_language.items() if place.door else ()
    breaks = (f"{code}_lines: {shape(row)}" for code, text in doors if (row := _breaks(text)))
    return "; ".join(filter(None, (_wording(place.wording), *breaks)))


def _breaks(text: str) -> str:
    """Return the words before and behind each break of a line: the page shows it there."""
    around = re.findall(r"(\S{1,6})\s*\n\s*(\S{1,6})", text)
    return ", ".join(f"{before}/{behind}" for before, behind in around)


def _wording(wording: dict[str, Any]) -> str:
    """Return the words of a place, each with what it becomes, then what stands for their order.

    With every blank, which a page's words must have as well to be reworded.
    """
    said = [
        f"{code}: {shape(json.dumps(row, ensure_ascii=False)).replace('; ', ';')}"
        for code, rows in wording.items()
        for row in rows
    ]
    return "; ".join((*said, f"order: {held(' '.join(said).encode())}")) if said else ""


def is_page(path: str) -> bool:
    """Return whether a file is a page of the handbook, not one about it."""
    return path.startswith("docs/") and path.endswith(".md")


def is_facts(pair: Pair) -> bool:
    """Return whether a text to stamp is one of these, which both languages share.

    A page has two by their names; a section of it may be called anything.
    """
    if is_page(pair.path):
        return pair.spot in (f"{FRAME}.{SPOT}", f"{WORDS}.{SPOT}")
    return pair.spot == SPOT or pair.spot.endswith(f".{SPOT}")


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


def _sheets(context: CheckContext) -> Iterator[tuple[str, str, str]]:
    """Yield (path, spot, what is taken, how and where, on which papers) of each printed sheet."""
    is_there = (context.project.root / FILE).exists()
    for sheet in load_sheets(context.project) if is_there else ():
        panels = (
            f"{number}.{place}: {_plain(panel)}"
            for number, side in enumerate(sheet.sides, 1)
            for place, panel in enumerate(side, 1)
        )
        said = "; ".join((f"page: {sheet.page}", f"layout: {sheet.layout}", *panels))
        yield FILE, f"{sheet.id}.{SPOT}", said
        kinds = (f"{kind}: {', '.join(papers)}" for kind, papers in sheet.prints.items())
        large = ", ".join(map(str, sheet.large))
        rest = (f"lead: {_plain(sheet.lead)}", f"large: {large}", f"danger: {sheet.danger}")
        pieces = (fact.replace("; ", ";") for fact in taken(context, sheet))
        yield FILE, f"{sheet.id}.{MORE}", "; ".join((*kinds, *rest, *pieces))


def _files(project: Project) -> Iterator[tuple[str, str, str]]:
    """Yield (path, spot, text) of the site's names and navigation and of each other file."""
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
    yield "mkdocs.yml", SETTINGS, held((project.root / "mkdocs.yml").read_bytes())
    for shown in _carried(project.root):
        path = project.root / shown
        content = os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
        yield shown, SPOT, held(content)


def _carried(root: Path) -> Iterator[str]:
    """Yield every file that is not read part by part: each may decide what is shown.

    Templates, styles, scripts, drawings; the library, and whatever Python or a host runs unasked
    because it lies there; what is promised to readers beside the pages.
    """
    for folder, names, files in os.walk(root):
        at = PurePath(folder).relative_to(root)
        names[:] = [name for name in sorted(names) if not _is_left(at / name)]
        links = [name for name in names if (root / at / name).is_symlink()]
        for path in (at / name for name in sorted((*links, *files))):
            if not (_is_left(path) or _is_read(root / path, str(path)) or is_compiled(root / path)):
                yield path.as_posix()


def _is_left(path: PurePath) -> bool:
    """Return whether a file or folder is none that is carried.

    Below docs/ and overrides/ all is published.
    """
    is_left = _is_one(path.name, _LEFT) and path.parts[0] not in ("docs", "overrides")
    return _is_one(path.as_posix(), _ELSE) or is_left


def _is_read(path: Path, shown: str) -> bool:
    """Return whether a file is held text by text; a link is none, wherever it leads."""
    return _is_one(shown, _READ) and not _is_one(shown, WHOLE) and not path.is_symlink()


def is_compiled(path: Path) -> bool:
    """Return whether Python made a file of a module beside it, and makes it anew when that changes.

    One without that promise (PEP 552) runs whatever its module says.
    """
    if path.parent.name != "__pycache__" or path.suffix != ".pyc" or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(8)[4:] == bytes(4)


def _is_one(shown: str, patterns: tuple[str, ...]) -> bool:
    """Return whether a path is one of `patterns`, level by level."""
    same = (one for one in patterns if one.count("/") == shown.count("/"))
    return any(fnmatchcase(shown, one) for one in same)


@remembered(1024, kept=True)
def held(content: bytes) -> str:
    """Return 32 hexadecimal digits that stand for a file: of a text, for its `shape`.

    Of a module its comments and docstrings too: a page may be made of them. Most of what is made of
    a file is compared with the sources as well; what no comparison reads shows here.
    """
    with contextlib.suppress(UnicodeDecodeError):
        content = shape(content.decode("utf-8")).encode("utf-8")
    return hashlib.sha256(content).hexdigest()[:32]


def shape(text: str) -> str:
    """Return a text with its blanks as signs; two texts that differ have two shapes.

    A blank less is another selector; a line more ends a statement of a script, and a blank behind
    its last sign may; a tab in a word is another word; a sign that stands there itself is no blank.
    """
    return "\N{PILCROW SIGN}".join(_BLANK.sub(_sign, line) for line in text.split("\n"))


def _sign(found: re.Match[str]) -> str:
    """Return a sign for a blank; for another than the usual one, and for a sign, its number."""
    return "\N{MIDDLE DOT}" if found[0] == " " else f"\N{SYMBOL FOR ESCAPE}{ord(found[0])};"
