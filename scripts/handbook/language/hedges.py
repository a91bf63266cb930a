"""Reads from a text how often it says no, perhaps, usually, less than and more than: see hedges.yml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import Field, RootModel

from handbook.core.project import ROOT, Tree
from handbook.core.yaml_records import Pattern, Record, load_whole
from handbook.language.quantities import is_chinese

LEXICON = Path(__file__).with_name("hedges.yml")


@cache
def kinds() -> tuple[str, ...]:
    """What is counted: negation, possibility and so on. Raises Fault where hedges.yml cannot be read."""
    return tuple(_lexicon())


@cache
def markers(text: str, kind: str) -> tuple[str, ...]:
    """The words of `text`, English or Chinese, that count for `kind`, in order."""
    plain = text.lower().replace("’", "'")
    matches = _pattern(kind, "zh" if is_chinese(text) else "en").finditer(plain)
    return tuple(match["says"].strip() for match in matches if match["says"])


class Words(Record):
    """What counts for one kind in one language, and what only looks so."""

    says: tuple[Pattern, ...] = Field(min_length=1)
    skips: tuple[Pattern, ...] = Field(min_length=1)


class Kind(Record):
    """One kind of word that both languages must use equally often."""

    en: Words
    zh: Words

    def __getitem__(self, code: str) -> Words:
        """The words of the language with that code."""
        return {"en": self.en, "zh": self.zh}[code]


class Lexicon(RootModel[dict[str, Kind]]):
    """All of hedges.yml."""


@cache
def _lexicon() -> dict[str, Kind]:
    return load_whole(Tree.at(ROOT), LEXICON, Lexicon)[0].root


@cache
def _pattern(kind: str, code: str) -> re.Pattern[str]:
    words = _lexicon()[kind][code]
    start = r"\b" if code == "en" else ""
    skips, says = ("|".join(item.pattern for item in items) for items in (words.skips, words.says))
    return re.compile(f"{start}(?:{skips})|(?P<says>{start}(?:{says}))")
