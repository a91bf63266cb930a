"""The local edition: what it may set, what it may not, and that no medical word changes with it."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pdfua
import pymupdf
import pytest
from jinja2 import Environment, FileSystemLoader

from handbook.cli.main import main
from handbook.content.built_for import refuse_other_edition, take_address
from handbook.content.edition import Edition, dialled, load_edition, named_path, use_edition
from handbook.content.evidence import load_evidence
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import ROOT, Project
from handbook.core.source_files import copy_sources
from handbook.publish.pipeline import PAGES
from handbook.sheets.articles import for_paper
from handbook.sheets.composition import Composer
from handbook.sheets.download_links import fill_pages
from handbook.sheets.imposition import POINTS
from handbook.sheets.sheet_set import SheetSet, make_sheets
from handbook.sheets.spec import codes, load_sheets, prints
from handbook.web.html_pages import read_site
from handbook.web.mkdocs_build import make_pages
from handbook.web.page_context import PageContext

EXAMPLE = ROOT / "tests/editions/riverside.yml"
LIMIT = ROOT / "tests/editions/long.yml"


@pytest.fixture
def project(built_home: Path, site: Path) -> Project:
    return Project.at(built_home, site)


@pytest.fixture
def edition(project: Project) -> Edition:
    return load_edition(project, EXAMPLE)


def test_the_example_is_read(edition: Edition) -> None:
    assert edition.unit["en"] == "Riverside Maternity Unit" and edition.unit["zh"] == "河滨医院产科"
    assert next(edition.rows()) == ("unit_maternity", "020 7946 0123")
    assert edition.phones.ambulance is None and edition.is_local
    assert edition.logo is not None and edition.logo.startswith("data:image/svg+xml;base64,")


def test_no_medical_word_changes(project: Project, edition: Edition) -> None:
    """What a local edition sets stands under `unit`; the rest of the document is the same to the byte."""
    site, evidence, sheets = read_site(project), load_evidence(project), load_sheets(project)
    plain, local = (Composer(project, site, evidence, chosen, tuple(sheets)) for chosen in (Edition(), edition))
    for sheet in sheets:
        for kind in sheet.prints:
            one, two = (composer.document(sheet, kind) for composer in (plain, local))
            assert one.pop("unit") != two.pop("unit")
            assert json.dumps(one) == json.dumps(two), (sheet.id, kind)


def test_a_missing_number_is_a_line_to_write_on(project: Project, edition: Edition) -> None:
    composer = Composer(project, read_site(project), load_evidence(project), edition)
    rows = composer.document(load_sheets(project).records["my-plan"], "en")["unit"]["rows"]
    assert [row["value"] for row in rows] == ["020 7946 0123", "020 7946 0456", None]


@pytest.mark.long(60)
@pytest.mark.parametrize(("path", "names"), [(EXAMPLE, ("card", "my-plan", "help-now")), (LIMIT, ())])
def test_every_sheet_still_fits(path: Path, names: tuple[str, ...], project: Project) -> None:
    """A logo, four numbers, a place of two lines, long names: no side more, nothing off the paper or the card.

    What the example sets is shorter: those of its sheets are looked at that have numbers of their own.
    """
    made = make_sheets(project, load_edition(project, path), names)
    for item in made.manifest.files:
        most = made.sheets.records[item.sheet].most(item.kind)
        assert most is None or item.facts.pages <= most, item.file
        assert not item.facts.cut_pages and not item.facts.bare_pages, item.file
    with pymupdf.open(stream=made.data["card-side-by-side-a4.pdf"]) as document:
        page = document[0]
        signs = [rect for word in ("ambulance:", "hospital") for rect in page.search_for(word)]
        assert page.search_for("a plan to end your life") and len(signs) >= 8
        tops = sorted({round(rect.y0) for rect in page.search_for("I am pregnant")})
        for top in tops:  # white paper for 1 mm above the lower edge of each card
            edge = top + 50.2 * POINTS
            strip = pymupdf.Rect(page.rect.width / 2 - 84 * POINTS, edge, page.rect.width / 2 - 2 * POINTS, edge + 2)
            assert page.get_pixmap(clip=strip, dpi=100, colorspace=pymupdf.csGRAY).color_topusage()[0] > 0.98


def test_a_script_that_no_font_has_is_said(project: Project) -> None:
    edition = Edition.model_validate({"unit": {"en": "مستشفى", "zh": "河滨医院"}})
    with pytest.raises(HandbookError, match=r"no font of ours has .*م.*; write it in Latin or Chinese letters"):
        make_sheets(project, edition, ("progesterone",))


def test_it_sets_the_paper(project: Project, edition: Edition) -> None:
    sheets = load_sheets(project)
    assert {item.paper for item in prints(sheets, edition)} == {"a4"}
    letter = edition.model_copy(update={"paper": "letter"})
    assert {item.paper for item in prints(sheets, letter)} == {"letter"}


@pytest.mark.parametrize(("paper", "said"), [("letter", {"Letter"}), ("a4", {"A4"}), (None, {"A4", "Letter"})])
def test_the_page_of_sheets_names_the_paper_that_there_is(
    paper: Any, said: set[str], project: Project, tmp_path: Path
) -> None:
    made = make_sheets(project, Edition(paper=paper), ("card",))
    pages = Project.at(project.root, tmp_path)
    for locale in pages.locales:
        (tmp_path / locale.prefix).mkdir(exist_ok=True)
        shutil.copy(project.site / f"{locale.prefix}handouts.html", tmp_path / locale.prefix)
    assert fill_pages(pages, made.evidence, made.sheets, made.manifest) == len(pages.locales)
    for locale in pages.locales:
        html = (tmp_path / f"{locale.prefix}handouts.html").read_text("utf-8")
        assert set(re.findall(r"\b(?:A4|Letter)(?![-\w])", html)) == said, locale.code


def test_it_is_printed(project: Project, edition: Edition, tmp_path: Path) -> None:
    """A real sheet: the logo and the numbers are there, and all of the plain sheet's words."""
    words = []
    for chosen in (Edition(), edition):
        made = make_sheets(project, chosen, ("progesterone",))
        path = tmp_path / "sheet.pdf"
        path.write_bytes(made.data["progesterone-side-by-side-a4.pdf"])
        assert not [item for item in pdfua.validate(str(path)).findings if item.severity.name == "ERROR"]
        with pymupdf.open(path) as document:
            words.append(" ".join(page.get_text() for page in document).split())
            images = sum(len(page.get_drawings()) for page in document)
    assert {"0123", "0456"} <= set(words[1]) and "河滨医院产科" in "".join(words[1]) and images
    english = [{word for word in found if word.isascii()} for found in words]
    # Lines for notes stand where a sheet has room for them.
    assert english[0] - english[1] <= {"Your", "unit's", "numbers", "notes"}


