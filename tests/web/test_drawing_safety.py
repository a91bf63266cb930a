"""A drawing in a page: its words in the page's language, and nothing that could run or lead away."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.core.findings import HandbookError
from handbook.core.project import Locale
from handbook.web.drawings import localise

EN = Locale("en", "en", "English", "Handbook", True)
ZH = Locale("zh", "zh-Hans", "中文", "手册", False)
VI = Locale("vi", "vi", "Tiếng Việt", "Sổ tay", False, True)
SOURCE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title data-zh="周数">Weeks &amp; days</title>'
    '<text class="strong" data-zh="&lt;周&gt;" data-vi="tuần" x="1">week</text><text>25</text></svg>'
)


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    path = tmp_path / "weeks.svg"
    path.write_text(SOURCE, "utf-8")
    return path


@pytest.mark.parametrize(
    ("locale", "caption", "word"),
    [(EN, "Weeks &amp; days", "week"), (ZH, "周数", "&lt;周&gt;"), (VI, "[English] Weeks &amp; days", "tuần")],
    ids=lambda value: getattr(value, "code", None),
)
def test_its_words_are_in_the_page_s_language(drawing: Path, locale: Locale, caption: str, word: str) -> None:
    html = localise(drawing, locale, EN, 'A "picture" & more')
    assert f">{caption}</figcaption>" in html
    assert f'<text class="strong" x="1">{word}</text><text>25</text>' in html
    assert "data-" not in html and "<title" not in html
    assert ">A &quot;picture&quot; &amp; more</desc>" in html


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<text>25", "<script>alert(1)</script><text>25", "holds <script>"),
        ("<text>25", '<text onload="x">25', "has the handler `onload`"),
        ("<svg ", "<!DOCTYPE svg><svg ", "has a document type"),
        ("</svg>", "", "is not well-formed"),
        ("<text>25", "x" * 200_000 + "<text>25", "is larger than 100,000 bytes"),
    ],
)
def test_one_that_is_not_safe_stops_the_page(drawing: Path, old: str, new: str, said: str) -> None:
    drawing.write_text(SOURCE.replace(old, new, 1), "utf-8")
    with pytest.raises(HandbookError, match=said):
        localise(drawing, EN, EN, "")
