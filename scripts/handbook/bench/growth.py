"""`./scripts/bench growth`: what a page costs in generated handbooks, by pages and by languages."""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from handbook.checks.context import CheckContext
from handbook.checks.runner import run as check
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import Project
from handbook.core.source_files import copy_sources
from handbook.publish.pipeline import finish
from handbook.web.mkdocs_build import make_pages

SIZES = (30, 300, 3000)
"""Pages in all, as many in each language."""
LANGUAGES = (2, 3, 4)
MORE = (
    "vi",
    "es",
    "fr",
    "de",
    "pt",
    "ru",
    "hi",
    "bn",
    "tr",
    "sw",
    "tl",
    "ko",
    "ja",
    "th",
    "it",
    "pl",
    "uk",
    "id",
)
"""Languages after those of the handbook: English text, and marked as unfinished."""
GROUP = 10
"""Pages a group of the navigation."""
SLACK = 1.5
"""How much more a page may cost in the largest handbook than in the smallest, with some noise."""
KEPT = ("index", "get-help-now", "words", "how-we-made-this", "what-we-say", "sources")
"""Pages that the frame and the notes lead to."""


@dataclass
class Cost:
    """What one generated handbook cost."""

    languages: int
    pages: int
    build: float
    """Seconds of processor time, here and below, for the pages themselves."""
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
        "growth", help="generated handbooks of 30 to 3,000 pages in 2 to 4 languages (an hour)"
    )
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES), metavar="PAGES")
    parser.add_argument(
        "--languages", nargs="+", type=int, default=list(LANGUAGES), metavar="COUNT",
        help="from 2 to 20 (default: 2 3 4)",
    )  # fmt: skip
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Measure each size in each number of languages in a process of its own, and print."""
    if options.here:
        sys.stdout.write(json.dumps(asdict(measure(Project.at(options.here)))))
        return Exit.CLEAN
    sys.stdout.write(_HEAD)
    costs = []
    for size, count in itertools.product(options.sizes, options.languages):
        costs.append(_apart(project, size, count))
        sys.stdout.write(_line(costs[-1]))
        sys.stdout.flush()
    too_fast = [cost for cost in costs[1:] if grows_too_fast(costs[0], cost)]
    return Exit.FINDINGS if too_fast else Exit.CLEAN


_HEAD = (
    f"{'languages':>9}{'pages':>7}{'build s':>9}{'finish s':>10}{'check s':>9}"
    f"{'ms/page':>9}{'MB':>7}{'bytes/page':>12}\n"
)


def _line(cost: Cost) -> str:
    each = 1000 * (cost.build + cost.finish + cost.check) / cost.pages
    times = f"{cost.build:>9.1f}{cost.finish:>10.1f}{cost.check:>9.1f}{each:>9.1f}"
    size = f"{cost.memory:>7}{cost.bytes // cost.pages:>12,}"
    return f"{cost.languages:>9}{cost.pages:>7}{times}{size}\n"


def grows_too_fast(small: Cost, large: Cost) -> bool:
    """Return whether a page of `large` costs more time, memory or bytes than one of `small`."""
    measures: tuple[Callable[[Cost], float], ...] = (
        lambda cost: cost.build + cost.finish + cost.check,
        lambda cost: cost.memory,
        lambda cost: cost.bytes,
    )
    for measure in measures:
        if measure(large) / large.pages > SLACK * measure(small) / small.pages:
            return True
    return False


def _apart(project: Project, size: int, languages: int) -> Cost:
    """Return what a handbook of `size` pages in all costs in a process of its own.

    Raises HandbookError when that stops.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "handbook"
        generate(project, home, size, languages)
        command = [sys.executable, "-m", "handbook", "bench", "growth", "--here", str(home)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
        if done.returncode:
            raise HandbookError(f"the handbook of {size} pages: {done.stderr[-800:]}")
        return Cost(**json.loads(done.stdout))


def measure(project: Project) -> Cost:
    """Build, finish and check `project`, and return what that cost, whatever the checks say."""
    times = []
    for job in (
        lambda: make_pages(project, project.site),
        lambda: finish(project, project.site),
        lambda: check(CheckContext(project)),
    ):
        start = _processor()
        job()
        times.append(_processor() - start)
    pages = [path.stat().st_size for path in project.site.rglob("*.html")]
    most = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    built, finished, checked = times
    sizes = {"memory": most // 1024, "bytes": sum(pages)}
    counts = {"languages": len(project.locales), "pages": len(pages)}
    return Cost(build=built, finish=finished, check=checked, **counts, **sizes)


def _processor() -> float:
    """Return the seconds of processor time of this process and of those that it waited for."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def generate(source: Project, home: Path, size: int, languages: int) -> None:
    """Write a handbook of about `size` pages at `home`: a few real ones, and copies of one page."""
    copy_sources(source.root, home)
    for code in MORE[: languages - len(source.locales)]:
        _add_language(home, code)
    project = Project.at(home)
    count = max(1, size // len(project.locales) - len(KEPT))
    slugs = [f"page-{number:04}" for number in range(count)]
    for locale in project.locales:
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


def _add_language(home: Path, code: str) -> None:
    """Add a language, whose pages are the English ones, behind those that are there."""
    config = home / "mkdocs.yml"
    entry = f"{{locale: {code}, name: {code}, theme: {{language: {code}}}"
    line = f"        - {entry}, extra: {{unfinished: true}}}}\n"
    text = config.read_text("utf-8").replace("\nhooks:", f"{line}\nhooks:", 1)
    config.write_text(text, "utf-8")
    shutil.copytree(home / "docs/en", home / "docs" / code)


def _without_links(text: str, kept: set[str]) -> str:
    """Return `text` with links to other pages than `kept` as plain words."""

    def words(match: re.Match[str]) -> str:
        return match[0] if match[2] in kept else match[1]

    return re.sub(r"\[([^\]]+)\]\(([\w-]+)\.md(?:#[\w-]+)?\)(?:\{[^}]*\})?", words, text)


def _list(config: Path, slugs: list[str]) -> None:
    """Write the navigation into mkdocs.yml: the kept pages, then groups of generated ones."""
    head = config.read_text("utf-8").split("\nnav:")[0]
    kept = [slug for slug in KEPT if (config.parent / f"docs/en/{slug}.md").exists()]
    groups = {"Start": kept}
    for first in range(0, len(slugs), GROUP):
        groups[f"Group {first // GROUP + 1}"] = slugs[first : first + GROUP]
    lines = ["nav:"]
    for title, names in groups.items():
        lines += [f"  - {title}:", *(f"      - {slug}.md" for slug in names)]
    config.write_text(f"{head}\n\n" + "\n".join(lines) + "\n", "utf-8")
