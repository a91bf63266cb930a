"""What a printed sheet has to say, worked out from pages and data by other code than sets it.

A piece of handouts.yml (see sheets/pieces.py for their forms) is looked for in the Markdown and the
evidence, not in the built pages; letters and digits alone are compared, as lines break on paper.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from handbook.checks.context import CheckContext
from handbook.content.markdown_reader import LABELS, Block, letters
from handbook.core.memo import Known, remembered
from handbook.language.sentences import sentences
from handbook.language.text_units import source_passages
from handbook.sheets.spec import FILE, Kind, Sheet, codes, load_sheets

SPOKEN = ("item", "cell", "paragraph")
_SHAPES = {"@list": "item", "@table": "cell", "@text": "paragraph"}
_HAN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff\s，。、：；/（）]*")
_PARTS = re.compile(r"[:：;；/(（)）]")
_CIRCLE = re.compile(r"[(（][^()（）]*[)）]$")
"""Behind a choice: that one is to be circled, which paper shows by boxes."""
_PAGES = re.compile(r"共\d+页|第\d{1,2}页?|\d{1,2}页|(?<!\d)\d{1,2}(?!\d)")
"""How a sheet counts its pages."""
UNPRINTED = frozenset(
    ("for-clinicians", "handouts", "how-we-made-this", "index", "sources", "what-we-say")
)
"""Pages that the book leaves out; of its links it names the pages that they lead to."""
_SCHEME = re.compile(r"^https?://")
"""What an address on paper goes without."""
SHORTEST = 3
"""Letters below which a text stands on every sheet by chance."""


@dataclass
class Wanted:
    """The pages and the data that sheets take their words from."""

    context: CheckContext

    def of(self, sheet: Sheet, kind: Kind) -> Iterator[str]:
        """Yield each sentence that a sheet has to say in one of its kinds."""
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
        """Yield what the pages say, but for those that are lists of data."""
        for code in codes(kind, self.context.project.first.code):
            pages = self.context.pages.pages[code]
            for slug in pages.keys() - UNPRINTED:
                for block in pages[slug].blocks:
                    if block.kind in SPOKEN and block.name != "th" and not block.links:
                        yield from self._sentences(block.text, code, True)

    def _sentences(self, text: str, code: str, is_said: bool) -> Iterator[str]:
        """Yield the sentences of a text; of words to show those in the other script alone."""
        labels = {self.context.evidence.say(label, code) for label in LABELS if label != "trial"}
        if is_said and code != "zh" and _HAN.search(text):
            yield from (match[0] for match in _HAN.finditer(text))
            return
        for said in sentences(text, code):
            if said.strip() not in labels and len(letters(said)) >= SHORTEST:
                yield said

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


def says(whole: str, pages: tuple[str, ...], text: str) -> bool:
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


@dataclass(frozen=True)
class Said:
    """All that the sources say in any language, as letters and digits: texts, sentences, parts."""

    digest: str
    texts: frozenset[str] = field(compare=False, repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Return how to make it again when it is read: without the texts."""
        return Said, (self.digest, frozenset())

    @cached_property
    def by_start(self) -> dict[str, list[str]]:
        """The texts by their first two letters, the longest first."""
        found: dict[str, list[str]] = {}
        for text in sorted(self.texts, key=len, reverse=True):
            found.setdefault(text[:2], []).append(text)
        return found

    @cached_property
    def joined(self) -> str:
        """The texts in one, a bar between them."""
        return "|".join(self.texts)


def said(context: CheckContext, around: Iterable[str]) -> Said:
    """Return all that the sources say, and what stands `around` pages."""
    found = {letters(said) for text in around for said in (text, _SCHEME.sub("", text))}
    passages = [*context.passages]
    if (context.project.root / FILE).exists():
        passages += source_passages(load_sheets(context.project))
    for passage in passages:
        found.add(letters(passage.text))
        found |= {letters(part) for part in sentences(passage.text, passage.code)}
        found |= {letters(part) for part in _PARTS.split(passage.text)}
    for place in context.evidence.places:
        found |= {letters(number) for number in place.numbers}
    for term in context.evidence.terms:
        found |= {letters(text) for text in (term.say.by_language.values() if term.say else ())}
    found = {text for text in found if len(text) > 1}
    digest = hashlib.sha256("\0".join(sorted(found)).encode()).hexdigest()
    return Said(digest, frozenset(found))


@remembered(4096, kept=True)
def strange(page: str, known: Said) -> str:
    """Return the first stretch of a printed page that no source says; empty where there is none."""
    at, begin = 0, 0
    while at <= len(page):
        texts = known.by_start.get(page[at : at + 2], ())
        match = next((text for text in texts if page.startswith(text, at)), "")
        if match or at == len(page):
            rest = page[begin:at]
            bare = _PAGES.sub("", rest)
            if bare.isdigit() or (len(bare) > SHORTEST and rest not in known.joined):
                return rest
            at += len(match) or 1
            begin = at
        else:
            at += 1
    return ""
