"""`./scripts/bench peers`: other generators on the same text, built and measured in one run."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Browser, Error, Page, Request

from handbook.bench.browser import DESKTOP, opened
from handbook.bench.check import Run
from handbook.bench.check import measure as timed
from handbook.bench.pages import View, lighthouse, make_servable, measure, table, worst
from handbook.bench.peer_sites import PEERS, Article, Peer, Search, articles, tools
from handbook.bench.webserver import nginx
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import Project

PAGES = ("get-help-now.html", "zh/what-may-i-do.html")
"""An English and a Chinese page, both long, that every site has under the same name."""
SEARCHED = "zh/what-may-i-do.html"
QUERIES = "tests/queries/held-out/zh.yml"
"""What nobody tuned a search for: see tests/queries/README.md."""
EACH = 3
"""Every third query is typed."""
TOP = 3
AT_LEAST, STILL, AT_MOST = 1.0, 0.6, 8.0
"""Seconds until results count: after typing, without change, in all."""


@dataclass
class Measured:
    """What one generator took and what its site costs a reader."""

    name: str
    builds: list[Run] = field(default_factory=list)
    """Nothing kept, and once more with what it kept."""
    views: list[View] = field(default_factory=list)
    searched: int = 0
    """Bytes of a page and of the first search on it."""
    requests: int = 0
    right: int = 0
    asked: int = 0


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "peers", help="Material, Zensical, VitePress, Starlight on the same text (15 minutes)"
    )
    names = [peer.name for peer in PEERS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--no-lighthouse", action="store_true", help="bytes only")
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Build and measure every generator that is here; say which is not, and why."""
    cache = project.root / ".cache"
    home = tools(cache, project)
    judge = None if options.no_lighthouse else lighthouse(cache)
    text, found = articles(project), []
    for peer in PEERS:
        if options.names and peer.name not in options.names:
            continue
        try:
            found.append(_measured(project, peer, text, home, judge))
        except (HandbookError, Error) as fault:
            sys.stdout.write(f"\n{peer.name}: NOT MEASURED: {fault}\n")
    sys.stdout.write(summary(found))
    return Exit.CLEAN


def _measured(
    project: Project, peer: Peer, text: list[Article], home: Path, judge: list[str] | None
) -> Measured:
    """Build and measure one generator. Raises HandbookError where its site cannot be built."""
    sys.stderr.write(f"bench: {peer.name} ...\n")
    folder = home / "sites" / peer.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    result = Measured(peer.name)
    commands = peer.write(project, text, folder, home)
    site = folder / "site"
    for _ in range(2):
        shutil.rmtree(site, ignore_errors=True)
        result.builds.append(_together([timed(command) for command in commands]))
        if not all((site / name).exists() for name in PAGES):
            raise HandbookError(f"it built no {PAGES}: {result.builds[-1].output[-800:]}")
    if not (site / "hosting/nginx.conf").exists():
        make_servable(site, folder / "compressed")
    result.views = measure(site, list(PAGES), judge)
    with opened() as browser, nginx(site) as server:
        _weigh_search(browser, server.address, peer.search, result)
        _try_search(browser, server.address, peer.search, _queries(project), result)
    sys.stdout.write(table(peer.name, result.views))
    sys.stdout.flush()
    return result


def _together(runs: list[Run]) -> Run:
    seconds = sum(run.seconds for run in runs)
    processor = sum(run.processor for run in runs)
    most = max(run.megabytes for run in runs)
    return Run(seconds, processor, most, "\n".join(run.output for run in runs))


def _queries(project: Project) -> list[tuple[str, set[str]]]:
    """Return what to type, and the pages of which one should be found; none without the file."""
    path = project.root / QUERIES
    rows = yaml.safe_load(path.read_text("utf-8")) if path.exists() else []
    answered = [row for row in rows if row["right"]][::EACH]
    return [(row["query"], set(map(_without_anchor, row["right"]))) for row in answered]


def _without_anchor(place: str) -> str:
    return place.partition("#")[0]


def _weigh_search(browser: Browser, home: str, search: Search, result: Measured) -> None:
    """Count what a reader's browser gets for a page and one search, nothing kept before."""
    page = _fresh(browser)
    done: list[Request] = []
    page.on("requestfinished", lambda request: done.append(request))
    _open(page, home, search)
    _ask(page, search, "破水")
    sizes = [request.sizes()["responseBodySize"] for request in done]
    result.searched, result.requests = sum(sizes), len(sizes)
    page.context.close()


def _try_search(
    browser: Browser, home: str, search: Search, queries: list[tuple[str, set[str]]], it: Measured
) -> None:
    """Count how many queries have a right page among the first three pages found."""
    page = _fresh(browser)
    _open(page, home, search)
    for text, right in queries:
        links = _ask(page, search, text)
        pages = list(dict.fromkeys(_page(home, link) for link in links))
        it.asked += 1
        it.right += not right.isdisjoint(pages[:TOP])
    page.context.close()


def _fresh(browser: Browser) -> Page:
    sizes: Any = DESKTOP
    return browser.new_context(viewport=sizes, service_workers="block").new_page()


def _open(page: Page, home: str, search: Search) -> None:
    page.goto(home + SEARCHED, wait_until="networkidle")
    page.locator(search.opens).first.click()
    page.locator(search.field).first.wait_for()


def _ask(page: Page, search: Search, text: str) -> list[str]:
    """Return the addresses found for `text` once they no longer change."""
    words = page.locator(search.field).first
    words.fill("")
    words.press("End")  # some look at keys alone, and a filled field has none
    words.fill(text)
    words.press("End")
    begun = changed = time.monotonic()
    links: list[str] = []
    while time.monotonic() - begun < AT_MOST:
        now: list[str] = page.locator(search.found).evaluate_all("all => all.map((a) => a.href)")
        if now != links:
            links, changed = now, time.monotonic()
        if time.monotonic() - begun > AT_LEAST and time.monotonic() - changed > STILL:
            break
        time.sleep(0.1)
    return links


def _page(home: str, link: str) -> str:
    """Return the page of a Chinese address, such as `signs`; of any other the address."""
    path = link.removeprefix(home).partition("#")[0].partition("?")[0]
    return path.removeprefix("zh/").removesuffix(".html")


def summary(found: list[Measured]) -> str:
    """Return one line a generator: times, the worse page of each size, the search in Chinese.

    The seconds are wall and processor, nothing kept, then once more.
    """
    head = (
        f"{'':12}{'build s':>9}{'again':>7}{'proc. s':>9}{'again':>7}{'before text':>13}"
        f"{'first view':>12}{'requests':>10}{'foreign':>9}{'FCP ms':>8}{'LCP ms':>8}"
        f"{'searched':>11}{'requests':>10}{'right':>10}"
    )
    title = f"\nthe same text, {len(PAGES)} pages (worse of them), phone, nginx with brotli"
    return "\n".join([title, head, *map(_line, found)]) + "\n"


def _line(it: Measured) -> str:
    view = worst(it.views)
    first, again = it.builds
    wall = f"{first.seconds:>9.1f}{again.seconds:>7.1f}"
    processor = f"{first.processor:>9.1f}{again.processor:>7.1f}"
    sizes = f"{view.first_text:>13,}{view.all:>12,}{view.requests:>10}{view.foreign:>9}"
    paint = f"{view.first_paint:>8}{view.largest_paint:>8}"
    search = f"{it.searched:>11,}{it.requests:>10}{f'{it.right} of {it.asked}':>10}"
    return f"{it.name:12}{wall}{processor}{sizes}{paint}{search}"
