"""`./scripts/bench growth`: time, memory and bytes a page for generated handbooks of 30, 300 and 3,000 pages."""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from handbook.checks.context import CheckContext
from handbook.checks.runner import run as check
from handbook.core.findings import Exit, Fault
from handbook.core.project import Tree
from handbook.core.source_files import copy_sources
from handbook.publish.pipeline import finish
from handbook.web.mkdocs_build import make_pages

SIZES = (30, 300, 3000)
"""Pages in all, half of them in each language."""
GROUP = 10
"""Pages a group of the navigation."""
SLACK = 1.5
"""A page of the largest handbook may cost this much more than one of the smallest, for the noise of a busy machine."""
KEPT = ("index", "get-help-now", "words", "how-we-made-this", "what-we-say")
"""Pages that the frame and the notes lead to."""


@dataclass
class Cost:
    """What one generated handbook cost."""

    pages: int
    build: float
    """Seconds for the pages themselves."""
    finish: float
    """Seconds for names, offline copies, compression and sums."""
    check: float
    """Seconds for every rule."""
    memory: int
    """Most memory of any process, MB."""
    bytes: int
    """Of HTML."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "growth", help="generated handbooks of 30, 300 and 3,000 pages (some minutes)"
    )
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES), metavar="PAGES")
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(tree: Tree, options: argparse.Namespace) -> Exit:
    """Measure each size in a process of its own, and print."""
    if options.here:
        sys.stdout.write(json.dumps(asdict(measure(Tree.at(options.here)))))
        return Exit.CLEAN
    costs = [_apart(tree, size) for size in options.sizes]
    sys.stdout.write(
        f"{'pages':>6}{'build s':>9}{'finish s':>10}{'check s':>9}{'ms/page':>9}{'MB':>7}{'bytes/page':>12}\n"
    )
    for cost in costs:
        whole = cost.build + cost.finish + cost.check
        sys.stdout.write(
            f"{cost.pages:>6}{cost.build:>9.1f}{cost.finish:>10.1f}{cost.check:>9.1f}{1000 * whole / cost.pages:>9.1f}"
            f"{cost.memory:>7}{cost.bytes // cost.pages:>12,}\n"
        )
    return (
        Exit.FINDINGS if any(grows_too_fast(costs[0], cost) for cost in costs[1:]) else Exit.CLEAN
    )


def grows_too_fast(small: Cost, large: Cost) -> bool:
    """Whether a page of `large` costs more, in time, memory or bytes, than one of `small`."""
    measures: tuple[Callable[[Cost], float], ...] = (
        lambda cost: cost.build + cost.finish + cost.check,
        lambda cost: cost.memory,
        lambda cost: cost.bytes,
    )
    return any(
        measure(large) / large.pages > SLACK * measure(small) / small.pages for measure in measures
    )


def _apart(tree: Tree, size: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "handbook"
        generate(tree, home, size)
        command = [sys.executable, "-m", "handbook", "bench", "growth", "--here", str(home)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
        if done.returncode:
            raise Fault(f"the handbook of {size} pages: {done.stderr[-800:]}")
        return Cost(**json.loads(done.stdout))


def measure(tree: Tree) -> Cost:
    """Build, finish and check `tree`, whatever the checks say."""
    times = []
    for job in (
        lambda: make_pages(tree, tree.site),
        lambda: finish(tree, tree.site),
        lambda: check(CheckContext(tree)),
    ):
        start = time.monotonic()
        job()
        times.append(time.monotonic() - start)
    pages = [path.stat().st_size for path in tree.site.rglob("*.html")]
    most = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return Cost(len(pages), times[0], times[1], times[2], most // 1024, sum(pages))


def generate(tree: Tree, home: Path, size: int) -> None:
    """A handbook of about `size` pages at `home`: a few of the real ones, and copies of one ordinary page."""
    copy_sources(tree.root, home)
    slugs = [f"page-{number:04}" for number in range(max(1, size // len(tree.locales) - len(KEPT)))]
    for locale in tree.locales:
        folder = home / "docs" / locale.code
        model = _without_links((folder / "causes.md").read_text("utf-8"), set())
        for path in folder.glob("*.md"):
            if path.stem in KEPT:
                path.write_text(_without_links(path.read_text("utf-8"), set(KEPT)), "utf-8")
            else:
                path.unlink()
        for slug in slugs:
            (folder / f"{slug}.md").write_text(model, "utf-8")
    _list(home / "mkdocs.yml", slugs)


def _without_links(text: str, kept: set[str]) -> str:
    """Links to other pages become their words."""

    def words(match: re.Match[str]) -> str:
        return match[0] if match[2] in kept else match[1]

    return re.sub(r"\[([^\]]+)\]\(([\w-]+)\.md(?:#[\w-]+)?\)(?:\{[^}]*\})?", words, text)


def _list(config: Path, slugs: list[str]) -> None:
    """The navigation: the kept pages, then groups of generated ones."""
    head = config.read_text("utf-8").split("\nnav:")[0]
    lines = [
        "nav:",
        "  - Start:",
        *(f"      - {slug}.md" for slug in KEPT if (config.parent / f"docs/en/{slug}.md").exists()),
    ]
    for number in range(0, len(slugs), GROUP):
        lines += [
            f"  - Group {number // GROUP + 1}:",
            *(f"      - {slug}.md" for slug in slugs[number : number + GROUP]),
        ]
    config.write_text(f"{head}\n\n" + "\n".join(lines) + "\n", "utf-8")
