"""axe finds nothing at levels A and AA of WCAG 2.0 to 2.2: every page, both languages, light and dark, two widths."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import axe_playwright_python
import pytest
from browser import PAGES, VIEWS
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
ONE_OF_EACH = (Path(__file__).parent / "kinds.js").read_text("utf-8")
"""Marks the texts that are to be read, given the kinds that were read before."""
RUN = """async (runOnly) => {
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-read]" }] });
  const rules = { "target-size": { enabled: true } };
  const { violations } = await axe.run({ runOnly, rules, resultTypes: ["violations"] });
  const shown = (rule) => (node) => `${rule.id}: ${node.target} ${node.html.slice(0, 120)}`;
  return violations.flatMap((rule) => rule.nodes.map(shown(rule)));
}"""
EVERY = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""Rules for all that the colour scheme can change; the first takes ten times as long as all the others."""
SCHEMES = {"light": EVERY, "dark": OF_COLOUR}
READ: dict[str, set[str]] = defaultdict(set)
"""By view and colour scheme, the kinds of text that have been read and found good on other pages of this run."""

pytestmark = pytest.mark.browser


def violations(page: Page, views: dict[str, dict[str, int]]) -> list[str]:
    """Everything axe objects to on the page as it stands, in each of `views`, light and dark.

    The contrast is read of one text of each kind (kinds.js), on the first page of the run that has it.
    """
    page.evaluate(AXE)
    found = []
    for view, size in views.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            read = READ[f"{view}, {scheme}"]
            fresh = page.evaluate(ONE_OF_EACH, list(read))
            faults = page.evaluate(RUN, rules) if fresh or rules is EVERY else []
            if not faults:
                read.update(fresh)
            found += [f"{view}, {scheme}: {fault}" for fault in faults]
    return found


def test_a_colour_that_one_text_alone_has_is_found(page: Page, web: str) -> None:
    """In the middle of a list of like ones, and only where it is dark or wide."""
    page.goto(f"{web}stitch.html")
    page.locator(".page ul li:visible").nth(7).evaluate("item => { item.id = 'pale' }")
    for where in ("prefers-color-scheme: dark", "min-width: 1000px"):
        page.evaluate(
            """(text) => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(text);
              document.adoptedStyleSheets = [sheet];
            }""",
            f"@media ({where}) {{ #pale, #pale * {{ color: #777 !important; background: #888 !important }} }}",
        )
        assert any("color-contrast" in fault and "#pale" in fault for fault in violations(page, VIEWS)), where


def test_a_colour_behind_a_text_that_is_moved_is_found(page: Page, web: str) -> None:
    """Of two texts that look alike, the one that another box was laid under."""
    page.goto(f"{web}stitch.html")
    assert violations(page, VIEWS) == []
    page.locator(".page > p:visible").nth(3).evaluate("""(text) => {
      const under = document.createElement("div");
      under.id = "under";
      under.style.cssText = "position: absolute; z-index: -1; background: #777; height: 9em; width: 100%";
      text.before(under);
    }""")
    assert any("color-contrast" in fault for fault in violations(page, VIEWS))


@pytest.mark.parametrize("name", [*PAGES, "404.html"])
def test_axe_finds_nothing(reading: Page, web: str, name: str) -> None:
    reading.goto(web + name)
    assert violations(reading, VIEWS) == []


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
