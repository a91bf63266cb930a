"""The records of evidence/search.yml and evidence/search-signs.yml: what people type, and where it leads."""

from __future__ import annotations

from pydantic import Field

from handbook.core.yaml_records import Record

PLACE = r"^[a-z0-9-]+(#[A-Za-z0-9-]+)?$"
"""A page, or a heading of one: `what-may-i-do#stairs`."""


class WordLists(Record):
    """Words and phrases of each language; a language without any has an empty list."""

    id: str
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()

    def __getitem__(self, code: str) -> tuple[str, ...]:
        """The words in the language with that code."""
        return tuple(getattr(self, code))


class SkipWords(Record):
    """Words of one language that say nothing in a search."""

    id: str
    words: tuple[str, ...]


class SearchPage(Record):
    """How one page is found: `weight` below 1 puts it later; a ledger never comes first; a loss only when asked for."""

    id: str
    weight: float = Field(default=1, gt=0, le=1)
    ledger: bool = False
    loss: bool = False


class SearchSection(WordLists):
    """The everyday words for one section: `page#heading`, or a page for its top."""

    id: str = Field(pattern=PLACE)
    loss: bool = False
    """Whether it speaks of a baby's death: shown only to readers who ask about that."""


class SameWords(WordLists):
    """Words that mean the same here; the texts and what is typed are read with `id` in their place."""


class AbsentWords(WordLists):
    """What people ask and the handbook does not answer."""


class SignSearch(WordLists):
    """How people describe one danger sign: each entry is a set of words that may stand in any order.

    Words between spaces must all be there; `/` parts words of which one is enough; a word after `-` must not be there.
    `id` is a row of danger.yml, or with `page` one of the help lines.
    """

    page: str = Field(default="", min_length=0)
    """For what is no row of danger.yml: the section to pin, `page#heading`."""
