"""Finds phone numbers that stand without their place, or beside the wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from handbook.checks.context import CheckContext
from handbook.content.places import names_one
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.language.languages import language
from handbook.language.text_units import Passage

RULE = "number-place"


# What makes a number a measure and not one to call: a unit behind it, a decimal point or a range.
_UNITS = (
    "°|周|天|人|毫米|厘米|小时|分钟|个|次|岁|年|月"
    r"|weeks?|days?|hours?|minutes?|out\b|mm|cm|months?|years?|people|to\b"
)
_PHONE = re.compile(rf"(?<![\d.–-])\d[\d -]*\d(?!\d|\.\d| ?(?:{_UNITS}))")


@dataclass(frozen=True)
class Place:
    """One place: the numbers to call there, and how texts name it."""

    numbers: frozenset[str]
    names: tuple[str, ...]
    page: str
    """The page that is on care there, whose title names the place."""

    def is_named(self, text: str) -> bool:
        """Return whether `text` names the place."""
        return names_one(text, self.names)


def misplaced(context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each number to call without its place, in all that readers meet."""
    places = _places(context)
    for passage in context.passages:
        if passage.kind == "paraphrase" or passage.path == context.evidence.places.path:
            continue
        for start, number in _numbers(passage.text):
            sentence = passage.sentence_at(start)
            calling = language(passage.code).calling
            if calling and calling.mentions.search(sentence):
                yield from _number(passage, number, sentence, places)


@remembered(32768, kept=True)
def _numbers(text: str) -> tuple[tuple[int, str], ...]:
    """Return what may be a number to call in `text`, each with where it begins."""
    return tuple((match.start(), match[0].strip()) for match in _PHONE.finditer(text))


def _places(context: CheckContext) -> list[Place]:
    """Return every place of evidence/places.yml, with the names that scripts/checks.yml adds."""
    more = context.settings.place_names
    found = []
    for place in context.evidence.places:
        names = (*place.names, *more.get(place.names[0], ()))
        found.append(Place(frozenset(place.numbers), names, place.page))
    return found


def _number(passage: Passage, number: str, sentence: str, places: list[Place]) -> Iterator[Finding]:
    """Yield what is wrong with `number` in `sentence` of `passage`.

    The places that count are those that the sentence names; where it names none, the one that the
    page is on, or else those that the passage names.
    """
    text = sentence
    near = [place for place in places if place.is_named(text)]
    own = [place for place in places if place.page == PurePath(passage.path).stem]
    if not near and len(own) == 1:
        near = own
    if not near:
        text = passage.text
        near = [place for place in places if place.is_named(text)]
    if not any(number in place.numbers for place in places):
        calling = language(passage.code).calling
        if calling is None or not calling.tells_to_call(number, text):
            return
        message = f"{number!r} is not a number of evidence/places.yml"
        hint = "mend it, or add it there with its place"
    elif not near:
        message = f"{number!r} stands without its place"
        hint = "name the place in the same sentence"
    elif not any(number in place.numbers for place in near):
        message = f"{number!r} is not the number of the place named beside it"
        hint = "compare with evidence/places.yml"
    else:
        return
    yield Finding(passage.path, passage.line, RULE, message, hint)
