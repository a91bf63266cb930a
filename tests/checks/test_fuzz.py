"""Whatever the files hold, the readers come to an end and give findings, never a traceback."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handbook.checks.translation_stamps import stamped
from handbook.content.evidence import Claim
from handbook.content.markdown_pages import Page, parse_page, read_page
from handbook.core.findings import HandbookError
from handbook.core.project import ROOT, Locale, Project
from handbook.core.yaml_documents import load_document, parse_document
from handbook.core.yaml_records import RecordFile, build
from handbook.language.alignment import page_pairs
from handbook.language.hedges import kinds, markers
from handbook.language.quantities import compare
from handbook.web.html_pages import BuiltPage, is_hidden

pytestmark = pytest.mark.slow

FIXED = settings(
    derandomize=True, max_examples=150, deadline=2000, database=None, suppress_health_check=list(HealthCheck)
)
EN = Locale("en", "en", "English", "Handbook", True)
EXTENSIONS = Project.at(ROOT).markdown_extensions
ZH = Locale("zh", "zh-Hans", "中文", "手册", False)


def pieces(*parts: str) -> st.SearchStrategy[str]:
    """Texts of a format's own marks, mixed with anything."""
    return st.lists(st.one_of(st.sampled_from(parts), st.text(max_size=8)), max_size=40).map("".join)


MARKDOWN = pieces(
    "---\n", "description: x\n", "# A { #a }\n", "===\n", "- a\n", "    - b\n", "1. c\n", "| a | b |\n", "|---|---|\n",
    "!!! key \"K\"\n", "    text\n", "[^note]", "[a](b.md)", "[a][r]\n\n[r]: c.md\n", "![a](b.svg)", "**x**{ .agree }",
    "{ #", " }", "<!-- include: danger-list -->\n", "```\n", "> ", "`", "*", "_", "\t", "\r\n", "\x00", "25 毫米",
    "12 to 14 weeks", "不", "not ", "可能", "may ", "二十", "十", "（2.5 厘米）", "&amp;", "<div>",
)  # fmt: skip
YAML = pieces(
    "- id: a\n", "  en: b\n", "  zh: c\n", "  checked: 2026-11-01\n", "  references: [S1]\n", "{", "}", "[", "]", ": ",
    "&a ", "*a", "!!python/object:os.system", "? ", "|\n", ">-\n", "'", '"', "\t", "<<: *a\n", "2026-13-45", "1e999",
    "=", "--- \n", "...\n", "%YAML 9.9\n", "\x00", "~", "!", "- - - ", "0o9", "1:2:3", "&a [*a]", "- &a {id: *a}\n",
    "{<<: *a, en: b}", "[" * 3000,
)  # fmt: skip
HTML = pieces(
    "<html lang=en>", "<body>", "<a href=", '"b.html#c"', "<img srcset='a 1x, b 2x'>", "<a name=x>", "id=y ", ">", "<",
    "</", "<template>", "<svg><use href='#a'>", "<p class=disclaimer>", "<!--", "-->", "<script>", "style='opacity:0'",
    "<details>", "&#0;", "&#x110000;", "<table><a href=x>", "<base href='//x'>", "\x00", "hidden ",
)  # fmt: skip
SAID = pieces(
    "not ", "No ", "never ", "don’t ", "not only ", "or not", "may ", "might ", "usually ", "about 5 ", "at most 5 ",
    "less than 5 ", "不", "没有", "没", "不同", "有没有", "不全", "可能", "一般", "不到 5", "最多", "至少 5",
    "5 周以下", "。", ". ",
)  # fmt: skip


def page(text: str, locale: Locale) -> Page:
    found = Page(locale, "index", f"docs/{locale.code}/index.md", text, extensions=EXTENSIONS)
    parse_page(found)
    return found


@FIXED
@given(MARKDOWN)
def test_markdown(text: str) -> None:
    found = page(text, EN)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= block.line <= lines + 1 for block in found.blocks)
    assert all(finding.message and finding.hint for finding in found.findings)
    assert len(found.hash) == 64
    assert isinstance(found.title, str)
    assert all(line >= 1 for _, line in found.notes)


@FIXED
@given(MARKDOWN, MARKDOWN)
def test_two_pages_side_by_side(english: str, chinese: str) -> None:
    translated, counterpart = page(chinese, ZH), page(english, EN)
    for pair in page_pairs(translated, counterpart):
        assert isinstance(pair.differences, tuple)
        compare(pair.left, pair.right, pair.codes)
    with contextlib.suppress(HandbookError):
        assert counterpart.hash in stamped(translated, counterpart)


@FIXED
@given(st.text(max_size=200))
@example("ſix weeks from 3 Auguſt")
def test_numbers_and_words(text: str) -> None:
    compare(text, text[::-1])
    assert compare(text, text) == ([], [], [])


@FIXED
@given(SAID, st.sampled_from(kinds()), st.sampled_from(["en", "zh"]))
def test_markers(text: str, kind: str, code: str) -> None:
    """Each is a word of the text, in the text's order."""
    plain, at = text.lower().replace("’", "'"), 0
    for word in markers(text, kind, code):
        assert word in plain[at:]
        at = plain.index(word, at) + len(word)


@FIXED
@given(YAML)
def test_yaml(text: str) -> None:
    document = parse_document(text, "evidence/x.yml")
    assert all(finding.line >= 1 for finding in document.findings)
    rows = document.data if isinstance(document.data, list) else [document.data]
    source: RecordFile[Claim] = RecordFile("evidence/x.yml")
    for index, row in enumerate(rows):
        build(source, document, (index,), row, Claim)


@FIXED
@given(HTML)
def test_html(text: str) -> None:
    built = BuiltPage("index.html", text, EN)
    assert isinstance(built.ids, frozenset)
    assert all(isinstance(address.is_request, bool) for address in built.addresses)
    assert isinstance(built.title, str)
    for node in built.tree.css(".disclaimer"):
        is_hidden(node)


@FIXED
@given(raw=st.binary(max_size=60))
def test_bytes(raw: bytes, tmp_path: Path) -> None:
    project = Project.at(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("markdown_extensions: [tables]")
    path = tmp_path / "index.md"
    path.write_bytes(raw)
    found, document = read_page(project, path, EN), load_document(project, path)
    assert isinstance(found.blocks, tuple)
    if not is_utf8(raw):
        assert [finding.message for finding in found.findings] == ["is not UTF-8"]
        assert [finding.message for finding in document.findings] == ["is not UTF-8"]
    elif not raw.strip():
        assert [finding.message for finding in found.findings] == ["the page is empty"]


def is_utf8(raw: bytes) -> bool:
    """Whether the bytes can be read as text at all."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
