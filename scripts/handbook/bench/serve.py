"""`./scripts/bench serve`: seconds from saving a page to the refreshed page in the preview."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from handbook.bench.webserver import free_port
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import Project
from handbook.core.source_files import copy_sources

MOST = 2.0
"""Seconds; more is a wait."""
PATIENCE = 60
PLACES = {
    "a page": ("docs/en/signs.md", "\n\n{}.\n", "signs.html"),
    "its Chinese counterpart": ("docs/zh/signs.md", "\n\n{}。\n", "zh/signs.html"),
}
"""What is saved, what is added to it, and the page that then shows it."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("serve", help="seconds from a save to the refreshed page")
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Preview a copy of the handbook, save pages in it, print how long each took."""
    with tempfile.TemporaryDirectory(prefix="handbook-serve-") as folder:
        home = Path(folder)
        copy_sources(project.root, home)
        times = measure(home)
    for what, seconds in times.items():
        sys.stdout.write(f"from saving {what} to seeing it: {seconds:.2f} s\n")
    return Exit.FINDINGS if max(times.values()) > MOST else Exit.CLEAN


def measure(home: Path) -> dict[str, float]:
    """Return the seconds for each of PLACES, in the copy at `home`. Raises HandbookError."""
    port = free_port()
    command = [sys.executable, "-m", "handbook", "serve", "--port", str(port)]
    environment = os.environ | {"PYTHONPATH": str(home / "scripts")}
    with subprocess.Popen(command, cwd=home, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/index.html", "</html>")
            return {what: _save(home, port, place) for what, place in PLACES.items()}
        finally:
            server.terminate()


def _save(home: Path, port: int, place: tuple[str, str, str]) -> float:
    name, text, page = place
    word = f"saved-{time.time_ns()}"
    with (home / name).open("a", encoding="utf-8") as file:
        file.write(text.format(word))
    start = time.monotonic()
    _wait(f"http://127.0.0.1:{port}/{page}", word)
    return time.monotonic() - start


def _wait(address: str, word: str) -> None:
    """Wait until the page at `address` holds `word`. Raises HandbookError when it never does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if word in answer.read().decode("utf-8"):
                    return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.02)
    raise HandbookError(f"{address} did not show what was saved within {PATIENCE} s")
