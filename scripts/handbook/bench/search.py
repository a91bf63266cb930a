"""`./scripts/bench search`: how long a reader waits for the first result."""

from __future__ import annotations

import argparse
import statistics
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from handbook.bench.browser import PHONE, opened
from handbook.bench.webserver import nginx
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import Locale, Project

SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
"""Round trip in ms, bytes a second: what Lighthouse calls slow 4G."""

COLD, WARM = 1000, 50
"""Milliseconds to wait after the last key: with nothing loaded before, and everything."""

TYPED = {
    "en": ("bleeding", "can i lift my toddler", "cerclege", "18 mm"),
    "zh": ("出血", "能抱孩子吗", "chaixian", "18毫米"),
}
"""What is typed by language: a danger sign, a question, a misspelling, a measurement."""

KEY = 120
"""Milliseconds between two keys: somebody who types fast with two thumbs."""

RUNS = 3

_WATCH = """() => {
  globalThis.firstResult = 0;
  document.addEventListener("input", () => {
    globalThis.lastKey = performance.now();
    globalThis.firstResult = 0;
  }, { capture: true }); // before the search itself hears of it
  new MutationObserver(() => {
    if (!globalThis.firstResult && document.querySelector(".search .found")) {
      requestAnimationFrame(() => { globalThis.firstResult ||= performance.now(); });
    }
  }).observe(document.querySelector(".search"), { childList: true, subtree: true });
}"""
"""Notes when the last key was pressed and when the first result after it was painted."""


@dataclass(frozen=True)
class Wait:
    """How long the first result took in one language, in milliseconds: the median of the runs."""

    locale: str
    cold: float
    warm: float

    @property
    def is_met(self) -> bool:
        """Return whether both are within the limits."""
        return self.cold <= COLD and self.warm <= WARM


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "search", help="time to the first result: slow 4G with nothing kept, and warm"
    )
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Measure the built site and print a line a language.

    Raises HandbookError where there is none.
    """
    if not project.site.is_dir():
        raise HandbookError("site/ is not built. Type: ./scripts/build --no-handouts")
    with nginx(project.site) as server, opened() as browser:
        waits = [measure(browser, server.address, locale) for locale in project.locales]
    for wait in waits:
        cold, warm = f"{wait.cold:.0f} ms on slow 4G", f"{wait.warm:.0f} ms warm"
        print(f"{wait.locale}: first result {cold}, {warm}")  # noqa: T201
    return Exit.CLEAN if all(wait.is_met for wait in waits) else Exit.FINDINGS


def measure(browser: Browser, web: str, locale: Locale) -> Wait:
    """Return the waits in one language of the site at `web`."""
    cold = [_cold(browser, web, locale, typed) for typed in TYPED[locale.code][:RUNS]]
    return Wait(
        locale.code, statistics.median(cold), statistics.median(_warm(browser, web, locale))
    )


def _cold(browser: Browser, web: str, locale: Locale, typed: str) -> float:
    """Return the wait of somebody on a slow line, with an empty cache, who types at once."""
    context = browser.new_context(viewport=PHONE, service_workers="block")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{web}{locale.prefix}what-may-i-do.html")
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    page.locator(".search-open").click()
    page.locator("#search-words").wait_for(timeout=20_000)
    page.evaluate(_WATCH)
    wait = _typed(page, typed, 0)
    context.close()
    return wait


def _warm(browser: Browser, web: str, locale: Locale) -> list[float]:
    """Return the waits once everything is loaded, for every text in turn."""
    context = browser.new_context(viewport=PHONE, service_workers="block")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{web}{locale.prefix}what-may-i-do.html")
    page.locator(".search-open").click()
    page.locator("#search-words").wait_for()
    page.evaluate(_WATCH)
    _typed(page, TYPED[locale.code][0], KEY)
    waits = [_typed(page, typed, KEY) for typed in TYPED[locale.code] * RUNS]
    context.close()
    return waits


def _typed(page: Page, typed: str, pause: int) -> float:
    """Return the milliseconds from the last key of `typed` to the first result on the screen."""
    field = page.locator("#search-words")
    field.fill("")
    field.press_sequentially(typed, delay=pause)
    page.wait_for_function("() => globalThis.firstResult > globalThis.lastKey", timeout=20_000)
    wait: float = page.evaluate("() => globalThis.firstResult - globalThis.lastKey")
    return wait
