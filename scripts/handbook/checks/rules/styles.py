"""Styles: no style sheet hides, clips or moves away what a reader must see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from handbook.checks.built.hiding_styles import Hiding, hiding
from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.checks.settings import CHECKS
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.web.html_pages import BuiltPage, around

RULES = (
    Rule(
        "style-hides",
        "No style hides, clips or shrinks text of a page, its danger signs or its disclaimer.",
        "What a style takes away on phones alone stands in every source, and nobody reads it.",
        "SAFETY.md#what-could-go-wrong-and-what-stands-against-it; WCAG 2.2, 1.3.1 and 1.4.4",
        needs_site=True,
    ),
)

SEEN = ".page, .disclaimer, .status, .help"
"""What a reader must see: the text of a page, how it was made, the way to help."""
_CLASSES = frozenset(SEEN.replace(".", "").split(", "))
_NAMES = re.compile(r"(?<![:\w-])[.#]([\w-]+)(?![^()]*\))")
"""Classes and ids that a page must hold for a selector to match; not those in brackets."""
_MEANWHILE = ("[hidden]", ":checked", ":target", ":popover-open", ":modal")
"""Selectors of what the page itself has hidden, or shows only after a tap."""


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each selector of a style sheet that hides what must be seen."""
    pages = list(context.site.pages.values())
    met: set[str] = set()
    for path in sorted((context.project.docs / "assets").rglob("*.css")):
        shown = context.project.show(path)
        for item in hiding(path.read_text("utf-8", errors="replace")):
            met.add(item.selector)
            yield from _hidden(context, shown, item, pages)
    for page in pages:
        for node in page.tree.css("style"):
            for item in hiding(node.text()):
                yield from _hidden(context, context.shown(page.path), item, [page])
    for selector in context.settings.hidden_by_style:
        if selector not in met:
            line = context.settings_line("hidden_by_style", selector)
            message = f"no style hides `{selector}` any more"
            yield Finding(CHECKS, line, "style-hides", message, "take its line away")


def _hidden(
    context: CheckContext, path: str, item: Hiding, pages: list[BuiltPage]
) -> Iterator[Finding]:
    """Yield one finding where `item` hides something on any of `pages`, unless it is excused."""
    named = item.selector in context.settings.hidden_by_style
    if named or any(state in item.selector for state in _MEANWHILE):
        return
    hint = f"let it be seen, or name it under `hidden_by_style` in {CHECKS} and say why"
    if not _can_be_read(item.matched):
        message = f"`{item.selector}` has `{item.declaration}`, and nobody can tell what it hides"
        yield Finding(path, item.line, "style-hides", message, hint)
        return
    for page in pages:
        if _takes_away(page, item.matched):
            message = f"`{item.selector}` has `{item.declaration}`, and hides text of {page.path}"
            yield Finding(path, item.line, "style-hides", message, hint)
            return


@remembered(1024, kept=True)
def _can_be_read(selector: str) -> bool:
    """Return whether the reader of HTML knows all forms of a selector."""
    try:
        LexborHTMLParser("").css(selector)
    except SelectolaxError:
        return False
    return True


@remembered(16384, kept=True)
def _takes_away(page: BuiltPage, selector: str) -> bool:
    """Return whether `selector` matches what must be seen; one that no page can match does not.

    Raises SelectolaxError where it cannot be read.
    """
    if not all(word in page.html for word in _NAMES.findall(selector)):
        return False
    return any(_must_be_seen(node) for node in page.tree.css(selector))


def _must_be_seen(node: LexborNode) -> bool:
    """Return whether `node` has words and is, holds or stands in what a reader must see."""
    if not node.text(deep=True, strip=True):
        return False
    if node.css_first(SEEN) is not None:
        return True
    names = ((item.attributes.get("class") or "").split() for item in (node, *around(node)))
    return not _CLASSES.isdisjoint(chain.from_iterable(names))
