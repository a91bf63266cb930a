"""Pages: title, description, dates, navigation, canonical address and alternates of every page."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.markdown_pages import Page
from handbook.core.findings import Finding, Severity
from handbook.core.project import Locale
from handbook.language.dates import later, long_date, month
from handbook.web.html_pages import BuiltPage
from handbook.web.page_context import address

_DATES = "evidence/README.md#dates"

RULES = (
    Rule(
        "page-title",
        "Every page has a title of its own, and the built page shows it first.",
        "Browser tabs and search results are told apart by it.",
        "WCAG 2.2, 2.4.2",
        needs_site=True,
    ),
    Rule(
        "description",
        "Every page has a description of its own, in its language, short enough to be shown whole.",
        "It is all that a search result says of the page.",
        "CONTRIBUTING.md#how-a-page-is-written; scripts/checks.yml",
        needs_site=True,
    ),
    Rule(
        "page-dates",
        "A page was not checked in the future, and is due within `review_months` of its check.",
        "A mistyped year would keep a page from ever being looked at again.",
        _DATES,
    ),
    Rule(
        "page-overdue",
        "No page is past the day it was due to be checked.",
        "Old advice can harm. It stops no build, so that a wrong number can still be mended.",
        _DATES,
        Severity.WARNING,
    ),
    Rule(
        "page-due-soon",
        "Nobody is surprised by a page that is due within `warn_days`.",
        "Checking a page against its sources takes time.",
        _DATES,
        Severity.WARNING,
    ),
    Rule(
        "in-navigation",
        "Every built page lists every page of its language in its navigation.",
        "It is the way on for a reader without scripts or search.",
        "WCAG 2.2, 2.4.5 and 3.2.3",
        needs_site=True,
    ),
    Rule(
        "canonical",
        "Every built page names its own address and that of each other language.",
        "A search engine would send readers to the wrong language.",
        "Google Search Central, localized versions of pages; RFC 6596",
        needs_site=True,
    ),
    Rule(
        "status-dates",
        "The status label of a built page shows the dates of its front matter.",
        "A reader judges by them whether the page is current.",
        _DATES,
        needs_site=True,
    ),
)

_HAN = re.compile(r"[\u3400-\u9fff]")


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on the sources, then on the built pages."""
    for code, pages in context.pages.pages.items():
        yield from _unique(pages, code, "page-title", lambda page: page.title)
        yield from _unique(pages, code, "description", _written_description)
        for page in pages.values():
            yield from _description(context, page)
            yield from _dates(context, page)
    for locale in context.project.locales:
        yield from _navigation(context, locale)
    for built in context.site.pages.values():
        source = context.source_of(built)
        if built.locale and source:
            yield from _built(context, built, built.locale, source)


def _written_description(page: Page) -> str:
    return str(page.meta.get("description") or "")


def _unique(
    pages: dict[str, Page], code: str, rule: str, get: Callable[[Page], str]
) -> Iterator[Finding]:
    """Yield pages of a language that lack what `get` reads, or have the same as another page."""
    name = rule.removeprefix("page-")
    seen: dict[str, str] = {}
    for page in pages.values():
        value = get(page).strip()
        line = page.meta_lines.get(name, 1)
        if not value:
            yield Finding(page.path, line, rule, f"has no {name}", f"write one in {code}")
        elif value in seen:
            message = f"has the same {name} as {seen[value]}"
            yield Finding(page.path, line, rule, message, "say what is particular to this page")
        seen.setdefault(value, page.path)


def _description(context: CheckContext, page: Page) -> Iterator[Finding]:
    """Yield a finding for a description too long for a search result, or in another language.

    The length counts Han in Chinese, which a search engine shows twice as wide, else characters.
    """
    text, code = _written_description(page), page.locale.code
    line = page.meta_lines.get("description", 1)
    limit = context.settings.thresholds.description.get(code)
    if limit is None:
        return  # nobody has said how long one may be in this language
    length, unit = len(text), "characters"
    if code == "zh":
        length, unit = len(_HAN.findall(text)), "Han"
    if length > limit:
        message = f"a description of {length} {unit}, above {limit}"
        yield Finding(page.path, line, "description", message, "shorten it")
    if text and bool(_HAN.search(text)) != (code == "zh"):
        message = "the description is not in the page's language"
        yield Finding(page.path, line, "description", message, f"write it in {page.locale.name}")


