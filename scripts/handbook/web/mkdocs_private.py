"""All that we use of MkDocs and its language plugin which they do not promise to keep.

Whole builds need little of it; a preview that makes one page anew does, as MkDocs can only build
everything. Each part has a test in tests/web/test_mkdocs_private.py, which fails when it
changes and when a public way replaces it.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.structure.pages import Page

AT_A_PAGE = frozenset((_populate_page.__name__, _build_page.__name__))
"""MkDocs' functions that log what went wrong at a page before they raise it again."""


def was_logged(error: BaseException) -> bool:
    """Return whether MkDocs has already told the error: it came out of the making of one page."""
    steps = traceback.extract_tb(error.__traceback__)
    return any(step.name in AT_A_PAGE for step in steps)


class Keep(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # it has no options
    """Keeps what MkDocs works out for each language, so that one page can be made again with it."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}
        self._nav: Navigation | None = None

    # The language plugin sorts files and navigation at its own priorities; -200 comes after all of
    # them.
    @event_priority(-200)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Remember the navigation of the language that is being built."""
        self._nav = nav
        return nav

    @event_priority(-200)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Keep what is known of the language by now."""
        code = config.plugins["i18n"].current_language  # type: ignore[attr-defined]
        assert self._nav is not None
        self.kept[code] = Kept(code, config, files, self._nav, env)
        return env


class Kept:
    """One language of a build that is over, from which its pages can be made again."""

    def __init__(
        self, code: str, config: MkDocsConfig, files: Files, nav: Navigation, env: Environment
    ) -> None:
        self.code, self.config, self.files, self.nav, self.env = code, config, files, nav, env

    def make_pages(self, slugs: set[str]) -> None:
        """Make the pages with these names anew. Raises what MkDocs raises."""
        with _amid_a_build(self.config, self.code):
            self.config.plugins.on_config(self.config)
            for page in list(self._named(slugs)):
                _populate_page(page, self.config, self.files)
                _build_page(page, self.config, self.files.documentation_pages(), self.nav, self.env)

    def _named(self, slugs: set[str]) -> Iterator[Page]:
        for file in self.files.documentation_pages():
            locale = getattr(file, "locale", None)  # set by the language plugin
            if file.page is not None and locale == self.code and file.name in slugs:
                yield file.page


@contextmanager
def _amid_a_build(config: MkDocsConfig, code: str) -> Iterator[None]:
    """Let the language plugin take the inside for a part of a build, at the language `code`."""
    languages = config.plugins["i18n"]
    languages.building, languages.current_language = True, code  # type: ignore[attr-defined]
    try:
        yield
    finally:
        languages.building = False  # type: ignore[attr-defined]
