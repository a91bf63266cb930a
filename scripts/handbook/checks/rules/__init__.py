"""The registry: one line a family, in the order they run.

To add a rule, write its record and its check in the family's file, and its cases in
tests/cases/<family>/<rule>.yml. To add a family, copy a family's file and add a line here.
"""

from __future__ import annotations

from handbook.checks import external_links, suppressions
from handbook.checks.rule import Family, Rule
from handbook.checks.rules import (
    accessibility,
    disclaimer,
    evidence,
    handouts,
    layout,
    links,
    meaning,
    pages,
    parity,
    plain,
    privacy,
    questions,
    safety,
    shown,
    signatures,
    signposts,
    staleness,
    styles,
    unwritten,
    words,
)

_MODULES = (
    unwritten,
    layout,
    evidence,
    parity,
    meaning,
    staleness,
    styles,
    signatures,
    links,
    signposts,
    disclaimer,
    questions,
    pages,
    words,
    safety,
    shown,
    plain,
    accessibility,
    privacy,
    handouts,
)


def _families() -> dict[str, Family]:
    found = {}
    for module in _MODULES:
        name = module.__name__.rpartition(".")[2]
        summary = (module.__doc__ or "").partition("\n")[0].partition(": ")[2]
        found[name] = Family(name, summary, module.check, module.RULES)
    return found


FAMILIES = _families()
"""A family's name to the family."""

ALONE = (suppressions.UNUSED, external_links.DEAD)
"""Rules of no family: one about the exceptions, one that asks other hosts when named."""

RULES: dict[str, Rule] = {rule.id: rule for rule in ALONE}
"""A rule's id to its record."""
for _family in FAMILIES.values():
    RULES |= {rule.id: rule for rule in _family.rules}

FAMILY_OF = {rule.id: name for name, family in FAMILIES.items() for rule in family.rules}
"""A rule's id to the name of its family; the rules of no family are left out."""
