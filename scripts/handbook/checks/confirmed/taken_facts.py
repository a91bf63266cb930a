"""How much of its page each piece of a printed sheet takes, as facts to stamp.

Of a paragraph that is split in two a sheet goes on taking the first alone: what stood in the second
is still on the page, and gone from the paper.
"""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import Block
from handbook.content.page_parts import RUNNING
from handbook.language.alignment import sections
from handbook.language.sentences import on_one_line, sentences
from handbook.sheets.spec import Sheet

_LEAD = "lead"


def taken(context: CheckContext, sheet: Sheet) -> list[str]:
    """Return a fact for each piece of a page on a sheet: `taken: stitch#risks Ask: 2 | 2 texts`.

    Of a piece that is named by its first words its place among the texts there, as another may come
    to begin so, and its sentences in each language; of another the texts that it is chosen from.
    """
    pieces = [*sheet.lead, *(piece for panel in sheet.panels for piece in panel.take)]
    found = (_fact(context, piece) for piece in dict.fromkeys(pieces) if "#" in piece)
    return [fact for fact in found if fact]


def _fact(context: CheckContext, piece: str) -> str:
    place, _, choice = piece.partition(" ")
    slug, _, name = place.partition("#")
    pages = [pages.get(slug) for pages in context.pages.pages.values()]
    if not all(pages):
        return ""  # which is a finding of its own
    texts = [list(_texts(page, name)) for page in pages if page]
    if not choice or choice[0] in "@^" or choice[0].isdigit():
        return f"taken: {piece}: {' | '.join(str(len(said)) for said in texts)} texts"
    first = next((at for at, said in enumerate(texts[0]) if said.startswith(choice)), None)
    if first is None or len({*map(len, texts)}) > 1:
        return ""
    codes = context.pages.pages
    counts = (len(sentences(said[first], code)) for said, code in zip(texts, codes, strict=False))
    at = f"text {first + 1} of {len(texts[0])}"
    return f"taken: {piece}: {at}, {' | '.join(map(str, counts))} sentences"


def _texts(page: Page, name: str) -> Iterator[str]:
    """Yield the texts below a heading, and below those that stand under it.

    Of the `lead` those between the page's title and its next heading.
    """
    level = 0
    for key, blocks in sections(page).items():
        head = blocks[0].level if blocks[0].kind == "heading" else 0
        if level and (head <= level or name == _LEAD):
            return
        if key == name or (name == _LEAD and head == 1):
            level = head
        if level:
            yield from (_said(block, page) for block in blocks if block.kind in RUNNING)


def _said(block: Block, page: Page) -> str:
    return on_one_line(block.text, page.locale.code)
