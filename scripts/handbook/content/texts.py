"""One sentence or phrase in every language of the handbook: what all records are made of."""

from __future__ import annotations

from handbook.core.records import Worded


class Text(Worded):
    """One sentence or phrase in every language of the handbook."""
