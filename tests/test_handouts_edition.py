"""The local edition: what it may set, what it may not, and that no medical word changes with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pdfua
import pymupdf
import pytest
from jinja2 import Environment, FileSystemLoader

from handbook.cli.main import main
from handbook.content.edition import Edition, dialled, load_edition, named_path, use_edition
from handbook.content.evidence import load_evidence
from handbook.core.findings import Exit, Fault
from handbook.core.project import Tree
from handbook.sheets.composition import Composer
from handbook.sheets.pipeline import make_sheets
from handbook.sheets.spec import load_sheets, prints
from handbook.web.html_pages import read_site
from handbook.web.page_context import Frame

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "tests/editions/riverside.yml"


@pytest.fixture
def tree(built_home: Path, site: Path) -> Tree:
    return Tree.at(built_home, site)


@pytest.fixture
def edition(tree: Tree) -> Edition:
    return load_edition(tree, EXAMPLE)


def test_the_example_is_read(edition: Edition) -> None:
    assert edition.unit["en"] == "Riverside Maternity Unit" and edition.unit["zh"] == "河滨医院产科"
    assert next(edition.rows()) == ("unit_maternity", "020 7946 0123")
    assert edition.phones.ambulance is None and edition.is_local
    assert edition.logo is not None and edition.logo.startswith("data:image/svg+xml;base64,")


LOCAL = {"unit", "logo", "dial", "numbers"}
"""The parts of a document that an edition fills."""


def medicine(value: Any) -> Any:
    """Return a document without the parts that an edition fills."""
    if isinstance(value, dict):
        return {key: medicine(part) for key, part in value.items() if key not in LOCAL}
    return [medicine(part) for part in value] if isinstance(value, list) else value


def test_no_medical_word_changes(tree: Tree, edition: Edition) -> None:
    site, evidence, sheets = read_site(tree), load_evidence(tree), tuple(load_sheets(tree))
    plain, local = (Composer(tree, site, evidence, chosen, sheets) for chosen in (Edition(), edition))
    for sheet in sheets:
        for kind in sheet.prints:
            assert medicine(plain.document(sheet, kind)) == medicine(local.document(sheet, kind)), (sheet.id, kind)


@pytest.mark.slow
def test_every_sheet_holds_the_whole_edition(tree: Tree, edition: Edition) -> None:
    """Logo, numbers and a long place fit: nothing runs off the paper, and no sheet takes a page more.

    Large print may: a filled box of numbers is a third of a side there.
    """
    declared = load_sheets(tree).records
    for item in make_sheets(tree, edition).manifest.files:
        most = declared[item.sheet].most(item.kind)
        assert not item.facts.cut_pages and not item.facts.missing_glyphs, item.file
        if "-large-" not in item.file:
            assert most is None or item.facts.pages <= most, (item.file, item.facts.pages, most)


def test_it_sets_the_paper(tree: Tree, edition: Edition) -> None:
    sheets = load_sheets(tree)
    assert {item.paper for item in prints(sheets, edition)} == {"a4"}
    letter = edition.model_copy(update={"paper": "letter"})
    assert {item.paper for item in prints(sheets, letter)} == {"letter"}


def test_it_is_printed(tree: Tree, edition: Edition, tmp_path: Path) -> None:
    """A real sheet: the logo and the numbers are there, and all of the plain sheet's words."""
    words = []
    for chosen in (Edition(), edition):
        made = make_sheets(tree, chosen, ("progesterone",))
        path = tmp_path / "sheet.pdf"
        path.write_bytes(made.data["progesterone-side-by-side-a4.pdf"])
        assert not [item for item in pdfua.validate(str(path)).findings if item.severity.name == "ERROR"]
        with pymupdf.open(path) as document:
            words.append(" ".join(page.get_text() for page in document).split())
            images = sum(len(page.get_drawings()) for page in document)
    assert {"0123", "0456", "河滨医院产科"} <= set(words[1]) and images


def test_it_shows_in_the_help_box(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDBOOK_EDITION", str(EXAMPLE))
    frame = Frame(tree, load_evidence(tree))
    template = Environment(loader=FileSystemLoader(ROOT / "overrides"), autoescape=True).get_template(
        "partials/unit.html"
    )
    html = template.render(frame=frame.context("zh", "index"))
    assert "河滨医院产科" in html and 'href="tel:02079460123"' in html and "救护车：<span" in html
    monkeypatch.delenv("HANDBOOK_EDITION")
    assert template.render(frame=Frame(tree, load_evidence(tree)).context("en", "index")).strip() == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("phones: {maternity: call me}", "'call me' is not a telephone number"),
        ("phones: {maternity: 020}", "put the telephone number in quotes"),
        ("phones: {maternity: '1'}", "is not a telephone number"),
        ("phones: {maternity: '１２０'}", "is not a telephone number"),
        ("phones: {pager: '123'}", "phones.pager"),
        ("disclaimer: none", "disclaimer"),
        ("unit: {en: 'two\n\n lines'}", "one line"),
        ("paper: a5", "paper"),
        ("- a list", "edition cannot be used"),
        ("unit: [", "does not parse"),
        ("logo: nowhere.png", "cannot be read"),
        ("logo: edition.yml", "neither PNG, JPEG nor SVG"),
    ],
)
def test_bad_editions(text: str, said: str, tree: Tree, tmp_path: Path) -> None:
    path = tmp_path / "edition.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(Fault, match=re.escape(said)):
        load_edition(tree, path)


@pytest.mark.parametrize("text", ["", "unit: {en: ''}", "phones:\n  maternity:", "# nothing yet"])
def test_empty_editions(text: str, tree: Tree, tmp_path: Path) -> None:
    path = tmp_path / "edition.yml"
    path.write_text(text, "utf-8")
    assert not load_edition(tree, path).is_local


def test_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDBOOK_EDITION", "")
    assert main(["handouts", "--edition", str(tmp_path / "none.yml")]) is Exit.COULD_NOT_RUN
    assert "the file is missing" in capsys.readouterr().err


def test_an_unknown_sheet_is_said(tree: Tree) -> None:
    with pytest.raises(Fault, match="no sheet is called 'no-such-sheet'"):
        make_sheets(tree, Edition(), ("no-such-sheet",))


def test_the_option_comes_first(monkeypatch: pytest.MonkeyPatch, tree: Tree) -> None:
    monkeypatch.setenv("HANDBOOK_EDITION", "elsewhere.yml")
    assert named_path(str(EXAMPLE)) == EXAMPLE
    assert use_edition(tree, str(EXAMPLE)).is_local


def test_dialled() -> None:
    assert dialled("+86 (10) 1234-5678 转 12") == "tel:+861012345678;ext=12"
    assert dialled("020 7946 0123 ext. 7") == "tel:02079460123;ext=7"
