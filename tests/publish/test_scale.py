"""What scripts/hosting/ten-million-readers.md reckons with holds for the built site, and the sums are right."""

from __future__ import annotations

import re
from pathlib import Path

from handbook.bench.pages import FIRST_VIEW
from handbook.core.project import ROOT

PAGE = (ROOT / "scripts/hosting/ten-million-readers.md").read_text("utf-8")
DAY, MONTH = 86_400, 30
FIRST, FURTHER, COPY = FIRST_VIEW, 12_000, 1_500_000
"""Bytes of a first page, of a further one, of the copy for reading offline: the most, as the page says."""
REQUESTS = {"first": 8, "copy": 120}
FURTHER_PAGES = 4
FILES = 800


def sent(path: Path) -> int:
    """The bytes of a file as a browser gets it."""
    small = path.with_name(path.name + ".br")
    return (small if small.exists() else path).stat().st_size


def test_the_site_keeps_to_what_is_reckoned_with(published: Path) -> None:
    pages = [sent(path) for path in published.rglob("*.html")]
    assert sum(pages) / len(pages) <= FURTHER
    names = set(re.findall(r'"([^"]+\.\w+)"', (published / "sw.js").read_text("utf-8")))
    kept = [published / name for name in names if (published / name).is_file()]
    assert 50 < len(kept) <= REQUESTS["copy"] and sum(map(sent, kept)) <= COPY
    assert len([path for path in published.rglob("*") if path.is_file()]) <= FILES


def test_the_page_says_what_is_reckoned_with() -> None:
    assert f"| {FIRST // 1000} kB, {REQUESTS['first']} requests |" in PAGE
    assert f"| {FURTHER // 1000} kB, 1 request |" in PAGE
    assert f"| {COPY / 1e6} MB, {REQUESTS['copy']} requests |" in PAGE


def test_the_sums_are_right() -> None:
    text = " ".join(PAGE.split())
    short = round((FIRST + FURTHER_PAGES * FURTHER) / 1e6, 1)
    whole, requests = round(short + COPY / 1e6, 1), sum(REQUESTS.values()) + FURTHER_PAGES
    few = REQUESTS["first"] + FURTHER_PAGES
    assert f"{whole} MB and {requests} requests, and {short} MB and {few} requests" in text
    readers = 10_000_000
    for each, asked in ((whole, requests), (short, few)):
        month = f"{readers * each * MONTH / 1e6:,.0f} TB"
        each_second = f"{float(f'{readers * asked / DAY:.3g}'):,.0f}"
        assert re.search(rf"\| 10,000,000[^|]*\| {month} \| [\d.]+ [MG]bit/s, {each_second}(?:/s| requests/s)", text)
