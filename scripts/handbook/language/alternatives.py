"""Reads from a text the words that exclude others of their kind: first or last, liver or kidney.

See alternatives.yml. A text is held against its own earlier text by them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from pydantic import Field

from handbook.core.project import ROOT, Project
from handbook.core.records import Localised, Record
from handbook.core.yaml_records import load_whole
from handbook.language.contrasts import plain
from handbook.language.languages import language

LEXICON = Path(__file__).with_name("alternatives.yml")
ANY = "any"
"""Stands in `firm` for every word of a kind."""


class Written(Localised[tuple[str, ...]]):
    """How each language writes a word, to the letter."""


class Kind(Record):
    """Words of which a text says one and not another."""

    firm: tuple[str, ...] = ()
    """Those that must neither go nor come, not only give way to another."""
    order: bool = True
    """Whether two that change places are told: not so in a list."""
    words: dict[str, Written] = Field(min_length=1)


class Lexicon(Record):
    """All of alternatives.yml."""

    skips: Written
    kinds: dict[str, Kind]


@cache
def _lexicon() -> Lexicon:
    return load_whole(Project.at(ROOT), LEXICON, Lexicon)[0]


@cache
def kind_of() -> dict[str, str]:
    """Return the kind of every word.

    Raises HandbookError where alternatives.yml cannot be read.
    """
    return {word: name for name, kind in _lexicon().kinds.items() for word in kind.words}


@cache
def _firm() -> frozenset[str]:
    kinds = _lexicon().kinds.values()
    named = chain.from_iterable(kind.firm for kind in kinds)
    whole = chain.from_iterable(kind.words for kind in kinds if ANY in kind.firm)
    return frozenset((*named, *whole))


@cache
def _named(code: str) -> dict[str, str]:
    """Return the word that each way of writing stands for; a skip stands for none."""
    found = dict.fromkeys(_lexicon().skips.by_language.get(code, ()), "")
    for kind in _lexicon().kinds.values():
        for word, written in kind.words.items():
            found |= dict.fromkeys(written.by_language.get(code, ()), word)
    return found


@cache
def _pattern(code: str) -> re.Pattern[str]:
    """Return one pattern of all ways of writing, the longest first; of no text without any."""
    edge = language(code).edge
    longest = sorted(_named(code), key=len, reverse=True)
    if not longest:
        return re.compile("(?!)")
    return re.compile(f"{edge}(?:{'|'.join(map(re.escape, longest))}){edge}")


def alternatives(text: str, code: str) -> Iterator[str]:
    """Yield the words that `text` in language `code` says, in order."""
    named, text = _named(code), plain(text)
    ends: dict[str, int] = {}
    for match in _pattern(code).finditer(text):
        word = named[match[0]]
        between = text[ends.get(word, 0) : match.start()]
        is_again = word in ends and word in _firm() and _again(code).fullmatch(between)
        ends[word] = match.end()
        if word and not is_again:
            yield word


@cache
def _again(code: str) -> re.Pattern[str]:
    """Return what stands between a word and itself where each of two is given its own.

    尿路感染或阴道感染 says no more than 尿路或阴道感染.
    """
    joined = _lexicon().kinds["joined"].words.values()
    words = sorted((way for word in joined for way in word.by_language.get(code, ())), key=len)
    edge = language(code).edge
    return re.compile(rf"\s*{edge}(?:{'|'.join(reversed(words))}){edge}[^\d.,;:。，；：、]{{0,16}}")


def exchanged(old: Sequence[str], new: Sequence[str]) -> str:
    """Return what gave way to another of its kind, what is firm and changed, what changed places.

    `-first +last`; `turned high low`; nothing where a text says the same otherwise.
    """
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    kinds = kind_of()
    swapped = {kinds.get(word) for word in gone} & {kinds.get(word) for word in come}
    told = []
    for sign, words in (("-", gone), ("+", come)):
        for word in words:
            if word in _firm() or kinds.get(word) in swapped:
                told.append(f"{sign}{word}")
    for kind in _ordered():
        before = [word for word in old if kinds.get(word) == kind]
        now = [word for word in new if kinds.get(word) == kind]
        if before != now and sorted(before) == sorted(now):
            told += ["turned", *dict.fromkeys(now)]
    return " ".join(told)


@cache
def _ordered() -> tuple[str, ...]:
    return tuple(name for name, kind in _lexicon().kinds.items() if kind.order)
