"""What people set for the checks: scripts/checks.yml, settled.yml, pins.yml and the stamps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    RootModel,
    ValidationInfo,
    model_validator,
)

from handbook.content.texts import Text
from handbook.core.findings import HandbookError
from handbook.core.project import Locale
from handbook.core.records import Frozen, LanguageCode, PatternAnyCase, Record

CHECKS = "scripts/checks.yml"
SETTLED = "scripts/settled.yml"
PINS = "scripts/pins.yml"
LABELS = "scripts/labels.yml"
STAMPS = "scripts/stamps.txt"
SENSES = "scripts/senses.txt"

Count = Annotated[int, Field(strict=True, gt=0, lt=100_000)]
Measure = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]


def _each(value: dict[str, int], info: ValidationInfo) -> dict[str, int]:
    """Refuse numbers for languages that are not there, and a finished language without one."""
    locales: tuple[Locale, ...] = (info.context or {}).get("locales") or ()
    wanted = {locale.code for locale in locales if not locale.is_unfinished}
    known = {locale.code for locale in locales}
    if locales and not wanted <= set(value) <= known:
        listed = " and one for ".join(f"`{code}`" for code in sorted(wanted))
        raise ValueError(f"needs a number for {listed}, and no other")
    return value


ByLanguage = Annotated[dict[str, Count], AfterValidator(_each)]
"""A number for each language, by its code; one that is still being translated may lack it."""


class Thresholds(Record):
    """The numbers that the rules compare with."""

    review_months: Annotated[int, Field(strict=True, gt=0, le=120)]
    """A claim or a page is checked again within this time."""
    warn_days: Annotated[int, Field(strict=True, ge=0, lt=100_000)]
    """A page is named this long before it is due."""
    description: ByLanguage
    """Its longest: characters in English, Han in Chinese."""
    sentence: ByLanguage
    """The usual longest sentence: words in English, characters in Chinese."""
    longest: ByLanguage
    """The longest that any sentence may be."""
    share: Annotated[float, Field(strict=True, ge=0, le=1)]
    """How many of a page's sentences keep to `sentence`, as a part of 1."""
    grade_page: Measure
    """Flesch-Kincaid grade of any English page."""
    grade_mean: Measure
    """The same, the mean over pages."""
    sentences_per_100: Measure
    """Of a Chinese page, at least, in 100 words."""
    paragraph: Count
    """Sentences, at most."""
    list: Count
    """Items, at most."""


class FirstUse(Record):
    """A medical word, and what a page says where it first uses it."""

    language: LanguageCode
    word: PatternAnyCase
    explained: PatternAnyCase
    hint: str


class DangerPins(Record):
    """The rows of the danger list by step, and the pages that show it with the block each uses."""

    rows: dict[str, tuple[str, ...]] = Field(default={})
    pages: dict[str, str] = Field(default={})
    said: tuple[str, ...] = ()
    """Parts of pages that a reader reads out, or does until help comes: `get-help-now#cord`."""


class Suppression(Record):
    """One exception: findings of `rule` at `place`, those that hold `contains`, are let stand."""

    rule: str
    place: str
    """A path, or a path and the id of a heading: `docs/en/a-story.md#the-first-loss`."""
    reason: str
    contains: str = Field(default="", min_length=0)


def _without_empty(value: Any) -> Any:
    """Leave out keys with nothing behind them: they count as not written."""
    if not isinstance(value, dict):
        return value
    return {key: item for key, item in value.items() if item is not None}


class Settings(Record):
    """All of scripts/checks.yml."""

    thresholds: Thresholds
    uncited_headings: tuple[str, ...] = ()
    """Sections where a number needs no citation."""
    first_use: tuple[FirstUse, ...] = ()
    danger: Annotated[DangerPins, BeforeValidator(_without_empty)] = DangerPins()
    place_names: dict[str, tuple[str, ...]] = Field(default={})
    """A place to the other names it has in the pages."""
    outside: tuple[str, ...] = ()
    """Addresses that pages may lead to, beside the references."""
    hosts: tuple[str, ...] = ()
    """The hosts of sources that somebody has looked at; where there are none, any will do."""
    hidden_by_style: dict[str, str] = Field(default={})
    """A selector of a style sheet that hides text of a page to the reason why it may."""
    storage_keys: tuple[str, ...] = ()
    """What the site may keep on a device."""
    writers: tuple[str, ...] | None = None
    """Who may have confirmed a change, as `who:` in evidence/changes.yml says it, beside those who
    signed a page; an empty list is nobody, and without the key anybody may."""
    exceptions: tuple[Suppression, ...] = ()

    _empty = model_validator(mode="before")(_without_empty)


