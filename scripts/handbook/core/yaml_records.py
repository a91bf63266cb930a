"""Reads a YAML file into typed records.

Every fault becomes a finding with its line, never a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from handbook.core.findings import Finding, HandbookError, Severity
from handbook.core.memo import remembered
from handbook.core.project import Locale, Project
from handbook.core.records import BY_LANGUAGE, Loc, Record, lacking, language_key
from handbook.core.yaml_documents import (
    RULE,
    Document,
    load_document,
    parse_document,
    read_text,
)

AnyRecord = TypeVar("AnyRecord", bound=Record)
AnyModel = TypeVar("AnyModel", bound=BaseModel)


_ID = re.compile(r"(?!facts$)[A-Za-z0-9_# -]*")
"""What stands behind a dot of a place is put there by the checks, so no id has one, or is called
`facts`."""
UNTRANSLATED = "untranslated"
"""The rule of what a language lacks that is still being translated."""
_WRITE = "write `{}:` beside the default language's text"


@dataclass(frozen=True)
class Lack:
    """A text that one language lacks."""

    line: int
    place: str
    code: str


@dataclass(eq=False)  # one reading of a file is itself, whatever another one holds
class RecordFile(Generic[AnyRecord]):
    """What one file held: its records by id, the line each begins at, and the faults found."""

    path: str
    records: dict[str, AnyRecord] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    at: str = ""
    """The key of the file that holds them; empty where they are all of it."""
    locales: tuple[Locale, ...] = ()
    """The handbook's languages, the default one first; none where nobody knows them."""
    lacking: list[Lack] = field(default_factory=list)

    def tell_lacking(self) -> None:
        """Turn what languages lack into findings.

        Each missing text of a finished language is an error at its line; of a language that is
        still being translated one warning tells how many there are.
        """
        for locale in self.locales[1:]:
            lacks = [lack for lack in self.lacking if lack.code == locale.code]
            write = _WRITE.format(language_key(locale.code))
            if lacks and locale.is_unfinished:
                first = lacks[0]
                said = f"no {locale.name} ({locale.code}) in {len(lacks)} texts: {first.place} …"
                hint = f"{write}; they are marked on the pages until then"
                found = Finding(self.path, first.line, UNTRANSLATED, said, hint, Severity.WARNING)
                self.findings.append(found)
                continue
            for lack in lacks:
                said = f"{lack.place} has no {locale.name} ({locale.code})"
                self.findings.append(Finding(self.path, lack.line, RULE, said, write))
        self.lacking.clear()

    def line(self, key: str) -> int:
        """Return the line that record `key` begins at, 1 where it is unknown."""
        return self.lines.get(key, 1)

    def __iter__(self) -> Iterator[AnyRecord]:
        """Yield the records, in the file's order."""
        return iter(self.records.values())


def load_list(
    project: Project,
    path: Path,
    model: type[AnyRecord],
    at: str | None = None,
    *,
    may_be_empty: bool = False,
) -> RecordFile[AnyRecord]:
    """Return the records of a file that is a list, or whose key `at` holds it, each with an id.

    With `may_be_empty` a file of nothing but comments has none.
    """
    shown = project.show(path)
    text, findings = read_text(path, shown, RULE)
    if findings and not text:
        return RecordFile(shown, findings=findings, locales=known_locales(project))
    document_of = (text, shown, tuple(findings))
    read: RecordFile[AnyRecord] = _listed(
        document_of, known_locales(project), model, at, may_be_empty
    )
    return read


@remembered(512, kept=True)
def _listed(
    document_of: tuple[str, str, tuple[Finding, ...]],
    locales: tuple[Locale, ...],
    model: type[Any],
    at: str | None,
    may_be_empty: bool,
) -> RecordFile[Any]:
    """Return the records of a file: its text, the name it goes by, what was found in reading it."""
    document = parse_document(*document_of)
    source: RecordFile[Any] = RecordFile(document_of[1], findings=list(document.findings))
    source.at, source.locales = at or "", locales
    if document.data is None and (document.findings or may_be_empty):
        return source
    rows = document.data.get(at) if at and isinstance(document.data, dict) else document.data
    prefix: Loc = (at,) if at else ()
    if not isinstance(rows, list):
        source.findings.append(
            Finding(source.path, 1, RULE, "is not a list of records", "begin each with `- id:`")
        )
        return source
    for index, row in enumerate(rows):
        _add(source, document, (*prefix, index), row, model)
    source.tell_lacking()
    return source


