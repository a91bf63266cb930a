"""Signposts: a link leads where its words say, and a sheet behind it can be read by its reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.checks.link_texts import RULE, misleading
from handbook.checks.rule import Rule
from handbook.core.findings import Finding
from handbook.sheets.spec import FOLDER
from handbook.web.html_pages import Address, BuiltPage

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
)


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on the words of links, then on the sheets that built pages lead to."""
    yield from misleading(context)
    codes = "|".join(locale.code for locale in context.project.locales)
    named = re.compile(rf"(?:^|/){FOLDER}/[^/]*?-({codes})(?:-\w+)?-[a-z0-9]+\.pdf$")
    for page in context.site.pages.values():
        if page.locale is not None:
            for address in dict.fromkeys(page.addresses):
                yield from _sheet(context, page, address, named)


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
