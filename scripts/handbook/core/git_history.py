"""Reads Git's history: which commits changed a file, and what it was then."""

from __future__ import annotations

import subprocess
from functools import cache

from handbook.core.project import Project

COMMITS = 30
"""How far back a text is looked for, in commits that changed its file."""


@cache
def commits(project: Project, path: str, most: int | None = COMMITS) -> list[str]:
    """Return the commits that changed `path`, the newest first, `most` of them; None for all."""
    number = [f"-{most}"] if most else []
    return git(project, "log", *number, "--format=%H", "--", path).split()


def committed(project: Project, path: str, commit: str) -> str:
    """Return what a file said at a commit; nothing where Git does not know."""
    return committed_bytes(project, path, commit).decode("utf-8", "replace")


def committed_bytes(project: Project, path: str, commit: str) -> bytes:
    """Return what a file was at a commit, byte by byte; nothing where Git does not know."""
    return _git(project, "show", f"{commit}:./{path}")


def git(project: Project, *words: str) -> str:
    """Return what Git prints; nothing where there is no Git, no history or no such file."""
    return _git(project, *words).decode("utf-8", "replace")


def _git(project: Project, *words: str) -> bytes:
    command = ["git", "-C", str(project.root), *words]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
