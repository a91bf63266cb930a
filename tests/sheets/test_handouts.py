"""Every printed sheet, rendered for real: tags, languages, fonts, pixels in three engines, sizes, the same bytes."""

from __future__ import annotations

import hashlib
import itertools
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
from sheets_of import Sheets, ink

from handbook.cli import handouts
from handbook.content.built_for import write_built_for
from handbook.content.edition import Edition
from handbook.content.evidence import STEPS, load_evidence
from handbook.core.findings import HandbookError
from handbook.core.project import ROOT, Project
from handbook.publish import offline_copy
from handbook.publish.checksums import SUMS
from handbook.publish.pipeline import FRESH, PAGES
from handbook.sheets.composition import PAPERS, Composer
from handbook.sheets.imposition import POINTS, booklet, folded
from handbook.sheets.pdf_inspection import elements, inspect
from handbook.sheets.pictures import shown_name
from handbook.sheets.sheet_set import SheetRun, make_sheets
from handbook.sheets.spec import load_sheets, prints
from handbook.web.html_pages import STAMP, read_site

# Of outloud's warnings: why each that is left stays.
LEFT = {
    "ORD-001": "the foot of the first page is read first, so that nobody misses the disclaimer; it is painted last",
    "FIG-012": "it knows English words only; the alternative texts are Chinese sentences",
    "TBL-012": "a table to fill in is mostly empty cells",
    "TBL-014": "the lines to write on, and those between danger signs, look like a grid of their own",
    "PAG-001": "a heading that comes back at the same height is no running head",
}
FOLDED = ("en-booklet", "zh-booklet")
"""Two pages on a side, for a printer only: the PDF to read is the other one."""
BOOK_HEAD, BOOK_FOOT = 63, 770
"""Points from the top of an A4 page: where the book's running head ends and its foot begins (print/book.typ)."""
SMALL_PRINT = 9
POCKET = 7.4


def _ua(path: Path) -> list[str]:
    return [
        f"{item.rule_id} {item.message}"
        for item in pdfua.validate(str(path)).findings
        if item.severity.name in ("ERROR", "WARNING")
    ]


def _aloud(path: Path) -> list[tuple[str, str]]:
    result = outloud.check(str(path))
    return [(str(item.severity), item.rule) for item in result.findings]


@pytest.mark.long(90)
def test_every_declared_sheet_is_there(sheets: Sheets) -> None:
    wanted = {item.file_name for item in prints(load_sheets(Project.at(ROOT)), Edition())}
    there = {path.name for path in (sheets.project.site / "handouts").glob("*.pdf")}
    assert wanted == there == {item.file for item in sheets.manifest.files}


def test_pdfua_has_no_objection(sheets: Sheets) -> None:
    assert {name: found for name, found in sheets.each(_ua) if found and "booklet" not in name} == {}


def test_facts_of_every_sheet(sheets: Sheets) -> None:
    for item in sheets.manifest.files:
        facts = item.facts
        if item.kind in FOLDED:
            continue
        assert facts.tagged and not facts.loose_fonts and not facts.missing_glyphs and not facts.bare_pages, item
        assert set(facts.languages) >= ({"en", "zh-CN"} if item.kind == "side-by-side" else {_tag(item.kind)}), item


def _tag(kind: str) -> str:
    return "zh-CN" if kind.startswith("zh") else "en"


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
                if han and language == "en":
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
        assert str(pdf.Root.Lang) == "en" and marked.count("zh-CN") > 20 and set(marked) == {"zh-CN"}
        kinds = [str(item.S) for item in elements(pdf)]
        assert kinds.count("/LI") == kinds.count("/LBody") > 5 and kinds.count("/H1") == 1 and kinds.count("/H2") > 4


def test_every_sheet_has_an_outline(sheets: Sheets) -> None:
    for item in sheets.layouts:
        if item.kind not in FOLDED:
            with pymupdf.open(sheets.path(item)) as document:
                assert document.get_toc(), item.file


def test_sides_and_how_full_they_are(sheets: Sheets) -> None:
    """One side more, or one less than 70 % full, fails: a ward prints two sides, and throws away an empty page."""
    declared = load_sheets(Project.at(ROOT)).records
    for item in sheets.layouts:
        most = declared[item.sheet].most(item.kind)
        if most is not None:
            assert item.facts.pages == most, item.file
            assert min(item.facts.fill) >= 0.7, (item.file, item.facts.fill)


