"""Every pair of text and ground in handbook.css keeps 7:1, in light and in dark."""

from __future__ import annotations

import re

import pytest

from handbook.core.project import ROOT

CSS = (ROOT / "docs/assets/styles/handbook.css").read_text("utf-8")
LEAST = 7.0

GROUNDS = ("paper", "card", "tint")
TINTED = ("sage", "sand", "blush")
"""Grounds on which the style replaces teal by deep, and quiet by ink."""

PAIRS = (
    [(text, ground) for text in ("ink", "quiet", "teal", "danger") for ground in GROUNDS]
    + [(text, ground) for text in ("ink", "deep") for ground in TINTED]
    + [
        ("ink", "danger-paper"),
        ("quiet", "danger-paper"),
        ("danger", "danger-paper"),
        ("on-danger", "alarm"),
        ("on-danger", "phone"),
        ("paper", "teal"),
    ]
)


def tokens(block: str) -> dict[str, str]:
    """The colours that one block declares."""
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6});", block))


LIGHT = tokens(CSS.split("}", 1)[0])
DARK_BY_DEVICE, DARK_BY_CHOICE = (
    tokens(CSS[CSS.index(selector) :].split("}", 1)[0])
    for selector in (':root:not([data-theme="light"])', ':root[data-theme="dark"]')
)


def luminance(colour: str) -> float:
    """Relative luminance; https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio; https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK_BY_DEVICE], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_keeps_its_contrast(theme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(theme[text], theme[ground]) >= LEAST


@pytest.mark.parametrize("theme", [LIGHT, DARK_BY_DEVICE], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_edges_of_fields_can_be_seen(theme: dict[str, str], ground: str) -> None:
    assert contrast(theme["edge"], theme[ground]) >= 3


def test_dark_by_device_and_dark_by_choice_are_one() -> None:
    assert DARK_BY_DEVICE == DARK_BY_CHOICE
    assert set(DARK_BY_DEVICE) == set(LIGHT)


def test_no_colour_of_text_is_written_past_the_tokens() -> None:
    rules = CSS[CSS.index("/* Ground */") : CSS.index("/* Paper */")]
    assert re.findall(r"(?<![-\w])(?:color|background): *#[0-9a-f]+", rules) == []
