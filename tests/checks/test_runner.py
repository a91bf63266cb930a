"""The whole answer on a sound handbook is remembered, and asked anew after any change."""

from __future__ import annotations

import contextlib
import datetime
import os
from pathlib import Path

import pytest
from copies import Original, apply_edit

from handbook.checks import runner
from handbook.checks.context import CheckContext
from handbook.core.findings import Finding, HandbookError


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[CheckContext]:
    """Each copy that the rules really looked at."""
    looked: list[CheckContext] = []
    real = runner.run

    def run(context: CheckContext) -> list[Finding]:
        looked.append(context)
        return real(context)

    monkeypatch.setattr(runner, "run", run)
    return looked


def test_a_sound_handbook_is_looked_at_once(
    mini: Original, tmp_path: Path, asked: list[CheckContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = mini.copy(tmp_path / "copy", [])
    assert [runner.run_once(copy), runner.run_once(CheckContext(copy.project, copy.today))] == [[], []]
    assert len(asked) == 1
    runner.run_once(CheckContext(copy.project, copy.today + datetime.timedelta(1)))
    assert len(asked) == 2
    monkeypatch.setenv("HANDBOOK_URL", "https://other.example/")
    runner.run_once(CheckContext(copy.project, copy.today))
    assert len(asked) == 3


@pytest.mark.parametrize(
    "path",
    [
        "docs/zh/index.md",
        "evidence/claims.yml",
        "scripts/checks.yml",
        "site/zh/index.html",
        "overrides/partials/blocks/danger-list.html",
    ],
)
def test_one_byte_anywhere_is_a_change(path: str, mini: Original, tmp_path: Path, asked: list[CheckContext]) -> None:
    copy = mini.copy(tmp_path / "copy", [])
    runner.run_once(copy)
    old = (copy.project.root / path).read_bytes()
    apply_edit(copy.project.root, path, old + b"\n")
    runner.run_once(CheckContext(copy.project, copy.today))
    assert len(asked) == 2


def test_findings_are_found_again_and_never_remembered(
    mini: Original, tmp_path: Path, asked: list[CheckContext]
) -> None:
    copy = mini.copy(tmp_path / "copy", [])
    apply_edit(copy.project.root, "docs/en/index.md", {"append": "\nNothing helps 99 times!\n"})
    first = runner.run_once(CheckContext(copy.project, copy.today))
    assert first and first == runner.run_once(CheckContext(copy.project, copy.today)) and len(asked) == 2


@pytest.mark.parametrize(
    "path",
    [
        "docs/.cache/x.js",
        "docs/en/node_modules/x.md",
        "docs/zn/",
        "scripts/__pycache__/x.pyc",
        "x-> /etc",
        ".cache/made",
    ],
)
def test_what_lies_where_tools_write_is_a_change_below_the_root(
    path: str, mini: Original, tmp_path: Path, asked: list[CheckContext]
) -> None:
    copy = mini.copy(tmp_path / "copy", [])
    runner.run_once(copy)
    name, _, target = path.partition("-> ")
    at = copy.project.root / name
    at.parent.mkdir(parents=True, exist_ok=True)
    if target:
        at.symlink_to(target)
    elif name.endswith("/"):
        at.mkdir()
    else:
        at.write_bytes(b"\xff" * 16)
    with contextlib.suppress(HandbookError):
        runner.run_once(CheckContext(copy.project, copy.today))
    assert len(asked) == 2


def test_a_name_that_is_not_utf_8_is_no_traceback(mini: Original, tmp_path: Path, asked: list[CheckContext]) -> None:
    copy = mini.copy(tmp_path / "copy", [])
    (copy.project.root / "tests").mkdir()
    Path(os.fsdecode(os.fsencode(copy.project.root) + b"/tests/\xff")).write_bytes(b"")
    assert runner.run_once(CheckContext(copy.project, copy.today)) == [] and len(asked) == 1
