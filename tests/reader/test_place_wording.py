"""The words of a place in a browser: put in for its readers, in what scripts add too, and put back for others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import PROJECT, QUIET
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser

from handbook.bench.browser import PHONE
from handbook.content.place_words import Rewording
from handbook.content.places import load_places
from handbook.web.place_words import kept_for

pytestmark = pytest.mark.browser

US = "united-states"
TEXTS = """([kept, code]) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { parentElement: around, data } = walker.currentNode;
    found.push([data, around.matches(`:lang(${code})`) && !around.closest(kept)]);
  }
  return found;
}"""
"""Every text of the page, and whether it is one to reword."""
SHIFTS = """window.shifts = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) shifts += entry.value; })
  .observe({ type: "layout-shift", buffered: true });"""


@pytest.fixture
def american(browser: Browser) -> Iterator[Page]:
    """A phone in New York that has chosen no place."""
    options = {"viewport": PHONE, "locale": "en-US", "timezone_id": "America/New_York"}
    context = browser.new_context(reduced_motion="reduce", **QUIET, **options)
    context.add_init_script(SHIFTS)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert errors == []


def choose(page: Page, place: str) -> None:
    """As in the menu, which a phone shows in a drawer."""
    choice = page.locator("[data-places]")
    choice.evaluate("(list, id) => { list.value = id; list.dispatchEvent(new Event('change')); }", place)
    page.wait_for_load_state("networkidle")


CHOICES = [
    *((US, "en", name) for name in ("signs", "what-we-say", "words", "stitch-removal-and-birth", "my-plan")),
    (US, "zh", "signs"),
    ("united-kingdom", "zh", "after-a-loss"),
    ("mainland-china", "en", "after-a-stitch"),
]


@pytest.mark.parametrize(("place", "code", "name"), CHOICES)
def test_a_page_is_in_the_words_of_its_reader_and_back(page: Page, web: str, place: str, code: str, name: str) -> None:
    """The browser changes what the list says and no more; another place restores every text."""
    reword = Rewording(load_places(PROJECT).records[place].wording[code])
    page.goto(f"{web}{'' if code == 'en' else 'zh/'}{name}.html")
    page.wait_for_load_state("networkidle")
    choose(page, "japan")
    before = page.evaluate(TEXTS, [kept_for(place), code])
    expected = [[reword(text) if ours else text, ours] for text, ours in before]
    choose(page, place)
    page.wait_for_function("(text) => document.body.textContent.includes(text)", arg=changed(before, expected))
    assert page.evaluate(TEXTS, [kept_for(place), code]) == expected != before
    choose(page, "japan")
    assert page.evaluate(TEXTS, [kept_for(place), code]) == before


def changed(before: list[list[str]], after: list[list[str]]) -> str:
    return next(now for (was, _), (now, _) in zip(before, after, strict=True) if was != now)


def test_an_american_is_told_to_call(american: Page, web: str) -> None:
    """Steps, labels that are heard, and what scripts fill in later."""
    american.goto(f"{web}get-help-now.html")
    expect(american.locator("#step-phone-now")).to_have_text("Call now, day or night")
    expect(american.locator("#step-ambulance")).to_have_text("Call an ambulance")
    american.evaluate("""() => {
      const late = document.createElement("p");
      late.id = "late";
      late.title = "A scan";
      late.textContent = "Phone the maternity unit: A&E, a fit, or your waters break.";
      document.body.append(late);
    }""")
    late = american.locator("#late")
    expect(late).to_have_text("Call the labor and delivery unit: A&E (ER), a seizure, or your water breaks.")
    expect(late).to_have_attribute("title", "An ultrasound")
    late.evaluate("(late) => { late.title = 'Waters'; late.firstChild.data = 'drip'; }")
    expect(late).to_have_text("IV drip")
    expect(late).to_have_attribute("title", "Water")


def test_names_of_sources_and_other_languages_stay(american: Page, web: str) -> None:
    american.goto(f"{web}sources.html")
    american.wait_for_function("document.querySelector('script[src*=words-united-states]')")
    expect(american.locator(".references")).to_contain_text("Royal College of Obstetricians and Gynaecologists")
    american.goto(f"{web}zh/what-it-is.html")
    american.wait_for_load_state("networkidle")
    assert american.locator("script[src*='.en.']").count() == 0


def test_a_chinese_reader_in_leeds_is_sent_to_a_door_that_is_there(page: Page, web: str) -> None:
    """Every step names a British door; what is said of the mainland keeps its own."""
    page.goto(f"{web}zh/get-help-now.html")
    page.wait_for_load_state("networkidle")
    choose(page, "united-kingdom")
    leads = page.locator("p.step-lead")
    expect(leads.first).to_be_attached()
    expect(page.locator(".step-go p.step-lead")).to_contain_text("产科分诊（maternity triage）")
    assert not [text for text in leads.all_text_contents() if "产科急诊" in text or "挂产科" in text]
    assert "产科急诊" in (page.locator("[data-door-of='mainland-china']").text_content() or "")


def test_the_words_move_nothing(american: Page, web: str) -> None:
    """Layout shifts of a page that is read again stay below what a reader notices (web.dev/cls: 0.1)."""
    for _ in range(2):
        american.goto(f"{web}stitch-removal-and-birth.html")
        american.wait_for_load_state("networkidle")
        expect(american.locator("body")).not_to_contain_text("labour")
    assert american.evaluate("shifts") < 0.1


def test_a_page_on_a_disk_has_them(american: Page, published: Path) -> None:
    """The copy that is opened by double click: no server, so a script and not a request."""
    page = american
    page.goto((published / "after-a-stitch.html").as_uri())
    expect(page.locator("main")).to_contain_text("call now")
    expect(page.locator("main")).not_to_contain_text("phone now")


AT_TERM = {"Y14": "phone-now", "R24": "go", "Y24": "phone-now"}


@pytest.mark.parametrize(
    ("place", "shown"), [("mainland-china", ["R24", "Y24"]), ("united-kingdom", ["Y14"]), ("elsewhere", ["Y14"])]
)
@pytest.mark.parametrize("prefix", ["", "zh/"])
def test_waters_at_term_stand_on_the_step_of_the_place(
    page: Page, web: str, prefix: str, place: str, shown: list[str]
) -> None:
    """In the list and in its tile, without a word on other places; search gives the same."""
    page.goto(f"{web}{prefix}get-help-now.html")
    choose(page, place)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for around in (".danger-list", "#topic-fluid"):
        seen = [key for key in AT_TERM if page.locator(f'{around} [data-row="{key}"]').is_visible()]
        assert sorted(seen) == sorted(shown), around
    assert page.locator(".at:visible").count() == 0
    page.locator(".search-open").first.click()
    page.locator("#search-words").fill("38 weeks stitch out waters gone" if not prefix else "40周破水没有线")
    first = page.locator("dialog.search li.pinned, dialog.search li.row").first
    expect(first.locator("a.found")).to_have_attribute("href", re.compile(f"#{shown[0]}$"))
    expect(first.locator(f".act-{AT_TERM[shown[0]]}")).to_be_visible()


def test_without_scripts_each_stands_with_its_place(published: Path) -> None:
    for prefix, words in (
        ("", ["Outside Mainland China", "Mainland China only"]),
        ("zh", ["中国大陆以外", "只限中国大陆"]),
    ):
        page = LexborHTMLParser((published / prefix / "get-help-now.html").read_text("utf-8"))
        for key, label in zip(AT_TERM, (words[0], words[1], words[1]), strict=True):
            for row in page.css(f'[data-row="{key}"]'):
                assert row.css_first(".at").text() == label
