"""Places by date: which facts and numbers of evidence/places.yml to look up again, and when."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from handbook.checks.context import CheckContext
from handbook.core.findings import Finding
from handbook.language.dates import later


class Looked(NamedTuple):
    """What was looked up of a place on one day: one fact, or all its numbers."""

    due: datetime.date
    place: str
    """Its id."""
    what: str
    """`numbers`, or the fact's kind with the opening of its text."""
    checked: datetime.date
    has_source: bool


def looked_up(context: CheckContext) -> Iterator[Looked]:
    """Yield the numbers of each place, then its facts, in the order of the file."""
    code = context.project.locales[0].code
    for place in context.evidence.places:
        has_source = all(line.references for line in place.lines if line.numbers)
        yield Looked(place.due, place.id, "numbers", place.checked, has_source)
        for fact in place.facts:
            what = f"{fact.kind}: {fact.text[code][:40]}…"
            yield Looked(fact.due, place.id, what, fact.checked, bool(fact.references))


def overdue(context: CheckContext) -> list[Looked]:
    """Return what is past its day, the oldest first."""
    return sorted(item for item in looked_up(context) if item.due < context.today)


def faults(context: CheckContext) -> Iterator[Finding]:
    """Yield what has no source, what has dates that cannot be, and what is overdue."""
    source, months = context.evidence.places, context.settings.thresholds.review_months
    for item in looked_up(context):
        line, name = source.line(item.place), f"{item.place}, {item.what}"
        if not item.has_source:
            hint = "name a reference of evidence/references.yml, or leave it out"
            yield Finding(source.path, line, "place-unsourced", f"{name}: no source", hint)
        latest = later(item.checked, months)
        if item.checked > context.today or not item.checked < item.due <= latest:
            message = f"{name}: checked {item.checked}, due {item.due}"
            hint = f"`checked` is a day gone by, `due` at most {months} months after it"
            yield Finding(source.path, line, "place-dates", message, hint)
        elif item.due < context.today:
            hint = "look it up again, then set `checked` and `due`"
            yield Finding(source.path, line, "place-overdue", f"{name}: due {item.due}", hint)
