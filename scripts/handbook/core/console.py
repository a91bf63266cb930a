"""Says on stderr what a command is doing, with how long each step took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(command: str, doing: str) -> Iterator[None]:
    """One line before a step and its time after it."""
    sys.stderr.write(f"{command}: {doing} …")
    sys.stderr.flush()
    start = time.monotonic()
    try:
        yield
    except BaseException:
        sys.stderr.write(" stopped\n")
        raise
    sys.stderr.write(f" {time.monotonic() - start:.1f} s\n")
