"""What a style may change without a second look: nothing that lies over words or pushes them off."""

from __future__ import annotations

import pytest

from handbook.checks.facts import shape, styles_of_marks
from handbook.checks.harmless_styles import harmless
from handbook.checks.hiding_styles import hiding


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("border-width", "99999px"),
        ("outline-offset", "9999px"),
        ("padding", "99999px"),
        ("margin", "999.5px"),
        ("box-shadow", "0 0 0 100vmax var(--paper)"),
        ("box-shadow", "0 0 0 200px var(--paper)"),
        ("box-shadow", "0 0 0 9em rgb(0 0 0 / 45%)"),
        ("box-shadow", "inset 0 90px var(--card)"),
        ("border-radius", "90%"),
        ("padding", "0 99px"),
        ("color", "var(--danger)"),
    ],
)
def test_what_hides_or_moves_words_is_asked_about(name: str, value: str) -> None:
    assert not harmless(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("border-width", "2.5px 2.5px 0 0"),
        ("outline-offset", "3px"),
        ("padding", ".2rem 13px"),
        ("border-radius", "var(--radius)"),
        ("box-shadow", "var(--shadow)"),
        ("box-shadow", "0 4px 18px -6px rgb(0 0 0 / 45%)"),
        ("box-shadow", "0 0 0 .6rem var(--sand)"),
    ],
)
def test_what_cannot_is_not(name: str, value: str) -> None:
    assert harmless(name, value)


@pytest.mark.parametrize("css", ["details span { background: var(--card); }", "p { color: var(--ink); }"])
def test_a_colour_without_its_ground_is_asked_about(css: str) -> None:
    both = css.replace("}", "color: var(--ink); background: var(--card); }")
    assert styles_of_marks(css) and not styles_of_marks(both)


NESTED = (
    ".danger-strip { @media (max-width: 40rem) { display: none; } }",
    "@scope (.urgent) { display: none; }",
    '.act-go::after { @media all { content: "tomorrow"; } }',
    "@property --danger { inherits: false; initial-value: #fff1ef; }",
    '@font-face { font-family: "Han"; unicode-range: U+31; size-adjust: 1%; }',
    "@page { margin: 0 0 0 -30cm; }",
)


@pytest.mark.parametrize("css", NESTED)
def test_what_is_declared_inside_an_at_rule_is_read(css: str) -> None:
    assert styles_of_marks(css).strip()


@pytest.mark.parametrize(("css", "selector"), [(NESTED[0], ".danger-strip"), (NESTED[1], ".urgent")])
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


def test_blanks_at_the_end_of_a_line_and_empty_lines_are_no_difference() -> None:
    assert shape("a \n\n b\n") == shape("a\n b")
