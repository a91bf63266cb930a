"""Composes a sheet: what handouts.yml chooses, as one document for overrides/print.

No medical word is written here and none can come from a local edition: its part of the document
stands apart, under `unit`, and the rest is the same with and without it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain

from handbook.content.edition import Edition
from handbook.content.evidence import Evidence
from handbook.core.findings import HandbookError
from handbook.core.project import Locale, Project
from handbook.sheets.articles import Run, Runs
from handbook.sheets.booklet import book
from handbook.sheets.frame import Json, SheetFrame
from handbook.sheets.panels import PanelMaker
from handbook.sheets.pieces import Pieces
from handbook.sheets.place_words import PlaceWords, words_of
from handbook.sheets.runs import set_runs
from handbook.sheets.spec import FILE, Kind, Paper, Sheet
from handbook.web.html_pages import BuiltSite

PAPERS: dict[Paper, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Millimetres, upright."""
WIDTH, TOP = 184.0, 11.0
"""Of the text, and the margin above it. Both papers hold the same block of text: lines end at the
same word."""
BOTTOM = {"usual": 22.0, "both": 29.0, "large": 43.0}
"""The margin below the text, where the disclaimer stands: in one language, in two, and in large
print."""
DRAWING_STYLE = "overrides/print/drawing.css"
CARDS = 4
"""On a sheet: with two faces of 85.6 by 54 mm each, both papers hold four to fold, eight faces."""
TICKS = ("card_tick_stitch", "card_tick_abdominal", "card_tick_short")


