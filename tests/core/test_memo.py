"""What was made of a text is made once, and a changed text or setting is never answered from memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from copies import Original, new_findings

from handbook.checks.context import CheckContext
from handbook.core.findings import HandbookError
from handbook.core.memo import forget_all, remembered

CLAIMS, TERMS, PAGE = "evidence/claims.yml", "evidence/glossary.yml", "docs/en/index.md"


def told(original: Original, changed: CheckContext) -> list[str]:
    """What is found in a copy, or why nothing could be."""
    try:
        return [str(finding) for finding in new_findings(original, changed)]
    except HandbookError as stopped:
        return [str(stopped)]


def test_an_answer_is_worked_out_once_and_the_oldest_is_forgotten() -> None:
    asked: list[str] = []

    @remembered(2)
    def doubled(text: str, *, times: int = 2) -> str:
        """Say it."""
        asked.append(text)
        return text * times

    assert [doubled("a"), doubled("b"), doubled("a"), doubled("c"), doubled("b")] == ["aa", "bb", "aa", "cc", "bb"]
    assert asked == ["a", "b", "c", "b"]
    assert doubled("b", times=3) == "bbb" and doubled.__doc__ == "Say it."


@pytest.mark.parametrize(
    ("path", "edit"),
    [
        (PAGE, {"append": "\n!!! key Key\n\nNothing helps 99 times!\n"}),
        (CLAIMS, {"pattern": "^  en: ", "replace": "  en: Not always 77 "}),
        (TERMS, {"find": "The narrow lower", "replace": "The incompetent lower"}),
        ("mkdocs.yml", {"find": " attr_list,", "replace": ""}),
        ("scripts/checks.yml", {"find": r"'\bcerclage'", "replace": r"'\bwomb'"}),
    ],
)
def test_what_has_changed_is_read_again(path: str, edit: dict[str, str], mini: Original, tmp_path: Path) -> None:
    """With all in memory the same is found as with nothing, after a change and after it was undone."""
    before = [new_findings(mini, mini.context)]
    changed = mini.copy(tmp_path / "changed", [(path, edit)])
    with_memory = told(mini, changed)
    forget_all()
    fresh = Original(mini.root, mini.today)
    assert with_memory and told(fresh, fresh.copy(tmp_path / "again", [(path, edit)])) == with_memory
    assert [new_findings(mini, mini.context)] == before == [[]]
