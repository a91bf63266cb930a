"""The tool for numbers: it picks the right row for a length, with the page's own words, and keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import LOCALES, PROJECT, QUIET
from playwright.sync_api import Browser, Locator, Page, Route, expect

from handbook.content.evidence import load_evidence
from handbook.core.project import Locale

pytestmark = pytest.mark.browser

EVIDENCE = load_evidence(PROJECT)
TOOL = "[data-number-tool]"


@pytest.fixture
def somewhere(browser: Browser) -> Iterator[Page]:
    """A phone whose time zone is a place of the list."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, timezone_id="Europe/London", **QUIET)
    yield context.new_page()
    context.close()


def asked(page: Page, answers: dict[str, str]) -> Locator:
    """Fill the tool in, and return what it shows."""
    tool = page.locator(TOOL)
    for name in ("cervix", "week"):
        tool.locator(f"[name={name}]").fill(answers.get(name, ""))
    for name in ("unit", "loss", "babies"):
        if name in answers:
            tool.locator(f"[name={name}][value='{answers[name]}']").check()
    if "where" in answers:
        tool.locator("[name=where]").select_option(answers["where"])
    tool.locator("[type=submit]").click()
    return tool.locator(".result")


def row(page: Page, table: str, number: int) -> str:
    """The last cell of a row of the table below a heading, as text."""
    cells = page.locator(f"#{table} ~ table").first.locator(f"tbody tr:nth-child({number}) td")
    return (cells.last.text_content() or "").strip()


PLAIN = {"week": "20", "loss": "no", "babies": "one", "where": ""}
CASES = [
    ({"cervix": "18"}, 4, 3, "phone-today"),
    ({"cervix": "25"}, 4, 3, "phone-today"),
    ({"cervix": "25.5"}, 4, 3, "phone-today"),
    ({"cervix": "26"}, None, 1, None),
    ({"cervix": "29", "loss": "yes"}, None, 2, None),
    ({"cervix": "15.5"}, 4, 3, "phone-today"),
    ({"cervix": "10"}, 4, 3, "phone-today"),
    ({"cervix": "9"}, 3, 4, "phone-now"),
    ({"cervix": "0.9", "unit": "10"}, 3, 4, "phone-now"),
    ({"cervix": "9,9"}, 3, 4, "phone-now"),
    ({"cervix": "8", "loss": "yes"}, 3, 5, "phone-now"),
    ({"cervix": "2.9", "unit": "10", "week": "23"}, None, 1, None),
    ({"cervix": "18", "week": "24"}, 4, 6, "phone-today"),
    ({"cervix": "18", "week": "28"}, None, 6, None),
    ({"cervix": "9", "week": "30"}, 3, 6, "phone-now"),
    ({"cervix": "0"}, 2, 4, "go"),
    ({"cervix": "18", "week": "23+6"}, 4, 3, "phone-today"),
]
"""Answers, then the rows of both tables that they mean, and how fast to act."""


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_each_length_has_its_row(page: Page, web: str, locale: Locale) -> None:
    page.goto(f"{web}{locale.prefix}how-it-is-found.html")
    for changed, now, meaning, step in CASES:
        page.locator(f"{TOOL} [name=unit][value='1']").check()
        shown = asked(page, PLAIN | changed)
        text = shown.text_content() or ""
        wanted = [("just-told", now)] if now else []
        for table, number in [*wanted, ("millimetres", meaning)]:
            assert row(page, table, number) in text, (changed, table)
        acts = shown.locator("[data-card] .act").all_text_contents()
        assert acts == ([EVIDENCE.steps.records[step].title[locale.code]] if step else []), changed


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_an_open_cervix_needs_no_number(page: Page, web: str, locale: Locale) -> None:
    page.goto(f"{web}{locale.prefix}how-it-is-found.html")
    page.locator(f"{TOOL} [name=open]").check()
    shown = asked(page, {})
    assert row(page, "just-told", 1) in (shown.text_content() or "")
    assert shown.locator("[data-card] .act").inner_text() == EVIDENCE.steps.records["go"].title[locale.code]


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_a_place_shows_its_claims_first_and_all_places_below(somewhere: Page, web: str, locale: Locale) -> None:
    somewhere.goto(f"{web}{locale.prefix}how-it-is-found.html")
    answers = {name: value for name, value in PLAIN.items() if name != "where"}
    shown = asked(somewhere, answers | {"cervix": "18"})
    said = EVIDENCE.claims.records["progesterone-uk-one-reason"][locale.code]
    other = EVIDENCE.claims.records["progesterone-canada"][locale.code]
    card = shown.locator("[data-card]").text_content() or ""
    assert said in card and other not in card and row(somewhere, "millimetres", 3) in card
    expect(shown.locator("details p")).to_be_hidden()


