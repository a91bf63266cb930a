"""The same sources give the same bytes, wherever and whenever they are built; and no build asks the network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handbook.content.edition import Edition
from handbook.core.project import ROOT, Project
from handbook.core.source_files import copy_sources
from handbook.publish.checksums import SUMS
from handbook.publish.pipeline import PAGES, assemble
from handbook.sheets.sheet_set import make_sheets

NAMES = ("card", "progesterone")
BUILD = f"""
import sys
from pathlib import Path
from handbook.content.edition import Edition
from handbook.core.project import Project
from handbook.publish.pipeline import PAGES, assemble
from handbook.sheets.sheet_set import make_sheets
from handbook.web.mkdocs_build import make_pages
if __name__ == "__main__":
    tree, target = Project.at(Path(sys.argv[1])), Path(sys.argv[2])
    pages = tree.with_site(tree.root / PAGES)
    make_pages(tree, pages.site)
    sheets = make_sheets(pages, Edition(), {NAMES})
    assemble(pages, tree.with_site(target), sheets, target / "handouts")
"""
"""Every step of a build but the checks; of the sheets one of each kind, as all of them twice would take minutes."""

THERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "12345", "LANG": "tr_TR.UTF-8"}
"""A day ahead, another locale, other hashes."""


def build(home: Path, environment: dict[str, str], *before: str) -> str:
    """Build a copy at `home`, with no cache; the list of sums, or a failed test. `before` runs the build."""
    copy_sources(ROOT, home)
    command = [*before, sys.executable, "-c", BUILD, str(home), str(home / "site")]
    whole = os.environ | {"PYTHONPATH": str(home / "scripts")} | environment
    done = subprocess.run(command, cwd=home, env=whole, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return (home / "site" / SUMS).read_text("utf-8")


def of_this_run(built_home: Path, fonts: Path, target: Path) -> str:
    """The list of sums of the same from the pages that this run has built for all tests, and from its fonts."""
    copy_sources(built_home, target)
    shutil.copytree(built_home / PAGES, target / PAGES)
    shutil.copytree(fonts, target / ".cache/fonts")
    home = Project.at(target)
    pages = home.with_site(target / PAGES)
    assemble(pages, home, make_sheets(pages, Edition(), NAMES), home.site / "handouts")
    return (home.site / SUMS).read_text("utf-8")


def without_network() -> list[str]:
    """What runs a command where there is no network at all; empty, said loudly, where that is not allowed."""
    command = ["unshare", "--net", "--map-root-user"] if os.geteuid() else ["unshare", "--net"]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        sys.stderr.write("test: NO NAMESPACES HERE: the build was not tried without a network\n")
        return []
    return command


@pytest.mark.long(50)
@pytest.mark.slow
def test_two_builds_give_the_same_bytes(built_home: Path, fonts: Path, tmp_path: Path) -> None:
    """The second one in another folder, time zone, locale and hash order, on one core, without a network."""
    one = of_this_run(built_home, fonts, tmp_path / "one")
    other = build(tmp_path / "another folder/二", THERE, *without_network(), "taskset", "--cpu-list", "0")
    assert one == other
    assert len(one.splitlines()) > 100 and one.count(".pdf\n") == 12


def test_the_second_build_had_no_network() -> None:
    """So that a skipped part is seen in the count, not only on stderr."""
    if not without_network():
        pytest.skip("NO NAMESPACES HERE: the build was not tried without a network")
    probe = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
    command = [*without_network(), sys.executable, "-c", probe]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "unreachable" in done.stderr