def test_it_shows_in_the_help_box(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDBOOK_EDITION", str(EXAMPLE))
    frame = PageContext(project, load_evidence(project))
    environment = Environment(loader=FileSystemLoader(ROOT / "overrides"), autoescape=True)
    environment.filters["url"] = str
    template = environment.get_template("partials/unit.html")
    html = template.render(frame=frame.context("zh", "index"))
    assert 'src="assets/unit.svg" alt="河滨医院产科' in html
    assert "河滨医院产科" in html and 'href="tel:02079460123"' in html and "救护车：<span" in html
    monkeypatch.delenv("HANDBOOK_EDITION")
    assert template.render(frame=PageContext(project, load_evidence(project)).context("en", "index")).strip() == ""


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
        ("logo: /dev/zero", "is not a file"),
        ("logo: script.svg", "holds <script>, which no drawing needs"),
        ("logo: nested.svg", "refers to its own parts more than 40 times"),
        ("phones: {maternity: '((((((((((((12'}", "is not a telephone number"),
        ("phones: {maternity: '(020 7946 0123'}", "is not a telephone number"),
        ("phones: {nights: '+44 909 879 0123'}", "looks like a premium-rate number"),
        ("phones: {nights: '1-900-555-0123'}", "looks like a premium-rate number"),
        ("phones: {nights: '0900 123456'}", "looks like a premium-rate number"),
        ("phones: {ambulance: '912'}", "phones.ambulance: '912' is no number for an ambulance of any place we know"),
        ("{place: france, phones: {ambulance: '112'}}", "place: 'france' is none of mainland-china, "),
        ("{place: japan, phones: {ambulance: '911'}}", "'911' is no number for an ambulance of japan. there it is 119"),
        ("{place: japan, phones: {crisis: '116 123'}}", "phones.crisis: '116 123' is no crisis line of japan"),
        ("reports: our office", "write an e-mail address, or a whole web address"),
        ("reports: 'javascript:alert(1)'", "write an e-mail address, or a whole web address"),
        ("first: fr", "first: 'fr' is none of en, zh"),
        ("phones: {crisis: '986'}", "phones.crisis: '986' is no crisis line of any place we know"),
        ('unit: {en: "Ward \\u202E7"}', "RIGHT-TO-LEFT OVERRIDE"),
        ('unit: {en: "Ward\\u20287"}', "LINE SEPARATOR"),
        ('where: {zh: "三楼\\0"}', "the invisible character U+0000"),
    ],
)
def test_bad_editions(text: str, said: str, project: Project, tmp_path: Path) -> None:
    path = tmp_path / "edition.yml"
    path.write_text(text, "utf-8")
    head = '<svg xmlns="http://www.w3.org/2000/svg">'
    (tmp_path / "script.svg").write_text(f'{head}<path d="M0 0"/><script>alert(1)</script></svg>', "utf-8")
    uses = '<use href="#a"/>' * 41
    (tmp_path / "nested.svg").write_text(f'{head}<path id="a" d="M0 0"/>{uses}</svg>', "utf-8")
    with pytest.raises(HandbookError, match=re.escape(said)):
        load_edition(project, path)


