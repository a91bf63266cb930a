"""axe finds nothing at levels A and AA of WCAG 2.0 to 2.2: every page, both languages, light and dark, two widths."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from browser import PAGES, VIEWS
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RUN = """async ([runOnly, without, alike]) => {
  const rules = { "target-size": { enabled: true } };
  for (const rule of without) rules[rule] = { enabled: false };
  const include = alike ? oneOfEachColour() : [document];
  const { violations } = await axe.run({ include }, { runOnly, rules, resultTypes: ["violations"] });
  const shown = (rule) => (node) => `${rule.id}: ${node.target} ${node.html.slice(0, 120)}`;
  return violations.flatMap((rule) => rule.nodes.map(shown(rule)));
}"""
EVERY = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = ["color-contrast", "link-in-text-block"]
"""Rules for all that the colour scheme can change. On a long page they take ten times as long as all the others."""
OF_COLOUR = {"type": "rule", "values": COLOURS}
ALIKE = """globalThis.oneOfEachColour = () => {
  const kinds = new Map([["", 0]]), known = new Map([[null, 0]]), chosen = [];
  for (const element of document.querySelectorAll("*")) {
    const look = getComputedStyle(element);
    const own = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textShadow",
      "textDecorationLine", "filter", "mixBlendMode", "position", "display"].map((name) => look[name]);
    const kind = [known.get(element.parentElement), element.localName, ...own].join();
    const speaks = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!kinds.has(kind)) kinds.set(kind, kinds.size);
    known.set(element, kinds.get(kind));
    if (speaks && !kinds.has(`said ${kind}`)) {
      kinds.set(`said ${kind}`, kinds.size);
      chosen.push(element);
    }
  }
  return chosen;
}"""
"""The first text of each kind: in an element of that name and look, inside others of one name and look each.

All that looks alike has one contrast, so that one of a hundred claims speaks for the others.
"""

pytestmark = pytest.mark.browser


def violations(page: Page, views: dict[str, dict[str, int]]) -> list[str]:
    """Everything axe objects to on the page as it stands, in each of `views`, light and dark.

    Colours are read of every text in the first view and light, then of one of each kind.
    """
    page.evaluate(AXE)
    page.evaluate(ALIKE)
    found = []
    for view, size in views.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        first = view == next(iter(views))
        found += [f"{view}: {fault}" for fault in page.evaluate(RUN, [EVERY, [] if first else COLOURS, False])]
        for scheme in ("dark",) if first else ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{view}, {scheme}: {fault}" for fault in page.evaluate(RUN, [OF_COLOUR, [], True])]
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
