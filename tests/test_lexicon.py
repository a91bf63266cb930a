"""Every ban reports what it should and lets stand what it should; the shortcut of the search changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handbook.checks.banned_terms import Corpus, alternatives, is_excused, literal
from handbook.content.evidence import Ban, load_evidence
from handbook.core.project import Tree
from handbook.language.text_units import Passage

HERE = Path(__file__).resolve().parent
LEXICON = load_evidence(Tree.at(HERE.parent)).lexicon
EXAMPLES = yaml.safe_load((HERE / "lexicon.yml").read_text("utf-8"))
PLACE = "docs/en/index.md"


def _reports(entry: Ban, text: str) -> bool:
    passage = Passage(PLACE, 1, entry.language, "paragraph", "index#index", text)
    found = Corpus([passage]).find(entry.pattern, entry.language == "en")
    return any(not is_excused(entry, *match) for match in found)


def test_every_entry_has_examples() -> None:
    assert list(EXAMPLES) == list(LEXICON.records)
    assert all(rows["reports"] and rows["lets"] for rows in EXAMPLES.values())


@pytest.mark.parametrize("key", EXAMPLES)
def test_examples(key: str) -> None:
    entry, rows = LEXICON.records[key], EXAMPLES[key]
    assert [text for text in rows["reports"] if not _reports(entry, text)] == []
    assert [text for text in rows["lets"] if _reports(entry, text)] == []


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_shortcut_is_sound(key: str) -> None:
    """What a literal search passes over, the whole pattern does not match either."""
    pattern = LEXICON.records[key].pattern
    assert "|".join(alternatives(pattern)) == pattern
    for text in (text.lower() for rows in EXAMPLES.values() for text in rows["reports"]):
        for part in alternatives(pattern):
            assert not (re.search(part, text) and literal(part) not in text), part


@given(st.text(alphabet="ab|()[]\\?*+.{}^$-0"))
def test_any_pattern_can_be_cut(pattern: str) -> None:
    assert "|".join(alternatives(pattern)) == pattern
    assert isinstance(literal(pattern), str)
