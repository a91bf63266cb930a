"""What a printed sheet has to say, worked out from pages and data by other code than sets it.

A piece of handouts.yml (see sheets/pieces.py for their forms) is looked for in the Markdown and the
evidence, not in the built pages; letters and digits alone are compared, as lines break on paper.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from handbook.checks.context import CheckContext
from handbook.content.markdown_reader import LABELS, PLACE, Block, letters
from handbook.core.memo import Known, known_texts, remembered
from handbook.language.hedges import in_other_words, markers
from handbook.language.sentences import sentences
from handbook.language.text_units import source_passages
from handbook.sheets.spec import FILE, Kind, Sheet, codes, load_sheets

SPOKEN = ("item", "cell", "paragraph")
_SHAPES = {"@list": "item", "@table": "cell", "@text": "paragraph"}
_HAN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff\s，。、：；/（）]*")
_PARTS = re.compile(r"[:：;；/(（)）]")
_CIRCLE = re.compile(r"[(（][^()（）]*[)）]$")
"""Behind a choice: that one is to be circled, which paper shows by boxes."""
_COUNT = re.compile(r"共\d+页|第\d{1,2}页?|\d{1,2}页|\d{1,2}(?!\d)")
"""How a sheet counts its pages, questions and rows."""
UNPRINTED = frozenset(
    ("for-clinicians", "handouts", "how-we-made-this", "index", "sources", "what-we-say")
)
"""Pages that the book leaves out; of its links it names the pages that they lead to."""
_SCHEME = re.compile(r"^https?://")
"""What an address on paper goes without."""
NO, LONGEST_NO = "negation", 5
"""The kind of hedges.yml, and the length of the longest text that is only one in other words."""
TITLE = "panel_"
"""Begins the keys of wording.yml that are titles of panels."""
HEADS = "No. English 中文"
"""What the table of the sheet of words has above it, see overrides/print/words.typ."""
SHORTEST = 3
"""Letters below which a text stands on every sheet by chance."""


@dataclass
class Wanted:
    """The pages and the data that sheets take their words from."""

    context: CheckContext

    def of(self, sheet: Sheet, kind: Kind) -> Known[frozenset[str]]:
        """Return the sentences that a sheet has to say in one of its kinds."""
        return known_texts([*self._of(sheet, kind)])

    def _of(self, sheet: Sheet, kind: Kind) -> Iterator[str]:
        if sheet.layout == "book":
            yield from self._book(kind)
        for panel in sheet.panels:
            if kind in panel.without:
                continue
            for piece in panel.take:
                for code in codes(kind, self.context.project.first.code):
                    for text in self._texts(piece, code):
                        yield from self._sentences(text, code, panel.look == "say")

    def _book(self, kind: Kind) -> Iterator[str]:
        """Yield what the pages say, but for those that are lists of data.

        Of a text with links what stands between them, as the page that each leads to is named
        there. What is for one place begins with its name.
        """
        places = self.context.evidence.places.records
        for code in codes(kind, self.context.project.first.code):
            pages = self.context.pages.pages[code]
            for slug in sorted(pages.keys() - UNPRINTED):
                name = ""
                for block in pages[slug].blocks:
                    if block.kind in SPOKEN and block.name != "th":
                        said = (self._sentences(text, code, True) for text in _between(block))
                        for number, text in enumerate(chain.from_iterable(said)):
                            yield text if number else name + text
                        name = ""
                    elif block.name == PLACE and block.argument in places:
                        name = places[block.argument].name[code]

    def _sentences(self, text: str, code: str, is_said: bool) -> Iterator[str]:
        """Yield the sentences of a text; of words to show those in the other script alone."""
        if is_said and code != "zh" and _HAN.search(text):
            yield from (match[0] for match in _HAN.finditer(text))
            return
        for said in sentences(text, code):
            if said.strip() not in self._labels[code] and len(letters(said)) >= SHORTEST:
                yield said

    @cached_property
    def _labels(self) -> dict[str, set[str]]:
        """The certainty labels in each language, which a sheet shows as marks."""
        found: dict[str, set[str]] = {}
        for locale in self.context.project.locales:
            said = (self.context.evidence.say(one, locale.code) for one in LABELS[:-1])
            found[locale.code] = set(said)
        return found

    def _texts(self, piece: str, code: str) -> Iterator[str]:
        name, _, rest = piece.partition(" ")
        evidence, names = self.context.evidence, rest.split()
        if "#" in name:
            yield from self._of_page(name, rest.strip(), code)
        elif name == "danger":
            yield from self._signs(names, code)
        elif name in ("brief", "standing"):
            records = getattr(evidence, name)
            yield from (item[code] for item in records if not names or item.id in names)
        elif name == "claim":
            known = evidence.claims.records
            yield from (known[key][code] for key in names if key in known)
        elif name == "say":
            yield from (evidence.say(key, code) for key in names)
        elif name in ("term", "terms"):
            chosen = (term for term in evidence.terms if {term.id, term.group} & set(names))
            yield from (term.meaning[code] for term in chosen)

    def _signs(self, names: list[str], code: str) -> Iterator[str]:
        evidence = self.context.evidence
        for row in evidence.danger:
            kinds = {row.id, row.topic, row.step, *(["stitch"] if row.stitch else [])}
            if kinds & set(names) and f"-{row.id}" not in names:
                yield from (row.sign[code], evidence.steps.records[row.step].title[code])
                others = (other for other in evidence.there if other.instead_of == row.id)
                yield from (other.aside[code] for other in others if other.aside)

    def _of_page(self, place: str, choice: str, code: str) -> Iterator[str]:
        """Yield the texts of `page#heading` that `choice`, in the default language, takes."""
        default = self.context.project.locales[0].code
        pages, (slug, _, name) = self.context.pages.pages, place.partition("#")
        if not all(slug in pages[one] for one in (code, default)):
            return
        ours, theirs = (_section(pages[one][slug].blocks, name) for one in (default, code))
        for index in _chosen(ours, choice):
            if index < len(theirs) and theirs[index].kind in SPOKEN:
                yield theirs[index].text


def _between(block: Block) -> list[str]:
    """Return the parts of a text between its links, and the words of each."""
    if not block.links:
        return [block.text]
    words = sorted((link.text for link in block.links if link.text), key=len, reverse=True)
    parts = re.split("|".join(map(re.escape, words)), block.text) if words else [block.text]
    return [part for part in (*parts, *words) if len(letters(part)) >= SHORTEST]


def _section(blocks: tuple[Block, ...], name: str) -> list[Block]:
    """Return the blocks under a heading; of `lead` those before the second heading."""
    found: list[Block] = []
    level = 1 if name == "lead" else 0
    for block in blocks:
        if block.kind == "heading":
            if level and (block.level <= level or name == "lead") and block.level > 1:
                break
            level = block.level if block.name == name else level
        elif level:
            found.append(block)
    return found


def _chosen(blocks: list[Block], choice: str) -> list[int]:
    """Return the places of the blocks that a choice takes, as sheets/pieces.py tells them."""
    if not choice:
        return list(range(len(blocks)))
    if choice.startswith("@"):
        kind = _SHAPES.get(choice)
        return [at for at, block in enumerate(blocks) if block.kind == kind]
    if choice.startswith("^"):
        return [at for at, block in enumerate(blocks) if choice[1:] in block.notes]
    if re.fullmatch(r"[\d -]+", choice):
        return _numbered(blocks, choice)
    return [at for at, block in enumerate(blocks) if block.text.startswith(choice)][:1]


def _numbered(blocks: list[Block], choice: str) -> list[int]:
    numbers: set[int] = set()
    for part in choice.split():
        first, _, last = part.partition("-")
        numbers |= set(range(int(first), int(last or first) + 1))
    found, number = [], 0
    for at, block in enumerate(blocks):
        if block.kind == "list":
            number = 0
        elif block.kind == "item" and block.name == "ol":
            number += 1
            found += [at] if number in numbers else []
    return found


@remembered(1024, kept=True)
def pages_of(asked: Known[Path]) -> tuple[str, ...]:
    """Return the letters and digits of each page of a PDF; nothing of what is none."""
    import pymupdf  # rarely needed, and slow to load

    try:
        with pymupdf.open(asked.value) as document:  # type: ignore[no-untyped-call]
            return tuple(letters(page.get_text()) for page in document)
    except RuntimeError:
        return ()


Pages: TypeAlias = Known[tuple[str, ...]]
"""The letters and digits of each page of a PDF, known by its digest."""


@remembered(1024, kept=True)
def lacking(pages: Pages, wanted: Known[frozenset[str]]) -> str:
    """Return one of the `wanted` texts that no page says; nothing where all are said."""
    whole = "".join(pages.value)
    return next((text for text in sorted(wanted.value) if not _says(whole, pages.value, text)), "")


def _says(whole: str, pages: tuple[str, ...], text: str) -> bool:
    """Return whether the pages, or the `whole` of them, say a text.

    Of a choice to circle (one / two) each part.
    """
    if letters(text) in whole:
        return True
    parts = [letters(text)]
    if "/" in text:
        parts = [letters(part) for part in _PARTS.split(_CIRCLE.sub("", text))]
    return all(part in whole or _goes_over(part, pages) for part in parts)


def _goes_over(part: str, pages: tuple[str, ...]) -> bool:
    """Return whether a text begins on one page and ends on another, the foot of one between."""
    for cut in range(1, len(part)):
        is_begun = any(part[:cut] in page for page in pages)
        if not is_begun:
            return False
        is_long = max(cut, len(part) - cut) >= SHORTEST
        if is_long and any(part[cut:] in page for page in pages):
            return True
    return False


Said: TypeAlias = Known[frozenset[str]]
"""All that the sources say in any language, as letters and digits: texts, sentences, parts."""


@lru_cache(2)
def _by_start(known: Said) -> dict[str, list[str]]:
    """Return texts by their first two letters, the longest first."""
    found: dict[str, list[str]] = {}
    for text in sorted(known.value, key=len, reverse=True):
        found.setdefault(text[:2], []).append(text)
    return found


def said(context: CheckContext, around: Collection[str]) -> Said:
    """Return all that the sources say, and what stands `around` pages."""
    found = {letters(HEADS), *(letters(_SCHEME.sub("", text)) for text in around)}
    passages = [*context.passages]
    if (context.project.root / FILE).exists():
        passages += source_passages(load_sheets(context.project))
    for passage in passages:
        found.add(letters(passage.text))
        found |= {letters(part) for part in sentences(passage.text, passage.code)}
        parts = map(letters, _PARTS.split(passage.text))
        found |= {part for part in parts if len(part) > SHORTEST}
        found.add(letters(_CIRCLE.sub("", passage.text)))
    for place in context.evidence.places:
        found |= {letters(number) for number in place.numbers}
    for claim in context.evidence.claims:
        figures = claim.figures
        found |= {f"{row.count}{figures.of}" for row in figures.rows} if figures else set()
    for term in context.evidence.terms:
        found |= {letters(text) for text in (term.say.by_language.values() if term.say else ())}
    names = sorted(letters(term.medical["en"]) for term in context.evidence.terms)
    counted = enumerate((name for name in names if name[:1].isdigit()), 1)  # digits come first
    found |= {f"{number}{name}" for number, name in counted}
    codes = tuple(locale.code for locale in context.project.locales)
    lone = [*filter(partial(_is_no, codes=codes), (*around, *(one.text for one in passages)))]
    for row in context.evidence.wording:
        lone += row.by_language.values() if row.id.startswith(TITLE) else ()
    return known_texts({text for text in found - {*map(letters, lone)} if len(text) > 1})


@remembered(1 << 16, kept=True)
def _is_no(text: str, codes: tuple[str, ...]) -> bool:
    """Return whether a text is a "not" and nothing else, which before any other reverses it."""
    words = (word for code in codes for word in markers(text, NO, code))
    is_other = len(text) <= LONGEST_NO and any(in_other_words(text, NO, code) for code in codes)
    return is_other or any(letters(word) == letters(text).lower() for word in words)


def titles(context: CheckContext, sheet: Sheet) -> tuple[str, ...]:
    """Return the titles of panels, such as "Do not", that a sheet names and no other may say."""
    found = (context.evidence.wording.records.get(panel.title or "") for panel in sheet.panels)
    texts = (text for row in found if row for text in row.by_language.values())
    return tuple(dict.fromkeys(map(letters, texts)))


@remembered(1024, kept=True)
def strange(pages: Pages, known: Said, own: tuple[str, ...] = ()) -> str:
    """Return what follows the first place up to which the pages are made of what sources say.

    Between their texts, and `own` ones of the sheet, stand counts alone. A text may begin on one
    page and end on the next. Empty where all of it is said.
    """
    opened: dict[int, set[int]] = {}
    for page, following in zip(pages.value, (*pages.value[1:], ""), strict=True):
        steps, opening = _cut(page, following, known)
        for start, ends in opened.items():
            steps.setdefault(start, set()).update(ends)
        reached, furthest = {0}, 0
        for at in range(len(page)):
            if at in reached:
                furthest, ends = at, steps.get(at, set())
                texts = (*_by_start(known).get(page[at : at + 2], ()), *own)
                ends |= {at + len(text) for text in texts if _stands(text, page, at)}
                count = _COUNT.match(page, at)
                reached |= ends | ({count.end()} if count else set())
        if len(page) not in reached:
            return page[furthest:]
        opened = opening
    return ""


def _stands(text: str, page: str, at: int) -> bool:
    """Return whether a text stands there; a number does so whole."""
    after = page[at + len(text) : at + len(text) + 1]
    return page.startswith(text, at) and not (text.isdigit() and after.isdigit())


Steps: TypeAlias = dict[int, set[int]]
"""Where texts begin on a page, and where each ends."""


def _cut(page: str, following: str, known: Said) -> tuple[Steps, Steps]:
    """Return the beginnings on a page of texts that end on the one `following`, and these ends.

    They open that page: one after the other, as languages stand side by side.
    """
    begun: Steps = {}
    ended: Steps = {}
    openings = [0]
    if not following:
        return begun, ended
    for start in range(len(page) - 1):
        for text in _by_start(known).get(page[start : start + 2], ()):
            for at in openings:
                size = text.find(following[at : at + 2], 2)
                while size > 0 and page.startswith(text[:size], start):
                    if following.startswith(text[size:], at):
                        begun.setdefault(start, set()).add(start + size)
                        ended.setdefault(at, set()).add(at + len(text) - size)
                    size = text.find(following[at : at + 2], size + 1)
        openings = sorted({0}.union(*ended.values()))
    return begun, ended
