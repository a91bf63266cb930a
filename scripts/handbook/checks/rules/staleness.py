"""Staleness: a translation says which text it was compared with, and that text has not changed since."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.content.markdown_pages import TWIN_HASH
from handbook.core.findings import Finding

RULES = ("translation-unstamped", "translation-behind")


def check(context: CheckContext) -> Iterator[Finding]:
    """Every page that is a translation, by the hash in its front matter."""
    for page in context.pages:
        twin = context.pages.twin(page)
        if twin is None or not page.text.strip():
            continue
        hint = f"read {twin.path} and {page.path} side by side, then run ./scripts/stamp {page.slug}"
        line = page.meta_lines.get(TWIN_HASH, 1)
        if not page.meta.get(TWIN_HASH):
            message = f"does not say which text of {twin.path} it was compared with"
            yield Finding(page.path, line, "translation-unstamped", message, hint)
        elif page.meta[TWIN_HASH] != twin.hash:
            message = f"{twin.path} has changed since the two were compared"
            yield Finding(page.path, line, "translation-behind", message, hint)
