"""Reads handouts.yml: which sheets there are, and what stands on each side of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from handbook.content.edition import Edition
from handbook.content.evidence import StepId
from handbook.content.texts import Text
from handbook.core.findings import HandbookError
from handbook.core.project import Project
from handbook.core.records import Record
from handbook.core.yaml_records import RecordFile, load_list

FILE = "handouts.yml"
FOLDER = "handouts"
"""Where the PDFs stand in the built site."""

Kind = Literal["en", "zh", "side-by-side", "en-large", "zh-large", "en-booklet", "zh-booklet"]
IMPOSED = "-booklet"
"""Ends the kinds that are made by putting the pages of another kind two on a side, to print and
fold. They carry no tags: the other kind is the one to read."""
Paper = Literal["a4", "letter"]
Layout = Literal["sheet", "words", "card", "book"]
Look = Literal[
    "plain",
    "box",
    "do",
    "ask",
    "dont",
    "urgent",
    "say",
    "ladder",
    "brief",
    "questions",
    "fields",
    "table",
    "form-table",
    "numbers",
    "sheets",
]
"""How a panel is set: see overrides/print/panels.typ."""


def codes(kind: Kind, first: str) -> tuple[str, ...]:
    """Return the languages of a kind as they are read: the site's `first` stands on the left."""
    both = sorted(("en", "zh"), key=lambda code: code != first)
    return tuple(both) if kind == "side-by-side" else (kind[:2],)


def one_language(code: str) -> Kind:
    """Return the kind in usual print in the language with that code."""
    kinds: dict[str, Kind] = {"en": "en", "zh": "zh"}
    return kinds[code]


class Panel(Record):
    """One panel of a side."""

    look: Look = "plain"
    title: str | None = None
    """`page#heading` for that heading's words, or a key of wording.yml; nothing for the heading
    that its first piece stands under; `none` for no title."""
    take: tuple[str, ...] = ()
    """What stands in it, one piece a line: see `composition.Pieces`."""
    wide: bool = False
    """In one language: right across the sheet, not in one of its two columns."""
    marks: bool = False
    """Whether it says how sure a statement is: where a disagreement is the topic."""
    step: StepId | None = None
    """Of a ladder whose signs come from a page: the step they stand on."""
    leads: bool = True
    """Whether a ladder's steps have the sentence below their heading."""
    actions: bool = False
    """Whether a ladder's signs say what to do."""
    ticks: bool = False
    """Whether each sign of a ladder has a circle for every step, that of its own filled."""
    lines: int = Field(default=1, ge=0, le=6)
    """To write on below each question."""
    shares: tuple[float, ...] = ()
    """How wide a table's columns are, beside each other."""
    rows: int = Field(default=0, ge=0)
    """Of a table over several pages: how many rows stay together; all of them (in large print
    two) where it is 0."""
    widest: float = 120
    """Of a drawing, in millimetres; below 62 its words would touch each other."""
    crop: tuple[float, float] | None = None
    """Of a drawing: from which height to which it is shown, in its own units; all of it where
    nothing is said."""
    without: tuple[Kind, ...] = ()
    """The kinds that have no room for it."""


DANGER_LOOKS = ("ladder", "brief")
"""The looks of panels that show danger signs."""


class Sheet(Record):
    """One printed sheet."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: Text
    purpose: Text
    layout: Layout = "sheet"
    page: str = "index"
    """The page that its QR code leads to."""
    lead: tuple[str, ...] = ()
    """What it is, in two lines below the title: pieces."""
    sides: tuple[tuple[Panel, ...], ...] = ()
    """What stands on each A4 side in one language."""
    large: tuple[int, ...] = ()
    """How many pages each side takes in large print, where that is not two."""
    danger: str = ""
    """Why it shows no danger signs, where it does not."""
    prints: dict[Kind, tuple[Paper, ...]] = Field(min_length=1)

    @property
    def panels(self) -> Iterator[Panel]:
        """Yield its panels, side by side."""
        for side in self.sides:
            yield from side

    @property
    def takes_from(self) -> tuple[str, ...]:
        """The pages that its words come from, that of its address first."""
        places = [*self.lead]
        for panel in self.panels:
            places.extend(panel.take)
        taken = (place.partition("#")[0] for place in places if "#" in place.partition(" ")[0])
        return tuple(dict.fromkeys((self.page, *taken)))

    @property
    def booklets(self) -> tuple[Kind, ...]:
        """Its kinds that are for a printer only, as the same pages are there to read."""
        folded = (kind for kind in self.prints if kind.endswith(IMPOSED))
        return tuple(kind for kind in folded if kind.removesuffix(IMPOSED) in self.prints)

    def pages(self, kind: Kind) -> tuple[int, ...]:
        """Return how many pages each side takes in a kind."""
        if kind in ("en", "zh"):
            return (1,) * len(self.sides)
        return (self.large if kind.endswith("-large") else ()) or (2,) * len(self.sides)

    def most(self, kind: Kind) -> int | None:
        """Return how many pages it may take in a kind; None for what has no sides of its own."""
        return sum(self.pages(kind)) if self.sides else None


@dataclass(frozen=True, eq=False)
class Print:
    """One PDF: a sheet in one kind on one paper."""

    sheet: Sheet
    kind: Kind
    paper: Paper

    @property
    def file_name(self) -> str:
        """Its name in the folder of the PDFs."""
        return f"{self.sheet.id}-{self.kind}-{self.paper}.pdf"


def load_sheets(project: Project) -> RecordFile[Sheet]:
    """Return every sheet of handouts.yml, with the faults found."""
    return load_list(project, project.root / FILE, Sheet, at="sheets")


def sound_sheets(project: Project) -> RecordFile[Sheet]:
    """Return the same where there is no fault. Raises HandbookError otherwise."""
    source = load_sheets(project)
    errors = [item for item in source.findings if item.is_error]
    if errors:
        faults = "\n".join(f"{item.path}:{item.line}: {item.message}" for item in errors)
        raise HandbookError(f"the sheets cannot be read; mend {FILE}\n{faults}")
    return source


def prints(
    sheets: RecordFile[Sheet], edition: Edition, names: tuple[str, ...] = ()
) -> Iterator[Print]:
    """Yield every PDF wanted: of all sheets or the named ones, on the edition's paper."""
    for sheet in sheets:
        if names and sheet.id not in names:
            continue
        for kind, papers in sheet.prints.items():
            if edition.paper:
                papers = (edition.paper,)
            for paper in papers:
                yield Print(sheet, kind, paper)
