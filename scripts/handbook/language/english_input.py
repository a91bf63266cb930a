"""Common English words that are near one of ours in spelling and yet mean themselves.

Weather is not water.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import cache
from itertools import chain, combinations

from handbook.core.memo import remembered

COMMON = 4000
"""How many of the commonest words are looked at."""

SHORTEST, LONG = 5, 7
"""A word of 5 letters may be one letter wrong, one of 7 two.

The same limits as in search-reading.js.
"""


@cache
def _common() -> tuple[str, ...]:
    """Return common English words of at least `SHORTEST` letters, the commonest first.

    Source: pyspellchecker.
    """
    from spellchecker import SpellChecker  # slow to load, and rarely needed

    counts: dict[str, int] = SpellChecker(language="en").word_frequency.dictionary
    words = (word for word in counts if re.fullmatch(f"[a-z]{{{SHORTEST},}}", word))
    return tuple(sorted(words, key=lambda word: (-counts[word], word))[:COMMON])


def left_alone(known: Iterable[str]) -> list[str]:
    """Return common words, sorted, that a search would otherwise take for misspelt `known` ones."""
    return list(_left_alone(frozenset(word for word in known if len(word) >= SHORTEST - 1)))


@remembered(4, kept=True)
def _left_alone(ours: frozenset[str]) -> tuple[str, ...]:
    """Return the same for words that are long enough."""
    near: dict[str, set[str]] = defaultdict(set)
    for word in ours:
        for short in _shortened(word, 2):
            near[short].add(word)
    return tuple(sorted(word for word in _common() if word not in ours and _is_near(word, near)))


def _is_near(word: str, near: Mapping[str, Set[str]]) -> bool:
    """Return whether a word of `near` differs in few letters.

    In one, or in two and not in the first.
    """
    most = 2 if len(word) >= LONG else 1
    others = set(chain.from_iterable(near.get(short, ()) for short in _shortened(word, most)))
    return any(
        steps < most or steps == most == 1 or (steps == most and word[0] == other[0])
        for other in others
        for steps in (_distance(word, other),)
    )


def _distance(one: str, other: str) -> int:
    """Return how many letters differ (Damerau-Levenshtein, as in search-reading.js)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        line = [at]
        for to, wanted in enumerate(other, 1):
            steps = min(row[to] + 1, line[-1] + 1, row[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                steps = min(steps, before[to - 2] + 1)
            line.append(steps)
        before, row = row, line
    return row[-1]


def _shortened(word: str, most: int) -> set[str]:
    """Return `word` with up to `most` letters left out.

    Two words that share one are near in spelling (SymSpell).
    """
    places = range(len(word))
    cuts = chain.from_iterable(combinations(places, count) for count in range(most + 1))
    return {_without(word, cut) for cut in cuts}


def _without(word: str, cut: tuple[int, ...]) -> str:
    return "".join(letter for at, letter in enumerate(word) if at not in cut)
