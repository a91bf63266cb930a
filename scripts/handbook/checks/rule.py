"""A rule is a record: what it promises, why, where that comes from, and how bad a breach is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from handbook.checks.context import CheckContext
from handbook.core.findings import Finding, Severity

Check = Callable[[CheckContext], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """One promise of the handbook. Its texts are Markdown, each on one line."""

    id: str
    summary: str
    """What holds, in one sentence."""
    why: str
    """Whom a breach harms, and how."""
    source: str
    """A standard with its section, or a file of this repository, such as `SAFETY.md`."""
    severity: Severity = Severity.ERROR
    needs_site: bool = False
    """Whether it also looks at the built site; a build then waits for the pages."""


@dataclass(frozen=True)
class Family:
    """Rules that look at the same things in one pass."""

    name: str
    summary: str
    check: Check
    rules: tuple[Rule, ...]

    @property
    def needs_site(self) -> bool:
        """Whether any of its rules looks at the built site."""
        return any(rule.needs_site for rule in self.rules)

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield what the family finds, as bad as the record of each rule says.

        Raises KeyError for a finding whose rule has no record here: a mistake in the check.
        """
        severities = {rule.id: rule.severity for rule in self.rules}
        for finding in self.check(context):
            yield replace(finding, severity=severities[finding.rule])
