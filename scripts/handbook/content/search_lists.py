"""The records of evidence/search.yml and evidence/search-signs.yml.

What people type, and where it leads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from handbook.core.records import Loc, Localised, Record

PLACE = r"^[a-z0-9-]+(#[A-Za-z0-9-]+)?$"
"""A page, or a heading of one: `what-may-i-do#stairs`."""


FOREIGN = 5
"""Words of a group that an index of another language holds: what is mixed into a query."""


class WordLists(Localised[tuple[str, ...]]):
    """Words and phrases of each language.

    A language may have none; readers type words of all of them.
    """

    id: str
    by_language: dict[str, tuple[str, ...]] = Field(default={})

    def __getitem__(self, code: str) -> tuple[str, ...]:
        """Return the words in the language with that code."""
        return self.by_language.get(code, ())

    def near(self, code: str) -> list[str]:
        """Return all words in the language with that code, and a few single words of others."""
        found: list[str] = []
        for key, words in self.by_language.items():
            single = sorted(words, key=lambda word: " " in word)
            found += words if key == code else single[:FOREIGN]
        return found

    @property
    def everything(self) -> list[str]:
        """The words of all languages, the default language's first."""
        return [word for words in self.by_language.values() for word in words]

    @classmethod
    def needs_default(cls) -> bool:
        """Return that a language may have no words."""
        return False

    def lacking(self, codes: Sequence[str]) -> Iterator[tuple[Loc, str]]:
        """Yield nothing: a language may have no words."""
        yield from ()


class SkipWords(Record):
    """Words of one language that say nothing in a search."""

    id: str
    words: tuple[str, ...]


class SearchPage(Record):
    """How one page is found."""

    id: str
    weight: float = Field(default=1, gt=0, le=1)
    """Below 1 it comes later."""
    ledger: bool = False
    """Never first."""
    loss: bool = False
    """Shown late to readers who did not ask about a loss."""


class SearchSection(WordLists):
    """The everyday words for one section: `page#heading`, or a page for its top."""

    id: str = Field(pattern=PLACE)
    loss: bool = False
    """Whether it speaks of a baby's death: shown late to readers who did not ask about that."""


class SignWeights(Record):
    """How much one thing that a query says speaks for each sign, or for `none` of them.

    `id` is a class of search-signs.yml; `pinned R1` and `first R1`, where an entry of that sign
    fits the query, or is the first that does; `unpinned`, where none does; or `always`.
    """

    id: str
    speaks: dict[str, int]


class SignPieces(Record):
    """How much the words of one language speak for each sign, or for none of them.

    In Chinese the pieces are characters and pairs of them. Fitted, never written by hand.
    """

    id: str = Field(pattern=r"^[a-z]{2,3}$")
    """The language's code."""
    pieces: str
    """Words without their endings, or characters and pairs, with spaces between them."""
    speaks: str
    """For each piece: a letter for a sign, `A` for none, then one for steps, `m` for zero."""


class SignSearch(WordLists):
    """How people describe one danger sign.

    Each entry is a set of words that may stand in any order.

    Words between spaces must all be there; `/` parts words of which one is enough; `_` joins words
    that must both be there; a word after `-` must not be there; `@` stands for the words of a
    class. `id` is a row of danger.yml, or, with `page`, a need that pins a section.
    """

    page: str = Field(default="", min_length=0)
    """For what is no row of danger.yml: the section to pin, `page#heading`."""
