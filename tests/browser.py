"""The built site behind a plain server, and one Chromium for all tests of a run; conftest.py loads this plugin.

HANDBOOK_TEST_SITE names a built site to test instead of the current one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from handbook.bench.browser import DESKTOP, PHONE, chromium, opened, served
from handbook.core.project import ROOT, Project

PROJECT = Project.at(ROOT)
LOCALES = PROJECT.locales
SLUGS = tuple(Path(name).stem for name in PROJECT.nav)
PAGES = tuple(f"{locale.prefix}{slug}.html" for locale in LOCALES for slug in SLUGS)
"""Every page of every language, from the site's root."""

VIEWS = {"phone": PHONE, "desktop": DESKTOP}


@pytest.fixture(scope="session")
def web(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the built site, with its search, on loopback."""
    named = os.environ.get("HANDBOOK_TEST_SITE")
    folder = Path(named) if named else request.getfixturevalue("published")
    with served(folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    if chromium() is None:
        pytest.skip("NO CHROMIUM: nothing was tested in a browser. Install it: sudo apt-get install chromium")
    with opened() as instance:
        yield instance


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window of phone size that prefers English; a script error on any page fails the test."""
    yield from _window(browser, locale="en-GB", viewport=PHONE)


@pytest.fixture
def wide(browser: Browser) -> Iterator[Page]:
    """The same, of desktop size."""
    yield from _window(browser, locale="en-GB", viewport=DESKTOP)


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A window of phone size without scripts."""
    yield from _window(browser, locale="en-GB", viewport=PHONE, java_script_enabled=False)


def _window(browser: Browser, **options: object) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce", **options)  # type: ignore[arg-type]
    window = context.new_page()
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield window
    context.close()
    assert errors == []
