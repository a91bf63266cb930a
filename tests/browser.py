"""The built site behind a plain server, and one Chromium for all tests of a run; conftest.py loads this plugin.

HANDBOOK_TEST_SITE names a built site to test instead of the current one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from handbook.bench.browser import DESKTOP, FLAGS, PHONE, chromium, opened, served
from handbook.core.project import ROOT, Project

PROJECT = Project.at(ROOT)
LOCALES = PROJECT.locales
SLUGS = tuple(Path(name).stem for name in PROJECT.nav)
PAGES = tuple(f"{locale.prefix}{slug}.html" for locale in LOCALES for slug in SLUGS)
"""Every page of every language, from the site's root."""

VIEWS = {"phone": PHONE, "desktop": DESKTOP}
QUIET = {"service_workers": "block"}
"""A click would else make each window keep the whole handbook; tests/publish/test_offline.py lets it."""
FORGET = "localStorage.clear(); sessionStorage.clear()"


@pytest.fixture(scope="session")
def web(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the built site, with its search, on loopback."""
    named = os.environ.get("HANDBOOK_TEST_SITE")
    folder = Path(named) if named else request.getfixturevalue("published")
    with served(folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run, without a desktop's windows where that is installed."""
    if chromium() is None:
        pytest.skip("NO CHROMIUM: nothing was tested in a browser. Install it: sudo apt-get install chromium")
    with opened(windowless=True) as instance:
        yield instance


@pytest.fixture(scope="session")
def desktop_browser(browser: Browser) -> Iterator[Browser]:
    """Chromium as readers have it, beside that one: what it fetches ahead is weighed."""
    instance = browser.browser_type.launch(executable_path=chromium(), args=list(FLAGS))
    yield instance
    instance.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window of phone size that prefers English; a script error on any page fails the test."""
    yield from fresh(browser, locale="en-GB", viewport=PHONE)


@pytest.fixture
def wide(browser: Browser) -> Iterator[Page]:
    """The same, of desktop size."""
    yield from fresh(browser, locale="en-GB", viewport=DESKTOP)


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A window of phone size without scripts."""
    yield from fresh(browser, locale="en-GB", viewport=PHONE, java_script_enabled=False)


@pytest.fixture(scope="session")
def _shared(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """The window of `reading`, and the errors in it."""
    context = browser.new_context(reduced_motion="reduce", locale="en-GB", viewport=PHONE, **QUIET)
    window = context.new_page()
    yield window, _errors(window)
    context.close()


@pytest.fixture
def reading(_shared: tuple[Page, list[str]]) -> Iterator[Page]:
    """One window of phone size for all tests that only look at pages: a fresh one takes longer than many a page.

    A script error fails the test; what a page keeps is cleared away behind it.
    """
    window, errors = _shared
    window.set_viewport_size(PHONE)  # type: ignore[arg-type]
    window.emulate_media(color_scheme="light", media="screen")
    errors.clear()
    yield window
    window.evaluate(FORGET)
    window.context.clear_cookies()
    assert errors == []


def fresh(browser: Browser, **options: object) -> Iterator[Page]:
    """A fresh window; a script error in it fails when it is closed, on the next step."""
    context = browser.new_context(reduced_motion="reduce", **QUIET, **options)  # type: ignore[arg-type]
    window = context.new_page()
    errors = _errors(window)
    yield window
    context.close()
    assert errors == []


def _errors(window: Page) -> list[str]:
    """The errors of scripts in a window, as they come."""
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    return errors
