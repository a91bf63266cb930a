"""The registry: one line a family, in the order they run. To add one, copy a family's file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from handbook.book import Book
from handbook.findings import Finding
from handbook.rules import disclaimer, evidence, layout, links

Check = Callable[[Book], Iterator[Finding]]

FAMILIES: dict[str, Check] = {
    "layout": layout.check,
    "evidence": evidence.check,
    "links": links.check,
    "disclaimer": disclaimer.check,
}

RULES: dict[str, tuple[str, ...]] = {
    "layout": layout.RULES,
    "evidence": evidence.RULES,
    "links": links.RULES,
    "disclaimer": disclaimer.RULES,
}
