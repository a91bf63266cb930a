"""Blocks and frame: what cannot be made is said, and no word, date or argument of a page is a traceback."""

from __future__ import annotations

import dataclasses
import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown

from handbook.content.evidence import STEPS, Evidence, load_evidence, load_wording
from handbook.content.markdown_pages import Page, parse_page
from handbook.core.findings import HandbookError
from handbook.core.project import ROOT, Project
from handbook.language.alignment import sections
from handbook.web.includes import Includes
from handbook.web.markdown_extension import HandbookExtension
from handbook.web.page_context import PageContext

PROJECT = Project.at(ROOT)
EVIDENCE = load_evidence(PROJECT)
EN = PROJECT.locale("en")
DAY = datetime.date(2026, 11, 1)


def worded(folder: Path, text: str) -> Evidence:
    """The evidence with this text as its wording."""
    (folder / "evidence").mkdir()
    (folder / "evidence/wording.yml").write_text(text, "utf-8")
    return dataclasses.replace(EVIDENCE, wording=load_wording(Project.at(folder)))


@pytest.mark.parametrize("text", ["Checked {dat}", "Checked {}", "Checked {date", "{date.x}", "{date[x]}", "{date:d}"])
def test_a_blank_that_nothing_fills_is_said(text: str, tmp_path: Path) -> None:
    evidence = worded(tmp_path, f'menu: {{en: a, zh: b}}\nchecked: {{en: "{text}", zh: "{text}"}}\n')
    said = r"evidence/wording.yml:2: 'checked' has a blank that nothing fills; its blanks are \{date\}"
    with pytest.raises(HandbookError, match=said):
        evidence.saying("en")("checked", date="today")


def test_a_blank_without_a_name_is_said(tmp_path: Path) -> None:
    evidence = worded(tmp_path, 'note: {en: "Note {number}", zh: "注 {number}"}\n')
    with pytest.raises(HandbookError, match=r"'note' has a blank that nothing fills; its blanks are \{\}"):
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
    spans = re.findall("<span.*?>(.*?)</span>", PageContext(PROJECT, EVIDENCE).status(meta, EN, "no-such-page"))
    assert [text for text in spans if "heck" in text] == shown


def test_the_frame_is_no_include() -> None:
    names = Includes(PROJECT, EVIDENCE).names
    assert "danger-list" in names and not names & {"here", "status", "own-sheet"}


@pytest.mark.parametrize(
    ("name", "argument", "said"),
    [
        ("here", "", "include 'here': no such block; known are care-by-place"),
        ("../frame/here", "", "no such block"),
        ("icon-array", "nope", "blocks/icon-array.html: cannot be filled in with 'nope': .* has no attribute"),
        ("icon-array", "", "blocks/icon-array.html: cannot be filled in: .*"),
        ("danger-strip", "R1 nope", "no danger sign and no topic is called 'nope'; name topics or rows of"),
        ("danger-ladder", "", "no danger sign is named; name topics or rows of evidence/danger.yml"),
    ],
)
def test_a_block_that_cannot_be_made_is_said(name: str, argument: str, said: str) -> None:
    with pytest.raises(HandbookError, match=said):
        Includes(PROJECT, EVIDENCE).render(name, EN, argument)


def test_a_frame_without_its_values_is_said() -> None:
    with pytest.raises(HandbookError, match=r"frame/here\.html: cannot be filled in: 'items' is undefined"):
        Includes(PROJECT, EVIDENCE).frame("here", EN)


def test_every_block_without_an_argument_can_be_made() -> None:
    blocks = Includes(PROJECT, EVIDENCE)
    for locale in PROJECT.locales:
        for name in blocks.names - {"icon-array", "danger-strip", "danger-ladder", "place-facts"}:
            assert blocks.render(name, locale)


