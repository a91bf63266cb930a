"""Runs the rules over one handbook and drops the findings that are excused."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES, RULES
from handbook.checks.rules.parity import beside_changes
from handbook.checks.suppressions import apply
from handbook.core.findings import Finding
from handbook.core.memo import Known, remembered

UNREAD = frozenset((".git", ".cache", ".venv", "__pycache__", "node_modules"))
"""Folders of a copy that no rule looks into."""


class _Found(Exception):
    """There are findings: they are looked for anew each time, as their texts name what was."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(len(findings))
        self.findings = findings


def run_once(context: CheckContext) -> list[Finding]:
    """Return what all families find, as `run` does; of a sound handbook it is remembered.

    As long as no byte of the copy and its site changes, nor the day, nor what the environment says.
    """
    try:
        _be_sound(Known(_everything(context), context))
    except _Found as found:
        return found.findings
    return []


@remembered(8, kept=True)
def _be_sound(asked: Known[CheckContext]) -> None:
    """Do nothing where the handbook is sound. Raises _Found with what is found."""
    if findings := run(asked.value):
        raise _Found(findings)


def _everything(context: CheckContext) -> str:
    """Return a SHA-256 over all that the rules can look at, in hexadecimal digits."""
    given = [f"{name}={value}" for name, value in os.environ.items() if "HANDBOOK" in name]
    digest = hashlib.sha256("\0".join((str(context.today), *sorted(given))).encode())
    for path in sorted({*_files(context.project.root), *_files(context.project.site)}):
        data = path.read_bytes() if path.is_file() else b""
        digest.update(f"\0{path}\0{path.lstat().st_mode}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in UNREAD]
        yield from (Path(where, name) for name in names)


def run(
    context: CheckContext, names: Iterable[str] = (), select: Iterable[str] = ()
) -> list[Finding]:
    """Return what the named families find, exceptions applied, sorted by path and line.

    Without `names` all families run. With `select`, ids of rules, only the families of those run,
    and only findings of those rules count. Raises HandbookError where the sources cannot be read at
    all.
    """
    chosen = [FAMILIES[name] for name in names] or list(FAMILIES.values())
    wanted = set(select) or {rule.id for family in chosen for rule in family.rules}
    found = []
    for family in chosen:
        if wanted.isdisjoint(rule.id for rule in family.rules):
            continue
        found += [finding for finding in family.findings(context) if finding.rule in wanted]
    if "translation-behind" in wanted:
        told = beside_changes(context)
        found = [finding for finding in found if finding not in told]
    return sorted(set(apply(context, found, wanted, set(RULES))))
