"""Parses YAML: plain data, the lines it stands at, and findings instead of tracebacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.core.project import Project
from handbook.core.records import Loc
from handbook.core.yaml_bounds import LARGEST, grows_too_large, keys_twice, nests_too_deep

RULE = "evidence-data"

_MISSING = "mend its name where it is your own file; else restore it from the last commit"

# libyaml's loader where it is there: about five times faster. It takes a little more than PyYAML's
# own, such as a bare question mark inside braces; tests/core/test_yaml.py holds our files to
# what both read alike.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A parsed file: plain data, and the lines it stands at. Whoever reads it changes nothing."""

    data: Any
    lines: Lines | None
    findings: tuple[Finding, ...] = ()

    def line(self, loc: Loc) -> int:
        """Return the line of the value at `loc`, keys and indexes from the top, or its parent's."""
        here, line = self.lines, 1
        if here is not None:
            line = here[0]
        for step in loc:
            here = _below(here, step)
            if here is None:
                break
            line = here[0]
        return line


Lines = tuple[int, dict[str, Any] | list[Any] | None]
"""The line of a value, and the lines of what is in it: by key, or in order."""


def _below(lines: Lines | None, step: str | int) -> Lines | None:
    inner = lines[1] if lines else None
    if isinstance(inner, list):
        return inner[step] if isinstance(step, int) and step < len(inner) else None
    return inner.get(str(step)) if inner else None


def _lines(node: yaml.Node, known: dict[int, Lines]) -> Lines:
    """Return the lines of a node and of what is in it; a node that holds itself comes to an end."""
    if id(node) in known:
        return known[id(node)]
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        items: list[Lines] = []
        known[id(node)] = line, items
        items.extend(_lines(item, known) for item in node.value)
    elif isinstance(node, yaml.MappingNode):
        inner: dict[str, Lines] = {}
        known[id(node)] = line, inner
        for key, value in node.value:
            # The last one counts: a merge puts the keys it brings before the mapping's own.
            inner[str(key.value)] = _lines(value, known)
    else:
        known[id(node)] = line, None
    return known[id(node)]


def read_text(path: Path, shown: str, rule: str) -> tuple[str, list[Finding]]:
    """Return the text of a UTF-8 file, or the finding that says why it cannot be read."""
    raw = b""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except FileNotFoundError:
        return "", [Finding(shown, 1, rule, "the file is missing", _MISSING)]
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return "", [
            Finding(
                shown,
                line,
                rule,
                "is not UTF-8",
                "save the file as UTF-8 without a byte-order mark",
            )
        ]
    except OSError as error:
        return "", [
            Finding(shown, 1, rule, f"cannot be read: {error.strerror}", "mend its permissions")
        ]
    if text.startswith("\ufeff"):
        return text[1:], [
            Finding(
                shown, 1, rule, "begins with a byte-order mark", "save the file as UTF-8 without it"
            )
        ]
    return text, []


def load_document(project: Project, path: Path) -> Document:
    """Parse one YAML file."""
    shown = project.show(path)
    text, findings = read_text(path, shown, RULE)
    if findings and not text:
        return Document(None, None, tuple(findings))
    return parse_document(text, shown, tuple(findings))


@remembered(512, kept=True)
def parse_document(text: str, shown: str, findings: tuple[Finding, ...] = ()) -> Document:
    """Parse YAML text; `shown` names its place in findings."""
    found = list(findings)
    try:
        if nests_too_deep(text):
            raise RecursionError
        data, lines, twice = _parsed(text, shown)
    except RecursionError:
        found.append(
            Finding(
                shown,
                1,
                RULE,
                "does not parse: it nests too deep",
                "restore it from the last commit",
            )
        )
        return Document(None, None, tuple(found))
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else 1
        found.append(
            Finding(shown, line, RULE, f"does not parse: {problem}", "mend the YAML at this line")
        )
        return Document(None, None, tuple(found))
    return Document(data, lines, tuple(found + twice))


def _parsed(text: str, shown: str) -> tuple[Any, Lines | None, list[Finding]]:
    """Return the data, its lines, and what YAML reads otherwise than it was meant.

    Looked for first, as a merge then writes into the nodes.
    """
    loader = LOADER(text)
    try:
        node = loader.get_single_node()
        if grows_too_large(node):
            raise ValueError(f"its aliases stand for more than {LARGEST:,} values")
        wrong = [*_misread(node, shown, set()), *_twice(node, shown)]
        if node is None:
            return None, None, wrong
        return loader.construct_document(node), _lines(node, {}), wrong
    finally:
        loader.dispose()


def _twice(node: yaml.Node | None, shown: str) -> Iterator[Finding]:
    for key in keys_twice(node):
        message = f"the key {key.value!r} stands twice"
        yield Finding(shown, key.start_mark.line + 1, RULE, message, "remove one of the two")


_BOOLEANS = ("true", "false")


def _is_taken_for_bool(node: yaml.ScalarNode) -> bool:
    return node.tag.endswith(":bool") and node.value.lower() not in _BOOLEANS


def _misread(node: yaml.Node | None, shown: str, visited: set[int]) -> Iterator[Finding]:
    """Yield every word taken for true or false.

    A node that several places share is looked at once.
    """
    if isinstance(node, yaml.ScalarNode) and _is_taken_for_bool(node):
        message = f"YAML reads the bare word {node.value!r} as true or false"
        hint = f"write '{node.value}' in quotes, or true or false"
        yield Finding(shown, node.start_mark.line + 1, RULE, message, hint)
    if not isinstance(node, yaml.CollectionNode) or id(node) in visited:
        return
    visited.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _misread(item, shown, visited)
        return
    for key, value in node.value:
        yield from _misread(key, shown, visited)
        yield from _misread(value, shown, visited)
