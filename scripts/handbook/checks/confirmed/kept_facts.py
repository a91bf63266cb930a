"""How facts are kept once they were confirmed, and what of them is told when they change."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from handbook.checks.confirmed.comparisons import mark
from handbook.checks.confirmed.earlier_texts import (
    changed_lines,
    changed_values,
    confirmed_at,
    lines_since_confirmed,
    page_at,
)
from handbook.checks.confirmed.facts import SETTINGS, SPOT, held
from handbook.checks.confirmed.page_facts import FRAME, frame
from handbook.checks.settings import SENSES
from handbook.core.git_history import committed_bytes
from handbook.core.project import Project
from handbook.language.alignment import Pair
from handbook.language.senses import Sense, joined

Said = Callable[[str], str]
"""Returns the facts at a commit as they are kept."""
_SHORT = re.compile(r"[\w.+-]{1,24}")
"""A fact that stands here as it is; of a longer one its mark does."""
_NAME = re.compile(r"[a-z_\d]+")


@dataclass(frozen=True)
class Kept:
    """What was confirmed of the facts at one place."""

    pair: Pair
    """The facts as they are."""
    line: str
    """The line that keeps what was confirmed, or how it would begin."""
    known: Sense
    """What was."""

    @property
    def begin(self) -> str:
        """How the line begins, whatever was confirmed: `zh docs/zh/stitch.md#frame.facts `."""
        code, place, _ = self.line.split(" ", 2)
        return f"{code} {place} "


def as_kept(pair: Pair) -> Sense:
    """Return the facts of a record, `read=part`; of a file its mark."""
    return (f"file={pair.left}",) if _is_file(pair) else _all_as_kept(pair.left)


def _is_file(pair: Pair) -> bool:
    """Return whether the facts are a whole file; of mkdocs.yml its titles are others."""
    return pair.spot == (SETTINGS if pair.path == "mkdocs.yml" else SPOT)


def _all_as_kept(text: str) -> Sense:
    return tuple(map(one_as_kept, text.split("; ")))


def one_as_kept(fact: str) -> str:
    """Return a fact as it is kept: `read=part`, a longer one by its mark."""
    name, _, value = fact.partition(": ")
    if _NAME.fullmatch(name) and _SHORT.fullmatch(value):
        return f"{name}={value}"
    return f"{_first(name)}={mark(fact)}"


def _first(name: str) -> str:
    """Return what a fact may be called by where its name is none of a field."""
    return name if _NAME.fullmatch(name) else "part"


def what_changed(project: Project, kept: Kept, come: Collection[str] | None) -> list[str]:
    """Return the facts that have `come` (None: all), and what changed since they were confirmed.

    Of the form of a page and of a file the lines, of what few records hold the values.
    """
    pair = kept.pair
    facts = pair.left.split("; ")
    new = [f"“{fact}”" for fact in facts if come is None or one_as_kept(fact) in come]
    if pair.spot.startswith(f"{FRAME}."):
        return new + _form_lines(project, kept)
    if pair.path.endswith(".yml") and pair.path != "mkdocs.yml" and not _is_file(pair):
        record = pair.spot.partition(".")[0]
        since = confirmed_at(project, SENSES, kept.line)
        return new + changed_values(project, pair.path, record, since)
    if _is_file(pair):
        return _file_lines(project, kept)
    return new + (changed_lines(project, pair.path) if pair.path == "mkdocs.yml" else [])


def _form_lines(project: Project, kept: Kept) -> list[str]:
    """Return how the lines of a page and its counterpart changed since its form was confirmed."""
    default, code = kept.pair.codes
    path = kept.pair.path
    other = path.replace(f"docs/{code}/", f"docs/{default}/", 1)

    def form(commit: str) -> str:
        pages = (page_at(project, one, commit) for one in (path, other))
        return " ".join(joined([_all_as_kept(frame(*pages))]))

    found = (_lines(project, one, kept, form) for one in sorted((path, other)))
    return [line for lines in found for line in lines]


def _file_lines(project: Project, kept: Kept) -> list[str]:
    """Return how the lines of a file changed since it was confirmed."""
    path = kept.pair.path

    def said(commit: str) -> str:
        return f"file={held(committed_bytes(project, path, commit))}"

    return _lines(project, path, kept, said)


def _lines(project: Project, path: str, kept: Kept, said: Said) -> list[str]:
    known = " ".join(kept.known)
    return lines_since_confirmed(project, path, (SENSES, kept.begin), known, said)
