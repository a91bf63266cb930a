"""Reads which step of the danger list a text tells its reader to take, and finds wrong ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import Field, RootModel

from handbook.checks.context import CheckContext
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.core.project import ROOT, Project
from handbook.core.records import Localised, Pattern
from handbook.core.yaml_records import load_whole
from handbook.language.sentences import plain, sentences
from handbook.language.text_units import QUOTED, Passage

RULE = "sign-step"
LEXICON = Path(__file__).with_name("ladder.yml")
SPOKEN = ("docs/", "evidence/claims.yml", "evidence/questions.yml", "evidence/glossary.yml")
"""Where running text may name a sign: beginnings of paths. The danger list is its own measure."""


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
    return load_whole(Project.at(ROOT), LEXICON, Lexicon)[0].root


@cache
def knows(code: str) -> bool:
    """Return whether ladder.yml has the words of the language with that code."""
    return all(words.has(code) for words in _lexicon().values())


@remembered(65536, kept=True)
def named(text: str, code: str) -> tuple[str, ...]:
    """Return the steps that `text`, in language `code`, tells its reader to take.

    Each stands once, in the order of the text.
    """
    patterns = []
    for step, words in _lexicon().items():
        patterns += [(step, pattern) for pattern in words.by_language.get(code, ())]
    return tuple(dict.fromkeys(match.name for match in _matches(text, patterns)))


def _matches(text: str, patterns: list[tuple[str, re.Pattern[str]]]) -> list[Match]:
    """Return what the named `patterns` find in `text`, in order.

    What lies inside a longer match is left out: "go in and call an ambulance" says one step.
    """
    low = plain(text)
    found = []
    for name, pattern in patterns:
        for match in pattern.finditer(low):
            start, end = match.span()
            found.append(Match(start, end, name, text[start:end]))
    return sorted(match for match in found if not _is_covered(match, found))


def _is_covered(match: Match, found: list[Match]) -> bool:
    """Return whether a longer match of `found` spans the whole of `match`."""
    for other in found:
        longer = other.end - other.start > match.end - match.start
        if longer and other.start <= match.start and match.end <= other.end:
            return True
    return False


def misplaced(context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each sentence that gives a danger sign another step than its row does."""
    yield from _unmatched(context)
    steps = {row.id: row.step for row in context.evidence.danger}
    words: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for row in context.evidence.sign_words:
        for code, patterns in row.by_language.items():
            words[code] += [(row.id, pattern) for pattern in patterns]
    for passage in context.passages:
        if passage.kind != "paraphrase" and passage.path.startswith(SPOKEN):
            for sentence, told in _telling(passage.text, passage.code):
                yield from _misplaced(context, passage, (sentence, told), steps, words)


@remembered(32768, kept=True)
def _telling(text: str, code: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the sentences, less what they quote, that tell a step, each with the steps."""
    said = (QUOTED.sub("", sentence) for sentence in sentences(text, code))
    pairs = ((sentence, named(sentence, code)) for sentence in said)
    return tuple((sentence, told) for sentence, told in pairs if told)


def _misplaced(
    context: CheckContext,
    passage: Passage,
    telling: tuple[str, tuple[str, ...]],
    steps: dict[str, Any],
    words: dict[str, list[tuple[str, re.Pattern[str]]]],
) -> Iterator[Finding]:
    """Yield a finding where a sentence names a sign and not its step (`steps`, by row)."""
    sentence, told = telling
    found = _matches(sentence, words[passage.code])
    signs = [sign for sign in found if steps.get(sign.name, told[0]) not in told]
    if signs:
        wrong = [f"{sign.words!r} ({sign.name}: {steps[sign.name]})" for sign in signs]
        message = f"{', '.join(wrong)}, and the sentence says {', '.join(told)}"
        hint = f"say the step of {context.evidence.danger.path}, or point to its row"
        yield Finding(passage.path, passage.line, RULE, message, hint)


def _unmatched(context: CheckContext) -> Iterator[Finding]:
    """Yield each row that has no words to be found by, and words of a row that is gone."""
    words, rows = context.evidence.sign_words, context.evidence.danger
    for key in sorted(set(rows.records) ^ set(words.records)):
        message = f"{key} is not in {words.path}"
        path, line, hint = rows.path, rows.line(key), f"add it there, or remove it from {rows.path}"
        if key in words.records:
            message = f"{key} is not in {rows.path}"
            path, line = words.path, words.line(key)
            hint = f"add it there, or remove it from {words.path}"
        yield Finding(path, line, RULE, message, hint)
