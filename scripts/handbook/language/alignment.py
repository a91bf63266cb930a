"""Pairs what the two languages say.

Blocks of a page with blocks of its counterpart, and the two halves of each record.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from handbook.content.markdown_pages import Handbook, Page
from handbook.content.markdown_reader import PLACE, Block
from handbook.core.memo import remembered
from handbook.language.contrasts import left_out, told_by, turned
from handbook.language.hedges import agree, kinds, knows, markers
from handbook.language.languages import read_as
from handbook.language.quantities import reordered
from handbook.language.sentences import on_one_line, sentences, uneven
from handbook.language.text_units import Passage

SAID = ("data", "paraphrase", "drawing")
"""Kinds of passages that stand in every language in one file."""


@dataclass(frozen=True)
class Pair:
    """The same thing in the default language, `left`, and in another, `right`."""

    path: str
    line: int
    left: str
    right: str
    codes: tuple[str, str]
    """The languages of the two."""
    spot: str = ""
    """Which part of the file: the id of the heading above, or the record and its field."""
    marked: tuple[str, str] = ("", "")
    """The two texts of a page with what marks them in place; see `Block.marked`."""

    @property
    def shown(self) -> tuple[str, str]:
        """Both texts as they are told of and held: of a page with what marks them."""
        return self.marked[0] or self.left, self.marked[1] or self.right

    @property
    def place(self) -> str:
        """File and part: `docs/zh/stitch.md#risks`, `evidence/claims.yml#no-guarantee.note`."""
        return f"{self.path}#{self.spot}"

    @property
    def differences(self) -> tuple[str, ...]:
        """What one says and the other does not: `negation: not, no | 不`, `time: before | 后`."""
        return differing(self.left, self.right, self.codes)

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """The sentences side by side; the whole texts where one has more than the other."""
        return side_by_side(self.left, self.right, self.codes)


def side_by_side(left: str, right: str, codes: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the sentences of two texts in pairs; the whole texts where one has more."""
    ours, theirs = sentences(left, codes[0]), sentences(right, codes[1])
    if len(ours) == len(theirs):
        return list(zip(ours, theirs, strict=True))
    return [(left, right)]


@remembered(32768, kept=True)
def differing(left: str, right: str, codes: tuple[str, str]) -> tuple[str, ...]:
    """Return what one text says and the other does not.

    Nothing where the words of one of the languages are not known.
    """
    read = read_as(left, *codes), read_as(right, *reversed(codes))
    hedged: list[str] = []
    if all(map(knows, codes)):
        hedged += _hedged(left, right, read)
    told = told_by({item.partition(":")[0] for item in hedged})
    found = _turned(left, right, codes) if read == codes else iter(())
    return (*hedged, *(item for item in found if item.partition(":")[0] not in told))


def _hedged(left: str, right: str, codes: tuple[str, str]) -> Iterator[str]:
    """Yield which kind of hedge or denial one says more often."""
    for kind in kinds():
        ours, theirs = markers(left, kind, codes[0]), markers(right, kind, codes[1])
        said = sentences(left, codes[0]), sentences(right, codes[1])
        if len(ours) != len(theirs) and not agree(said, kind, codes):
            yield f"{kind}: {', '.join(ours) or '-'} | {', '.join(theirs) or '-'}"


def _turned(left: str, right: str, codes: tuple[str, str]) -> Iterator[str]:
    """Yield what a sentence says the other way round, or in another order, and what is lost."""
    rows = side_by_side(left, right, codes)
    for one, other in rows:
        yield from turned(one, other, codes)
    yield from left_out(rows, codes)
    yield from reordered(left, right, codes)
    found = uneven(left, right, codes)
    if found and not _is_joined(left, right, codes):
        yield found


def _is_joined(left: str, right: str, codes: tuple[str, str]) -> bool:
    """Return whether the second text says in one sentence what the first says in two.

    Each of the two says a hedge, and the one has as many: it would lack that of a missing sentence.
    """
    ours = [_all_hedges(item, codes[0]) for item in sentences(left, codes[0])]
    if len(ours) != 2 or len(sentences(right, codes[1])) != 1 or not all(ours):
        return False
    return ours[0] + ours[1] == _all_hedges(right, codes[1])


def _all_hedges(text: str, code: str) -> Counter[str]:
    """Return how often a text says each kind of hedge."""
    return Counter({kind: count for kind in kinds() if (count := len(markers(text, kind, code)))})


def generic(block: Block) -> tuple[str, ...]:
    """Return where a block stands, whatever its list or admonition is called."""
    return tuple(
        {"ul": "list", "ol": "list"}.get(name, name.partition(":")[0]) for name in block.place
    )


