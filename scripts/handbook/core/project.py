"""Where things stand in a copy of the handbook, and what mkdocs.yml says of its languages."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from handbook.core.findings import HandbookError
from handbook.core.mkdocs_config import read_config

MAKERS = ("core", "content", "language", "web", "sheets", "publish")
"""The rooms of the library that make the site; the others look at it."""

ADDRESS = "HANDBOOK_URL"
"""The environment variable that names the address a site is built for."""
SITE = "HANDBOOK_SITE"
"""The environment variable that tells MkDocs where to write: no page shows it."""
EXAMPLE = "https://handbook.example/"
"""What mkdocs.yml has where no address is set; nobody can ever own it (RFC 2606)."""

ROOT = Path(__file__).resolve().parents[3]
"""This copy of the handbook."""


@dataclass(frozen=True)
class Locale:
    """One language of the handbook, as mkdocs.yml declares it."""

    code: str
    """Folder name and MkDocs locale: `en`, `zh`."""
    tag: str
    """BCP 47 tag for `lang` attributes: `en`, `zh-Hans`."""
    name: str
    """The language's name in itself."""
    site_name: str
    is_default: bool
    """Whether the others are compared with it: the first in mkdocs.yml."""
    is_unfinished: bool = False
    """Whether it is still being translated (`extra: {unfinished: true}`): a missing text is then no
    error."""
    is_first: bool = False
    """Whether its pages stand at the root of the site (`default` in mkdocs.yml)."""

    @property
    def prefix(self) -> str:
        """Where its pages stand in the built site: `` or `zh/`."""
        return "" if self.is_first else f"{self.code}/"


