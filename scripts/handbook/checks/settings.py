"""What people set in scripts/checks.yml and settle in scripts/settled.yml, as records."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, RootModel, model_validator

from handbook.core.records import Frozen, LanguageCode, PatternAnyCase, Record

CHECKS = "scripts/checks.yml"
SETTLED = "scripts/settled.yml"

Count = Annotated[int, Field(strict=True, gt=0, lt=100_000)]
Measure = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]


class Thresholds(Record):
    """The numbers that the rules compare with."""

    review_months: Annotated[int, Field(strict=True, gt=0, le=120)]
    warn_days: Annotated[int, Field(strict=True, ge=0, lt=100_000)]
    description_en: Count
    description_zh: Count
    sentence_en: Count
    longest_en: Count
    sentence_zh: Count
    longest_zh: Count
    share: Annotated[float, Field(strict=True, ge=0, le=1)]
    grade_page: Measure
    grade_mean: Measure
    sentences_per_100: Measure
    paragraph: Count
    list: Count


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


class Excuse(Record):
    """One exception: findings of `rule` at `place`, those that hold `contains`, are let stand."""

    rule: str
    place: str
    """A path, or a path and the id of a heading: `docs/en/a-story.md#the-first-loss`."""
    reason: str
    contains: str = Field(default="", min_length=0)


def _without_empty(value: Any) -> Any:
    """A key with nothing behind it counts as left out."""
    return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value


class Settings(Record):
    """All of scripts/checks.yml."""

    thresholds: Thresholds
    uncited_headings: tuple[str, ...] = ()
    first_use: tuple[FirstUse, ...] = ()
    danger: Annotated[DangerPins, BeforeValidator(_without_empty)] = DangerPins()
    pins: dict[str, str] = Field(default={})
    place_names: dict[str, tuple[str, ...]] = Field(default={})
    outside: tuple[str, ...] = ()
    storage_keys: tuple[str, ...] = ()
    exceptions: tuple[Excuse, ...] = ()

    _empty = model_validator(mode="before")(_without_empty)


class Settled(RootModel[dict[str, tuple[str, ...]]]):
    """All of scripts/settled.yml: file to the differences that a person has read and found to say the same."""

    model_config = Frozen
