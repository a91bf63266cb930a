"""A release says what advice changed and which sheets to print anew, in every language."""

from __future__ import annotations

import datetime
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from copies import Original

from handbook.checks.context import CheckContext
from handbook.content.evidence import Change
from handbook.core.findings import HandbookError
from handbook.core.project import ROOT, Project
from handbook.core.yaml_records import RecordFile
from handbook.publish.release import SHEETS, notes, version, write_release

PROJECT = Project.at(ROOT)


@pytest.fixture(scope="module")
def context() -> CheckContext:
    return CheckContext(PROJECT)


def text(context: CheckContext, since: datetime.date | None, *changes: Change) -> str:
    """The notes where the advice changed as `changes` tell; what was read of the real ones is left as it is."""
    told = RecordFile("evidence/changes.yml", {change.id: change for change in changes})
    return notes(PROJECT, replace(context.evidence, changes=told), context.pages, since)


def change(page: str, **more: str) -> Change:
    said = {"en": "It is earlier now.", "zh": "现在更早。", "heading": "danger-signs", **more}
    return Change.model_validate({"id": f"a-{page}", "date": "2026-11-27", "page": page, **said})


def test_a_danger_sign_names_every_sheet_that_shows_the_list(context: CheckContext) -> None:
    said = text(context, None, change("get-help-now"))
    english, chinese = said.split("# 宫颈", 1)
    for title in ("Get help now", "Wallet card", "Before your stitch", "My plan"):
        assert title in english.partition("Print anew")[2], title
    assert "It is earlier now." in english and "现在更早。" in chinese and "请重新打印" in chinese


def test_another_page_names_its_own_sheet_and_not_all(context: CheckContext) -> None:
    said = text(context, None, change("progesterone"))
    assert "Print anew: Progesterone" in said and "My plan" not in said


def test_what_was_released_is_not_told_again(context: CheckContext) -> None:
    said = text(context, datetime.date(2026, 11, 27), change("progesterone"))
    assert "No advice changed." in said and "建议没有变化。" in said and version(PROJECT) in said


def test_it_has_sums_and_both_archives(mini: Original, tmp_path: Path) -> None:
    mini.copy(root := tmp_path / "copy", [("pyproject.toml", '[project]\nversion = "1.2.3"\n')])
    project = Project.at(root)
    with pytest.raises(HandbookError, match=r"run \./scripts/build first"):
        write_release(project, "notes")
    (root / "site/handouts").mkdir()
    (root / "site/handouts/card-en-a4.pdf").write_bytes(b"%PDF")
    (root / "site/handbook-offline.zip").write_bytes(b"PK")
    folder = write_release(project, "notes")
    assert folder == root / ".cache/release/1.2.3"
    with zipfile.ZipFile(folder / SHEETS) as archive:
        assert archive.namelist() == ["handbook-sheets/card-en-a4.pdf"]
    sums = (folder / "SHA256SUMS").read_text("utf-8").split()
    assert sums[1::2] == ["NOTES.md", "handbook-offline.zip", SHEETS]
