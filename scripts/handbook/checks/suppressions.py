"""Exceptions: rule, place, reason, in one file; one that excuses nothing is itself a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.checks.settings import CHECKS, Suppression
from handbook.core.findings import Finding
from handbook.core.suggestions import did_you_mean

UNUSED = Rule(
    "unused-exception",
    "Every exception in scripts/checks.yml still excuses a finding of a rule that exists.",
    "An exception that outlives its reason hides the next fault at the same place.",
    "scripts/checks.yml",
)
COMPARED = ("translation-behind", "sense-changed", "pinned-data", "drawing-label", "site-sum")
"""What no exception may excuse: nobody would be shown what changed."""


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
        elif entry.rule in COMPARED:
            message = f"an exception excuses {entry.rule}, which a person confirms change by change"
            yield Finding(CHECKS, line, UNUSED.id, message, "remove the exception")
        elif index not in used and entry.rule in rules:
            message = f"{entry.rule} at {entry.place} is no longer needed"
            yield Finding(CHECKS, line, UNUSED.id, message, "remove the exception")


def is_excused(context: CheckContext, finding: Finding) -> bool:
    """Return whether any exception excuses `finding`."""
    return any(_excuses(context, entry, finding) for entry in context.settings.exceptions)


def _excuses(context: CheckContext, entry: Suppression, finding: Finding) -> bool:
    path, _, heading = entry.place.partition("#")
    if entry.rule in COMPARED or entry.rule != finding.rule or path != finding.path:
        return False
    if entry.contains not in finding.message:
        return False
    return not heading or heading == _heading_at(context, finding)


def _heading_at(context: CheckContext, finding: Finding) -> str:
    """Return the id of the heading that the finding's line stands below, or nothing."""
    page = next((page for page in context.pages if page.path == finding.path), None)
    if page is None:
        return ""
    above = [heading.name for heading in page.headings if heading.line <= finding.line]
    return above[-1] if above else ""