@dataclass(frozen=True)
class Project:
    """A copy of the handbook on disk. Nothing here writes."""

    root: Path
    site: Path

    @classmethod
    def at(cls, root: Path, site: Path | None = None) -> Project:
        """Return the project at `root`; its site may stand elsewhere."""
        root = root.resolve()
        return cls(root, (site or root / "site").resolve())

    def with_site(self, site: Path) -> Project:
        """Return the same copy of the handbook with another site, `site` relative to the root."""
        return Project.at(self.root, self.root / site)

    @property
    def docs(self) -> Path:
        """The pages, one folder a language."""
        return self.root / "docs"

    @property
    def evidence(self) -> Path:
        """The data."""
        return self.root / "evidence"

    def show(self, path: Path) -> str:
        """Return `path` as findings print it.

        Relative to the root where it lies below it, a site as `site/…`.
        """
        named = str(path)
        if named not in self._shown:
            self._shown[named] = self._show(named)
        return self._shown[named]

    @cached_property
    def _shown(self) -> dict[str, str]:
        return {}

    def _show(self, path: str) -> str:
        place = os.path.realpath(path)
        root, site = f"{self.root}{os.sep}", f"{self.site}{os.sep}"
        if site.startswith(root) and f"{place}{os.sep}".startswith(site):
            return f"site/{place[len(site) :]}".rstrip("/")
        return place.removeprefix(root) if place.startswith(root) else path

    @cached_property
    def config(self) -> dict[str, Any]:
        """mkdocs.yml as plain data.

        Raises HandbookError when it is missing, does not parse, or has values of wrong types.
        """
        return read_config(self.root / "mkdocs.yml")

    @cached_property
    def locales(self) -> tuple[Locale, ...]:
        """The languages, first the one that the others are compared with."""
        entries = self._i18n().get("languages") or []
        found = [self._locale(entry, entry is entries[0]) for entry in entries]
        if not any(locale.is_first for locale in found):
            raise HandbookError(
                "mkdocs.yml: no default language under plugins: i18n: languages; mark one"
            )
        return tuple(found)

    @property
    def first(self) -> Locale:
        """The language whose pages stand at the root of the site."""
        return next(locale for locale in self.locales if locale.is_first)

    def _i18n(self) -> dict[str, Any]:
        for plugin in self.config.get("plugins") or []:
            if isinstance(plugin, dict) and "i18n" in plugin:
                return plugin["i18n"] or {}
        raise HandbookError("mkdocs.yml: plugins lacks i18n; the languages are declared there")

    def _locale(self, entry: Any, is_default: bool) -> Locale:
        if not isinstance(entry, dict) or not all(
            isinstance(entry.get(key), str) for key in ("locale", "name")
        ):
            raise HandbookError(
                f"mkdocs.yml: plugins: i18n: languages: {entry!r:.200} lacks `locale` or `name`; "
                "write both"
            )
        code = entry["locale"]
        tag = str((entry.get("theme") or {}).get("language", code))
        name = str(entry.get("site_name") or self.config.get("site_name", ""))
        unfinished = bool((entry.get("extra") or {}).get("unfinished"))
        is_first = bool(entry.get("default"))
        return Locale(code, tag, entry["name"], name, is_default, unfinished, is_first)

    def locale(self, code: str) -> Locale:
        """Return the language with that code."""
        return next(locale for locale in self.locales if locale.code == code)

    @cached_property
    def site_url(self) -> str:
        """The address the handbook is published at, with a trailing slash."""
        return str(self.config.get("site_url") or "/").rstrip("/") + "/"

    @property
    def address(self) -> str:
        """The address where a person can reach the handbook; empty where none was set.

        The example counts only where the environment names it, as the tests do.
        """
        if self.site_url == EXAMPLE and ADDRESS not in os.environ:
            return ""
        return self.site_url

    def read_again(self) -> None:
        """Forget mkdocs.yml, which may name the environment, after a change of that."""
        for name in ("config", "site_url", "locales"):
            vars(self).pop(name, None)

    @cached_property
    def markdown_extensions(self) -> tuple[tuple[str, str], ...]:
        """The Markdown extensions of mkdocs.yml: (name, its settings as JSON), in order."""
        entries = self.config.get("markdown_extensions") or []
        pairs = [entry if isinstance(entry, dict) else {str(entry): None} for entry in entries]
        return tuple(
            (str(name), json.dumps(value)) for pair in pairs for name, value in pair.items()
        )

    @cached_property
    def nav(self) -> tuple[str, ...]:
        """Page file names in reading order, as the navigation lists them."""
        return tuple(_files(self.config.get("nav") or []))

    @cached_property
    def nav_groups(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(group title, page file names) in reading order."""
        groups = (entry for entry in self.config.get("nav") or [] if isinstance(entry, dict))
        return tuple(
            (title, tuple(_files(items))) for entry in groups for title, items in entry.items()
        )

    def nav_title(self, title: str, locale: Locale) -> str:
        """Return a group's title in that language.

        The navigation itself holds the default language's.
        """
        return str((self._entry(locale).get("nav_translations") or {}).get(title, title))

    def description(self, locale: Locale) -> str:
        """Return what the site says of itself in that language; the default one's where it lacks.

        Search engines and shared links show it.
        """
        said = self._entry(locale).get("site_description")
        return str(said or self.config.get("site_description") or "")

    def _entry(self, locale: Locale) -> dict[str, Any]:
        """Return what mkdocs.yml sets for a language."""
        entries = self._i18n().get("languages") or []
        return next((item for item in entries if item["locale"] == locale.code), {})

    def inputs(self) -> Iterator[Path]:
        """Yield every file that the built site depends on, sorted, for the staleness check."""
        single = ("mkdocs.yml", "handouts.yml", "requirements.txt")
        yield from (self.root / name for name in single if (self.root / name).exists())
        rooms = [f"scripts/handbook/{room}" for room in MAKERS]
        for folder in ("docs", "evidence", "overrides", *rooms):
            files = (self.root / folder).rglob("*")
            yield from sorted(
                path for path in files if path.is_file() and "__pycache__" not in path.parts
            )


def _files(items: list[Any] | str) -> Iterator[str]:
    if isinstance(items, str):
        yield items
        return
    for item in items:
        if isinstance(item, dict):
            for value in item.values():
                yield from _files(value)
        else:
            yield str(item)
