"""One sentence or phrase in every language of the handbook: what all records are made of."""

from __future__ import annotations

from handbook.core.yaml_records import Record


class Text(Record):
    """One sentence or phrase in every language of the handbook."""

    en: str
    zh: str

    def __getitem__(self, code: str) -> str:
        """The text in the language with that code."""
        return str(getattr(self, code))
