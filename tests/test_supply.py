"""What others wrote and we use: their licences are judged, and the workflows run nothing that can change under us."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from handbook.bench.licences import Licence, licence, locked, unjudged
from handbook.core.project import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def test_every_locked_licence_is_free_or_judged() -> None:
    assert unjudged([licence(name) for name in locked(ROOT / "requirements.txt")]) == []


@pytest.mark.parametrize(
    ("text", "free"),
    [("MIT", True), ("Apache-2.0 OR MIT", True), ("(MIT AND PSF-2.0)", True), ("GPL-3.0-only", False), ("", False)],
)
def test_what_counts_as_free(text: str, free: bool) -> None:
    assert Licence("some-package", text).is_free is free


def load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_are_pinned_and_may_do_little(path: Path) -> None:
    text = path.read_text("utf-8")
    uses = re.findall(r"uses:\s*(\S+)(.*)", text)
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) and re.search(r"# v\d", comment) for name, comment in uses)
    assert load(path)["permissions"] in ({}, {"contents": "read"})
    for job in load(path)["jobs"].values():
        assert "timeout-minutes" in job
        extra = job.get("permissions", {})
        assert all(rights == "read" or (name in ("pages", "id-token")) for name, rights in extra.items())
    assert "secrets." not in text
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")
