"""Puts the words of an edition's place into a sheet: each language as it is said there.

The names of sources stay. A text in which there is Chinese is Chinese, whatever names it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from handbook.content.place_words import Pair, Rewording
from handbook.content.places import Place
from handbook.sheets.articles import for_paper

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

    rewordings: Mapping[str, Rewording]
    """By language."""
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
        reword = self.rewordings.get(_language(value)) if is_text else None
        return reword(value) if reword else value


def words_of(place: Place | None, names: Iterable[str]) -> PlaceWords | None:
    """Return the words of a place; None where nothing is said otherwise there."""
    wording = place.wording if place else {}
    known = {code: Rewording(_printed(pairs, code)) for code, pairs in wording.items()}
    return PlaceWords(known, frozenset(names)) if known else None


def _printed(pairs: tuple[Pair, ...], code: str) -> tuple[Pair, ...]:
    """Return pairs as they are written and as sheets set them, without the same twice."""
    set_in_type = [(for_paper(one, code), for_paper(there, code)) for one, there in pairs]
    return tuple((dict(pairs) | dict(set_in_type)).items())


def _language(text: str) -> str:
    return "zh" if _HAN.search(text) else "en"
