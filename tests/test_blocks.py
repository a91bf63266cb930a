"""Blocks and frame: what cannot be made is said, and no word, date or argument of a page is a traceback."""

from __future__ import annotations

import dataclasses
import datetime
import re
from pathlib import Path
from typing import Any

import pytest

from handbook.content.evidence import Evidence, load_evidence, load_wording
from handbook.core.findings import Fault
from handbook.core.project import ROOT, Tree
from handbook.web.includes import Blocks
from handbook.web.page_context import Frame

TREE = Tree.at(ROOT)
EVIDENCE = load_evidence(TREE)
EN = TREE.locale("en")
DAY = datetime.date(2026, 11, 1)


def worded(folder: Path, text: str) -> Evidence:
    """The evidence with this text as its wording."""
    (folder / "evidence").mkdir()
    (folder / "evidence/wording.yml").write_text(text, "utf-8")
    return dataclasses.replace(EVIDENCE, wording=load_wording(Tree.at(folder)))


@pytest.mark.parametrize("text", ["Checked {dat}", "Checked {}", "Checked {date", "{date.x}", "{date[x]}", "{date:d}"])
def test_a_blank_that_nothing_fills_is_said(text: str, tmp_path: Path) -> None:
    evidence = worded(tmp_path, f'menu: {{en: a, zh: b}}\nchecked: {{en: "{text}", zh: "{text}"}}\n')
    said = r"evidence/wording.yml:2: 'checked' has a blank that nothing fills; its blanks are \{date\}"
    with pytest.raises(Fault, match=said):
        evidence.saying("en")("checked", date="today")


def test_a_blank_without_a_name_is_said(tmp_path: Path) -> None:
    evidence = worded(tmp_path, 'note: {en: "Note {number}", zh: "注 {number}"}\n')
    with pytest.raises(Fault, match=r"'note' has a blank that nothing fills; its blanks are \{\}"):
        evidence.say("note", "en", 1)


@pytest.mark.parametrize(
    ("meta", "shown"),
    [
        ({}, []),
        ({"checked": "soon"}, []),
        ({"checked": datetime.datetime(2026, 11, 1, 10)}, []),
        ({"checked": DAY, "due": "later"}, ["Checked 1 November 2026"]),
        ({"checked": DAY, "due": DAY}, ["Checked 1 November 2026", "Next check by November 2026"]),
    ],
)
def test_the_status_shows_no_date_that_is_none(meta: dict[str, Any], shown: list[str]) -> None:
    spans = re.findall("<span.*?>(.*?)</span>", Frame(TREE, EVIDENCE).status(meta, EN, "no-such-page"))
    assert [text for text in spans if "heck" in text] == shown


def test_the_frame_is_no_include() -> None:
    names = Blocks(TREE, EVIDENCE).names
    assert "danger-signs" in names and not names & {"here", "status", "own-sheet"}


@pytest.mark.parametrize(
    ("name", "argument", "said"),
    [
        ("here", "", "include 'here': no such block; known are claims"),
        ("../frame/here", "", "no such block"),
        ("icon-array", "nope", "blocks/icon-array.html: cannot be filled in with 'nope': .* has no attribute"),
        ("icon-array", "", "blocks/icon-array.html: cannot be filled in: .*"),
    ],
)
def test_a_block_that_cannot_be_made_is_said(name: str, argument: str, said: str) -> None:
    with pytest.raises(Fault, match=said):
        Blocks(TREE, EVIDENCE).render(name, EN, argument)


def test_a_frame_without_its_values_is_said() -> None:
    with pytest.raises(Fault, match=r"frame/here\.html: cannot be filled in: 'items' is undefined"):
        Blocks(TREE, EVIDENCE).frame("here", EN)


def test_every_block_without_an_argument_can_be_made() -> None:
    blocks = Blocks(TREE, EVIDENCE)
    for locale in TREE.locales:
        for name in blocks.names - {"icon-array"}:
            assert blocks.render(name, locale)
