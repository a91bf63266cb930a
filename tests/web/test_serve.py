"""The preview: a saved page comes alone, the same as in a whole build; anything else comes with all of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from handbook.bench.growth import generate
from handbook.bench.webserver import free_port
from handbook.core.project import ROOT, Project
from handbook.web.preview import Preview

PAGES = 18


@pytest.fixture
def home(tmp_path: Path) -> Path:
    generate(Project.at(ROOT), tmp_path / "home", PAGES, 2)
    return tmp_path / "home"


@pytest.fixture
def preview(home: Path, tmp_path: Path) -> Preview:
    site = tmp_path / "site"
    site.mkdir()
    result = Preview(Project.at(home), site, "http://127.0.0.1:8000/")
    result.refresh()
    return result


def made(preview: Preview) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(preview.site).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in preview.site.rglob("*.html")
    }


def save(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))


@pytest.mark.parametrize("code", ["en", "zh"])
def test_saving_one_page_makes_it_and_its_twin(preview: Preview, code: str) -> None:
    before = made(preview)
    save(preview.project.docs / code / "page-0001.md", "\n# ", "\n# A new title ")
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
        save(preview.project.docs / code / "page-0002.md", "", "")
    preview.refresh()
    assert {name: data for name, (_, data) in made(preview).items()} == {
        name: data for name, (_, data) in before.items()
    }


def test_saving_the_evidence_makes_everything(preview: Preview) -> None:
    save(preview.project.evidence / "wording.yml", "Skip to content", "Straight to the text")
    preview.refresh()
    assert all(b"Straight to the text" in data for name, (_, data) in made(preview).items() if "zh/" not in name)


def test_a_new_page_makes_everything(preview: Preview) -> None:
    for code in ("en", "zh"):
        folder = preview.project.docs / code
        (folder / "new.md").write_text((folder / "page-0001.md").read_text("utf-8"), "utf-8")
    preview.refresh()
    assert {"new.html", "zh/new.html"} <= made(preview).keys()


def started(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`./scripts/serve` in the copy at `home`, which must not come to serve."""
    code = "import sys; from pathlib import Path; from handbook.cli.main import main"
    command = [
        sys.executable,
        "-c",
        f"{code}; sys.exit(main(['serve', *sys.argv[2:]], Path(sys.argv[1])))",
        str(home),
        "--port",
        str(free_port()),
    ]
    values = os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment
    return subprocess.run(command, env=values, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("mkdocs.yml", "nav:", "nav: [", "serve: mkdocs.yml: does not parse: "),
        ("mkdocs.yml", "nav:", "&x [*x]: [", "serve: mkdocs.yml: does not parse: "),
        ("mkdocs.yml", "docs_dir: docs", "docs_dir: nowhere", "serve: Config value 'docs_dir': "),
        (
            "mkdocs.yml",
            "default: !ENV [HANDBOOK_EN_FIRST, true]",
            "default: false",
            "serve: mkdocs.yml: no default language",
        ),
        ("evidence/wording.yml", "\nskip:", "\nskipp:", "serve: evidence/wording.yml has no 'skip'; add it"),
        ("evidence/wording.yml", "\ndrafted:", "\ndraft:", "evidence/wording.yml has no 'drafted'; add it"),
    ],
)
def test_what_cannot_be_served_is_one_message(path: str, old: str, new: str, said: str, home: Path) -> None:
    save(home / path, old, new)
    done = started(home)
    assert done.returncode == 2
    assert said in done.stderr and done.stderr.count("\n") == 1, done.stderr


def test_an_edition_that_is_not_there_is_said(home: Path) -> None:
    done = started(home, HANDBOOK_EDITION="/none.yml")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr.startswith("serve: the edition cannot be used\n/none.yml:1: the file is missing")


def test_a_fault_while_serving_is_said_once_and_mended_by_the_next_save(
    preview: Preview, caplog: pytest.LogCaptureFixture
) -> None:
    wording = preview.project.evidence / "wording.yml"
    save(wording, "\nskip:", "\nskipp:")
    with pytest.raises(Abort):  # which the server lives through
        preview.keep_up()
    assert [record.getMessage() for record in caplog.records] == ["evidence/wording.yml has no 'skip'; add it"]
    save(wording, "\nskipp:", "\nskip:")
    preview.keep_up()
    assert "page-0001.html" in made(preview)


def test_a_configuration_broken_while_serving_is_said(preview: Preview) -> None:
    save(preview.project.root / "mkdocs.yml", "nav:", "nav: [")
    before = made(preview)
    with pytest.raises(Abort, match=r"mkdocs\.yml: does not parse"):
        preview.keep_up()
    assert made(preview) == before


@pytest.mark.parametrize("date", ["soon", "2026-11-01 10:00:00", "", "[1]"])
def test_a_page_with_a_date_that_is_none_is_shown(date: str, preview: Preview) -> None:
    page = preview.project.docs / "en/page-0001.md"
    page.write_text(re.sub("^checked: .*$", f"checked: {date}", page.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    save(page, "\n# ", "\n# A new title ")
    preview.keep_up()
    assert b"A new title" in made(preview)["page-0001.html"][1]
