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

SOFT = frozenset(("possibility", "frequency"))
"""Kinds of which a sentence says one or several with the same sense: may rest and may eat."""
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
def in_other_words(text: str, kind: str, code: str) -> int:
    """Return how often `text` says `kind` in a way that the other language need not answer."""
    found = _lexicon()[kind]
    if not found.has(code) or not found[code].also:
        return 0
    low = text.lower().replace("’", "'")
    return sum(1 for _ in _other_words(kind, code).finditer(low))


@cache
def _other_words(kind: str, code: str) -> re.Pattern[str]:
    edge = language(code).edge
    return re.compile(
        f"{edge}(?:{'|'.join(item.pattern for item in _lexicon()[kind][code].also)}){edge}"
    )


@cache
def repeats(text: str, kind: str, code: str) -> int:
    """Return how many words for `kind` the sentence `text` says that it could leave to the first.

    Of "may" and "usually" all that follow one; of "not" those that only carry it on.
    """
    said = markers(text, kind, code)
    if kind in SOFT:
        return max(len(said) - 1, 0)
    found = _lexicon()[kind]
    patterns = found[code].again if found.has(code) else ()
    low = text.lower().replace("’", "'")
    carried = [item for item in patterns for _ in re.finditer(item.pattern, low)]
    return max(min(len(carried), len(said) - 1), 0)


def agree(
    ours: tuple[str, ...], theirs: tuple[str, ...], kind: str, codes: tuple[str, str]
) -> bool:
    """Return whether two texts, as sentences, may say a kind equally often.

    What a sentence says again may count or not, and so may what it says in other words.
    """
    least, most = zip(span(ours, kind, codes[0]), span(theirs, kind, codes[1]), strict=True)
    return max(least) <= min(most)


def span(text: tuple[str, ...], kind: str, code: str) -> tuple[int, int]:
    """Return how often a text, as sentences, says a kind at least, and at most."""
    said = sum(len(markers(item, kind, code)) for item in text)
    own = sum(len(markers(item, kind, code, own=True)) for item in text)
    others = sum(in_other_words(item, kind, code) for item in text)
    return said - sum(repeats(item, kind, code) for item in text), own + others


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
    also: tuple[Pattern, ...] = ()
    """Other ways to say it, which a text need not answer: "unknown" for "not known"."""
    again: tuple[Pattern, ...] = ()
    """What a sentence that has said one may say once more, or leave to the first: "nor", 也不."""


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
