"""Composes the whole handbook: every page for readers as a chapter, in one language, references once at the end."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from handbook.core.project import Locale
from handbook.sheets.articles import Article, Runs, Unit
from handbook.sheets.drawings import set_drawing
from handbook.sheets.pieces import Pieces
from handbook.sheets.runs import set_runs

Json: TypeAlias = Any
NOT_PRINTED = frozenset(("handouts", "what-we-say", "how-we-made-this", "for-clinicians"))
"""Pages left to the web: the list of these files, the ledgers of claims and statements, and the forms for reviewers."""


def book(pieces: Pieces, locale: Locale, style: str) -> Json:
    """Return the cover, the chapters in the order of the navigation, and the references, in one language."""
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
        tree = self.pieces.tree
        for title, names in tree.nav_groups:
            slugs = [name.removesuffix(".md") for name in names]
            yield tree.nav_title(title, self.locale), [slug for slug in slugs if slug not in NOT_PRINTED | {"index"}]

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
                inner = list(self.units(article, unit.units))
                yield {"kind": "box", "name": unit.name, "texts": [self.runs(article, unit.runs)], "units": inner}
            else:
                yield from self.unit(article, unit)

    def unit(self, article: Article, unit: Unit) -> Iterator[Json]:  # noqa: C901  # one branch a kind of unit
        """Yield one unit; nothing for what only a screen has."""
        made: Json = {"kind": unit.kind, "name": unit.name, "number": unit.level if unit.kind == "item" else 0}
        evidence, code = self.pieces.evidence, self.locale.code
        if unit.kind == "heading":
            place = f"{article.slug}-{unit.name}" if unit.name else ""
            yield made | {"level": unit.level, "texts": [unit.text], "label": place}
        elif unit.kind == "sign":
            row = evidence.danger.records[unit.name]
            said = {"step": row.step, "texts": [[{"text": row.sign[code], "strong": True}]]}
            if row.action["en"].rstrip(".") != evidence.steps.records[row.step].title["en"]:
                said["action"] = [[{"text": row.action[code]}]]
            yield made | said | ({"up": [[{"text": row.up[code]}]]} if row.up else {})
        elif unit.kind == "term":
            term = evidence.terms.records[unit.name]
            yield made | {
                key: [getattr(term, key)["en"], getattr(term, key)["zh"]] for key in ("plain", "medical", "meaning")
            }
        elif unit.kind == "array":
            claim = evidence.claims.records[unit.name]
            if claim.figures:
                rows = [
                    {"count": row.count, "of": claim.figures.of, "label": [row[code]]} for row in claim.figures.rows
                ]
                yield made | {"rows": rows, "alt": [claim[code]]}
        elif unit.kind == "row":
            yield made | {"group": unit.group, "cells": [[self.runs(article, cell)] for cell in unit.cells]}
        elif unit.kind == "drawing":
            assert unit.drawing is not None
            picture = set_drawing([unit.drawing], self.style)
            yield made | {"drawing": picture, "alt": unit.drawing.alt or unit.text, "widest": 78}
        else:
            yield made | {"texts": [self.runs(article, unit.runs)]}

    def runs(self, article: Article, runs: Runs) -> list[Json]:
        """Return stretches of text; a link to another chapter says its page."""
        around = ("（第 ", " 页）") if self.locale.code == "zh" else (" (page ", ")")
        made = []
        for run, said in zip(runs, set_runs(runs, marks=True, trim=False), strict=True):
            path, _, fragment = run.link.partition("#")
            slug = posixpath.basename(path).removesuffix(".html") or article.slug
            if run.link and slug in self.printed:
                said["page"] = f"{slug}-{fragment}" if fragment and self.has(slug, fragment) else slug
                if slug != article.slug:
                    said |= {"before": around[0], "after": around[1]}
            made.append(said)
        return made

    def has(self, slug: str, fragment: str) -> bool:
        """Return whether a chapter has a heading with that id."""
        return any(
            unit.kind == "heading" and unit.name == fragment for unit in self.pieces.article(self.locale, slug).units
        )

    def references(self) -> Iterator[Json]:
        """Yield every source: who, what, when."""
        code = self.locale.code
        for item in self.pieces.evidence.references:
            yield {"id": item.id, "who": item.organisation[code], "title": item.title[code], "year": item.year}
