"""What a style may change without a second look: nothing that lies over words or pushes them off."""

from __future__ import annotations

import pytest

from handbook.checks.harmless_styles import harmless


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
