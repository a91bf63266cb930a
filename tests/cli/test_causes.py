"""What follows from another finding is held back, and nothing else."""

from __future__ import annotations

import pytest

from handbook.cli.causes import causes_first
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


def test_a_page_that_is_missing_hides_what_names_it_and_no_word_of_a_sentence() -> None:
    """A page is called `signs`, and danger signs stand in every other text."""
    missing = Finding("docs/zh/signs.md", 1, "missing-counterpart", "", "")
    about_it = Finding("docs/en/index.md", 3, "broken-link", "no page 'signs'", "")
    other = Finding("evidence/danger.yml", 9, "pinned-data", "“look for signs of it” → “look for it”", "")
    assert causes_first([missing, about_it, other]) == ([missing, other], 1)
