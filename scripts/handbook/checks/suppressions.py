"""Exceptions: rule, place, reason, in one file; one that no longer excuses anything is itself a finding."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from handbook.checks.context import CheckContext
from handbook.checks.settings import CHECKS, Excuse
from handbook.core.findings import Finding

RULE = "unused-exception"


def apply(context: CheckContext, findings: Iterable[Finding], rules: set[str], known: set[str]) -> Iterator[Finding]:
    """The findings that no exception excuses, the exceptions of `rules` that excused none, those of no `known` rule."""
    entries = context.settings.exceptions
    used: set[int] = set()
    for finding in findings:
        matching = [index for index, entry in enumerate(entries) if _excuses(context, entry, finding)]
        used.update(matching)
        if not matching:
            yield finding
    for index, entry in enumerate(entries):
        line = context.settings_line("exceptions", index)
        if entry.rule not in known:
            message = f"an exception names the rule {entry.rule!r}, which is not there"
            yield Finding(CHECKS, line, RULE, message, _did_you_mean(entry.rule, known))
        elif index not in used and entry.rule in rules:
            message = f"{entry.rule} at {entry.place} is no longer needed"
            yield Finding(CHECKS, line, RULE, message, "remove the exception")


def _did_you_mean(rule: str, known: set[str]) -> str:
    close = difflib.get_close_matches(rule, sorted(known), n=1)
    return f"did you mean {close[0]!r}?" if close else "see ./scripts/check --help"


def _excuses(context: CheckContext, entry: Excuse, finding: Finding) -> bool:
    path, _, heading = entry.place.partition("#")
    if entry.rule != finding.rule or path != finding.path:
        return False
    if entry.contains not in finding.message:
        return False
    return not heading or heading == _heading_at(context, finding)


def _heading_at(context: CheckContext, finding: Finding) -> str:
    """The id of the heading that a line of a page stands below."""
    page = next((page for page in context.pages if page.path == finding.path), None)
    above = [heading.name for heading in page.headings if heading.line <= finding.line] if page else []
    return above[-1] if above else ""
