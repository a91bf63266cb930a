"""The case files: tests/cases/<family>/<rule>.yml, each with text the rule accepts, text it rejects, and a fault.

    accepts:            # named changes to the tiny handbook that give no finding of the family
      - name: ...
        files: {path: edit}
    rejects:            # named changes that give exactly these findings of the family
      - name: ...
        files: {path: edit}
        expect: ["path «words» rule"]    # at the line that holds the words first; or "path:line rule"
    plant:              # a change to the real handbook that gives this rule's finding, and no other of any family
      - {path: edit}

An edit is the file's new text, null to delete it, or a mapping that `copies.apply_edit` explains.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "cases"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where it is there: two hundred files are read before the first test."""


@dataclass(frozen=True)
class Case:
    """One change to the tiny handbook."""

    rule: str
    name: str
    edits: tuple[tuple[str, Any], ...]
    expect: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"

    def expected(self, root: Path) -> list[str]:
        """What is to be found in the copy at `root`, as `path:line rule`, sorted; line 0 where the words are not."""
        return sorted(_at_line(text, root) for text in self.expect)


@dataclass(frozen=True)
class RuleCases:
    """Everything that one file holds."""

    family: str
    rule: str
    accepts: tuple[Case, ...]
    rejects: tuple[Case, ...]
    plant: tuple[tuple[str, Any], ...]


_WORDS = re.compile("(?P<path>.+?) «(?P<words>.+)» (?P<rule>.+)")


def _at_line(expected: str, root: Path) -> str:
    named = _WORDS.fullmatch(expected)
    if not named:
        return expected
    lines = (root / named["path"]).read_text("utf-8").split("\n")
    line = next((number for number, text in enumerate(lines, 1) if named["words"] in text), 0)
    return f"{named['path']}:{line} {named['rule']}"


def read_cases() -> dict[str, RuleCases]:
    """Every case file, by rule."""
    return {path.stem: _read(path) for path in sorted(FOLDER.rglob("*.yml"))}


def _read(path: Path) -> RuleCases:
    data = yaml.load(path.read_text("utf-8"), LOADER)
    assert set(data) == {"accepts", "rejects", "plant"}, f"{path}: needs accepts, rejects and plant"
    lists = [tuple(_case(path.stem, row) for row in data[key]) for key in ("accepts", "rejects")]
    return RuleCases(path.parent.name, path.stem, lists[0], lists[1], tuple(_pairs(data["plant"])))


def _case(rule: str, row: dict[str, Any]) -> Case:
    return Case(rule, row["name"], tuple(_pairs([row["files"]])), tuple(row.get("expect", ())))


def _pairs(rows: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    return [(path, edit) for row in rows for path, edit in row.items()]
