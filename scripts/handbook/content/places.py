"""Places: whom to call there, and how care is reached. evidence/places.yml is their only home."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from pydantic import Field

from handbook.content.place_words import Pairs
from handbook.content.texts import Text
from handbook.core.project import Project
from handbook.core.records import LanguageCode, Record
from handbook.core.yaml_records import RecordFile, load_list

KINDS = (
    "reaching", "bring", "sent-away", "clinic", "register", "weeks",
    "leave", "costs", "medicines", "consent", "interpreters",
)  # fmt: skip
"""What a fact of a place is about, in the order that a page shows them."""

Kind = Literal[
    "reaching", "bring", "sent-away", "clinic", "register", "weeks",
    "leave", "costs", "medicines", "consent", "interpreters",
]  # fmt: skip

OLD_ZONES = {
    "Asia/Kolkata": ("Asia/Calcutta",),
    "Asia/Shanghai": ("Asia/Chongqing", "Asia/Harbin", "PRC"),
    "Asia/Urumqi": ("Asia/Kashgar",),
    "Asia/Macau": ("Asia/Macao",),
}
"""Names that browsers still report for a time zone
(https://data.iana.org/time-zones/tzdb/backward)."""

_DIALLED = re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d(?!\d))\d(?:[ -]?\d){2,}(?![\d.,]*\d|-[A-Z])")
"""Three digits or more, and no year: a number to call. Hours and days have fewer.

One spelled in letters, such as 1-833-TLC-MAMA, is none: its first digits call somebody else."""


def names_one(text: str, names: tuple[str, ...]) -> bool:
    """Return whether `text` has one of the names of a place, by whole words.

    “US” is none in “because”, and no “us” either: what is written in capitals alone counts so.
    """
    return _any_of(names).search(text) is not None


@cache
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    ways = []
    for name in names:
        word = re.escape(name)
        if not name.isupper():
            word = f"(?i:{word})"
        if name.isascii():
            word = rf"(?<![A-Za-z]){word}(?![A-Za-z])"
        ways.append(word)
    return re.compile("|".join(ways) or "(?!)")


class Line(Record):
    """A number to call, with what else works there; none means the local number."""

    numbers: tuple[str, ...] = ()
    """As they are dialled."""
    also: Text | None = None
    """What else works there, and when."""
    references: tuple[str, ...] = ()
    """Ids of references.yml."""


class CrisisLine(Record):
    """A line for people in distress."""

    id: str
    name: Text
    numbers: tuple[str, ...] = ()
    texted: str = ""
    """The word to send, of a line that takes text messages and no calls (RFC 5724)."""
    note: Text | None = None
    """Its hours and languages."""
    first_for: tuple[LanguageCode, ...] = ()
    """Languages whose readers are given it first: it answers in them, or with an interpreter."""
    references: tuple[str, ...] = ()


class Fact(Record):
    """One thing that holds in a place, with its sources and the day by which to look again."""

    kind: Kind
    text: Text
    references: tuple[str, ...] = ()
    checked: datetime.date
    due: datetime.date


class Place(Record):
    """A place as a reader names it, its numbers, and how care is reached there."""

    id: str
    name: Text
    aliases: tuple[str, ...] = ()
    """Other words for it, in any language."""
    page: str
    """The page on care there."""
    door: Text | None = None
    """Whom to phone and where to go, in a line or two: `reaching` below says it with sources."""
    door_cases: Text | None = None
    """When another door may be right: told once, beside the doors of all places."""
    zones: tuple[str, ...] = ()
    """Its time zones, by which a device guesses it (IANA names)."""
    emergency: Line
    crisis: tuple[CrisisLine, ...] = ()
    urgent: Line | None = None
    """The line for advice when it is no emergency."""
    checked: datetime.date
    """The day its numbers were last looked up."""
    due: datetime.date
    """The day by which to look them up again."""
    facts: tuple[Fact, ...] = ()
    speaks: tuple[LanguageCode, ...] = ()
    """Languages that its desks speak: a page in another one opens the words to show there first."""
    paper: Literal["a4", "letter"] | None = None
    """What printers there hold: of that size are the sheets of an edition for it that names
    none."""
    wording: dict[LanguageCode, Pairs] = Field(default={})
    """Words of a language that are other ones there: pairs, as written and as said there. Its
    readers and its sheets get those, whole words, the longest first; what stays is a pair of
    equals."""

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called, in every language."""
        return (*self.name.by_language.values(), *self.aliases)

    @property
    def number(self) -> str:
        """The number for an ambulance, empty where nobody knows it."""
        return next(iter(self.emergency.numbers), "")

    @property
    def all_zones(self) -> tuple[str, ...]:
        """Its time zones with the older names of each."""
        return tuple(name for zone in self.zones for name in (zone, *OLD_ZONES.get(zone, ())))

    @property
    def lines(self) -> tuple[Line | CrisisLine, ...]:
        """Whom to call here: an ambulance, somebody to talk to, and urgent advice."""
        return (self.emergency, *self.crisis, *((self.urgent,) if self.urgent else ()))

    def crisis_for(self, code: str) -> list[CrisisLine]:
        """Return its lines for people in distress, those for readers of language `code` first."""
        return sorted(self.crisis, key=lambda line: code not in line.first_for)

    @property
    def references(self) -> Iterator[str]:
        """The ids of all its sources."""
        return (key for said in (*self.lines, *self.facts) for key in said.references)

    @property
    def numbers(self) -> set[str]:
        """Every number that is right here, also those that stand in a note."""
        lines = self.lines
        notes = [getattr(line, "also", None) or getattr(line, "note", None) for line in lines]
        texts = [*filter(None, (*notes, self.door, self.door_cases))]
        texts += [fact.text for fact in self.facts]
        said = [next(iter(text.by_language.values())) for text in texts]
        return {number for line in lines for number in line.numbers} | {
            found for text in said for found in _DIALLED.findall(text)
        }

    def on(self, kind: str) -> list[Fact]:
        """Return its facts of one kind."""
        return [fact for fact in self.facts if fact.kind == kind]


def load_places(project: Project) -> RecordFile[Place]:
    """Return every place, in the order of the file; faults are among the findings."""
    return load_list(project, project.evidence / "places.yml", Place)


def told_apart(text: str) -> list[tuple[str, bool]]:
    """Return `text` in pieces: (piece, whether it is a number to call)."""
    pieces, last = [], 0
    for match in _DIALLED.finditer(text):
        pieces += [(text[last : match.start()], False), (match[0], True)]
        last = match.end()
    return [piece for piece in [*pieces, (text[last:], False)] if piece[0]]
