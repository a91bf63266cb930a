"""Exceptions: rule, place, reason, in one file; one that no longer excuses anything is itself a finding."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from handbook.book import Book
from handbook.findings import Fault, Finding

RULE = "unused-exception"
FILE = "scripts/checks.yml"


def apply(book: Book, findings: Iterable[Finding], rules: set[str], known: set[str]) -> Iterator[Finding]:
    """The findings that no exception excuses, the exceptions of `rules` that excused none, those of no `known` rule."""
    entries = [_valid(entry) for entry in book.settings.get("exceptions") or []]
    used: set[int] = set()
    for finding in findings:
        matching = [index for index, entry in enumerate(entries) if _excuses(book, entry, finding)]
        used.update(matching)
        if not matching:
            yield finding
    for index, entry in enumerate(entries):
        if entry["rule"] not in known:
            message = f"an exception names the rule {entry['rule']!r}, which is not there"
            yield Finding(FILE, 1, RULE, message, _did_you_mean(entry["rule"], known))
        elif index not in used and entry["rule"] in rules:
            message = f"{entry['rule']} at {entry['place']} is no longer needed"
            yield Finding(FILE, 1, RULE, message, "remove the exception")


def _did_you_mean(rule: str, known: set[str]) -> str:
    close = difflib.get_close_matches(rule, sorted(known), n=1)
    return f"did you mean {close[0]!r}?" if close else "see ./scripts/check --help"


def _valid(entry: Any) -> dict[str, str]:
    keys = {"rule", "place", "reason"}
    if not isinstance(entry, dict) or not keys <= set(entry) or set(entry) - keys - {"contains"}:
        raise Fault(f"{FILE}: an exception needs rule, place and reason (and may have contains): {entry!r}")
    return {key: str(value) for key, value in entry.items()}


def _excuses(book: Book, entry: dict[str, str], finding: Finding) -> bool:
    path, _, heading = entry["place"].partition("#")
    if entry["rule"] != finding.rule or path != finding.path:
        return False
    if entry.get("contains", "") not in finding.message:
        return False
    return not heading or heading == _heading_at(book, finding)


def _heading_at(book: Book, finding: Finding) -> str:
    """The id of the heading that a line of a page stands below."""
    page = next((page for page in book.pages if page.path == finding.path), None)
    above = [heading.name for heading in page.headings if heading.line <= finding.line] if page else []
    return above[-1] if above else ""
