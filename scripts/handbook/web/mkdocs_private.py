"""All that we use of MkDocs and its language plugin which they do not promise to keep.

Whole builds need little of it; a preview that makes one page anew does, as MkDocs can only build
everything. Each part has a test in tests/web/test_mkdocs_private.py, which fails when it
changes and when a public way replaces it.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from handbook.core.memo import Known, remembered

if TYPE_CHECKING:
    from jinja2 import Environment

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


@dataclass(frozen=True)
class Rendered:
    """What MkDocs made of a page's Markdown: all that `Page.render` sets."""

    html: str
    toc: TableOfContents
    title: str | None
    anchors: set[str] | None
    links: dict[str, dict[str, str]] | None
    """By source of the page that is linked to: each anchor with the link as it was written."""


class _Told(Exception):
    """A page of which something was logged, so that it is made, and told, each time."""

    def __init__(self, rendered: Rendered) -> None:
        super().__init__()
        self.rendered = rendered


def render_once(page: Page, around: str) -> None:
    """Let `page` take what was made of the same Markdown earlier, where there is that.

    `around` stands for all but the Markdown and the links that the HTML depends on.
    """
    page.render = partial(_render, page, around)  # type: ignore[method-assign]


def _render(page: Page, around: str, config: MkDocsConfig, files: Files) -> None:
    """Set what `Page.render` sets."""
    targets = [(file.src_uri, file.url) for file in files]
    known = [page.markdown, page.file.src_uri, str(config.site_url), around, targets]
    digest = sha256(json.dumps(known).encode()).hexdigest()
    try:
        rendered = rendered_pages(Known(digest, (page, config, files)))
    except _Told as told:
        rendered = told.rendered
    page.content, page.toc, page._title_from_render = rendered.html, rendered.toc, rendered.title
    page.present_anchor_ids = rendered.anchors
    page.links_to_anchors = None
    if rendered.links is not None:
        sources = {file.src_uri: file for file in files}
        page.links_to_anchors = {sources[name]: links for name, links in rendered.links.items()}


@remembered(1024, kept=True)
def rendered_pages(asked: Known[tuple[Page, MkDocsConfig, Files]]) -> Rendered:
    """Return what MkDocs makes of a page. Raises _Told where it logs something meanwhile."""
    page, config, files = asked.value
    with _logged() as logged:
        Page.render(page, config, files)
    links = page.links_to_anchors
    named = {file.src_uri: anchors for file, anchors in links.items()} if links else None
    rendered = Rendered(
        page.content or "", page.toc, page._title_from_render, page.present_anchor_ids, named
    )
    if logged:
        raise _Told(rendered)
    return rendered


@contextmanager
def _logged() -> Iterator[list[logging.LogRecord]]:
    """Yield what MkDocs and our hooks log inside."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.INFO)
    handler.emit = records.append  # type: ignore[method-assign,assignment]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield records
    finally:
        logger.removeHandler(handler)
