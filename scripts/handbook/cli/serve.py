"""`./scripts/serve`: a live preview; a saved page is made anew, after any other change all are."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.livereload import LiveReloadServer

from handbook.content.edition import use_edition
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import Project
from handbook.web.preview import Preview

LOOK_EVERY = 0.2
"""Seconds between two looks at the sources."""


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


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Preview `project` until Ctrl-C ends it.

    Raises HandbookError where the first build does not succeed.
    """
    port: int = options.port
    if _is_taken(port):
        raise HandbookError(f"port {port} is in use; try ./scripts/serve --port {port + 1}")
    logging.basicConfig(level=logging.WARNING, format="serve: %(message)s")
    os.chdir(project.root)
    folder = Path(tempfile.mkdtemp(prefix="handbook-preview-"))
    try:
        use_edition(project)
        _serve(Preview(project, folder, f"http://127.0.0.1:{port}/"), port)
    except Abort:
        return Exit.COULD_NOT_RUN  # MkDocs has said why
    except MkDocsException as error:
        raise HandbookError(str(error)) from error
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
        server.watch(str(preview.project.root / path))
    sys.stderr.write(f"serve: {preview.url} and {preview.url}zh/index.html; Ctrl-C ends it\n")
    try:
        server.serve()  # type: ignore[no-untyped-call]
    finally:
        server.shutdown()


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
