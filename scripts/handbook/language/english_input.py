"""Common English words that are near one of ours in spelling and yet mean themselves.

Weather is not water.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain, combinations

from spellchecker import SpellChecker

COMMON = 6000
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
    counts: dict[str, int] = SpellChecker(language="en").word_frequency.dictionary
    words = (word for word in counts if re.fullmatch(f"[a-z]{{{SHORTEST},}}", word))
    return tuple(sorted(words, key=lambda word: (-counts[word], word))[:COMMON])


def left_alone(known: Iterable[str]) -> list[str]:
    """Return common words, sorted, that a search would otherwise take for misspelt `known` ones."""
    ours = {word for word in known if len(word) >= SHORTEST - 1}
    near_one = set(chain.from_iterable(_shortened(word, 1) for word in ours))
    near_two = set(
        chain.from_iterable(_shortened(word, 2) for word in ours if len(word) >= SHORTEST)
    )
    found = []
    for word in _common():
        steps, near = (2, near_two) if len(word) >= LONG else (1, near_one)
        if word not in ours and not near.isdisjoint(_shortened(word, steps)):
            found.append(word)
    return sorted(found)


def _shortened(word: str, most: int) -> set[str]:
    """Return `word` with up to `most` letters left out.

    Two words that share one are near in spelling (SymSpell).
    """
    places = range(len(word))
    cuts = chain.from_iterable(combinations(places, count) for count in range(most + 1))
    return {_without(word, cut) for cut in cuts}


def _without(word: str, cut: tuple[int, ...]) -> str:
    return "".join(letter for at, letter in enumerate(word) if at not in cut)
