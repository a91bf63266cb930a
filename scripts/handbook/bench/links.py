"""`./scripts/bench links`: checking links beside lychee, on the real site and on generated ones."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from handbook.bench.check import Run, measure
from handbook.checks.external_links import LYCHEE
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import Locale, Project

HEADINGS = 20
"""Anchors on each page whose links repeat."""
SHARE = 1 / 3
"""Of lychee's time: the most that ours may take on a generated site."""
TIMES = 3
"""How often each tool checks the real site, in turns; the best counts."""
FLAGS = ("--offline", "--include-fragments", "--no-progress", "--root-dir")
"""What lychee is asked: files alone, and the anchors in them."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("links", help="links alone, beside lychee, on three sites")
    parser.add_argument("--pages", type=int, default=500, help="pages a language (default: 500)")
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Print our time and lychee's for the real site and for two generated ones.

    The links of the first repeat the addresses of its pages and their anchors; those of the second
    are all different. Half of each is checked too: twice the links should take twice the time.
    Raises HandbookError where lychee is not installed.
    """
    if not LYCHEE.exists():
        raise HandbookError(f"{LYCHEE} is not there; ./scripts/test --quick sets it up")
    shares = [_real(project.site)] if project.site.is_dir() else []
    for name, write in (("repeated", _write_repeating), ("different", _write_different)):
        with generated(project, options.pages // 2, write) as site:
            sys.stdout.write(f"{name}, half of it: ours {_ours(site)}\n")
        with generated(project, options.pages, write) as site:
            with ProcessPoolExecutor(1) as pool:  # whose memory ends with it
                total, different = pool.submit(counted, site).result()
            about = f"{2 * options.pages + 3:,} pages, {total:,} links, {different:,} different"
            shares.append(_beside(f"{name} ({about})", _ours(site), _theirs(site)) / SHARE)
    return Exit.CLEAN if max(shares) <= 1 else Exit.FINDINGS


def _real(site: Path) -> float:
    """Print both tools' best time for the real site, in turns, and return our share of lychee's."""
    pairs = [(_ours(site), _theirs(site)) for _ in range(TIMES)]
    ours = min((pair[0] for pair in pairs), key=lambda run: run.seconds)
    theirs = min((pair[1] for pair in pairs), key=lambda run: run.seconds)
    return _beside(f"real site, best of {TIMES}", ours, theirs)


def _ours(site: Path) -> Run:
    return measure([sys.executable, "-m", "handbook", "check", "links", "--site", site])


def _theirs(site: Path) -> Run:
    return measure([LYCHEE, *FLAGS, site, site])


def _beside(name: str, ours: Run, theirs: Run) -> float:
    """Print what both took, and return our share of lychee's time."""
    share = ours.seconds / theirs.seconds
    sys.stdout.write(f"{name}:\n  ours   {ours}\n  lychee {theirs}; ours is {share:.0%} of it\n")
    sys.stdout.flush()
    return share


def counted(site: Path) -> tuple[int, int]:
    """Return how many links the pages of `site` have, and how many different files and anchors.

    The same address in two folders is two.
    """
    total, different = 0, set()
    for path in site.rglob("*.html"):
        found = re.findall(r'<a[^>]* href="([^"]+)"', path.read_text("utf-8"))
        total += len(found)
        different |= {(path.parent, address) for address in found}
    return total, len(different)


Writer = Callable[[Path, Locale, int], None]


@contextmanager
def generated(project: Project, count: int, write: Writer) -> Iterator[Path]:
    """Write a site of `count` pages a language, start pages and a 404 page, and yield its folder.

    `write` writes the pages of one language.
    """
    with tempfile.TemporaryDirectory(prefix="handbook-bench-") as folder:
        site = Path(folder)
        (site / "style.css").touch()
        for locale in project.locales:
            (site / locale.prefix).mkdir(exist_ok=True)
            write(site, locale, count)
        (site / "404.html").write_text(_page("en", "", "", ""), "utf-8")
        yield site


def _write_repeating(site: Path, locale: Locale, count: int) -> None:
    """Write pages of which each links to every page of its language."""
    names = ["index.html", *(f"page-{number}.html" for number in range(count))]
    nav = "".join(f'<li><a class="nav" href="{name}">{name}</a></li>\n' for name in names)
    links = count // HEADINGS + 2
    for number, name in enumerate(names):
        sections = (_section(names, number, section, links) for section in range(HEADINGS))
        _write(site, locale, name, nav, "".join(sections))


def _write_different(site: Path, locale: Locale, count: int) -> None:
    """Write pages with twice as many links, of which no two lead to the same anchor."""
    nav = '<li><a href="page-0.html">Start</a></li>\n'
    _write(site, locale, "index.html", nav, "")
    for number in range(count):
        links = []
        for at in range(2 * count):
            target, anchor = (number + at) % count, 2 * number + at // count
            address = f"page-{target}.html#s-{anchor}"
            links.append(f'<p id="s-{at}">See <a href="{address}">there</a> for more.</p>\n')
        _write(site, locale, f"page-{number}.html", nav, "".join(links))


def _write(site: Path, locale: Locale, name: str, nav: str, body: str) -> None:
    up = "../" if locale.prefix else ""
    (site / locale.prefix / name).write_text(_page(locale.tag, up, nav, body), "utf-8")


def _section(names: Sequence[str], number: int, section: int, links: int) -> str:
    """Return a heading, and paragraphs that each lead to that section of another page."""
    paragraphs = []
    for link in range(links):
        target = names[(7 * number + 31 * section + link) % len(names)]
        paragraphs.append(f'<p>See <a href="{target}#s-{section}">there</a> for more.</p>\n')
    text = "".join(paragraphs)
    return f'<h2 id="s-{section}">Section {section}</h2>\n{text}'


def _page(tag: str, up: str, nav: str, body: str) -> str:
    head = (
        f'<meta charset="utf-8"><title>A page</title><link rel="stylesheet" href="{up}style.css">'
    )
    start = f'<!doctype html>\n<html lang="{tag}">\n<head>{head}</head>\n'
    return f"{start}<body><ul>{nav}</ul>\n{body}</body></html>\n"
