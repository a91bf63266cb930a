"""Numbers with their units, read from text in any language, so that two texts can be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial

from handbook.core.memo import remembered
from handbook.language.languages import Numbers, language, read_as

REPEATED = ("100", "1000")
"""What "out of" counts from."""

_FIGURE = r"(?<![A-Za-z\d.])\d+(?:,\d{3})*(?:\.\d+)?"
_BETWEEN = "to|or|and|,|–|-|至|到|或|和|、|以及|×|x"
"""What may stand between numbers that share the unit behind the last: `12 to 14 weeks`, `12、14
周`."""


@dataclass(frozen=True, order=True)
class Quantity:
    """One number: its value as text without leading zeros, and its unit where it has one."""

    value: str
    unit: str = ""
    spelled: bool = False
    """Whether it is a word and not a figure."""

    @property
    def is_weak(self) -> bool:
        """A word for 1 or 2 that counts no unit."""
        return self.spelled and (
            self.value == "1" or (self.value == "2" and self.unit in ("", "time"))
        )

    def __str__(self) -> str:
        return f"{self.value} {self.unit}".strip()


@dataclass(frozen=True)
class _Reader:
    """The patterns of one language, made from its record once."""

    numbers: Numbers
    number: re.Pattern[str]
    """A figure, or a numeral in words."""
    tail: re.Pattern[str]
    """The numbers behind one that share its unit."""
    units: dict[str, re.Pattern[str]]
    month: re.Pattern[str] | None
    """The name of a month where it stands for its number."""


@cache
def _reader(code: str) -> _Reader:
    numbers = language(code).numbers
    number = _FIGURE
    if numbers.spelled:
        number += f"|{numbers.spelled.pattern}"
    elif numbers.words:
        number += rf"|\b(?:{'|'.join(numbers.words)})\b"
    months = "|".join(numbers.months)
    month = [rf"(?<=\d )(?:{months})\b", rf"\b(?:{months})(?=,? \d)"] if months else []
    if numbers.month:
        month.append(numbers.month.pattern)
    units = {
        name: re.compile(f"[ -]?(?:{unit.pattern})", re.IGNORECASE)
        for name, unit in numbers.units.items()
    }
    tail = re.compile(rf"(?: ?(?:{_BETWEEN}) ?(?:{number}) ?)*", re.IGNORECASE)
    named = re.compile("|".join(month), re.IGNORECASE) if month else None
    return _Reader(numbers, re.compile(number, re.IGNORECASE), tail, units, named)


@remembered(32768, kept=True)
def quantities(text: str, code: str) -> tuple[Quantity, ...]:
    """Return the numbers of `text` in language `code`, in order.

    Figures for that language's readers only (Fahrenheit) and correct conversions are left out.
    """
    reader = _reader(code)
    numbers = reader.numbers
    if numbers.conversion:
        text = numbers.conversion.sub(partial(_converted, factor=numbers.conversion_factor), text)
    if numbers.left_out:
        text = numbers.left_out.sub("", text)
    if numbers.idioms:
        text = re.sub(numbers.idioms.pattern, " ", text, flags=re.IGNORECASE)
    if reader.month:
        names = [name.casefold() for name in numbers.months]
        text = reader.month.sub(lambda match: str(names.index(match[0].casefold()) + 1), text)
    return tuple(_read(text, reader))


def _converted(match: re.Match[str], factor: float) -> str:
    right = float(match[3]) * factor == float(match[1])
    return match[1] + match[2] if right else match[0]


def _read(text: str, reader: _Reader) -> Iterator[Quantity]:
    """Yield the numbers of a text whose idioms, dates and conversions are out of the way."""
    for match in reader.number.finditer(text):
        # "12 to 14 weeks": the unit stands behind the last number and belongs to each.
        tail = reader.tail.match(text, match.end())
        end = tail.end() if tail else match.end()
        place = _back(text, end)
        unit = next((name for name, one in reader.units.items() if one.match(text, place)), "")
        value, spelled = _value(match[0], reader.numbers)
        yield Quantity(value, unit, spelled)


def _back(text: str, place: int) -> int:
    """Return `place`, before the space that a list of numbers may have taken in."""
    return place - 1 if place and text[place - 1] == " " else place


def _value(word: str, numbers: Numbers) -> tuple[str, bool]:
    """Return the value of a figure or a numeral as text, and whether it was in words."""
    if not word[0].isdigit():
        return str(_spelled(word, numbers)), True
    # A float holds some fifteen digits; a longer figure (a telephone number) is compared as it is
    # written.
    return f"{float(word.replace(',', '')):g}" if len(word) < 10 else word, False


def _spelled(word: str, numbers: Numbers) -> int:
    """Return the value of a numeral in words: `twelve`, 两, 十二, 二十八."""
    if numbers.ten and numbers.ten in word:
        tens, _, ones = word.partition(numbers.ten)
        return 10 * (numbers.words[tens[-1]] if tens else 1) + numbers.words.get(ones[:1], 0)
    return numbers.words[word.casefold()]


@remembered(32768, kept=True)
def compare(
    one: str, other: str, codes: tuple[str, str] = ("en", "zh")
) -> tuple[list[str], list[str], list[str]]:
    """Return (numbers that only `one` has, that only `other` has, numbers whose units differ).

    `codes` are the languages of the two. A word and a figure of one value agree. "One", 一, "two"
    and 两 are missed only where they count a unit, and the 100 of "8 out of 100" only where it is
    nowhere: languages differ in how often they say those.
    """
    left = quantities(one, read_as(one, *codes))
    right = quantities(other, read_as(other, *reversed(codes)))
    return _only(left, right), _only(right, left), list(_units(left, right))


def _only(these: tuple[Quantity, ...], those: tuple[Quantity, ...]) -> list[str]:
    free = Counter(item.value for item in those)
    only = []
    for item in sorted(these, key=lambda item: item.is_weak):
        if free[item.value] <= 0 and not item.is_weak:
            only.append(str(item))
        if item.value not in REPEATED:
            free[item.value] -= 1
    return only


def _units(left: tuple[Quantity, ...], right: tuple[Quantity, ...]) -> Iterator[str]:
    """Yield the values that both have, each with other units: `12 week and 12 day`."""
    for value in dict.fromkeys(item.value for item in left):
        ours, theirs = _units_of(value, left), _units_of(value, right)
        # A number without a unit may leave it to the words around it; it contradicts nothing.
        if not ours or not theirs or "" in ours | theirs:
            continue
        if ours != theirs:
            yield f"{value} {'/'.join(sorted(ours))} and {value} {'/'.join(sorted(theirs))}"


def _units_of(value: str, found: tuple[Quantity, ...]) -> set[str]:
    return {item.unit for item in found if item.value == value and not item.is_weak}


_SHARE = re.compile(r"(\d[\d,]*)(?: [a-z]+)? (?:of|in|out of)(?: the| about)? (\d[\d,]*)")
"""`3 of 39`, which Chinese says the other way round."""
_CALENDAR = ("month", "year")


def reordered(one: str, other: str, codes: tuple[str, str]) -> Iterator[str]:
    """Yield the numbers of a unit that both texts have, in another order: `order: 8, 9 | 9, 8`.

    Dates are left out: languages write them in their own order.
    """
    left = _by_unit(_SHARE.sub(r"\2 of \1", one), read_as(one, *codes))
    right = _by_unit(_SHARE.sub(r"\2 of \1", other), read_as(other, *reversed(codes)))
    for unit, ours in left.items():
        theirs = right.get(unit, [])
        if ours != theirs and sorted(ours) == sorted(theirs):
            said = [f"{', '.join(values)} {unit}".rstrip() for values in (ours, theirs)]
            yield f"order: {' | '.join(said)}"


def _by_unit(text: str, code: str) -> dict[str, list[str]]:
    """Return the numbers of `text` in their order, by unit, without dates and words for one."""
    found: dict[str, list[str]] = {}
    for item in quantities(text, code):
        is_year = len(item.value) == 4 and item.value.startswith(("19", "20"))
        if not (item.is_weak or is_year or item.value in REPEATED or item.unit in _CALENDAR):
            found.setdefault(item.unit, []).append(item.value)
    return found
