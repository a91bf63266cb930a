"""Turns the panels of handouts.yml into what overrides/print/panels.typ sets."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handbook.core.findings import HandbookError
from handbook.sheets.articles import Run
from handbook.sheets.drawings import cropped, set_drawing
from handbook.sheets.frame import Json, SheetFrame
from handbook.sheets.pieces import Pair
from handbook.sheets.runs import set_runs
from handbook.sheets.spec import Panel

LISTED = ("do", "ask", "dont", "urgent")
"""Looks in which paragraphs stand as items of a list."""
UNTITLED = ("ladder", "numbers", "brief")
"""Looks that say themselves what they are."""
OPTIONS = {"look", "wide", "leads", "lines", "shares", "rows"}
"""What the template reads of a panel as it stands in handouts.yml."""
_CIRCLE = re.compile(r"\s*(?:\(circle one\)|（[^（）]*圈[^（）]*）)\s*$")
_CHOICE = re.compile(r"([^:：]+[:：]) ?(.+ / .+)")


@dataclass(frozen=True)
class PanelMaker:
    """Makes the panels of one document."""

    frame: SheetFrame
    drawing_style: str

    def panel(self, panel: Panel) -> Json:
        """Return a panel with its title and units. Raises HandbookError naming the piece."""
        pairs: list[Pair] = []
        for piece in panel.take:
            pairs.extend(self.frame.pieces.find(piece, self.frame.locales))
        pairs = [pair for pair in pairs if self.frame.is_told(pair[0])]
        if not panel.marks:
            pairs = [pair for pair in pairs if pair[0].name != "sure"]
        units = [self.unit(pair, panel) for pair in pairs]
        options = panel.model_dump(mode="json", include=OPTIONS)
        return options | {"title": self.title(panel), "units": units}

    def title(self, panel: Panel) -> list[str] | None:
        """Return the words above a panel, per language.

        Raises HandbookError where they are not there.
        """
        if panel.title == "none" or panel.look in UNTITLED:
            return None
        if panel.title and "#" not in panel.title:
            return self.frame.say(panel.title)
        places = [panel.title] if panel.title else [piece.partition(" ")[0] for piece in panel.take]
        place = next((name for name in places if "#" in name), "")
        if not place or (place.endswith("#lead") and not panel.title):
            return None
        return self.frame.pieces.heading(place, self.frame.locales)

    def unit(self, pair: Pair, panel: Panel) -> Json:
        """Return a unit as the template reads it. Raises HandbookError."""
        first = pair[0]
        if panel.look in LISTED and first.kind == "para" and not first.text.endswith((":", "：")):
            pair = tuple(replace(one, kind="item", level=0) for one in pair)
            first = pair[0]
        made: Json = {"kind": first.kind, "name": first.name, "number": 0}
        if first.kind == "item":
            made["number"] = first.level
        if panel.step and first.kind != "sign":
            texts = [set_runs(one.runs) for one in pair]
            return made | {"kind": "sign", "step": panel.step, "texts": texts}
        return made | self.content(pair, panel)

    def content(self, pair: Pair, panel: Panel) -> Json:
        """Return what is in a unit, by its kind. Raises HandbookError."""
        first = pair[0]
        if first.kind == "sign":
            return self.sign(first.name, panel)
        if first.kind == "array":
            return self.array(first.name)
        if first.kind == "drawing":
            return self.drawing(pair, panel)
        if first.kind == "row":
            return self.row(pair, panel)
        made: Json = {"texts": [set_runs(one.runs, marks=panel.marks) for one in pair]}
        if first.kind == "box":
            inner = zip(*(one.units for one in pair), strict=True)
            made["units"] = [self.unit(units, panel) for units in inner]
        if panel.look == "fields":
            made |= choices(pair)
        return made

    def row(self, pair: Pair, panel: Panel) -> Json:
        """Return a row of a table; among fields its first cell with a line to write on."""
        if panel.look == "fields":
            line = (Run(" "), Run(blank=True))
            return {"texts": [set_runs((*one.cells[0], *line)) for one in pair]}
        cells = []
        for same in zip(*(one.cells for one in pair), strict=True):
            cells.append([set_runs(cell, marks=panel.marks) for cell in same])
        return {"cells": cells}

    def sign(self, name: str, panel: Panel) -> Json:
        """Return a danger sign, with what to do where the panel wants it and it says more."""
        evidence = self.frame.pieces.evidence
        row = evidence.row(name)
        said: Json = {"step": row.step}
        said["texts"] = [[{"text": text}] for text in self.frame.sign(row)]
        step = evidence.steps.records[row.step]
        if panel.ticks:
            said["ticks"] = [other.id == row.step for other in evidence.steps]
        if panel.actions and row.action["en"].rstrip(".") != step.title["en"]:
            said["action"] = [[{"text": text}] for text in self.frame.each(row.action)]
        return said

    def array(self, name: str) -> Json:
        """Return the figures of a claim. Raises HandbookError where it has none."""
        claim = self.frame.pieces.evidence.claims.records.get(name)
        if claim is None or claim.figures is None:
            raise HandbookError(f"no claim with figures is called {name!r}")
        rows = []
        for row in claim.figures.rows:
            labels = [row[locale.code] for locale in self.frame.locales]
            rows.append({"count": row.count, "of": claim.figures.of, "label": labels})
        return {"rows": rows, "alt": [claim[locale.code] for locale in self.frame.locales]}

    def drawing(self, pair: Pair, panel: Panel) -> Json:
        """Return a drawing with its words in each language.

        Raises HandbookError where they differ in number.
        """
        pictures = [unit.drawing for unit in pair if unit.drawing is not None]
        if panel.crop:
            pictures = [cropped(picture, *panel.crop) for picture in pictures]
        alts = [unit.drawing.alt if unit.drawing else unit.text for unit in pair]
        drawing = set_drawing(pictures, self.drawing_style)
        return {"drawing": drawing, "alt": alts, "widest": panel.widest}


def choices(pair: Pair) -> Json:
    """Return the boxes to tick of a label such as `Babies: one / counterparts / more (circle one)`.

    An empty mapping stands for a label that offers no choice.
    """
    labels, offered = [], []
    for unit in pair:
        match = _CHOICE.fullmatch(_CIRCLE.sub("", unit.text))
        if match is None or "___" in unit.text:
            return {}
        labels.append([{"text": match[1]}])
        offered.append(match[2].split(" / "))
    return {"texts": labels, "choices": offered}
