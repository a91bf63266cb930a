"""Refuses regular expressions that may take for ever: one line of data must not hang every check.

Python's `re` tries every way to share a text between two repeats. Where one unbounded repeat stands
inside another, as in `(a+)+$`, or repeats a choice of two parts that begin alike, as in `(a|ab)+`,
the ways double with each character. No such pattern is needed to name a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from handbook.content.evidence import Evidence
from handbook.core.findings import HandbookError
from handbook.core.memo import remembered

# The parser that `re` itself uses; its public name, `sre_parse`, is deprecated since Python 3.11.
_parser: Any = re._parser  # type: ignore[attr-defined]
_MANY = _parser.MAXREPEAT
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")


def refuse_endless(path: str, line: int, name: str, pattern: str) -> None:
    """Raise HandbookError where `pattern`, of row `name` at `path` and `line`, may never end."""
    if is_endless(pattern):
        raise HandbookError(
            f"{path}:{line}: the pattern of {name} may take for ever, {pattern!r}; "
            "write it without a repeat inside a repeat"
        )


@remembered(8192, kept=True)
def is_endless(pattern: str) -> bool:
    """Return whether `pattern` holds an unbounded repeat whose body can be shared in several ways.

    A pattern that does not parse is not endless: whoever compiles it says what is wrong.
    """
    try:
        return _has_endless(_parser.parse(pattern))
    except (re.error, OverflowError, RecursionError):
        return False


def refuse_endless_in(evidence: Evidence) -> None:
    """Raise HandbookError for the first pattern in evidence/ that may never end."""
    lexicon, required, signs = evidence.lexicon, evidence.required, evidence.sign_words
    for ban in lexicon:
        for text in filter(None, (ban.pattern, ban.unless)):
            refuse_endless(lexicon.path, lexicon.line(ban.id), ban.id, text)
    for entry in required:
        for compiled in entry.by_language.values():
            refuse_endless(required.path, required.line(entry.id), entry.id, compiled.pattern)
    for row in signs:
        for patterns in row.by_language.values():
            for compiled in patterns:
                refuse_endless(signs.path, signs.line(row.id), row.id, compiled.pattern)


def _has_endless(parsed: Any) -> bool:
    for name, value in parsed:
        if str(name) in _REPEATS and value[1] == _MANY and _is_shared(value[2]):
            return True
        if any(_has_endless(part) for part in _parts(value)):
            return True
    return False


def _is_shared(body: Any) -> bool:
    """Return whether the body of a repeat holds a repeat without end, or a choice that overlaps."""
    for name, value in body:
        if str(name) in _REPEATS and value[1] == _MANY:
            return True
        if str(name) == "BRANCH" and _overlaps(value[1]):
            return True
        if any(_is_shared(part) for part in _parts(value)):
            return True
    return False


def _overlaps(choices: Any) -> bool:
    """Return whether the literal beginning of one choice begins another, too, or is empty.

    `the |taking ` is told apart by its second letter; of `a|ab` both can begin at an `a`.
    """
    starts = sorted(_literal_start(choice) for choice in choices)
    return any(later.startswith(first) for first, later in pairwise(starts))


def _literal_start(choice: Any) -> str:
    letters = []
    for name, value in choice:
        if str(name) != "LITERAL":
            break
        letters.append(chr(value))
    return "".join(letters)


def _parts(value: Any) -> Iterator[Any]:
    """Yield the patterns inside the arguments of one operation of the parser."""
    if isinstance(value, _parser.SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _parts(item)