def test_a_strip_shows_the_rows_that_it_names_each_with_its_step() -> None:
    topic = next(iter(EVIDENCE.topics))
    other = next(row for row in reversed(list(EVIDENCE.danger)) if row.topic != topic.id)
    html = Includes(PROJECT, EVIDENCE).render("danger-strip", EN, f"{other.id} {topic.id}")
    shown = re.findall(r'data-row="(\w+)"', html)
    assert set(shown) == {other.id, *(row.id for row in EVIDENCE.on_topic(topic.id))}
    steps = [STEPS.index(EVIDENCE.danger.records[row].step) for row in shown]
    assert steps == sorted(steps) and html.count('class="act ') == len(shown)
    assert 'href="get-help-now.html#step-ambulance"' in html


def test_the_rows_of_a_topic_are_whole_and_carry_no_id() -> None:
    topic = next(iter(EVIDENCE.topics))
    html = Includes(PROJECT, EVIDENCE).render("danger-ladder", EN, topic.id)
    rows = EVIDENCE.on_topic(topic.id)
    assert html.count('class="act ') == html.count('class="action"') == len(rows) > 0
    assert html.count('class="up"') == sum(row.up is not None for row in rows) and " id=" not in html


def test_both_readers_take_several_arguments() -> None:
    line = "<!-- include: danger-strip R1  R2 bleeding -->"
    page = Page(EN, "index", "docs/en/index.md", f"# A {{ #a }}\n\n{line}\n")
    parse_page(page)
    assert [block.argument for block in page.blocks if block.kind == "include"] == ["R1 R2 bleeding"]
    assert 'data-rows="R1 R2 bleeding"' in Includes(PROJECT, EVIDENCE).expand(line, EN)


BOXES = '!!! place "united-kingdom"\n\n    Call 999.\n\n!!! place "mainland-china"\n\n    Call 120.\n\nAfter.\n'


def test_boxes_for_places_stand_in_full_in_one_group() -> None:
    extension = HandbookExtension(EVIDENCE, PROJECT)
    extension.locale, extension.slug = EN, "index"
    html = Markdown(extensions=["admonition", extension]).convert(BOXES)
    assert html.count("data-by-place") == 1 and html.count("<details") == html.count(" open") == 2
    assert "<summary>United Kingdom</summary>" in html and "united-kingdom</" not in html
    assert html.index("</div>") < html.index("After.")


def test_boxes_for_places_are_compared_place_by_place() -> None:
    page = Page(EN, "index", "docs/en/index.md", f"# A {{ #a }}\n\n{BOXES}", extensions=PROJECT.markdown_extensions)
    parse_page(page)
    texts = [block.text for block in sections(page)["a"] if block.text]
    assert texts == ["A", "Call 120.", "Call 999.", "After."]


def test_a_card_that_leads_to_a_page_holds_no_other_link() -> None:
    extension = HandbookExtension(EVIDENCE, PROJECT)
    extension.locale, extension.slug = EN, "index"
    text = '!!! doors "Where are you now?"\n\n    - [Again](timeline.md)\n      A scan of the cervix.\n\nThe cervix.\n'
    html = Markdown(extensions=["admonition", extension]).convert(text)
    box, _, below = html.partition("</div>")
    assert box.count("<a ") == 1 and "<a " in below, "a term is explained, but not inside the card"


@pytest.mark.parametrize(
    ("code", "text", "shown"),
    [
        ("en", "Phone your maternity\nunit  now.", "<p>Phone your maternity unit now.</p>"),
        ("zh", "没有产科急诊，\n就去急诊科。", "<p>没有产科急诊，就去急诊科。</p>"),
        ("zh", "满 37\n周", "<p>满 37 周</p>"),
        ("zh", "**先打\n电话**，\n再去", "<p><strong>先打电话</strong>，再去</p>"),
    ],
)
def test_no_phrase_is_cut_where_its_source_breaks_a_line(code: str, text: str, shown: str) -> None:
    """The words of a place are looked for as they are: a line end inside one would hide it."""
    extension = HandbookExtension(EVIDENCE, PROJECT)
    extension.locale, extension.slug = PROJECT.locale(code), "words"
    html = Markdown(extensions=[extension]).convert(text)
    assert re.sub("</?span[^>]*>", "", html) == shown
