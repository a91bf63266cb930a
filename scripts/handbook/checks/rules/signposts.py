"""Signposts: a link leads where its words say, and a sheet behind it can be read by its reader."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.checks.link_texts import RULE, misleading
from handbook.checks.rule import Rule
from handbook.core.findings import Finding
from handbook.sheets.spec import FOLDER
from handbook.web.html_pages import Address, BuiltPage
from handbook.web.page_context import HELP

RULES = (
    Rule(
        RULE,
        "The words of a link and its target are about the same thing.",
        "Who follows “the danger signs” in a hurry must not land on the sources.",
        "WCAG 2.2, 2.4.4 and 2.4.9",
    ),
    Rule(
        "sheet-language",
        "A link to a sheet in another language than its page says so.",
        "A reader prints what she cannot read, and has nothing in her hand.",
        "WCAG 2.2, 3.1.2; HTML Standard, 4.6.1 (hreflang)",
        needs_site=True,
    ),
    Rule(
        "help-button",
        "The help button of every page leads to the help page of its language, there to a call.",
        "It is the one tap that a frightened reader is promised, on every page.",
        "WCAG 2.2, 3.2.6",
        needs_site=True,
    ),
)

BUTTON = "nav.help a.danger"


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on the words of links, then on the sheets that built pages lead to."""
    yield from misleading(context)
    codes = "|".join(locale.code for locale in context.project.locales)
    named = re.compile(rf"(?:^|/){FOLDER}/[^/]*?-({codes})(?:-\w+)?-[a-z0-9]+\.pdf$")
    for page in context.site.pages.values():
        if page.locale is not None:
            for address in dict.fromkeys(page.addresses):
                yield from _sheet(context, page, address, named)
    yield from _help_buttons(context)


def _sheet(
    context: CheckContext, page: BuiltPage, address: Address, named: re.Pattern[str]
) -> Iterator[Finding]:
    """Yield a finding where `address` is a sheet in one other language, and does not say so."""
    match = named.search(address.value) if address.tag == "a" else None
    if match is None or page.locale is None or match[1] == page.locale.code:
        return
    if address.hreflang != context.project.locale(match[1]).tag:
        message = f"leads to {address.value}, a sheet in {match[1]!r}, without saying so"
        hint = "link to the sheet in the page's language"
        line = page.line(address.value)
        yield Finding(context.shown(page.path), line, "sheet-language", message, hint)


def _help_buttons(context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each page whose help button leads elsewhere, or that alone has none."""
    pages = [page for page in context.site.pages.values() if page.locale is not None]
    led = {page.path: _led(page) for page in pages}
    if not any(led.values()):
        return
    for page in pages:
        folder, _, name = page.path.rpartition("/")
        there = posixpath.normpath(posixpath.join(folder, led[page.path]))
        if name == f"{HELP}.html":
            is_right = led[page.path].startswith(("#", "tel:"))
        else:
            is_right = there == posixpath.join(folder, f"{HELP}.html")
        if not is_right:
            message = f"the help button leads to {led[page.path]!r}"
            hint = f"lead it to {HELP}.html of this language: overrides/partials/help.html"
            line = page.line('class="help"')
            yield Finding(context.shown(page.path), line, "help-button", message, hint)


def _led(page: BuiltPage) -> str:
    """Return the address behind the help button of `page`; nothing where it has none."""
    button = page.tree.css_first(BUTTON)
    return (button.attributes.get("href") or "") if button else ""
