"""A third language with stub pages: everything ends without a traceback, and says what is missing where."""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.localedata import locale_identifiers
from copies import Original

from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES
from handbook.checks.source_guard import refuse_odd_files
from handbook.content.evidence import Claim, load_evidence
from handbook.content.markdown_pages import Page, read_pages
from handbook.core.findings import HandbookError, Severity
from handbook.core.project import ROOT, Project
from handbook.core.records import TAKEN, Localised
from handbook.core.source_files import copy_sources
from handbook.core.yaml_records import RecordFile
from handbook.language import dates, quantities, sentences
from handbook.language.languages import FOLDER, language
from handbook.web.mkdocs_build import make_pages

ENTRY = """        - locale: vi
          name: Tiếng Việt
          site_name: Cổ tử cung
          theme: {language: vi}
          extra: {unfinished: true}
"""
FLOW = "        - {locale: vi, name: Tiếng Việt, theme: {language: vi}, extra: {unfinished: true}}\n"


def stub(page: Page) -> str:
    """A page with the front matter and the headings of `page`, and no text yet."""
    front = page.text[: len(page.text) - len(page.body)]
    headings = [f"{'#' * item.level} Chưa dịch {{ #{item.name} }}" for item in page.headings]
    return front + "\n\n".join(headings) + "\n"


def with_language(root: Path, entry: str, code: str = "vi") -> Project:
    """Add a language and its stubs to the handbook at `root`."""
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8")
    # Behind the last language: before the line that is set in less.
    changed = re.sub(r"(?m)^( {8}- (?:\{|)locale: zh.*\n(?: {9,}.*\n)*)", lambda match: match[1] + entry, text)
    assert changed != text
    config.write_text(changed, "utf-8")
    (root / "docs" / code).mkdir()
    for slug, page in read_pages(Project.at(root)).pages["en"].items():
        (root / f"docs/{code}/{slug}.md").write_text(stub(page), "utf-8")
    return Project.at(root)


@pytest.fixture
def three(mini: Original, tmp_path: Path) -> Project:
    """The tiny handbook with stubs of a third language."""
    shutil.copytree(mini.root, tmp_path / "three")
    return with_language(tmp_path / "three", FLOW)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_ends_with_findings(family: str, three: Project) -> None:
    context = CheckContext(three, datetime.date(2026, 11, 15))
    refuse_odd_files(three)
    for finding in FAMILIES[family].findings(context):
        assert finding.message and finding.line >= 1


def test_what_is_missing_is_one_warning_a_file(three: Project) -> None:
    found = [item for item in load_evidence(three).findings() if "(vi)" in item.message]
    assert {item.severity for item in found} == {Severity.WARNING}
    # danger.yml holds several lists, each read by itself.
    assert len({item.path for item in found}) > 5
    assert len(found) == len({(item.path, item.line) for item in found})
    claims = next(item for item in found if item.path == "evidence/claims.yml")
    assert (claims.line, claims.message.partition(":")[0]) == (1, "no Tiếng Việt (vi) in 1 texts")


def test_a_text_of_a_finished_language_that_is_missing_is_one_error(mini: Original, tmp_path: Path) -> None:
    edit = {"find": ", zh: 马上打电话。", "replace": ""}
    root = mini.copy(tmp_path / "copy", [("evidence/danger.yml", edit)]).project.root
    found = list(load_evidence(Project.at(root)).findings())
    assert [(item.path, item.message) for item in found] == [("evidence/danger.yml", "Y1.action has no 中文 (zh)")]
    action = load_evidence(Project.at(root)).danger.records["Y1"].action
    assert action["zh"] == "[English] Phone now." and action["en"] == "Phone now."


@pytest.mark.parametrize(("code", "key"), [("id", "lang-id"), ("zh-Hant", "zh-Hant"), ("pt-BR", "pt-BR")])
def test_any_code_can_be_the_key_of_a_text(code: str, key: str, mini: Original, tmp_path: Path) -> None:
    """Also `id`, which names a record."""
    shutil.copytree(mini.root, root := tmp_path / "more")
    project = with_language(root, FLOW.replace(": vi", f": {code}"), code)
    path = root / "evidence/claims.yml"
    text = path.read_text("utf-8")

    def with_line(line: str) -> RecordFile[Claim]:
        path.write_text(text.replace("- id: short-cervix\n", f"- id: short-cervix\n{line}"), "utf-8")
        return load_evidence(project).claims

    assert with_line(f"  {key}: A test.\n").records["short-cervix"][code] == "A test."
    wrong = with_line(f"  {key}: ''\n").findings[0]
    assert (wrong.line, wrong.message.partition(":")[0]) == (2, key)
    assert f"write `{key}:` beside" in with_line("").findings[0].hint


def test_no_other_key_of_a_record_is_a_code_of_a_language() -> None:
    models = list(every(Localised))
    assert len(models) > 10
    keys = {name for model in models for name in model.model_fields if is_code(name)}
    assert keys <= TAKEN


def every(model: type[Localised[Any]]) -> Iterator[type[Localised[Any]]]:
    """All records that are made from one."""
    for one in model.__subclasses__():
        yield one
        yield from every(one)


def is_code(code: str) -> bool:
    """Whether a key is a code that a build takes, as far as CLDR knows languages."""
    return bool(re.fullmatch("[a-z]{2}", code)) and code in locale_identifiers()


def test_a_language_that_nobody_described_is_refused(three: Project) -> None:
    path = three.root / "mkdocs.yml"
    path.write_text(path.read_text("utf-8").replace(", extra: {unfinished: true}", ""), "utf-8")
    with pytest.raises(HandbookError, match=r"nothing is known of 'vi'; add .*data/vi.yml"):
        refuse_odd_files(Project.at(three.root))


@pytest.mark.long(15)
@pytest.mark.slow
def test_its_pages_are_built_and_say_what_is_missing(tmp_path: Path) -> None:
    copy_sources(ROOT, tmp_path / "home")
    project = with_language(tmp_path / "home", ENTRY)
    make_pages(project, tmp_path / "pages")
    built = sorted((tmp_path / "pages/vi").glob("*.html"))
    assert len(built) == len(list((tmp_path / "home/docs/vi").glob("*.md"))) > 30
    for path in built:
        html = path.read_text("utf-8")
        assert '<html lang="vi"' in html, path
        assert '<p class="behind" role="note">[English] This page is still being translated.' in html, path
        assert "[English] Get help now" in html, path
    for path in (tmp_path / "pages").glob("*.html"):
        assert "[English]" not in path.read_text("utf-8") or path.name == "404.html", path
    assert "What stands in another language" not in (tmp_path / "pages/index.html").read_text("utf-8")


def test_a_language_without_a_record_has_plain_defaults() -> None:
    assert sentences.sentences("Một. Hai? Ba", "vi") == ("Một.", "Hai?", "Ba")
    assert [str(item) for item in quantities.quantities("25 mm", "vi")] == ["25"]
    assert dates.long_date(datetime.date(2026, 11, 2), "vi") == "2 tháng 11, 2026"
    assert dates.long_date(datetime.date(2026, 11, 2), "xx") == "2026-11-02"
    assert language("../../etc").tag == "../../etc"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_every_record_can_be_read(path: Path) -> None:
    record = language(path.stem)
    assert record.tag and record.calling and record.numbers.units
    if record.foreign:
        assert (FOLDER / f"{record.foreign.language}.yml").exists()