def test_each_side_begins_on_its_own_page(sheets: Sheets) -> None:
    """In one language what is handed over is a side: one that runs on into the next was not planned."""
    for job in SheetRun(sheets.pages, Edition(), ()).jobs:
        sides, pages = job.document.get("sides", ()), job.document.get("pages", ())
        with pymupdf.open(sheets.project.site / "handouts" / job.first.file_name) as document:
            for number, side in enumerate(sides):
                first = next(_texts(side))
                shown = "".join(document[sum(pages[:number])].get_text().split())
                assert first[:9] in shown, (job.name, number, first)


def test_the_whole_handbook(sheets: Sheets) -> None:
    """At most 90 pages, none but the cover under a third full, no chapter's head at the foot of a page."""
    for code in ("en", "zh"):
        item = next(one for one in sheets.layouts if one.sheet == "handbook" and one.kind == code)
        assert item.facts.pages <= 90 and min(item.facts.fill[1:]) > 1 / 3
        with pymupdf.open(sheets.path(item)) as document:
            for page in document.pages(2):
                assert not _stranded(page), (code, page.number + 1)


def test_the_running_head_of_the_book_is_the_page_s_own(sheets: Sheets) -> None:
    """The references are no part of the last chapter."""
    for code in ("en", "zh"):
        title = load_evidence(Project.at(ROOT)).say("sources", code)
        item = next(one for one in sheets.layouts if one.sheet == "handbook" and one.kind == code)
        with pymupdf.open(sheets.path(item)) as document:
            first = {name: page - 1 for _, name, page in document.get_toc()}[title]
            heads = [page.get_text(clip=(0, 0, page.rect.width, BOOK_HEAD)).strip() for page in document]
        assert set(heads[first + 1 :]) == {title} and len(heads) > first + 1, (code, heads[first:])
        assert all(re.match(r"\d+\. ", head) for head in heads[2:first]), code


def test_a_booklet_is_for_a_printer_and_the_page_says_what_to_read(sheets: Sheets) -> None:
    """It carries no tags; its twin in the same language does, and both pages say so beside them."""
    files = {item.file: item for item in sheets.manifest.files}
    folded = [item for item in files.values() if item.kind in FOLDED]
    assert {item.kind for item in folded} == set(FOLDED)
    for item in folded:
        twin = files[item.file.replace("-booklet", "")]
        assert not item.facts.tagged and twin.facts.tagged, item.file
    for code, folder in (("en", ""), ("zh", "zh/")):
        html = (sheets.project.site / folder / "handouts.html").read_text("utf-8")
        said = load_evidence(Project.at(ROOT)).say("booklet_print_only", code)
        assert html.count(said) == 1 and html.index("handbook-en-booklet") < html.index(said), code


def _stranded(page: pymupdf.Page) -> list[str]:
    """Heads of chapters with no line of text below them in their column."""
    lines = [line for block in page.get_text("dict")["blocks"] for line in block.get("lines", ())]
    foot = max(line["bbox"][1] for line in lines) - 15  # two lines of the disclaimer
    found = []
    for line in lines:
        left, _, _, bottom = line["bbox"]
        below = [one for one in lines if bottom <= one["bbox"][1] + 2 < foot and left - 9 < one["bbox"][0] < left + 240]
        text = [one for one in below if max(span["size"] for span in one["spans"]) < 13]
        if max(span["size"] for span in line["spans"]) > 16 and not text:
            found.append("".join(span["text"] for span in line["spans"]))
    return found


def test_a_booklet_has_the_same_bytes_twice(sheets: Sheets) -> None:
    data = (sheets.project.site / "handouts/what-it-is-en-a4.pdf").read_bytes()
    assert booklet(data, PAPERS["a4"], "What it is", "en") == booklet(data, PAPERS["a4"], "What it is", "en")


def test_the_booklet_is_in_order() -> None:
    assert list(folded(4)) == [(3, 0), (1, 2)]
    assert list(folded(6)) == [(None, 0), (1, None), (5, 2), (3, 4)]


def test_zeros_are_plain(sheets: Sheets) -> None:
    """Atkinson Hyperlegible strikes its zero through: in small bold print 000 reads as 888. Ours come from Noto."""
    for name in ("help-now-en-a4.pdf", "card-side-by-side-a4.pdf"):
        with pymupdf.open(sheets.project.site / "handouts" / name) as document:
            fonts = {
                span["font"]
                for page in document
                for block in page.get_text("dict")["blocks"]
                for line in block.get("lines", ())
                for span in line["spans"]
                if "0" in span["text"]
            }
        assert fonts and all("HandbookHan" in font for font in fonts), (name, fonts)


