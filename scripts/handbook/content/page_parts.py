"""A page in parts: its sections, and what one citation covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handbook.content.markdown_reader import Block

RUNNING = ("paragraph", "item", "cell")
"""The kinds of blocks that hold running text."""
_TO_WRITE_ON = "______"


def sections(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Yield the blocks of each section, its heading first."""
    section: list[Block] = []
    for block in blocks:
        if block.kind == "heading" and section:
            yield section
            section = []
        section.append(block)
    if section:
        yield section


def cited_units(section: Iterable[Block]) -> Iterator[list[Block]]:
    """Yield the running text that one citation covers: a paragraph with what it leads into."""
    unit: list[Block] = []
    for block in section:
        if unit and block.kind in ("heading", "paragraph", "admonition", "include"):
            yield unit
            unit = []
        if block.kind in RUNNING:
            unit.append(block)
    if unit:
        yield unit


def is_summary(block: Block) -> bool:
    """Return whether a block stands in the key points, which say again what the page cites."""
    return "admonition:key" in block.place


def is_blank(block: Block) -> bool:
    """Return whether a block holds a line to write on."""
    return _TO_WRITE_ON in block.text
