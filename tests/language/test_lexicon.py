"""Every ban reports what it should and lets stand what it should."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from handbook.checks.banned_terms import Corpus, is_excused
from handbook.content.evidence import Ban, load_evidence
from handbook.core.project import ROOT, Project
from handbook.language.text_units import Passage

HERE = Path(__file__).resolve().parent
LEXICON = load_evidence(Project.at(ROOT)).lexicon
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


@pytest.mark.parametrize(("text", "found"), [("a cat", 1), ("concatenate", 0), ("a (cat)", 1), ("cats", 0)])
def test_english_matches_whole_words(text: str, found: int) -> None:
    corpus = Corpus([Passage(PLACE, 1, "en", "paragraph", "index#index", text)])
    assert len(list(corpus.find("dog|cat", True))) == found
