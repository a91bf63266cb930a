"""A real Chromium and a plain server on loopback, for the tests and the contact sheet."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from handbook.core.findings import HandbookError

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    """Says nothing when a browser closes a connection early, as browsers do."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over it."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve `folder`, which must exist, and yield the address of the server."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def chromium() -> str | None:
    """Return where Debian's Chromium is; None where it is not installed."""
    return shutil.which("chromium")


@contextmanager
def opened(*, windowless: bool = False) -> Iterator[Browser]:
    """Start a Chromium and yield it. Raises HandbookError where there is none.

    If `windowless`, Debian's headless shell comes first: the same engine and version without a
    desktop's windows, in which a page takes a third of the time. What a page weighs is not asked of
    it: it fetches pictures from farther below, and no icon.
    """
    shell = shutil.which("chromium-headless-shell") if windowless else None
    path = shell or chromium()
    if path is None:
        raise HandbookError("Chromium not found. Install it: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
