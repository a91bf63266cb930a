"""The preview: a saved page comes alone, the same as in a whole build; anything else comes with all of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handbook.bench_growth import generate
from handbook.check import ROOT
from handbook.serve import Preview
from handbook.tree import Tree

PAGES = 16


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    home = tmp_path / "home"
    generate(Tree.at(ROOT), home, PAGES)
    site = tmp_path / "site"
    site.mkdir()
    result = Preview(Tree.at(home), site, "http://127.0.0.1:8000/")
    result.refresh()
    return result


def made(preview: Preview) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(preview.site).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in preview.site.rglob("*.html")
    }


def save(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))


@pytest.mark.parametrize("code", ["en", "zh"])
def test_saving_one_page_makes_it_and_its_twin(preview: Preview, code: str) -> None:
    before = made(preview)
    save(preview.tree.docs / code / "page-0001.md", "\n# ", "\n# A new title ")
    preview.refresh()
    after = made(preview)
    touched = {name for name in before if before[name][0] != after[name][0]}
    assert touched == {"page-0001.html", "zh/page-0001.html"}
    name = "page-0001.html" if code == "en" else "zh/page-0001.html"
    assert b"A new title" in after[name][1]
    assert b'lang="zh-Hans"' in after["zh/page-0001.html"][1]


def test_a_page_made_again_is_what_a_whole_build_makes(preview: Preview) -> None:
    before = made(preview)
    for code in ("en", "zh"):
        save(preview.tree.docs / code / "page-0002.md", "", "")
    preview.refresh()
    assert {name: data for name, (_, data) in made(preview).items()} == {
        name: data for name, (_, data) in before.items()
    }


def test_saving_the_evidence_makes_everything(preview: Preview) -> None:
    save(preview.tree.evidence / "wording.yml", "Skip to content", "Straight to the text")
    preview.refresh()
    assert all(b"Straight to the text" in data for name, (_, data) in made(preview).items() if "zh/" not in name)


def test_a_new_page_makes_everything(preview: Preview) -> None:
    for code in ("en", "zh"):
        folder = preview.tree.docs / code
        (folder / "new.md").write_text((folder / "page-0001.md").read_text("utf-8"), "utf-8")
    preview.refresh()
    assert {"new.html", "zh/new.html"} <= made(preview).keys()
