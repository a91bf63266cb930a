"""Keeps rendered sheets by what went into them, and the list of the sheets that a site holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from handbook.content.built_for import BuiltFor
from handbook.content.edition import Edition
from handbook.core.records import Record
from handbook.sheets.pdf_report import Facts
from handbook.sheets.spec import FOLDER, Kind, Paper

MANIFEST = f"{FOLDER}/handouts.json"
"""In the site: every PDF with its size, pages and facts, for the pages that list them and for the
checks."""
KEPT = 600
"""Files of the cache; about four builds."""


class Entry(Record):
    """One PDF of a site."""

    file: str
    sheet: str
    kind: Kind
    paper: Paper
    size: int
    """Bytes."""
    sha256: str
    facts: Facts
    address: Annotated[str, Field(min_length=0)] | None = None
    """The site that its code leads to; empty where it has none, missing where nobody knows."""
    edition: Annotated[str, Field(min_length=0)] | None = None
    """The digest of the local edition that it shows; empty for the plain handbook."""


class Manifest(Record):
    """All PDFs of a site, the sources they were made from, and the local edition they show."""

    stamp: str | None = None
    """The fingerprint of the sources of the pages they were made from, where those had one."""
    edition: Edition
    files: tuple[Entry, ...]
    pictures: tuple[str, ...] = ()
    """Pictures beside the PDFs: what sheets look like, and the card for a phone."""


@dataclass(frozen=True)
class Kept:
    """A PDF from the cache."""

    data: bytes
    facts: Facts


@dataclass(frozen=True)
class Shelf:
    """The cache: one PDF and its facts for each key."""

    folder: Path

    def find(self, key: str) -> Kept | None:
        """Return what an earlier run rendered for that key; None for nothing or a damaged file."""
        path = self.folder / f"{key}.pdf"
        try:
            data = path.read_bytes()
            record = json.loads(path.with_suffix(".json").read_text("utf-8"))
            sound = record["sha256"] == hashlib.sha256(data).hexdigest()
            return Kept(data, Facts.model_validate(record["facts"])) if sound else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, kept: Kept) -> None:
        """Keep a PDF; a run that is killed leaves no half of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        facts = {"sha256": hashlib.sha256(kept.data).hexdigest(), "facts": kept.facts.model_dump()}
        self._write(f"{key}.json", json.dumps(facts).encode())
        self._write(f"{key}.pdf", kept.data)

    def _write(self, name: str, data: bytes) -> None:
        part = self.folder / f"{name}.part"
        part.write_bytes(data)
        part.replace(self.folder / name)

    def tidy(self, used: Iterable[str]) -> None:
        """Forget the oldest that this run did not use."""
        wanted = set(used)
        rest = [path for path in self.folder.glob("*.pdf") if path.stem not in wanted]
        rest.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
        for path in rest[max(0, KEPT - len(wanted)) :]:
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)
        drawn = [*self.folder.glob("*.png"), *self.folder.glob("*.webp")]
        drawn.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in drawn[KEPT:]:
            path.unlink(missing_ok=True)


def entry(file: str, sheet: str, kind: Kind, paper: Paper, kept: Kept, whose: BuiltFor) -> Entry:
    """Return the record of one PDF in a site, made for the address and edition of `whose`."""
    digest = hashlib.sha256(kept.data).hexdigest()
    return Entry(
        file=file,
        sheet=sheet,
        kind=kind,
        paper=paper,
        size=len(kept.data),
        sha256=digest,
        facts=kept.facts,
        address=whose.address,
        edition=whose.edition,
    )


def write_manifest(site: Path, manifest: Manifest) -> None:
    """Write the list into the site."""
    data: dict[str, Any] = manifest.model_dump(mode="json", exclude_none=True)
    (site / MANIFEST).write_text(
        json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
    )


def read_manifest(site: Path) -> Manifest | None:
    """Return the list of a site's PDFs; None when it has none that can be read."""
    try:
        return Manifest.model_validate_json((site / MANIFEST).read_text("utf-8"))
    except (OSError, ValidationError):
        return None
