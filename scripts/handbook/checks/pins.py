"""Fingerprints of each danger sign and each number to call: a change is confirmed row by row.

scripts/pins.yml holds, for each row and language, the first 16 digits of the SHA-256 of all its
words. Whoever changes a row leaves the pin alone; whoever compares it with its sources runs
`./scripts/stamp --pin ROW`, which writes the new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from handbook.checks.context import CheckContext
from handbook.checks.settings import PINS
from handbook.checks.suggestions import did_you_mean
from handbook.content.evidence import DangerRow, Standing, Step, Topic
from handbook.content.places import Place
from handbook.core.findings import Finding, HandbookError
from handbook.core.yaml_records import RecordFile

HEADER = """\
# Fingerprints of what must not change unnoticed: every word of each danger sign, every number
# with its place, in both languages. A clinician confirms a change; then: ./scripts/stamp --pin ROW.
# Never edited by hand.
"""
_Pinned = DangerRow | Step | Topic | Standing | Place


@dataclass(frozen=True)
class PinnedRow:
    """One row that is confirmed by itself: its list and id, its place, and its fingerprints."""

    section: str
    """`rows`, `steps`, `topics`, `standing`, `brief` or `places`."""
    id: str
    path: str
    line: int
    now: dict[str, str]
    """Language to fingerprint."""

    @property
    def name(self) -> str:
        """What a person types: an id alone for a danger sign, else with its list before it."""
        return self.id if self.section == "rows" else f"{self.section}.{self.id}"


def pinned_rows(context: CheckContext) -> list[PinnedRow]:
    """Return every row that scripts/pins.yml must confirm, in the order of the data."""
    evidence = context.evidence
    sections: dict[str, RecordFile[Any]] = {
        "rows": evidence.danger,
        "steps": evidence.steps,
        "topics": evidence.topics,
        "standing": evidence.standing,
        "brief": evidence.brief,
        "places": evidence.places,
    }
    codes = [locale.code for locale in context.project.locales if not locale.is_unfinished]
    found = []
    for section, source in sections.items():
        for row in source:
            now = {code: fingerprint(_words(row, code)) for code in codes}
            found.append(PinnedRow(section, row.id, source.path, source.line(row.id), now))
    return found


def fingerprint(text: str) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of `text`."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _words(row: _Pinned, code: str) -> str:
    """Return every word and number of `row` in language `code` on one line."""
    match row:
        case DangerRow():
            texts = [row.sign, row.short, row.meaning, row.action, row.up]
            parts = [row.step, row.topic, *(text[code] for text in texts if text)]
        case Step():
            parts = [text[code] for text in (row.title, row.lead) if text]
        case Topic():
            parts = [row.title[code]]
        case Place():
            parts = list(_called(row, code))
        case _:
            parts = [row[code]]
    return " ".join((row.id, *parts))


def _called(place: Place, code: str) -> Iterator[str]:
    """Yield a place's name, and its numbers to call with every word beside them."""
    yield place.name[code]
    for kind, line in (("", place.emergency), ("urgent", place.urgent)):
        if line:
            yield from filter(None, (kind, *line.numbers, line.also and line.also[code]))
    for crisis in place.crisis:
        note = crisis.note[code] if crisis.note else ""
        yield from filter(None, (crisis.id, crisis.name[code], *crisis.numbers, note))


def changed(context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each row that is not as it was confirmed, with both fingerprints."""
    rows = pinned_rows(context)
    for row in rows:
        old = context.pins.get(row.section, {}).get(row.id, {})
        differences = [
            f"{code} {old.get(code, 'none')} → {row.now[code]}"
            for code in row.now
            if old.get(code) != row.now[code]
        ]
        if not differences:
            continue
        message = f"{row.name} is not as it was last confirmed: {', '.join(differences)}"
        hint = (
            "compare both languages with the sources (evidence/README.md#the-danger-list), "
            f"then run ./scripts/stamp --pin {row.name}"
        )
        yield Finding(row.path, row.line, "pinned-data", message, hint)
    there = {(row.section, row.id) for row in rows}
    for section, keys in context.pins.items():
        for key in keys:
            if (section, key) not in there:
                message = f"{section}.{key} was confirmed and is no longer there"
                hint = f"restore it, or run ./scripts/stamp --pin {section}.{key} to let it go"
                line = context.pins_line(section, key)
                yield Finding(PINS, line, "pinned-data", message, hint)


def confirmed(context: CheckContext, names: Iterable[str]) -> str:
    """Return the text of scripts/pins.yml with the rows `names` confirmed as they are now.

    A name is that of a danger sign (`R4`), or one with its list (`places.japan`). A row that is
    gone from the data loses its pin. Raises HandbookError for a name that is neither there nor
    pinned.
    """
    rows = {row.name: row for row in pinned_rows(context)}
    pins = {section: dict(keys) for section, keys in context.pins.items()}
    gone = {f"{section}.{key}" for section, keys in pins.items() for key in keys}
    for name in names:
        name = name.removeprefix("rows.")
        section, _, key = name.rpartition(".")
        if name in rows:
            pins.setdefault(rows[name].section, {})[rows[name].id] = rows[name].now
        elif f"{section or 'rows'}.{key}" in gone:
            del pins[section or "rows"][key]
        else:
            hint = did_you_mean(name, rows, f"rows are called {', '.join(list(rows)[:3])} …")
            raise HandbookError(f"no row is called {name!r}; {hint}")
    order: dict[str, list[str]] = {row.section: [] for row in rows.values()}
    for row in rows.values():
        order[row.section].append(row.id)
    lines = [HEADER]
    for section in dict.fromkeys((*order, *pins)):
        keys = dict.fromkeys((*order.get(section, ()), *pins.get(section, ())))
        written = [_line(key, pins[section][key]) for key in keys if key in pins.get(section, {})]
        if written:
            lines += [f"{section}:\n", *written]
    return "".join(lines)


def _line(key: str, values: dict[str, str]) -> str:
    pair = ", ".join(f'{code}: "{value}"' for code, value in values.items())
    return f"  {key}: {{{pair}}}\n"
