"""Unwritten: nothing that ./scripts/new left open is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.core.findings import Finding
from handbook.core.project import Project

RULES = (
    Rule(
        "unwritten",
        "No text is left that `./scripts/new` asks to be written.",
        "A reader would meet a blank where the advice should stand.",
        "CONTRIBUTING.md#how-it-is-made",
    ),
)

OPEN, SHUT = "\u3016", "\u3017"
"""The brackets round what is still to be written. No text of the handbook has them."""
_GAP = re.compile(f"{OPEN}([^{OPEN}{SHUT}\n]*)[{SHUT}]?|{SHUT}")
_LONGEST = 60
WHERE = (
    ("", "*.yml"),
    ("docs", "**/*.md"),
    ("docs", "**/*.svg"),
    ("evidence", "*.yml"),
    ("scripts", "*.yml"),
    ("scripts/handbook/checks/rules", "*.py"),
    ("scripts/handbook/language/data", "*.yml"),
    ("tests/cases", "**/*.yml"),
)
"""(folder, pattern) of what `./scripts/new` makes or adds to."""


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield each text that is still to be written."""
    for path in _files(context.project):
        text = path.read_text("utf-8", errors="replace")
        if OPEN in text or SHUT in text:
            yield from _gaps(context.project.show(path), text)


def _files(project: Project) -> Iterator[Path]:
    for folder, pattern in WHERE:
        yield from sorted(path for path in (project.root / folder).glob(pattern) if path.is_file())


def _gaps(shown: str, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.split("\n"), 1):
        for gap in _GAP.finditer(line):
            what = (gap[1] or "").strip()[:_LONGEST]
            message = (
                f"still to be written: {what}" if what else "a bracket of ./scripts/new is left"
            )
            hint = f"write it, and take the brackets {OPEN} {SHUT} away"
            yield Finding(shown, number, "unwritten", message, hint)
