"""`./scripts/bench editors`: a day of many editors and languages, merged with git one by one."""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from handbook.bench.growth import MORE
from handbook.core.findings import Exit
from handbook.core.project import Project

EDITORS, LANGUAGES = 100, 20
SEED = 2026
CLAIMS = "evidence/claims.yml"
AS_A_TRANSLATOR = 0.7
"""Share of the edits to a page that are to a translation; the rest change the English."""
WITH_A_CLAIM = 0.3
"""Share of the editors who change a claim too."""


@dataclass
class Day:
    """What became of a day's edits."""

    merged: int = 0
    conflicts: list[str] = field(default_factory=list)
    """The files in which two edits met."""
    stale: int = 0
    """Translations whose English was changed."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "editors", help=f"a simulated day of {EDITORS} editors in {LANGUAGES} languages"
    )
    parser.add_argument("--count", type=int, default=EDITORS, metavar="EDITORS")
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Print how many edits of a day meet when anybody edits anything, and with a lock a page."""
    for locks in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            day = simulate(project, Path(folder), options.count, locks)
        how = "a lock a page" if locks else "no locks"
        met = f"{len(day.conflicts)} met ({', '.join(day.conflicts) or 'none'})"
        sys.stdout.write(f"{how}: {day.merged} merged, {met}, {day.stale} translations stale\n")
    return Exit.CLEAN


def simulate(project: Project, home: Path, count: int, locks: bool) -> Day:
    """Let `count` editors start from one state, and merge them; with `locks` no page has two."""
    pages = _write_handbook(project, home)
    chance, day, taken = random.Random(SEED), Day(), set[str]()
    for number in range(count):
        locked = taken if locks else set()
        path = _choice(chance, pages, locked)
        taken.add(path)
        _git(home, "checkout", "-q", "-b", f"editor-{number}", "base")
        _change_line(home / path, number, chance)
        if chance.random() < WITH_A_CLAIM:
            _change_line(home / CLAIMS, number, chance)
        _git(home, "commit", "-q", "-a", "-m", f"editor {number}")
        _git(home, "checkout", "-q", "main")
        if _git(home, "merge", "-q", "--no-edit", f"editor-{number}"):
            day.merged += 1
        else:
            day.conflicts += _said(home, "diff", "--name-only", "--diff-filter=U").split()
            _git(home, "merge", "--abort")
    english = {path for path in taken if path.startswith("docs/en/")}
    day.stale = len(english) * (LANGUAGES - 1)
    return day


def _write_handbook(project: Project, home: Path) -> list[str]:
    """Write the sources in all languages below git, and return the pages of the first language."""
    shutil.copytree(project.docs, home / "docs", ignore=shutil.ignore_patterns("assets"))
    shutil.copytree(project.evidence, home / "evidence")
    for code in MORE[: LANGUAGES - len(project.locales)]:
        shutil.copytree(home / "docs/en", home / "docs" / code)
    _git(home, "init", "-q", "-b", "main")
    _git(home, "config", "user.email", "editor@handbook.example")
    _git(home, "config", "user.name", "Editor")
    _git(home, "add", ".")
    _git(home, "commit", "-q", "-m", "base")
    _git(home, "tag", "base")
    return [path.name for path in sorted((home / "docs/en").glob("*.md"))]


def _choice(chance: random.Random, pages: list[str], taken: set[str]) -> str:
    """Return a page that is not taken; the first pages are edited most, as in real life (Zipf)."""
    codes = ["zh", *MORE[: LANGUAGES - 2]]
    weights = [1 / rank for rank in range(1, len(pages) + 1)]
    while True:
        code = chance.choice(codes) if chance.random() < AS_A_TRANSLATOR else "en"
        path = f"docs/{code}/{chance.choices(pages, weights)[0]}"
        if path not in taken:
            return path


def _change_line(path: Path, number: int, chance: random.Random) -> None:
    """Add a word to one line of text, any of them."""
    lines = path.read_text("utf-8").splitlines()
    long = [index for index, line in enumerate(lines) if len(line) > 30]
    lines[chance.choice(long)] += f" {number}"
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _git(home: Path, *words: str) -> bool:
    done = subprocess.run(["git", *words], cwd=home, capture_output=True, check=False)
    return not done.returncode


def _said(home: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=home, capture_output=True, text=True, check=True
    ).stdout
