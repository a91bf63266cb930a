"""The search window in a real browser: typing, input methods, keys, waiting, failing, the way back, from a disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from browser import LOCALES, QUIET
from playwright.sync_api import Browser, Page, Route, expect

from handbook.bench.browser import PHONE
from handbook.core.project import Locale

pytestmark = pytest.mark.browser

EN, ZH = LOCALES
BUDGET = 120_000
"""Bytes of everything that a first search loads, brotli: index, window, and what reads and ranks."""

INDEX = "**/search-index.*.js"


def opened(page: Page, web: str, locale: Locale) -> None:
    """Open the search of a language by its key."""
    page.goto(f"{web}{locale.prefix}what-may-i-do.html")
    page.keyboard.press("Control+k")
    page.locator("#search-words").wait_for()


def typed(page: Page, text: str) -> list[str]:
    """Type `text` into the open window, and return the addresses found for it."""
    page.locator("#search-words").fill(text)
    page.wait_for_function("text => document.querySelector('.search').dataset.query === text", arg=text)
    links: list[str] = page.locator(".search .found").evaluate_all("links => links.map((link) => link.href)")
    return links


@pytest.fixture
def abroad(browser: Browser) -> Iterator[Page]:
    """A phone whose clock says that it is in the United Kingdom."""
    context = browser.new_context(viewport=PHONE, timezone_id="Europe/London", reduced_motion="reduce", **QUIET)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_a_result_leads_to_its_section_and_says_page_and_section(page: Page, web: str) -> None:
    page.goto(f"{web}zh/index.html")
    page.locator(".search-open").click()
    page.locator("#search-words").wait_for()
    assert typed(page, "便秘")
    first = page.locator(".search .found").first
    assert first.inner_text() == "哪些事可以做？ · 便秘、用力和咳嗽"
    first.click()
    page.wait_for_url("**/zh/what-may-i-do.html#constipation*")


def test_a_danger_sign_comes_first_with_its_step_and_a_button_to_call(abroad: Page, web: str) -> None:
    opened(abroad, web, EN)
    assert typed(abroad, "soaking pads with blood")[0].endswith("get-help-now.html#R3")
    first = abroad.locator(".search ol li").first
    assert first.locator(".act-ambulance").inner_text() == "Call an ambulance"
    assert first.locator("a.tel").get_attribute("href") == "tel:999"


@pytest.mark.parametrize("text", ["i want to die", "my husband hits me"])
def test_despair_and_violence_show_the_help_line_of_the_place(text: str, abroad: Page, web: str) -> None:
    opened(abroad, web, EN)
    typed(abroad, text)
    numbers = abroad.locator(".search ol li").first.locator("a.tel")
    called = numbers.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert {"tel:999", "tel:116123"} <= set(called)


def test_help_is_there_whatever_is_found(page: Page, web: str) -> None:
    opened(page, web, ZH)
    help_link = page.locator(".search .always a")
    for text in ("", "便秘", "宝宝起名"):
        page.locator("#search-words").fill(text)
        expect(help_link).to_be_visible()
        assert help_link.evaluate("link => link.href") == f"{web}zh/get-help-now.html"


def test_what_the_handbook_lacks_is_said_and_the_team_is_named(page: Page, web: str) -> None:
    opened(page, web, EN)
    assert typed(page, "best pram 2026") == []
    page.wait_for_function("() => document.querySelector('.search .count').textContent.includes('best pram 2026')")
    assert "not in this handbook" in page.locator(".search .count").inner_text()
    offered = page.locator(".search .instead a.button").evaluate_all("links => links.map((link) => link.href)")
    assert offered == [f"{web}questions-to-ask.html", f"{web}words.html"]


def test_arrows_walk_through_the_results_and_escape_goes_back(page: Page, web: str) -> None:
    opened(page, web, EN)
    assert typed(page, "bleeding")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('.search li:first-child .found')")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('.search li:nth-child(2) .found')")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "search-words"
    page.keyboard.press("Escape")
    expect(page.locator(".search")).to_be_hidden()


def test_an_input_method_is_waited_for_and_keeps_its_keys(page: Page, web: str) -> None:
    """Half-typed letters are no query, and the arrows choose a word of the input method, not a result."""
    opened(page, web, ZH)
    typed(page, "便秘")
    session = page.context.new_cdp_session(page)
    page.locator("#search-words").fill("")
    session.send("Input.imeSetComposition", {"selectionStart": 4, "selectionEnd": 4, "text": "chux"})
    assert page.locator(".search").get_attribute("data-query") == ""
    page.evaluate(
        "document.querySelector('#search-words').dispatchEvent(new KeyboardEvent('keydown', "
        "{ key: 'ArrowDown', isComposing: true, bubbles: true, cancelable: true }))"
    )
    assert page.evaluate("document.activeElement.id") == "search-words"
    session.send("Input.insertText", {"text": "出血"})
    page.wait_for_function("() => document.querySelector('.search').dataset.query === '出血'")
    assert page.locator(".search .found").first.get_attribute("href").endswith("get-help-now.html#R18")  # type: ignore[union-attr]


def test_a_wait_is_shown_and_then_the_results_of_what_was_typed(page: Page, web: str) -> None:
    held: list[Route] = []
    page.route(INDEX, lambda route: held.append(route))
    opened(page, web, EN)
    page.locator("#search-words").fill("bleeding")
    page.locator(".search.waiting").wait_for()
    page.wait_for_function("() => document.querySelector('.search .count').textContent.startsWith('Searching')")
    held[0].continue_()
    page.locator(".search .found").first.wait_for()
    assert page.locator(".search.waiting").count() == 0


def test_a_failed_load_says_so_and_can_be_tried_again(browser: Browser, web: str) -> None:
    page = browser.new_context(viewport=PHONE, **QUIET).new_page()  # type: ignore[arg-type]
    page.route(INDEX, lambda route: route.abort())
    opened(page, web, EN)
    page.locator(".search .instead a").first.wait_for()
    assert "could not be loaded" in page.locator(".search .instead").inner_text()
    page.keyboard.press("Escape")
    page.unroute(INDEX)
    page.keyboard.press("Control+k")
    assert typed(page, "bleeding")
    page.context.close()


def test_going_back_keeps_the_query_and_the_list(page: Page, web: str) -> None:
    opened(page, web, EN)
    typed(page, "stairs")
    page.locator(".search .found", has_text="Stairs").first.click()
    page.wait_for_url("**#stairs")
    page.locator(".search .found", has_text="Stairs").first.wait_for(state="hidden")  # the same page: it closes late
    page.go_back()
    page.locator(".search .found", has_text="Stairs").first.wait_for()
    assert page.locator("#search-words").input_value() == "stairs"


def test_going_back_from_another_page_keeps_them_too(page: Page, web: str) -> None:
    opened(page, web, ZH)
    typed(page, "拆线疼吗")
    page.locator(".search .found").first.click()
    page.wait_for_url("**/zh/stitch-removal-and-birth.html*")
    page.go_back()
    page.locator(".search .found").first.wait_for()
    assert page.locator("#search-words").input_value() == "拆线疼吗"


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_the_hint_fits_its_field_on_a_small_phone(locale: Locale, page: Page, web: str) -> None:
    opened(page, web, locale)
    spare = page.locator("#search-words").evaluate(
        """field => {
          const style = getComputedStyle(field), pen = document.createElement("canvas").getContext("2d");
          pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
          const inside = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
          return inside - pen.measureText(field.placeholder).width;
        }"""
    )
    assert spare >= 0


def test_what_is_typed_is_never_read_as_html(page: Page, web: str) -> None:
    opened(page, web, EN)
    typed(page, "<img src=x onerror=alert(1)> bleeding")
    assert page.locator(".search img").count() == 0


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_anything_may_be_typed(locale: Locale, page: Page, web: str) -> None:
    """One after another into one window, which each must leave as it was: the index is read once."""
    opened(page, web, locale)
    for text in ("(", "[a|", "\\\\*", "#", "?!", "。，", "😀", "0" * 300, "的"):
        typed(page, text)
        assert typed(page, "progesterone"), text


def test_nothing_of_the_search_loads_before_it_is_used(page: Page, web: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{web}index.html")
    page.wait_for_load_state("networkidle")
    assert [address for address in asked if "search" in address] == []


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_a_first_search_is_one_index_and_small(locale: Locale, page: Page, web: str, published: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(web)))
    opened(page, web, locale)
    typed(page, "stitch")
    scripts = [name for name in asked if "/search" in name]
    assert len([name for name in scripts if "search-index" in name]) == 1
    assert sum(len(brotli.compress((published / name).read_bytes())) for name in scripts) <= BUDGET


def test_the_copy_for_a_disk_has_a_search(browser: Browser, published: Path, tmp_path: Path) -> None:
    """Opened by double click, where a browser runs no modules and fetches nothing."""
    with zipfile.ZipFile(published / "handbook-offline.zip") as archive:
        archive.extractall(tmp_path)
    page = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    for locale in LOCALES:
        home = f"{(tmp_path / 'handbook').as_uri()}/"
        page.goto(f"{home}{locale.prefix}index.html")
        page.locator(".search-open").click()
        page.locator("#search-words").wait_for()
        assert typed(page, "progesterone")[0].startswith(f"{home}{locale.prefix}progesterone.html")
    page.context.close()
