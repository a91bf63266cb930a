"""The way out, as scripts/hosting/way-out.md tells it: what it says is used, where, and what would take its place."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from handbook.core.project import ROOT
from handbook.core.source_files import copy_sources

PAGE = (ROOT / "scripts/hosting/way-out.md").read_text("utf-8")
SMALL = re.findall(r"^\| `([\w-]+)`(?: \(.*?\))? \| (.*?) \|", PAGE, re.MULTILINE)
"""(package, where it is used) as the page's table has it."""
OF_A_BUILD = (ROOT / "scripts/build-packages.txt").read_text("utf-8").splitlines()


def test_the_same_pages_come_out(site: Path, tmp_path: Path) -> None:
    """MkDocs and ProperDocs are compared as the pages leave the generator, before sheets and search."""
    home = tmp_path / "home"
    copy_sources(ROOT, home)
    environment = os.environ | {"HANDBOOK_SITE": str(tmp_path / "site"), "PYTHONPATH": str(home / "scripts")}
    command = [sys.executable, "-m", "properdocs", "build", "--config-file", "mkdocs.yml"]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    ours, theirs = read(site), read(tmp_path / "site")
    assert theirs.keys() == ours.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def read(site: Path) -> dict[str, tuple[str, str, str]]:
    """Title, language and visible text of every page."""
    return {path.relative_to(site).as_posix(): facts(path.read_text("utf-8")) for path in site.rglob("*.html")}


def facts(html: str) -> tuple[str, str, str]:
    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style", "template"])
    title = tree.css_first("title")
    assert title and tree.root and tree.body
    return title.text(), tree.root.attributes["lang"] or "", " ".join(tree.body.text(separator=" ").split())


def importers(module: str, *folders: str) -> set[str]:
    """The files of `folders` that import `module`, at their top or within a function."""
    line = re.compile(rf"^\s*(?:import|from) {module}\b", re.MULTILINE)
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return {path.relative_to(ROOT).as_posix() for path in paths if line.search(path.read_text("utf-8"))}


def test_the_page_names_all_that_would_change_with_mkdocs() -> None:
    found = importers("mkdocs", "scripts/handbook", "overrides")
    told = PAGE.partition("## MkDocs")[2].partition("**If that")[0]
    assert found == {name for name in re.findall(r"`(scripts/[\w/]+\.py)`", told) if "mkdocs_build" not in name}
    assert '"-m", "mkdocs"' in (ROOT / "scripts/handbook/web/mkdocs_build.py").read_text("utf-8")


def test_every_template_is_ours() -> None:
    """None is taken from a theme, and a build installs none."""
    named = set()
    for path in (ROOT / "overrides").rglob("*.html"):
        named |= set(re.findall(r'{%-? (?:extends|include|import|from) "([^"]+)"', path.read_text("utf-8")))
    roots = [ROOT / "overrides", ROOT / "overrides/partials"]  # of the site, and of the blocks in a page
    assert named and [name for name in named if not any((root / name).exists() for root in roots)] == []
    assert "mkdocs" in OF_A_BUILD and [name for name in OF_A_BUILD if "material" in name] == []


@pytest.mark.parametrize(("package", "places"), SMALL, ids=[package for package, _ in SMALL])
def test_a_small_package_is_used_where_the_page_says(package: str, places: str) -> None:
    assert f"\n{package}==" in (ROOT / "requirements.txt").read_text("utf-8")
    names = importlib.metadata.packages_distributions()
    modules = [name for name, owners in names.items() if package in [owner.replace("_", "-") for owner in owners]]
    found = set().union(*(importers(module, "scripts/handbook", "tests") for module in modules))
    told = set(re.findall(r"`([\w/]+\.py)`", places))
    assert found <= told
    for name in told - found:  # not imported but loaded, or used through what it hands on
        assert any(word in (ROOT / name).read_text("utf-8") for word in (*modules, "i18n", "locale_alternate_of"))


def test_the_table_is_read() -> None:
    assert len(SMALL) >= 8
    licence = importlib.metadata.metadata("mkdocs-static-i18n")
    assert licence["License-Expression"] == "MIT"
