"""What records hold beside their words, and files that decide what is shown, as texts to stamp.

A source's address, a claim's references, the weeks of a tool, a page that a question leads to, the
zones of a place, a template: a change in one is as much a change in what readers are told as a word
is, and no other language stands beside it to give it away.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from handbook.checks.context import CheckContext
from handbook.core.project import Project
from handbook.language.alignment import Pair

SPOT = "facts"
"""Ends the place of such a text: `evidence/claims.yml#no-guarantee.facts`."""
FIELDS = {
    "references": ("kind", "year", "language", "url", "read", "replaced_by"),
    "claims": ("certainty", "basis", "references", "search", "figures"),
    "weeks": ("first", "last", "claim"),
    "lengths": (
        *("table", "claim", "step", "over", "least", "most", "under"),
        *("before_week", "from_week", "loss", "places"),
    ),
    "questions": ("page", "heading"),
    "danger": ("step", "topic", "references", "stitch"),
    "places": ("zones", "aliases", "numbers"),
    "terms": ("say", "group"),
}
"""A list of the evidence to the fields of its records that are no text of two languages."""
DECIDING = (
    "overrides/partials/danger-row.html",
    "overrides/partials/footer.html",
    "overrides/partials/help.html",
    "overrides/partials/place.html",
    "overrides/partials/sign.html",
    "overrides/partials/blocks/danger-*.html",
    "overrides/partials/blocks/emergency-numbers.html",
    "overrides/partials/blocks/crisis-lines.html",
    "overrides/partials/blocks/number-tool.html",
    "overrides/partials/blocks/place-facts.html",
    "overrides/partials/blocks/references.html",
    "overrides/partials/blocks/triage.html",
    "overrides/partials/frame/status.html",
    "docs/assets/scripts/*-tool.js",
    "docs/assets/scripts/dates.js",
    "docs/assets/scripts/place.js",
)
"""Files that decide which advice, number or date a reader sees."""


def facts(context: CheckContext) -> Iterator[Pair]:
    """Yield the facts of each record, of the navigation and of each deciding file."""
    locales = [item for item in context.project.locales if not item.is_unfinished]
    codes = locales[0].code, locales[-1].code
    if codes[0] == codes[1]:
        return
    for name, fields in FIELDS.items():
        source = getattr(context.evidence, name)
        for record in source:
            said = _said(record, fields)
            spot = f"{record.id}.{SPOT}"
            yield Pair(source.path, source.line(record.id), said, said, codes, spot)
    for path, said in _files(context.project):
        yield Pair(path, 1, said, said, codes, SPOT)


def is_facts(pair: Pair) -> bool:
    """Return whether a text to stamp is one of these, which both languages share."""
    return pair.spot == SPOT or pair.spot.endswith(f".{SPOT}")


def _said(record: Any, fields: tuple[str, ...]) -> str:
    values = ((name, getattr(record, name, None)) for name in fields)
    return "; ".join(f"{name}: {_plain(value)}" for name, value in values)


def _plain(value: Any) -> str:
    """Return a value on one line, the same each time it is read."""
    if isinstance(value, set | frozenset):
        value = sorted(value)
    return " ".join(str(value).split())


def _files(project: Project) -> Iterator[tuple[str, str]]:
    """Yield the groups of the navigation in each language, then (path, text) of each file."""
    groups = []
    for title, names in project.nav_groups:
        titles = (project.nav_title(title, locale) for locale in project.locales)
        groups.append(f"{' | '.join(titles)}: {', '.join(names)}")
    if groups:
        yield "mkdocs.yml", "; ".join(groups)
    found: set[Path] = set()
    for pattern in DECIDING:
        found |= set(project.root.glob(pattern))
    for path in sorted(found):
        yield project.show(path), path.read_text("utf-8", errors="replace")
