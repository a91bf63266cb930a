"""Every printed sheet, rendered for real: tags, languages, fonts, pixels in three engines, sizes, the same bytes."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pymupdf
import pytest
from sheets_of import Sheets, ink, render_all

from handbook.cli import handouts
from handbook.content.edition import Edition
from handbook.core.findings import Fault
from handbook.core.project import ROOT, Tree
from handbook.publish import offline_copy
from handbook.publish.checksums import SUMS
from handbook.publish.pipeline import FRESH, PAGES
from handbook.sheets.composition import PAPERS
from handbook.sheets.imposition import POINTS
from handbook.sheets.pdf_inspection import elements, inspect
from handbook.sheets.pipeline import SheetRun, make_sheets
from handbook.sheets.spec import load_sheets, prints
from handbook.web.html_pages import STAMP

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
    assert {name: found for name, found in sheets.each(_ua) if found and not for_printer(name)} == {}


def for_printer(name: str) -> bool:
    """An imposed booklet: the same pages, two on a side in the order of folding; read the handbook itself aloud."""
    return "-booklet-" in name


def test_facts_of_every_sheet(sheets: Sheets) -> None:
    for item in sheets.manifest.files:
        facts = item.facts
        assert not facts.loose_fonts and not facts.missing_glyphs and not facts.bare_pages, item
        if not for_printer(item.file):
            wanted = {"en", "zh-CN"} if item.kind == "side-by-side" else {_tag(item.kind)}
            assert facts.tagged and {_plain(tag) for tag in facts.languages} >= wanted, item


def _tag(kind: str) -> str:
    return "zh-CN" if kind.startswith("zh") else "en"


def _plain(tag: str) -> str:
    """A language as PDFs name it: Typst writes a language and a region, such as `zh-CN`."""
    return "en" if tag.startswith("en") else tag


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
                if han != language.startswith("zh"):
                    wrong.append(f"{language}: {text}")
        return wrong


def _inherited(element: pikepdf.Object, root: str) -> str:
    while pikepdf.Name.P in element:
        if pikepdf.Name.Lang in element:
            return str(element.Lang)
        element = element.P
    return root


def test_alternative_texts_are_in_the_language_of_their_column(sheets: Sheets) -> None:
    wrong = {name: found for name, found in sheets.each(_spoken) if found}
    # Typst gives a figure the document's language, whatever column it stands in.
    assert {name: found for name, found in wrong.items() if "side-by-side" not in name and not for_printer(name)} == {}


def _agreement(path: Path) -> list[str]:
    """Pages that are blank, or that the engines draw differently."""
    drawn = ink(path)
    faults = []
    for number, (one, two, three) in enumerate(zip(*drawn.values(), strict=True), 1):
        if not any(field > 0.02 for field in one):
            faults.append(f"page {number} is blank")
        apart = max(max(fields) - min(fields) for fields in zip(one, two, three, strict=True))
        if apart > 0.2:
            faults.append(f"page {number}: the engines differ by {apart:.2f}")
    return faults


def test_three_engines_draw_the_same_ink(sheets: Sheets) -> None:
    assert {name: found for name, found in sheets.each(_agreement) if found} == {}


def _edges(path: Path) -> list[str]:
    """Words nearer than 3.5 mm to the edge of what both papers have in common: no printer reaches there."""
    faults = []
    with pymupdf.open(path) as document:
        for page in document:
            lying = page.rect.width > page.rect.height
            width, height = (side * POINTS for side in ((279.4, 210.0) if lying else (210.0, 279.4)))
            across, up = (page.rect.width - width) / 2 + 10, (page.rect.height - height) / 2 + 10
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


def test_type_is_large_enough(sheets: Sheets) -> None:
    for name, size in sheets.each(_smallest):
        if for_printer(name):
            continue
        least = 17 if "-large-" in name else POCKET if name.startswith("card") else SMALL_PRINT
        assert size >= least, (name, size)


def test_outloud_finds_no_error(sheets: Sheets) -> None:
    for name, found in sheets.each(_aloud):
        if for_printer(name):
            continue
        assert [rule for severity, rule in found if "error" in severity.lower()] == [], name
        assert {rule for severity, rule in found if "warning" in severity.lower()} <= set(LEFT), name


def test_sizes(sheets: Sheets) -> None:
    limits = {"book": 3_000_000, "words": 300_000}
    for item in sheets.manifest.files:
        layout = load_sheets(Tree.at(ROOT)).records[item.sheet].layout
        assert item.size <= limits.get(layout, 150_000), (item.file, item.size)


def test_two_runs_give_the_same_bytes(sheets: Sheets) -> None:
    run = SheetRun(sheets.pages, Edition(), ("card", "progesterone"))
    first, second = ({key: kept.data for key, kept in run.render_jobs(run.jobs).items()} for _ in range(2))
    assert first == second and len(first) == 12


def test_each_kind_takes_the_pages_agreed(sheets: Sheets) -> None:
    """One side more than handouts.yml allows, or a side less than 70 % full, fails."""
    declared = load_sheets(Tree.at(ROOT)).records
    for item in sheets.layouts:
        most = declared[item.sheet].most(item.kind)
        assert most is None or item.facts.pages <= most, (item.file, item.facts.pages, most)
        if declared[item.sheet].layout == "sheet":
            assert min(item.facts.fill) >= 0.7, (item.file, item.facts.fill)


def test_nothing_is_rendered_twice(sheets: Sheets) -> None:
    result = make_sheets(sheets.pages, Edition()).result
    assert result.rendered == 0 and result.unchanged == len(sheets.manifest.files)


@pytest.fixture
def printed(sheets: Sheets, tmp_path: Path) -> Tree:
    """A copy of the handbook with its pages, its published site and all its sheets, to be changed."""
    shutil.copytree(sheets.tree.root, tmp_path / "home", ignore=shutil.ignore_patterns("handouts"))
    shutil.copytree(sheets.tree.root / ".cache/handouts", tmp_path / "home/.cache/handouts")
    shutil.copytree(sheets.tree.site, tmp_path / "home/site")
    return Tree.at(tmp_path / "home")


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


def test_text_off_the_paper_is_seen() -> None:
    document = pymupdf.open()
    document.new_page(width=300, height=300).insert_text((20, 100), "on the paper")
    document.new_page(width=300, height=300).insert_text((280, 100), "off the paper")
    assert inspect(document.tobytes(), ()).cut_pages == (2,)
