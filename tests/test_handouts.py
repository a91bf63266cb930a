"""Every printed sheet, rendered for real: tags, languages, fonts, pixels in three engines, sizes, the same bytes."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pymupdf
import pytest
from selectolax.lexbor import LexborHTMLParser
from sheets_of import Sheets, ink, render_all

from handbook.cli import handouts
from handbook.content.edition import Edition
from handbook.content.evidence import load_evidence
from handbook.core.findings import Fault
from handbook.core.project import ROOT, Tree
from handbook.publish import offline_copy
from handbook.publish.checksums import SUMS
from handbook.publish.pipeline import FRESH, PAGES
from handbook.sheets import fonts
from handbook.sheets.documents import Composer
from handbook.sheets.pdf_inspection import inspect
from handbook.sheets.pdf_postprocess import PAPERS, POINTS, elements, kids
from handbook.sheets.pipeline import SheetRun, make_sheets
from handbook.sheets.spec import Kind, Sheet, codes, load_sheets, prints
from handbook.web.html_pages import STAMP, read_site

# Of outloud's warnings: why each that is left stays.
LEFT = {
    "ORD-001": "WeasyPrint paints boxes in the order of CSS layers; the tree, which readers follow, is in order",
    "FIG-012": "it knows English words only; the alternative texts are Chinese sentences",
    "TAG-030": "in large print a drawing fills the page above its caption; it takes that for a scanned page",
    "TAG-020": "an empty table cell is a place to write",
    "TBL-012": "a table to fill in is mostly empty cells",
    "TBL-011": "the same",
    "TBL-014": "the lines to write on in a table look like a grid of their own",
    "LNK-010": "the address of a source stands beside the link that leads there",
    "PAG-001": "a certainty label or heading that comes back at the same height is no running head",
}
_UNPRINTED = re.compile(r"<(title|style|desc)\b.*?</\1>|<figcaption>.*?</figcaption>", re.DOTALL)
SMALL_PRINT = 9
POCKET = 7.5


@pytest.fixture(scope="session")
def sheets(built_home: Path, run_folder: Path) -> Sheets:
    return render_all(built_home, run_folder)


def _ua(path: Path) -> list[str]:
    return [
        f"{item.rule_id} {item.message}"
        for item in pdfua.validate(str(path)).findings
        if item.severity.name in ("ERROR", "WARNING")
    ]


def _aloud(path: Path) -> list[tuple[str, str]]:
    result = outloud.check(str(path))
    return [(str(item.severity), item.rule) for item in result.findings]


def test_every_declared_sheet_is_there(sheets: Sheets) -> None:
    wanted = {item.file_name for item in prints(load_sheets(Tree.at(ROOT)), Edition())}
    there = {path.name for path in (sheets.tree.site / "handouts").glob("*.pdf")}
    assert wanted == there == {item.file for item in sheets.manifest.files}


def test_pdfua_has_no_objection(sheets: Sheets) -> None:
    assert {name: found for name, found in sheets.each(_ua) if found} == {}


def test_facts_of_every_sheet(sheets: Sheets) -> None:
    for item in sheets.manifest.files:
        facts = item.facts
        assert facts.tagged and not facts.loose_fonts and not facts.missing_glyphs and not facts.bare_pages, item
        assert set(facts.languages) >= ({"en", "zh-Hans"} if item.kind == "side-by-side" else {_tag(item.kind)}), item


def _tag(kind: str) -> str:
    return "zh-Hans" if kind.startswith("zh") else "en"


def _spoken(path: Path) -> list[str]:
    """Places where an element's language is not the language of its text."""
    with pikepdf.open(path) as pdf, pymupdf.open(path) as document:
        assert document.page_count == len(pdf.pages)
        root = str(pdf.Root.Lang)
        wrong: list[str] = []
        for element in elements(pdf):
            if pikepdf.Name.Alt in element:
                language, text = _inherited(element, root), str(element.Alt)
                han = len(re.findall(r"[\u4e00-\u9fff]", text)) > 2
                if han != (language == "zh-Hans"):
                    wrong.append(f"{language}: {text}")
        return wrong


