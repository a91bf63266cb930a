"""One run at a time writes into a handbook's cache and site; a disk that refuses is one message."""

from __future__ import annotations

import errno
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from handbook.core.findings import HandbookError
from handbook.core.project import Project

BUILDING = "build"
"""The lock of every command that writes into the site."""
NEXT = {
    errno.ENOSPC: "; free 200 MB and run again",
    errno.EROFS: "; work in a copy that can be written",
}
"""What to do about it, where that is known."""


@contextmanager
def alone(project: Project, command: str, lock: str = BUILDING) -> Iterator[None]:
    """Wait until no other command holds `lock`, and hold it inside.

    `command` is who says that it waits.

    The system lets go of it when the process ends, however it ends. Workers that a process forks
    hold it too: each dies with its parent (core/child_process.py).
    """
    folder = project.root / ".cache"
    folder.mkdir(exist_ok=True)
    held = FileLock(folder / f"{lock}.lock")
    try:
        held.acquire(blocking=False)
    except Timeout:
        sys.stderr.write(f"{command}: another {lock} is running; waiting for it\n")
        sys.stderr.flush()
        held.acquire()
    try:
        yield
    finally:
        held.release()


@contextmanager
def refusals_told(project: Project) -> Iterator[None]:
    """Raise what a disk refuses inside as a HandbookError: the site is then as it was."""
    try:
        yield
    except shutil.Error as error:
        # It lists every file that could not be copied, each as (from, to, why): the first says
        # enough.
        _, target, why = error.args[0][0]
        raise HandbookError(f"{why}: {target}; site/ is as it was{_next(str(why))}") from error
    except OSError as error:
        what = f"{error.strerror or error}: {error.filename or project.root}"
        raise HandbookError(
            f"{what}; site/ is as it was{NEXT.get(error.errno or 0, '')}"
        ) from error


def _next(why: str) -> str:
    """Return what to do about an error of which only the text is known."""
    return next((hint for number, hint in NEXT.items() if f"[Errno {number}]" in why), "")
