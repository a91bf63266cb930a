"""The whole answer on a sound handbook is remembered, and asked anew after any change."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from copies import Original, apply_edit

from handbook.checks import runner
from handbook.checks.context import CheckContext
from handbook.core.findings import Finding


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
