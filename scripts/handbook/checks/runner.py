"""Runs the rules over one handbook and drops the findings that are excused."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from handbook.checks.confirmed.facts import is_compiled
from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES, RULES
from handbook.checks.rules.parity import beside_changes
from handbook.checks.suppressions import apply
from handbook.core.findings import Finding, HandbookError
from handbook.core.git_history import git
from handbook.core.memo import Known, remembered
from handbook.publish.checksums import MADE

UNREAD = frozenset((".git", ".cache", ".venv", "node_modules"))
"""Folders at the root of a copy that no rule looks into, but for what was built there."""


class _Found(Exception):
    """There are findings: they are looked for anew each time, as their texts name what was."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(len(findings))
        self.findings = findings


def run_once(context: CheckContext) -> list[Finding]:
    """Return what all families find, as `run` does; of a sound handbook it is remembered.

    As long as no byte, link, mode or empty folder of the copy and its site changes, nor the last
    commit, the day, or what the environment says.
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
    root, site = context.project.root, context.project.site
    given = [f"{name}={value}" for name, value in os.environ.items() if "HANDBOOK" in name]
    given += [str(context.today), git(context.project, "rev-parse", "HEAD")]
    digest = hashlib.sha256("\0".join(sorted(given)).encode())
    for path in sorted({*_paths(root), *_paths(site), root / MADE}):
        mode = path.lstat().st_mode if os.path.lexists(path) else 0
        data = path.read_bytes() if path.is_file() else b""
        if path.is_symlink():
            data += os.fsencode(path.readlink())
        digest.update(b"\0%b\0%d\0%d\0" % (os.fsencode(path), mode, len(data)))
        digest.update(data)
    return digest.hexdigest()


def _paths(folder: Path) -> Iterator[Path]:
    """Yield every file and folder below `folder`, without what Python makes anew itself."""
    for where, folders, names in os.walk(folder):
        if Path(where) == folder:
            folders[:] = [name for name in folders if name not in UNREAD]
        found = (Path(where, name) for name in (*folders, *names))
        yield from (path for path in found if not is_compiled(path))


def run(
    context: CheckContext, names: Iterable[str] = (), select: Iterable[str] = ()
) -> list[Finding]:
    """Return what the named families find, exceptions applied, sorted by path and line.

    Without `names` all families run. With `select`, ids of rules, only the families of those run,
    and only findings of those rules count. Raises HandbookError where the sources cannot be read at
    all, and where none of the selected rules is one of the families named.
    """
    chosen = [FAMILIES[name] for name in names] or list(FAMILIES.values())
    there = {rule.id for family in chosen for rule in family.rules}
    wanted = there & set(select) if select else there
    if not wanted:
        raise HandbookError(f"{', '.join(select)}: no rule of the families that were to run")
    found = []
    for family in chosen:
        if wanted.isdisjoint(rule.id for rule in family.rules):
            continue
        found += [finding for finding in family.findings(context) if finding.rule in wanted]
    if "translation-behind" in wanted:
        told = beside_changes(context)
        found = [finding for finding in found if finding not in told]
    left = apply(context, found, wanted, set(RULES))
    return sorted({item for item in left if not select or item.rule in wanted})
