"""What follows from another finding is held back, and nothing else."""

from __future__ import annotations

import pytest

from handbook.checks.causes import causes_first
from handbook.core.findings import Finding, Severity

SHEET = "site/handouts/one-en-a4.pdf"


def found(rule: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(SHEET, 1, rule, "", "", severity)


@pytest.mark.parametrize("rule", ["handout-text", "danger-list", "site-sum"])
def test_a_text_is_told_once(rule: str) -> None:
    assert causes_first([found("shown-sheet"), found(rule)]) == ([found(rule)], 1)


@pytest.mark.parametrize(
    "other", [found("handout-empty", Severity.WARNING), found("handout-long"), found("handout-text", Severity.WARNING)]
)
def test_a_finding_on_something_else_hides_no_text(other: Finding) -> None:
    assert found("shown-sheet") in causes_first([found("shown-sheet"), other])[0]
