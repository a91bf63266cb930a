"""One run at a time writes into a handbook's cache and site; a disk that refuses is one message."""

from __future__ import annotations

import errno
import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from handbook.findings import Fault
from handbook.tree import Tree

FILE = "build.lock"
NEXT = {errno.ENOSPC: "; free 200 MB and run again", errno.EROFS: "; work in a copy that can be written"}
"""What to do about it, where that is known."""


@contextmanager
def alone(tree: Tree, command: str) -> Iterator[None]:
    """Wait until no other command builds here. Raises Fault where the disk refuses anything inside."""
    try:
        folder = tree.root / ".cache"
        folder.mkdir(exist_ok=True)
        with (folder / FILE).open("w") as lock:
            _wait(lock, command)
            yield
    except OSError as error:
        what = f"{error.strerror or error}: {error.filename or tree.root}"
        raise Fault(f"{what}; site/ is as it was{NEXT.get(error.errno or 0, '')}") from error


def _wait(lock: IO[str], command: str) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.stderr.write(f"{command}: another build is running; waiting for it\n")
        fcntl.flock(lock, fcntl.LOCK_EX)
