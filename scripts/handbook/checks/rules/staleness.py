"""Staleness: a translation names the text it was compared with, which has not changed since."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.markdown_pages import TWIN_HASH
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
        twin = context.pages.twin(page)
        if twin is None or not page.text.strip():
            continue
        hint = (
            f"read {twin.path} and {page.path} side by side, then run ./scripts/stamp {page.slug}"
        )
        line = page.meta_lines.get(TWIN_HASH, 1)
        if not page.meta.get(TWIN_HASH):
            message = f"does not say which text of {twin.path} it was compared with"
            yield Finding(page.path, line, "translation-unstamped", message, hint)
        elif page.meta[TWIN_HASH] != twin.hash:
            message = f"{twin.path} has changed since the two were compared"
            yield Finding(page.path, line, "translation-behind", message, hint)
