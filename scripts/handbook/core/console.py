"""Says on stderr what a command is doing, with how long each step took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(command: str, doing: str) -> Iterator[None]:
    """Yield one line before a step and its time after it."""
    sys.stderr.write(f"{command}: {doing} …")
    sys.stderr.flush()
    start = time.monotonic()
    try:
        yield
    except BaseException:
        sys.stderr.write(" stopped\n")
        raise
    sys.stderr.write(f" {time.monotonic() - start:.1f} s\n")


class Progress:
    """Says how many of several things are done.

    In place on a terminal, every twentieth line elsewhere.
    """

    def __init__(self, command: str, total: int) -> None:
        self.command, self.total, self.done = command, total, 0

    def tell(self, name: str) -> None:
        """Count one more as done; `name` is what it was."""
        self.done += 1
        last = self.done == self.total
        if sys.stderr.isatty():
            end = "\n" if last else ""
            sys.stderr.write(
                f"\r\x1b[K{self.command}: {self.done} of {self.total}, last {name}{end}"
            )
        elif last or self.done % 20 == 0:
            sys.stderr.write(f"\n{self.command}: {self.done} of {self.total}")
        sys.stderr.flush()
