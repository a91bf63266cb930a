"""The local edition: a unit's name, telephone numbers, place, logo and paper, from one small file; no medical word.

`HANDBOOK_EDITION=path` or `--edition path` names the file. What it leaves out becomes a line to write on.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal
from xml.etree import ElementTree

from pydantic import BeforeValidator, Field

from handbook.core.findings import Fault
from handbook.core.project import ROOT, Tree
from handbook.core.records import Loc, Localised, Record
from handbook.core.yaml_documents import load_document
from handbook.core.yaml_records import Source, build, known_locales

ENVIRONMENT = "HANDBOOK_EDITION"
LOGO_LIMIT = 200_000
"""Bytes; the logo is in every sheet."""
DIGITS = range(2, 16)
"""120 has three digits, an international number at most fifteen (ITU-T E.164)."""
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]*(?:(?: ext\.? ?| ?转 ?)[0-9]{1,6})?")


def _empty_is_missing(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _phone(value: Any) -> Any:
    """A telephone number as typed. YAML reads 020 as sixteen, so only quoted text is taken."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("put the telephone number in quotes")
    number = value.strip()
    digits = re.split(r"[^0-9 ()./+-]", number)[0]
    if not _PHONE.fullmatch(number) or sum(map(str.isdigit, digits)) not in DIGITS:
        raise ValueError(f"{number!r} is not a telephone number")
    return number


def _line(value: Any) -> Any:
    if isinstance(value, str) and ("\n" in value.strip() or len(value) > 120):
        raise ValueError("write one line of at most 120 characters")
    return value


Phone = Annotated[str | None, BeforeValidator(_phone), BeforeValidator(_empty_is_missing)]
Line = Annotated[str | None, BeforeValidator(_line), BeforeValidator(_empty_is_missing)]


class Lines(Localised[Line]):
    """One line in each language; a language left out shows another's."""

    by_language: dict[str, Line] = Field(default={})

    def __getitem__(self, code: str) -> str:
        """Return the line in that language, or the first there is, or nothing."""
        return self.by_language.get(code) or next(filter(None, self.by_language.values()), None) or ""

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


class Edition(Record):
    """What a unit sets for its own build."""

    unit: Lines = Lines()
    phones: Phones = Phones()
    where: Lines = Lines()
    logo: Annotated[str | None, BeforeValidator(_empty_is_missing)] = None
    """In the file: a path beside it. After loading: the picture itself, as a data URI."""
    paper: Literal["a4", "letter"] | None = None

    @property
    def is_local(self) -> bool:
        """Whether anything of it shows."""
        empty = Edition()
        lines = [*self.unit.by_language.values(), *self.where.by_language.values()]
        return any(lines) or (self.phones, self.logo, self.paper) != (empty.phones, empty.logo, empty.paper)

    def rows(self) -> Iterator[tuple[str, str]]:
        """(wording key, number or nothing) in the order that boxes show them."""
        yield "unit_maternity", self.phones.maternity or ""
        yield "unit_nights", self.phones.nights or ""
        yield "unit_ambulance", self.phones.ambulance or ""


def dialled(number: str) -> str:
    """A telephone number as a `tel:` address (RFC 3966)."""
    main, _, extension = re.sub(r"[^0-9+e转]", "", number).replace("转", "e").partition("e")
    return f"tel:{main};ext={extension}" if extension else f"tel:{main}"


def named_path(option: str | None = None) -> Path | None:
    """The edition file that the option, or else the environment, names."""
    name = option or os.environ.get(ENVIRONMENT) or ""
    return Path(name).resolve() if name else None


def use_edition(tree: Tree, option: str | None = None) -> Edition:
    """The edition for this process and those it starts. Raises Fault."""
    path = named_path(option)
    if path:
        os.environ[ENVIRONMENT] = str(path)
    return load_edition(tree, path)


def load_edition(tree: Tree, path: Path | None) -> Edition:
    """The edition at `path`; without a path the plain handbook. Raises Fault with every fault found."""
    if path is None:
        return Edition()
    document = load_document(tree, path)
    source: Source[Edition] = Source(tree.show(path), findings=list(document.findings))
    source.locales = known_locales(tree)
    edition = None
    if not source.findings:
        edition = build(source, document, (), document.data or {}, Edition)
    if edition is None or source.findings:
        faults = [f"{item.path}:{item.line}: {item.message}. {item.hint}".rstrip(". ") for item in source.findings]
        raise Fault("the edition cannot be used\n" + "\n".join(faults) + "\nknown keys: " + ", ".join(_known(tree)))
    return edition.model_copy(update={"logo": _picture(tree, path, edition.logo)}) if edition.logo else edition


def keys_help() -> str:
    """What a local edition may hold, for the help of the commands that take one."""
    known = "\n  ".join(_known(Tree.at(ROOT)))
    return f"keys of an edition file (all may be left out; ${ENVIRONMENT} names one too):\n  {known}"


def _known(tree: Tree) -> Iterator[str]:
    """Yield the keys of an edition file: `unit.en`, `phones.maternity`, `paper`."""
    codes = [locale.code for locale in known_locales(tree)]
    for name, info in Edition.model_fields.items():
        inner = codes
        if info.annotation is not Lines:
            inner = list(getattr(info.annotation, "model_fields", ()))
        yield from (f"{name}.{part}" for part in inner)
        if not inner:
            yield name


def _picture(tree: Tree, path: Path, name: str) -> str:
    """The logo as a data URI. Raises Fault when it is not a picture that prints."""
    logo = path.parent / name
    where = f"{tree.show(path)}: logo {name!r}"
    try:
        data = logo.read_bytes()
    except OSError as error:
        raise Fault(f"{where} cannot be read: {(error.strerror or 'unknown').lower()}; mend the path") from error
    if len(data) > LOGO_LIMIT:
        raise Fault(f"{where} has {len(data):,} bytes; make it smaller than {LOGO_LIMIT:,}")
    kind = _kind(data)
    if not kind:
        raise Fault(f"{where} is neither PNG, JPEG nor SVG; save it as one of these")
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _kind(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    try:
        is_svg = ElementTree.fromstring(data).tag.endswith("svg")
    except ElementTree.ParseError:
        return ""
    return "image/svg+xml" if is_svg else ""
