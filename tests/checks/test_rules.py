"""Every rule against its case file: what it accepts, what it rejects, and a fault planted in the real handbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import Case, RuleCases, read_cases
from copies import Original, family_of, new_findings, run

from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES, FAMILY_OF

CASES = read_cases()
ACCEPTS = [case for cases in CASES.values() for case in cases.accepts]
REJECTS = [case for cases in CASES.values() for case in cases.rejects]
PLANTS = list(CASES.values())
PINNED = "pinned-data"
SHOWN = "shown"
"""The family that finds every change of a built page, whatever another one says of it."""
OF_THE_SITE = [name for name, family in FAMILIES.items() if family.needs_site]
"""Families that a change of the built site alone can reach: the others run before there is one."""


def test_every_rule_has_all_three_parts() -> None:
    complete = {rule: cases.family for rule, cases in CASES.items() if cases.accepts and cases.rejects and cases.plant}
    assert complete == FAMILY_OF


def test_every_reject_names_its_rule() -> None:
    assert [str(case) for case in REJECTS if case.rule not in {line.split()[-1] for line in case.expect}] == []


def test_the_tiny_handbook_passes_every_rule(mini: Original) -> None:
    assert [finding for family in FAMILIES for finding in mini.findings(family)] == []


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - set(OF_THE_SITE)))
def test_a_family_that_needs_no_site_looks_at_none(
    family: str, mini: Original, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a fault in the site alone need not be looked for there."""
    context = CheckContext(mini.context.project, mini.today)
    for name in ("site", "digests", "sheets", "printed"):
        monkeypatch.setattr(CheckContext, name, property(lambda _: pytest.fail("it looked at the site")))
    assert run(context, family) == []


@pytest.mark.parametrize("case", ACCEPTS, ids=str)
def test_accepts(case: Case, mini: Original, tmp_path: Path) -> None:
    assert run(mini.copy(tmp_path / "copy", case.edits), family_of(case.rule)) == []


@pytest.mark.parametrize("case", REJECTS, ids=str)
def test_rejects(case: Case, mini: Original, tmp_path: Path) -> None:
    context = mini.copy(tmp_path / "copy", case.edits)
    found = run(context, family_of(case.rule))
    told = sorted(f"{item.path}:{item.line} {item.rule}" for item in found)
    assert told == case.expected(context.project.root), found
    assert all(item.message and item.hint for item in found)


@pytest.mark.parametrize("cases", PLANTS, ids=lambda cases: cases.rule)
def test_plant(cases: RuleCases, real: Original, tmp_path: Path) -> None:
    families = list(FAMILIES)
    if all(path.startswith("site/") for path, _ in cases.plant):
        families = OF_THE_SITE
    found = new_findings(real, real.copy(tmp_path / "copy", cases.plant), families)
    if not any(path.startswith("site/") for path, _ in cases.plant):  # the site was not built again, so differs
        found = [item for item in found if item.rule == cases.rule or not item.path.startswith("site/")]
    if any(path == "handouts.yml" for path, _ in cases.plant):  # another list of sheets: the pins say so too
        found = [item for item in found if item.rule == cases.rule or item.rule != PINNED]
    if cases.family != SHOWN:
        found = [item for item in found if FAMILY_OF[item.rule] != SHOWN]
    assert {item.rule for item in found} == {cases.rule}, found
