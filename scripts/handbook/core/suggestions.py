"""Guesses what a mistyped name was meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str], otherwise: str, cutoff: float = 0.6) -> str:
    """Return a hint that names the one of `known` most like `name`, or `otherwise` where none is.

    `cutoff` is how alike the two must be, from 0 to 1 (difflib).
    """
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=cutoff)
    return f"did you mean {close[0]!r}?" if close else otherwise