def test_a_place_brings_its_number(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "edition.yml"
    path.write_text("place: united-states\nphones: {crisis: '988'}\n", "utf-8")
    rows = list(load_edition(project, path).rows())
    assert rows[2:] == [("unit_ambulance", "911"), ("unit_crisis", "988")]
    path.write_text("place: united-states\nphones: {crisis: '+1 (555) 010-0123'}\n", "utf-8")
    assert load_edition(project, path).phones.crisis == "+1 (555) 010-0123", "a line of the hospital's own"


@pytest.mark.parametrize("text", ["", "unit: {en: ''}", "phones:\n  maternity:", "# nothing yet"])
def test_empty_editions(text: str, project: Project, tmp_path: Path) -> None:
    path = tmp_path / "edition.yml"
    path.write_text(text, "utf-8")
    assert not load_edition(project, path).is_local


def test_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDBOOK_EDITION", "")
    assert main(["handouts", "--edition", str(tmp_path / "none.yml")]) is Exit.COULD_NOT_RUN
    assert "the file is missing" in capsys.readouterr().err


def test_an_unknown_sheet_is_said(project: Project) -> None:
    with pytest.raises(HandbookError, match="no sheet is called 'no-such-sheet'"):
        make_sheets(project, Edition(), ("no-such-sheet",))


def test_the_option_comes_first(monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    monkeypatch.setenv("HANDBOOK_EDITION", "elsewhere.yml")
    assert named_path(str(EXAMPLE)) == EXAMPLE
    assert use_edition(project, str(EXAMPLE)).is_local


def test_dialled() -> None:
    assert dialled("+86 (10) 1234-5678 转 12") == "tel:+861012345678;ext=12"
    assert dialled("020 7946 0123 ext. 7") == "tel:02079460123;ext=7"


def test_a_site_has_one_address_and_one_edition(
    built_home: Path, fonts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a build is told the address; no other edition's sheet comes between its pages."""
    root, mine, theirs = tmp_path / "home", tmp_path / "mine.yml", tmp_path / "theirs.yml"
    copy_sources(built_home, root)
    shutil.copytree(fonts, root / ".cache/fonts")
    text = "unit: {en: Mine, zh: 我院}\naddress: https://mine.example/ci\nlogo: logo.svg\n"
    text += "first: zh\nreports: a@b.example\n"
    mine.write_text(text, "utf-8")
    shutil.copy(EXAMPLE.with_suffix(".svg"), tmp_path / "logo.svg")
    theirs.write_text("unit: {en: Theirs, zh: 他院}\n", "utf-8")
    names = ("HANDBOOK_URL", "HANDBOOK_EDITION", "HANDBOOK_EN_FIRST", "HANDBOOK_ZH_FIRST")
    for name in names:
        monkeypatch.setenv(name, "")  # so that what the commands set is forgotten afterwards
        monkeypatch.delenv(name)
    edition = use_edition(project := Project.at(root), str(mine))
    pages = project.with_site(root / PAGES)
    make_pages(pages, pages.site)
    assert project.address == "https://mine.example/ci/"
    html = (pages.site / "signs.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://mine.example/ci/signs.html">' in html
    assert (pages.site / "assets/unit.svg").read_bytes() == edition.logo_bytes and 'src="assets/unit.svg"' in html
    assert '<html lang="zh-Hans"' in html and 'hreflang="x-default" href="https://mine.example/ci/signs.html"' in html
    about = [(pages.site / name).read_text("utf-8") for name in ("about.html", "en/about.html", "index.html")]
    assert ['href="mailto:a@b.example">a@b.example</a>' in text for text in about] == [True, True, False]
    english = (pages.site / "en/signs.html").read_text("utf-8")
    assert '<html lang="en"' in english and 'src="../assets/unit.svg"' in english
    chinese_stands_on_the_left(make_sheets(pages, edition, ("progesterone", "card")))
    for name in names:
        monkeypatch.delenv(name)
    take_address(pages)
    assert pages.address == "https://mine.example/ci/"  # as a later command finds it
    assert [locale.prefix for locale in pages.locales] == ["en/", ""]
    refuse_other_edition(pages, edition)
    for other in (Edition(), load_edition(project, theirs)):
        with pytest.raises(HandbookError, match=r"the built pages are those of Mine, .*--edition"):
            refuse_other_edition(pages, other)


def chinese_stands_on_the_left(made: SheetSet) -> None:
    """Side by side the site's first language is read first: body, foot, card, and a screen reader's language."""
    for name, words in {"progesterone": ("本手册", "This is general"), "card": ("我怀孕了", "I am pregnant")}.items():
        entry = next(item for item in made.manifest.files if item.file == f"{name}-side-by-side-a4.pdf")
        assert entry.facts.languages[0] == "zh-CN"
        with pymupdf.open(stream=made.data[entry.file]) as document:
            chinese, english = (document[0].search_for(word) for word in words)
            assert max(rect.x1 for rect in chinese) < document[0].rect.width / 2 < min(rect.x0 for rect in english)
    assert (codes("side-by-side", "en"), codes("zh-large", "en")) == (("en", "zh"), ("zh",))


def test_two_addresses_are_refused(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = tmp_path / "mine.yml"
    mine.write_text("address: https://mine.example/\n", "utf-8")
    monkeypatch.setenv("HANDBOOK_URL", "https://other.example/")
    monkeypatch.setenv("HANDBOOK_EDITION", "")
    with pytest.raises(HandbookError, match="two addresses"):
        use_edition(project, str(mine))


def test_without_an_address_a_sheet_leads_nowhere(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDBOOK_URL")
    composer = Composer(Project.at(project.root, project.site), read_site(project), load_evidence(project), Edition())
    for sheet in load_sheets(project):
        for kind in sheet.prints:
            document = composer.document(sheet, kind)
            assert document["qr"] == document["addresses"] == []
            assert "handbook.example" not in json.dumps(document)


def test_a_place_has_its_words(project: Project) -> None:
    """A sheet for a place says what its page says there; numbers, the other language and names of sources stay."""
    sheets, site, evidence = load_sheets(project), read_site(project), load_evidence(project)
    plain, america, britain, shanghai = (
        Composer(project, site, evidence, Edition(place=place), sheets)
        for place in ("hong-kong", "united-states", "united-kingdom", "mainland-china")
    )
    for sheet in sheets:
        for kind in sheet.prints:
            before, after = (json.dumps(one.document(sheet, kind), ensure_ascii=False) for one in (plain, britain))
            assert Counter(re.findall(r"\d+(?:\.\d+)?", before)) == Counter(re.findall(r"\d+(?:\.\d+)?", after))
            assert kind != "en" or before == after
    said = json.dumps(shanghai.document(sheets.records["help-now"], "en"), ensure_ascii=False)
    assert "to maternity (产科急诊, chǎn kē jí zhěn)" in said
    said = json.dumps(america.document(sheets.records["help-now"], "en"), ensure_ascii=False)
    assert "Call now, day or night" in said and "Phone now" not in said and "labour" not in said
    assert "100.4\u00a0°F (38.0\u00a0°C) or more" in said
    said = [one.document(sheets.records["help-now"], "zh") for one in (britain, america)]
    british, american = (json.dumps(one, ensure_ascii=False) for one in said)
    assert "产科分诊（maternity triage）" in british and "产科急诊" not in british
    assert "100.4\u00a0°F（38.0\u00a0°C）或以上" in american and "去产房（labor and delivery）" in american


def test_a_sheet_has_the_signs_of_its_place(project: Project) -> None:
    """All of them; what one place is told otherwise stands with its name where the sheet is for all."""
    sheets, site, evidence = load_sheets(project), read_site(project), load_evidence(project)
    left_out = {None: {"R24", "Y24"}, "mainland-china": {"Y14"}, "united-kingdom": {"R24", "Y24"}}
    for place, missing in left_out.items():
        document = Composer(project, site, evidence, Edition(place=place), sheets).document(
            sheets.records["help-now"], "zh"
        )
        said = json.dumps(document, ensure_ascii=False)
        expected = {row.id: for_paper(row.sign["zh"], "zh") for row in evidence.rows}
        if place is None:
            expected["Y14"] += "（在国内破水：马上去医院）"
        expected["Y16"] += f"（{evidence.row('Y16').title['zh']}）"
        assert {key for key, sign in expected.items() if f'"{sign}"' not in said} == missing, place


def test_a_place_has_its_paper(project: Project, tmp_path: Path) -> None:
    """Letter in the United States and Canada, unless the edition says otherwise; elsewhere both papers."""
    papers = {}
    for name, text in {
        "us": "united-states",
        "ca": "canada",
        "uk": "united-kingdom",
        "a4": "canada\npaper: a4",
    }.items():
        path = tmp_path / f"{name}.yml"
        path.write_text(f"place: {text}\n", "utf-8")
        papers[name] = load_edition(project, path).paper
    assert papers == {"us": "letter", "ca": "letter", "uk": None, "a4": "a4"}
