"""Reads from a text how often it says no, perhaps, usually, less than and more than.

See hedges.yml.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import Field, RootModel

from handbook.core.project import ROOT, Project
from handbook.core.records import Localised, Pattern, Record
from handbook.core.yaml_records import load_whole
from handbook.language.languages import language

LEXICON = Path(__file__).with_name("hedges.yml")


@cache
def kinds() -> tuple[str, ...]:
    """Return what is counted: negation, possibility and so on.

    Raises HandbookError where hedges.yml cannot be read.
    """
    return tuple(_lexicon())


@cache
def markers(text: str, kind: str, code: str, own: bool = False) -> tuple[str, ...]:
    """Return the words of `text` in language `code` that count for `kind`, in order.

    `own` ones too where the language is held against its own earlier text. None where hedges.yml
    does not have the language.
    """
    pattern = _pattern(kind, code, own)
    if pattern is None:
        return ()
    plain = text.lower().replace("’", "'")
    return tuple(match["says"].strip() for match in pattern.finditer(plain) if match["says"])


@cache
def knows(code: str) -> bool:
    """Return whether hedges.yml has the language with that code."""
    return all(kind.has(code) for kind in _lexicon().values())


class Words(Record):
    """What counts for one kind in one language, and what only looks so."""

    says: tuple[Pattern, ...] = Field(min_length=1)
    skips: tuple[Pattern, ...] = Field(min_length=1)
    own: tuple[Pattern, ...] = ()
    """What only looks so beside another language, but counts beside the same one's older text."""


class Kind(Localised[Words]):
    """One kind of word that all languages must use equally often."""


class Lexicon(RootModel[dict[str, Kind]]):
    """All of hedges.yml."""


@cache
def _lexicon() -> dict[str, Kind]:
    return load_whole(Project.at(ROOT), LEXICON, Lexicon)[0].root


@cache
def _pattern(kind: str, code: str, own: bool) -> re.Pattern[str] | None:
    found = _lexicon()[kind]
    if not found.has(code):
        return None
    words, start = found[code], language(code).edge
    counted, passed = words.says, words.skips
    if own:
        counted = (*words.own, *counted)
    else:
        passed = (*passed, *words.own)
    skips = "|".join(item.pattern for item in passed)
    says = "|".join(item.pattern for item in counted)
    # Skips first: where one matches, the word in it is passed over and counts nothing.
    return re.compile(f"{start}(?:{skips})|(?P<says>{start}(?:{says}))")