def _agreement(path: Path) -> list[str]:
    """Pages that are blank, or that the engines draw differently."""
    drawn = ink(path)
    faults = []
    for number, (one, two, three) in enumerate(zip(*drawn.values(), strict=True), 1):
        if not any(field > 0.02 for field in one):
            faults.append(f"page {number} is blank")
        apart = max(max(fields) - min(fields) for fields in zip(one, two, three, strict=True))
        if apart > (0.2 if "booklet" in path.name else 0.15):
            faults.append(f"page {number}: the engines differ by {apart:.2f}")
    return faults


@pytest.mark.long(25)
def test_three_engines_draw_the_same_ink(sheets: Sheets) -> None:
    assert {name: found for name, found in sheets.each(_agreement) if found} == {}


def _edges(path: Path) -> list[str]:
    """Words nearer than 6 mm to the edge of what both papers have in common: no printer reaches there."""
    faults = []
    with pymupdf.open(path) as document:
        for page in document:
            width, height = (side * POINTS for side in (210.0, 279.4))
            across, up = (page.rect.width - width) / 2 + 17, (page.rect.height - height) / 2 + 17
            inner = page.rect + (across, up, -across, -up)  # noqa: RUF005 (a rectangle, not a list)
            words = [pymupdf.Rect(word[:4]) for word in page.get_text("words")]
            faults += [f"page {page.number + 1}: {word}" for word in words if word not in inner]
    return faults[:3]


def test_nothing_is_cut_at_an_edge(sheets: Sheets) -> None:
    assert {name: found for name, found in sheets.each(_edges) if found and "booklet" not in name} == {}


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


PINYIN = frozenset("ǎǐōǒǔ")
"""Letters that the text face lacks: they are set in the Chinese face, and PyMuPDF reads them apart."""


def test_no_sentence_is_lost(sheets: Sheets) -> None:
    """Each piece of text that was composed stands in the PDF: a column or page that is full drops nothing."""
    for job in SheetRun(sheets.pages, Edition(), ()).jobs:
        if job.first.kind in FOLDED:
            continue
        with pymupdf.open(sheets.project.site / "handouts" / job.first.file_name) as document:
            printed = "".join("".join(_body(page, job.first.sheet.id).split()) for page in document)
        lost = {text for text in _texts(job.document | {"steps": None}) if text[:9] not in printed}
        assert not lost, (job.name, sorted(lost)[:5])


def _body(page: pymupdf.Page, sheet: str) -> str:
    """The text of a page; in the book without its running head and foot, which part a text that goes on overleaf."""
    if sheet != "handbook" or page.number == 0:
        return page.get_text()
    return page.get_text(clip=(0, BOOK_HEAD, page.rect.width, BOOK_FOOT))


