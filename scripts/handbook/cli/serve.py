"""`./scripts/serve`: a live preview; a saved page is made anew, after any other change all are."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.commands.build import _build_page, _populate_page, build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority

from handbook.content.edition import use_edition
from handbook.core.findings import Exit, Fault
from handbook.core.project import Tree

LOOK_EVERY = 0.2
"""Seconds between two looks at the sources."""

State = dict[Path, int]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's description and arguments to `parser`."""
    parser.description = "Preview the handbook while you edit it."
    parser.add_argument(
        "--port", type=_port, default=8000, help="where to listen on this machine (default: 8000)"
    )


def _port(text: str) -> int:
    """Return the port that `text` names. Raises ValueError, which argparse explains."""
    port = int(text)
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port; name one from 1 to 65535")
    return port


def run(tree: Tree, options: argparse.Namespace) -> Exit:
    """Preview `tree` until Ctrl-C ends it. Raises Fault where the first build does not succeed."""
    port: int = options.port
    if _is_taken(port):
        raise Fault(f"port {port} is in use; try ./scripts/serve --port {port + 1}")
    logging.basicConfig(level=logging.WARNING, format="serve: %(message)s")
    os.chdir(tree.root)
    folder = Path(tempfile.mkdtemp(prefix="handbook-preview-"))
    try:
        use_edition(tree)
        _serve(Preview(tree, folder, f"http://127.0.0.1:{port}/"), port)
    except Abort:
        return Exit.COULD_NOT_RUN  # MkDocs has said why
    except MkDocsException as error:
        raise Fault(str(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Exit.CLEAN


WATCHED = ("mkdocs.yml", "docs", "evidence", "overrides", "scripts/handbook")


def _serve(preview: Preview, port: int) -> None:
    server = LiveReloadServer(
        preview.keep_up, "127.0.0.1", port, str(preview.site), polling_interval=LOOK_EVERY
    )
    preview.refresh()
    for path in WATCHED:
        server.watch(str(preview.tree.root / path))
    sys.stderr.write(f"serve: {preview.url} and {preview.url}zh/index.html; Ctrl-C ends it\n")
    try:
        server.serve()  # type: ignore[no-untyped-call]
    finally:
        server.shutdown()


class _Keep(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # it has no options
    """Keeps what MkDocs works out for each language, so that one page can be made again with it."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}

    @event_priority(-200)  # after the language plugin has sorted the files and the navigation
    def on_nav(self, nav: Any, *, config: Any, files: Any) -> Any:
        """Remember the navigation of the language that is being built."""
        self.nav = nav
        return nav

    @event_priority(-200)
    def on_env(self, env: Any, *, config: Any, files: Any) -> Any:
        """Keep what is known of the language by now."""
        code = config.plugins["i18n"].current_language
        self.kept[code] = {"config": config, "files": files, "nav": self.nav, "env": env}
        return env


@dataclass
class Preview:
    """The site in a temporary folder, kept up with the sources."""

    tree: Tree
    site: Path
    url: str
    _seen: State = field(default_factory=dict)
    _keep: _Keep = field(default_factory=_Keep)

    def keep_up(self) -> None:
        """Refresh. Raises Abort alone, which the server shows and survives until the next save."""
        try:
            self.refresh()
        except (Fault, MkDocsException) as error:
            # An Abort of MkDocs has already been logged; another message would repeat it.
            message = "" if isinstance(error, Abort) else f"serve: {error}"
            raise Abort(message) from None

    def refresh(self) -> None:
        """Make what the last saves touched: their pages, or everything.

        Raises Fault, or what MkDocs raises.
        """
        now = {path: path.stat().st_mtime_ns for path in self.tree.inputs()}
        paths = now.keys() | self._seen.keys()
        changed = {path for path in paths if now.get(path) != self._seen.get(path)}
        slugs = {path.stem for path in changed}
        old_pages = {path for path in now.keys() & self._seen.keys() if self._is_page(path)}
        if self._seen and changed <= old_pages:
            for code, kept in self._keep.kept.items():
                self._make_pages(code, slugs, **kept)
        else:
            self._make_all()
        self._seen = now

    def _is_page(self, path: Path) -> bool:
        return path.suffix == ".md" and path.parent.parent == self.tree.docs

    def _make_all(self) -> None:
        _ = Tree.at(self.tree.root).locales  # raises a Fault that says more than MkDocs does
        path = str(self.tree.root / "mkdocs.yml")
        config = load_config(path, site_dir=str(self.site), site_url=self.url)
        self._keep = _Keep()
        config.plugins["preview"] = self._keep
        build(config)

    def _make_pages(
        self, code: str, slugs: set[str], *, config: Any, files: Any, nav: Any, env: Any
    ) -> None:
        """Make the pages `slugs` of language `code` again, with what was kept of its last build.

        Their twins are made, too: whether they are behind stands on them.
        """
        languages = config.plugins["i18n"]
        languages.building, languages.current_language = (
            True,
            code,
        )  # as in the midst of a whole build
        config.plugins.on_config(config)
        for page in _named(files, code, slugs):
            _populate_page(page, config, files)
            _build_page(page, config, files.documentation_pages(), nav, env)
        languages.building = False


def _named(files: Any, code: str, slugs: set[str]) -> Iterator[Any]:
    for file in files.documentation_pages():
        if file.page is not None and file.locale == code and Path(file.src_uri).stem in slugs:
            yield file.page


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
