"""Refuses, before anything is read, what no reader of files expects among the sources.

A named pipe would hang the first read, a dangling or far-reaching link would end in a traceback or
be published, and a name that is not UTF-8 cannot be written into a page.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from handbook.core.findings import Fault
from handbook.core.project import Tree
from handbook.language.languages import has_record

FOLDERS = ("docs", "evidence", "overrides")
FILES = ("mkdocs.yml", "handouts.yml", "scripts/checks.yml", "scripts/settled.yml")
MOST_SHOWN = 5


def refuse_odd_files(tree: Tree) -> None:
    """Raise Fault with what is wrong with the kinds and names of the source files, or mkdocs.yml.

    The message has one line for each of the first files.
    """
    found = [*_odd(tree.root)]
    if found:
        more = f"\n… and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
        raise Fault("\n".join(found[:MOST_SHOWN]) + more)
    _refuse_odd_settings(tree)


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
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "is neither a file nor a folder; remove it"
    return ""


class _Lenient(BaseModel):
    """Part of mkdocs.yml: the keys named here have these types; MkDocs knows the others."""

    model_config = ConfigDict(extra="allow", strict=True)


class _LanguageTheme(_Lenient):
    language: str | None = None


class _Language(_Lenient):
    locale: str | None = None
    name: str | None = None
    site_name: str | None = None
    theme: _LanguageTheme | None = None
    nav_translations: dict[str, str] | None = None


class _I18n(_Lenient):
    languages: list[Any] | None = None


class _MkDocs(_Lenient):
    site_name: str | None = None
    site_url: str | None = None
    theme: dict[str, Any] | str | None = None
    nav: list[str | dict[str, Any]] | None = None
    plugins: list[str | dict[str, Any]] | None = None
    markdown_extensions: list[str | dict[str, Any]] | None = None


def _refuse_odd_settings(tree: Tree) -> None:
    """Raise Fault where mkdocs.yml has a value of a type that its readers do not expect."""
    config = tree.config
    _validate(_MkDocs, config, ())
    for plugin in config.get("plugins") or []:
        if not isinstance(plugin, dict) or plugin.get("i18n") is None:
            continue
        _validate(_I18n, plugin["i18n"], ("plugins", "i18n"))
        for language in plugin["i18n"].get("languages") or []:
            if isinstance(language, dict):  # what else stands there is reported by its reader
                _validate(_Language, language, ("plugins", "i18n", "languages"))
    _refuse_odd_nav(config.get("nav") or [], "nav")
    for locale in tree.locales:
        if not locale.is_unfinished and not has_record(locale.code):
            raise Fault(
                f"mkdocs.yml: plugins: i18n: languages: nothing is known of {locale.code!r}; add "
                f"scripts/handbook/language/data/{locale.code}.yml, or say that it is still being "
                "translated: `extra: {unfinished: true}`"
            )


def _validate(model: type[BaseModel], value: Any, place: tuple[str, ...]) -> None:
    try:
        model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        # Behind the key pydantic names the branches of a union, which nobody wrote.
        where = ": ".join((*place, *map(str, first["loc"][:1])))
        raise Fault(
            f"mkdocs.yml: {where}: {first['msg'][:1].lower()}{first['msg'][1:]}; "
            "compare it with the last commit"
        ) from None


def _refuse_odd_nav(items: Any, place: str) -> None:
    """Raise Fault where the navigation holds anything but names of pages and groups of them."""
    if isinstance(items, str):
        return
    if not isinstance(items, list):
        raise Fault(
            f"mkdocs.yml: {place}: {items!r} is not a list of pages; write `- page.md` lines"
        )
    for item in items:
        if isinstance(item, dict):
            for title, below in item.items():
                _refuse_odd_nav(below, f"{place}: {title}")
        elif not isinstance(item, str):
            raise Fault(f"mkdocs.yml: {place}: {item!r} is not a page; write the name of its file")
