"""Pages: title, description, dates, navigation, canonical address and alternates of every page, in each language."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterator

from handbook.checks.context import Book
from handbook.checks.settings import Thresholds
from handbook.content.markdown_pages import Page
from handbook.core.findings import Finding, Severity
from handbook.core.project import Locale
from handbook.language.dates import later, long_date, month
from handbook.web.html_pages import BuiltPage
from handbook.web.page_context import address

RULES = (
    "page-title",
    "description",
    "page-dates",
    "page-overdue",
    "page-due-soon",
    "in-navigation",
    "canonical",
    "status-dates",
)

_HAN = re.compile(r"[\u3400-\u9fff]")


def check(book: Book) -> Iterator[Finding]:
    """Sources first, then the built pages."""
    for code, pages in book.pages.pages.items():
        yield from _unique(pages, code, "page-title", lambda page: page.title)
        yield from _unique(pages, code, "description", lambda page: str(page.meta.get("description") or ""))
        for page in pages.values():
            yield from _description(book, page)
            yield from _dates(book, page)
    for locale in book.tree.locales:
        yield from _navigation(book, locale)
    for built in book.site.pages.values():
        if built.locale:
            yield from _built(book, built, built.locale)


def _unique(pages: dict[str, Page], code: str, rule: str, get: Callable[[Page], str]) -> Iterator[Finding]:
    """Every page has one, and no two pages of a language have the same."""
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


def _description(book: Book, page: Page) -> Iterator[Finding]:
    """Short enough to be shown whole by a search engine, and in the page's language."""
    text, code = str(page.meta.get("description") or ""), page.locale.code
    if f"description_{code}" not in Thresholds.model_fields:
        return  # nobody has said how long one may be in this language
    line, limit = page.meta_lines.get("description", 1), book.threshold(f"description_{code}")
    length = len(_HAN.findall(text)) if code == "zh" else len(text)
    if length > limit:
        message = f"a description of {length} {'Han' if code == 'zh' else 'characters'}, above {limit}"
        yield Finding(page.path, line, "description", message, "shorten it")
    if text and bool(_HAN.search(text)) != (code == "zh"):
        message = "the description is not in the page's language"
        yield Finding(page.path, line, "description", message, f"write it in {page.locale.name}")


def _dates(book: Book, page: Page) -> Iterator[Finding]:
    checked, due = page.date("checked"), page.date("due")
    if checked is None or due is None:
        return  # layout says so
    line, months = page.meta_lines.get("checked", 1), book.threshold("review_months")
    if checked > book.today:
        yield Finding(page.path, line, "page-dates", f"was checked in the future, {checked}", "mend the date")
    if not checked < due <= later(checked, months):
        message = f"is due {due}, which is not within {months} months after {checked}"
        hint = f"due by {later(checked, months)}"
        yield Finding(page.path, page.meta_lines.get("due", 1), "page-dates", message, hint)
    yield from _due(book, page, due)


def _due(book: Book, page: Page, due: datetime.date) -> Iterator[Finding]:
    line, left = page.meta_lines.get("due", 1), (due - book.today).days
    hint = "check it against its claims and references, then set `checked` and `due`"
    if left < 0:
        yield Finding(page.path, line, "page-overdue", f"was due {due}", hint)
    elif left <= book.threshold("warn_days"):
        yield Finding(page.path, line, "page-due-soon", f"is due {due}, in {left} days", hint, Severity.WARNING)


def _built(book: Book, page: BuiltPage, locale: Locale) -> Iterator[Finding]:
    slug = page.path.removeprefix(locale.prefix).removesuffix(".html")
    source = book.pages.pages[locale.code].get(slug)
    if source is None:
        return
    path = book.tree.show(book.tree.site / page.path)
    if source.title and not page.title.startswith(source.title):
        yield Finding(path, page.line("<title"), "page-title", f"the title is {page.title!r}", "run ./scripts/build")
    meta = page.tree.css_first("meta[name=description]")
    if meta is None or not meta.attributes.get("content"):
        yield Finding(path, 1, "description", "has no meta description", "see overrides/partials/head.html")
    yield from _heads(book, page, path, locale, slug)
    yield from _status(page, path, source)


def _heads(book: Book, page: BuiltPage, path: str, locale: Locale, slug: str) -> Iterator[Finding]:
    """One canonical address, and one alternate a language and for everybody else (Google: localized versions)."""
    own, locales = book.tree.site_url, book.tree.locales
    wanted = {item.tag: own + address(item, slug) for item in locales}
    wanted["x-default"] = own + address(locales[0], slug)
    links = [item for item in page.addresses if item.tag == "link"]
    found = {item.hreflang: item.value for item in links if "alternate" in item.rel.split() and item.hreflang}
    canonical = [item.value for item in links if "canonical" in item.rel.split()]
    hint = "see overrides/partials/head.html"
    if canonical != [own + address(locale, slug)]:
        yield Finding(path, page.line("canonical"), "canonical", f"the canonical address is {canonical}", hint)
    for tag, value in sorted(wanted.items()):
        if found.get(tag) != value:
            message = f"the alternate {tag!r} is {found.get(tag)!r}, not {value!r}"
            yield Finding(path, page.line(f'hreflang="{tag}"'), "canonical", message, hint)


def _navigation(book: Book, locale: Locale) -> Iterator[Finding]:
    """Every page of a language names every page of it; the list of all pages works without scripts."""
    lacking: Counter[str] = Counter()
    wanted = {name.removesuffix(".md") for name in book.tree.nav} & set(book.pages.pages[locale.code])
    for page in book.site.of(locale):
        links = page.tree.css("nav a[href]")
        shown = {(node.attributes.get("href") or "").partition("#")[0].rpartition("/")[2] for node in links}
        lacking.update(slug for slug in wanted if f"{slug}.html" not in shown)
    for slug, count in sorted(lacking.items()):
        message = f"is missing from the navigation of {count} built pages"
        path = book.pages.pages[locale.code][slug].path
        yield Finding(path, 1, "in-navigation", message, "see overrides/partials, then ./scripts/build")


def _status(page: BuiltPage, path: str, source: Page) -> Iterator[Finding]:
    """The status label shows the dates of the front matter."""
    node, code = page.tree.css_first(".status"), source.locale.code
    text, checked, due = node.text() if node else "", source.date("checked"), source.date("due")
    wanted = (long_date(checked, code) if checked else "", month(due, code) if due else "")
    for words in wanted:
        if words not in text:
            hint = "see overrides/partials/frame/status.html, then ./scripts/build"
            yield Finding(path, page.line("status"), "status-dates", f"the status label does not show {words}", hint)