def _texts(value: object) -> Iterator[str]:
    """The text of every run in a document, without white space, where it is long enough to be looked for."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str) and "anchor" not in value:
            text = "".join(value["text"].split())
            if len(text) > 6 and not PINYIN & set(text[:9]):
                yield text
        if value.get("name") == "head" and "group" in value:
            return  # in the whole handbook a row of a wide table says the heads of its other cells alone
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def test_type_is_large_enough(sheets: Sheets) -> None:
    for name, size in sheets.each(_smallest):
        least = (
            17.9
            if "-large-" in name
            else POCKET
            if name.startswith("card")
            else 6
            if "booklet" in name
            else SMALL_PRINT
        )
        assert size >= least, (name, size)


@pytest.mark.long(25)
def test_outloud_finds_no_error(sheets: Sheets) -> None:
    for name, found in sheets.each(_aloud):
        if "booklet" in name:
            continue
        assert [rule for severity, rule in found if "error" in severity.lower()] == [], name
        assert {rule for severity, rule in found if "warning" in severity.lower()} <= set(LEFT), name


def test_sizes(sheets: Sheets) -> None:
    for item in sheets.manifest.files:
        layout = load_sheets(Project.at(ROOT)).records[item.sheet].layout
        assert item.size <= {"book": 3_000_000, "words": 300_000}.get(layout, 150_000), (item.file, item.size)


def test_only_our_fonts(sheets: Sheets) -> None:
    planned = re.compile(r"[A-Z]{6}\+(AtkinsonHyperlegible|HandbookHan)")
    for item in sheets.layouts:
        with pymupdf.open(sheets.path(item)) as document:
            names = {font[3] for page in document for font in page.get_fonts()}
        assert all(planned.match(name) for name in names), (item.file, names)


def test_two_runs_give_the_same_bytes(sheets: Sheets) -> None:
    run = SheetRun(sheets.pages, Edition(), ("card", "progesterone"))
    first, second = ({key: kept.data for key, kept in run.render_jobs(run.jobs).items()} for _ in range(2))
    assert first == second and len(first) == 12
    among_all = {item.file: item.sha256 for item in sheets.manifest.files}
    for job in run.jobs:
        for item, key in job.keys.items():
            assert among_all[item.file_name] == hashlib.sha256(first[key]).hexdigest(), item.file_name


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
    """No word crosses the fold in the middle or the edge of a card of 85.6 by 54 mm."""
    for item in sheets.manifest.files:
        if item.sheet != "card":
            continue
        with pymupdf.open(sheets.path(item)) as document:
            page = document[0]
            names = [word for word in page.get_text("words") if word[4] in ("pregnant", "我怀孕了")]
            assert len(names) == 8, "eight faces"
            middle, width = page.rect.width / 2, 85.6 * POINTS
            tops = sorted({round(word[1]) for word in names if word[4] == "pregnant"})
            for x0, y0, x1, _, word, *_ in page.get_text("words"):
                if tops[0] <= y0 < tops[-1] + 53 * POINTS - 8:
                    assert not x0 < middle < x1 and middle - width < x0 and x1 < middle + width, word
            assert all(50 < (low - high) / POINTS < 56 for high, low in itertools.pairwise(tops))


NO_FONT = """
import importlib.util as util, sys
real = util.find_spec
util.find_spec = lambda name, *rest: None if name.startswith("manimgx") else real(name, *rest)
from pathlib import Path
from handbook.cli.main import main
sys.exit(main(["handouts", "card"], Path(sys.argv[1])))
"""


@pytest.fixture
def printed(sheets: Sheets, tmp_path: Path) -> Project:
    """A copy of the handbook with its pages, its published site and all its sheets, to be changed."""
    shutil.copytree(sheets.project.root, tmp_path / "home", ignore=shutil.ignore_patterns("handouts"))
    shutil.copytree(sheets.project.root / ".cache/handouts", tmp_path / "home/.cache/handouts")
    shutil.copytree(sheets.project.site, tmp_path / "home/site")
    return Project.at(tmp_path / "home")


def test_a_missing_font_is_one_message(printed: Project) -> None:
    """And the site keeps the sheets that it had."""
    for name in ("handouts", "fonts"):
        shutil.rmtree(printed.root / ".cache" / name, ignore_errors=True)
    before = sorted((path.name, path.stat().st_size) for path in (printed.site / "handouts").iterdir())
    command = [sys.executable, "-c", NO_FONT, str(printed.root)]
    environment = os.environ | {"PYTHONPATH": str(printed.root / "scripts")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("handouts: ") and "font package" in done.stderr
    assert sorted((path.name, path.stat().st_size) for path in (printed.site / "handouts").iterdir()) == before


def test_named_sheets_leave_the_others_and_a_whole_site(printed: Project) -> None:
    packed = names_in(printed.site / offline_copy.ZIP)
    (printed.site / "handouts/card-side-by-side-a4.pdf").unlink()
    result = handouts.renew(printed, Edition(), ("card",))
    assert result.rendered == 0 and differing(printed.site) == []
    assert names_in(printed.site / offline_copy.ZIP) == packed
    assert not (printed.root / FRESH).exists()


def test_another_edition_from_the_cache_is_whole_too(printed: Project) -> None:
    """Nothing is rendered, and yet zip, compressed files and sums are those of the sheets that the site now holds."""
    other = Edition(paper="letter")
    write_built_for(printed, printed.root / PAGES, other)
    result = handouts.renew(printed, other, ("card",))
    assert (result.rendered, result.unchanged) == (0, 1)
    assert differing(printed.site) == []
    before = {path: path.stat().st_mtime_ns for path in printed.site.rglob("*")}
    handouts.renew(printed, other, ("card",))
    assert {path: path.stat().st_mtime_ns for path in printed.site.rglob("*")} == before


def test_sheets_want_the_pages_of_the_last_build(printed: Project) -> None:
    (printed.root / PAGES / STAMP).unlink()
    with pytest.raises(HandbookError, match=r"run \./scripts/build first"):
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
    project = sheets.project
    return Composer(project, read_site(project), load_evidence(project), Edition(), tuple(load_sheets(project)))


def _words(value: object) -> str:
    return " ".join(_texts(value))


def test_help_is_on_every_sheet(composer: Composer) -> None:
    """Danger signs, or the reason why there are none."""
    for sheet in load_sheets(composer.project):
        for kind in sheet.prints:
            document = composer.document(sheet, kind)
            looks = [panel["look"] for side in document.get("sides", ()) for panel in side]
            bare = sheet.danger or sheet.layout in ("words", "book")
            assert bare or {"ladder", "brief"} & set(looks) or document.get("card"), (sheet.id, kind)


def test_a_sign_never_stands_without_its_step(composer: Composer) -> None:
    document = composer.document(load_sheets(composer.project).records["help-now"], "en")
    signs = [unit for side in document["sides"] for panel in side for unit in panel["units"] if unit["kind"] == "sign"]
    assert len(signs) == len(list(composer.evidence.danger)) and {unit["step"] for unit in signs} <= set(STEPS)


def test_questions_have_one_number_in_both_languages(composer: Composer) -> None:
    document = composer.document(load_sheets(composer.project).records["questions-to-ask"], "side-by-side")
    numbers = [unit["number"] for panel in document["sides"][0] for unit in panel["units"] if unit["number"]]
    assert numbers == sorted(numbers) and len(numbers) > 20


def test_choices_are_boxes_to_tick(composer: Composer) -> None:
    document = composer.document(load_sheets(composer.project).records["my-plan"], "side-by-side")
    units = [unit for panel in document["sides"][0] for unit in panel["units"]]
    offered = [unit["choices"] for unit in units if "choices" in unit]
    assert ["one", "twins", "three or more"] in [both[0] for both in offered]
    assert all(len(both[0]) == len(both[1]) for both in offered)


def test_numbers_are_asked_once(composer: Composer) -> None:
    document = composer.document(load_sheets(composer.project).records["my-plan"], "en")
    looks = [panel["look"] for side in document["sides"] for panel in side]
    assert looks.count("numbers") == 1 and "My maternity unit, by day" not in _words(document)


def test_chinese_is_set_for_paper(composer: Composer) -> None:
    """No break between a number and its measure word, no blank after a full-width mark."""
    sheet = load_sheets(composer.project).records["stitch-removal-and-birth"]
    text = str(composer.document(sheet, "zh")["sides"])
    assert "37\\xa0周" in text
    assert re.findall(r"\d [\u4e00-\u9fff]|[。，；：] [\u4e00-\u9fff]", text) == []


def test_pictures_of_sheets_and_of_the_card(sheets: Sheets) -> None:
    folder = sheets.project.site / "handouts"
    declared = [sheet.id for sheet in load_sheets(sheets.project)]
    phone = {f"card-{code}-{look}.png" for code in ("en", "zh") for look in ("light", "dark")}
    assert set(sheets.manifest.pictures) == {shown_name(name) for name in declared} | phone
    for name in phone:
        picture = pymupdf.Pixmap((folder / name).read_bytes())
        assert (picture.width, picture.height) == (1080, 2340)
        assert (folder / name).stat().st_size < 150_000, name
        dark = sum(picture.pixel(20, 20)[:3]) < 120
        assert dark == name.endswith("-dark.png")


def test_text_off_the_paper_is_seen() -> None:
    document = pymupdf.open()
    document.new_page(width=300, height=300).insert_text((20, 100), "on the paper")
    document.new_page(width=300, height=300).insert_text((280, 100), "off the paper")
    assert inspect(document.tobytes(), ()).cut_pages == (2,)


def test_a_text_may_go_over_a_page_with_a_foot_between_but_lose_nothing() -> None:
    document = pymupdf.open()
    for words in ("Everyday soup is food. For a soup", "with herbs, show the recipe first."):
        page = document.new_page()
        page.insert_text((72, 100), words)
        page.insert_text((72, 800), "In an emergency, call for help now.")
    said = "Everyday soup is food. For a soup with herbs, show the recipe first."
    more = f"{said} Do not take it."
    assert inspect(document.tobytes(), [], [{"text": said}, {"text": more}]).lost == (more,)
