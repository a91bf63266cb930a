"""The confirmed words of each danger sign, number to call and list: a change needs its reason.

scripts/pins.yml holds, for each row and language, the words as they were last confirmed. Whoever
changes a row leaves the pin alone, and describes the change in evidence/changes.yml; whoever has
compared the row with its sources runs `./scripts/stamp --pin ROW --change ID`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from handbook.checks.confirmed.comparisons import KEY, mark
from handbook.checks.context import CheckContext
from handbook.checks.settings import CHECKS, PINS, Pin
from handbook.content.evidence import (
    Change,
    DangerRow,
    LocalRow,
    Required,
    Standing,
    Step,
    Topic,
    WordingRow,
)
from handbook.content.markdown_reader import Block
from handbook.content.places import Place
from handbook.core.findings import Finding, HandbookError
from handbook.core.git_history import commits, committed, git
from handbook.core.memo import Known, remembered
from handbook.core.project import Project
from handbook.core.suggestions import did_you_mean
from handbook.core.yaml_records import RecordFile
from handbook.language.alignment import sections
from handbook.sheets.spec import Sheet, load_sheets

RULE = "pinned-data"
FIRST = "first"
"""Stands in the place of a change where a row is as it was when it was first confirmed."""
SETTLED_AT = "182c15a29fa0eab5129bbee728f080c91b237f79"
"""The last commit by which a change could confirm other words of a row a second time."""
_PINNED = re.compile(r'  (?P<key>.+?): \{since: (?P<since>[^,]+), seal: "(?P<seal>[0-9a-f]{16})"')
"""The line of a pin, as `_line` writes it."""
AROUND = 4
"""Words shown before and behind each piece of a row that changed."""
_PIECE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+")
HEADER = """\
# What must not change unnoticed, word for word as it was last confirmed: each danger sign, number
# to call, script to say and disclaimer, and the pages and sheets that carry them. `since` names the
# record of evidence/changes.yml that tells the change. Written by ./scripts/stamp --pin ROW
# --change ID once both languages were compared with the sources; never by hand.
"""
WORDING = ("disclaimer", "help", "help_line", "drafted", "not_reviewed", "reviewed")
"""The entries of the wording that stand for safety."""
URGENT = ("ladder", "brief", "dont", "urgent", "say", "numbers")
"""The looks of the panels of a sheet that stand for safety."""
_Pinned = DangerRow | Step | Topic | Standing | Place | WordingRow | Required


@dataclass(frozen=True)
class PinnedRow:
    """One row that is confirmed by itself: its list and id, its place, and its words."""

    section: str
    """`rows`, `steps`, `topics`, `standing`, `brief`, `places`, `wording`, `required`, `order`,
    `pages`, `sheets` or `said`."""
    id: str
    path: str
    line: int
    now: dict[str, str]
    """Language to words; a list is the same in each."""

    @property
    def name(self) -> str:
        """What a person types: an id alone for a danger sign, else with its list before it."""
        return self.id if self.section == "rows" else f"{self.section}.{self.id}"


def pinned_rows(context: CheckContext) -> list[PinnedRow]:
    """Return every row that scripts/pins.yml must confirm, in the order of the data."""
    evidence = context.evidence
    sources: dict[str, RecordFile[Any]] = {
        "rows": evidence.danger,
        "there": evidence.there,
        "steps": evidence.steps,
        "topics": evidence.topics,
        "standing": evidence.standing,
        "brief": evidence.brief,
        "places": evidence.places,
        "wording": evidence.wording,
        "required": evidence.required,
    }
    codes = [locale.code for locale in context.project.locales if not locale.is_unfinished]
    found = []
    for section, source in sources.items():
        for row in source:
            if section != "wording" or row.id in WORDING:
                now = {code: _words(row, code) for code in codes}
                found.append(PinnedRow(section, row.id, source.path, source.line(row.id), now))
    return [*found, *_lists(context, codes), *_said(context, codes)]


def _lists(context: CheckContext, codes: list[str]) -> Iterator[PinnedRow]:
    """Yield the order of the signs on each step, and each page and sheet that carries them."""
    danger = context.settings.danger
    for step, rows in danger.rows.items():
        line = context.settings_line("danger", "rows", step)
        yield PinnedRow("order", step, CHECKS, line, dict.fromkeys(codes, " ".join(rows)))
    for slug, block in danger.pages.items():
        line = context.settings_line("danger", "pages", slug)
        yield PinnedRow("pages", slug, CHECKS, line, dict.fromkeys(codes, block))
    sheets = load_sheets(context.project)
    for sheet in sheets:
        words = " | ".join(_on_paper(sheet))
        line = sheets.line(sheet.id)
        if words:
            yield PinnedRow("sheets", sheet.id, sheets.path, line, dict.fromkeys(codes, words))


def _on_paper(sheet: Sheet) -> Iterator[str]:
    """Yield what a sheet takes of danger signs, warnings, lines to say and numbers to call."""
    for panel in sheet.panels:
        if panel.look in URGENT:
            marks = [name for name in ("leads", "actions", "ticks") if getattr(panel, name)]
            yield " ".join((panel.look, *panel.take, *marks, *panel.without))
    if sheet.danger:
        yield sheet.danger


def _said(context: CheckContext, codes: list[str]) -> Iterator[PinnedRow]:
    """Yield the parts of pages that a reader reads out to who answers the phone."""
    for place in context.settings.danger.said:
        slug, _, heading = place.partition("#")
        now, first = {}, None
        for code in codes:
            page = context.pages.pages[code].get(slug)
            part = sections(page).get(heading, []) if page else []
            now[code] = _joined(part)
            if page and part and code == codes[0]:
                first = page.path, part[0].line
        if first:
            yield PinnedRow("said", place, *first, now)


def _joined(part: list[Block]) -> str:
    return " / ".join(block.text for block in part).rstrip(" /")


def _words(row: _Pinned, code: str) -> str:
    """Return every word and number of `row` in language `code` on one line."""
    match row:
        case DangerRow():
            texts = [row.sign, row.short, row.title, row.meaning, row.action, row.up]
            parts = [row.step, row.topic, *(text[code] for text in texts if text)]
            if isinstance(row, LocalRow):
                parts += [row.place, row.instead_of, *([row.aside[code]] if row.aside else [])]
        case Step():
            parts = [text[code] for text in (row.title, row.lead) if text]
        case Topic():
            parts = [row.title[code]]
        case Place():
            parts = list(_called(row, code))
        case Required():
            parts = [" ".join(row.pages), " ".join(row.claims), row[code].pattern]
        case _:
            parts = [row[code]]
    return " | ".join(" ".join(part.split()) for part in parts)


def _called(place: Place, code: str) -> Iterator[str]:
    """Yield a place's name, and its numbers to call with every word beside them."""
    yield place.name[code]
    for kind, line in (("", place.emergency), ("urgent", place.urgent)):
        if line:
            yield from filter(None, (kind, *line.numbers, line.also and line.also[code]))
    for crisis in place.crisis:
        note = crisis.note[code] if crisis.note else ""
        yield from filter(None, (crisis.id, crisis.name[code], *crisis.numbers, note))


