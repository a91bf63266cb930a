"""Exceptions: rule, place, reason, in one file; one that excuses nothing is itself a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.checks.settings import CHECKS, Suppression
from handbook.checks.suggestions import did_you_mean
from handbook.core.findings import Finding

UNUSED = Rule(
    "unused-exception",
    "Every exception in scripts/checks.yml still excuses a finding of a rule that exists.",
    "An exception that outlives its reason hides the next fault at the same place.",
    "scripts/checks.yml",
)

_TOKEN = re.compile(r"[a-z']+|\d+|[\u4e00-\u9fff]")
"""A word, a number or a Chinese character."""
_ENOUGH = 4
"""Fewer of them are too few to know a text by when it was reworded."""
_MOST = 0.6
"""The part of them that is still there then."""


def apply(
    context: CheckContext, findings: Iterable[Finding], rules: set[str], known: set[str]
) -> Iterator[Finding]:
    """Yield the findings that no exception excuses, then the exceptions that are of no use.

    `rules` are those that ran: what other rules would find is not known. `known` are all rules.
    """
    entries = context.settings.exceptions
    used: set[int] = set()
    for finding in findings:
        matching = [
            index for index, entry in enumerate(entries) if _excuses(context, entry, finding)
        ]
        used.update(matching)
        if not matching:
            yield finding
    for index, entry in enumerate(entries):
        line = context.settings_line("exceptions", index)
        if entry.rule not in known:
            message = f"an exception names the rule {entry.rule!r}, which is not there"
            hint = did_you_mean(entry.rule, known, "see ./scripts/check --help")
            yield Finding(CHECKS, line, UNUSED.id, message, hint)
        elif index not in used and entry.rule in rules:
            message = f"{entry.rule} at {entry.place} is no longer needed"
            yield Finding(CHECKS, line, UNUSED.id, message, "remove the exception")


def is_excused(context: CheckContext, finding: Finding) -> bool:
    """Return whether any exception excuses `finding`."""
    return any(_excuses(context, entry, finding) for entry in context.settings.exceptions)


def _excuses(context: CheckContext, entry: Suppression, finding: Finding) -> bool:
    path, _, heading = entry.place.partition("#")
    if entry.rule != finding.rule or path != finding.path:
        return False
    if entry.contains not in finding.message and not _is_reworded(context, entry, finding):
        return False
    return not heading or heading == _heading_at(context, finding)


def _is_reworded(context: CheckContext, entry: Suppression, finding: Finding) -> bool:
    """Return whether a finding quotes what an exception names, in other words.

    Those it names stand nowhere in the file any more, and most of them in the finding. That the
    text has changed is told beside it.
    """
    named = set(_TOKEN.findall(entry.contains.lower()))
    if len(named) < _ENOUGH or any(
        entry.contains in item.text for item in context.passages if item.path == finding.path
    ):
        return False
    kept = named & set(_TOKEN.findall(finding.message.lower()))
    return len(kept) >= _MOST * len(named)


def _heading_at(context: CheckContext, finding: Finding) -> str:
    """Return the id of the heading that the finding's line stands below, or nothing."""
    page = next((page for page in context.pages if page.path == finding.path), None)
    if page is None:
        return ""
    above = [heading.name for heading in page.headings if heading.line <= finding.line]
    return above[-1] if above else ""
