"""The drawings: small, legible on the narrowest phone, translated, and still until a reader wants them to move."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from handbook.content.drawings import SMALL, read_drawing, untranslated
from handbook.core.project import ROOT, Project
from handbook.web.drawings import localise

PROJECT = Project.at(ROOT)
LOCALES = PROJECT.locales
DEFAULT = next(locale for locale in LOCALES if locale.is_default)
OTHERS = tuple(locale.code for locale in LOCALES if not locale.is_default)
DRAWINGS = sorted((PROJECT.docs / "assets/drawings").glob("*.svg"))
MOVING = PROJECT.docs / "assets/drawings/cervix-animation.svg"
LOOKED_ALIKE = re.compile(r'class="(?:unseen|frame|behind)\b')
"""Classes that mean something else on a page: one of them once hid the dashed line of a stitch."""


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_small_legible_and_translated(path: Path) -> None:
    source = read_drawing(path)
    assert len(source.encode()) <= SMALL
    # Words of 18 units in 400 are 11 px where a phone of 320 px shows a drawing 247 px wide.
    assert 'viewBox="0 0 400 ' in source
    assert "font:500 18px" in source
    assert list(untranslated(source, OTHERS)) == []
    assert not LOOKED_ALIKE.search(source)
    assert "Gradient" not in source


def test_only_a_drawing_that_can_move_has_a_switch() -> None:
    for locale in LOCALES:
        moving = [path.stem for path in DRAWINGS if "<input" in localise(path, locale, DEFAULT, "x")]
        assert moving == ["cervix-animation"]
    assert "看动画</label>" in localise(MOVING, next(one for one in LOCALES if one.code == "zh"), DEFAULT, "x")
    assert 'class="play"' not in localise(MOVING, DEFAULT, DEFAULT, "x")


@pytest.mark.browser
@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_it_moves_only_when_asked_and_never_against_a_reader(browser: Browser, motion: str) -> None:
    """With the switch off, or for a reader who wants less motion, all four moments stand side by side."""
    style = (PROJECT.docs / "assets/styles/handbook.css").read_text("utf-8")
    figure = localise(MOVING, DEFAULT, DEFAULT, "Four drawings")
    page = browser.new_page(reduced_motion=motion, viewport={"width": 320, "height": 640})  # type: ignore[arg-type]
    page.set_content(f"<!doctype html><html lang=en><style>{style}</style><body>{figure}")
    running = "() => document.getAnimations().length"
    places = "() => new Set([...document.querySelectorAll('.moment')].map(x => getComputedStyle(x).transform)).size"
    assert (page.evaluate(running), page.evaluate(places)) == (0, 4)
    expect(page.locator("input")).to_be_visible(visible=motion == "no-preference")
    if motion == "no-preference":
        page.check("input")
        assert (page.evaluate(running), page.evaluate(places)) == (4, 1)
        page.uncheck("input")
        assert page.evaluate(running) == 0
    page.close()
