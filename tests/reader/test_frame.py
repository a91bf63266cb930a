"""The frame around every page: help first, languages, colours, narrow and low windows, keyboard, paper, no scripts."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from browser import LOCALES, PAGES, QUIET, SLUGS, fresh
from playwright.sync_api import Browser, Page, expect
from pypdfium2 import PdfDocument

from handbook.bench.browser import PHONE
from handbook.core.project import Locale

pytestmark = pytest.mark.browser

PARTS = 4
"""Every page is seen, a quarter of them in one test: a window for each page would take longer than the pages."""

SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""
"""https://www.w3.org/TR/WCAG22/#text-spacing"""

ADD_STYLE = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet];
}"""

WIDER = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const box = element.getBoundingClientRect();
  const hidden = getComputedStyle(element).clipPath !== "none" || element.closest("thead, .tip, svg");
  return !hidden && box.width && box.right > document.documentElement.clientWidth + 1;
}).map((element) => element.outerHTML.slice(0, 90)).slice(0, 3)"""

FOCUSED = "document.activeElement.matches('a, button, input, summary') ? document.activeElement.outerHTML : ''"

HELP = "document.querySelector('.help .button')?.getBoundingClientRect().toJSON()"

ON_PAPER = """() => {
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().height > 0;
  const left = [...document.querySelectorAll("nav, .help, .tool, .contents, .steps")].filter(isShown).length;
  const disclaimer = document.querySelector(".foot .disclaimer"), foot = document.querySelector(".foot .address");
  const ground = getComputedStyle(document.body).backgroundColor;
  return [left, disclaimer ? isShown(disclaimer) : false, foot?.innerText ?? "", ground];
}"""

STOPS = """[...document.querySelectorAll("a[href], button, summary, input")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => !element.closest("details:not([open]) > :not(summary)"))
  .filter((element) => element.type !== "radio" || element.checked).length"""

MOVING = """[...document.querySelectorAll("*")].map((element) => getComputedStyle(element)).some(
  ({ transitionDuration, animationName, scrollBehavior }) =>
    parseFloat(transitionDuration) > 0 || animationName !== "none" || scrollBehavior === "smooth"
)"""

SLANTED = """[...document.querySelectorAll("[lang=zh-Hans] *")]
  .filter((element) => getComputedStyle(element).fontStyle !== "normal").length"""


