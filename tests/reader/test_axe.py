"""axe finds nothing at levels A and AA of WCAG 2.0 to 2.2: every page, both languages, light and dark, two widths."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from browser import PAGES, VIEWS
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RUN = """async (runOnly) => {
  const rules = { "target-size": { enabled: true } };
  const { violations } = await axe.run({ runOnly, rules, resultTypes: ["violations"] });
  const shown = (rule) => (node) => `${rule.id}: ${node.target} ${node.html.slice(0, 120)}`;
  return violations.flatMap((rule) => rule.nodes.map(shown(rule)));
}"""
EVERY = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""All that the colour scheme can change."""

pytestmark = pytest.mark.browser


def violations(page: Page, views: dict[str, dict[str, int]]) -> list[str]:
    """Everything axe objects to on the page as it stands, in each of `views`, light and dark."""
    page.evaluate(AXE)
    found = []
    for view, size in views.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme, rules in (("light", EVERY), ("dark", OF_COLOUR)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{view}, {scheme}: {fault}" for fault in page.evaluate(RUN, rules)]
    return found


@pytest.mark.parametrize("name", [*PAGES, "404.html"])
def test_axe_finds_nothing(page: Page, web: str, name: str) -> None:
    page.goto(web + name)
    assert violations(page, VIEWS) == []


def test_axe_finds_nothing_with_everything_open(page: Page, web: str) -> None:
    page.goto(f"{web}zh/timeline.html")
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    page.locator("[name=day]").fill("31")
    page.locator("[data-date-tool] [type=submit]").click()
    assert violations(page, VIEWS) == []


def test_axe_finds_nothing_in_the_search_window(page: Page, web: str) -> None:
    page.goto(f"{web}index.html")
    page.locator(".search-open").click()
    page.locator("#search-words").fill("bleeding")
    page.locator(".search li").first.wait_for()
    assert violations(page, VIEWS) == []
