"""mkdocs.yml of any shape is read, or refused in one message that names the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.content.markdown_reader import read_blocks
from handbook.core.findings import HandbookError
from handbook.core.project import Project

LANGUAGES = "plugins: [{i18n: {languages: [{locale: en, name: English, default: true"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("site_url: !ENV [1, 2]", "site_url: is not text"),
        ("site_url: !ENV {a: b}", "does not parse: !ENV names neither"),
        ("site_name: 7", "site_name: is not text"),
        ("theme: zh-Hans", "theme: is not a mapping"),
        ("plugins: 3", "plugins: is not a list"),
        ("plugins: [3]", "plugins: 3 is not a name"),
        ("plugins: [{i18n: yes}]", "plugins: i18n: its settings are not a mapping"),
        ("plugins: [{i18n: text}]", "plugins: i18n: its settings are not a mapping"),
        ("plugins: [{i18n: {languages: 7}}]", "plugins: i18n: languages: is not a list"),
        (f"{LANGUAGES}, theme: zh}}]}}}}]", "plugins: i18n: languages: theme: is not a mapping"),
        (f"{LANGUAGES}, extra: 7}}]}}}}]", "plugins: i18n: languages: extra: is not a mapping"),
        (f"{LANGUAGES}, site_name: 7}}]}}}}]", "plugins: i18n: languages: site_name: is not text"),
        (f"{LANGUAGES}}}, {{locale: en, name: E}}]}}}}]", "'en' stands twice"),
        ("nav: 7", "nav: is not a list"),
        ("nav: [7]", "nav: 7 is not a page"),
        ("nav: [{Start: 7}]", "nav: Start: 7 is not a list of pages"),
        ("markdown_extensions: 3", "markdown_extensions: is not a list"),
        ("markdown_extensions: [attr_list: 7]", "attr_list: its settings are not a mapping"),
        ("markdown_extensions: [3]", "markdown_extensions: 3 is not a name"),
    ],
)
def test_a_value_of_a_wrong_type_is_one_message(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    with pytest.raises(HandbookError) as stopped:
        _ = Project.at(tmp_path).locales
    assert str(stopped.value).startswith("mkdocs.yml: ") and said in str(stopped.value)
    assert str(stopped.value).count("\n") == 0 and len(str(stopped.value)) < 400


def test_an_extension_that_is_not_there_is_one_message() -> None:
    with pytest.raises(HandbookError, match=r"markdown_extensions: an extension cannot be used: .*attr_lisst"):
        list(read_blocks("# A", 1, (("attr_lisst", "null"),)))


def test_env_takes_the_first_that_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_url: !ENV [NOT_SET, IS_SET, default]\na: !ENV IS_SET\n", "utf-8")
    monkeypatch.setenv("IS_SET", "https://a.example")
    assert Project.at(tmp_path).config == {"site_url": "https://a.example", "a": "https://a.example"}
    monkeypatch.delenv("IS_SET")
    assert Project.at(tmp_path).config == {"site_url": "default", "a": None}
