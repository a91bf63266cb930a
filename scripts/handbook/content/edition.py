"""The local edition: a unit's name, telephone numbers, place, logo and paper, from one small file.

No medical word.

`HANDBOOK_EDITION=path` or `--edition path` names the file. What it leaves out becomes a line to
write on.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

from handbook.content.drawings import drawing_faults
from handbook.content.phone_numbers import is_short, phone_number
from handbook.content.places import Place, load_places
from handbook.core.characters import refuse_hidden
from handbook.core.findings import Finding, HandbookError
from handbook.core.project import ADDRESS, ROOT, Project
from handbook.core.records import Loc, Localised, Record, language_key
from handbook.core.yaml_documents import RULE, Document, load_document
from handbook.core.yaml_records import RecordFile, build, known_locales

ENVIRONMENT = "HANDBOOK_EDITION"
FIRST = "HANDBOOK_{}_FIRST"
"""The environment variable, by language, that says whether its pages stand at the root."""
LOGO_LIMIT = 200_000
"""Bytes; the logo is in every sheet."""


def _empty_is_missing(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _line(value: Any) -> Any:
    if isinstance(value, str):
        if "\n" in value.strip() or len(value) > 120:
            raise ValueError("write one line of at most 120 characters")
        refuse_hidden(value)
    return value


Phone = Annotated[str | None, BeforeValidator(phone_number), BeforeValidator(_empty_is_missing)]
Line = Annotated[str | None, BeforeValidator(_line), BeforeValidator(_empty_is_missing)]


def _address(value: Any) -> Any:
    """Return a web address that ends with a slash. Raises ValueError for anything else."""
    if isinstance(value, str):
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ValueError("write a whole web address, such as https://hospital.example/ci/")
        refuse_hidden(value)
        return value.rstrip("/") + "/"
    return value


Address = Annotated[str | None, BeforeValidator(_address), BeforeValidator(_empty_is_missing)]
_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def _reports(value: Any) -> Any:
    """Return where mistakes are told: an e-mail or web address. Raises ValueError for another."""
    if isinstance(value, str) and not _MAILBOX.fullmatch(value):
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write an e-mail address, or a whole web address")
        refuse_hidden(value)
    return value


Reports = Annotated[str | None, BeforeValidator(_reports), BeforeValidator(_empty_is_missing)]


class Lines(Localised[Line]):
    """One line in each language; a language left out shows another's."""

    by_language: dict[str, Line] = Field(default={})

    def __getitem__(self, code: str) -> str:
        """Return the line in that language, or the first there is, or nothing."""
        return (
            self.by_language.get(code) or next(filter(None, self.by_language.values()), None) or ""
        )

    @classmethod
    def needs_default(cls) -> bool:
        """Return that any language may be left out."""
        return False

    def lacking(self, codes: Sequence[str]) -> Iterator[tuple[Loc, str]]:
        """Yield nothing: any language may be left out."""
        yield from ()


class Phones(Record):
    """The unit's numbers; one that is missing is written in by hand."""

    maternity: Phone = None
    nights: Phone = None
    ambulance: Phone = None
    crisis: Phone = None
    """A line for people in distress; without one its row is left out."""


