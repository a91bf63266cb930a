"""What a page holds beside its words, and the words of parts that tell how urgent a sign is.

No comparison of two languages gives these away: both gain, lose or exchange them alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from handbook.content.evidence import Step
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import Block
from handbook.content.page_parts import RUNNING
from handbook.language.alignment import aligned, sections
from handbook.language.languages import language

FRAME = "frame"
"""Ends the place of what is no text: parts in order, includes, boxes, pictures, links, notes."""
WORDS = "words"
"""Ends the place of words that are held one by one: of signs and steps, and of what is read out."""
_SAID = re.compile(r"\b(?:I|my|me|you|your|is|are|please)\b", re.IGNORECASE)
"""Stands in a sentence of English that somebody says, and not in a list of names."""
_SAID_HAN = re.compile("[我您你请吗]")
"""The same of a sentence of Chinese."""
_PINYIN = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_LATIN = re.compile(r"[A-Za-z',? ]{20,}")
"""As many letters as a sentence of English has on a page of another language."""
_ORDERS = (
    r"at once|straight away|right away|go in|tonight|triage|ambulance|emergency|say so"
    r"|until help|go back"
)
"""English words that tell how fast to act, whom to call, what to say; beside the steps' titles."""
_KEY = "key"
"""The box of a page's main points, which many readers read alone."""
_LEAD = "lead"
"""The part of a page above its first heading with an id of its own."""


def urgency(steps: Iterable[Step], code: str) -> re.Pattern[str]:
    """Return what finds a step in a text: `hospital now`, as its title ends, or `at once`."""
    ends = (re.escape(_ending(step.title[code].partition(",")[0])) for step in steps)
    return re.compile(rf"\b(?:{'|'.join((*ends, _ORDERS))})\b", re.IGNORECASE)


def _ending(title: str) -> str:
    """Return the last two words of a title, without an article."""
    return " ".join(word for word in title.lower().split()[-2:] if len(word) > len("an"))


def frame(page: Page, counterpart: Page) -> str:
    """Return when a page was checked and the form of each part: `parts: lead signs; signs: …`.

    Of both languages, that of the translation first.
    """
    found, others = sections(page), sections(counterpart)
    days = (f"{item.date('checked')} {item.date('due')}" for item in (page, counterpart))
    told = [f"checked: {' | '.join(days)}", f"parts: {' '.join(found)}"]
    for name, blocks in found.items():
        said = " | ".join(map(_form, (blocks, others.get(name, []))))
        told.append(f"{called(name)}: {said.replace('; ', ';')}")
    return "; ".join(told)


def _form(blocks: list[Block]) -> str:
    """Return what each block is and stands in, then what is marked in it and whose it is."""
    said = []
    for kind, same in groupby(map(_kind, blocks)):
        number = sum(1 for _ in same)
        said += [f"{number} {kind}"] if number > 1 else [kind]
    for number, block in enumerate(blocks):
        only = (f"only {block.only}",) if block.only else ()
        if marked := (*only, *block.labels, *block.marks, *block.notes):
            said.append(f"{number} {' '.join(marked)}")
    return " ".join(said)


def _kind(block: Block) -> str:
    """Return what a block is, and what it stands in: `heading 3 risks`, `cell td in table tr`."""
    level = (str(block.level),) if block.kind == "heading" else ()
    empty = ("empty",) if block.kind in RUNNING and not block.text else ()
    place = ("in", *block.place) if block.place else ()
    said = (block.kind, *level, block.name, block.argument, *empty, *place)
    return " ".join(filter(None, said))


def held_words(page: Page, counterpart: Page, steps: re.Pattern[str], pinned: set[str]) -> str:
    """Return the texts of a page that tell a step, and of what is to be read out.

    What tells a step is a paragraph that names one with the list or table that follows it, a box
    that does, and all below a heading that does. Each text stands with its counterpart, a cell
    with its row and column; nothing of `pinned` parts.
    """
    told, table = [], _Table()
    for is_urgent, spot, blocks in _groups(aligned(page, counterpart), steps):
        for ours, theirs in blocks:
            around = table.around(ours)
            is_held = is_urgent or _is_read_out(ours, page) or _is_read_out(theirs, counterpart)
            if ours.text and is_held and spot not in pinned:
                said = f"{around}{theirs.text} | {ours.text}".replace("; ", ";")
                told.append(f"{called(spot)}: {said}")
    return "; ".join(told)


_Blocks = list[tuple[Block, Block]]
"""Blocks of a page, each with its counterpart."""
_NONE = 7
"""Deeper than any heading: none of those above names a step."""


def _groups(
    blocks: Iterable[tuple[Block, Block]], steps: re.Pattern[str]
) -> Iterator[tuple[bool, str, _Blocks]]:
    """Yield a page piece by piece, each with whether it is urgent and the part it stands in.

    A piece is a paragraph with the list or table below it, or a box.
    """
    spot, depth = "", _NONE
    group: _Blocks = []
    for ours, theirs in blocks:
        if ours.kind in ("heading", "admonition") or (ours.kind == "paragraph" and not ours.place):
            yield depth < _NONE or _names(group, steps), spot, group
            group = []
        if ours.kind == "heading":
            spot, is_urgent = ours.name, _names([(ours, theirs)], steps)
            depth = depth if depth < ours.level else ours.level if is_urgent else _NONE
        group.append((ours, theirs))
    yield depth < _NONE or _names(group, steps), spot, group


def _names(blocks: _Blocks, steps: re.Pattern[str]) -> bool:
    """Return whether a piece names a step, or is the box of a page's main points."""
    first = blocks[0][0] if blocks else None
    is_key = first is not None and (first.kind, first.name) == ("admonition", _KEY)
    return is_key or any(steps.search(theirs.text) for _, theirs in blocks)


class _Table:
    """Tells in which row and column each cell stands, cell by cell in reading order."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.cells: list[str] = []

    def around(self, block: Block) -> str:
        """Return the heads of a cell's row and column; empty for what is no cell of a body."""
        if block.kind != "cell" or (block.name == "th" and self.cells):
            self.heads, self.cells = [], []
        if block.kind != "cell":
            return ""
        if block.name == "th":
            self.heads.append(block.text)
            return ""
        place = len(self.cells) % max(len(self.heads), 1)
        self.cells.append(block.text)
        row = self.cells[len(self.cells) - 1 - place]
        return f"{row} / {self.heads[place] if self.heads else ''}: "


def _is_read_out(block: Block, page: Page) -> bool:
    """Return whether a block holds a sentence of another language that somebody reads out."""
    own = language(page.locale.code)
    if own.foreign is None or not own.foreign.pattern.search(block.text):
        return False
    if own.script is None:
        return _SAID_HAN.search(block.text) is not None
    is_said = any(map(_SAID.search, _LATIN.findall(block.text)))
    return is_said or _PINYIN.search(block.text) is not None


def called(name: str) -> str:
    """Return what a part is called in a fact."""
    return re.sub(r"[^a-z\d]", "_", name.lower()) or _LEAD
