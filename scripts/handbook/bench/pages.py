"""`./scripts/bench pages`: what a first view costs on every page, beside the theme as it comes."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli
import yaml
from playwright.sync_api import Browser, Response

from handbook.bench.browser import PHONE, chromium, opened
from handbook.bench.webserver import nginx
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import Project
from handbook.publish import security_headers
from handbook.publish.checksums import SUMS
from handbook.publish.precompress import BROTLI_QUALITY, compress

FIRST_TEXT = 14_000
"""Bytes that one TCP window brings: everything before the first text should fit."""
FIRST_VIEW = 50_000
LARGEST_PAINT = 1200
"""Milliseconds, on the slow phone that Lighthouse plays."""
AT_ONCE = 8
"""Pages that load side by side: each is waited for until it has asked for nothing for a while."""
LIGHTHOUSE = "lighthouse@13"
ATTEMPTS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
OURS = ("theme", "hooks")
"""The keys of mkdocs.yml that make the pages look as they do."""


@dataclass
class View:
    """What one page costs a browser that comes for the first time. Bytes are as sent, brotli."""

    page: str
    first_text: int = 0
    """What blocks the first paint, and the HTML up to the first paragraph."""
    html: int = 0
    """All of the page's HTML."""
    all: int = 0
    requests: int = 0
    foreign: int = 0
    scores: list[int] = field(default_factory=list)
    first_paint: int = 0
    largest_paint: int = 0

    @property
    def is_met(self) -> bool:
        """Whether the page keeps to every target."""
        quick = not self.scores or (min(self.scores) == 100 and self.largest_paint <= LARGEST_PAINT)
        return (
            self.first_text <= FIRST_TEXT and self.all <= FIRST_VIEW and not self.foreign and quick
        )


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "pages", help="bytes and Lighthouse scores of every page, beside the plain theme"
    )
    parser.add_argument(
        "names", nargs="*", metavar="PAGE", help="such as zh/signs.html (default: every page)"
    )
    parser.add_argument("--no-lighthouse", action="store_true", help="bytes only")
    parser.add_argument(
        "--no-theme", action="store_true", help="do not build the same pages with the plain theme"
    )
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Measure and print."""
    if not (project.site / SUMS).exists():
        raise HandbookError("there is no finished site; run ./scripts/build first")
    names = options.names or sorted(
        path.relative_to(project.site).as_posix() for path in project.site.rglob("*.html")
    )
    judge = None if options.no_lighthouse else lighthouse(project.root / ".cache")
    views = measure(project.site, names, judge)
    sys.stdout.write(table("the handbook", views))
    if not options.no_theme:
        with tempfile.TemporaryDirectory() as folder:
            site = plain_theme(project, Path(folder))
            shared = [name for name in names if (site / name).exists()]
            sys.stdout.write(table("the unmodified theme", measure(site, shared, judge)))
    return Exit.CLEAN if all(view.is_met for view in views) else Exit.FINDINGS


def measure(site: Path, names: list[str], judge: list[str] | None) -> list[View]:
    """Return every page of `names`, weighed, and judged by the command `judge` if there is one."""
    with opened() as browser:
        views = weigh(browser, site, names)
    if judge:
        with nginx(site) as server:
            for view in views:
                _judge(judge, server.address, view)
    return views


def weigh(browser: Browser, site: Path, names: list[str]) -> list[View]:
    """Return the bytes of every page of `names`, from a real nginx, each in a fresh window."""
    views: list[View] = []
    with nginx(site) as server:
        for first in range(0, len(names), AT_ONCE):
            opened = [
                _Visit(browser, server.address, name) for name in names[first : first + AT_ONCE]
            ]
            views += [visit.weighed() for visit in opened]
    return views


class _Visit:
    """A page on its way into a fresh window."""

    def __init__(self, browser: Browser, home: str, name: str) -> None:
        self.view, self.address = View(name), home + name
        options: dict[str, Any] = {"viewport": PHONE, "service_workers": "block"}
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.seen: list[Response] = []
        self.page.on("response", lambda response: self.seen.append(response))
        self.page.on("request", lambda request: _count_foreign(self.view, home, request.url))
        self.page.goto(self.address, wait_until="commit")

    def weighed(self) -> View:
        """Wait until the page asks for nothing more, and return what it weighs."""
        self.page.wait_for_load_state("networkidle")
        blocking = set(self.page.evaluate(_BLOCKING))
        _add_up(self.view, self.seen, self.address, blocking)
        self.context.close()
        return self.view


def _add_up(view: View, seen: list[Response], address: str, blocking: set[str]) -> None:
    """Add the bytes of all that was `seen` for the page at `address` to `view`."""
    for response in seen:
        size = (
            response.request.sizes()["responseBodySize"] if response.url.startswith("http") else 0
        )
        view.all += size
        view.requests += 1
        if response.url == address:
            view.html = size
            view.first_text += _before_text(response.text())
        elif response.url in blocking:
            view.first_text += size


_BLOCKING = """() => performance.getEntriesByType('resource')
    .filter((entry) => entry.renderBlockingStatus === 'blocking').map((entry) => entry.name)"""


def _before_text(html: str) -> int:
    match = re.search(r"<h1.*?</p>", html, re.DOTALL)
    seen = html[: match.end()] if match else html
    return len(brotli.compress(seen.encode(), quality=BROTLI_QUALITY))


def _count_foreign(view: View, home: str, url: str) -> None:
    if urlsplit(url).scheme in ("http", "https") and not url.startswith(home):
        view.foreign += 1


def lighthouse(cache: Path) -> list[str] | None:
    """Return the command, installed on demand below `cache`.

    None, said on stderr, where it cannot be had.
    """
    home = cache / "lighthouse"
    program = home / "node_modules/.bin/lighthouse"
    if not program.exists() and shutil.which("npm"):
        sys.stderr.write(f"bench: installing {LIGHTHOUSE} in {home} ...\n")
        home.mkdir(parents=True, exist_ok=True)
        options = ("--no-audit", "--no-fund", "--silent")
        command = ["npm", "install", "--prefix", str(home), *options, LIGHTHOUSE]
        environment = os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"}
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL, env=environment)
    if not program.exists():
        why = "npm is missing or reached no registry; its scores are left out"
        sys.stderr.write(f"bench: NO LIGHTHOUSE: {why}\n")
        return None
    return [str(program)]


def _judge(command: list[str], home: str, view: View) -> None:
    """Put Lighthouse's four scores and two times for one page into `view`: a phone, a slow network.

    One run counts where it meets the targets; else the median of three, as its authors advise.
    """
    reports = [_report(command, home, view.page)]
    if not _met(reports[0]):
        reports += [_report(command, home, view.page) for _ in range(2)]
    report = sorted(reports, key=_speed)[len(reports) // 2]
    view.scores = [round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES]
    audits = report["audits"]
    view.first_paint = round(audits["first-contentful-paint"]["numericValue"])
    view.largest_paint = round(audits["largest-contentful-paint"]["numericValue"])
    scores = "/".join(map(str, view.scores))
    sys.stderr.write(f"bench: {view.page}: {scores}, runs: {len(reports)}\n")


def _met(report: dict[str, Any]) -> bool:
    return all(report["categories"][name]["score"] == 1 for name in CATEGORIES)


def _speed(report: dict[str, Any]) -> float:
    return float(report["categories"][CATEGORIES[0]]["score"] or 0)


def _report(command: list[str], home: str, page: str) -> dict[str, Any]:
    """Return Lighthouse's report on `page`. Raises HandbookError.

    A run in which it lost the browser is begun again, twice at most.
    """
    flags = [
        "--quiet",
        "--output=json",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic",
        f"--only-categories={','.join(CATEGORIES)}",
    ]
    environment = os.environ | {"CHROME_PATH": chromium() or ""}
    said = ""
    for _ in range(ATTEMPTS):
        run = [*command, home + page, *flags]
        done = subprocess.run(run, capture_output=True, check=False, env=environment)
        if not done.returncode:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
        said = done.stderr.decode()[-500:]
    raise HandbookError(f"lighthouse stopped at {page}, {ATTEMPTS} times: {said}")


def table(title: str, views: list[View], pages: bool = True) -> str:
    """Return one line a page where `pages` are wanted, and the worst of each column below."""
    lines = [f"\n{title}: {len(views)} pages, mobile, nginx with brotli", HEAD]
    lines += [_line(view) for view in views if pages]
    if views:
        lines.append(_line(worst(views)))
        lines.append(
            f"{sum(view.is_met for view in views)} of {len(views)} pages meet every target"
        )
    return "\n".join(lines) + "\n"


HEAD = (
    f"{'page':42}{'before text':>12}{'all HTML':>10}{'first view':>12}{'requests':>10}"
    f"{'foreign':>9}{'FCP ms':>8}{'LCP ms':>8}  scores ({', '.join(CATEGORIES)})"
)


def _line(view: View) -> str:
    scores, first, largest = "-", "-", "-"
    if view.scores:
        scores = "/".join(map(str, view.scores))
        first, largest = str(view.first_paint), str(view.largest_paint)
    mark = "" if view.is_met else "  <- above a target"
    bytes_ = f"{view.first_text:>12,}{view.html:>10,}{view.all:>12,}"
    requests = f"{view.requests:>10}{view.foreign:>9}"
    return f"{view.page:42}{bytes_}{requests}{first:>8}{largest:>8}  {scores}{mark}"


def worst(views: list[View]) -> View:
    """Return the largest of each size and time, and the smallest of each score."""
    result = View("worst of each")
    sizes = ("first_text", "html", "all", "requests", "foreign", "first_paint", "largest_paint")
    for name in sizes:
        setattr(result, name, max(getattr(view, name) for view in views))
    columns = zip(*[view.scores for view in views], strict=False)
    result.scores = [min(column) for column in columns]
    return result


def plain_config(project: Project) -> dict[str, Any]:
    """Return the handbook's mkdocs.yml with Material as it comes."""
    text = re.sub(r"!ENV \[\w+, (.+?)\]", r"\1", (project.root / "mkdocs.yml").read_text("utf-8"))
    config: dict[str, Any] = yaml.safe_load(text)
    for name in OURS:
        config.pop(name, None)
    for entry in config["plugins"]:
        if isinstance(entry, dict):
            for language in entry["i18n"]["languages"]:
                language["theme"]["language"] = language["locale"]  # the file for zh-Hans is ours
    theme = {"name": "material", "language": "en"}
    return config | {"theme": theme, "watch": [], "validation": {}}


