"""Finds, for each clause of a page, the clause of a claim that says nearly the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from handbook.content.evidence import Claim
from handbook.language.languages import language
from handbook.language.sentences import sentences

_SPLIT = re.compile(r"[;,；，](?!\d)")
_WORD = re.compile(r"[a-z]{3,}|\d+")
_COMMON = frozenset(
    re.findall(
        "[a-z]+",
        "the and for that with are may can not you your this but from was has have its",
    )
)
SHORTEST = 4
"""Words, or pairs of characters, without which two clauses cannot be compared."""


@dataclass(frozen=True)
class Clause:
    """A part of a sentence, and the words by which it is compared."""

    text: str
    words: frozenset[str]

    def likeness(self, other: Clause) -> float:
        """Return the share of words that both have of those that either has (Jaccard)."""
        return len(self.words & other.words) / (len(self.words | other.words) or 1)

    def cover(self, other: Clause) -> float:
        """Return the share of the shorter clause's words that the other has too."""
        shorter = min(len(self.words), len(other.words))
        return len(self.words & other.words) / (shorter or 1)


@cache
def clauses(text: str, code: str) -> tuple[Clause, ...]:
    """Return the clauses of `text` in language `code` that are long enough to compare."""
    parts = [part for sentence in sentences(text, code) for part in _SPLIT.split(sentence)]
    found = (Clause(part.strip(), _words(part, code)) for part in parts)
    return tuple(clause for clause in found if len(clause.words) >= SHORTEST)


def whole(sentence: str, code: str) -> Clause:
    """Return a sentence as one clause, however long or short it is."""
    return Clause(sentence, _words(sentence, code))


def _words(text: str, code: str) -> frozenset[str]:
    """Return the words of a text; where no blanks part them, each two characters that meet."""
    script = language(code).script
    if language(code).spaced or script is None:
        return frozenset(_WORD.findall(text.lower())) - _COMMON
    kept = [letter for letter in text if script.match(letter) or letter.isdigit()]
    return frozenset(one + other for one, other in pairwise(kept))


def texts_of(claims: Iterable[Claim], code: str) -> Iterator[str]:
    """Yield what `claims` and their notes say in language `code`."""
    for claim in claims:
        for text in (claim, claim.note):
            if text is not None:
                yield text[code]


def nearest(clause: Clause, others: Iterable[Clause], least: float) -> Clause | None:
    """Return the one of `others` most like `clause`, where it is at least that like."""
    best = max(others, key=clause.likeness, default=None)
    return best if best is not None and clause.likeness(best) >= least else None