def _inherited(element: pikepdf.Object, root: str) -> str:
    while pikepdf.Name.P in element:
        if pikepdf.Name.Lang in element:
            return str(element.Lang)
        element = element.P
    return root


def test_alternative_texts_are_in_the_language_of_their_column(sheets: Sheets) -> None:
    assert {name: found for name, found in sheets.each(_spoken) if found} == {}


def test_both_columns_are_marked_row_by_row(sheets: Sheets) -> None:
    entry = next(item for item in sheets.layouts if item.file.startswith("what-it-is-side"))
    with pikepdf.open(sheets.path(entry)) as pdf:
        marked = [str(item.Lang) for item in elements(pdf) if pikepdf.Name.Lang in item]
        assert marked.count("en") > 20 and abs(marked.count("en") - marked.count("zh-Hans")) <= 4
        assert all(
            pikepdf.Name.LBody == kid.S
            for item in elements(pdf)
            if item.S == pikepdf.Name.LI
            for kid in kids(item)
            if not _mark(kid)
        )


def _mark(kid: pikepdf.Object) -> bool:
    return bool(pikepdf.Name.Lbl == kid.S)


def _agreement(path: Path) -> list[str]:
    """Pages that are blank, or that the engines draw differently."""
    drawn = ink(path)
    faults = []
    for number, (one, two, three) in enumerate(zip(*drawn.values(), strict=True), 1):
        if not any(field > 0.02 for field in one):
            faults.append(f"page {number} is blank")
        apart = max(max(fields) - min(fields) for fields in zip(one, two, three, strict=True))
        if apart > 0.12:
            faults.append(f"page {number}: the engines differ by {apart:.2f}")
    return faults


def test_three_engines_draw_the_same_ink(sheets: Sheets) -> None:
    assert {name: found for name, found in sheets.each(_agreement) if found} == {}


def _edges(path: Path) -> list[str]:
    """Words nearer than 6 mm to the edge of what both papers have in common: no printer reaches there."""
    faults = []
    with pymupdf.open(path) as document:
        for page in document:
            lying = page.rect.width > page.rect.height
            width, height = (side * POINTS for side in ((279.4, 210.0) if lying else (210.0, 279.4)))
            across, up = (page.rect.width - width) / 2 + 17, (page.rect.height - height) / 2 + 17
            inner = page.rect + (across, up, -across, -up)  # noqa: RUF005 (a rectangle, not a list)
            words = [pymupdf.Rect(word[:4]) for word in page.get_text("words")]
            faults += [f"page {page.number + 1}: {word}" for word in words if word not in inner]
    return faults[:3]


def test_nothing_is_cut_at_an_edge(sheets: Sheets) -> None:
    assert {name: found for name, found in sheets.each(_edges) if found} == {}


def test_pages_are_the_paper(sheets: Sheets) -> None:
    for item in sheets.manifest.files:
        with pikepdf.open(sheets.path(item)) as pdf:
            box = [float(number) for number in pdf.pages[0].mediabox]
        sides = sorted((box[2] - box[0], box[3] - box[1]))
        assert sides == pytest.approx([side * POINTS for side in sorted(PAPERS[item.paper])], abs=0.1), item.file


def _smallest(path: Path) -> float:
    with pymupdf.open(path) as document:
        sizes = [
            round(span["size"], 1)
            for page in document
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            if len(span["text"].strip().encode()) > 40  # running text; a drawing's labels keep its scale
        ]
    return min(sizes, default=99)


def test_no_sentence_is_lost(sheets: Sheets) -> None:
    """Each piece of text that was composed stands in the PDF: a column or page that is full drops nothing."""
    for wanted, html in SheetRun(sheets.pages, Edition(), ()).composed:
        with pymupdf.open(sheets.tree.site / "handouts" / wanted[0].file_name) as document:
            printed = "".join("".join(page.get_text().split()) for page in document)
        body = LexborHTMLParser(_UNPRINTED.sub("", html)).css_first("body")
        assert body is not None
        pieces = ("".join(piece.split())[:9] for piece in body.text(separator="\n").splitlines())
        lost = {piece for piece in pieces if len(piece) > 6 and piece not in printed}
        assert not lost, (wanted[0].file_name, sorted(lost)[:5])


