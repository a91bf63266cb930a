"""`./scripts/bench links`: checking the links of a large generated site, beside lychee."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from handbook.bench.check import Run, measure
from handbook.checks.external_links import LYCHEE
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import Locale, Project

HEADINGS = 20
"""Anchors on each generated page."""
SHARE = 1 / 3
"""Of lychee's time: the most that ours may take."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("links", help="links alone, beside lychee, on a generated site")
    parser.add_argument("--pages", type=int, default=500, help="pages a language (default: 500)")
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Print our time for half the site and for the whole, and lychee's for the whole.

    Twice the pages should take about twice the time. Raises HandbookError where lychee is not
    installed.
    """
    if not LYCHEE.exists():
        raise HandbookError(f"{LYCHEE} is not there; run ./scripts/check once, which sets it up")
    share = 0.0
    for count in (options.pages // 2, options.pages):
        with generated(project, count) as site:
            ours = measure([sys.executable, "-m", "handbook", "check", "links", "--site", site])
            sys.stdout.write(f"links, {2 * count + 3} pages: ours {ours}\n")
            sys.stdout.flush()
            if count == options.pages:
                share = _beside_lychee(site, ours)
    return Exit.CLEAN if share <= SHARE else Exit.FINDINGS


def _beside_lychee(site: Path, ours: Run) -> float:
    """Print what lychee took, and return our share of its time."""
    flags: list[str | Path] = [
        "--offline",
        "--include-fragments",
        "--no-progress",
        "--root-dir",
        site,
    ]
    theirs = measure([LYCHEE, *flags, site])
    total = re.search(r"(\d+) Total", theirs.output)
    links = f"{int(total[1]):,} links" if total else theirs.output.strip()[-200:]
    share = ours.seconds / theirs.seconds
    sys.stdout.write(f"lychee: {theirs}, on {links}; ours takes {share:.0%} of its time\n")
    return share


@contextmanager
def generated(project: Project, count: int) -> Iterator[Path]:
    """Write a site of `count` pages a language, start pages and a 404 page, and yield its folder.

    Each page links to every page of its language.
    """
    with tempfile.TemporaryDirectory(prefix="handbook-bench-") as folder:
        site = Path(folder)
        (site / "style.css").touch()
        for locale in project.locales:
            _write_locale(site, locale, count)
        (site / "404.html").write_text(_page("en", "", "", ""), "utf-8")
        yield site


def _write_locale(site: Path, locale: Locale, count: int) -> None:
    names = ["index.html", *(f"page-{number}.html" for number in range(count))]
    up = "" if locale.is_default else "../"
    (site / locale.prefix).mkdir(exist_ok=True)
    nav = "".join(f'<li><a class="nav" href="{name}">{name}</a></li>\n' for name in names)
    links = count // HEADINGS + 2
    for number, name in enumerate(names):
        sections = (_section(names, number, section, links) for section in range(HEADINGS))
        body = "".join(sections)
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
