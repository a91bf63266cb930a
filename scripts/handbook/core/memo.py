"""Remembers what was made of a text, so that only what has changed is worked out again.

A remembered function is given all that its answer depends on: texts and settings, never a file or
the clock. The answer is found by these very values, so that it cannot be out of date. A command
finds again what an earlier one was told by functions that are `kept` (see `kept_in`).
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import pickle
import sys
import sysconfig
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cache, update_wrapper
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Value = TypeVar("Value")

FOLDER = ".cache/answers"
"""Below the root: a file for each function that is kept."""
OLDEST = 4
"""How many times a file is written before an answer that nobody asked for is left out of it."""
_LIBRARY = Path(__file__).resolve().parents[1]
_ALL: list[Memo[Any, Any]] = []
_PLACE: list[Path] = []
"""The folder that answers are read from, where there is one."""


@dataclass(frozen=True)
class Known(Generic[Value]):
    """A value that its digest stands for: equal where that is, and kept without the value.

    For a remembered function that needs more than can be compared or pickled. Whoever makes one
    puts into the digest all that the answer depends on.
    """

    digest: str
    value: Value = field(compare=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make it again when it is read: without the value."""
        return Known, (self.digest, None)


def known_texts(texts: Collection[str]) -> Known[frozenset[str]]:
    """Return texts without an order, known by all of them."""
    digest = hashlib.sha256("\0".join(sorted(texts)).encode()).hexdigest()
    return Known(digest, frozenset(texts))


class Memo(Generic[Given, Answer]):
    """A function with its last answers, each by the arguments that it was given."""

    def __init__(self, function: Callable[Given, Answer], most: int, kept: bool) -> None:
        self.function = function
        self.most = most
        self.kept = kept
        self.answers: OrderedDict[object, Answer] = OrderedDict()
        self.earlier: dict[object, tuple[Answer, int]] | None = None
        """Of earlier commands, not asked for yet, each with its age; None before they are read."""
        self.asked: set[object] = set()
        """What this command has asked for, by which it is told from others of one process."""
        self.has_new = False
        update_wrapper(self, function)
        _ALL.append(self)

    def __call__(self, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        """Return the answer to these arguments; whoever gets it leaves it as it is."""
        key = (args, *kwargs.items())
        if self.kept and _PLACE:
            self.asked.add(key)
        if key in self.answers:
            self.answers.move_to_end(key)
            return self.answers[key]
        if self.kept and self.earlier is None:
            self.earlier = _read(self)
        if self.earlier and key in self.earlier:
            answer, _ = self.earlier.pop(key)
        else:
            answer = self.function(*args, **kwargs)
            self.has_new = True
        self.answers[key] = answer
        if len(self.answers) > self.most:
            oldest, _ = self.answers.popitem(last=False)  # what was not asked for the longest
            self.asked.discard(oldest)
        return answer

    @property
    def name(self) -> str:
        """What the function is called in all of the library."""
        return f"{self.function.__module__}.{self.function.__qualname__}"


def remembered(
    most: int, *, kept: bool = False
) -> Callable[[Callable[Given, Answer]], Memo[Given, Answer]]:
    """Return a decorator that keeps a function's last answers, `most` of them.

    Its arguments must be hashable, and its answer must not be changed by anybody. Those of a
    function that is `kept` can be pickled, and are equal where they were.
    """

    def decorated(function: Callable[Given, Answer]) -> Memo[Given, Answer]:
        return Memo(function, most, kept)

    return decorated


def forget_all() -> None:
    """Forget every answer of every function."""
    for memo in _ALL:
        memo.answers.clear()
        memo.earlier = {}


@contextlib.contextmanager
def kept_in(root: Path, *, writes: Collection[Memo[Any, Any]] = _ALL) -> Iterator[None]:
    """Find in the cache of the handbook at `root` what earlier commands were told.

    At the end, what is new in `writes` is written there; nothing is where the disk refuses. Inside
    another one, that one goes on afterwards.
    """
    before = list(_PLACE)
    _turn_to([root / FOLDER])
    for memo in () if before else _ALL:
        memo.has_new = False
        memo.asked.clear()
    try:
        yield
    finally:
        for memo in writes:
            if memo.kept and memo.has_new:
                _write(memo)
        _turn_to(before)


def _turn_to(place: list[Path]) -> None:
    """Read answers from that folder, or from none."""
    if place != _PLACE:
        _PLACE[:] = place
        for memo in _ALL:
            memo.earlier = None


def _path(memo: Memo[Any, Any]) -> Path:
    return _PLACE[0] / f"{memo.name}.pickle"


def _read(memo: Memo[Any, Any]) -> dict[object, tuple[Any, int]]:
    """Return what is kept of a function; nothing from a damaged file, or one of other code.

    As with Python's own __pycache__, whoever can write there can run code here.
    """
    try:
        data = _path(memo).read_bytes() if _PLACE else b""
    except OSError:
        return {}
    if data[:64] != _maker() + hashlib.sha256(data[64:]).digest():
        return {}
    gc.disable()  # or it would look through ten thousand new objects again and again
    try:
        return dict(pickle.loads(memoryview(data)[64:]))
    finally:
        gc.enable()


def _write(memo: Memo[Any, Any]) -> None:
    """Write the answers of this command, and what earlier ones were told, whole or not at all."""
    earlier = _read(memo) if memo.earlier is None else memo.earlier
    rows = [(key, (answer, age + 1)) for key, (answer, age) in earlier.items() if age < OLDEST]
    asked = memo.asked
    rows += [(key, (answer, 0)) for key, answer in memo.answers.items() if key in asked]
    memo.has_new = False
    part = _path(memo).with_suffix(f".{os.getpid()}")
    try:
        data = pickle.dumps(rows[-memo.most :], pickle.HIGHEST_PROTOCOL)
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(_maker() + hashlib.sha256(data).digest() + data)
        part.replace(_path(memo))
    except (OSError, pickle.PicklingError, RecursionError):
        with contextlib.suppress(OSError):
            part.unlink()


@cache
def _maker() -> bytes:
    """Return a hash of what makes answers beside arguments: our code and lists, Python, packages.

    The languages of mkdocs.yml count too, as the lists of the library are read by them.
    """
    packages = Path(sysconfig.get_paths()["purelib"])
    found = hashlib.sha256(f"{sys.version} {packages} {packages.stat().st_mtime_ns}".encode())
    ours = [*_LIBRARY.rglob("*.py"), *_LIBRARY.rglob("*.yml"), _LIBRARY.parents[1] / "mkdocs.yml"]
    for path in sorted(ours):
        found.update(f"{path} ".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.digest()
