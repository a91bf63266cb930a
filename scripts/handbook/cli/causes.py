"""Tells first what other findings follow from, and holds those back until it is mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from handbook.checks.rules import RULES
from handbook.core.findings import Finding

UNREADABLE = ("evidence-data", "page-source")
"""A file that does not parse: whatever names its records or its headings is then wrong as well."""
STALE = ("site-missing", "site-stale")
_MISSING = "missing-counterpart"
_CHANGED = "site-sum"
_UNWRITTEN = "unwritten"
_SHOWN = "shown-"
_SAY_HOW = (_CHANGED, "danger-list", "handout-text")
"""Rules that compare the same text, and say what of it is wrong."""

Follows = Callable[[Finding], bool]


def causes_first(findings: Iterable[Finding]) -> tuple[list[Finding], int]:
    """Return the findings with causes before the rest, and how many were held back.

    Held back is what follows from a file that does not parse, a page that one language lacks or
    that is not written yet, a site that is older than its sources, a built file that was changed by
    hand, or one of which another error says what it has instead.
    """
    everything = list(findings)
    unread = [item for item in everything if item.rule in UNREADABLE and item.is_error]
    if unread:
        unread += [item for item in everything if item.rule == _MISSING]
        return unread, len(everything) - len(unread)
    said = {item.path for item in everything if item.rule in _SAY_HOW and item.is_error}
    repeated = [item for item in everything if item.rule.startswith(_SHOWN) and item.path in said]
    causes = (_MISSING, _UNWRITTEN, *STALE, _CHANGED)
    first = [item for item in everything if item.rule in causes]
    checks = [*_of_pages(first), *_of_site(first)]
    held = {*first, *repeated}
    told = [item for item in everything if item not in held]
    for follows in checks:
        told = [item for item in told if not follows(item)]
    return first + told, len(everything) - len(first) - len(told)


def _of_pages(first: list[Finding]) -> list[Follows]:
    """Return what tells whether a finding is about a page that is missing or not written yet."""
    slugs = {PurePosixPath(item.path).stem for item in first if _is_no_page(item)}
    if not slugs:
        return []
    names = "|".join(map(re.escape, sorted(slugs)))
    # As messages name a page: “signs” alone is a word of every other sentence.
    named = re.compile(rf"(?<![\w-])(?:{names})(?:\.(?:md|html|svg)\b|#)|'(?:{names})'")
    return [lambda item: bool(named.search(f"{item.path} {item.message}"))]


def _is_no_page(item: Finding) -> bool:
    """Return whether a page, or a drawing, is missing or not written yet.

    A list of records is neither: what is wrong elsewhere in it is told.
    """
    is_made = item.rule == _UNWRITTEN and item.path.startswith("docs/")
    return is_made or item.rule == _MISSING


def _of_site(first: list[Finding]) -> list[Follows]:
    """Return what tells whether a finding is about a site, or a file, that is not as built."""
    if any(item.rule in STALE for item in first):
        return [_about_the_site]
    changed = {item.path for item in first if item.rule == _CHANGED}
    return [lambda item: item.path in changed]


def _about_the_site(item: Finding) -> bool:
    """Return whether a finding tells of built pages; styles are read as they are written."""
    return item.path.startswith("site") or (
        RULES[item.rule].needs_site and not item.path.startswith("docs/assets/")
    )
