"""Staleness: a translation names the text it was compared with, which has not changed since."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.markdown_pages import COUNTERPART_HASH
from handbook.core.findings import Finding

RULES = (
    Rule(
        "translation-unstamped",
        "Each translated page names, by its hash, the text that it was compared with.",
        "Without it nobody can tell whether a person ever read the two side by side.",
        "CONTRIBUTING.md#translator",
    ),
    Rule(
        "translation-behind",
        "A page that changed was compared with its translation again.",
        "A correction made in one language only leaves the other reader with the mistake.",
        "CONTRIBUTING.md#translator; ISO 17100:2015, 5.3.3 (revision by a second person)",
    ),
)


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each translated page whose hash is missing or old."""
    for page in context.pages:
        counterpart = context.pages.counterpart(page)
        if counterpart is None or not page.text.strip():
            continue
        both = f"{counterpart.path} and {page.path}"
        hint = f"read {both} side by side, then run ./scripts/stamp {page.slug}"
        line = page.meta_lines.get(COUNTERPART_HASH, 1)
        if not page.meta.get(COUNTERPART_HASH):
            message = f"does not say which text of {counterpart.path} it was compared with"
            yield Finding(page.path, line, "translation-unstamped", message, hint)
        elif page.meta[COUNTERPART_HASH] != counterpart.hash:
            message = f"{counterpart.path} has changed since the two were compared"
            yield Finding(page.path, line, "translation-behind", message, hint)
