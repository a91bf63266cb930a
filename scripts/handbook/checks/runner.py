"""Runs the rules over one handbook and drops the findings that are excused."""

from __future__ import annotations

from collections.abc import Iterable

from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES, RULES
from handbook.checks.suppressions import apply
from handbook.core.findings import Finding


def run(
    context: CheckContext, names: Iterable[str] = (), select: Iterable[str] = ()
) -> list[Finding]:
    """Return what the named families find, exceptions applied, sorted by path and line.

    Without `names` all families run. With `select`, ids of rules, only the families of those run,
    and only findings of those rules count. Raises HandbookError where the sources cannot be read at
    all.
    """
    chosen = [FAMILIES[name] for name in names] or list(FAMILIES.values())
    wanted = set(select) or {rule.id for family in chosen for rule in family.rules}
    found = []
    for family in chosen:
        if wanted.isdisjoint(rule.id for rule in family.rules):
            continue
        found += [finding for finding in family.findings(context) if finding.rule in wanted]
    return sorted(set(apply(context, found, wanted, set(RULES))))
