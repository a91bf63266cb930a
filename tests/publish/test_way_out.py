"""The way out: ProperDocs, which goes on where MkDocs 1 stops, builds the same sources into the same pages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from handbook.core.project import ROOT
from handbook.core.source_files import copy_sources


def test_the_same_pages_come_out(site: Path, tmp_path: Path) -> None:
    """Both are compared as they leave the generator, before sheets and search."""
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
