"""Ten errands of frightened people, walked on a phone in both languages: taps, screens scrolled, seconds."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from browser import LOCALES, PROJECT, QUIET
from figures import tell
from playwright.sync_api import Browser, Locator, Page, expect

from handbook.bench.browser import served
from handbook.content.edition import use_edition
from handbook.content.places import load_places
from handbook.core.project import ROOT, Locale, Project
from handbook.web.mkdocs_build import make_pages

pytestmark = pytest.mark.browser

ERRANDS: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/reader/errands.yml").read_text("utf-8"))
SCREEN = {"width": 360, "height": 640}
AT_HOME = {"en": ("en-GB", "Europe/London", "united-kingdom"), "zh": ("zh-CN", "Asia/Shanghai", "mainland-china")}
"""By language: the phone's language, its time zone, and the place that it stands for."""
OTHER = {"en": "zh", "zh": "en"}

TAP, GLANCE = 1.35 + 0.2, 1.35 + 0.5
"""Seconds to find and tap a thing, and to swipe and look over a screen, besides what the pages take.

The keystroke-level model: 1.35 s to decide, 0.2 s to press, about 0.5 s a swipe (Card, Moran and Newell 1980).
"""

BELOW = """(element) => {
  const bar = document.querySelector(".help")?.getBoundingClientRect();
  const { top, bottom } = element.getBoundingClientRect();
  const end = bar && !element.closest(".help, .offer") ? bar.top + 8 : innerHeight;
  return bottom > end ? Math.min(bottom - end, top) : Math.max(0, -top);
}"""
"""How far to scroll until an element can be seen whole, in pixels."""


