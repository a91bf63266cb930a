"""Our YAML says one thing, whoever reads it; a file that loops, merges or nests is read or refused in one message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from handbook.content.edition import load_edition
from handbook.content.markdown_pages import FRONT, Page, parse_page
from handbook.core.findings import HandbookError
from handbook.core.project import ROOT, Locale, Project
from handbook.core.yaml_documents import parse_document

FOLDERS = (".github", "evidence", "scripts", "tests")
DEEP = 3000
TOO_DEEP = 200_000


def documents() -> Iterator[tuple[str, str]]:
    """Each YAML file of ours, and the front matter of each page: its path and its text."""
    paths = [*ROOT.glob("*.yml"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.yml"))]
    for path in paths:
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
    for path in (*ROOT.glob("docs/*/*.md"), *ROOT.glob("tests/mini/docs/*/*.md")):
        front = FRONT.match(path.read_text("utf-8"))
        assert front, path
        yield path.relative_to(ROOT).as_posix(), front[1]


def read(text: str, base: Any) -> Any:
    """What `text` says; a tag of MkDocs counts as its own name."""
    loader = type("Loader", (base,), {})
    loader.add_multi_constructor("!", lambda loader, tag, node: tag)
    loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, tag, node: tag)
    return yaml.load(text, loader)


@pytest.mark.slow
def test_both_loaders_read_the_same() -> None:
    texts = dict(documents())
    assert {"mkdocs.yml", "evidence/wording.yml", "tests/mini/evidence/questions.yml", "docs/zh/stitch.md"} <= set(
        texts
    )
    for name, text in texts.items():
        assert read(text, yaml.SafeLoader) == read(text, yaml.CSafeLoader), name


@pytest.mark.parametrize(
    ("text", "said"),
    [("&a [*a]", []), ("- &a {id: *a}", []), ("? &a [*a]\n: b", ["does not parse: found unhashable key"])],
)
def test_what_holds_itself_comes_to_an_end(text: str, said: list[str]) -> None:
    assert [item.message for item in parse_document(text, "x.yml").findings] == said


@pytest.mark.parametrize(
    "text",
    [
        "[" * DEEP + "]" * DEEP,
        "- " * DEEP + "x",
        "{a: " * DEEP + "1" + "}" * DEEP,
        "[" * TOO_DEEP,
        "- " * TOO_DEEP + "x",
    ],
    ids=["list", "block", "mapping", "very deep list", "very deep block"],
)
def test_what_nests_too_deep_is_one_finding(text: str) -> None:
    found = parse_document(text, "x.yml").findings
    assert [(item.line, item.message) for item in found] == [(1, "does not parse: it nests too deep")]


def test_an_override_is_no_key_that_stands_twice() -> None:
    document = parse_document("a: &x {en: Experts agree, zh: 一致}\nb:\n  <<: *x\n  en: Others agree\n", "x.yml")
    assert document.findings == ()
    assert document.data["b"] == {"en": "Others agree", "zh": "一致"}
    assert document.line(("b", "en")) == 4


def test_a_key_that_stands_twice_is_told_with_its_line() -> None:
    document = parse_document("a: {en: b}\nc:\n  - d: 1\n    d: 2\n", "x.yml")
    assert [(item.line, item.message) for item in document.findings] == [(4, "the key 'd' stands twice")]


def test_aliases_that_stand_for_billions_of_values_are_one_finding() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{number}: &a{number} [*a{number - 1}, *a{number - 1}]" for number in range(1, 40)]
    found = parse_document("\n".join(lines), "x.yml").findings
    assert [item.message for item in found] == ["does not parse: its aliases stand for more than 300,000 values"]


def test_aliases_in_mkdocs_yml_are_bounded(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x]"] + [f"a{number}: &a{number} [*a{number - 1}, *a{number - 1}]" for number in range(1, 40)]
    (tmp_path / "mkdocs.yml").write_text("\n".join(lines), "utf-8")
    with pytest.raises(HandbookError, match=r"mkdocs\.yml: does not parse: its aliases stand for more than"):
        _ = Project.at(tmp_path).config
    (tmp_path / "mkdocs.yml").write_text("a: " + "[" * TOO_DEEP, "utf-8")
    with pytest.raises(HandbookError, match="it nests too deep"):
        _ = Project.at(tmp_path).config


def test_a_page_whose_description_holds_itself() -> None:
    page = Page(Locale("en", "en", "English", "Handbook", True), "x", "x.md", "---\ndescription: &a [*a]\n---\n# X\n")
    parse_page(page)
    assert page.title == "X"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("own.yml", "languages: [zh, en]\n", "no such key; REFERENCE.md lists those there are"),
        ("none.yml", None, "the file is missing. mend its name where it is your own file"),
    ],
)
def test_the_next_step_for_an_own_file_is_right(name: str, text: str | None, said: str, tmp_path: Path) -> None:
    """An edition stands in no commit, and beside no other record."""
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(HandbookError) as refused:
        load_edition(Project.at(ROOT), tmp_path / name)
    assert said in str(refused.value)
