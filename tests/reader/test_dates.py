"""The date tool: its sums, and the tool itself in both languages."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from browser import LOCALES, PROJECT
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from handbook.content.evidence import load_evidence
from handbook.core.project import Locale
from handbook.language.dates import long_date

pytestmark = pytest.mark.browser

EPOCH = datetime.date(1970, 1, 1)
TODAY = datetime.date(2026, 11, 22)
TERM = datetime.timedelta(days=280)


def days(date: datetime.date) -> int:
    """A date as dates.js counts it."""
    return (date - EPOCH).days


@pytest.fixture
def sums(page: Page, web: str) -> Page:
    """A page with the tool on its day, and `dates`, the module of sums, at hand."""
    page.clock.set_fixed_time(datetime.datetime(2026, 11, 22, 12, 0))
    return with_sums(page, web)


@pytest.fixture
def counting(reading: Page, web: str) -> Page:
    """A page to ask `dates` alone, which is told the day."""
    return with_sums(reading, web)


def with_sums(page: Page, web: str) -> Page:
    """The page in that window that has the tool, with its module at hand."""
    with page.expect_response(lambda answer: "/dates." in answer.url) as loaded:
        page.goto(f"{web}timeline.html")
    page.evaluate("async (address) => { window.dates = await import(address) }", loaded.value.url)
    return page


@pytest.mark.parametrize(
    "date",
    [
        datetime.date(2024, 2, 29),
        datetime.date(2026, 2, 28),
        datetime.date(2026, 12, 31),
        datetime.date(2027, 1, 1),
        datetime.date(2000, 2, 29),
        datetime.date(2028, 3, 1),
    ],
    ids=str,
)
def test_a_date_is_counted_as_the_calendar_counts(counting: Page, date: datetime.date) -> None:
    parts = [date.year, date.month, date.day]
    assert counting.evaluate("parts => dates.dateOf(...parts)", parts) == days(date)
    assert counting.evaluate("date => Object.values(dates.partsOf(date))", days(date)) == parts


@pytest.mark.parametrize(
    "parts", [[2026, 2, 29], [2100, 2, 29], [2026, 4, 31], [2026, 13, 1], [2026, 0, 5], [2026, 5, 0], [26, 5, 1]]
)
def test_a_day_that_no_calendar_has_is_none(counting: Page, parts: list[int]) -> None:
    assert counting.evaluate("parts => dates.dateOf(...parts)", parts) is None


@pytest.mark.parametrize(
    "due", [datetime.date(2024, 2, 29) + TERM, datetime.date(2027, 3, 31), datetime.date(2028, 12, 5)], ids=str
)
def test_both_ways_in_agree(counting: Page, due: datetime.date) -> None:
    by_due = counting.evaluate("date => dates.periodOf('due', date)", days(due))
    assert by_due == days(due - TERM) == counting.evaluate("date => dates.periodOf('period', date)", days(due - TERM))
    assert counting.evaluate("period => dates.weekDate(period, 40)", by_due) == days(due)
    age = counting.evaluate("([period, date]) => dates.ageOn(period, date)", [by_due, by_due + 143])
    assert age == {"weeks": 20, "days": 3}


@pytest.mark.parametrize(
    ("kind", "away", "fault"),
    [
        ("due", 0, None), ("due", 300, None), ("due", 301, "due-far"), ("due", -28, None), ("due", -29, "due-past"),
        ("period", 0, None), ("period", 1, "period-future"), ("period", -308, None), ("period", -309, "period-past"),
    ],
)  # fmt: skip
def test_dates_that_cannot_be_right_are_named(counting: Page, kind: str, away: int, fault: str | None) -> None:
    given = [kind, days(TODAY) + away, days(TODAY)]
    assert counting.evaluate("given => dates.faultOf(...given)", given) == fault


def fill(page: Page, date: tuple[str, str, str], kind: str) -> None:
    """Type a date into the tool and ask for the result."""
    page.locator(f"[data-date-tool] [value={kind}]").check()
    for name, value in zip(("year", "month", "day"), date, strict=True):
        page.locator(f"[data-date-tool] [name={name}]").fill(value)
    page.locator("[data-date-tool] [type=submit]").click()


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_the_tool_shows_the_usual_dates_in_words(sums: Page, web: str, locale: Locale) -> None:
    sums.goto(f"{web}{locale.prefix}timeline.html")
    fill(sums, ("2027", "3", "27"), "due")
    period = datetime.date(2027, 3, 27) - TERM
    shown: list[Any] = sums.locator(".dates b").all_text_contents()
    weeks = list(load_evidence(PROJECT).weeks)
    assert len(shown) == len(weeks) > 0
    for text, week in zip(shown, weeks, strict=True):
        for number in (week.first, week.last):
            assert long_date(period + datetime.timedelta(weeks=number), locale.code) in text
    by_due = sums.locator(".result").text_content()
    fill(sums, (str(period.year), str(period.month), str(period.day)), "period")
    assert sums.locator(".result").text_content() == by_due
    assert sums.evaluate("document.activeElement.classList.contains('result')")


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_an_impossible_date_gets_a_clear_message(sums: Page, web: str, locale: Locale) -> None:
    evidence = load_evidence(PROJECT)
    sums.goto(f"{web}{locale.prefix}timeline.html")
    for date, key in (
        (("2027", "2", "30"), "impossible"), (("", "3", "27"), "incomplete"), (("2029", "3", "27"), "due_far"),
        (("2020", "3", "27"), "due_past"), (("27", "3", "27"), "incomplete"), (("2027", "x", "27"), "incomplete"),
    ):  # fmt: skip
        fill(sums, date, "due")
        fault = sums.locator(".fault")
        assert fault.inner_text() == evidence.say(f"dates_fault_{key}", locale.code)
        expect(sums.locator(".result")).to_be_hidden()
        assert sums.evaluate("document.activeElement.getAttribute('aria-describedby')") == "date-tool-fault"


def test_nothing_is_kept_or_sent(sums: Page) -> None:
    asked: list[str] = []
    fill(sums, ("2027", "3", "27"), "due")
    sums.on("request", lambda request: asked.append(request.url))
    fill(sums, ("2027", "4", "1"), "due")
    assert asked == []
    assert sums.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    assert "2027" not in sums.url


def test_the_dates_print_on_one_page(sums: Page) -> None:
    fill(sums, ("2027", "3", "27"), "due")
    sums.evaluate("document.documentElement.dataset.print = 'dates'")
    assert len(PdfDocument(sums.pdf(format="A4"))) == 1
    assert len(PdfDocument(sums.pdf(format="Letter"))) == 1


def test_without_scripts_the_table_stands(plain: Page, web: str) -> None:
    plain.goto(f"{web}timeline.html")
    expect(plain.locator("table").first).to_be_visible()
    expect(plain.locator("[data-date-tool]")).to_be_hidden()
