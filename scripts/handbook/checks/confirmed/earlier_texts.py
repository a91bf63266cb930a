"""Finds in Git's history what a file said when it was compared."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher, unified_diff
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from handbook.checks.confirmed.comparisons import Change, mark
from handbook.checks.confirmed.facts import is_page
from handbook.content.markdown_pages import Page, parse_page
from handbook.core.git_history import commits, committed, committed_bytes
from handbook.core.project import Project
from handbook.core.yaml_documents import LOADER
from handbook.language.languages import language
from handbook.language.sentences import on_one_line, sentences
from handbook.language.text_units import page_passages

LINES = 40
"""How many changed lines of a file are told."""


NOT_KNOWN = "(what stood here is not in the history of this copy)"
"""In place of a text that is gone where history was cut."""


def before_to_now(project: Project, change: Change) -> list[str]:
    """Return each changed side: `“as compared” → “as it is”`, the first where it is known.

    Of a text that stands elsewhere now: both sides, with that said.
    """
    if change.is_moved:
        left, right = change.pair.shown
        return [f"moved: “{left}”", f"“{right}”"]
    told = []
    for side in change.sides:
        was, text = before_and_now(project, change, side)
        before = f"“{was}” → " if was else ""
        told.append(f"{before}“{text}”")
    return told


def before_and_now(project: Project, change: Change, side: int) -> tuple[str, str]:
    """Return (the sentences as they were compared, as they are now) of a side that changed.

    The first is empty where it is new, or where there is no history to look into.
    """
    code, text = change.pair.codes[side], change.pair.shown[side]
    old = earlier(project, change.path(side), code, change.was[side])
    if not old:
        return NOT_KNOWN if change.was[side] and not text else "", text
    was, now = sentences(old, code), sentences(text, code)
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    changed = [step for step in matcher.get_opcodes() if step[0] != "equal"]
    gap = language(code).gap
    first = gap.join(part for step in changed for part in was[step[1] : step[2]])
    return first, gap.join(part for step in changed for part in now[step[3] : step[4]])


def changed_lines(
    project: Project, path: str, is_then: Callable[[str], bool] | None = None
) -> list[str]:
    """Return the lines that are gone, `“- …”`, and new, `“+ …”`, since a file last said another.

    Since the newest commit of which `is_then` is true, where it is given. Nothing where Git knows
    of no such time. Of a picture or a font its size; of many lines the first, and how to see the
    rest, but of a page each: what is lost there may stand below forty lines of blanks.
    """
    at = project.root / path
    now = os.fsencode(at.readlink()) if at.is_symlink() else at.read_bytes()
    for commit in commits(project, path):
        was = committed_bytes(project, path, commit)
        if was != now and (is_then is None or is_then(commit)):
            if b"\0" in was + now:
                return [f"“{len(was):,} → {len(now):,} bytes”"]
            before, after = (text.decode("utf-8", "replace").split("\n") for text in (was, now))
            lines = [*unified_diff(before, after, n=0, lineterm="")][2:]
            told = [f"“{line[0]} {line[1:]}”" for line in lines if line[0] in "+-"]
            more = [f"{len(told) - LINES} more: git diff {commit[:8]} -- {path}"]
            return told[:LINES] + more if len(told) > LINES and not is_page(path) else told
    return []


def lines_since_confirmed(
    project: Project, path: str, line: tuple[str, str], known: str, said: Callable[[str], str]
) -> list[str]:
    """Return how the lines of a file changed since it said what was confirmed of it.

    `line` is a file and how its line begins that keeps what was confirmed, `known` what that is;
    `said` returns the same of a commit. Where no commit holds it, since the newest at which what
    was confirmed was what stood there: what came with a confirmed change is told then as well.
    """
    at = cache(said)
    kept, begin = line

    def is_kept(commit: str) -> bool:
        lines = (one for one in _lines_at(project, kept, commit) if one.startswith(begin))
        return any(f" | {at(commit)} | " in one for one in lines)

    told = changed_lines(project, path, lambda commit: at(commit) == known) if known else []
    return told or changed_lines(project, path, is_kept) or changed_lines(project, path)


def changed_values(project: Project, path: str, key: str, since: str = "") -> list[str]:
    """Return what is gone of the record `key`, `“- …”`, and new in it, `“+ …”`, since a commit.

    Without one, since it last said another thing.
    """
    now = _values(_record(_parsed((project.root / path).read_text("utf-8")), key))
    for commit in [since] if since else commits(project, path):
        was = _values(_record(_parsed(committed(project, path, commit)), key))
        if was != now:
            gone, come = was - now, now - was
            return [*(f"“- {one}”" for one in gone), *(f"“+ {one}”" for one in come)]
    return []


def confirmed_at(project: Project, path: str, line: str) -> str:
    """Return the oldest commit since which the file `path` holds a line without a break."""
    found = ""
    for commit in commits(project, path):
        if line not in _lines_at(project, path, commit):
            break
        found = commit
    return found


@cache
def _lines_at(project: Project, path: str, commit: str) -> frozenset[str]:
    return frozenset(committed(project, path, commit).splitlines())


def _record(value: Any, key: str) -> Any:
    """Return the first record with that id in plain data, however deep, or None."""
    if isinstance(value, dict) and value.get("id") == key:
        return value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = (_record(item, key) for item in inner)
    return next((item for item in found if item is not None), None)


def _values(record: Any, name: str = "") -> Counter[str]:
    """Return every value of a record with the names of the fields it stands in."""
    if isinstance(record, dict):
        parts = [_values(item, f"{name} {key}".strip()) for key, item in record.items()]
    elif isinstance(record, list) and any(isinstance(item, dict | list) for item in record):
        parts = [_values(item, name) for item in record]
    else:
        return Counter([f"{name}: {record}"]) if record is not None else Counter()
    return sum(parts, Counter[str]())


def page_at(project: Project, path: str, commit: str) -> Page:
    """Return a page as it was at a commit."""
    return _page(project, path, committed(project, path, commit))


def _page(project: Project, path: str, text: str) -> Page:
    page = Page(project.locale(Path(path).parent.name), Path(path).stem, path, text)
    page.extensions = project.markdown_extensions
    parse_page(page)
    return page


def earlier(project: Project, path: str, code: str, wanted: str) -> str:
    """Return the text with the mark `wanted` that `path` held last; nothing where none is found."""
    for commit in commits(project, path) if wanted else ():
        said = _texts(project, path, code, commit)
        if wanted in said:
            return said[wanted]
    return ""


@cache
def _texts(project: Project, path: str, code: str, commit: str) -> dict[str, str]:
    """Return every text that `path` held in language `code` at a commit, by its mark."""
    text = committed(project, path, commit)
    return {mark(said): said for said in _said(project, path, code, text)}


def _said(project: Project, path: str, code: str, text: str) -> Iterator[str]:
    """Yield what an earlier text of a file says in language `code`."""
    if path.endswith(".md"):
        found = page_passages(_page(project, path, text))
        yield from (on_one_line(item.marked or item.text, code) for item in found)
        return
    yield from (on_one_line(said.strip(), code) for said in _strings(_parsed(text)))


def _parsed(text: str) -> Any:
    try:
        return yaml.load(text, Loader=LOADER)
    except yaml.YAMLError:
        return None


def _strings(value: Any) -> Iterator[str]:
    """Yield every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
