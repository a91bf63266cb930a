"""Remembers what was made of a text, so that only what has changed is worked out again.

A remembered function is given all that its answer depends on: texts and settings, never a file or
the clock. The answer is found by these very values, so that it cannot be out of date.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_ALL: list[Memo[Any, Any]] = []


class Memo(Generic[Given, Answer]):
    """A function with its last answers, each by the arguments that it was given."""

    def __init__(self, function: Callable[Given, Answer], most: int) -> None:
        self.function = function
        self.most = most
        self.answers: OrderedDict[object, Answer] = OrderedDict()
        update_wrapper(self, function)
        _ALL.append(self)

    def __call__(self, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        """Return the answer to these arguments; whoever gets it leaves it as it is."""
        key = (args, *kwargs.items())
        if key in self.answers:
            self.answers.move_to_end(key)
            return self.answers[key]
        answer = self.function(*args, **kwargs)
        self.answers[key] = answer
        if len(self.answers) > self.most:
            self.answers.popitem(last=False)  # what was not asked for the longest
        return answer


def remembered(most: int) -> Callable[[Callable[Given, Answer]], Memo[Given, Answer]]:
    """Return a decorator that keeps a function's last answers, `most` of them.

    Its arguments must be hashable, and its answer must not be changed by anybody.
    """

    def decorated(function: Callable[Given, Answer]) -> Memo[Given, Answer]:
        return Memo(function, most)

    return decorated


def forget_all() -> None:
    """Forget every answer of every function."""
    for memo in _ALL:
        memo.answers.clear()
