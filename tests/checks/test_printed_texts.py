"""What a printed page may say: texts of the sources one after the other, and counts, and nothing between them."""

from __future__ import annotations

from pathlib import Path

import pytest
from copies import Original

from handbook.checks.built.printed_texts import Pages, Said, Wanted, said, strange
from handbook.content.markdown_reader import letters
from handbook.core.memo import Known
from handbook.sheets.spec import load_sheets

KNOWN = Said(
    "", frozenset(map(letters, ("Call now", "Go to hospital now", "叫救护车", "马上去医院", "999", "out of 100")))
)


def pages(texts: tuple[str, ...]) -> Pages:
    return Known("|".join(texts), texts)


def test_addresses_may_stand_side_by_side(mini: Original) -> None:
    addresses = [f"https://handbook.example/{name}.html" for name in ("words", "zh/words")]
    known = said(mini.context, addresses)
    assert strange(pages((letters("handbook.example/words.html handbook.example/zh/words.html"),)), known) == ""
    assert strange(pages((letters("handbook.example/words.html other.example/zh/words.html"),)), known) != ""


@pytest.mark.parametrize(
    "page",
    ["Call now 1 叫救护车 2 马上去医院", "第 1 页，共 12 页 Call now 999", "out of 100 17 Call now"],
)
def test_texts_and_counts_are_known(page: str) -> None:
    assert strange(pages((letters(page),)), KNOWN) == ""


@pytest.mark.parametrize(
    "page",
    ["不要叫救护车", "Call now 别马上去医院", "do not go to hospital now", "Call now 9998", "998", "Call now. Wait"],
)
def test_what_stands_before_or_between_them_is_told(page: str) -> None:
    assert strange(pages((letters(page),)), KNOWN) != ""


def test_a_text_goes_over_from_one_page_to_the_next() -> None:
    assert strange(pages(("CallnowGotohosp", "italnow999")), KNOWN) == ""
    assert strange(pages(("CallnowGotohosp", "ital999")), KNOWN) == "Gotohosp"
    assert strange(pages(("马上Gotohos", "去医院pitalnow")), KNOWN) == ""


@pytest.mark.parametrize("lone", ["No", "没有", "Stop"])
def test_a_not_of_its_own_is_no_text(lone: str, mini: Original) -> None:
    known = said(mini.context, [lone, "Go to hospital now"])
    assert strange(pages((letters(f"{lone} Go to hospital now"),)), known) != ""
    assert strange(pages((letters(f"{lone} Go to hospital now"),)), known, (lone,)) == ""


def test_a_sheet_for_all_places_says_what_one_is_told_instead(mini: Original, tmp_path: Path) -> None:
    local = """there:
  - id: Y9
    place: united-kingdom
    instead_of: Y1
    step: go
    topic: other
    aside: {en: "in the United Kingdom: go now", zh: 在英国：马上去}
    sign: {en: Heaviness, zh: 下坠}
    meaning: {en: It may be nothing., zh: 可能没事。}
    action: {en: Go to hospital now., zh: 马上去医院。}
"""
    sheets = """sheets:
  - id: one
    title: {en: One, zh: 一}
    purpose: {en: To try., zh: 试用。}
    sides: [[{take: [danger Y1]}]]
    prints: {en: [a4]}
"""
    edits = [("evidence/danger.yml", {"find": "there: []\n", "replace": local}), ("handouts.yml", sheets)]
    copy = mini.copy(tmp_path / "copy", edits)
    assert "in the United Kingdom: go now" in Wanted(copy).of(load_sheets(copy.project).records["one"], "en").value


def test_the_book_names_the_place_of_what_is_for_one_place(mini: Original, tmp_path: Path) -> None:
    """Before its first words; and says a text with a link but for the page that the link leads to."""
    box = '\n!!! place "united-kingdom"\n\n    Phone [triage](get-help-now.md), or go. Wait for nobody.\n'
    book = """sheets:
  - id: one
    title: {en: One, zh: 一}
    purpose: {en: To try., zh: 试用。}
    layout: book
    prints: {en: [a4]}
"""
    edits = [("docs/en/stitch.md", f"---\ndescription: A stitch.\n---\n\n# Stitch\n{box}"), ("handouts.yml", book)]
    copy = mini.copy(tmp_path / "copy", edits)
    wanted = Wanted(copy).of(load_sheets(copy.project).records["one"], "en").value
    assert {"UnitedKingdomPhone", "triage", "orgo", "Waitfornobody"} <= {*map(letters, wanted)}