def known_locales(project: Project) -> tuple[Locale, ...]:
    """Return the handbook's languages.

    None where mkdocs.yml does not tell, which is a finding of its own.
    """
    try:
        return project.locales
    except HandbookError:
        return ()


def _add(
    source: RecordFile[AnyRecord], document: Document, loc: Loc, row: Any, model: type[AnyRecord]
) -> None:
    line = document.line(loc)
    record = build(source, document, loc, row, model)
    if record is None:
        return
    key = str(getattr(record, "id", line))
    if key in source.records:
        message = f"the id {key!r} stands twice, first at line {source.lines[key]}"
        source.findings.append(
            Finding(source.path, line, RULE, message, "give one of the two another id")
        )
        return
    source.records[key] = record
    source.lines[key] = line


def load_whole(project: Project, path: Path, model: type[AnyModel]) -> tuple[AnyModel, Document]:
    """Return the one record that a file is, and where its parts stand.

    Raises HandbookError with every fault in the file.
    """
    document = load_document(project, path)
    source: RecordFile[Any] = RecordFile(project.show(path), findings=list(document.findings))
    source.locales = known_locales(project)
    record = None
    if not source.findings:
        data = {} if document.data is None else document.data
        record = build(source, document, (), data, model)
    source.tell_lacking()
    errors = [item for item in source.findings if item.is_error]
    if record is None or errors:
        lines = (f"{item.path}:{item.line}: {item.message}; {item.hint}" for item in errors)
        raise HandbookError("\n".join(lines))
    return record, document


def build(
    source: RecordFile[Any], document: Document, loc: Loc, row: Any, model: type[AnyModel]
) -> AnyModel | None:
    """Return one record from plain data.

    None where it has faults, which are then among the source's findings.

    What languages lack in it is kept for `RecordFile.tell_lacking`.
    """
    try:
        record = model.model_validate(row, context={"locales": source.locales or None})
    except ValidationError as error:
        for fault in error.errors():
            inner = _written(fault["loc"])
            if fault["type"] == "language_missing":
                inner = (*inner, language_key(fault["ctx"]["code"]))
            place = ".".join(str(step) for step in (inner or loc))
            said = _MESSAGES.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")
            message = f"{place}: {said[0].lower()}{said[1:]}" if place else said
            hint = _HINTS.get(fault["type"], "mend this value")
            line = document.line((*loc, *inner))
            source.findings.append(Finding(source.path, line, RULE, message, hint))
        return None
    key = str(getattr(record, "id", "") or ".".join(map(str, loc)))
    if "id" in model.model_fields and not _ID.fullmatch(key):
        message = (
            f"the id {key!r} is `facts`, or holds other signs than letters, digits and hyphens"
        )
        source.findings.append(Finding(source.path, document.line(loc), RULE, message, "mend it"))
        return None
    for inner, code in lacking(record, [locale.code for locale in source.locales]):
        place = ".".join(filter(None, (key, *map(str, inner))))
        source.lacking.append(Lack(document.line((*loc, *inner)), place, code))
    return record


def _written(loc: Loc) -> Loc:
    """Return where a value stands in the file: what is by language stands in the record itself."""
    steps: list[str | int] = []
    for before, step in zip(("", *loc), loc, strict=False):
        if before == BY_LANGUAGE:
            steps.append(language_key(str(step)))
        elif step != BY_LANGUAGE:
            steps.append(step)
    return tuple(steps)


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
    "extra_forbidden": "no such key; REFERENCE.md lists those there are",
    "language_missing": "add the key; the default language must have every text",
    "missing": "add the key",
    "string_too_short": "write the text, or remove the record",
}
