"""The way out: ProperDocs, which goes on where MkDocs 1 stops, builds the same sources into the same pages."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from handbook.core.project import ROOT
from handbook.core.source_files import copy_sources

VERSION = "properdocs==1.6.7"
HOME = ROOT / ".cache" / "properdocs"
"""Its own environment, on top of ours; never in our lock."""


@pytest.fixture(scope="module")
def properdocs() -> Path:
    """The interpreter that has it. Skipped, said loudly, where it cannot be installed."""
    python = HOME / "bin/python"
    HOME.parent.mkdir(exist_ok=True)
    with (HOME.parent / "properdocs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (HOME / "ready").exists():
            venv.create(HOME, clear=True, with_pip=True)
            ours = next(Path(sys.prefix).glob("lib/python*/site-packages"))
            theirs = next(HOME.glob("lib/python*/site-packages"))
            (theirs / "ours.pth").write_text(f"{ours}\n", "utf-8")
            install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", VERSION]
            if subprocess.run(install, capture_output=True, check=False, timeout=120).returncode:
                pytest.skip("NO PROPERDOCS: it could not be installed; the way out was not tried")
            (HOME / "ready").touch()
    return python


def test_the_same_pages_come_out(properdocs: Path, site: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    copy_sources(ROOT, home)
    environment = os.environ | {"HANDBOOK_SITE": str(tmp_path / "site"), "PYTHONPATH": str(home / "scripts")}
    command = [str(properdocs), "-m", "properdocs", "build", "--config-file", "mkdocs.yml"]
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
