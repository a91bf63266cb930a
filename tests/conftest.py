"""What the tests share, each made once a run: the real handbook with its built site, and a tiny one."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import figures
import pytest
from copies import Original, make_current, newest_check
from filelock import FileLock
from sheets_of import Sheets, render_all

from handbook.checks.rules import FAMILIES
from handbook.core.memo import kept_in
from handbook.core.project import Project
from handbook.core.source_files import copy_sources
from handbook.publish.pipeline import PAGES, assemble
from handbook.sheets.fonts import characters, prepare
from handbook.web.mkdocs_build import make_pages

pytest_plugins = ["browser"]

ROOT = Path(__file__).resolve().parents[1]
# Tests that start a process of their own, such as a command, find the library as the scripts do.
os.environ.setdefault("PYTHONPATH", str(ROOT / "scripts"))
# Sheets have a code to scan in the tests as well: the example is an address where it is named.
os.environ.setdefault("HANDBOOK_URL", "https://handbook.example/")
MINI = Path(__file__).resolve().parent / "mini"


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder that the workers of this run share, and no other run."""
    base = tmp_path_factory.getbasetemp()
    parallel = hasattr(request.config, "workerinput")
    folder = (base.parent if parallel else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


def once(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Return `folder`/`name`, made by whichever worker comes first."""
    target = folder / name
    with FileLock(folder / f"{name}.lock"):
        if not (folder / f"{name}.done").exists():
            make(target)
            (folder / f"{name}.done").touch()
    return target


@pytest.fixture(scope="session")
def built_home(run_folder: Path) -> Path:
    """A copy of the handbook with its unfinished pages built in it. Not to be changed."""

    def make(target: Path) -> None:
        copy_sources(ROOT, target)
        make_pages(Project.at(target), target / PAGES)

    return once(run_folder, "home", make)


@pytest.fixture(scope="session")
def site(built_home: Path) -> Path:
    """The real handbook's unfinished pages. Not to be changed."""
    return built_home / PAGES


@pytest.fixture(scope="session")
def real(site: Path, run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Original:
    """A copy of the real handbook, site and all, with what is found in it. Nothing a test does reaches the real one."""
    root = tmp_path_factory.mktemp("real") / "handbook"
    copy_sources(ROOT, root)
    shutil.copytree(site, root / "site")
    make_current(root)
    original = Original(root, newest_check(root))
    with kept_in(run_folder):  # what another worker of this run was told
        for family in FAMILIES:
            original.findings(family)
    return original


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Original:
    """A tiny but complete handbook that passes every rule: tests/mini."""
    root = tmp_path_factory.mktemp("mini") / "handbook"
    shutil.copytree(MINI, root)
    make_current(root)
    return Original(root, datetime.date(2026, 11, 15))


@pytest.fixture(scope="session")
def published(built_home: Path, run_folder: Path) -> Path:
    """The real handbook's site as it is published, without the sheets. Not to be changed."""

    def make(target: Path) -> None:
        project = Project.at(built_home)
        assemble(project.with_site(built_home / PAGES), project.with_site(target), None, target)

    return once(run_folder, "published", make)


@pytest.fixture(scope="session")
def fonts(built_home: Path, run_folder: Path) -> Path:
    """The fonts of the real handbook's sheets, to be copied into the cache of a copy. Not to be changed."""

    def make(target: Path) -> None:
        home = built_home / ".cache/fonts"
        prepare(home, characters(Project.at(built_home)))
        shutil.copytree(home, target)

    return once(run_folder, "fonts", make)


@pytest.fixture(scope="session")
def sheets(built_home: Path, fonts: Path, run_folder: Path) -> Sheets:
    """The real handbook as it is published with all its sheets. Not to be changed."""
    return Sheets(Project.at(built_home, once(run_folder, "sheets", lambda target: render_all(built_home, target))))


SLOW = {"site", "built_home", "real", "published", "fonts", "sheets", "printed", "browser", "server", "visit", "home"}
"""Fixtures that build pages, print sheets, or start a browser or a server."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark `quick` what needs no built page, no sheet, no browser and no process of its own."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        slow = item.get_closest_marker("slow") or fixtures & SLOW
        if not slow:
            item.add_marker("quick")
    items.sort(key=_seconds, reverse=True)


def _seconds(item: pytest.Item) -> float:
    """What a test takes, where it says so: the longest begin first, so that no worker ends on one alone."""
    marker = item.get_closest_marker("long")
    return float(marker.args[0]) if marker else 0


def pytest_sessionstart(session: pytest.Session) -> None:
    """The process that starts the workers begins with no figures."""
    if not hasattr(session.config, "workerinput"):
        figures.forget()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that tests measured."""
    if text := figures.told():
        terminalreporter.section("measured")
        terminalreporter.write(text)
