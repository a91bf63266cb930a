"""Reads a YAML file into typed records; every fault becomes a finding with its line, never a traceback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from handbook.core.findings import Fault, Finding
from handbook.core.project import Tree

RULE = "evidence-data"
Loc = tuple[str | int, ...]

# libyaml's loader where it is there: about five times faster. It takes a little more than PyYAML's own, such as a bare
# question mark inside braces; tests/test_yaml.py holds our files to what both read alike.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 5000
"""Levels of nesting; libyaml's loader ends the whole process at a few ten thousand."""
_LEAD = re.compile(r"^[ \t?:-]+", re.MULTILINE)


Frozen = ConfigDict(frozen=True, str_strip_whitespace=True, str_min_length=1)


class Record(BaseModel):
    """Base of all records: frozen, an unknown key is a fault, and no text may be empty."""

    model_config = ConfigDict(extra="forbid", **Frozen)


AnyRecord = TypeVar("AnyRecord", bound=Record)
AnyModel = TypeVar("AnyModel", bound=BaseModel)


def _compiled(value: Any, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    try:
        return re.compile(value, flags)
    except (re.error, OverflowError, RecursionError, TypeError) as error:
        raise ValueError(f"is not a pattern: {error}") from None


Pattern = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
"""A regular expression."""
PatternAnyCase = Annotated[re.Pattern[str], BeforeValidator(partial(_compiled, flags=re.IGNORECASE))]
"""A regular expression that does not tell capitals from small letters."""


@dataclass
class Source(Generic[AnyRecord]):
    """What one file held: its records by id, the line each begins at, and the faults found."""

    path: str
    records: dict[str, AnyRecord] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def line(self, key: str) -> int:
        """The line that record `key` begins at, 1 where it is unknown."""
        return self.lines.get(key, 1)

    def __iter__(self) -> Iterator[AnyRecord]:
        """The records, in the file's order."""
        return iter(self.records.values())


@dataclass(frozen=True)
class Document:
    """A parsed file: plain data, and the node tree that knows the lines."""

    data: Any
    node: yaml.Node | None
    findings: tuple[Finding, ...] = ()

    def line(self, loc: Loc) -> int:
        """The line of the value at `loc` (keys and indexes from the top), or of its nearest parent."""
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
        # The last one is the one that counts: a merge puts the keys it brings before the mapping's own.
        return next((value for key, value in reversed(node.value) if key.value == str(step)), None)
    return None


def read_text(path: Path, shown: str, rule: str) -> tuple[str, list[Finding]]:
    """The text of a UTF-8 file, or the finding that says why it cannot be read."""
    raw = b""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except FileNotFoundError:
        return "", [Finding(shown, 1, rule, "the file is missing", "restore it from the last commit")]
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return "", [Finding(shown, line, rule, "is not UTF-8", "save the file as UTF-8 without a byte-order mark")]
    except OSError as error:
        return "", [Finding(shown, 1, rule, f"cannot be read: {error.strerror}", "mend its permissions")]
    if text.startswith("\ufeff"):
        return text[1:], [Finding(shown, 1, rule, "begins with a byte-order mark", "save the file as UTF-8 without it")]
    return text, []


def load_document(tree: Tree, path: Path) -> Document:
    """Parse one YAML file."""
    shown = tree.show(path)
    text, findings = read_text(path, shown, RULE)
    if findings and not text:
        return Document(None, None, tuple(findings))
    return parse_document(text, shown, findings)


def parse_document(text: str, shown: str, findings: list[Finding] | None = None) -> Document:
    """Parse YAML text; `shown` names its place in findings."""
    found = list(findings or [])
    try:
        if _nests_too_deep(text):
            raise RecursionError
        data, node, twice = _parsed(text, shown)
    except RecursionError:
        found.append(Finding(shown, 1, RULE, "does not parse: it nests too deep", "restore it from the last commit"))
        return Document(None, None, tuple(found))
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else 1
        found.append(Finding(shown, line, RULE, f"does not parse: {problem}", "mend the YAML at this line"))
        return Document(None, None, tuple(found))
    return Document(data, node, tuple(found + twice))


def _parsed(text: str, shown: str) -> tuple[Any, yaml.Node | None, list[Finding]]:
    """The data, its nodes, and the keys that stand twice: looked for first, as a merge then writes into the nodes."""
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        twice = list(_duplicate_keys(node, shown, set()))
        return (loader.construct_document(node) if node is not None else None), node, twice
    finally:
        loader.dispose()


def _nests_too_deep(text: str) -> bool:
    """Whether it nests deeper than DEEPEST; counted only where it has enough marks to do so."""
    marks = text.count("[") + text.count("{") + max(map(len, _LEAD.findall(text)), default=0)
    if marks <= DEEPEST:
        return False
    depth = 0
    for event in yaml.parse(text, _LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return True
    return False


def _duplicate_keys(node: yaml.Node | None, shown: str, visited: set[int]) -> Iterator[Finding]:
    """Every key that stands twice in one mapping; a node that several places share is looked at once."""
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
            yield Finding(shown, line, RULE, f"the key {key.value!r} stands twice", "remove one of the two")
        seen.add(str(key.value))
        yield from _duplicate_keys(value, shown, visited)


def load_list(tree: Tree, path: Path, model: type[AnyRecord], at: str | None = None) -> Source[AnyRecord]:
    """Records of a file that is a list (or whose key `at` holds the list), each with an `id`."""
    document = load_document(tree, path)
    source: Source[AnyRecord] = Source(tree.show(path), findings=list(document.findings))
    if document.findings and document.data is None:
        return source
    rows = document.data.get(at) if at and isinstance(document.data, dict) else document.data
    prefix: Loc = (at,) if at else ()
    if not isinstance(rows, list):
        source.findings.append(Finding(source.path, 1, RULE, "is not a list of records", "begin each with `- id:`"))
        return source
    for index, row in enumerate(rows):
        _add(source, document, (*prefix, index), row, model)
    return source


def _add(source: Source[AnyRecord], document: Document, loc: Loc, row: Any, model: type[AnyRecord]) -> None:
    line = document.line(loc)
    record = build(source, document, loc, row, model)
    if record is None:
        return
    key = str(getattr(record, "id", line))
    if key in source.records:
        message = f"the id {key!r} stands twice, first at line {source.lines[key]}"
        source.findings.append(Finding(source.path, line, RULE, message, "give one of the two another id"))
        return
    source.records[key] = record
    source.lines[key] = line


def load_whole(tree: Tree, path: Path, model: type[AnyModel]) -> tuple[AnyModel, Document]:
    """The one record that a file is, and where its parts stand. Raises Fault with every fault in the file."""
    document = load_document(tree, path)
    source: Source[Any] = Source(tree.show(path), findings=list(document.findings))
    record = None
    if not source.findings:
        record = build(source, document, (), {} if document.data is None else document.data, model)
    if record is None:
        raise Fault("\n".join(f"{item.path}:{item.line}: {item.message}; {item.hint}" for item in source.findings))
    return record, document


def build(source: Source[Any], document: Document, loc: Loc, row: Any, model: type[AnyModel]) -> AnyModel | None:
    """One record from plain data, or its faults among the source's findings."""
    try:
        return model.model_validate(row)
    except ValidationError as error:
        for fault in error.errors():
            place = ".".join(str(step) for step in (fault["loc"] or loc))
            line = document.line((*loc, *fault["loc"]))
            said = _MESSAGES.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")
            message = f"{place}: {said[0].lower()}{said[1:]}" if place else said
            hint = _HINTS.get(fault["type"], "mend this value")
            source.findings.append(Finding(source.path, line, RULE, message, hint))
        return None


_MESSAGES = {
    "dict_type": "is not a mapping",
    "float_type": "is not a number",
    "int_type": "is not a whole number",
    "model_type": "is not a mapping",
    "string_type": "is not text",
    "tuple_type": "is not a list",
}
"""What pydantic says in Python's words, in YAML's."""

_HINTS = {
    "dict_type": "write it as `key: value` lines",
    "model_type": "write it as `key: value` lines",
    "string_type": "write text; put a number or a date in quotes",
    "tuple_type": "write it as a list: `[one, two]`",
    "extra_forbidden": "no such key; compare with the records around it",
    "missing": "add the key; text is needed in both languages",
    "string_too_short": "write the text, or remove the record",
}