class Settled(RootModel[dict[str, tuple[str, ...]]]):
    """All of scripts/settled.yml: the differences that a person found to say the same.

    By part of a file: `docs/zh/stitch.md#risks`, `evidence/claims.yml#no-guarantee`.
    """

    model_config = Frozen


class Labels(RootModel[dict[str, tuple[str, ...]]]):
    """All of scripts/labels.yml: drawing to its labels, each with its words in every language."""

    model_config = Frozen


Stamps: TypeAlias = dict[tuple[str, str], tuple[str, ...]]
"""All of scripts/stamps.txt: (language, place) to `HASH:HASH` of each two texts there."""
_STAMP = re.compile(r"(\S+) (.+?)((?: [0-9a-f]{32}:[0-9a-f]{32})+)")


def load_stamps(root: Path) -> Stamps:
    """Return scripts/stamps.txt below `root`.

    A place that stands there twice, as after a merge of two branches, has the texts of both.
    Raises HandbookError for a line that is none.
    """
    hint = "restore it from the last commit, then stamp again what you have compared since"
    path = root / STAMPS
    lines = path.read_text("utf-8", errors="replace").splitlines() if path.exists() else []
    stamps: Stamps = {}
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            continue
        match = _STAMP.fullmatch(line)
        if match is None:
            raise HandbookError(f"{STAMPS}:{number}: is no stamp; {hint}")
        place = match[1], match[2]
        stamps[place] = (*stamps.get(place, ()), *match[3].split())
    return stamps


@dataclass(frozen=True)
class Confirmed:
    """The sense of one part of a text as it was once confirmed."""

    mark: str
    """32 hexadecimal digits that stand for its words in both languages."""
    words: tuple[str, str]
    """In the default language and in the other, as scripts/senses.txt writes it."""

    @cached_property
    def left(self) -> tuple[str, ...]:
        """The sense in the default language; see language/senses.py."""
        return tuple(self.words[0].split())

    @cached_property
    def right(self) -> tuple[str, ...]:
        """The sense in the other language."""
        return tuple(self.words[1].split())


Senses: TypeAlias = dict[tuple[str, str], tuple[Confirmed, ...]]
"""All of scripts/senses.txt: (language, place) to what was confirmed there."""
_SENSE = re.compile(r"(\S+) (.+) ([0-9a-f]{32}) \|")


def load_senses(root: Path) -> Senses:
    """Return scripts/senses.txt below `root`; a place may stand there twice, as in the stamps.

    Raises HandbookError for a line that is none.
    """
    path = root / SENSES
    lines = path.read_text("utf-8", errors="replace").splitlines() if path.exists() else []
    senses: Senses = {}
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            continue
        head, _, right = line.rpartition("|")
        head, bar, left = head.rpartition("|")
        match = _SENSE.fullmatch(head + bar)
        if match is None:
            hint = "restore it from the last commit"
            raise HandbookError(f"{SENSES}:{number}: is no sense of a part; {hint}")
        left, right = left.strip(), right.strip()
        if right == "=":
            right = left
        place, item = (match[1], match[2]), Confirmed(match[3], (left, right))
        senses[place] = (*senses.get(place, ()), item)
    return senses


class Pin(Text):
    """The words of one row as they were last confirmed, by language."""

    since: str
    """The change in evidence/changes.yml that tells why; `first` for none yet."""
    seal: str = Field(pattern=r"^[0-9a-f]{16}$")


class Pins(RootModel[dict[str, dict[str, Pin]]]):
    """All of scripts/pins.yml: list (`rows`, `places`) to row to its confirmed words."""

    model_config = Frozen
