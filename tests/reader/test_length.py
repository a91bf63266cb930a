"""How long the pages are that a reader reads through: a phone of 360 × 640, everything folded as it comes."""

from __future__ import annotations

import statistics

import pytest
from browser import LOCALES, QUIET, SLUGS
from figures import tell
from playwright.sync_api import Browser

from handbook.core.project import Locale

SCREEN = {"width": 360, "height": 640}
LOOKED_UP = ("what-we-say", "sources", "where-sources-differ", "how-we-made-this", "for-clinicians", "words")
"""Ledgers and the list of words: nobody reads them through. So are the pages of places, `care-…`."""
LONGEST = 16
MEAN = 10.4
"""In screens; the head and foot of the page count."""
HEIGHT = "document.documentElement.scrollHeight"


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_pages_are_of_a_readable_length(browser: Browser, web: str, locale: Locale) -> None:
    context = browser.new_context(viewport=SCREEN, **QUIET)
    page = context.new_page()
    screens: dict[str, float] = {}
    for slug in SLUGS:
        if slug not in LOOKED_UP and not slug.startswith("care-"):
            page.goto(f"{web}{locale.prefix}{slug}.html")
            screens[slug] = page.evaluate(HEIGHT) / SCREEN["height"]
    context.close()
    mean = statistics.mean(screens.values())
    longest = max(screens, key=lambda slug: screens[slug])
    most = f"{screens[longest]:.1f} at most ({longest})"
    tell(f"length-{locale.code}", f"screens of a page, {locale.name}: {mean:.1f} on average, {most}\n")
    assert {slug: round(value, 1) for slug, value in screens.items() if value > LONGEST} == {}
    assert mean <= MEAN
