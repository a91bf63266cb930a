"""How much of a page a printed sheet takes is held: a paragraph that is split is half lost on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from copies import Original

from handbook.checks.confirmed.taken_facts import taken
from handbook.checks.context import CheckContext
from handbook.core.project import Project
from handbook.sheets.spec import Panel, Sheet

PAGE = "docs/{}/index.md"
TEXTS = {"en": "\nGo now. A cord too: call.\n\nRest.\n", "zh": "\n马上去。看到脐带也打电话。\n\n休息。\n"}
SPLIT = {"en": "\nGo now.\n\nA cord too: call.\n\nRest.\n", "zh": "\n马上去。\n\n看到脐带也打电话。\n\n休息。\n"}


@pytest.mark.parametrize(
    ("piece", "before", "after"),
    [
        ("index#read-on Go now", "text 3 of 4, 2 | 2 sentences", "text 3 of 5, 1 | 1 sentences"),
        ("index#read-on", "4 | 4 texts", "5 | 5 texts"),
        ("index#read-on 1-2", "4 | 4 texts", "5 | 5 texts"),
        ("index#lead", "3 | 3 texts", "3 | 3 texts"),
    ],
)
def test_a_paragraph_that_is_split_is_taken_in_part(
    mini: Original, tmp_path: Path, piece: str, before: str, after: str
) -> None:
    title = {"en": "A sheet", "zh": "单页"}
    sheet = Sheet.model_validate(
        {"id": "x", "title": title, "purpose": title, "sides": [[Panel(take=(piece,))]], "prints": {"en": ["a4"]}}
    )
    for number, (texts, counts) in enumerate(((TEXTS, before), (SPLIT, after))):
        root = tmp_path / str(number)
        mini.copy(root, [(PAGE.format(code), {"append": text}) for code, text in texts.items()])
        assert taken(CheckContext(Project.at(root)), sheet) == [f"taken: {piece}: {counts}"]


def test_another_text_that_comes_to_begin_so_is_told(mini: Original, tmp_path: Path) -> None:
    """It has as many sentences, and what a sheet took is still on the page."""
    piece, found = "index#read-on Go now", []
    title = {"en": "A sheet", "zh": "单页"}
    sheet = Sheet.model_validate(
        {"id": "x", "title": title, "purpose": title, "sides": [[Panel(take=(piece,))]], "prints": {"en": ["a4"]}}
    )
    other = {
        "en": "\nPlease go now. A cord too: call.\n\nGo now, if you like. Rest.\n",
        "zh": "\n请马上去。看到脐带也打电话。\n\n想去就去。休息。\n",
    }
    for number, texts in enumerate((TEXTS, other)):
        root = tmp_path / str(number)
        mini.copy(root, [(PAGE.format(code), {"append": text}) for code, text in texts.items()])
        found += taken(CheckContext(Project.at(root)), sheet)
    assert found[0] != found[1]
