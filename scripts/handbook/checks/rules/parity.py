"""Parity: the two languages of a page, and of each record of the evidence, are built alike and say the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from handbook.checks.context import Book
from handbook.checks.settings import SETTLED
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import Block
from handbook.core.findings import Finding
from handbook.language.alignment import Pair, aligned, generic, pairs, sections, shape
from handbook.language.languages import language, read_as
from handbook.language.quantities import compare

RULES = (
    "parity-heading",
    "parity-block",
    "parity-list",
    "parity-table",
    "parity-admonition",
    "parity-include",
    "parity-link",
    "parity-image",
    "parity-citation",
    "parity-label",
    "parity-language",
    "parity-number",
    "parity-unit",
    "parity-negation",
    "parity-limit",
    "parity-certainty",
    "parity-settled",
)

RULE_OF = {
    "heading": "parity-heading",
    "admonition": "parity-admonition",
    "include": "parity-include",
    "table": "parity-table",
    "cell": "parity-table",
    "list": "parity-list",
    "item": "parity-list",
}
"""Kind of block to the rule that misses it; any other kind is `parity-block`."""

WORD = re.compile(r"[A-Za-z]{2,}")
SENTENCE = 4
"""Fewer words are a name, which may stand in any language."""

HOLDERS = ("admonition", "table", "list")
"""Kinds of blocks that hold others: what a missing one held is not reported again."""

SAYS = {
    "negation": "parity-negation",
    "less-than": "parity-limit",
    "more-than": "parity-limit",
    "possibility": "parity-certainty",
    "frequency": "parity-certainty",
}


def check(book: Book) -> Iterator[Finding]:
    """Every translated page beside its twin, then everything that both languages say."""
    uneven: set[str] = set()
    for page in book.pages:
        twin = book.pages.twin(page)
        if twin is not None and page.text.strip() and twin.text.strip():
            shapes = list(_headings(page, twin)) or list(_sections(page, twin))
            yield from shapes
            uneven.update(page.path for _ in shapes)
            for ours, theirs in aligned(page, twin):
                yield from _block(page, twin, ours, theirs)
    found = list(pairs(book.pages, book.passages))
    for pair in found:
        yield from _language(pair)
        yield from _numbers(pair)
    yield from _said(book, found, uneven)


def _headings(page: Page, twin: Page) -> Iterator[Finding]:
    ours, theirs = list(page.headings), list(twin.headings)
    if len(ours) != len(theirs):
        yield from _one_sided(page, twin, ours, theirs)
        return
    for heading, other in zip(ours, theirs, strict=True):
        if (heading.level, heading.name) != (other.level, other.name):
            message = f"is h{heading.level} #{heading.name}; {twin.path} has h{other.level} #{other.name}"
            hint = "give both the same level and the same id, in the same order"
            yield Finding(page.path, heading.line, "parity-heading", message, hint)


def _one_sided(page: Page, twin: Page, ours: list[Block], theirs: list[Block]) -> Iterator[Finding]:
    """Headings that one of the two lacks, reported where they stand."""
    for here, blocks, there, others in ((page, ours, twin, theirs), (twin, theirs, page, ours)):
        names = {block.name for block in others}
        for block in blocks:
            if block.name not in names:
                message = f"{there.path} has no heading #{block.name}"
                yield Finding(here.path, block.line, "parity-heading", message, "write it there, or remove it here")


def _sections(page: Page, twin: Page) -> Iterator[Finding]:
    """Sections whose blocks cannot be laid side by side; one finding for each kind that differs."""
    theirs = sections(twin)
    for name, blocks in sections(page).items():
        others = theirs.get(name)
        if others is not None and shape(blocks) != shape(others):
            yield from _shape(page, twin, blocks, others)


def _shape(page: Page, twin: Page, blocks: list[Block], others: list[Block]) -> Iterator[Finding]:
    found: dict[str, str] = {}
    ours, theirs = blocks, others
    for kind in dict.fromkeys((*HOLDERS, *(block.kind for block in blocks + others))):
        mine, other = (sum(block.kind == kind for block in side) for side in (ours, theirs))
        if mine != other:
            found.setdefault(RULE_OF.get(kind, "parity-block"), f"{kind}s: {mine}; {twin.path} has {other}")
            ours, theirs = ([block for block in side if kind not in generic(block)] for side in (ours, theirs))
    for rule, message in (found or {"parity-block": f"other blocks, order or depth than {twin.path}"}).items():
        hint = "compare the two sections: what one says the other must say, in the same order and depth"
        yield Finding(page.path, blocks[0].line, rule, f"this section has {message}", hint)


def _block(page: Page, twin: Page, ours: Block, theirs: Block) -> Iterator[Finding]:
    """Everything of two aligned blocks but what they say."""
    for rule, what, read in FEATURES:
        mine, other = read(ours), read(theirs)
        if mine != other:
            message = f"{what}: {_show(mine)}; {twin.path}:{theirs.line} has {_show(other)}"
            yield Finding(page.path, ours.line, rule, message, "make the two agree")


def _show(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, tuple | list) else str(value or "none")


FEATURES: tuple[tuple[str, str, Callable[[Block], object]], ...] = (
    ("parity-block", "text", lambda block: bool(block.text)),
    ("parity-admonition", "type", lambda block: block.name if block.kind == "admonition" else ""),
    ("parity-list", "list", lambda block: (block.name, block.argument) if block.kind == "list" else ()),
    ("parity-list", "item", lambda block: block.name if block.kind == "item" else ""),
    ("parity-table", "cell", lambda block: block.name if block.kind == "cell" else ""),
    ("parity-include", "include", lambda block: (block.name, block.argument) if block.kind == "include" else ()),
    ("parity-link", "links", lambda block: tuple(sorted(link.target for link in block.links))),
    ("parity-image", "images", lambda block: tuple(image.target for image in block.images)),
    ("parity-citation", "citations", lambda block: block.notes),
    ("parity-label", "labels", lambda block: block.labels),
)
"""(rule, what it is called, how it is read from a block)."""


def _language(pair: Pair) -> Iterator[Finding]:
    """A sentence that was not translated: none of its script, or word for word what the twin says."""
    left, right = pair.codes
    script = language(right).script
    translated = script.search(pair.right) if script else pair.right != pair.left
    if len(WORD.findall(pair.right)) >= SENTENCE and not translated and read_as(pair.left, left, right) == left:
        message = f"{_short(pair.right)!r} is not translated"
        yield Finding(pair.path, pair.line, "parity-language", message, f"translate {_short(pair.left)!r}")


def _numbers(pair: Pair) -> Iterator[Finding]:
    missing, extra, units = compare(pair.left, pair.right, pair.codes)
    if missing or extra:
        message = f"numbers differ: {', '.join(missing) or '-'} | {', '.join(extra) or '-'}"
        hint = f"compare {_short(pair.left)!r} with {_short(pair.right)!r}"
        yield Finding(pair.path, pair.line, "parity-number", message, hint)
    elif units:
        message = f"units differ: {'; '.join(units)}"
        yield Finding(pair.path, pair.line, "parity-unit", message, "mend the one that is wrong")


def _said(book: Book, found: list[Pair], uneven: set[str]) -> Iterator[Finding]:
    """How often each says no, perhaps and so on, less what a person has settled."""
    left = {path: Counter(rows) for path, rows in book.settled.items()}
    for pair in found:
        for difference in pair.differences:
            rows = left.setdefault(pair.path, Counter())
            rows[difference] -= 1
            if rows[difference] < 0:
                kind, _, words = difference.partition(": ")
                hint = f"read {_short(pair.left)!r} beside {_short(pair.right)!r}; if they say the same, stamp the page"
                yield Finding(pair.path, pair.line, SAYS[kind], f"{kind} differs: {words}", hint)
    for path in left.keys() - uneven - set(book.pages.missing()):
        for row in (+left[path]).elements():
            message = f"{path}: {row!r} is settled, but no longer there"
            yield Finding(SETTLED, 1, "parity-settled", message, f"read it again, then run ./scripts/stamp {path}")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
