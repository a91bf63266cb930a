"""What people type and where it should lead: the files of tests/queries, and how an answer is judged."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from handbook.content.evidence import load_evidence
from handbook.core.project import ROOT, Locale, Project

FOLDER = ROOT / "tests/queries"
TUNED, WORDED, HELD_OUT = "tuned", "wordings", "held-out"
SUMS = "SHA256SUMS"
TOP = 3


@dataclass(frozen=True)
class Query:
    """One line of a file: what is typed, of which kind, and every place (`page` or `page#heading`) that answers it."""

    text: str
    kind: str
    right: tuple[str, ...]
    first: bool = False
    """Whether the first result must be one of `right`."""

    @property
    def is_absent(self) -> bool:
        """Return whether the handbook has no answer, so that nothing should be found."""
        return not self.right


@dataclass
class Figures:
    """How many queries were answered as they should be; `misses` says which were not, and what was found instead."""

    asked: int = 0
    top: int = 0
    """The right page among the first three; for what the handbook does not have: nothing found."""
    in_book: int = 0
    section: int = 0
    """Of those in the handbook: the right section among the first three."""
    must: int = 0
    first: int = 0
    """Of those that must be first: were."""
    misses: list[str] = field(default_factory=list)

    def told(self) -> str:
        """Return the figures in one line."""
        return (
            f"{self.top} of {self.asked} in the first {TOP}, {self.first} of {self.must} first that must be, "
            f"right section {self.section} of {self.in_book}"
        )


@cache
def read(kind: str, locale: Locale) -> list[Query]:
    """Return the queries of one folder and language; none where there is no file."""
    path = FOLDER / kind / f"{locale.code}.yml"
    text = path.read_text("utf-8") if path.exists() else "[]"
    rows: list[dict[str, Any]] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return [Query(row["query"], row["kind"], tuple(row["right"]), row.get("first", False)) for row in rows]


def is_frozen() -> bool:
    """Return whether the held-out files are the ones whose sums were written before the first run."""
    lines = (FOLDER / HELD_OUT / SUMS).read_text("utf-8").split("\n")
    sums = dict(reversed(line.split(maxsplit=1)) for line in lines if line)
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (FOLDER / HELD_OUT).glob("*.yml")}
    return sums == files


def step_of() -> dict[str, str]:
    """Return the place of every danger sign's step: `get-help-now#R1` is part of `get-help-now#step-go`."""
    rows = load_evidence(Project.at(ROOT)).danger
    return {f"get-help-now#{row.id}": f"get-help-now#step-{row.step}" for row in rows}


def judge(answers: Iterable[tuple[Query, list[str]]]) -> Figures:
    """Return the figures for `answers`: each a query and the places found for it, the first result first."""
    figures, steps = Figures(), step_of()
    for query, found in answers:
        figures.asked += 1
        if query.is_absent:
            figures.top += not found
            if found:
                figures.misses.append(f"{query.kind} {query.text!r} is not in the handbook, found {found[:TOP]}")
            continue
        _count(figures, query, found, steps)
    return figures


def _count(figures: Figures, query: Query, found: list[str], steps: dict[str, str]) -> None:
    pages = {place.partition("#")[0] for place in query.right}
    hits = [_is_right(place, query.right, steps) for place in found[:TOP]]
    on_page = any(place.partition("#")[0] in pages for place in found[:TOP])
    is_first = bool(hits) and hits[0]
    figures.in_book += 1
    figures.top += on_page
    figures.section += any(hits)
    figures.must += query.first
    figures.first += query.first and is_first
    if not any(hits) or (query.first and not is_first):
        figures.misses.append(f"{query.kind} {query.text!r} wants {list(query.right)}, found {found[:TOP]}")


def _is_right(place: str, right: tuple[str, ...], steps: dict[str, str]) -> bool:
    return not {place, place.partition("#")[0], steps.get(place, place)}.isdisjoint(right)


def by_kind(queries: Iterable[Query]) -> Counter[str]:
    """Return how many queries there are of each kind."""
    return Counter(query.kind for query in queries)
