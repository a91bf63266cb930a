"""What a first view of each page weighs, from a real nginx, beside the unmodified theme on the same pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from figures import tell
from playwright.sync_api import Browser

from handbook.bench.pages import plain_theme, table, weigh
from handbook.core.project import ROOT, Project

pytestmark = [pytest.mark.browser, pytest.mark.server]

COMPARED = ["index.html", "zh/what-may-i-do.html"]


@pytest.mark.long(35)
def test_every_page_is_light(browser: Browser, published: Path, tmp_path: Path) -> None:
    """Bytes before the first text, bytes of the first view, requests to other hosts; the summary shows the worst."""
    names = sorted(path.relative_to(published).as_posix() for path in published.rglob("*.html"))
    ours = weigh(browser, published, names)
    theirs = weigh(browser, plain_theme(Project.at(ROOT), tmp_path), COMPARED)
    tell("weight", table("the handbook", ours, pages=False) + table("the unmodified theme", theirs))
    assert [view for view in ours if not view.is_met] == []
    assert max(view.all for view in ours) < min(view.all for view in theirs)