@pytest.fixture
def walk(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone in the hands of who has this errand."""
    errand, locale = request.node.callspec.params["errand"], request.node.callspec.params["locale"]
    code = OTHER[locale.code] if errand.get("reads") == "other" else locale.code
    language, zone, _ = AT_HOME[code]
    context = browser.new_context(viewport=SCREEN, locale=language, timezone_id=zone, reduced_motion="reduce", **QUIET)
    yield context.new_page()
    context.close()


def reach(element: Locator) -> float:
    """Scroll to an element; return how many screens that took."""
    pixels = float(element.evaluate(BELOW))
    if pixels:
        element.scroll_into_view_if_needed()
    return pixels / SCREEN["height"]


def filled(selector: str, code: str) -> str:
    """A selector of the list with the reader's place, its number, and another place filled in."""
    place = load_places(PROJECT).records[AT_HOME[code][2]]
    for name, value in {"place": place.id, "number": place.number, "other": AT_HOME[OTHER[code]][2]}.items():
        selector = selector.replace(f"{{{name}}}", value)
    return selector


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
@pytest.mark.parametrize("errand", ERRANDS, ids=lambda errand: errand["id"])
def test_the_errand_is_short(walk: Page, web: str, errand: dict[str, Any], locale: Locale) -> None:
    began, screens = time.monotonic(), 0.0
    walk.goto(f"{web}{locale.prefix}{errand['start']}.html")
    for selector in errand["taps"]:
        element = walk.locator(selector).first
        screens += reach(element)
        element.click()
        walk.wait_for_load_state()
    found = walk.locator(filled(errand["finds"], locale.code)).first
    found.wait_for()
    screens += reach(found)
    taps = len(errand["taps"])
    seconds = time.monotonic() - began + taps * TAP + screens * GLANCE
    name = f"{errand['id']} {locale.code}"
    tell(f"errand {name}", f"{name}: {taps} taps, {screens:.1f} screens, {seconds:.0f} s\n")
    assert taps <= errand["taps_at_most"]
    assert screens <= errand["screens_at_most"]


def test_there_are_ten() -> None:
    assert len(ERRANDS) == 10
    assert all(set(errand["says"]) == {locale.code for locale in LOCALES} for errand in ERRANDS)


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_every_number_of_the_help_page_can_be_tapped(plain: Page, web: str, locale: Locale) -> None:
    plain.goto(f"{web}{locale.prefix}get-help-now.html")
    numbers = plain.locator('a[href^="tel:"], a[href^="sms:"]')
    tapped = set(numbers.evaluate_all("links => links.map((link) => link.hash || link.href)"))
    lines = [line for place in load_places(PROJECT) for line in _lines(place)]
    assert {address(line, number) for line in lines for number in line.numbers} <= tapped
    shown = plain.locator(".chip[data-place]")
    assert all(chip.is_visible() for chip in shown.all()) and shown.count() == len(known_places())


def address(line: Any, number: str) -> str:
    """What a number of a line is tapped for: a call, or a message with the word to send."""
    digits = "".join(filter(str.isdigit, number))
    texted = getattr(line, "texted", "")
    return f"sms:{digits}?body={texted}" if texted else f"tel:{digits}"


def known_places() -> list[str]:
    """The places whose number is known."""
    return [place.id for place in load_places(PROJECT) if place.number]


def _lines(place: Any) -> tuple[Any, ...]:
    return (place.emergency, *place.crisis, *((place.urgent,) if place.urgent else ()))


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_the_help_page_is_short_until_it_is_opened(browser: Browser, web: str, locale: Locale) -> None:
    """At most ten screens; each step and section opens with a tap, an address opens it, and paper shows all."""
    language, zone, _ = AT_HOME[locale.code]
    context = browser.new_context(viewport=SCREEN, locale=language, timezone_id=zone, **QUIET)
    page = context.new_page()
    page.goto(f"{web}{locale.prefix}get-help-now.html")
    assert page.evaluate("document.documentElement.scrollHeight") / SCREEN["height"] <= 10
    for name in ("R1", "cord", "crisis", "script-to-show"):
        page.goto(f"{web}{locale.prefix}get-help-now.html#{name}")
        assert page.locator(f"#{name}").evaluate("part => part.closest('details').open"), name
    page.emulate_media(media="print")
    rows = page.locator(".danger-list [data-row]:not([hidden])")  # those of another place are hidden
    assert rows.count() > 30
    assert rows.evaluate_all("rows => rows.every((row) => row.offsetHeight > 0)")
    context.close()


def test_an_address_opens_a_fold_without_scripts(plain: Page, web: str) -> None:
    plain.goto(f"{web}get-help-now.html#cord")
    expect(plain.locator("#drawing-cord-positions")).to_be_visible()


def test_a_place_is_kept_until_another_is_chosen(page: Page, web: str) -> None:
    page.goto(f"{web}stitch.html")
    page.locator(".menu").click()
    page.locator("[data-places]").select_option("canada")
    assert page.evaluate("Object.entries(localStorage)") == [["place", "canada"]]
    page.goto(f"{web}zh/get-help-now.html")
    assert page.locator(".call [data-call]").get_attribute("href") == "tel:911"
    assert page.locator(".help [data-call]").get_attribute("href") == "tel:911"
    page.locator("[data-elsewhere]").click()
    page.locator('.chip[data-place="ireland"]').evaluate("chip => { chip.removeAttribute('href'); chip.click() }")
    assert page.locator(".call [data-call]").get_attribute("href") == "tel:112"


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
@pytest.mark.parametrize("place", [place for place in load_places(PROJECT) if place.door], ids=lambda place: place.id)
def test_a_step_names_the_door_of_the_place(page: Page, web: str, place: Any, locale: Locale) -> None:
    """With the place known, a topic says its door once, and despair has its help line on the sign."""
    page.goto(f"{web}{locale.prefix}get-help-now.html")
    page.evaluate("(id) => localStorage.setItem('place', id)", place.id)
    page.reload()
    page.locator("#topic-other summary").click()
    door = page.locator("#topic-other [data-door]")
    assert door.count() == 1
    expect(door).to_contain_text(place.name[locale.code])
    expect(door.locator(f'a[href="{place.page}.html"]')).to_be_visible()
    lines = [number for line in place.crisis_for(locale.code) for number in line.numbers]
    called = page.locator("#topic-other [data-crisis]").get_attribute("href")
    assert called == (f"tel:{lines[0].replace(' ', '').replace('-', '')}" if lines else "#crisis")


def test_without_scripts_every_door_stands_in_full(plain: Page, web: str) -> None:
    plain.goto(f"{web}get-help-now.html#where-to-go")
    assert plain.locator("[data-door-of]").count() == sum(1 for place in load_places(PROJECT) if place.door)
    expect(plain.locator('[data-door-of="united-kingdom"]')).to_be_visible()


def test_a_block_by_place_shows_the_page_of_the_place(page: Page, plain: Page, web: str) -> None:
    page.goto(f"{web}after-a-loss.html")
    page.evaluate("localStorage.setItem('place', 'macao')")
    page.reload()
    shown = page.locator("[data-care-of]:visible a")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("href", "care-in-hong-kong-macao-taiwan.html#after-a-loss")
    plain.goto(f"{web}after-a-loss.html")
    plain.locator(".care-by-place summary").click()
    pages = {place.page for place in load_places(PROJECT)}
    expect(plain.locator("[data-care-of]:visible")).to_have_count(len(pages))


def test_a_sign_stands_close_to_its_step(page: Page, web: str) -> None:
    """The look of a signature's box once fell on every sign of the list, which has the same short name."""
    page.goto(f"{web}get-help-now.html")
    page.locator("#topic-bleeding summary").click()
    sign = page.locator("#topic-bleeding .sign").first
    look = sign.evaluate("sign => [getComputedStyle(sign).marginTop, getComputedStyle(sign).paddingLeft]")
    assert look == ["0px", "0px"]


def test_an_unknown_place_shows_all_numbers(page: Page, web: str) -> None:
    page.goto(f"{web}get-help-now.html")  # the tests' time zone is UTC, which is no place
    expect(page.locator('.chip[data-place="united-kingdom"]')).to_be_visible()
    assert page.locator(".call [data-call]").get_attribute("href") == "#numbers-here"


@pytest.mark.long(12)
def test_the_place_of_an_edition_comes_before_the_time_zone(
    browser: Browser, built_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ours.yml").write_text("place: japan\n", "utf-8")
    for name in ("HANDBOOK_EDITION", "HANDBOOK_URL"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # so that what is set is forgotten afterwards
    use_edition(project := Project.at(built_home), str(tmp_path / "ours.yml"))
    make_pages(project, tmp_path / "site")
    context = browser.new_context(viewport=SCREEN, locale="en-GB", timezone_id="Europe/London", **QUIET)
    page = context.new_page()
    with served(tmp_path / "site") as web:
        for locale in LOCALES:
            for slug in ("stitch", "get-help-now"):
                page.goto(f"{web}{locale.prefix}{slug}.html")
                assert page.locator("[data-places]").input_value() == "japan"
            assert page.locator(".call [data-call]").get_attribute("href") == "tel:119"
        page.locator(".menu").click()
        page.locator("[data-places]").select_option("canada")  # the reader has the last word
        page.goto(f"{web}get-help-now.html")
        assert page.locator(".call [data-call]").get_attribute("href") == "tel:911"
    context.close()