@remembered(512)
def sections(page: Page) -> dict[str, list[Block]]:
    """Return a page's blocks by the id of the heading they stand below, which comes first.

    Those above all under ``.
    """
    found: dict[str, list[Block]] = defaultdict(list)
    name = ""
    for block in page.blocks:
        name = block.name if block.kind == "heading" else name
        found[name].append(block)
    return {name: _place_by_place(blocks) for name, blocks in found.items()}


def _place_by_place(blocks: list[Block]) -> list[Block]:
    """Blocks with each run of boxes for places in the order of the places' ids.

    A language begins with its own.
    """
    ordered: list[Block] = []
    run: list[list[Block]] = []
    for block in blocks:
        if block.kind == "admonition" and block.name == PLACE and not block.place:
            run.append([block])
        elif run and block.place[:1] == (f"admonition:{PLACE}",):
            run[-1].append(block)
        else:
            ordered += _flat(run)
            run = []
            ordered.append(block)
    return ordered + _flat(run)


def _flat(run: list[list[Block]]) -> list[Block]:
    return [block for box in sorted(run, key=lambda box: box[0].argument) for block in box]


def shape(blocks: list[Block]) -> list[tuple[str, tuple[str, ...]]]:
    """Return what kinds of blocks stand where.

    Two lists of blocks of one shape can be compared one by one.
    """
    return [(block.kind, generic(block)) for block in blocks]


@remembered(512, kept=True)
def aligned(page: Page, counterpart: Page) -> tuple[tuple[Block, Block], ...]:
    """Return (block of `page`, block of `counterpart`) in the sections that have one shape."""
    theirs, found = sections(counterpart), list[tuple[Block, Block]]()
    for name, blocks in sections(page).items():
        others = theirs.get(name, [])
        if shape(blocks) == shape(others):
            found += zip(blocks, others, strict=True)
    return tuple(found)


@remembered(512, kept=True)
def page_pairs(page: Page, counterpart: Page) -> tuple[Pair, ...]:
    """Return the texts of a translated page beside its counterpart's.

    Description, blocks, alt texts.
    """
    return tuple(_page_pairs(page, counterpart))


def _page_pairs(page: Page, counterpart: Page) -> Iterator[Pair]:
    line = page.meta_lines.get("description", 1)
    codes = counterpart.locale.code, page.locale.code
    descriptions = (
        str(counterpart.meta.get("description", "")),
        str(page.meta.get("description", "")),
    )
    yield Pair(page.path, line, *descriptions, codes)
    spot = ""
    for ours, theirs in aligned(page, counterpart):
        spot = ours.name if ours.kind == "heading" else spot
        said, marked = (_lines((theirs, ours), codes, name) for name in ("text", "marked"))
        yield Pair(page.path, ours.line, *said, codes, spot, marked)
        for image, other in zip(ours.images, theirs.images, strict=False):
            yield Pair(page.path, image.line, other.text, image.text, codes, spot)


def _lines(blocks: tuple[Block, Block], codes: tuple[str, str], name: str) -> tuple[str, str]:
    """Return what two blocks hold by the name of a field, without the line breaks of the source."""
    left, right = (getattr(block, name) for block in blocks)
    return on_one_line(left, codes[0]), on_one_line(right, codes[1])


def data_pairs(passages: list[Passage], default: str) -> Iterator[Pair]:
    """Yield what records and drawings say in the default language beside each other one.

    A place at which a language has nothing at all is no pair: that it is missing is told where the
    file is read.
    """
    groups: dict[tuple[str, str], dict[str, list[Passage]]] = {}
    for passage in passages:
        if passage.kind in SAID:
            said = groups.setdefault((passage.path, passage.spot), {default: []})
            said.setdefault(passage.code, []).append(passage)
    for (_, spot), said in groups.items():
        left = said.pop(default)
        for code, right in said.items():
            for one, other in zip_longest(left, right):
                place = other or one
                ours, theirs = _text(one), _text(other)
                part = spot.partition(":")[2]
                yield Pair(place.path, place.line, ours, theirs, (default, code), part)


def _text(passage: Passage | None) -> str:
    return passage.text if passage else ""


def pairs(handbook: Handbook, passages: list[Passage]) -> Iterator[Pair]:
    """Yield everything that is said in two languages."""
    for page in handbook:
        counterpart = handbook.counterpart(page)
        if counterpart is not None:
            yield from page_pairs(page, counterpart)
    yield from data_pairs(passages, next(iter(handbook.pages)))


def differences(found: list[Pair]) -> defaultdict[str, Counter[str]]:
    """Return all differences, by the part of a file that they stand in."""
    by_place: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in found:
        by_place[pair.place].update(pair.differences)
    return by_place
