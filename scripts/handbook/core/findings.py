"""A finding is a value: where, which rule, how bad, what is wrong, and the next step."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum

JSON_VERSION = 1


class HandbookError(Exception):
    """The job cannot be done at all; the message names the place, the fault and the next step."""


class Exit(IntEnum):
    """What the commands tell the shell."""

    CLEAN = 0
    """Nothing to report."""
    FINDINGS = 1
    """The job was done and something was found."""
    COULD_NOT_RUN = 2
    """The job could not be done; nothing was concluded."""


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """A promise is broken; the build fails."""
    WARNING = "warning"
    """Worth a person's look; the build goes on."""


@dataclass(frozen=True, order=True)
class Finding:
    """One fault at one place.

    `path` is relative to the top of the project, with forward slashes; `line` counts from 1.
    """

    path: str
    line: int
    rule: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether the build must fail on it."""
        return self.severity is Severity.ERROR


def as_text(findings: Iterable[Finding]) -> str:
    """Return one line a finding, `path:line: severity rule message`, the hint indented below it.

    What else was found on the same line stands below the first: it is mostly the same fault.
    """
    lines = []
    place: tuple[str, int] | None = None
    for item in findings:
        said = f"{item.severity} {item.rule} {item.message}"
        if (item.path, item.line) == place and item.line > 1:
            lines.append(f"    also {said}")
        else:
            lines.append(f"{item.path}:{item.line}: {said}")
        place = item.path, item.line
        if item.hint:
            lines.append(f"    {item.hint}")
    return "\n".join(lines)


def as_json(findings: Iterable[Finding]) -> str:
    """Return the versioned JSON contract that other tools may rely on."""
    keys = ("path", "line", "rule", "severity", "message", "hint")
    rows = []
    for item in findings:
        values = asdict(item)
        rows.append({key: values[key] for key in keys})
    return json.dumps({"version": JSON_VERSION, "findings": rows}, ensure_ascii=False, indent=2)


def as_github(findings: Iterable[Finding]) -> str:
    """GitHub workflow commands; https://docs.github.com/actions/reference/workflow-commands."""
    return "\n".join(_annotation(item) for item in findings)


def _annotation(item: Finding) -> str:
    message = f"{item.message} {item.hint}".strip()
    properties = f"file={_property(item.path)},line={item.line},title={_property(item.rule)}"
    return f"::{item.severity} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS = {"text": as_text, "github": as_github, "json": as_json}
