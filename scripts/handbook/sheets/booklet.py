"""Composes the whole handbook: every page for readers as a chapter, references at the end."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from handbook.content.markdown_reader import PLACE
from handbook.core.project import Locale
from handbook.language.languages import language
from handbook.sheets.articles import Article, Run, Runs, Unit, for_paper
from handbook.sheets.drawings import set_drawing
from handbook.sheets.pieces import Pieces
from handbook.sheets.runs import set_runs

Json: TypeAlias = Any
NOT_PRINTED = frozenset(
    ("handouts", "what-we-say", "how-we-made-this", "for-clinicians", "sources")
)
"""Pages left to the web: the list of these files, the ledgers of claims, statements and sources
(the references stand at the end of the book), and the forms for reviewers."""


def book(pieces: Pieces, locale: Locale, style: str) -> Json:
    """Return the cover, the chapters in the order of the navigation, and the references."""
    maker = _Book(pieces, locale, style)
    home = pieces.article(locale, "index")
    return {
        "lead": [set_runs(unit.runs) for unit in home.units if unit.kind == "para"][:1],
        "chapters": list(maker.chapters()),
        "contents": pieces.evidence.say("table_of_contents", locale.code),
        "sources": pieces.evidence.say("sources", locale.code),
        "references": list(maker.references()),
    }


@dataclass
class _Book:
    """The whole handbook while it is composed."""

    pieces: Pieces
    locale: Locale
    style: str
    """Of the drawings."""

    @property
    def groups(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the groups of the navigation with their pages' names, those that are printed."""
        project = self.pieces.project
        for title, names in project.nav_groups:
            slugs = [name.removesuffix(".md") for name in names]
            yield (
                project.nav_title(title, self.locale),
                [slug for slug in slugs if slug not in NOT_PRINTED | {"index"}],
            )

    def chapters(self) -> Iterator[Json]:
        """Yield each page with the group that it opens, or nothing."""
        self.printed = {slug for _, slugs in self.groups for slug in slugs}
        number = 0
        for title, slugs in self.groups:
            for index, slug in enumerate(slugs):
                number += 1
                article = self.pieces.article(self.locale, slug)
                yield {
                    "number": number,
                    "group": title if index == 0 else "",
                    "title": article.title,
                    "label": slug,
                    "units": list(self.units(article, article.units)),
                }

    def units(self, article: Article, units: Iterable[Unit]) -> Iterator[Json]:
        """Yield the units of a chapter as the template reads them."""
        for unit in units:
            if unit.kind == "box":
                inner = list(self.units(article, self.named(unit)))
                yield {
                    "kind": "box",
                    "name": unit.name,
                    "texts": [self.runs(article, unit.runs)],
                    "units": inner,
                }
            else:
                yield from self.unit(article, unit)

    def named(self, box: Unit) -> tuple[Unit, ...]:
        """Return what is in a box; of one for a place with the place's name in its first text."""
        if box.name != PLACE:
            return box.units
        name = tuple(replace(run, strong=True) for run in box.runs)
        if not box.units or box.units[0].kind != "para":
            return (Unit("para", name), *box.units)
        colon = Run(language(self.locale.code).punctuation.colon, strong=True)
        first, *rest = box.units
        return (replace(first, runs=(*name, colon, *first.runs)), *rest)

    def unit(self, article: Article, unit: Unit) -> Iterator[Json]:
        """Yield one unit; nothing for what has no words on paper."""
        made: Json = {"kind": unit.kind, "name": unit.name, "number": 0}
        if unit.kind == "item":
            made["number"] = unit.level
        special: dict[str, Callable[[Unit], Json]] = {
            "sign": self.sign,
            "term": self.term,
            "array": self.array,
            "drawing": self.drawing,
        }
        if unit.kind in special:
            yield made | special[unit.kind](unit)
        elif unit.kind == "heading":
            place = "-".join(filter(None, (article.slug, unit.name)))
            yield made | {"level": unit.level, "texts": [unit.text], "label": place}
        elif unit.kind == "row":
            cells = [[self.runs(article, cell)] for cell in unit.cells]
            yield made | {"group": unit.group, "cells": cells}
        else:
            yield made | {"texts": [self.runs(article, unit.runs)]}

    def sign(self, unit: Unit) -> Json:
        """Return a danger sign with what to do and what makes it more urgent."""
        evidence, code = self.pieces.evidence, self.locale.code
        row = evidence.row(unit.name)
        where = evidence.where(row, code)
        said = f"{where}{language(code).punctuation.colon if where else ''}{row.sign[code]}"
        made: Json = {
            "step": row.step,
            "texts": [[{"text": for_paper(said, code), "strong": True}]],
        }
        if row.action["en"].rstrip(".") != evidence.steps.records[row.step].title["en"]:
            made["action"] = [[{"text": for_paper(row.action[code], code)}]]
        if row.up:
            made["up"] = [[{"text": for_paper(row.up[code], code)}]]
        return made

    def term(self, unit: Unit) -> Json:
        """Return an entry of the word list in both languages."""
        term = self.pieces.evidence.terms.records[unit.name]
        made = {}
        for key in ("plain", "medical", "meaning"):
            text = getattr(term, key)
            made[key] = [text["en"], text["zh"]]
        return made

    def array(self, unit: Unit) -> Json:
        """Return the figures of a claim."""
        code = self.locale.code
        claim = self.pieces.evidence.claims.records[unit.name]
        rows = []
        if claim.figures:
            for row in claim.figures.rows:
                rows.append({"count": row.count, "of": claim.figures.of, "label": [row[code]]})
        return {"rows": rows, "alt": [claim[code]]}

    def drawing(self, unit: Unit) -> Json:
        """Return a drawing with its words."""
        assert unit.drawing is not None
        picture = set_drawing([unit.drawing], self.style)
        return {"drawing": picture, "alt": [unit.drawing.alt or unit.text], "widest": 78}

    def runs(self, article: Article, runs: Runs) -> list[Json]:
        """Return stretches of text; a link to another chapter says its page."""
        around = ("（第 ", " 页）") if self.locale.code == "zh" else (" (page ", ")")
        made = []
        for run, said in zip(
            runs, set_runs(runs, marks=True, trim=False, quotes=False), strict=True
        ):
            path, _, fragment = run.link.partition("#")
            slug = posixpath.basename(path).removesuffix(".html") or article.slug
            if run.link and slug in self.printed:
                said["page"] = (
                    f"{slug}-{fragment}" if fragment and self.has(slug, fragment) else slug
                )
                if slug != article.slug:
                    said |= {"before": around[0], "after": around[1]}
            made.append(said)
        return made

    def has(self, slug: str, fragment: str) -> bool:
        """Return whether a chapter has a heading with that id."""
        units = self.pieces.article(self.locale, slug).units
        return any(unit.kind == "heading" and unit.name == fragment for unit in units)

    def references(self) -> Iterator[Json]:
        """Yield every source: its number, who and when in short, its title."""
        code = self.locale.code
        for item in self.pieces.evidence.references:
            yield {"id": item.id, "short": item.short[code], "title": item.title[code]}
