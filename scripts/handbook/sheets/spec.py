"""Reads handouts.yml: which sheets there are, what each one contains, in which kinds and on which paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, model_validator

from handbook.content.edition import Edition
from handbook.content.texts import Text
from handbook.core.findings import Fault
from handbook.core.project import Tree
from handbook.core.records import Record
from handbook.core.yaml_records import Source, load_list

FILE = "handouts.yml"
FOLDER = "handouts"
"""Where the PDFs stand in the built site."""
CARD_PARTS = 3
"""Its frame, overrides/print/card.html, has a place for each."""

Kind = Literal["en", "zh", "side-by-side", "en-large", "zh-large"]
Paper = Literal["a4", "letter"]
Layout = Literal["topic", "help", "words", "card", "book"]


def codes(kind: Kind) -> tuple[str, ...]:
    """The languages of a kind, in the order they are read."""
    return ("en", "zh") if kind == "side-by-side" else (kind[:2],)


class Sheet(Record):
    """One printed sheet."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: Text
    purpose: Text
    layout: Layout = "topic"
    parts: tuple[str, ...] = ()
    """Pages or sections, `stitch` or `get-help-now#cord`; all pages for the whole handbook."""
    without: tuple[str, ...] = ()
    """Sections of its pages that it leaves to the web, `stitch#kinds`."""
    beside: tuple[str, ...] = ()
    """Sections that it prints in one language only: side by side, the other column says the same."""
    brief: bool = True
    """Whether it shows the danger signs in brief, where its pages hold no danger list."""
    page: str = ""
    """The page that its QR code leads to, where that is not its first part."""
    prints: dict[Kind, tuple[Paper, ...]] = Field(min_length=1)
    most: int = Field(default=2, ge=1)
    """A4 pages a language may take in usual print; more is a finding."""

    @model_validator(mode="after")
    def _card_is_whole(self) -> Sheet:
        if self.layout == "card" and len(self.parts) != CARD_PARTS:
            raise ValueError("a card has three parts: the danger signs, what to say, and what to do about the cord")
        return self

    @property
    def slugs(self) -> tuple[str, ...]:
        """The pages it is made from, each once, the one it leads to first."""
        names = (part.partition("#")[0] for part in self.parts)
        return tuple(dict.fromkeys(filter(None, (self.page, *names))))

    def left_out(self, kind: Kind) -> tuple[str, ...]:
        """The sections that it leaves out in that kind."""
        return self.without + (self.beside if kind == "side-by-side" else ())


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


def load_sheets(tree: Tree) -> Source[Sheet]:
    """Every sheet of handouts.yml, with the faults found."""
    return load_list(tree, tree.root / FILE, Sheet, at="sheets")


def sound_sheets(tree: Tree) -> Source[Sheet]:
    """The same where there is no fault. Raises Fault otherwise."""
    source = load_sheets(tree)
    errors = [item for item in source.findings if item.is_error]
    if errors:
        faults = "\n".join(f"{item.path}:{item.line}: {item.message}" for item in errors)
        raise Fault(f"the sheets cannot be read; mend {FILE}\n{faults}")
    return source


def prints(sheets: Source[Sheet], edition: Edition, names: tuple[str, ...] = ()) -> Iterator[Print]:
    """Every PDF wanted: of all sheets or the named ones, on the edition's paper where it sets one."""
    for sheet in sheets:
        if names and sheet.id not in names:
            continue
        for kind, papers in sheet.prints.items():
            for paper in dict.fromkeys((edition.paper,) if edition.paper else papers):
                yield Print(sheet, kind, paper)
