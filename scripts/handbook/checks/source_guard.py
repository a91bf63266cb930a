"""Refuses, before anything is read, what no reader of files expects among the sources.

A named pipe would hang the first read, a dangling or far-reaching link would end in a traceback or
be published, and a name that is not UTF-8 cannot be written into a page.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from handbook.core.findings import HandbookError
from handbook.core.git_history import git
from handbook.core.project import Project
from handbook.language.languages import has_record

_ANYWHERE = (":(glob)**/__pycache__/**", ":(glob)**/node_modules/**")
FOLDERS = ("docs", "evidence", "overrides", "scripts")
FILES = ("mkdocs.yml", "handouts.yml", "scripts/checks.yml", "scripts/settled.yml")
UNREAD = (".venv*", ".cache", "site", "site.*", *_ANYWHERE)
MOST_SHOWN = 5


def refuse_odd_files(project: Project) -> None:
    """Raise HandbookError with what is wrong with kinds and names of source files, or mkdocs.yml.

    The message has one line for each of the first files.
    """
    found = [*_odd(project.root), *_unread(project)]
    if found:
        more = f"\n… and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
        raise HandbookError("\n".join(found[:MOST_SHOWN]) + more)
    _refuse_unknown_languages(project)


def _odd(root: Path) -> Iterator[str]:
    paths = [root / name for name in FILES]
    for folder in FOLDERS:
        for where, folders, files in os.walk(root / folder):
            paths += [Path(where, name) for name in sorted(folders + files)]
    for path in paths:
        if fault := _fault(root, path):
            # Bytes that are not UTF-8 stand in a name as lone surrogates, which nothing can print.
            name = str(path.relative_to(root)).encode("utf-8", "backslashreplace").decode("utf-8")
            yield f"{name}: {fault}"


def _unread(project: Project) -> Iterator[str]:
    """Yield files that Git keeps where tools put what they make: no check reads them there."""
    for name in git(project, "ls-files", "-z", "--", *UNREAD).split("\0")[:-1]:
        yield f"{name}: is kept by Git where only tools write; run git rm --cached {name}"


def _fault(root: Path, path: Path) -> str:
    """Return what is wrong with the kind or the name of `path` and what to do; empty if nothing."""
    name = path.name
    if not name.isprintable():
        return "has a name that cannot be shown; rename it in plain letters"
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "is a link to nothing; restore its target or remove it" if path.is_symlink() else ""
    except OSError as error:
        return f"cannot be read: {error.strerror}; mend the link or its permissions"
    if not path.resolve().is_relative_to(root):
        return "leads out of the handbook; put a copy here instead"
    if path.is_symlink():
        return "is a link, and what it leads to may change unread; put the file itself here"
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "is neither a file nor a folder; remove it"
    return ""


def _refuse_unknown_languages(project: Project) -> None:
    """Raise HandbookError for a finished language of which the library knows nothing.

    Reading the languages also raises it where mkdocs.yml cannot be used at all.
    """
    for locale in project.locales:
        if not locale.is_unfinished and not has_record(locale.code):
            raise HandbookError(
                f"mkdocs.yml: plugins: i18n: languages: nothing is known of {locale.code!r}; add "
                f"scripts/handbook/language/data/{locale.code}.yml, or say that it is still being "
                "translated: `extra: {unfinished: true}`"
            )
