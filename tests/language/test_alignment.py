"""What two languages say otherwise: joined sentences are no lost one."""

from __future__ import annotations

import pytest

from handbook.checks.rules.parity import says_as
from handbook.language.alignment import differing

CODES = ("en", "zh")
BOTH = "You could not have seen it from the outside. It is not your fault."


@pytest.mark.parametrize(
    ("right", "lost"),
    [("这从外面看不出来，不是您的错。", False), ("这不是您的错。", True), ("这从外面看不出来。", True)],
)
def test_a_joined_sentence_is_not_a_lost_one(right: str, lost: bool) -> None:
    assert ("sentence: 2 | 1" in differing(BOTH, right, CODES)) == lost


@pytest.mark.parametrize(
    ("left", "right"),
    [("Interpreters cost you nothing.", "翻译免费。"), ("Mistakes are still possible.", "仍可能有错。")],
)
def test_a_synonym_is_no_difference(left: str, right: str) -> None:
    assert differing(left, right, CODES) == ()


@pytest.mark.parametrize(
    ("settled", "found", "same"),
    [
        ("thing: a right to | -", "thing: has the right to | -", True),
        ("thing: a right to | -", "thing: money | -", False),
        ("thing: a right to | -", "thing: - | 有权", False),
    ],
)
def test_a_settled_thing_may_be_written_otherwise(settled: str, found: str, same: bool) -> None:
    assert says_as(settled, found) == same