@pytest.fixture(params=range(PARTS))
def names(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """A quarter of all pages."""
    return quarter(request.param)


def quarter(part: int) -> tuple[str, ...]:
    return (*PAGES, "404.html")[part::PARTS]


def test_no_page_scrolls_sideways(page: Page, web: str, names: tuple[str, ...]) -> None:
    found = {}
    for name in names:
        page.set_viewport_size({"width": 320, "height": 256})  # 1280 × 1024 at 400 %
        page.goto(web + name)
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        wide = page.evaluate(WIDER)
        page.evaluate(ADD_STYLE, SPACING)
        found[name] = wide or page.evaluate(WIDER)
    assert {name: wide for name, wide in found.items() if wide} == {}


def test_every_page_reads_without_scripts(plain: Page, web: str, names: tuple[str, ...]) -> None:
    for name in names:
        plain.goto(web + name)
        expect(plain.locator(".disclaimer").first, name).to_be_visible()
        expect(plain.locator("h1").first, name).to_be_visible()
        assert not plain.locator(".search-open, .theme, .offer, .date-tool").locator("visible=true").count(), name
        expect(plain.locator("a.button.danger").first, name).to_be_visible()


class Seen:
    """A page as its reader met it: at first, by keyboard, and on paper."""

    def __init__(self, page: Page, address: str) -> None:
        page.emulate_media(media="screen")
        page.goto(address)
        self.slanted = page.evaluate(SLANTED)
        self.stops = []
        for _ in range(2):
            page.keyboard.press("Tab")
            self.stops.append(page.evaluate(FOCUSED))
        self.help = page.evaluate(HELP)
        page.emulate_media(media="print")
        self.left_on_paper, self.disclaimer, self.foot, self.ground = page.evaluate(ON_PAPER)


@pytest.fixture(scope="module", params=range(PARTS))
def seen(browser: Browser, web: str, request: pytest.FixtureRequest) -> Iterator[tuple[dict[str, Seen], set[str]]]:
    """A quarter of all pages, each met once in one window of phone size, and the hosts that were asked for them."""
    hosts: set[str] = set()
    windows = fresh(browser, locale="en-GB", viewport=PHONE)
    page = next(windows)
    page.on("request", lambda asked: hosts.add(urlsplit(asked.url).hostname or ""))
    yield {name: Seen(page, web + name) for name in quarter(request.param)}, hosts
    assert page.context.cookies() == []
    next(windows, None)  # a script error on any page fails here


def test_skip_is_first_and_help_second(seen: tuple[dict[str, Seen], set[str]]) -> None:
    for name, met in seen[0].items():
        if name == "404.html":
            continue
        assert "#content" in met.stops[0], name
        wanted = "data-call" if name.endswith("get-help-now.html") else "get-help-now.html"
        assert wanted in met.stops[1], name
        assert met.help["height"] >= 44 and met.help["bottom"] <= 740, name


def test_nothing_is_asked_of_another_host(seen: tuple[dict[str, Seen], set[str]]) -> None:
    assert seen[1] == {"127.0.0.1"}


def test_chinese_has_no_slanted_letters(seen: tuple[dict[str, Seen], set[str]]) -> None:
    assert {name: met.slanted for name, met in seen[0].items() if name.startswith("zh/") and met.slanted} == {}


def test_every_page_prints_with_its_disclaimer_and_address(seen: tuple[dict[str, Seen], set[str]]) -> None:
    for name, met in seen[0].items():
        if name == "404.html":
            continue
        assert met.left_on_paper == 0, name
        assert met.disclaimer, name
        assert name in met.foot, name
        assert met.ground == "rgb(255, 255, 255)", name


@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_in_either_size_and_colour(page: Page, web: str, size: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{web}zh/options.html")
    page.evaluate("scheme => { document.documentElement.dataset.theme = scheme }", scheme)
    assert page.pdf(format=size).startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()") == "#1f2933"


def test_the_whole_page_goes_by_keyboard(wide: Page, web: str) -> None:
    wide.goto(f"{web}what-may-i-do.html")
    wanted = wide.evaluate(STOPS)
    seen = set()
    for _ in range(wanted + 2):
        wide.keyboard.press("Tab")
        place, outlined, covered = wide.evaluate(
            """() => {
              const element = document.activeElement, box = element.getClientRects()[0];
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              const hit = !top || element.contains(top) || top.contains(element) || top.closest("label");
              const place = [...document.querySelectorAll("*")].indexOf(element);
              return [place, getComputedStyle(element).outlineStyle, !hit];
            }"""
        )
        seen.add(place)
        assert outlined == "solid" or len(seen) > wanted
        assert not covered, wide.evaluate("document.activeElement.outerHTML")
    assert len(seen) >= wanted


@pytest.mark.parametrize("slug", SLUGS)
def test_the_switch_of_language_keeps_page_and_section(reading: Page, web: str, slug: str) -> None:
    reading.goto(f"{web}{slug}.html")
    heading = reading.evaluate("[...document.querySelectorAll('.page h2[id]')].at(1)?.id ?? ''")
    if heading:
        reading.goto(f"{web}{slug}.html#{heading}")
    reading.locator("a.switch").click()
    reading.wait_for_url(f"**/zh/{slug}.html{'#' + heading if heading else ''}")
    assert reading.evaluate("document.documentElement.lang") == "zh-Hans"
    if heading:
        assert reading.locator(f"[id='{heading}']").count() == 1


def test_the_switch_keeps_the_section_being_read(wide: Page, web: str) -> None:
    wide.goto(f"{web}zh/options.html")
    wide.evaluate("document.getElementById('figures').scrollIntoView()")
    box = wide.locator("a.switch").bounding_box()
    assert box
    wide.mouse.click(box["x"] + 20, box["y"] + 20)  # a locator's click would scroll first
    wide.wait_for_url("**/options.html#figures")


@pytest.mark.parametrize(
    ("preferred", "name", "offered"),
    [
        ("zh-CN", "stitch.html", True),
        ("en-GB", "stitch.html", False),
        ("en-US", "zh/stitch.html", True),
        ("fr", "stitch.html", False),
    ],
)
def test_the_other_language_is_offered_once(
    browser: Browser, web: str, preferred: str, name: str, offered: bool
) -> None:
    context = browser.new_context(locale=preferred, **QUIET)
    page = context.new_page()
    page.goto(web + name)
    offer = page.locator(".offer")
    expect(offer).to_be_visible(visible=offered)
    assert page.url == web + name
    if offered:
        assert offer.get_attribute("lang") != page.evaluate("document.documentElement.lang")
        offer.locator("button").click()
        page.reload()
        expect(offer).to_be_hidden()
        assert page.evaluate("Object.keys(localStorage)") == ["offer"]
    context.close()


def test_nothing_covers_a_number_to_call(browser: Browser, web: str) -> None:
    """On the help page the way at the top, with an edge around it, is the offer of the other language."""
    context = browser.new_context(locale="en-US", viewport=PHONE, **QUIET)
    page = context.new_page()
    page.goto(f"{web}zh/get-help-now.html")
    expect(page.locator("a.switch.wanted")).to_be_visible()
    expect(page.locator(".offer")).to_be_hidden()
    page.goto(f"{web}get-help-now.html")
    expect(page.locator("a.switch.wanted")).to_have_count(0)
    context.close()


def test_colours_follow_the_device_until_chosen(page: Page, web: str) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="dark")
    page.goto(f"{web}index.html")
    dark = page.evaluate(ground)
    page.locator(".menu").click()
    page.locator("[name=theme][value=light]").check()
    light = page.evaluate(ground)
    assert dark != light
    page.goto(f"{web}feelings.html")
    assert page.evaluate(ground) == light
    page.locator(".menu").click()
    assert page.locator("[name=theme][value=light]").is_checked()
    page.locator("[name=theme][value=auto]").check()
    assert page.evaluate(ground) == dark
    assert page.evaluate("Object.entries(localStorage)") == [["theme", "auto"]]


def test_the_size_of_text_is_kept(page: Page, web: str) -> None:
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    page.goto(f"{web}zh/index.html")
    before = page.evaluate(size)
    page.locator(".menu").click()
    page.locator("[name=size][value='3']").check()
    page.goto(f"{web}feelings.html")
    assert page.evaluate(size) == pytest.approx(1.375 * before)
    assert page.evaluate("Object.entries(localStorage)") == [["size", "3"]]


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_text_at_twice_its_size_does_not_overlap(page: Page, web: str, locale: Locale) -> None:
    """https://www.w3.org/TR/WCAG22/#resize-text"""
    page.set_viewport_size({"width": 360, "height": 740})
    for slug in ("index", "stitch", "get-help-now", "how-it-is-found", "my-plan", "handouts"):
        page.goto(f"{web}{locale.prefix}{slug}.html")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        boxes = page.locator(".top > :visible").evaluate_all(BOXES)
        assert [(one, other) for at, one in enumerate(boxes) for other in boxes[:at] if overlap(one, other)] == []
        assert page.evaluate(WIDER) == [], slug
        bar = page.locator(".help .button").first.bounding_box()
        assert bar and bar["height"] <= 740 / 4, slug


BROKEN = """(words) => [...document.querySelectorAll(".brand, .page :is(h1, h2, h3)")].flatMap((heading) => {
  const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
  const broken = [];
  while (walker.nextNode()) {
    for (const word of words) {
      const at = walker.currentNode.data.indexOf(word);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + word.length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (lines.size > 1) broken.push([word, heading.textContent]);
    }
  }
  return broken;
})"""
"""Headings, and the name of the handbook, in which a line breaks one of these words."""
WHOLE = ["宫颈机能不全", "救护车", "环扎", "宫颈"]


def test_no_heading_breaks_a_chinese_word(page: Page, web: str) -> None:
    for name in (name for name in PAGES if name.startswith("zh/")):
        page.goto(web + name)
        for width, size in ((360, "100%"), (360, "137.5%"), (320, "100%"), (1280, "100%")):
            page.set_viewport_size({"width": width, "height": 740})
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            assert page.evaluate(BROKEN, WHOLE) == [], (name, width, size)


BOXES = "elements => elements.map((element) => element.getBoundingClientRect().toJSON())"


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two boxes share more than an edge."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    return across > 1 and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_the_menu_is_a_drawer_with_and_without_scripts(page: Page, plain: Page, web: str, locale: Locale) -> None:
    for window in (page, plain):
        window.goto(f"{web}{locale.prefix}stitch.html")
        drawer = window.locator("#all-pages")
        expect(drawer).to_be_hidden()
        window.locator(".menu").click()
        expect(drawer.locator("[aria-current=page]")).to_be_visible()
        expect(window.locator(".help .button").first).to_be_visible()
        drawer.locator(".shut").click()
        expect(drawer).to_be_hidden()
    page.locator(".menu").click()
    page.keyboard.press("Escape")
    expect(page.locator("#all-pages")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.menu')")


def test_a_mark_opens_its_note_where_it_stands(page: Page, web: str) -> None:
    page.goto(f"{web}signs.html")
    mark = page.locator(".footnote-ref").nth(2)
    mark.click()
    note = page.locator("#pop")
    expect(note).to_be_visible()  # its script is loaded on the first tap
    box, place = note.bounding_box(), mark.bounding_box()
    assert box and place and min(abs(box["y"] - place["y"]), abs(box["y"] + box["height"] - place["y"])) < 60
    expect(page.locator(".footnote")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_an_address_of_a_note_opens_the_notes(page: Page, plain: Page, web: str) -> None:
    for window in (page, plain):
        window.goto(f"{web}signs.html#fn:no-pain-not-safe")
        expect(window.locator("[id='fn:no-pain-not-safe']")).to_be_visible()
    page.goto(f"{web}zh/signs.html")
    expect(page.locator(".footnote")).to_be_hidden()
    assert len(PdfDocument(page.pdf(format="A4"))) > 1
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".footnote")).to_be_visible()


def test_a_tap_on_a_word_opens_its_meaning(browser: Browser, web: str) -> None:
    context = browser.new_context(has_touch=True, viewport=PHONE, **QUIET)
    page = context.new_page()
    page.goto(f"{web}what-may-i-do.html")
    page.locator(".term").first.tap()
    assert page.url.endswith("what-may-i-do.html")
    assert page.locator("#pop a").get_attribute("href")
    context.close()


def test_forced_colours_keep_the_edges_of_boxes(page: Page, web: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{web}get-help-now.html")
    for selector in (".help .button", ".step-ambulance", ".act"):
        style = page.locator(selector).first.evaluate("element => getComputedStyle(element).borderTopStyle")
        assert style == "solid", selector


def test_nothing_moves_for_those_who_ask_for_stillness(page: Page, web: str) -> None:
    page.goto(f"{web}index.html")
    assert page.evaluate(MOVING) is False


def test_a_meaning_shows_on_focus_and_escape_hides_it(page: Page, web: str) -> None:
    page.goto(f"{web}what-may-i-do.html")
    term = page.locator(".term").first
    term.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    tip = page.locator(f"#{term.get_attribute('aria-describedby')}")
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_the_home_page_leads_to_every_question_in_one_tap_more(page: Page, web: str, locale: Locale) -> None:
    page.goto(f"{web}{locale.prefix}index.html")
    links = page.locator(".questions a").evaluate_all("links => links.map((link) => link.href)")
    assert len(links) == 20
    for link in links:
        page.goto(link)
        assert page.locator(f"[id='{link.partition('#')[2]}']").count() == 1, link


def test_a_wrong_address_gives_help_in_both_languages(page: Page, web: str) -> None:
    page.goto(f"{web}404.html")
    for locale in LOCALES:
        links = page.locator(f".tongue[lang={locale.tag}] a").evaluate_all("links => links.map((link) => link.href)")
        assert f"{web}{locale.prefix}get-help-now.html" in links
        assert f"{web}{locale.prefix}index.html" in links
        for link in links:
            assert page.request.get(link).ok
