"""What a reader fills in: kept on the device alone, shared by both languages, printed, deleted; and the calendar."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from browser import LOCALES
from playwright.sync_api import Page, expect

from handbook.core.project import Locale

pytestmark = pytest.mark.browser

UNIT = '.fill[aria-label^="My maternity unit, by day"]'


def test_what_is_typed_stays_and_both_languages_show_it(page: Page, web: str) -> None:
    asked: list[str] = []
    page.goto(f"{web}my-plan.html")
    page.locator(UNIT).fill("020 7946 0000")
    page.locator(".choice", has_text="twins").locator("input").check()
    page.on("request", lambda request: asked.append(request.method))
    page.goto(f"{web}zh/my-plan.html")
    assert page.locator("#numbers ~ table .fill").nth(1).input_value() == "020 7946 0000"
    assert page.locator(".choice", has_text="双胎").locator("input").is_checked()
    assert set(asked) <= {"GET"}
    assert set(page.evaluate("Object.keys(localStorage)")) == {"plan"}
    page.locator("[data-forget]").click()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert page.locator("#numbers ~ table .fill").nth(1).input_value() == ""
    assert not page.locator(".choice", has_text="双胎").locator("input").is_checked()


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_the_unit_is_one_tap_away_once_it_is_known(page: Page, web: str, locale: Locale) -> None:
    page.goto(f"{web}{locale.prefix}get-help-now.html")
    button = page.locator(".call [data-unit]")
    assert (button.get_attribute("href") or "").endswith("my-plan.html#numbers")
    page.evaluate("""localStorage.setItem("plan", JSON.stringify({ "numbers.1": "020 7946 0000" }))""")
    page.reload()
    assert button.get_attribute("href") == "tel:02079460000"


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_every_blank_says_what_it_asks_for(page: Page, web: str, locale: Locale) -> None:
    for slug in ("my-plan", "get-help-now"):
        page.goto(f"{web}{locale.prefix}{slug}.html")
        page.locator(".fill").first.wait_for(state="attached")
        names = page.locator(".fill").evaluate_all("inputs => inputs.map((input) => input.ariaLabel)")
        assert names and all(names), slug
        boxes = page.locator(".choice input").evaluate_all("inputs => inputs.map((input) => input.ariaLabel)")
        assert boxes and all(boxes), slug


def test_a_word_of_the_glossary_stays_in_its_question(page: Page, web: str) -> None:
    page.goto(f"{web}my-plan.html")
    line = page.locator("#my-stitch ~ ul li", has_text="cerclage").first
    line.locator(".choice").first.wait_for()
    assert [choice.strip() for choice in line.locator(".choice").all_inner_texts()] == ["yes", "no"]
    assert line.inner_text().split("cerclage")[0].endswith("(")


def test_the_filled_plan_prints_as_filled(page: Page, web: str) -> None:
    page.goto(f"{web}my-plan.html")
    page.locator(UNIT).fill("020 7946 0000")
    page.emulate_media(media="print")
    expect(page.locator(UNIT)).to_be_visible()
    expect(page.locator("[data-plan]")).to_be_hidden()


def test_without_scripts_the_lines_stand(plain: Page, web: str) -> None:
    plain.goto(f"{web}my-plan.html")
    expect(plain.locator("#numbers ~ table .blank").first).to_be_visible()
    expect(plain.locator("[data-plan]")).to_be_hidden()


def test_the_dates_go_to_a_calendar(page: Page, web: str, tmp_path: Path) -> None:
    page.clock.set_fixed_time(datetime.datetime(2026, 11, 22, 12, 0))
    page.goto(f"{web}zh/timeline.html")
    for name, value in (("year", "2027"), ("month", "3"), ("day", "27")):
        page.locator(f"[data-date-tool] [name={name}]").fill(value)
    page.locator("[data-date-tool] [type=submit]").click()
    with page.expect_download() as saved:
        page.locator("[data-calendar]").click()
    saved.value.save_as(tmp_path / "dates.ics")
    text = (tmp_path / "dates.ics").read_bytes()
    lines = text.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(map(len, lines)) <= 75 and b"\n" not in text.replace(b"\r\n", b"")
    events = re.findall(rb"DTSTART;VALUE=DATE:(\d{8})\r\nDTEND;VALUE=DATE:(\d{8})\r\n", text)
    assert len(events) == page.locator(".dates li").count() and all(start < end for start, end in events)
    assert b"20270327" in {start for start, _ in events}


def test_past_dates_are_folded_and_the_next_comes_first(page: Page, web: str) -> None:
    page.clock.set_fixed_time(datetime.datetime(2026, 11, 22, 12, 0))
    page.goto(f"{web}timeline.html")
    for name, value in (("year", "2027"), ("month", "3"), ("day", "27")):
        page.locator(f"[data-date-tool] [name={name}]").fill(value)
    page.locator("[data-date-tool] [type=submit]").click()
    assert page.locator(".past li").count() > 0
    expect(page.locator(".past li").first).to_be_hidden()
    expect(page.locator("[data-coming] li").first).to_be_visible()
    page.locator("[data-date-tool] [type=submit]").click()
    all_dates = page.locator(".dates li").count()
    assert page.locator(".past li").count() + page.locator("[data-coming] li").count() == all_dates
