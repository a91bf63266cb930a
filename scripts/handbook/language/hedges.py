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
from handbook.language.sentences import plain

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
    said = pattern.finditer(plain(text))
    return tuple(match["says"].strip() for match in said if match["says"])


@cache
def in_other_words(text: str, kind: str, code: str) -> int:
    """Return how often `text` says `kind` in a way that the other language need not answer."""
    found = _lexicon()[kind]
    if not found.has(code) or not found[code].also:
        return 0
    low = plain(text)
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
    low = plain(text)
    carried = [item for item in patterns for _ in re.finditer(item.pattern, low)]
    return max(min(len(carried), len(said) - 1), 0)


Codes = tuple[str, str]
Texts = tuple[tuple[str, ...], tuple[str, ...]]
"""Two texts, each as its sentences."""


def agree(texts: Texts, kind: str, codes: Codes) -> bool:
    """Return whether two texts may say a kind equally often.

    What a sentence says again may count or not where the other one joins what it holds for, and
    so may what it says in other words, where the other one does not.
    """
    sides = zip(texts, codes, strict=True)
    said = [_said(text, kind, code) for text, code in sides]
    again, others = left_to_first(texts, kind, codes), in_words_of_its_own(texts, kind, codes)
    return all(
        said[one] - again[one] <= said[other] + others[other] for one, other in ((0, 1), (1, 0))
    )


def _said(text: tuple[str, ...], kind: str, code: str) -> int:
    return sum(len(markers(item, kind, code)) for item in text)


def _otherwise(text: tuple[str, ...], kind: str, code: str) -> int:
    return sum(in_other_words(item, kind, code) for item in text)


def _own(text: tuple[str, ...], kind: str, code: str) -> int:
    return sum(_only_own(item, kind, code) for item in text)


def left_to_first(texts: Texts, kind: str, codes: Codes) -> tuple[int, int]:
    """Return how many words for `kind` each of two texts says again that the other one joins.

    "No pain and no bleeding" beside 不痛、不出血 or "no pain or bleeding", not beside "no pain, but
    bleeding".
    """
    left, right = (
        _joined_again(ours, theirs, kind, codes[::step])
        for ours, theirs, step in ((*texts, 1), (*texts[::-1], -1))
    )
    return left, right


def _joined_again(
    ours: tuple[str, ...], theirs: tuple[str, ...], kind: str, codes: tuple[str, ...]
) -> int:
    again = [repeats(item, kind, codes[0]) for item in ours]
    joined = [joins(item, kind, codes[1]) for item in theirs]
    if len(again) == len(joined):
        return sum(map(min, again, joined))
    return min(sum(again), sum(joined))


def in_words_of_its_own(texts: Texts, kind: str, codes: Codes) -> tuple[int, int]:
    """Return how often each of two texts says `kind` in other words that the other does not say.

    "Stop" answers 停用, so that it answers no 不 beside it.
    """
    sides = tuple(zip(texts, codes, strict=True))
    others = [_otherwise(text, kind, code) for text, code in sides]
    left, right = (
        others[side] - min(others) + _own(text, kind, code)
        for side, (text, code) in enumerate(sides)
    )
    return left, right


def _only_own(text: str, kind: str, code: str) -> int:
    return len(markers(text, kind, code, own=True)) - len(markers(text, kind, code))


@cache
def joins(text: str, kind: str, code: str) -> int:
    """Return how many more things the words for `kind` in the sentence `text` hold for.

    One for each thing that follows the first in one clause: "no pain, fever or bleeding".
    """
    pattern, found = _pattern(kind, code, own=False), _lexicon()[kind]
    if pattern is None or not found[code].joins:
        return 0
    low, count = plain(text), 0
    joined = re.compile("|".join(item.pattern for item in found[code].joins))
    for match in pattern.finditer(low):
        next_one = joined.match(low, match.end()) if match["says"] else None
        while next_one:
            count += 1
            next_one = joined.match(low, next_one.end())
    return count


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
    joins: tuple[Pattern, ...] = ()
    """What leads from the word to one more thing that it holds for, in its clause: "or", 、."""


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
