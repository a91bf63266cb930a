"""Reads mkdocs.yml as plain data of the types that its readers expect, or says what has not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from handbook.core.findings import HandbookError
from handbook.core.yaml_bounds import LARGEST, grows_too_large, keys_twice, nests_too_deep

_MEND = "compare it with the last commit"
HOOKS = "overrides/hooks/"
"""Where hooks lie: what lies elsewhere may be held by no check."""


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # see core/yaml_documents.py


class _ConfigLoader(_LOADER):  # type: ignore[misc]
    """Reads mkdocs.yml without importing anything it names."""


def _env(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    """Return what `!ENV NAME` or `!ENV [NAME, OTHER, default]` stands for, as MkDocs reads it."""
    if isinstance(node, yaml.SequenceNode):
        *names, default = loader.construct_sequence(node) or [None]
        found = (os.environ.get(str(name)) for name in names)
        value = next((value for value in found if value is not None), default)
        return {"true": True, "false": False}.get(str(value), value)
    if isinstance(node, yaml.ScalarNode):
        return os.environ.get(str(loader.construct_scalar(node)))
    raise ValueError("!ENV names neither a variable nor a list of them")


_ConfigLoader.add_constructor("!ENV", _env)


def read_config(path: Path) -> dict[str, Any]:
    """Return mkdocs.yml as plain data.

    Raises HandbookError when it is missing, does not parse, or has a value of a wrong type.
    """
    try:
        data = _parsed(path.read_text("utf-8"))
    except FileNotFoundError:
        raise HandbookError(f"{path}: not found; run from a copy of the handbook") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())
        raise HandbookError(f"mkdocs.yml: does not parse: {said}; mend it first") from None
    if not isinstance(data, dict):
        raise HandbookError("mkdocs.yml: is not a mapping; restore it from the last commit")
    _validate(data)
    return data


def _parsed(text: str) -> Any:
    """Return the data. Raises ValueError and RecursionError, and what PyYAML does.

    MkDocs reads the file with a loader that runs what a tag names: none stands here but `!ENV`.
    """
    if nests_too_deep(text):
        raise RecursionError("it nests too deep")
    loader = _ConfigLoader(text)
    try:
        node = loader.get_single_node()
        if grows_too_large(node):
            raise ValueError(f"its aliases stand for more than {LARGEST:,} values")
        if twice := next(keys_twice(node), None):
            line = twice.start_mark.line + 1
            raise ValueError(f"line {line}: the key {twice.value!r} stands twice")
        return loader.construct_document(node) if node is not None else None
    finally:
        loader.dispose()


class _Part(BaseModel):
    """Part of mkdocs.yml: the keys named here have these types; MkDocs knows the others."""

    model_config = ConfigDict(extra="allow", strict=True)


class _LanguageTheme(_Part):
    language: str | None = None


class _Language(_Part):
    locale: str | None = None
    name: str | None = None
    site_name: str | None = None
    default: bool | None = None
    theme: _LanguageTheme | None = None
    extra: dict[str, Any] | None = None
    nav_translations: dict[str, str] | None = None


class _I18n(_Part):
    languages: list[Any] | None = None


class _Config(_Part):
    site_name: str | None = None
    site_url: str | None = None
    theme: dict[str, Any] | None = None
    nav: list[Any] | None = None
    plugins: list[Any] | None = None
    markdown_extensions: list[Any] | None = None


def _validate(data: dict[str, Any]) -> None:
    """Raise HandbookError for the first value of a type that its readers do not expect."""
    _check(_Config, data, ())
    for key in ("plugins", "markdown_extensions"):
        for entry in data.get(key) or []:
            _check_entry(entry, key)
    for plugin in data.get("plugins") or []:
        if isinstance(plugin, dict) and plugin.get("i18n") is not None:
            _check(_I18n, plugin["i18n"], ("plugins", "i18n"))
            _check_languages(plugin["i18n"].get("languages") or [])
    for hook in data.get("hooks") or []:
        if not str(hook).startswith(HOOKS) or ".." in str(hook):
            raise HandbookError(f"mkdocs.yml: hooks: {hook!r:.100} is not in {HOOKS}; {_MEND}")
    _check_nav(data.get("nav") or [], "nav")


def _check(model: type[BaseModel], value: Any, place: tuple[str, ...]) -> None:
    try:
        model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ": ".join((*place, *map(str, first["loc"])))
        said = _MESSAGES.get(first["type"], first["msg"].lower())
        raise HandbookError(f"mkdocs.yml: {where}: {said}; {_MEND}") from None


_MESSAGES = {
    "bool_type": "is not yes or no",
    "dict_type": "is not a mapping",
    "list_type": "is not a list",
    "model_type": "is not a mapping",
    "string_type": "is not text",
}


def _check_entry(entry: Any, key: str) -> None:
    """Raise HandbookError for a plugin or extension that is no name, with or without settings."""
    if isinstance(entry, str):
        return
    if not isinstance(entry, dict) or len(entry) != 1:
        raise HandbookError(
            f"mkdocs.yml: {key}: {entry!r:.100} is not a name; write `- name` lines"
        )
    name, settings = next(iter(entry.items()))
    if not isinstance(name, str) or not isinstance(settings, dict | None):
        raise HandbookError(f"mkdocs.yml: {key}: {name}: its settings are not a mapping; {_MEND}")


def _check_languages(entries: list[Any]) -> None:
    place = ("plugins", "i18n", "languages")
    codes = []
    for entry in entries:
        if isinstance(entry, dict):  # what else stands there is told by its reader
            _check(_Language, entry, place)
            codes.append(entry.get("locale"))
    for code in codes:
        if code is not None and codes.count(code) > 1:
            raise HandbookError(
                f"mkdocs.yml: {': '.join(place)}: {code!r} stands twice; remove one of the two"
            )


def _check_nav(items: Any, place: str) -> None:
    """Raise HandbookError where the navigation holds anything but names of pages and groups."""
    if isinstance(items, str):
        return
    if not isinstance(items, list):
        raise HandbookError(
            f"mkdocs.yml: {place}: {items!r:.100} is not a list of pages; write `- page.md` lines"
        )
    for item in items:
        if isinstance(item, dict):
            for title, below in item.items():
                _check_nav(below, f"{place}: {title}")
        elif not isinstance(item, str):
            raise HandbookError(
                f"mkdocs.yml: {place}: {item!r:.100} is not a page; write the name of its file"
            )