def seal(since: str, words: dict[str, str]) -> str:
    """Return 16 hexadecimal digits over a pin: a word replaced everywhere at once breaks it."""
    text = "\0".join((since, *(words[code] for code in sorted(words))))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def changed(context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each row that is not as it was confirmed, with its old and new words."""
    rows = {(row.section, row.id): row for row in pinned_rows(context)}
    for (section, key), row in rows.items():
        if told := _changes(row, context.pins.get(section, {}).get(key)):
            message = f"{row.name} is not as it was confirmed: {told}"
            pin = context.pins.get(section, {}).get(key)
            hint = _next_step(row.name, f"@{_key(row.now, pin)}")
            yield Finding(row.path, row.line, RULE, message, hint)
    earlier = _earlier(context.project)
    for section, pins in context.pins.items():
        for key, pin in pins.items():
            line = context.pins_line(section, key)
            name = key if section == "rows" else f"{section}.{key}"
            if (section, key) not in rows:
                message = f"{name} was confirmed and is no longer there"
                yield Finding(PINS, line, RULE, message, _next_step(name))
            elif fault := _unvouched(context, name, pin) or _told_before(name, pin, earlier):
                yield Finding(PINS, line, RULE, f"the pin of {name} {fault}", _next_step(name))


def _changes(row: PinnedRow, pin: Pin | None) -> str:
    """Return what changed in which languages since `pin`; empty for nothing."""
    old = pin.by_language if pin else {}
    told: dict[str, list[str]] = {}
    for code, new in row.now.items():
        if old.get(code) != new:
            told.setdefault(difference(old.get(code, ""), new), []).append(code)
    return "; ".join(f"{', '.join(codes)} {what}" for what, codes in told.items())


def _key(words: dict[str, str], old: Pin | None) -> str:
    """Return what stands for a change of a row: who names it has seen these words."""
    was = old.by_language if old else {}
    return mark(json.dumps([words, dict(was)], sort_keys=True))[:KEY]


def _next_step(name: str, key: str = "") -> str:
    return (
        f"restore it; or describe the change in evidence/changes.yml (`rows: [{name}]`, why, "
        "source, who) once both languages were compared with the source, then run "
        f"./scripts/stamp --pin {name}{key} --change ID"
    )


def _unvouched(context: CheckContext, name: str, pin: Pin) -> str:
    """Return what is wrong with who vouches for a pin; empty if nothing."""
    if pin.seal != seal(pin.since, dict(pin.by_language)):
        return "was edited by hand"
    change = context.evidence.changes.records.get(pin.since)
    if pin.since != FIRST and (change is None or name not in change.rows):
        return f"names the change {pin.since!r}, which does not tell of it"
    return ""


def _told_before(name: str, pin: Pin, earlier: Earlier) -> str:
    """Return what is wrong where a change vouches for other words than it did at first.

    A seal is no secret: who writes words and seal by hand still has to tell a change that is new.
    """
    if earlier.settled.get(name) == pin.seal:
        return ""
    if pin.since == FIRST and earlier.settled:
        return "names no change, and is not as it was first confirmed"
    if earlier.seals.get((name, pin.since), pin.seal) != pin.seal:
        return f"has other words than {pin.since!r} confirmed at first"
    return ""


@dataclass(frozen=True)
class Earlier:
    """The seals of earlier pins, as far as Git's history goes."""

    seals: dict[tuple[str, str], str]
    """Of each name and change, where they first stood together."""
    settled: dict[str, str]
    """Of each name at the commit `SETTLED_AT`; none in a copy without it."""


def _earlier(project: Project) -> Earlier:
    seals: dict[tuple[str, str], str] = {}
    for commit in commits(project, PINS, most=None):  # the newest first
        found = _seals_at(Known(commit, project))
        seals |= {(name, since): seal for name, since, seal in found}
    is_known = git(project, "cat-file", "-t", SETTLED_AT)
    settled = _seals_at(Known(SETTLED_AT, project)) if is_known else ()
    return Earlier(seals, {name: seal for name, _, seal in settled})


@remembered(1024, kept=True)
def _seals_at(commit: Known[Project]) -> tuple[tuple[str, str, str], ...]:
    """Return (name, change, seal) of each pin at a commit, which is the same in every copy."""
    found, section = [], ""
    for line in committed(commit.value, PINS, commit.digest).splitlines():
        if row := _PINNED.match(line):
            key = row["key"].strip('"')
            name = f"{section}.{key}".removeprefix("rows.")
            found.append((name, row["since"], row["seal"]))
        elif line.endswith(":"):
            section = line[:-1]
    return tuple(found)


def difference(old: str, new: str) -> str:
    """Return what became of `old`, with a few words around it: `“in 1 hour” → “in 2 hours”`."""
    if not old:
        return f"new: “{new}”"
    was, now = _pieces(old), _pieces(new)
    steps = SequenceMatcher(None, was, now, autojunk=False).get_grouped_opcodes(AROUND)
    told = []
    for group in steps:
        (_, first, _, start, _), (_, _, last, _, end) = group[0], group[-1]
        sides = _shown(was, first, last), _shown(now, start, end)
        told.append(" → ".join(sides))
    return " and ".join(told)


def _pieces(text: str) -> list[str]:
    """Return the words of a text with the blanks behind them; of Chinese its characters."""
    return _PIECE.findall(text)


def _shown(pieces: list[str], first: int, last: int) -> str:
    part = "".join(pieces[first:last]).strip()
    return f"“{'…' * (first > 0)}{part}{'…' * (last < len(pieces))}”"


def confirmed(context: CheckContext, names: Iterable[str], change: str) -> str:
    """Return the text of scripts/pins.yml with the rows `names` confirmed as they are now.

    A name is that of a danger sign, or one with its list, and the key of its change, as its finding
    prints them (`R4@4e4d0ff7…`, `places.japan@…`); `change` is the id of the record in
    evidence/changes.yml that tells of each of them. A row that is gone from the data loses its pin.
    Raises HandbookError for a name that is neither there nor pinned, for a row that has changed
    otherwise than was read, and for a change that is not there, does not name a row, or has
    confirmed other words of it before.
    """
    rows = {row.name: row for row in pinned_rows(context)}
    pins = {section: dict(keys) for section, keys in context.pins.items()}
    gone = {f"{section}.{key}" for section, keys in pins.items() for key in keys}
    for name in names:
        name, _, read = name.removeprefix("rows.").partition("@")
        section, _, key = name.partition(".")
        if not key:
            section, key = "rows", name
        if name in rows:
            row, words = rows[name], rows[name].now
            old = pins.get(row.section, {}).get(row.id)
            if old is None or dict(old.by_language) != words:
                _refuse_untold(context, name, change, old)
                _refuse_unread(row, old, read)
                pins.setdefault(row.section, {})[row.id] = pin_of(change, words)
        elif f"{section}.{key}" in gone:
            _refuse_untold(context, name, change, pins[section][key])
            del pins[section][key]
        else:
            hint = did_you_mean(name, rows, f"rows are called {', '.join(list(rows)[:3])} …")
            raise HandbookError(f"no row is called {name!r}; {hint}")
    return written(pins, rows.values())


def _refuse_untold(context: CheckContext, name: str, key: str, old: Pin | None) -> None:
    """Raise HandbookError where the change `key` does not tell of the row `name`."""
    changes = context.evidence.changes.records
    change: Change | None = changes.get(key)
    if change is None:
        hint = did_you_mean(key, changes, "write it first: what, why, source, who, date")
        raise HandbookError(f"evidence/changes.yml has no change {key!r}; {hint}")
    if name not in change.rows:
        raise HandbookError(f"the change {key!r} does not tell of {name}; add it to its `rows`")
    if old is not None and old.since == key:
        raise HandbookError(f"{key!r} has confirmed other words of {name}; write a new change")


def _refuse_unread(row: PinnedRow, old: Pin | None, read: str) -> None:
    """Raise HandbookError where what was `read` is another change of a row than the one there."""
    key = _key(row.now, old)
    if read != key:
        hint = f"if it says what its sources say, name it {row.name}@{key}"
        raise HandbookError(
            f"{row.name} has changed and is not named as read: {_changes(row, old)}; {hint}"
        )


def pin_of(since: str, words: dict[str, str]) -> Pin:
    """Return the pin of a row whose `words` by language the change `since` vouches for."""
    return Pin(since=since, seal=seal(since, words), by_language=words)


def written(pins: dict[str, dict[str, Pin]], rows: Iterable[PinnedRow]) -> str:
    """Return the text of scripts/pins.yml, in the order of the data, one row a line."""
    order: dict[str, list[str]] = {}
    for row in rows:
        order.setdefault(row.section, []).append(row.id)
    lines = [HEADER]
    for section in dict.fromkeys((*order, *pins)):
        keys = dict.fromkeys((*order.get(section, ()), *pins.get(section, ())))
        told = [_line(key, pins[section][key]) for key in keys if key in pins.get(section, {})]
        if told:
            lines += [f"{section}:\n", *told]
    return "".join(lines)


def _line(key: str, pin: Pin) -> str:
    said = [
        f"{code}: {json.dumps(text, ensure_ascii=False)}" for code, text in pin.by_language.items()
    ]
    values = ", ".join((f"since: {pin.since}", f'seal: "{pin.seal}"', *said))
    return f"  {json.dumps(key) if '#' in key else key}: {{{values}}}\n"
