"""The words of a place: what a page says in one country's words, as it is said in another.

The pages keep one text. A place's record lists pairs, as written and as said there
(`Place.wording`); they are put in where a reader is in that place: by overrides/words/reword.js on
a page, by sheets/place_words.py on a sheet. Both read a text in one pass: whole words, the longest
first, a capital kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator

Pair = tuple[str, str]

KEPT = 'pre, cite, script, style, textarea, .references, a[href*="sources.html#"]'
"""What is never reworded, as a CSS selector: what is to be sent or typed, the names of sources."""


def _pairs(value: Any) -> Any:
    """Refuse what is no list of pairs, or names a word twice."""
    if not isinstance(value, list | tuple):
        raise ValueError("write a list of pairs, each [as written, as said there]")
    seen: set[str] = set()
    for item in value:
        is_pair = isinstance(item, list | tuple) and len(item) == 2
        if not is_pair or not all(isinstance(one, str) and one.strip() for one in item):
            raise ValueError(f"{item!r} is no pair; write [as written, as said there]")
        if item[0].lower() in seen:
            raise ValueError(f"{item[0]!r} stands twice; keep one pair")
        seen.add(item[0].lower())
    return value


Pairs = Annotated[tuple[Pair, ...], BeforeValidator(_pairs)]
"""As written to as said there. A pair of two equal phrases keeps that phrase as it is written."""


@dataclass(frozen=True)
class Rewording:
    """One list of pairs, ready to be put in."""

    pairs: tuple[Pair, ...]

    def __call__(self, text: str) -> str:
        """Return `text` in the words of the place."""
        return _replaced(text, self.ordered)

    @cached_property
    def ordered(self) -> tuple[Pair, ...]:
        """The pairs, the longest first.

        What would be reworded once more (`A&E (ER)`) is kept, so that a text may be read twice.
        """
        known = dict(self.pairs)
        said = [there for there in known.values() if there not in known]
        again = [(there, there) for there in said if _replaced(there, self.pairs) != there]
        return tuple(sorted((known | dict(again)).items(), key=lambda pair: -len(pair[0])))


def _replaced(text: str, pairs: Iterable[Pair]) -> str:
    known = dict(sorted(pairs, key=lambda pair: -len(pair[0])))
    if not known:
        return text
    return _pattern(tuple(known)).sub(lambda match: match[1] + _said(match[2], known), text)


@cache
def _ready(pairs: tuple[Pair, ...]) -> tuple[dict[str, str], re.Pattern[str] | None]:
    """Return what is said for each phrase, and what finds them; nothing where there is none."""
    known = dict(Rewording(pairs).ordered)
    return known, _pattern(tuple(known)) if known else None


def said_otherwise(text: str, pairs: tuple[Pair, ...]) -> list[Pair]:
    """Return the pairs that reword `text`, one as often as it does; none that keeps its phrase."""
    known, pattern = _ready(pairs)
    found = (match[2] for match in pattern.finditer(text)) if pattern else ()
    both = ((one, _said(one, known)) for one in found)
    return [(one, there) for one, there in both if one != there]


def _said(found: str, known: dict[str, str]) -> str:
    """Return what is said for a phrase as it stands in a text, with its capital."""
    if found in known:
        return known[found]
    there = known[found[:1].lower() + found[1:]]
    return there[:1].upper() + there[1:]


def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds whole words and phrases, small or with a capital.

    Not in the middle of an address or of a word with a hyphen.
    """
    parts = [f"[{one[0].upper()}{one[0]}]{re.escape(one[1:])}" for one in phrases]
    return re.compile(rf"(^|[^\w/@.-])({'|'.join(parts)})(?!\w)", re.ASCII)