def plain_command(config: dict[str, Any], folder: Path) -> list[str | Path]:
    """Write the configuration `config` in `folder`; return what builds it into `site` there."""
    path = folder / "mkdocs.yml"
    text = yaml.safe_dump(config | {"site_dir": str(folder / "site")}, allow_unicode=True)
    path.write_text(text, "utf-8")
    return [sys.executable, "-m", "mkdocs", "-q", "build", "-f", path]


def build_plain(config: dict[str, Any], folder: Path) -> Path:
    """Build the configuration `config` in `folder` and return the site. Raises HandbookError."""
    command = plain_command(config, folder)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise HandbookError(f"the plain theme did not build: {done.stderr[-500:]}")
    return folder / "site"


def plain_theme(project: Project, folder: Path, names: Collection[str] = ()) -> Path:
    """Build the same pages with Material as it comes, compressed, and return the site.

    With `names` it holds those pages alone: to compress the others takes most of the time.
    """
    config = plain_config(project)
    config["plugins"].append("search")
    site = build_plain(config | {"docs_dir": str(project.docs)}, folder)
    for page in site.rglob("*.html"):
        if names and page.relative_to(site).as_posix() not in names:
            page.unlink()
    make_servable(site, folder / "kept")
    return site


def make_servable(site: Path, kept: Path) -> None:
    """Give another tool's `site` our server's configuration and compression, copies in `kept`.

    Not our policy, which would stop its inline scripts.
    """
    (site / "hosting").mkdir()
    policy = re.compile(r"^ *add_header Content-Security-Policy.*\n", re.MULTILINE)
    text = policy.sub("", security_headers.nginx())
    (site / "hosting/nginx.conf").write_text(text, "utf-8")
    compress(site, kept)
