"""What stands for a file that decides what is shown, and what hides in a style sheet."""

from __future__ import annotations

import pytest

from handbook.checks.built.hiding_styles import hiding
from handbook.checks.confirmed.facts import held, shape


@pytest.mark.parametrize(
    ("css", "selector"),
    [
        (".danger-strip { @media (max-width: 40rem) { display: none; } }", ".danger-strip"),
        ("@scope (.urgent) { display: none; }", ".urgent"),
    ],
)
def test_what_hides_inside_an_at_rule_is_found(css: str, selector: str) -> None:
    assert [item.selector for item in hiding(css)] == [selector]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a b", "a\N{MIDDLE DOT}b"),
        ("a\nb", "a\N{PILCROW SIGN}b"),
        ("a\nb", "a\x0cb"),
        ("a\t1", "a 91"),
        ("a\x0b", "a"),
    ],
)
def test_two_files_that_differ_have_two_shapes(one: str, other: str) -> None:
    assert shape(one) != shape(other)


def test_an_empty_line_is_a_difference_and_so_is_a_blank_behind_a_line() -> None:
    """It parts two words of a folded text in YAML, and two paragraphs of a sheet."""
    assert len({shape("a\n\n b"), shape("a\n b"), shape("a \n b")}) == 3


def test_what_is_no_text_is_held_by_its_sum() -> None:
    assert held(b"\xff\x00") != held(b"\xfe\x00")


def test_a_comment_of_a_module_is_a_difference() -> None:
    """A template may include it, and a page show a docstring."""
    assert held(b"# one\na = 1\n") != held(b"a = 1\n")
