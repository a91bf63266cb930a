"""Pairs what the two languages say: blocks of a page with blocks of its twin, and the two halves of each record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from handbook.content.markdown_pages import Handbook, Page
from handbook.content.markdown_reader import Block
from handbook.language.hedges import kinds, knows, markers
from handbook.language.languages import read_as
from handbook.language.text_units import Passage

SAID = ("data", "paraphrase", "drawing")
"""Kinds of passages that stand in every language in one file."""


@dataclass(frozen=True)
class Pair:
    """The same thing in the default language (`left`) and in another (`right`), found at `path` and `line`."""

    path: str
    line: int
    left: str
    right: str
    codes: tuple[str, str]
    """The languages of the two."""

    @cached_property
    def differences(self) -> list[str]:
        """What one says more often than the other: `negation: not, no | 不`.

        Nothing where the words of one of the languages are not known.
        """
        found: list[str] = []
        if not all(map(knows, self.codes)):
            return found
        codes = read_as(self.left, *self.codes), read_as(self.right, *reversed(self.codes))
        for kind in kinds():
            left, right = markers(self.left, kind, codes[0]), markers(self.right, kind, codes[1])
            if len(left) != len(right):
                found.append(f"{kind}: {', '.join(left) or '-'} | {', '.join(right) or '-'}")
        return found


def generic(block: Block) -> tuple[str, ...]:
    """Where a block stands, whatever its list or admonition is called."""
    return tuple({"ul": "list", "ol": "list"}.get(name, name.partition(":")[0]) for name in block.place)


def sections(page: Page) -> dict[str, list[Block]]:
    """A page's blocks by the id of the heading they stand below, which comes first; those above all under ``."""
    found: dict[str, list[Block]] = defaultdict(list)
    name = ""
    for block in page.blocks:
        name = block.name if block.kind == "heading" else name
        found[name].append(block)
    return found


def shape(blocks: list[Block]) -> list[tuple[str, tuple[str, ...]]]:
    """What kinds of blocks stand where: two lists of blocks of one shape can be compared one by one."""
    return [(block.kind, generic(block)) for block in blocks]


def aligned(page: Page, twin: Page) -> Iterator[tuple[Block, Block]]:
    """(block of `page`, block of `twin`) in the sections that have one shape."""
    theirs = sections(twin)
    for name, blocks in sections(page).items():
        others = theirs.get(name, [])
        if shape(blocks) == shape(others):
            yield from zip(blocks, others, strict=True)


def page_pairs(page: Page, twin: Page) -> Iterator[Pair]:
    """Yield the texts of a translated page beside its twin's: description, blocks, alt texts."""
    line = page.meta_lines.get("description", 1)
    codes = twin.locale.code, page.locale.code
    descriptions = str(twin.meta.get("description", "")), str(page.meta.get("description", ""))
    yield Pair(page.path, line, *descriptions, codes)
    for ours, theirs in aligned(page, twin):
        yield Pair(page.path, ours.line, theirs.text, ours.text, codes)
        for image, other in zip(ours.images, theirs.images, strict=False):
            yield Pair(page.path, image.line, other.text, image.text, codes)


def data_pairs(passages: list[Passage], default: str) -> Iterator[Pair]:
    """Yield what every record and drawing says in the default language beside each other language's.

    A place at which a language has nothing at all is no pair: that it is missing is told where the file is read.
    """
    groups: dict[tuple[str, str], dict[str, list[Passage]]] = {}
    for passage in passages:
        if passage.kind in SAID:
            said = groups.setdefault((passage.path, passage.spot), {default: []})
            said.setdefault(passage.code, []).append(passage)
    for said in groups.values():
        left = said.pop(default)
        for code, right in said.items():
            for one, other in zip_longest(left, right):
                place = other or one
                ours, theirs = _text(one), _text(other)
                yield Pair(place.path, place.line, ours, theirs, (default, code))


def _text(passage: Passage | None) -> str:
    return passage.text if passage else ""


def pairs(handbook: Handbook, passages: list[Passage]) -> Iterator[Pair]:
    """Everything that is said in two languages."""
    for page in handbook:
        twin = handbook.twin(page)
        if twin is not None:
            yield from page_pairs(page, twin)
    yield from data_pairs(passages, next(iter(handbook.pages)))


def differences(found: list[Pair]) -> defaultdict[str, Counter[str]]:
    """All differences, by file."""
    by_path: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in found:
        by_path[pair.path].update(pair.differences)
    return by_path