class Edition(Record):
    """What a unit sets for its own build."""

    unit: Lines = Lines()
    phones: Phones = Phones()
    where: Lines = Lines()
    logo: Annotated[str | None, BeforeValidator(_empty_is_missing)] = None
    """In the file: a path beside it. After loading: the picture itself, as a data URI."""
    paper: Literal["a4", "letter"] | None = None
    """Of the sheets; without one that of `place`, and both where neither names any."""
    address: Address = None
    """Where the site will stand."""
    reports: Reports = None
    """Where a reader tells a mistake, an e-mail or web address: shown on *About*."""
    first: Annotated[str | None, BeforeValidator(_empty_is_missing)] = None
    """The language whose pages stand at the root of the site: `zh`."""
    place: Annotated[str | None, BeforeValidator(_empty_is_missing)] = None
    """The place of evidence/places.yml that it is in: its number calls an ambulance, and pages take
    a reader to be there, until they choose another."""

    @property
    def is_local(self) -> bool:
        """Whether anything of it shows."""
        empty = Edition()
        lines = [*self.unit.by_language.values(), *self.where.by_language.values()]
        return any(lines) or (self.phones, self.logo, self.paper) != (
            empty.phones,
            empty.logo,
            empty.paper,
        )

    @property
    def reports_link(self) -> str:
        """The address for reports as a link leads there."""
        return f"{'mailto:' if '@' in (self.reports or '').partition('/')[0] else ''}{self.reports}"

    @property
    def logo_name(self) -> str:
        """Where the logo stands in the site; nothing where there is none."""
        kind = (self.logo or "").partition(";")[0].rpartition("/")[2]
        return f"assets/unit.{kind.removesuffix('+xml')}" if kind else ""

    @property
    def logo_bytes(self) -> bytes:
        """What the file of the logo holds."""
        return base64.b64decode((self.logo or "").rpartition(",")[2])

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield (wording key, number or nothing) in the order that boxes show them."""
        yield "unit_maternity", self.phones.maternity or ""
        yield "unit_nights", self.phones.nights or ""
        yield "unit_ambulance", self.phones.ambulance or ""
        if self.phones.crisis:
            yield "unit_crisis", self.phones.crisis


def dialled(number: str) -> str:
    """Return a telephone number as a `tel:` address (RFC 3966)."""
    main, _, extension = re.sub(r"[^0-9+e转]", "", number).replace("转", "e").partition("e")
    return f"tel:{main};ext={extension}" if extension else f"tel:{main}"


def named_path(option: str | None = None) -> Path | None:
    """Return the edition file that the option, or else the environment, names."""
    name = option or os.environ.get(ENVIRONMENT) or ""
    return Path(name).resolve() if name else None


def use_edition(project: Project, option: str | None = None) -> Edition:
    """Return the edition for this process and those it starts. Raises HandbookError."""
    path = named_path(option)
    if path:
        os.environ[ENVIRONMENT] = str(path)
    edition = load_edition(project, path)
    given = os.environ.setdefault(ADDRESS, edition.address) if edition.address else ""
    if edition.address and f"{given.rstrip('/')}/" != edition.address:
        raise HandbookError(
            f"two addresses: the edition says {edition.address}, {ADDRESS} or the built site "
            f"{given}; leave the variable out and run ./scripts/build --edition FILE"
        )
    if edition.first:
        put_first(project, edition.first)
    project.read_again()
    return edition


def put_first(project: Project, code: str) -> None:
    """Let the pages of a language stand at the root, in this process and those it starts."""
    for locale in project.locales:
        os.environ[FIRST.format(locale.code.upper())] = str(locale.code == code).lower()


def load_edition(project: Project, path: Path | None) -> Edition:
    """Return the edition at `path`; without a path the plain handbook.

    Raises HandbookError with every fault found.
    """
    if path is None:
        return Edition()
    document = load_document(project, path)
    source: RecordFile[Edition] = RecordFile(project.show(path), findings=list(document.findings))
    source.locales = known_locales(project)
    edition = None
    if not source.findings:
        edition = build(source, document, (), document.data or {}, Edition)
    if edition is not None:
        places = load_places(project)
        source.findings.extend(_wrong_place(places, source, document, edition))
    if edition is None or source.findings:
        faults = [
            f"{item.path}:{item.line}: {item.message}. {item.hint}".rstrip(". ")
            for item in source.findings
        ]
        raise HandbookError(
            "the edition cannot be used\n"
            + "\n".join(faults)
            + "\nknown keys: "
            + ", ".join(_known(project))
        )
    return _whole(project, path, edition)


def _whole(project: Project, path: Path, edition: Edition) -> Edition:
    """Return an edition with what its file only names: the logo, number and paper of its place."""
    changes: dict[str, Any] = {}
    if edition.logo:
        changes["logo"] = _picture(project, path, edition.logo)
    place = load_places(project).records[edition.place] if edition.place else None
    if place and not edition.phones.ambulance:
        changes["phones"] = edition.phones.model_copy(update={"ambulance": place.number or None})
    if place and not edition.paper:
        changes["paper"] = place.paper
    return edition.model_copy(update=changes)


def _wrong_place(
    places: RecordFile[Place], source: RecordFile[Edition], document: Document, edition: Edition
) -> Iterator[Finding]:
    """Yield where the place is unknown, and numbers that are not those of the place.

    912 where it is 112; the crisis line of another country. Without a place those of all count.
    """
    codes = [locale.code for locale in source.locales]
    if edition.first is not None and edition.first not in codes:
        message = f"first: {edition.first!r} is none of {', '.join(codes)}"
        yield Finding(source.path, document.line(("first",)), RULE, message, "write one of these")
    named = edition.place
    if named is not None and places.records and named not in places.records:
        message = f"place: {named!r} is none of {', '.join(places.records)}"
        hint = "write one of these, or add the place to evidence/places.yml with its source"
        yield Finding(source.path, document.line(("place",)), RULE, message, hint)
        return
    here = [place for place in places if named in (None, place.id)]
    own = {
        "ambulance": {number for place in here for number in place.emergency.numbers},
        "crisis": {number for place in here for line in place.crisis for number in line.numbers},
    }
    somewhere = {_digits(number) for place in places for number in place.numbers}
    for key, known in own.items():
        number = getattr(edition.phones, key) or ""
        is_somebodys = is_short(number) or _digits(number) in somewhere
        if not number or not somewhere or not is_somebodys:
            continue
        if _digits(number) not in set(map(_digits, known)):
            what = {"ambulance": "number for an ambulance", "crisis": "crisis line"}[key]
            message = f"phones.{key}: {number!r} is no {what} of {named or 'any place we know'}"
            hint = f"there it is {' or '.join(sorted(known))}: evidence/places.yml"
            yield Finding(source.path, document.line(("phones", key)), RULE, message, hint)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def keys_help() -> str:
    """Return what a local edition may hold, for the help of the commands that take one."""
    known = "\n  ".join(_known(Project.at(ROOT)))
    return (
        f"keys of an edition file (all may be left out; ${ENVIRONMENT} names one too):\n  {known}"
    )


def _known(project: Project) -> Iterator[str]:
    """Yield the keys of an edition file: `unit.en`, `phones.maternity`, `paper`."""
    codes = [language_key(locale.code) for locale in known_locales(project)]
    for name, info in Edition.model_fields.items():
        inner = codes
        if info.annotation is not Lines:
            inner = list(getattr(info.annotation, "model_fields", ()))
        yield from (f"{name}.{part}" for part in inner)
        if not inner:
            yield name


def _picture(project: Project, path: Path, name: str) -> str:
    """Return the logo as a data URI. Raises HandbookError when it is not a picture that prints."""
    logo = path.parent / name
    where = f"{project.show(path)}: logo {name!r}"
    try:
        # Asked before it is read: a device such as /dev/zero has no end.
        size, is_file = logo.stat().st_size, logo.is_file()
        data = b""
        if is_file and size <= LOGO_LIMIT:
            data = logo.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown").lower()
        raise HandbookError(f"{where} cannot be read: {reason}; mend the path") from error
    if not is_file:
        raise HandbookError(f"{where} is not a file; mend the path")
    if size > LOGO_LIMIT:
        raise HandbookError(f"{where} has {size:,} bytes; make it smaller than {LOGO_LIMIT:,}")
    kind = _kind(data)
    if not kind:
        raise HandbookError(f"{where} is neither PNG, JPEG nor SVG; save it as one of these")
    if kind == _SVG:
        for fault in drawing_faults(data.decode("utf-8", "replace"), plain=False):
            raise HandbookError(f"{where} {fault}; save it as PNG")
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _kind(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    # What else is wrong with it is told by the reader of drawings.
    return _SVG if re.search(rb"<svg[\s>]", data) else ""


_SVG = "image/svg+xml"
