"""`./scripts/bench handouts`: all sheets, cold and unchanged, and one, beside print-site."""

from __future__ import annotations

import argparse
import os
import resource
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
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import Project
from handbook.core.source_files import copy_sources
from handbook.sheets.spec import FOLDER
from handbook.web.mkdocs_build import make_pages

COLD = 12.0
UNCHANGED = 1.0
ONE = 1.0
"""Seconds, on two cores that nobody else uses: all sheets anew, all again, one that changed."""
CHANGED = "progesterone", "title: {en: Progesterone,", "title: {en: Vaginal progesterone,"
"""A sheet, and what of handouts.yml is written differently."""
RENDER = """
import sys
from pathlib import Path
from handbook.content.edition import Edition
from handbook.core.memo import kept_in
from handbook.core.project import Project
from handbook.sheets.sheet_set import make_sheets
project = Project.at(Path(sys.argv[1]))
with kept_in(project.root):
    made = make_sheets(project, Edition(), tuple(sys.argv[2:]))
for name, data in (made.data | made.pictures).items():
    (project.site / "handouts" / name).write_bytes(data)
"""
"""Makes the sheets of a copy, all or those named, and writes them into its site: what
`./scripts/handouts` does before it publishes."""
MEMORY = 1500
"""Megabytes, of all processes together."""
ONE_TOPIC, WHOLE = 150_000, 3_000_000
"""Bytes."""
PLUGIN = "print-site"
WHOLE_KINDS = "{en: *papers, zh: *papers, en-booklet: *papers, zh-booklet: *papers}"
"""Of the whole handbook, as handouts.yml has them."""


@dataclass(frozen=True)
class Cost:
    """What one command took, its processes together."""

    seconds: float
    megabytes: float
    """The most that all its processes held at once."""
    processor: float = 0
    """Seconds of all cores together, which do not grow where others use them too."""

    def __str__(self) -> str:
        spent = f"{self.seconds:.1f} s ({self.processor:.1f} s of processor time)"
        return f"{spent}, {self.megabytes:.0f} MB"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "handouts", help="all sheets, cold and unchanged, and one, beside the print-site plugin"
    )
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Render the sheets of a copy of the handbook, print what that took."""
    with tempfile.TemporaryDirectory(prefix="handbook-handouts-") as folder:
        home = Path(folder) / "handbook"
        copy_sources(project.root, home)
        copied = Project.at(home)
        make_pages(copied, copied.site)
        (copied.site / FOLDER).mkdir()
        cold = _sheets(home)
        again = min((_sheets(home) for _ in range(3)), key=lambda cost: cost.seconds)
        one = _changed(home)
        sizes = _sizes(sorted((copied.site / FOLDER).glob("*.pdf")))
        whole = _whole(home)
        theirs = _plugin(project, Path(folder) / "theirs")
    sys.stdout.write(_report(cold, again, one, [*sizes, *_books(whole, theirs)]))
    met = cold.seconds <= COLD and again.seconds <= UNCHANGED and one.seconds <= ONE
    met = met and cold.megabytes <= MEMORY
    return Exit.CLEAN if met else Exit.FINDINGS


def _changed(home: Path) -> Cost:
    """Return what one sheet took after its title changed, in all its kinds; the best of three."""
    name, before, after = CHANGED
    declared = home / "handouts.yml"
    text = declared.read_text("utf-8")
    costs = []
    for number in range(3):
        declared.write_text(text.replace(before, f"{after[:-1]} {number},"), "utf-8")
        costs.append(_sheets(home, [name]))
    declared.write_text(text, "utf-8")
    return min(costs, key=lambda cost: cost.seconds)


def _sheets(home: Path, names: Sequence[str] = ()) -> Cost:
    command = [sys.executable, "-c", RENDER, str(home), *names]
    return measure(command, home, os.environ | {"PYTHONPATH": str(home / "scripts")})


def measure(command: Sequence[str], folder: Path, environment: dict[str, str]) -> Cost:
    """Run `command` in `folder` and return what it took. Raises HandbookError when it fails."""
    start, spent = time.perf_counter(), _processor()
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
        raise HandbookError(f"{' '.join(command[1:3])} stopped: {said.strip()[-300:]}")
    return Cost(time.perf_counter() - start, most[0], _processor() - spent)


def _processor() -> float:
    """Return the seconds of processor time of all processes that were waited for."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


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
    declared.write_text(declared.read_text("utf-8").replace(WHOLE_KINDS, "{en: [a4]}"), "utf-8")
    cost = _sheets(home, ["handbook"])
    return cost, *_pdf(home / "site" / FOLDER / "handbook-en-a4.pdf")


def _plugin(project: Project, folder: Path) -> tuple[Cost, int, int]:
    """Return the same for Material, the plugin and Chromium's own printing."""
    shutil.copytree(project.docs / "en", folder / "docs")
    config = plain_config(project)
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


def _books(whole: tuple[Cost, int, int], theirs: tuple[Cost, int, int]) -> list[str]:
    return [
        f"the whole handbook, English: {whole[0]}; "
        f"{whole[1]} pages, {whole[2]:,} bytes, tagged PDF/UA-1",
        f"mkdocs-print-site-plugin and Chromium, the same pages: {theirs[0].seconds:.1f} s; "
        f"{theirs[1]} pages, {theirs[2]:,} bytes",
    ]


def _report(cold: Cost, again: Cost, one: Cost, others: list[str]) -> str:
    lines = [
        f"all sheets, nothing kept:   {cold} (at most {COLD:.0f} s, {MEMORY} MB)",
        f"all sheets, nothing changed: {again.seconds:.2f} s (at most {UNCHANGED:.0f} s)",
        f"one sheet changed, all its kinds: {one.seconds:.2f} s (at most {ONE:.0f} s)",
        *others,
    ]
    return "\n".join(lines) + "\n"
