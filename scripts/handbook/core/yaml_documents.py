"""Parses YAML: plain data, the lines it stands at, and findings instead of tracebacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from handbook.core.findings import Finding
from handbook.core.project import Project
from handbook.core.records import Loc
from handbook.core.yaml_bounds import LARGEST, grows_too_large, nests_too_deep

RULE = "evidence-data"

_MISSING = "mend its name where it is your own file; else restore it from the last commit"

# libyaml's loader where it is there: about five times faster. It takes a little more than PyYAML's
# own, such as a bare question mark inside braces; tests/core/test_yaml.py holds our files to
# what both read alike.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A parsed file: plain data, and the node tree that knows the lines."""

    data: Any
    node: yaml.Node | None
    findings: tuple[Finding, ...] = ()

    def line(self, loc: Loc) -> int:
        """Return the line of the value at `loc`, keys and indexes from the top, or its parent's."""
        node, line = self.node, 1
        if node is not None:
            line = node.start_mark.line + 1
        for step in loc:
            node = _child(node, step)
            if node is None:
                break
            line = node.start_mark.line + 1
        return line


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        # The last one is the one that counts: a merge puts the keys it brings before the mapping's
        # own.
        return next((value for key, value in reversed(node.value) if key.value == str(step)), None)
    return None


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
    return parse_document(text, shown, findings)


def parse_document(text: str, shown: str, findings: list[Finding] | None = None) -> Document:
    """Parse YAML text; `shown` names its place in findings."""
    found = list(findings or [])
    try:
        if nests_too_deep(text):
            raise RecursionError
        data, node, twice = _parsed(text, shown)
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
    return Document(data, node, tuple(found + twice))


def _parsed(text: str, shown: str) -> tuple[Any, yaml.Node | None, list[Finding]]:
    """Return the data, its nodes, and the keys that stand twice.

    Looked for first, as a merge then writes into the nodes.
    """
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        if grows_too_large(node):
            raise ValueError(f"its aliases stand for more than {LARGEST:,} values")
        twice = list(_duplicate_keys(node, shown, set()))
        return (loader.construct_document(node) if node is not None else None), node, twice
    finally:
        loader.dispose()


def _duplicate_keys(node: yaml.Node | None, shown: str, visited: set[int]) -> Iterator[Finding]:
    """Yield every key that stands twice in one mapping.

    A node that several places share is looked at once.
    """
    if not isinstance(node, yaml.CollectionNode) or id(node) in visited:
        return
    visited.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _duplicate_keys(item, shown, visited)
        return
    seen: set[str] = set()
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode) and key.value in seen:
            line = key.start_mark.line + 1
            yield Finding(
                shown, line, RULE, f"the key {key.value!r} stands twice", "remove one of the two"
            )
        seen.add(str(key.value))
        yield from _duplicate_keys(value, shown, visited)
