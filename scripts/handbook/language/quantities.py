"""Numbers with their units, read from English or Chinese text, so that the two can be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")

_COUNTING = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
ENGLISH_WORDS = {name: value for value, name in enumerate(_COUNTING)} | {
    "first": 1, "third": 3, "fourth": 4, "fifth": 5, "once": 1, "twice": 2, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
CHINESE_DIGITS = {name: value for value, name in enumerate("零一二三四五六七八九")} | {"两": 2}

UNITS = {
    "week": (r"weeks?", r"个?(?:孕周|周|星期)"),
    "day": (r"days?", r"[天日]"),
    "month": (r"months?", r"个?月"),
    "year": (r"years?", r"年|岁"),
    "hour": (r"hours?", r"个?小时"),
    "minute": (r"minutes?", r"分钟"),
    "mm": (r"mm\b|millimetres?", r"毫米|mm"),
    "cm": (r"cm\b|centimetres?", r"厘米|cm"),
    "celsius": (r"°C", r"°C|摄氏度"),
    "percent": (r"%|percent", r"%"),
    "time": (r"times", r"[次倍]"),
}
"""Unit to its pattern in English and in Chinese."""

REPEATED = ("100", "1000")
"""What "out of" counts from."""

# 25 毫米（2.5 厘米）: Chinese readers meet both on their reports. A wrong conversion does not match.
_CONVERSION = re.compile(r"(\d+)( ?毫米)[（(](\d+(?:\.\d+)?) ?厘米[）)]")
# 38.0 °C (100.4 °F): Fahrenheit is for English readers only.
_FAHRENHEIT = re.compile(r" ?\((?:[\d.]+ to )?[\d.]+ ?°F\)")
_MONTH = "|".join(MONTHS)
_DATE = re.compile(rf"(?<=\d )(?:{_MONTH})\b|\b(?:{_MONTH})(?=,? \d)|(?<=after )May\b", re.IGNORECASE)

_FIGURE = r"(?<![A-Za-z\d.])\d+(?:,\d{3})*(?:\.\d+)?"
_ENGLISH = re.compile(rf"{_FIGURE}|\b(?:{'|'.join(ENGLISH_WORDS)})\b", re.IGNORECASE)
_CHINESE = re.compile(rf"{_FIGURE}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]")
_CHINESE_IDIOMS = re.compile(r"十分|三三两两|四处|四周|再三|(?:星期|周)[一二三四五六日]")
_ENGLISH_IDIOMS = re.compile(
    r"\b(?:second|middle|third|last) (?:(?:or third )?three months|trimester)\b", re.IGNORECASE
)
_JOINED = r"(?: ?(?:to|or|and|,|–|-|至|到|或|和|、|以及|×|x) ?(?:{number}) ?)*"

_TAILS = tuple(re.compile(_JOINED.format(number=one.pattern), re.IGNORECASE) for one in (_ENGLISH, _CHINESE))
_UNITS = {name: tuple(re.compile(rf"[ -]?(?:{one})", re.IGNORECASE) for one in both) for name, both in UNITS.items()}


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
        return self.spelled and (self.value == "1" or (self.value == "2" and self.unit in ("", "time")))

    def __str__(self) -> str:
        return f"{self.value} {self.unit}".strip()


@cache
def is_chinese(text: str) -> bool:
    """Whether the text is Chinese, judged by its letters."""
    return 2 * len(HAN.findall(text)) > len(LATIN.findall(text))


@cache
def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of `text`, in order. Fahrenheit and correct conversions to centimetres are left out."""
    chinese = is_chinese(text)
    text = _CONVERSION.sub(_converted, text) if chinese else _FAHRENHEIT.sub("", text)
    text = (_CHINESE_IDIOMS if chinese else _ENGLISH_IDIOMS).sub(" ", text)
    if not chinese:
        text = _DATE.sub(lambda match: str(MONTHS.index(match[0].casefold().capitalize()) + 1), text)
    return tuple(_read(text, _CHINESE if chinese else _ENGLISH, int(chinese)))


def _converted(match: re.Match[str]) -> str:
    right = float(match[3]) * 10 == float(match[1])
    return match[1] + match[2] if right else match[0]


def _read(text: str, pattern: re.Pattern[str], language: int) -> Iterator[Quantity]:
    for match in pattern.finditer(text):
        end = _TAILS[language].match(text, match.end())
        place = _back(text, end.end() if end else match.end())
        unit = next((name for name, both in _UNITS.items() if both[language].match(text, place)), "")
        value, spelled = _value(match[0], language)
        yield Quantity(value, unit, spelled)


def _back(text: str, place: int) -> int:
    """`place`, before the space that a list of numbers may have taken in."""
    return place - 1 if place and text[place - 1] == " " else place


def _value(word: str, language: int) -> tuple[str, bool]:
    if word[0].isdigit():
        return f"{float(word.replace(',', '')):g}" if len(word) < 10 else word, False
    return str(_chinese(word) if language else ENGLISH_WORDS[word.casefold()]), True


def _chinese(word: str) -> int:
    """A Chinese numeral below a hundred: 两, 十二, 二十八."""
    if "十" not in word:
        return int("".join(str(CHINESE_DIGITS[character]) for character in word))
    tens, _, ones = word.partition("十")
    return 10 * (CHINESE_DIGITS[tens[-1]] if tens else 1) + (CHINESE_DIGITS.get(ones[:1], 0))


def compare(one: str, other: str) -> tuple[list[str], list[str], list[str]]:
    """(numbers that only `one` has, that only `other` has, numbers whose units differ).

    A word and a figure of one value agree. "One", 一, "two" and 两 are missed only where they count a unit, and the 100
    of "8 out of 100" only where it is nowhere: languages differ in how often they say those.
    """
    left, right = quantities(one), quantities(other)
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
    for value in dict.fromkeys(item.value for item in left):
        ours = {item.unit for item in left if item.value == value and not item.is_weak}
        theirs = {item.unit for item in right if item.value == value and not item.is_weak}
        if "" not in ours | theirs and ours and theirs and ours != theirs:
            yield f"{value} {'/'.join(sorted(ours))} and {value} {'/'.join(sorted(theirs))}"
