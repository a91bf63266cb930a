"""What a built site says of itself: the address it is for, and whose edition it is."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from pydantic import Field, ValidationError

from handbook.content.edition import Edition, put_first
from handbook.core.findings import HandbookError
from handbook.core.project import ADDRESS, EXAMPLE, Project
from handbook.core.records import Record

FILE = "built.json"
"""In the site: the record below."""


class BuiltFor(Record):
    """One address and one edition, which all pages and sheets of a site share."""

    address: str = Field(default="", min_length=0)
    """Empty where none was set: sheets then lead nowhere."""
    first: str = Field(default="", min_length=0)
    """The language whose pages stand at the root."""
    edition: str = Field(default="", min_length=0)
    """The digest of the edition; empty for the plain handbook."""
    unit: str = Field(default="", min_length=0)
    """The unit's name in the first language that has one, for messages."""


def digest(edition: Edition) -> str:
    """Return sixteen hexadecimal digits that stand for all that `edition` shows; empty for none."""
    if not edition.is_local and not edition.place:
        return ""
    return hashlib.sha256(edition.model_dump_json().encode("utf-8")).hexdigest()[:16]


def write_built_for(project: Project, site: Path, edition: Edition) -> None:
    """Write what `site` was built for into it."""
    unit = next(filter(None, edition.unit.by_language.values()), None) or ""
    record = BuiltFor(
        address=project.address, first=project.first.code, edition=digest(edition), unit=unit
    )
    (site / FILE).write_text(record.model_dump_json(indent=1) + "\n", "utf-8")


def read_built_for(site: Path) -> BuiltFor | None:
    """Return what a site was built for; None for a site that does not say."""
    try:
        return BuiltFor.model_validate_json((site / FILE).read_text("utf-8"))
    except (OSError, ValidationError):
        return None


def take_address(project: Project) -> None:
    """Let this process take address and first language of the built site, unless it was given one.

    So that only a build needs to be told.
    """
    built = read_built_for(project.site)
    if built and built.first in {locale.code for locale in project.locales}:
        put_first(project, built.first)
        project.read_again()
    if built and built.address not in ("", EXAMPLE):
        os.environ.setdefault(ADDRESS, built.address)
        project.read_again()


def refuse_other_edition(project: Project, edition: Edition) -> None:
    """Refuse sheets of another edition than the built pages show. Raises HandbookError."""
    built = read_built_for(project.site)
    if built is None or built.edition == digest(edition):
        return
    whose = "of the plain handbook"
    if built.edition:
        whose = f"of {built.unit or 'a local edition'}, not of the edition as it is now"
    raise HandbookError(
        f"the built pages are those {whose}; a site has one edition: "
        "name its file with --edition, or run ./scripts/build --edition FILE"
    )