def test_type_is_large_enough(sheets: Sheets) -> None:
    for name, size in sheets.each(_smallest):
        least = 17.9 if "-large-" in name else POCKET if name.startswith("card") else SMALL_PRINT
        assert size >= least, (name, size)


def test_outloud_finds_no_error(sheets: Sheets) -> None:
    for name, found in sheets.each(_aloud):
        assert [rule for severity, rule in found if "error" in severity.lower()] == [], name
        assert {rule for severity, rule in found if "warning" in severity.lower()} <= set(LEFT), name


def test_sizes(sheets: Sheets) -> None:
    for item in sheets.manifest.files:
        sheet = load_sheets(Tree.at(ROOT)).records[item.sheet]
        pages = max(1, len(sheet.slugs))
        both = 2 if item.kind == "side-by-side" else 1
        limit = 3_000_000 if sheet.layout == "book" else 150_000 if both * pages == 1 else 300_000
        assert item.size <= limit, (item.file, item.size)


def test_only_our_fonts(sheets: Sheets) -> None:
    planned = re.compile(r"[A-Z]{6}\+(Atkinson-Hyperlegible|Handbook-Han|Handbook-Pinyin)")
    for item in sheets.layouts:
        with pymupdf.open(sheets.path(item)) as document:
            names = {font[3] for page in document for font in page.get_fonts()}
        assert all(planned.match(name) for name in names), (item.file, names)


def test_two_runs_give_the_same_bytes(sheets: Sheets) -> None:
    run = SheetRun(sheets.pages, Edition(), ("card", "progesterone"))
    folder = fonts.prepare(ROOT / ".cache" / "fonts", run.characters)
    first, second = ({key: kept.data for key, kept in run.render_jobs(run.jobs, folder).items()} for _ in range(2))
    assert first == second and len(first) == 12


def test_nothing_is_rendered_twice(sheets: Sheets) -> None:
    result = make_sheets(sheets.pages, Edition()).result
    assert result.rendered == 0 and result.unchanged == len(sheets.manifest.files)


def test_lines_do_not_begin_or_end_with_the_wrong_mark(sheets: Sheets) -> None:
    wrong = re.compile(r"^[、。，．：；！？）》」』】]|[（《「『【]$")
    for item in sheets.layouts:
        if item.kind in ("zh", "zh-large"):
            with pymupdf.open(sheets.path(item)) as document:
                lines = [line for page in document for line in _first_lines(page)]
            assert [line for line in lines if wrong.search(line)] == [], item.file


def _first_lines(page: pymupdf.Page) -> Iterator[str]:
    """Lines at the left edge of the text; what follows a line to write on is no beginning."""
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            if line["bbox"][0] < 60:
                yield "".join(span["text"] for span in line["spans"]).strip()


def test_the_card_can_be_folded(sheets: Sheets) -> None:
    """No word crosses a fold: across the middle of the sheet, and between the panels."""
    for item in sheets.manifest.files:
        if item.sheet != "card":
            continue
        with pymupdf.open(sheets.path(item)) as document:
            for page in document:
                middle = page.rect.height / 2
                panel = 279.4 * POINTS / 4
                folds = [page.rect.width / 2 + (number - 2) * panel for number in (1, 2, 3)]
                for x0, y0, x1, y1, word, *_ in page.get_text("words"):
                    assert not y0 < middle < y1, f"{item.file}: {word!r} crosses the middle"
                    in_panels = y1 < page.rect.height - 17 * POINTS  # below stands the foot, on one panel's back
                    assert not (in_panels and any(x0 < fold < x1 for fold in folds)), f"{item.file}: {word!r}"


NO_FONT = """
import importlib.util as util, sys
real = util.find_spec
util.find_spec = lambda name, *rest: None if name.startswith("manimgx") else real(name, *rest)
from pathlib import Path
from handbook.cli.main import main
sys.exit(main(["handouts", "card"], Path(sys.argv[1])))
"""


@pytest.fixture
def printed(sheets: Sheets, tmp_path: Path) -> Tree:
    """A copy of the handbook with its pages, its published site and all its sheets, to be changed."""
    shutil.copytree(sheets.tree.root, tmp_path / "home", ignore=shutil.ignore_patterns("handouts"))
    shutil.copytree(sheets.tree.root / ".cache/handouts", tmp_path / "home/.cache/handouts")
    shutil.copytree(sheets.tree.site, tmp_path / "home/site")
    return Tree.at(tmp_path / "home")


