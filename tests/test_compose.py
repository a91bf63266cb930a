"""A sheet that cannot be composed is said, with its name and what to compare."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_blocks import EVIDENCE, worded

from handbook.content.edition import Edition
from handbook.core.findings import Fault
from handbook.core.project import ROOT, Tree
from handbook.sheets.documents import Composer
from handbook.sheets.spec import Sheet, load_sheets, sound_sheets
from handbook.web.html_pages import read_site

SHEETS = load_sheets(Tree.at(ROOT)).records


@pytest.fixture(scope="session")
def composer(site: Path) -> Composer:
    tree = Tree.at(ROOT, site)
    return Composer(tree, read_site(tree), EVIDENCE, Edition())


@pytest.mark.parametrize(
    "parts",
    [
        ("my-plan#danger-signs", "get-help-now#script-to-say"),
        ("get-help-now#script-to-say", "get-help-now#script-to-say", "get-help-now#cord"),
        ("my-plan#danger-signs", "get-help-now#step-go", "get-help-now#cord"),
    ],
    ids=["two parts", "no danger list", "no steps"],
)
def test_a_card_of_other_parts_is_said(parts: tuple[str, ...], composer: Composer) -> None:
    sheet = SHEETS["card"].model_copy(update={"parts": parts})
    with pytest.raises(
        Fault, match=r"handouts.yml: card: its parts are not those of the layout 'card': .*overrides/print/card\.html"
    ):
        composer.compose(sheet, "side-by-side")


def test_a_card_has_three_parts(tmp_path: Path) -> None:
    rows = (
        "- {id: card, layout: card, parts: [a, b], prints: {en: [a4]}, title: {en: a, zh: b}, purpose: {en: a, zh: b}}"
    )
    (tmp_path / "handouts.yml").write_text(f"sheets:\n  {rows}\n", "utf-8")
    with pytest.raises(Fault, match=r"handouts.yml:2: sheets.0: a card has three parts"):
        sound_sheets(Tree.at(tmp_path))


def test_blanks_of_the_page_number_are_filled(composer: Composer, tmp_path: Path) -> None:
    sheet: Sheet = SHEETS["progesterone"]
    assert 'Page <span class="page"></span> of <span class="pages"></span>' in composer.compose(sheet, "en")
    text = (ROOT / "evidence/wording.yml").read_text("utf-8").replace("Page {page} of", "Page {pag} of")
    broken = Composer(composer.tree, composer.site, worded(tmp_path, text), Edition())
    with pytest.raises(Fault, match=r"'page_of' has a blank that nothing fills; its blanks are \{page\} \{pages\}"):
        broken.compose(sheet, "en")
