"""Reads which step of the danger list a text tells its reader to take, and finds sentences that give a sign another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import Field, RootModel

from handbook.checks.context import Book
from handbook.core.findings import Finding
from handbook.core.project import ROOT, Tree
from handbook.core.records import Localised, Pattern
from handbook.core.yaml_records import load_whole
from handbook.language.sentences import sentences
from handbook.language.text_units import QUOTED, Passage

RULE = "sign-step"
LEXICON = Path(__file__).with_name("ladder.yml")
SPOKEN = ("docs/", "evidence/claims.yml", "evidence/questions.yml", "evidence/glossary.yml")
"""Where running text may name a sign: beginnings of paths. The danger list itself is its own measure."""


class Match(NamedTuple):
    """What a pattern found: where, whose pattern it was, and the words."""

    start: int
    end: int
    name: str
    words: str


class Words(Localised[Annotated[tuple[Pattern, ...], Field(min_length=1)]]):
    """The patterns of one step, by language."""


class Lexicon(RootModel[dict[str, Words]]):
    """All of ladder.yml, by step."""


@cache
def _lexicon() -> dict[str, Words]:
    return load_whole(Tree.at(ROOT), LEXICON, Lexicon)[0].root


@cache
def knows(code: str) -> bool:
    """Return whether ladder.yml has the words of the language with that code."""
    return all(words.has(code) for words in _lexicon().values())


def named(text: str, code: str) -> list[str]:
    """Return the steps that `text`, in language `code`, tells its reader to take, each once, in their order there."""
    patterns = [(step, pattern) for step, words in _lexicon().items() for pattern in words.by_language.get(code, ())]
    return list(dict.fromkeys(match.name for match in _matches(text, patterns)))


def _matches(text: str, patterns: list[tuple[str, re.Pattern[str]]]) -> list[Match]:
    """Return what the named patterns find in `text`, in order, without what lies inside a longer match."""
    low = text.lower().replace("’", "'")
    spans = [(name, match.span()) for name, pattern in patterns for match in pattern.finditer(low)]
    found = [Match(start, end, name, text[start:end]) for name, (start, end) in spans]
    return sorted(one for one in found if not any(_within(one, other) for other in found))


def _within(one: Match, other: Match) -> bool:
    longer = other.end - other.start > one.end - one.start
    return longer and other.start <= one.start and one.end <= other.end


def misplaced(book: Book) -> Iterator[Finding]:
    """Yield a finding for each sentence that names a sign and tells the reader to take another step than its row."""
    yield from _unmatched(book)
    steps = {row.id: row.step for row in book.evidence.danger}
    for passage in book.passages:
        if passage.kind != "paraphrase" and passage.path.startswith(SPOKEN):
            for sentence in sentences(passage.text, passage.code):
                yield from _misplaced(book, passage, QUOTED.sub("", sentence), steps)


def _misplaced(book: Book, passage: Passage, sentence: str, steps: dict[str, Any]) -> Iterator[Finding]:
    told = named(sentence, passage.code)
    if not told:
        return
    words = ((row.id, pattern) for row in book.evidence.sign_words for pattern in row.by_language.get(passage.code, ()))
    signs = [sign for sign in _matches(sentence, list(words)) if steps.get(sign.name, told[0]) not in told]
    if signs:
        named_signs = ", ".join(f"{sign.words!r} ({sign.name}: {steps[sign.name]})" for sign in signs)
        message = f"{named_signs}, and the sentence says {', '.join(told)}"
        hint = f"say the step of {book.evidence.danger.path}, or point to its row"
        yield Finding(passage.path, passage.line, RULE, message, hint)


def _unmatched(book: Book) -> Iterator[Finding]:
    """Yield a finding for each row that has no words to be found by, and for words of a row that is gone."""
    words, rows = book.evidence.sign_words, book.evidence.danger
    for key in sorted(set(rows.records) ^ set(words.records)):
        source, lacking = (rows, words) if key in rows.records else (words, rows)
        message = f"{key} is not in {lacking.path}"
        yield Finding(source.path, source.line(key), RULE, message, f"add it there, or remove it from {source.path}")
