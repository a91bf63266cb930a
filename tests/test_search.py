"""What people type finds the right page, in a real browser, and never a page in the other language."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from browser import LOCALES
from figures import tell
from playwright.sync_api import Page, Route

from handbook.core.project import ROOT, Locale

pytestmark = pytest.mark.browser

FIRST, SHARE, FEWEST = 3, 0.95, 60


def queries(locale: Locale) -> list[dict[str, Any]]:
    """What is typed, and the pages of which one should be among the first three."""
    loaded: list[dict[str, Any]] = yaml.safe_load((ROOT / f"tests/queries/{locale.code}.yml").read_text("utf-8"))
    return loaded


def typed(page: Page, text: str) -> list[str]:
    """The addresses found for `text`, typed into the open search window."""
    field = page.locator("#search-words")
    field.fill("")
    page.keyboard.type(text)
    page.keyboard.press("End")  # an input method ends with a key, typing Chinese sends none
    page.wait_for_function("text => document.querySelector('.search').dataset.query === text", arg=text)
    links: list[str] = page.locator(".search .found").evaluate_all("links => links.map((link) => link.href)")
    return links


def opened(page: Page, web: str, locale: Locale) -> None:
    """Open the search of a language by its key."""
    page.goto(f"{web}{locale.prefix}what-may-i-do.html")
    page.keyboard.press("Control+k")
    page.locator("#search-words").wait_for()


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_everyday_queries_find_their_page(page: Page, web: str, locale: Locale) -> None:
    opened(page, web, locale)
    rows, missed = queries(locale), []
    assert len(rows) >= FEWEST
    for row in rows:
        found = typed(page, row["query"])
        assert all(address.startswith(web + locale.prefix) for address in found)
        if not locale.prefix:
            assert not any(address.startswith(f"{web}zh/") for address in found)
        names = {address.rpartition("/")[2].partition(".html")[0] for address in found[:FIRST]}
        if not names & set(row["pages"]):
            missed.append(row["query"])
    tell(f"search-{locale.code}", f"{locale.name}: {len(rows) - len(missed)} of {len(rows)} searches find their page\n")
    assert len(missed) <= (1 - SHARE) * len(rows), missed


def test_pages_of_the_queries_exist() -> None:
    for locale in LOCALES:
        named = {name for row in queries(locale) for name in row["pages"]}
        assert [name for name in named if not (ROOT / f"docs/{locale.code}/{name}.md").exists()] == []


def test_arrows_walk_through_the_results_and_escape_goes_back(page: Page, web: str) -> None:
    opened(page, web, LOCALES[0])
    assert typed(page, "bleeding")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('.search li:first-child a')")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('.search li:nth-child(2) a')")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "search-words"
    page.keyboard.press("Escape")
    assert not page.locator(".search").is_visible()


def test_a_tap_opens_and_a_result_leads_to_its_section(page: Page, web: str) -> None:
    page.goto(f"{web}zh/index.html")
    page.locator(".search-open").click()
    page.locator("#search-words").wait_for()
    assert typed(page, "便秘")
    page.locator(".search .found").first.click()
    page.wait_for_url("**/zh/what-may-i-do.html#constipation*")


def test_nothing_found_offers_help_and_the_word_list(page: Page, web: str) -> None:
    opened(page, web, LOCALES[1])
    assert typed(page, "qqqq") == []
    assert "qqqq" in page.locator(".search .count").inner_text()
    offered = page.locator(".search .instead a").evaluate_all("links => links.map((link) => link.href)")
    assert offered == [f"{web}zh/get-help-now.html", f"{web}zh/words.html"]


@pytest.mark.parametrize("skip", [["("], ["a|", "吗"], ["[", "\\\\", "*"], []], ids=str)
def test_words_to_skip_are_words_and_no_pattern(skip: list[str], page: Page, web: str) -> None:
    """Whatever stands in evidence/search.yml, and where a language has no such words at all."""

    def changed(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"skip": skip})

    page.route("**/handbook.*.json", changed)
    opened(page, web, LOCALES[1])
    names = [address.rpartition("/")[2].partition(".html")[0] for address in typed(page, "便秘怎么办")]
    assert "what-may-i-do" in names[:FIRST]


def test_what_is_typed_is_never_read_as_html(page: Page, web: str) -> None:
    opened(page, web, LOCALES[0])
    typed(page, "<img src=x onerror=alert(1)>")
    assert page.locator(".search img").count() == 0


def test_nothing_of_the_search_loads_before_it_is_used(page: Page, web: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{web}index.html")
    page.wait_for_load_state("networkidle")
    assert [address for address in asked if "pagefind" in address or "search" in address] == []
