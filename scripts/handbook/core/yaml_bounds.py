"""Says before YAML is used whether it nests too deep, stands for too much or says a key twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

import yaml

DEEPEST = 5000
"""Levels of nesting; libyaml's loader ends the whole process at a few ten thousand."""
LARGEST = 300_000
"""Values in a file, its aliases written out; our largest file has a fifth of that."""
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
_LEAD = re.compile(r"^[ \t?:-]+", re.MULTILINE)


def nests_too_deep(text: str) -> bool:
    """Return whether the brackets, or the marks at the start of a line, nest deeper than DEEPEST.

    Brackets inside quotation marks count as well: our files have few, and as many that close as
    that open.
    """
    steps = (_STEPS[bracket] for bracket in re.findall(r"[\[\]{}]", text))
    brackets = max(accumulate(steps), default=0)
    lead = max(map(len, _LEAD.findall(text)), default=0)
    return brackets + lead > DEEPEST


def grows_too_large(node: yaml.Node | None) -> bool:
    """Return whether a document holds more than LARGEST values once its aliases are written out.

    A list of ten aliases, each of a list of ten aliases, and so on, is short to write and endless
    to read.
    """
    return _size(node, {}) > LARGEST


def keys_twice(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Yield each key that stands twice in one mapping: readers differ in which one counts."""
    todo, visited = [node], set[int]()
    while todo:
        node = todo.pop()
        if not isinstance(node, yaml.CollectionNode) or id(node) in visited:
            continue
        visited.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            todo += reversed(node.value)
            continue
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                yield key
            seen.add(str(key.value))
            todo += (key, value)


def _size(node: yaml.Node | None, known: dict[int, int]) -> int:
    """Return how many values a node stands for; one that holds itself counts itself once."""
    if not isinstance(node, yaml.CollectionNode):
        return 1
    if id(node) not in known:
        known[id(node)] = 0  # while its parts are counted
        parts = node.value
        if isinstance(node, yaml.MappingNode):
            parts = [part for pair in node.value for part in pair]
        known[id(node)] = 1 + sum(_size(part, known) for part in parts)
    return known[id(node)]
