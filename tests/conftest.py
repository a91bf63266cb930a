"""What the tests share: the real handbook with its built site, and a tiny one, each read once."""

from __future__ import annotations

import datetime
import fcntl
import shutil
from pathlib import Path

import figures
import pytest
from copies import Original, make_current, newest_check

from handbook.cli.build import make_site
from handbook.core.lock import alone
from handbook.core.project import Tree
from handbook.core.source_files import copy_sources
from handbook.publish.checksums import SUMS
from handbook.publish.pipeline import finish
from handbook.web.html_pages import STAMP, fingerprint
from handbook.web.search_index import index_site

pytest_plugins = ["browser"]

ROOT = Path(__file__).resolve().parents[1]
MINI = Path(__file__).resolve().parent / "mini"
BUILT = ROOT / ".cache" / "tests" / "site"
"""A site built for the tests, kept for the next run."""


@pytest.fixture(scope="session")
def site() -> Path:
    """The real handbook's site: the one in `site/` if it is current, else one built for the tests."""
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    with (BUILT.parent / "lock").open("w") as lock:  # the workers of a parallel run share it
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = fingerprint(Tree.at(ROOT))
        for place in (ROOT / "site", BUILT):
            if (place / STAMP).exists() and (place / STAMP).read_text("utf-8").strip() == wanted:
                return place
        make_site(Tree.at(ROOT), BUILT)
    return BUILT


@pytest.fixture(scope="session")
def real(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Original:
    """A copy of the real handbook, site and all. Nothing a test does reaches the real one."""
    root = tmp_path_factory.mktemp("real") / "handbook"
    copy_sources(ROOT, root)
    shutil.copytree(site, root / "site")
    make_current(root)
    return Original(root, newest_check(root))


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Original:
    """A tiny but complete handbook that passes every rule: tests/mini."""
    root = tmp_path_factory.mktemp("mini") / "handbook"
    shutil.copytree(MINI, root)
    make_current(root)
    return Original(root, datetime.date(2026, 11, 15))


@pytest.fixture(scope="session")
def published(site: Path) -> Path:
    """The real handbook's site as it is published, without the sheets. Not to be changed."""
    if (site / SUMS).exists():
        return site
    tree, target = Tree.at(ROOT), BUILT.with_name("published")
    with alone(tree, "tests"):  # the workers of a parallel run share it
        if not (target / SUMS).exists() or (target / STAMP).read_bytes() != (site / STAMP).read_bytes():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(site, target)
            index_site(tree, target)
            finish(tree, target)
    return target


def pytest_sessionstart(session: pytest.Session) -> None:
    """The process that starts the workers begins with no figures."""
    if not hasattr(session.config, "workerinput"):
        figures.forget()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that tests measured."""
    if text := figures.told():
        terminalreporter.section("measured")
        terminalreporter.write(text)
