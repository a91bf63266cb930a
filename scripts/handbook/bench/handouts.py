"""`./scripts/bench handouts`: all sheets, cold and unchanged, beside the print-site plugin."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from handbook.bench.browser import opened, served
from handbook.bench.pages import build_plain, plain_config
from handbook.core.findings import Exit, Fault
from handbook.core.project import Tree
from handbook.core.source_files import copy_sources
from handbook.sheets.spec import FOLDER
from handbook.web.mkdocs_build import make_pages

COLD = 40.0
UNCHANGED = 1.0
"""Seconds."""
MEMORY = 1500
"""Megabytes, of all processes together."""
ONE_TOPIC, WHOLE = 150_000, 3_000_000
"""Bytes."""
PLUGIN = "print-site"


@dataclass(frozen=True)
class Cost:
    """What one command took, its processes together."""

    seconds: float
    megabytes: float
    """The most that all its processes held at once."""

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, {self.megabytes:.0f} MB"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "handouts", help="all sheets, cold and unchanged, beside the print-site plugin"
    )
    parser.set_defaults(run=run)


def run(tree: Tree, options: argparse.Namespace) -> Exit:
    """Render the sheets of a copy of the handbook, print what that took."""
    with tempfile.TemporaryDirectory(prefix="handbook-handouts-") as folder:
        home = Path(folder) / "handbook"
        copy_sources(tree.root, home)
        copied = Tree.at(home)
        make_pages(copied, copied.site)
        cold = _sheets(home)
        again = min((_sheets(home) for _ in range(3)), key=lambda cost: cost.seconds)
        sizes = _sizes(sorted((copied.site / FOLDER).glob("*.pdf")))
        whole = _whole(home)
        theirs = _plugin(tree, Path(folder) / "theirs")
    sys.stdout.write(_report(cold, again, sizes, whole, theirs))
    met = cold.seconds <= COLD and again.seconds <= UNCHANGED and cold.megabytes <= MEMORY
    return Exit.CLEAN if met else Exit.FINDINGS


def _sheets(home: Path, names: Sequence[str] = ()) -> Cost:
    command = [sys.executable, "-m", "handbook", "handouts", *names]
    return measure(command, home, os.environ | {"PYTHONPATH": str(home / "scripts")})


def measure(command: Sequence[str], folder: Path, environment: dict[str, str]) -> Cost:
    """Run `command` in `folder` and return what it took. Raises Fault when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    most = [0.0]
    watch = threading.Thread(target=_watch, args=(process, most), daemon=True)
    watch.start()
    said = process.communicate()[1].decode()
    watch.join()
    if process.returncode:
        raise Fault(f"{' '.join(command[1:3])} stopped: {said.strip()[-300:]}")
    return Cost(time.perf_counter() - start, most[0])


def _watch(process: subprocess.Popen[bytes], most: list[float]) -> None:
    """Put into `most` the largest memory of a process and its children, seen ten times a second."""
    while process.poll() is None:
        held = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError, ValueError, IndexError):
                values = stat.read_text().rpartition(")")[2].split()
                if int(values[3]) == process.pid:  # its session
                    held += int(values[21]) * os.sysconf("SC_PAGE_SIZE")
        most[0] = max(most[0], held / 1e6)
        time.sleep(0.1)


def _whole(home: Path) -> tuple[Cost, int, int]:
    """Return what the whole handbook in English took, nothing kept, with its pages and bytes."""
    shutil.rmtree(home / ".cache" / "handouts")
    declared = home / "handouts.yml"
    declared.write_text(
        declared.read_text("utf-8").replace("{en: *papers, zh: *papers}", "{en: [a4]}"), "utf-8"
    )
    cost = _sheets(home, ["handbook"])
    return cost, *_pdf(home / "site" / FOLDER / "handbook-en-a4.pdf")


def _plugin(tree: Tree, folder: Path) -> tuple[Cost, int, int]:
    """Return the same for Material, the plugin and Chromium's own printing."""
    shutil.copytree(tree.docs / "en", folder / "docs")
    config = plain_config(tree)
    config["plugins"] = [{PLUGIN: {"add_to_navigation": False}}]
    config["theme"]["language"] = "en"
    config["docs_dir"] = str(folder / "docs")
    start = time.perf_counter()
    site = build_plain(config, folder)
    page = next(site.rglob("print_page*"))
    page = page / "index.html" if page.is_dir() else page
    target = folder / "print.pdf"
    with served(site) as address, opened() as browser:
        tab = browser.new_page()
        tab.goto(address + page.relative_to(site).as_posix(), wait_until="load")
        tab.pdf(path=target, format="A4", tagged=True)
    return Cost(time.perf_counter() - start, 0), *_pdf(target)


def _pdf(path: Path) -> tuple[int, int]:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages), path.stat().st_size


def _sizes(files: Sequence[Path]) -> list[str]:
    """Return the line on the number and size of the PDFs, and which are larger than allowed."""
    large = []
    for path in files:
        limit = WHOLE if path.name.startswith("handbook") else ONE_TOPIC
        if path.stat().st_size > limit:
            large.append(f"{path.name} {path.stat().st_size / 1000:.0f} kB")
    total = sum(path.stat().st_size for path in files) / 1e6
    said = ", ".join(large) or "none"
    return [f"{len(files)} PDFs, {total:.1f} MB; larger than they should be: {said}"]


def _report(
    cold: Cost,
    again: Cost,
    sizes: list[str],
    whole: tuple[Cost, int, int],
    theirs: tuple[Cost, int, int],
) -> str:
    lines = [
        f"all sheets, nothing kept:   {cold} (at most {COLD:.0f} s, {MEMORY} MB)",
        f"all sheets, nothing changed: {again.seconds:.2f} s (at most {UNCHANGED:.0f} s)",
        *sizes,
        f"the whole handbook, English: {whole[0]}; "
        f"{whole[1]} pages, {whole[2]:,} bytes, tagged PDF/UA-1",
        f"mkdocs-print-site-plugin and Chromium, the same pages: {theirs[0].seconds:.1f} s; "
        f"{theirs[1]} pages, {theirs[2]:,} bytes",
    ]
    return "\n".join(lines) + "\n"
