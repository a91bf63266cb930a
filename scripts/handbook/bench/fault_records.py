"""Reads sets of faults from files: what is changed where, of what kind it is, how bad it would be.

The format is explained in tests/faults/README.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict

from handbook.core.findings import HandbookError
from handbook.core.project import Project
from handbook.core.records import Record
from handbook.core.yaml_records import load_list

FOLDER = "tests/faults"
SETS = ("held-out", "used", "harmless")
"""Folders with one set a file."""
FROZEN = "SHA256SUMS"
"""In a folder of sets: their sums, written before their first run."""


class Edit(Record):
    """One change to one file; the texts are kept to the letter."""

    model_config = ConfigDict(str_strip_whitespace=False, str_min_length=0)

    file: str
    old: str | None = None
    """What stands there; without it `new` is the whole file."""
    new: str | None = None
    """What shall stand there; without both the file is deleted."""
    at: int = 1
    """Which place of `old` is meant, from 1."""
    bytes_of: str | None = None
    """Another file, whose bytes take the place of this one's."""
    pdf: dict[str, Any] | None = None
    """What becomes of a PDF: the fields of `pdf_faults.PdfFault`."""


class Planted(Edit):
    """One planted fault, or one harmless edit."""

    id: str
    kind: str
    languages: Literal["one", "both", "data", "built"]
    critical: bool = False
    also: tuple[Edit, ...] = ()
    """Further changes that belong to it, such as the other language's page."""
    why: str = ""

    @property
    def in_site(self) -> bool:
        """Whether any of it was put into the built site."""
        return any(edit.file.startswith("site/") for edit in (self, *self.also))

    def __str__(self) -> str:
        return f"{self.id} [{self.languages}] {self.kind}: {self.file}"


def read_sets(project: Project, names: Sequence[str]) -> dict[str, list[Planted]]:
    """Return the faults of the sets in the named folders or files; of all sets without names.

    Raises HandbookError for a set that is not there, does not parse, or is not as it was frozen.
    """
    paths: list[Path] = []
    for name in names or SETS:
        path = project.root / FOLDER / name
        found = sorted(path.glob("*.yml"))
        if names and not path.is_dir():
            found = [Path(name)]
        paths += [item if item.is_absolute() else project.root / item for item in found]
    sets = {}
    for path in paths:
        if not path.exists():
            raise HandbookError(f"{path}: there is no such set; see {FOLDER}/README.md")
        _refuse_thawed(path)
        source = load_list(project, path, Planted)
        if source.findings:
            lines = (
                f"{item.path}:{item.line}: {item.message}; {item.hint}" for item in source.findings
            )
            raise HandbookError("\n".join(lines))
        sets[f"{path.parent.name}/{path.stem}"] = list(source)
    return sets


def _refuse_thawed(path: Path) -> None:
    """Raise HandbookError for a set that was changed since its sum was written."""
    sums = path.with_name(FROZEN)
    for line in sums.read_text("utf-8").splitlines() if sums.exists() else ():
        digest, _, name = line.partition("  ")
        if name == path.name and hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise HandbookError(
                f"{path.name} is not as it was frozen in {FROZEN}; restore it, or write a new set"
            )


def edits_of(root: Path, fault: Planted) -> Iterator[tuple[str, Any]]:
    """Yield (path, new content, None to delete) for each file that `fault` changes below `root`.

    Raises HandbookError where a change does not fit its file.
    """
    changed: dict[str, str | bytes | None] = {}
    for edit in (fault, *fault.also):
        before = changed.get(edit.file)
        if before is None and edit.file not in changed:
            before = _read(root, edit.file)
        changed[edit.file] = _changed(root, edit, before)
    yield from changed.items()


def _read(root: Path, name: str) -> bytes | None:
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise HandbookError(f"{name} is outside the handbook")
    return path.read_bytes() if path.is_file() else None


def _changed(root: Path, edit: Edit, before: str | bytes | None) -> str | bytes | None:
    if edit.bytes_of is not None:
        return _there(_read(root, edit.bytes_of), edit.bytes_of)
    if edit.pdf is not None:
        from handbook.bench.pdf_faults import PdfFault, spoilt

        data = _there(before, edit.file)
        if not isinstance(data, bytes):
            raise HandbookError(f"{edit.file} is no PDF")
        return spoilt(data, PdfFault.model_validate(edit.pdf))
    if edit.old is None:
        return edit.new
    text = _there(before, edit.file)
    whole = text.decode("utf-8") if isinstance(text, bytes) else text
    parts = whole.split(edit.old)
    if len(parts) <= edit.at:
        raise HandbookError(f"{edit.file} does not hold {edit.old!r} at place {edit.at}")
    before_it, after = edit.old.join(parts[: edit.at]), edit.old.join(parts[edit.at :])
    return before_it + (edit.new or "") + after


def _there(data: str | bytes | None, name: str) -> str | bytes:
    if data is None:
        raise HandbookError(f"{name} is not there")
    return data