@dataclass
class Composer:
    """Everything that documents are made from."""

    project: Project
    site: BuiltSite
    evidence: Evidence
    edition: Edition
    sheets: Iterable[Sheet] = field(default=())
    """All sheets, for the one that tells what there is."""

    @cached_property
    def pieces(self) -> Pieces:
        """The pages and the data."""
        return Pieces(self.project, self.site, self.evidence, tuple(self.sheets))

    @cached_property
    def drawing_style(self) -> str:
        """The style that goes into every drawing."""
        return " ".join((self.project.root / DRAWING_STYLE).read_text("utf-8").split())

    def document(self, sheet: Sheet, kind: Kind) -> Json:
        """Return a sheet in one kind, without its paper.

        Raises HandbookError naming the sheet and the piece.
        """
        frame = SheetFrame(self.pieces, self.edition, sheet, kind)
        try:
            document = frame.values() | self.content(frame)
        except HandbookError as fault:
            raise HandbookError(f"{FILE}: {sheet.id}: {fault}") from fault
        return self.place_words.document(document) if self.place_words else document

    @cached_property
    def place_words(self) -> PlaceWords | None:
        """The words of the edition's place, where it has others."""
        place = self.evidence.places.records.get(self.edition.place or "")
        sources = self.evidence.references
        return words_of(place, (name for one in sources for name in one.short.by_language.values()))

    def content(self, frame: SheetFrame) -> Json:
        """Return what is inside the frame, by the layout of the sheet. Raises HandbookError."""
        layouts: dict[str, Callable[[SheetFrame], Json]] = {
            "sheet": self.sides,
            "words": self.words,
            "card": self.card,
            "book": lambda frame: book(self.pieces, frame.locales[0], self.drawing_style),
        }
        return layouts[frame.sheet.layout](frame)

    def sides(self, frame: SheetFrame) -> Json:
        """Return the lead and the sides, each as a list of panels. Raises HandbookError."""
        maker = PanelMaker(frame, self.drawing_style)
        sides = []
        for side in frame.sheet.sides:
            sides.append([maker.panel(one) for one in side if frame.kind not in one.without])
        pages = frame.sheet.pages(frame.kind)
        is_usual = frame.kind in ("en", "zh")
        if not is_usual:
            # Sides follow each other without a break: pages fill better.
            sides, pages = [list(chain.from_iterable(sides))], (sum(pages),)
        columns = {True: 2, False: 1}[is_usual]
        return {"lead": self.lead(frame), "sides": sides, "pages": list(pages), "columns": columns}

    def lead(self, frame: SheetFrame) -> list[Json]:
        """Return the lines below the title, per language. Raises HandbookError."""
        texts: list[list[Runs]] = [[] for _ in frame.locales]
        for piece in frame.sheet.lead:
            for pair in self.pieces.find(piece, frame.locales):
                for column, unit in zip(texts, pair, strict=True):
                    column.append(unit.runs)
        if not any(texts):
            return []
        pairs = zip(texts, frame.locales, strict=True)
        return [set_runs(_joined(runs, locale)) for runs, locale in pairs]

    def words(self, _: SheetFrame) -> Json:
        """Return all words in both languages, by the English alphabet and by pinyin."""
        terms: list[Json] = []
        for term in sorted(self.evidence.terms, key=lambda term: _plain(term.medical["en"])):
            both: Json = {"number": len(terms) + 1, "say": None}
            for key in ("plain", "medical", "meaning", "say"):
                text = getattr(term, key)
                if text:
                    both[key] = [text["en"], text["zh"]]
            terms.append(both)
        spoken = [term for term in terms if term["say"]]
        spoken.sort(key=lambda term: (_plain(term["say"][1]), term["medical"][1]))
        say = self.evidence.say
        return {
            "lead": [],
            "terms": terms,
            "by-pinyin": spoken,
            "heads": [say("words_meaning", code) for code in ("en", "zh")],
            "index-title": [say("words_by_pinyin", code) for code in ("en", "zh")],
        }

    def card(self, frame: SheetFrame) -> Json:
        """Return the card: who I am, when to go, what to say first."""
        briefs = []
        for name in ("ambulance", "go"):
            pair = self.pieces.find(f"brief {name}", frame.locales)[0]
            briefs.append([set_runs(unit.runs) for unit in pair])
        first = self.pieces.find("standing say-first", frame.locales)[0]
        card = {
            "pregnant": frame.say("card_pregnant"),
            "ticks": [frame.say(key) for key in TICKS],
            "signs": briefs,
            "say": [set_runs(unit.runs) for unit in first],
        }
        return {"lead": [], "fold": frame.say("card_fold"), "rows": CARDS, "card": card}

    def faults(self, sheet: Sheet) -> Iterator[str]:
        """Yield what a sheet takes that is not there in each language; every piece is tried."""
        locales = self.project.locales
        maker = PanelMaker(SheetFrame(self.pieces, self.edition, sheet, "side-by-side"), "")
        tries: list[Callable[[], object]] = [partial(self.pieces.article, locales[0], sheet.page)]
        for piece in sheet.lead:
            tries.append(partial(self.pieces.find, piece, locales))
        for panel in sheet.panels:
            tries.append(partial(maker.title, panel))
            for piece in panel.take:
                one = panel.model_copy(update={"take": (piece,), "title": "none"})
                tries.append(partial(maker.panel, one))
        found = [_fault(attempt) for attempt in tries]
        yield from dict.fromkeys(filter(None, found))


def on_paper(document: Json) -> Json:
    """Return a document with its page, A4.

    Its block of text fits Letter too: see `imposition.on_letter`.
    """
    width, height = PAPERS["a4"]
    shape = "usual"
    if len(document["codes"]) == 2:
        shape = "both"
    if document["least"] >= 18:
        shape = "large"
    least = min(tall for _, tall in PAPERS.values())
    spare = (height - least) / 2
    area = {"width": WIDTH, "height": least - TOP - BOTTOM[shape]}
    page = {"width": width, "height": height, "top": TOP + spare, "bottom": BOTTOM[shape] + spare}
    return document | {"paper": page | {"area": area}}


def _fault(attempt: Callable[[], object]) -> str:
    """Return what is wrong with a piece, or nothing."""
    try:
        attempt()
    except HandbookError as fault:
        return str(fault)
    return ""


def _plain(text: str) -> str:
    """Return a text as it is sorted: small letters, without the marks of pinyin's tones."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(one for one in letters if not unicodedata.combining(one))


def _joined(texts: Sequence[Runs], locale: Locale) -> Runs:
    """Return several texts as one; English has a space between them."""
    joined: Runs = ()
    for runs in texts:
        if joined and locale.code != "zh":
            joined += (Run(" "),)
        joined += runs
    return joined