def test_a_missing_font_is_one_message(printed: Tree) -> None:
    """And the site keeps the sheets that it had."""
    shutil.rmtree(printed.root / ".cache/handouts")
    before = sorted((path.name, path.stat().st_size) for path in (printed.site / "handouts").iterdir())
    command = [sys.executable, "-c", NO_FONT, str(printed.root)]
    environment = os.environ | {"PYTHONPATH": str(printed.root / "scripts")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("handouts: ") and "font package" in done.stderr
    assert sorted((path.name, path.stat().st_size) for path in (printed.site / "handouts").iterdir()) == before


def test_named_sheets_leave_the_others_and_a_whole_site(printed: Tree) -> None:
    packed = names_in(printed.site / offline_copy.ZIP)
    (printed.site / "handouts/card-side-by-side-a4.pdf").unlink()
    result = handouts.renew(printed, Edition(), ("card",))
    assert result.rendered == 0 and differing(printed.site) == []
    assert names_in(printed.site / offline_copy.ZIP) == packed
    assert not (printed.root / FRESH).exists()


def test_another_edition_from_the_cache_is_whole_too(printed: Tree) -> None:
    """Nothing is rendered, and yet zip, compressed files and sums are those of the sheets that the site now holds."""
    other = Edition(paper="letter")
    result = handouts.renew(printed, other, ("card",))
    assert (result.rendered, result.unchanged) == (0, 1)
    assert differing(printed.site) == []
    before = {path: path.stat().st_mtime_ns for path in printed.site.rglob("*")}
    handouts.renew(printed, other, ("card",))
    assert {path: path.stat().st_mtime_ns for path in printed.site.rglob("*")} == before


def test_sheets_want_the_pages_of_the_last_build(printed: Tree) -> None:
    (printed.root / PAGES / STAMP).unlink()
    with pytest.raises(Fault, match=r"run \./scripts/build first"):
        handouts.renew(printed, Edition(), ("card",))


def names_in(path: Path) -> set[str]:
    """What a zip holds."""
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def differing(site: Path) -> list[str]:
    """Files that are not as SHA256SUMS says."""
    listed = dict(line.split("  ")[::-1] for line in (site / SUMS).read_text("utf-8").splitlines())
    return [name for name, digest in listed.items() if hashlib.sha256((site / name).read_bytes()).hexdigest() != digest]


@pytest.fixture(scope="session")
def composer(sheets: Sheets) -> Composer:
    tree = sheets.tree
    return Composer(tree, read_site(tree), load_evidence(tree), Edition())


def _documents(composer: Composer) -> Iterator[tuple[Sheet, Kind, LexborHTMLParser]]:
    for sheet in load_sheets(composer.tree):
        for kind in sheet.prints:
            yield sheet, kind, LexborHTMLParser(composer.compose(sheet, kind))


def test_every_numbered_link_has_its_address(composer: Composer) -> None:
    for sheet, kind, page in _documents(composer):
        if sheet.layout in ("book", "card"):
            continue
        used = set(re.findall(r"\[(\d+)\]", " ".join(node.text() for node in page.css(".address"))))
        listed = re.findall(r"\[(\d+)\] \S+\.html", " ".join(node.text() for node in page.css(".end .named")))
        assert used == set(listed) and len(listed) == len(used) * len(codes(kind)), (sheet.id, kind)


def test_help_is_on_every_sheet(composer: Composer) -> None:
    """The danger list, or its shortest form; and whom to call where no unit has written its number."""
    for sheet, kind, page in _documents(composer):
        if sheet.layout == "words":
            assert page.css(".brief"), kind
            continue
        # After a loss the signs are others: that sheet has a list of its own.
        assert page.css(".step") or page.css(".brief") or sheet.id == "after-a-loss", (sheet.id, kind)
        assert len(page.css(".step-ambulance")) in (0, 1) or sheet.layout in ("card", "book"), (sheet.id, kind)
        assert page.css(".dial"), (sheet.id, kind)


def test_each_danger_sign_says_what_to_do_where_the_list_goes_on_overleaf(composer: Composer) -> None:
    """Where it stands on one page, the heading above it says its step."""
    for sheet, kind, page in _documents(composer):
        signs = page.css(".step .signs > li")
        bare = [sign.text() for sign in signs if not sign.css(".act")]
        assert bool(bare) == bool(signs and kind in ("en", "zh") and sheet.layout != "book"), (sheet.id, kind, bare)


def test_no_line_ends_between_a_number_and_its_first_place(composer: Composer) -> None:
    page = LexborHTMLParser(composer.compose(load_sheets(composer.tree).records["stitch"], "en"))
    lead = [span.text() for span in page.css(".dial span:has(b)")]
    assert "911\u00a0United States" in lead and len(lead) > 5


def test_what_a_sheet_leaves_out(composer: Composer) -> None:
    sheets = load_sheets(composer.tree)
    page = LexborHTMLParser(composer.compose(sheets.records["stitch"], "en"))
    assert page.css_first("#en-stitch-odds") is None and page.css_first("#en-stitch-risks") is not None
    inside = [node.attributes["href"] for node in page.css("a[href^='#']")]
    assert inside and all(page.css_first(f"[id='{href[1:]}']") is not None for href in inside if href)
    unknown = sheets.records["stitch"].model_copy(update={"without": ("stitch#nowhere",)})
    with pytest.raises(Fault, match="stitch#nowhere, which is not there in English"):
        composer.compose(unknown, "en")


def test_what_the_other_column_says_is_left_out_side_by_side(composer: Composer) -> None:
    sheet = load_sheets(composer.tree).records["help-now"]
    words = {kind: LexborHTMLParser(composer.compose(sheet, kind)).text() for kind in sheet.prints}
    assert {kind for kind, text in words.items() if "In Chinese, to read out" in text} == {"en", "en-large"}
    assert words["side-by-side"].count("Please send an ambulance. / Where should I go now?") == 1
    assert words["side-by-side"].count("请派救护车来。/ 我现在该去哪里？") == 1


def test_two_labels_share_one_line(composer: Composer) -> None:
    """What is filled in, is filled in once; a blank inside a sentence stays in each language's sentence."""
    sheet = load_sheets(composer.tree).records["my-plan"]
    page = LexborHTMLParser(composer.compose(sheet, "side-by-side"))
    items = [item for item in page.css(".pairs > li") if "Due date" in item.text()]
    assert [len(item.css(".blank")) for item in items] == [1]
    assert [cell.text().strip() for cell in items[0].css(".cell")] == ["Due date:", "预产期："]
    spoken = [cell for cell in page.css(".cell") if "weeks pregnant" in cell.text()]
    assert [len(cell.css(".blank")) for cell in spoken] == [3]


def test_questions_have_one_number_in_both_languages(composer: Composer) -> None:
    sheet = load_sheets(composer.tree).records["questions-to-ask"]
    starts = {}
    for kind in ("en", "zh"):
        page = LexborHTMLParser(composer.compose(sheet, kind))
        starts[kind] = [
            (node.attributes.get("start") or "1", node.attributes.get("style"), len(node.css("li")))
            for node in page.css("ol")
        ]
    assert starts["en"] == starts["zh"] and len(starts["en"]) > 5
    for start, style, _ in starts["en"]:
        assert start == "1" or style == f"counter-reset: list-item {int(start) - 1}"


def test_chinese_is_set_for_paper(composer: Composer) -> None:
    """No break between a number and its measure word, no blank after a full-width mark."""
    text = composer.compose(load_sheets(composer.tree).records["stitch"], "zh")
    plain = "".join(node.text() for node in LexborHTMLParser(text).css(".flow, .danger-page"))
    assert "37\u00a0周" in plain
    assert re.findall(r"\d [\u4e00-\u9fff]|[。，；：] [\u4e00-\u9fff]", plain) == []


def test_text_off_the_paper_is_seen() -> None:
    document = pymupdf.open()
    document.new_page(width=300, height=300).insert_text((20, 100), "on the paper")
    document.new_page(width=300, height=300).insert_text((280, 100), "off the paper")
    assert inspect(document.tobytes(), ()).cut_pages == (2,)
