"""What a first view of each page weighs, from a real nginx, beside the unmodified theme on the same pages.

The pages are those with the sheets: their pictures are a part of the page that lists them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from figures import tell
from PIL import Image
from playwright.sync_api import Browser
from sheets_of import Sheets

from handbook.bench.pages import plain_theme, table, weigh
from handbook.core.project import ROOT, Project

pytestmark = [pytest.mark.browser, pytest.mark.server]

COMPARED = ["index.html", "zh/what-may-i-do.html"]


@pytest.mark.long(35)
def test_every_page_is_light(desktop_browser: Browser, sheets: Sheets, tmp_path: Path) -> None:
    """Bytes before the first text, bytes of the first view, requests to other hosts; the summary shows the worst."""
    site = sheets.project.site
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    ours = weigh(desktop_browser, site, names)
    theirs = weigh(desktop_browser, plain_theme(Project.at(ROOT), tmp_path, COMPARED), COMPARED)
    tell("weight", table("the handbook", ours, pages=False) + table("the unmodified theme", theirs))
    assert [view for view in ours if not view.is_met] == []
    assert max(view.all for view in ours) < min(view.all for view in theirs)


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_pictures_of_sheets_take_no_room_late(sheets: Sheets, folder: str) -> None:
    """Each waits until it is near, and its place is kept: width and height are those of the file."""
    page = sheets.project.site / folder / "handouts.html"
    pictures = re.findall(r'<img class="look" src="([^"]+)".*? width="(\d+)" height="(\d+)"([^>]*)>', page.read_text())
    assert len(pictures) == len({item.sheet for item in sheets.manifest.files})
    for address, width, height, rest in pictures:
        with Image.open(page.parent / address) as picture:
            assert picture.size == (int(width), int(height)), address
        assert 'loading="lazy"' in rest, address
