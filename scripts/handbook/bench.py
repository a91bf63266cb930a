"""`./scripts/bench NAME`: measures time and memory, beside other tools on the same pages where there are any."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from handbook import bench_growth, bench_handouts, bench_load, bench_pages, bench_serve
from handbook.check import ROOT
from handbook.findings import Exit, Fault
from handbook.tree import Locale, Tree

LYCHEE = Path(sys.executable).with_name("lychee")
HEADINGS = 20
"""Anchors on each generated page."""


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


def main(arguments: Sequence[str] | None = None) -> Exit:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="./scripts/bench", description=(__doc__ or "").partition(": ")[2])
    commands = parser.add_subparsers(required=True, metavar="NAME")
    for name, bench in BENCHES.items():
        own = commands.add_parser(name, help=(bench.__doc__ or "").rstrip("."))
        own.add_argument("--pages", type=int, default=500, help="links: pages a language (default: 500)")
        own.set_defaults(run=lambda _, options, bench=bench: bench(options.pages))
    for module in (bench_pages, bench_handouts, bench_load, bench_growth, bench_serve):
        module.register(commands)
    options = parser.parse_args(arguments)
    try:
        return options.run(Tree.at(ROOT), options) or Exit.CLEAN
    except Fault as fault:
        sys.stderr.write(f"bench: {fault}\n")
        return Exit.COULD_NOT_RUN


def measure(command: Sequence[str | Path]) -> Run:
    """Run `command` to its end, whatever its exit status; the memory is that of this one process."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        usage = os.wait4(process.pid, 0)[2]
        process.returncode = 0  # waited for above
        seconds = time.perf_counter() - start
        output.seek(0)
        processor = usage.ru_utime + usage.ru_stime
        return Run(seconds, processor, usage.ru_maxrss / 1024, output.read())


def bench_check(_: int) -> None:
    """The whole handbook, every family, three times."""
    command = [sys.executable, "-m", "handbook.check"]
    runs = [measure(command) for _ in range(3)]
    best = min(runs, key=lambda run: run.seconds)
    print(f"check, whole handbook, best of 3: {best}")


def bench_links(pages: int) -> None:
    """Links alone, beside lychee, on a generated site of half the size and of the whole: time grows with pages."""
    for count in (pages // 2, pages):
        with generated(count) as site:
            ours = measure([sys.executable, "-m", "handbook.check", "links", "--site", site])
            print(f"links, {2 * count + 3} pages: ours {ours}", flush=True)
            if count == pages:
                _beside_lychee(site, ours)


def _beside_lychee(site: Path, ours: Run) -> None:
    flags: list[str | Path] = ["--offline", "--include-fragments", "--no-progress", "--root-dir", site]
    theirs = measure([LYCHEE, *flags, site])
    total = re.search(r"(\d+) Total", theirs.output)
    links = f"{int(total[1]):,} links" if total else theirs.output.strip()[-200:]
    print(f"lychee: {theirs}, on {links}; ours takes {100 * ours.seconds / theirs.seconds:.0f} % of its time")


BENCHES: dict[str, Callable[[int], None]] = {"check": bench_check, "links": bench_links}
"""One line a measurement."""


@contextmanager
def generated(count: int) -> Iterator[Path]:
    """A site of `count` pages a language, start pages and a 404 page; each links to every page of its language."""
    with tempfile.TemporaryDirectory(prefix="handbook-bench-") as folder:
        site = Path(folder)
        (site / "style.css").touch()
        for locale in Tree.at(ROOT).locales:
            _write_locale(site, locale, count)
        (site / "404.html").write_text(_page("en", "", "", ""), "utf-8")
        yield site


def _write_locale(site: Path, locale: Locale, count: int) -> None:
    names = ["index.html", *(f"page-{number}.html" for number in range(count))]
    up = "" if locale.is_default else "../"
    (site / locale.prefix).mkdir(exist_ok=True)
    nav = "".join(f'<li><a class="nav" href="{name}">{name}</a></li>\n' for name in names)
    for number, name in enumerate(names):
        body = "".join(_section(names, number, section, count // HEADINGS + 2) for section in range(HEADINGS))
        (site / locale.prefix / name).write_text(_page(locale.tag, up, nav, body), "utf-8")


def _section(names: Sequence[str], number: int, section: int, links: int) -> str:
    """A heading, and paragraphs that each lead to the same section of another page."""
    targets = (names[(7 * number + 31 * section + link) % len(names)] for link in range(links))
    text = "".join(f'<p>See <a href="{target}#s-{section}">there</a> for more.</p>\n' for target in targets)
    return f'<h2 id="s-{section}">Section {section}</h2>\n{text}'


def _page(tag: str, up: str, nav: str, body: str) -> str:
    head = f'<meta charset="utf-8"><title>A page</title><link rel="stylesheet" href="{up}style.css">'
    return f'<!doctype html>\n<html lang="{tag}">\n<head>{head}</head>\n<body><ul>{nav}</ul>\n{body}</body></html>\n'


if __name__ == "__main__":
    sys.exit(main())
