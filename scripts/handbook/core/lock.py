"""One run at a time writes into a handbook's cache and site; a disk that refuses is one message."""

from __future__ import annotations

import errno
import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from handbook.core.findings import HandbookError
from handbook.core.project import Project

BUILDING = "build"
"""The lock of every command that writes into the site."""
NEXT = {errno.ENOSPC: "; free 200 MB and run again", errno.EROFS: "; work in a copy that can be written"}
"""What to do about it, where that is known."""


@contextmanager
def alone(project: Project, command: str, lock: str = BUILDING) -> Iterator[None]:
    """Wait until no other command holds `lock`. `command` is who says so."""
    folder = project.root / ".cache"
    folder.mkdir(exist_ok=True)
    with (folder / f"{lock}.lock").open("w") as file:
        _wait(file, command, lock)
        yield


def _wait(file: IO[str], command: str, lock: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.stderr.write(f"{command}: another {lock} is running; waiting for it\n")
        sys.stderr.flush()
        fcntl.flock(file, fcntl.LOCK_EX)


@contextmanager
def refusals_told(project: Project) -> Iterator[None]:
    """What a disk refuses inside is raised as a HandbookError: the site is then as it was."""
    try:
        yield
    except OSError as error:
        what = f"{error.strerror or error}: {error.filename or project.root}"
        raise HandbookError(f"{what}; site/ is as it was{NEXT.get(error.errno or 0, '')}") from error
