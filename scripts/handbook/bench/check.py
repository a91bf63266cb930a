"""`./scripts/bench check`: what it takes to check the whole handbook, every rule."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES
from handbook.core.findings import Exit
from handbook.core.memo import FOLDER
from handbook.core.project import Project

MOST = 2.0
"""Seconds."""
_APART = """import os, sys, time
start = time.perf_counter()
usage = os.wait4(os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ), 0)[2]
took = time.perf_counter() - start
open(sys.argv[1], "w").write(f"{took} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}")
"""
"""Runs a command from a small process: Linux counts the memory of whoever starts one as its own."""


@dataclass(frozen=True)
class Run:
    """What one command took."""

    seconds: float
    processor: float
    """Seconds of processor time: what a busy machine does not change."""
    megabytes: float
    """The most memory it held at once."""
    output: str

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s (processor {self.processor:.1f} s), {self.megabytes:.0f} MB"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("check", help="the whole handbook, every family, anew and again")
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Print the first run, the best of three more, and what each family takes of the processor."""
    command = [sys.executable, "-m", "handbook", "check"]
    shutil.rmtree(project.root / FOLDER, ignore_errors=True)
    sys.stdout.write(f"check, whole handbook, nothing remembered: {measure(command)}\n")
    best = min((measure(command) for _ in range(3)), key=lambda run: run.seconds)
    sys.stdout.write(f"check, whole handbook, best of 3: {best}\n")
    for name, seconds in _families(project):
        sys.stdout.write(f"  {name:<14} {seconds:.2f} s\n")
    return Exit.CLEAN if best.seconds <= MOST else Exit.FINDINGS


def _families(project: Project) -> list[tuple[str, float]]:
    """Return what each family of rules takes, the slowest first.

    The first that asks for pages, evidence or the site pays for reading them.
    """
    context, found = CheckContext(project), []
    for name, family in FAMILIES.items():
        start = time.process_time()
        list(family.findings(context))
        found.append((name, time.process_time() - start))
    return sorted(found, key=lambda row: -row[1])


def measure(command: Sequence[str | Path]) -> Run:
    """Run `command` to its end, whatever its exit status, and return what it took.

    The memory is that of this one process, without its children.
    """
    with tempfile.NamedTemporaryFile() as figures:
        apart = [sys.executable, "-I", "-S", "-c", _APART, figures.name, *map(str, command)]
        done = subprocess.run(
            apart, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True
        )
        seconds, processor, kilobytes = map(float, figures.read().split())
        return Run(seconds, processor, kilobytes / 1024, done.stdout)
