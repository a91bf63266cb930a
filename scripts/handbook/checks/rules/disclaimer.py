"""Disclaimer: on every built page, in that page's language, whole, and not hidden from a reader."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.core.findings import Finding
from handbook.core.project import Locale
from handbook.web.html_pages import BuiltPage, is_hidden

_WHY = "A reader who takes general information for advice about herself may not call."
_SOURCE = "SAFETY.md#what-it-is-not"

RULES = (
    Rule(
        "disclaimer-missing",
        "Every built page has the disclaimer in its body.",
        _WHY,
        _SOURCE,
        needs_site=True,
    ),
    Rule(
        "disclaimer-language",
        "The disclaimer stands in the language of its page.",
        "One that its reader cannot read warns nobody.",
        _SOURCE,
        needs_site=True,
    ),
    Rule(
        "disclaimer-text",
        "The disclaimer says the words of evidence/wording.yml, all of them.",
        "Its words were chosen once, in both languages; a page must not soften them.",
        _SOURCE,
        needs_site=True,
    ),
    Rule("disclaimer-hidden", "No style hides the disclaimer.", _WHY, _SOURCE, needs_site=True),
)

SELECTOR = "body .disclaimer"
HINT = "the frame puts it there: see overrides/partials/footer.html and evidence/wording.yml"


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings for every built page; the bilingual 404 page is asked in both languages."""
    for page in context.site.pages.values():
        for locale in (page.locale,) if page.locale else context.tree.locales:
            yield from _page(context, page, locale)


def _page(context: CheckContext, page: BuiltPage, locale: Locale) -> Iterator[Finding]:
    path, line = context.shown(page.path), page.line("disclaimer")
    nodes = page.tree.css(SELECTOR)
    if not nodes:
        yield Finding(path, 1, "disclaimer-missing", f"no disclaimer in {locale.name}", HINT)
        return
    texts = {other.code: _agreed(context, other) for other in context.tree.locales}
    wanted = texts.pop(locale.code)
    same = [node for node in nodes if _squeeze(node.text()) == wanted]
    if same:
        if all(is_hidden(node) for node in same):
            message = f"the disclaimer in {locale.name} is hidden"
            yield Finding(path, line, "disclaimer-hidden", message, HINT)
    elif any(_squeeze(node.text()) in texts.values() for node in nodes):
        message = f"the disclaimer is not in {locale.name}"
        yield Finding(path, line, "disclaimer-language", message, HINT)
    else:
        message = "the disclaimer's text is not the agreed one"
        yield Finding(path, line, "disclaimer-text", message, HINT)


def _agreed(context: CheckContext, locale: Locale) -> str:
    return _squeeze(context.evidence.say("disclaimer", locale.code))


def _squeeze(text: str) -> str:
    """Return `text` with every run of white space as one space."""
    return " ".join(text.split())
