"""Reads from a text the words that exclude others of their kind: first or last, liver or kidney.

See alternatives.yml. A text is held against its own earlier text by them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from handbook.core.project import ROOT, Project
from handbook.core.records import Localised, Record
from handbook.core.yaml_records import load_whole
from handbook.language.languages import language
from handbook.language.quantities import quantities
from handbook.language.sentences import plain

LEXICON = Path(__file__).with_name("alternatives.yml")
ANY = "any"
"""Stands in `firm` for every word of a kind."""
OTHER = "other"
"""The kind of words of the other script, which no list holds: `other:cerclage`."""
PAIRED = "paired"
"""The kind of a number with the word that it stands with: `paired:37+singleton`."""


_SIGNS = re.compile(r"[()|?*+\[\]\\^$]")


class Written(Localised[tuple[str, ...]]):
    """How each language writes a word, to the letter."""


class Kind(Record):
    """Words of which a text says one and not another."""

    firm: tuple[str, ...] = ()
    """Those that must neither go nor come, not only give way to another."""
    order: bool = True
    """Whether two that change places are told: not so in a list."""
    shapes: bool = False
    """Whether its words are regular expressions, which may lie over words of other kinds."""
    beside: Literal["", "ban", "sign"] = ""
    """Where alone they count: in a clause that forbids, in a sentence that tells a sign."""
    pairs: bool = False
    """Whether a number that stands with one of its words is kept with it."""
    words: dict[str, Written] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_to_the_letter(self) -> Self:
        """Refuse the signs of a regular expression where it would be taken to the letter."""
        for word, written in () if self.shapes else self.words.items():
            for way in chain.from_iterable(written.by_language.values()):
                if _SIGNS.search(way):
                    raise ValueError(f"{word}: {way!r} is a regular expression; say shapes: true")
        return self


class Lexicon(Record):
    """All of alternatives.yml."""

    skips: Written
    beside: dict[str, Written]
    """By what a clause or sentence is known in which alone some kinds count."""
    kinds: dict[str, Kind]


@cache
def _lexicon() -> Lexicon:
    return load_whole(Project.at(ROOT), LEXICON, Lexicon)[0]


def kind_of(word: str) -> str:
    """Return the kind of a word; nothing where it has none.

    Raises HandbookError where alternatives.yml cannot be read.
    """
    lead, mark, _ = word.partition(":")
    return lead if mark else _kinds().get(word, "")


@cache
def _kinds() -> dict[str, str]:
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
        for word, written in () if kind.shapes else kind.words.items():
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
    """Yield the words that `text` in language `code` says, those of a kind in order.

    Last each number that stands with one such word alone, `paired:37+singleton`, and the words
    of the other script, a term beside its translation: `other:先兆流产`.
    """
    text = plain(text)
    yield from _to_the_letter(text, code)
    for name, kind in _lexicon().kinds.items():
        if kind.shapes:
            yield from _shaped(text, name, code)
    yield from _paired(text, code)
    for match in _OTHER_SCRIPT[language(code).script is None].finditer(text):
        yield f"{OTHER}:{match[0].replace(' ', '_')}"


def _to_the_letter(text: str, code: str) -> Iterator[str]:
    named = _named(code)
    ends: dict[str, int] = {}
    for match in _pattern(code).finditer(text):
        word = named[match[0]]
        between = text[ends.get(word, 0) : match.start()]
        is_again = word in ends and word in _firm() and _again(code).fullmatch(between)
        ends[word] = match.end()
        if word and not is_again:
            yield word


def _shaped(text: str, name: str, code: str) -> Iterator[str]:
    """Yield the words of a kind of shapes, where its kind of clause or sentence holds them."""
    kind = _lexicon().kinds[name]
    words, where = tuple(kind.words), _beside(kind.beside, code)
    for match in _shape(name, code).finditer(text):
        end = _ENDS[kind.beside == "ban"]
        start = max((stop.end() for stop in end.finditer(text, 0, match.start())), default=0)
        stop = end.search(text, match.end())
        around = f"{text[start : match.start()]} {text[match.end() : stop and stop.start()]}"
        if where.search(around):
            yield words[(match.lastindex or 1) - 1]


_ENDS = (
    re.compile(r"[.?!](?=\s|$)|[;:。；：？！\n]"),
    re.compile(r"[.?!](?=\s|$)|[,;:，。；：？！\n]"),
)
"""Where a sentence ends, and where a clause does."""
_OTHER_SCRIPT = re.compile(r"[a-z][a-z'’-]*(?: [a-z][a-z'’-]*)*"), re.compile(r"[\u3400-\u9fff]+")
"""Words of the other script: Latin ones among Han, Han among Latin ones."""


def _paired(text: str, code: str) -> Iterator[str]:
    """Yield the number of each clause that has one, with its only word of a kind that pairs."""
    for clause in _CLAUSE.split(text):
        numbers = [item for item in quantities(clause, code) if not item.spelled]
        if len(numbers) != 1:
            continue
        words = set(_to_the_letter(clause, code))
        kinds = Counter(map(kind_of, words))
        for word in sorted(words):
            if kinds[kind_of(word)] == 1 and kind_of(word) in _pairing():
                yield f"{PAIRED}:{numbers[0].value}+{word}"


_CLAUSE = re.compile(r"[,.](?=\s|$)|[;:，。；：、]|\b(?:or|and)\b|[或和]")


@cache
def _pairing() -> frozenset[str]:
    return frozenset(name for name, kind in _lexicon().kinds.items() if kind.pairs)


def _crossed(gone: Counter[str], come: Counter[str]) -> Iterator[str]:
    """Yield the new pairs of which number and word both stood in a pair that is gone."""
    before = [word.partition(":")[2].split("+") for word in gone if kind_of(word) == PAIRED]
    numbers, words = {number for number, _ in before}, {word for _, word in before}
    for pair in come:
        number, _, word = pair.partition(":")[2].partition("+")
        if kind_of(pair) == PAIRED and number in numbers and word in words:
            yield f"+{pair}"


@cache
def _shape(name: str, code: str) -> re.Pattern[str]:
    """Return the pattern of a kind of shapes, with a group for each of its words."""
    edge, words = language(code).edge, _lexicon().kinds[name].words.values()
    groups = (f"({'|'.join(word.by_language.get(code, ())) or '(?!)'})" for word in words)
    return re.compile(f"{edge}(?:{'|'.join(groups)}){edge}")


@cache
def _beside(where: str, code: str) -> re.Pattern[str]:
    """Return what a clause must hold; of no place anything will do."""
    if not where:
        return re.compile("")
    ways = _lexicon().beside[where].by_language.get(code, ("(?!)",))
    return re.compile(f"{language(code).edge}(?:{'|'.join(ways)})")


@cache
def _again(code: str) -> re.Pattern[str]:
    """Return what stands between a word and itself where each of two is given its own.

    尿路感染或阴道感染 says no more than 尿路或阴道感染.
    """
    joined = _lexicon().kinds["joined"].words.values()
    words = sorted((way for word in joined for way in word.by_language.get(code, ())), key=len)
    edge = language(code).edge
    return re.compile(rf"\s*{edge}(?:{'|'.join(reversed(words))}){edge}[^\d.,;:。，；：、]{{0,16}}")


def exchanged(old: Sequence[str], new: Sequence[str], free: Collection[str] = ()) -> str:
    """Return what gave way to another of its kind, what is firm and changed, what changed places.

    `-first +last`; `turned high low`; nothing where a text says the same otherwise, nor of words
    that are `free` to go and come.
    """
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    for word in free:
        gone[word] = come[word] = 0
    gone, come = +gone, +come
    swapped = {kind_of(word) for word in gone} & {kind_of(word) for word in come} - {PAIRED}
    told = list(_crossed(gone, come))
    for sign, words in (("-", gone), ("+", come)):
        for word in words:
            if word in _firm() or kind_of(word) in swapped:
                told.append(f"{sign}{word}")
    for kind in _ordered():
        before = [word for word in old if kind_of(word) == kind]
        now = [word for word in new if kind_of(word) == kind]
        if before != now and sorted(before) == sorted(now):
            told += ["turned", *dict.fromkeys(now)]
    return " ".join(told)


@cache
def _ordered() -> tuple[str, ...]:
    named = (name for name, kind in _lexicon().kinds.items() if kind.order)
    return (*named, OTHER)
