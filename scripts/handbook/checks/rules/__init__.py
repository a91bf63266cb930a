"""The registry: one line a family, in the order they run. To add one, copy a family's file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rules import (
    accessibility,
    disclaimer,
    evidence,
    handouts,
    layout,
    links,
    pages,
    parity,
    plain,
    privacy,
    questions,
    safety,
    staleness,
    words,
)
from handbook.core.findings import Finding

Check = Callable[[CheckContext], Iterator[Finding]]

_MODULES = (
    layout,
    evidence,
    parity,
    staleness,
    links,
    disclaimer,
    questions,
    pages,
    words,
    safety,
    plain,
    accessibility,
    privacy,
    handouts,
)

FAMILIES: dict[str, Check] = {module.__name__.rpartition(".")[2]: module.check for module in _MODULES}
"""A family's name to its check."""

SOURCES_ALONE = ("evidence", "parity", "staleness", "questions", "plain")
"""Families that do not look at the built site: a build runs them while the pages are made."""

RULES: dict[str, tuple[str, ...]] = {module.__name__.rpartition(".")[2]: module.RULES for module in _MODULES}
"""A family's name to its rules."""