def test_two_babies_lead_to_their_page(page: Page, web: str) -> None:
    page.goto(f"{web}how-it-is-found.html")
    shown = asked(page, PLAIN | {"cervix": "8", "babies": "more"})
    assert shown.locator("[data-card] .act").count() == 1
    expect(shown.locator("a[href^='twins.html']")).to_be_visible()
    assert row(page, "millimetres", 4) not in (shown.text_content() or "")


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_what_cannot_be_right_is_named(page: Page, web: str, locale: Locale) -> None:
    page.goto(f"{web}{locale.prefix}how-it-is-found.html")
    for changed, key in (
        ({"cervix": ""}, "length"), ({"cervix": "x"}, "length"), ({"cervix": "1.8"}, "unit"),
        ({"cervix": "180"}, "unit"), ({"cervix": "18", "week": "5"}, "week"), ({"cervix": "18", "week": "2x"}, "week"),
    ):  # fmt: skip
        shown = asked(page, PLAIN | changed)
        assert page.locator(f"{TOOL} .fault").inner_text() == EVIDENCE.say(f"number_fault_{key}", locale.code), changed
        expect(shown).to_be_hidden()
        assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "number-tool-fault"


def test_what_is_said_of_every_number_stands_behind_the_table(page: Page, web: str) -> None:
    """Whatever text before it comes to have the same note."""
    note = '<p>Wait and see.<sup><a class="footnote-ref" href="#fn:no-pain-not-safe">1</a></sup></p>'

    def with_note(route: Route) -> None:
        response = route.fetch()
        heading = '<h2 id="just-told"'
        assert heading in response.text()
        route.fulfill(response=response, body=response.text().replace(heading, note + heading, 1))

    page.route("**/how-it-is-found.html", with_note)
    page.goto(f"{web}how-it-is-found.html")
    expect(page.get_by_text("Wait and see.")).to_be_visible()
    shown = asked(page, PLAIN | {"cervix": "18"})
    assert "Wait and see." not in (shown.text_content() or "")


def test_an_unanswered_question_is_named(page: Page, web: str) -> None:
    page.goto(f"{web}how-it-is-found.html")
    expect(asked(page, {"cervix": "18", "week": "20"})).to_be_hidden()
    assert page.locator(f"{TOOL} .fault").inner_text() == EVIDENCE.say("number_fault_choice", "en")


def test_nothing_is_kept_or_sent(page: Page, web: str) -> None:
    page.goto(f"{web}how-it-is-found.html")
    sent: list[str] = []
    page.locator(TOOL).wait_for()
    page.on("request", lambda request: sent.append(request.url))
    asked(page, PLAIN | {"cervix": "18", "where": "canada"})
    assert sent == [] and "18" not in page.url
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_no_id_stands_twice(page: Page, web: str) -> None:
    page.goto(f"{web}how-it-is-found.html")
    asked(page, PLAIN | {"cervix": "18"})
    ids = page.locator("[id]").evaluate_all("all => all.map((one) => one.id)")
    assert len(ids) == len(set(ids))


def test_without_scripts_the_tables_stand(plain: Page, web: str) -> None:
    plain.goto(f"{web}how-it-is-found.html")
    expect(plain.locator(TOOL)).to_be_hidden()
    expect(plain.locator("#millimetres ~ table").first).to_be_visible()
