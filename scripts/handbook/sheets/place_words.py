"""Puts the words of an edition's place into a sheet: its English as it is said there.

The names of sources stay, and so does every text in which there is Chinese: the words around an
English name are another language's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from handbook.content.place_words import Rewording
from handbook.content.places import Place

WORDS = frozenset(
    (
        *("action", "alt", "choices", "group", "heads", "label", "lead", "meaning", "medical"),
        *("plain", "pregnant", "text", "texts", "ticks", "title", "up"),
    )
)
"""Keys of a document that hold words to read; the others hold ids, drawings and addresses."""
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class PlaceWords:
    """The words of one place, and what is never reworded."""

    reword: Callable[[str], str]
    names: frozenset[str]
    """What sources are called."""

    def document(self, value: Any, key: str = "") -> Any:
        """Return a document, or a part of it that stands under `key`, in the words of the place."""
        if isinstance(value, dict):
            if "lang" in value or "short" in value:  # of another language; a source
                return value
            return {name: self.document(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [self.document(part, key) for part in value]
        is_text = isinstance(value, str) and key in WORDS and value not in self.names
        return self.reword(value) if is_text and not _HAN.search(value) else value


def words_of(place: Place | None, names: Iterable[str]) -> PlaceWords | None:
    """Return the English words of a place; None where nothing is said otherwise there."""
    pairs = place.wording.get("en") if place else None
    return PlaceWords(Rewording(pairs), frozenset(names)) if pairs else None
