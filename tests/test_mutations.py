"""Faults planted at random places of the real handbook, with a fixed seed: nearly all must be found."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from copies import Original, new_findings
from figures import tell

from handbook.checks.rules import FAMILIES

DATA: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("mutations.yml").read_text("utf-8"))
SEED = 20261122
FOUND = 0.98
QUICK = sorted(FAMILIES, key=lambda name: name not in ("parity", "layout", "evidence", "links", "disclaimer"))
"""The families in the order they are asked: one that finds the fault is enough."""


@dataclass(frozen=True)
class PlantedFault:
    """One planted fault: the file and what becomes of it (None: deleted)."""

    kind: str
    path: str
    line: int
    text: str | None

    def __str__(self) -> str:
        return f"{self.kind}: {self.path}:{self.line}"


def faults(root: Path, kind: dict[str, Any]) -> list[PlantedFault]:
    """As many faults of `kind` as it wants, at random places."""
    chance = random.Random(f"{SEED} {kind['name']}")
    files = sorted(path for path in root.glob(kind["files"]) if path.is_file())
    places = [fault for path in files for fault in DO[kind.get("do", "replace")](root, path, kind)]
    return chance.sample(places, min(kind["count"], len(places)))


def _replace(root: Path, path: Path, kind: dict[str, Any]) -> Iterator[PlantedFault]:
    text = path.read_text("utf-8")
    for match in _matches(text, kind):
        yield _fault(root, path, kind, text, match, match.expand(kind["replace"]))


def _increment(root: Path, path: Path, kind: dict[str, Any]) -> Iterator[PlantedFault]:
    text = path.read_text("utf-8")
    for match in _matches(text, kind):
        yield _fault(root, path, kind, text, match, str(float(match[0]) + 1 if "." in match[0] else int(match[0]) + 1))


def _delete(root: Path, path: Path, kind: dict[str, Any]) -> Iterator[PlantedFault]:
    yield PlantedFault(kind["name"], path.relative_to(root).as_posix(), 1, None)


def _swap_steps(root: Path, path: Path, kind: dict[str, Any]) -> Iterator[PlantedFault]:
    """A row of the first step, and any row of another, change their steps."""
    text = path.read_text("utf-8")
    for match in _matches(text, kind | {"pattern": r"step: (?:go|phone-now|phone-today)$"}):
        swapped = text[: match.start()] + "\0" + text[match.end() :]
        swapped = swapped.replace("step: ambulance", match[0], 1).replace("\0", "step: ambulance")
        yield PlantedFault(kind["name"], path.relative_to(root).as_posix(), 1, swapped)


def _matches(text: str, kind: dict[str, Any]) -> Iterator[re.Match[str]]:
    """The places of a kind's pattern: in the front matter or, unless the kind says so, after it."""
    front = re.match(r"\A---\n(?:.*\n)*?---\n", text)
    end = front.end() if front else 0
    for match in re.finditer(kind["pattern"], text, re.MULTILINE):
        if (match.start() < end) == bool(kind.get("front")):
            yield match


def _fault(root: Path, path: Path, kind: dict[str, Any], text: str, match: re.Match[str], new: str) -> PlantedFault:
    line = text.count("\n", 0, match.start()) + 1
    changed = text[: match.start()] + new + text[match.end() :]
    return PlantedFault(kind["name"], path.relative_to(root).as_posix(), line, changed)


DO = {"replace": _replace, "increment": _increment, "delete": _delete, "swap-steps": _swap_steps}


def is_found(fault: PlantedFault, real: Original, target: Path) -> bool:
    """Whether any family has something new to say. Both stamps are renewed: being out of date gives nothing away."""
    context = real.copy(target, [(fault.path, fault.text)])
    return any(new_findings(real, context, [family]) for family in QUICK)


def test_nearly_all_faults_are_found(real: Original, tmp_path: Path) -> None:
    planted = [fault for kind in DATA["kinds"] for fault in faults(real.root, kind)]
    missed = [fault for number, fault in enumerate(planted) if not is_found(fault, real, tmp_path / str(number))]
    excused = {row["kind"] for row in DATA["misses"]}
    unknown = [str(fault) for fault in missed if fault.kind not in excused]
    report = f"{len(planted) - len(missed)} of {len(planted)} faults of {len(DATA['kinds'])} kinds found"
    tell("mutations", f"{report}\n")
    assert len(planted) >= 100, report
    assert len({fault.kind for fault in planted}) >= 20, report
    assert len(missed) <= (1 - FOUND) * len(planted), f"{report}; missed: {[str(fault) for fault in missed]}"
    assert len(unknown) <= 1, f"{report}; name them under `misses` with the reason: {unknown}"
    assert excused - {fault.kind for fault in missed} == set(), f"{report}; no longer missed: take it out of `misses`"


@pytest.mark.parametrize("kind", DATA["kinds"], ids=lambda kind: kind["name"])
def test_every_kind_finds_its_places(kind: dict[str, Any], real: Original) -> None:
    assert len(faults(real.root, kind)) == kind["count"]