def _dates(context: CheckContext, page: Page) -> Iterator[Finding]:
    checked, due = page.date("checked"), page.date("due")
    if checked is None or due is None:
        return  # the rule `front-matter` says so
    months = context.settings.thresholds.review_months
    latest = later(checked, months)
    if checked > context.today:
        message = f"was checked in the future, {checked}"
        line = page.meta_lines.get("checked", 1)
        yield Finding(page.path, line, "page-dates", message, "mend the date")
    if not checked < due <= latest:
        message = f"is due {due}, which is not within {months} months after {checked}"
        line = page.meta_lines.get("due", 1)
        yield Finding(page.path, line, "page-dates", message, f"due by {latest}")
    yield from _due(context, page, due)


def _due(context: CheckContext, page: Page, due: datetime.date) -> Iterator[Finding]:
    line, left = page.meta_lines.get("due", 1), (due - context.today).days
    hint = "check it against its claims and references, then set `checked` and `due`"
    if left < 0:
        yield Finding(page.path, line, "page-overdue", f"was due {due}", hint)
    elif left <= context.settings.thresholds.warn_days:
        yield Finding(page.path, line, "page-due-soon", f"is due {due}, in {left} days", hint)


def _built(
    context: CheckContext, page: BuiltPage, locale: Locale, source: Page
) -> Iterator[Finding]:
    path = context.shown(page.path)
    if source.title and not page.title.startswith(source.title):
        message = f"the title is {page.title!r}"
        yield Finding(path, page.line("<title"), "page-title", message, "run ./scripts/build")
    meta = page.tree.css_first("meta[name=description]")
    if meta is None or not meta.attributes.get("content"):
        hint = "see overrides/partials/head.html"
        yield Finding(path, 1, "description", "has no meta description", hint)
    yield from _heads(context, page, locale, source.slug)
    yield from _status(page, path, source)


def _heads(context: CheckContext, page: BuiltPage, locale: Locale, slug: str) -> Iterator[Finding]:
    """Yield where the canonical address or an alternate is missing or wrong.

    There is one alternate for each language and one, `x-default`, for everybody else.
    """
    path, hint = context.shown(page.path), "see overrides/partials/head.html"
    own, locales = context.project.site_url, context.project.locales
    wanted = {item.tag: own + address(item, slug) for item in locales}
    wanted["x-default"] = own + address(context.project.first, slug)
    links = [item for item in page.addresses if item.tag == "link"]
    alternates = [item for item in links if "alternate" in item.rel.split() and item.hreflang]
    found = {item.hreflang: item.value for item in alternates}
    canonical = [item.value for item in links if "canonical" in item.rel.split()]
    if canonical != [own + address(locale, slug)]:
        message = f"the canonical address is {canonical}"
        yield Finding(path, page.line("canonical"), "canonical", message, hint)
    for tag, value in sorted(wanted.items()):
        if found.get(tag) != value:
            message = f"the alternate {tag!r} is {found.get(tag)!r}, not {value!r}"
            yield Finding(path, page.line(f'hreflang="{tag}"'), "canonical", message, hint)


def _navigation(context: CheckContext, locale: Locale) -> Iterator[Finding]:
    """Yield each page of a language that some built page of it does not list."""
    lacking: Counter[str] = Counter()
    pages = context.pages.pages[locale.code]
    wanted = {name.removesuffix(".md") for name in context.project.nav} & set(pages)
    for page in context.site.of(locale):
        shown = {_file_name(node.attributes.get("href")) for node in page.tree.css("nav a[href]")}
        lacking.update(slug for slug in wanted if f"{slug}.html" not in shown)
    for slug, count in sorted(lacking.items()):
        message = f"is missing from the navigation of {count} built pages"
        hint = "see overrides/partials, then ./scripts/build"
        yield Finding(pages[slug].path, 1, "in-navigation", message, hint)


def _file_name(address: str | None) -> str:
    return (address or "").partition("#")[0].rpartition("/")[2]


def _status(page: BuiltPage, path: str, source: Page) -> Iterator[Finding]:
    """Yield each date of the front matter that the status label does not show."""
    node, code = page.tree.css_first(".status"), source.locale.code
    text, checked, due = "", source.date("checked"), source.date("due")
    if node is not None:
        text = node.text()
    wanted = []
    if checked:
        wanted.append(long_date(checked, code))
    if due:
        wanted.append(month(due, code))
    for words in wanted:
        if words not in text:
            message = f"the status label does not show {words}"
            hint = "see overrides/partials/frame/status.html, then ./scripts/build"
            yield Finding(path, page.line("status"), "status-dates", message, hint)
