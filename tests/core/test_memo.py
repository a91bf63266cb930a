"""What was made of a text is made once, and a changed text or setting is never answered from memory."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from copies import Original, new_findings

from handbook.checks.context import CheckContext
from handbook.core.findings import HandbookError
from handbook.core.memo import FOLDER, OLDEST, Known, forget_all, kept_in, remembered

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


def test_a_later_command_finds_what_an_earlier_one_was_told(tmp_path: Path) -> None:
    """Only what is new is worked out; a damaged file counts for nothing, and the disk may refuse."""
    asked: list[str] = []

    @remembered(100, kept=True)
    def doubled(text: str) -> str:
        asked.append(text)
        return text * 2

    def command(*texts: str, root: Path = tmp_path) -> list[str]:
        doubled.answers.clear()
        asked.clear()
        with kept_in(root):
            assert [doubled(text) for text in texts] == [text * 2 for text in texts]
        return list(asked)

    path = tmp_path / FOLDER / f"{doubled.name}.pickle"
    assert [command("a", "b"), command("b", "a"), command("a", "c"), command("b", "c")] == [["a", "b"], [], ["c"], []]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert [command("a"), command("a")] == [["a"], []]
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])  # made by other code
    assert [command("a"), command("a")] == [["a"], []]
    for number in range(OLDEST + 1):
        assert command(str(number)) == [str(number)]
    assert command("a", "4") == ["a"]  # nobody had asked for it any more
    with kept_in(tmp_path / "outer"):
        command("outer")
        doubled("later")  # the outer one goes on
    assert (tmp_path / "outer" / FOLDER / path.name).exists()
    (tmp_path / "file").write_text("no folder can be made below this")
    assert command("a", root=tmp_path / "file") == ["a"] == command("a", root=tmp_path / "file")
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_what_is_kept_changes_no_finding(mini: Original, tmp_path: Path) -> None:
    """With all that an earlier command was told the same is found, after a change and before it."""
    edits = [(PAGE, {"append": "\n!!! key Key\n\nNothing helps 99 times, and must not!\n"})]
    changed = mini.copy(tmp_path / "changed", edits)
    forget_all()
    fresh = told(Original(mini.root, mini.today), mini.copy(tmp_path / "fresh", edits))
    for _ in range(2):
        forget_all()
        with kept_in(tmp_path):
            assert [told(mini, changed), told(mini, mini.context)] == [fresh, []]


def test_a_known_value_is_told_by_its_digest_and_kept_without_itself() -> None:
    known = Known("d", object())
    assert known == Known("d", None) != Known("e", known.value) and hash(known) == hash(Known("d", None))
    assert pickle.loads(pickle.dumps(known)) == known and pickle.loads(pickle.dumps(known)).value is None
