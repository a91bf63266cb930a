"""Runs the rules over one handbook and drops the findings that are excused."""

from __future__ import annotations

from collections.abc import Iterable

from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES, RULES
from handbook.checks.suppressions import apply
from handbook.core.findings import Finding


def run(context: CheckContext, names: Iterable[str] = ()) -> list[Finding]:
    """Every finding of the named families (all by default), exceptions applied, sorted by path and line."""
    chosen = list(names) or list(FAMILIES)
    found = [finding for name in chosen for finding in FAMILIES[name](context)]
    rules = {rule for name in chosen for rule in RULES[name]}
    known = {rule for family in RULES.values() for rule in family}
    return sorted(set(apply(context, found, rules, known)))
