"""Disclaimer: on every built page, in that page's language, whole, in the body, and not hidden from a reader."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.core.findings import Finding
from handbook.core.project import Locale
from handbook.web.html_pages import BuiltPage, is_hidden

RULES = ("disclaimer-missing", "disclaimer-language", "disclaimer-text", "disclaimer-hidden")

SELECTOR = ".disclaimer"
HINT = "the frame puts it there: see overrides/partials/footer.html and evidence/wording.yml"


def check(context: CheckContext) -> Iterator[Finding]:
    """Every built page, the bilingual 404 page in both languages."""
    for page in context.site.pages.values():
        for locale in (page.locale,) if page.locale else context.tree.locales:
            yield from _page(context, page, locale)


def _page(context: CheckContext, page: BuiltPage, locale: Locale) -> Iterator[Finding]:
    path = context.tree.show(context.tree.site / page.path)
    nodes = page.tree.css(f"body {SELECTOR}")
    wanted = _squeeze(context.evidence.say("disclaimer", locale.code))
    line = page.line("disclaimer")
    if not nodes:
        yield Finding(path, 1, "disclaimer-missing", f"no disclaimer in {locale.name}", HINT)
        return
    same = [node for node in nodes if _squeeze(node.text()) == wanted]
    if not same:
        others = [other for other in context.tree.locales if other != locale]
        texts = {_squeeze(context.evidence.say("disclaimer", other.code)) for other in others}
        if any(_squeeze(node.text()) in texts for node in nodes):
            yield Finding(path, line, "disclaimer-language", f"the disclaimer is not in {locale.name}", HINT)
        else:
            yield Finding(path, line, "disclaimer-text", "the disclaimer's text is not the agreed one", HINT)
        return
    if all(is_hidden(node) for node in same):
        yield Finding(path, line, "disclaimer-hidden", f"the disclaimer in {locale.name} is hidden", HINT)


def _squeeze(text: str) -> str:
    return " ".join(text.split())
