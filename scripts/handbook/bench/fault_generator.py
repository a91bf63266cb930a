"""Makes faults at seeded places of the real handbook: operators of careless and of bad hands.

An operator is a record of tests/faults/operators.yml or tests/mutations.yml: which files, what is
looked for there, what becomes of it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field

from handbook.bench.fault_records import Edit, Planted
from handbook.core.findings import HandbookError
from handbook.core.project import Project
from handbook.core.records import Record
from handbook.core.yaml_records import load_whole

OPERATORS = "tests/faults/operators.yml"
TUNED = "tests/mutations.yml"
SEED = 20261122
_FRONT = re.compile(r"\A---\n(?:.*\n)*?---\n")
Where = Literal["one", "both", "data", "built"]


class Miss(Record):
    """A kind of which some are not found, and why that is known."""

    kind: str
    reason: str


class Operator(Record):
    """One way to make a fault."""

    model_config = ConfigDict(str_strip_whitespace=False, str_min_length=0)

    name: str
    files: str
    """A glob below the root."""
    pattern: str = ""
    replace: str | tuple[str, ...] = ""
    do: str = "replace"
    count: int = 0
    """How many places; 0 for the count of the whole file."""
    front: bool = False
    """Whether the front matter of a page is meant."""
    zh: tuple[str, str] | None = None
    """Pattern and replacement in the Chinese page, on the same line."""
    languages: Where | None = None
    critical: bool = False
    pdf: dict[str, Any] | None = None


class Operators(Record):
    """A file of operators."""

    count: int = 0
    kinds: tuple[Operator, ...]
    misses: tuple[Miss, ...] = Field(default=())


@dataclass(frozen=True)
class Place:
    """Where a fault can be made, and what then stands there; None deletes the file."""

    path: Path
    start: int = 0
    end: int = 0
    new: str | None = ""


Maker = Callable[[Path, Operator], Iterator[tuple[Place, ...]]]


def read_operators(project: Project, path: str) -> Operators:
    """Return the operators of a file. Raises HandbookError."""
    return load_whole(project, project.root / path, Operators)[0]


def generated(root: Path, operators: Operators) -> list[Planted]:
    """Return the faults of all operators, the same ones for the same handbook."""
    found = []
    for operator in operators.kinds:
        found += faults(root, operator, operator.count or operators.count)
    return found


def faults(root: Path, operator: Operator, count: int) -> list[Planted]:
    """Return `count` faults of one operator at random places; fewer where there are no more."""
    chance = random.Random(f"{SEED} {operator.name}")
    files = sorted(path for path in root.glob(operator.files) if path.is_file())
    make = DO[operator.do]
    places = [place for path in files for place in make(path, operator)]
    chosen = chance.sample(places, min(count, len(places)))
    return [_planted(root, operator, number, place) for number, place in enumerate(chosen, start=1)]


def _planted(root: Path, operator: Operator, number: int, places: tuple[Place, ...]) -> Planted:
    edits = [_edit(root, place, operator) for place in places]
    line = 1
    if operator.do not in ("pdf", "delete"):
        text = places[0].path.read_text("utf-8")
        line = text.count("\n", 0, places[0].start) + 1
    return Planted(
        id=f"{operator.name} {number}",
        kind=f"line {line}",
        languages=operator.languages or _where(edits[0].file),
        critical=operator.critical,
        also=tuple(edits[1:]),
        **edits[0].model_dump(),
    )


def _edit(root: Path, place: Place, operator: Operator) -> Edit:
    name = place.path.relative_to(root).as_posix()
    if operator.do == "pdf":
        return Edit(file=name, pdf=operator.pdf)
    if place.new is None:
        return Edit(file=name)
    text = place.path.read_text("utf-8")
    return Edit(file=name, new=text[: place.start] + place.new + text[place.end :])


def _where(name: str) -> Where:
    """Return where a fault in a file counts, if its operator does not say so."""
    if name.startswith("site/"):
        return "built"
    return "one" if name.startswith("docs/") else "data"


def _replace(path: Path, operator: Operator) -> Iterator[tuple[Place, ...]]:
    text = path.read_text("utf-8")
    for match in _matches(text, operator.pattern, operator.front):
        first = Place(path, match.start(), match.end(), match.expand(str(operator.replace)))
        if operator.zh is None:
            yield (first,)
        elif other := _alike(path, text, match.start(), operator.zh):
            yield first, other


def _alike(path: Path, text: str, start: int, zh: tuple[str, str]) -> Place | None:
    """Return the same change on the same line of the Chinese page; None where it does not fit."""
    counterpart = path.parent.with_name("zh") / path.name
    theirs = counterpart.read_text("utf-8")
    line = text.count("\n", _body(text), start)
    for match in _matches(theirs, zh[0], front=False):
        if theirs.count("\n", _body(theirs), match.start()) == line:
            return Place(counterpart, match.start(), match.end(), match.expand(zh[1]))
    return None


def _increment(path: Path, operator: Operator) -> Iterator[tuple[Place, ...]]:
    for match in _matches(path.read_text("utf-8"), operator.pattern, operator.front):
        value = float(match[0]) + 1
        new = f"{value:.1f}" if "." in match[0] else f"{value:.0f}"
        yield (Place(path, match.start(), match.end(), new),)


def _double(path: Path, operator: Operator) -> Iterator[tuple[Place, ...]]:
    for match in _matches(path.read_text("utf-8"), operator.pattern, operator.front):
        yield (Place(path, match.start(), match.end(), match[0] * 2),)


def _append(path: Path, operator: Operator) -> Iterator[tuple[Place, ...]]:
    end = len(path.read_text("utf-8"))
    for text in operator.replace:
        yield (Place(path, end, end, f"\n{text}\n"),)


def _write(path: Path, operator: Operator) -> Iterator[tuple[Place, ...]]:
    yield (Place(path, 0, len(path.read_text("utf-8")), str(operator.replace)),)


def _delete(path: Path, operator: Operator) -> Iterator[tuple[Place, ...]]:
    yield (Place(path, new=None),)


def _swap_steps(path: Path, operator: Operator) -> Iterator[tuple[Place, ...]]:
    """Yield a row of the first step and one of another that change their steps."""
    text = path.read_text("utf-8")
    for match in _matches(text, r"step: (?:go|phone-now|phone-today)$", front=False):
        swapped = text[: match.start()] + "\0" + text[match.end() :]
        swapped = swapped.replace("step: ambulance", match[0], 1).replace("\0", "step: ambulance")
        yield (Place(path, 0, len(text), swapped),)


def _body(text: str) -> int:
    """Return where a page's text begins, behind its front matter."""
    front = _FRONT.match(text)
    return front.end() if front else 0


def _matches(text: str, pattern: str, front: bool) -> Iterator[re.Match[str]]:
    """Yield the places of a pattern: behind the front matter, or with `front` in it."""
    end = _body(text)
    try:
        found = re.finditer(pattern, text, re.MULTILINE)
    except re.error as error:
        raise HandbookError(f"{pattern!r} is no pattern: {error}; mend it") from None
    for match in found:
        if (match.start() < end) == front:
            yield match


DO: dict[str, Maker] = {
    "replace": _replace,
    "increment": _increment,
    "double": _double,
    "append": _append,
    "write": _write,
    "delete": _delete,
    "pdf": _delete,
    "swap-steps": _swap_steps,
}
"""What an operator can do."""
