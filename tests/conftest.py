"""What the tests share: the real handbook with its built site, and a tiny one, each read once."""

from __future__ import annotations

import datetime
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from copies import SOURCES, Original, copy_sources, make_current, newest_check

from handbook.build import make_site
from handbook.built import STAMP, fingerprint
from handbook.tree import Tree

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
def published() -> Path:
    """The real handbook's site as it is published: made in a copy, by the build command itself. Not to be changed."""
    home = ROOT / ".cache" / "tests" / "published"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted, stamp = fingerprint(Tree.at(ROOT)), home / "site" / STAMP
        if not stamp.exists() or stamp.read_text("utf-8").strip() != wanted:
            for name in SOURCES:
                shutil.rmtree(home / name, ignore_errors=True)
            copy_sources(ROOT, home)
            done = build_command(home)
            assert stamp.exists() and stamp.read_text("utf-8").strip() == wanted, done.stdout + done.stderr
    return home / "site"


def build_command(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`./scripts/build` in the copy at `home`, without its set-up."""
    return subprocess.run(
        [sys.executable, "-m", "handbook.build"],
        cwd=home,
        env=os.environ | {"PYTHONPATH": str(home / "scripts")} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
