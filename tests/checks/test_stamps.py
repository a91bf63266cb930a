"""Stamps hold both sides: whichever language changes alone is named, with what it said before."""

from __future__ import annotations

import json
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from copies import Original, apply_edit, make_current, run

from handbook.checks.confirmed.comparisons import KEY, _changes, mark, marks
from handbook.checks.confirmed.facts import shape
from handbook.checks.confirmed.pins import pin_of, pinned_rows, written
from handbook.checks.context import CheckContext
from handbook.checks.runner import run as run_rules
from handbook.checks.translation_stamps import confirm, differing, settle, stamp
from handbook.core.atomic_swap import write_whole
from handbook.core.findings import Finding, HandbookError
from handbook.core.git_history import commits
from handbook.core.project import Project
from handbook.language.alignment import Pair
from handbook.language.sentences import on_one_line

LONE = [
    ("docs/zh/index.md", {"find": "这不是您造成的。", "replace": "这不是您的错。"}, "中文 changed alone"),
    ("docs/en/index.md", {"find": "A stitch is one option.", "replace": "A stitch helps."}, "English changed alone"),
    ("evidence/claims.yml", {"find": "is usually called", "replace": "usually counts as"}, "confirmed: words"),
    (
        "evidence/glossary.yml",
        {"find": "zh: 子宫下端较窄的一段。", "replace": "zh: 子宫的另一段。"},
        "confirmed: words",
    ),
]


@pytest.fixture
def root(mini: Original, tmp_path: Path) -> Path:
    mini.copy(tmp_path / "copy", [])
    return tmp_path / "copy"


def stamp_read(root: Path, name: str) -> list[str]:
    """Stamp with the key of each change, as a person does who has read what the refusal tells."""
    with pytest.raises(HandbookError, match="is not named as read") as refused:
        stamp(Project.at(root), [name])
    return stamp(Project.at(root), str(refused.value).rpartition("./scripts/stamp ")[2].split())


def found(root: Path) -> list[str]:
    """What the rules on staleness find at `root`, with its own stamps."""
    return [f"{item.path}: {item.message}" for item in run(CheckContext(Project.at(root)), "staleness")]


@pytest.mark.parametrize(("path", "edit", "words"), LONE, ids=lambda value: str(value)[:20])
def test_a_change_in_one_language_alone_is_named(root: Path, path: str, edit: Any, words: str) -> None:
    assert found(root) == []
    apply_edit(root, path, edit)
    said = found(root)
    assert len(said) == 1 and said[0].startswith(path.replace("/en/", "/zh/")) and words in said[0]
    assert path.startswith("evidence/") or "; beside it “" in said[0]


def test_lines_broken_elsewhere_are_no_change(root: Path) -> None:
    edit = {"find": "too early. You did", "replace": "too early.\nYou did"}
    apply_edit(root, "docs/en/index.md", edit)
    assert found(root) == ["docs/zh/index.md: a link, an id or a mark of docs/en/index.md has changed since"]


def test_history_tells_what_it_said_before(root: Path) -> None:
    apply_edit(root, "docs/en/index.md", {"append": "\nCall us. Come by day.\n"})
    apply_edit(root, "docs/zh/index.md", {"append": "\n请打电话。白天来。\n"})
    project = Project.at(root)
    stamped, *to_confirm = stamp(project, ["index"])
    assert stamped == "docs/zh/index.md: stamped"
    for line in to_confirm:  # what it says, then the form of the page
        (finding,) = run(CheckContext(project), "staleness")
        place, change = finding.hint.rpartition("--sense ")[2].split("'")[1::2]
        assert line.startswith(f"still to be confirmed: {place};")
        assert confirm(project, [place, change]) == [f"{place}: confirmed"]
    commits.cache_clear()  # the history begins only now
    git = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@a.example"]
    for words in (["init", "-q"], ["add", "docs"], ["commit", "-qm", "as compared"]):
        subprocess.run([*git, *words], check=True)
    apply_edit(root, "docs/en/index.md", {"find": "Come by day.", "replace": "Drop in by day."})
    line = "docs/zh/index.md: English changed alone: “Come by day.” → “Drop in by day.”; beside it “请打电话。白天来。”"
    assert found(root) == [line]
    assert [text.strip() for text in differing(project, ["index"])][1:] == [
        "was     Come by day.",
        "is      Drop in by day.",
        "beside  请打电话。白天来。",
    ]
    assert stamp_read(root, "index") == ["docs/zh/index.md: stamped"]
    assert found(root) == []
    apply_edit(root, "docs/zh/index.md", {"find": "白天来。", "replace": "请白天来。"})
    assert stamp_read(root, "index") == ["docs/zh/index.md: stamped"]  # in scripts/stamps.txt alone
    assert stamp(Project.at(root), ["index"]) == ["docs/zh/index.md: already right"]
    project = Project.at(root)
    assert differing(project, ["index"]) == ["nothing has changed since the two were compared"]


def test_each_change_of_a_page_is_named(root: Path) -> None:
    """Both are told with what they say now; one key of two, or one of nothing, stamps nothing."""
    apply_edit(root, *LONE[0][:2])
    apply_edit(root, *LONE[1][:2])
    before = (root / "scripts/stamps.txt").read_bytes()
    hints = [item.hint.split()[-1] for item in run(CheckContext(Project.at(root)), "staleness")]
    for keys, words in (([], "这不是您的错(.|\n)*A stitch helps"), ([*hints, "0" * 8], "'00000000'")):
        with pytest.raises(HandbookError, match=words):
            stamp(Project.at(root), ["index", *keys])
    assert (root / "scripts/stamps.txt").read_bytes() == before
    assert f"still to be read: ./scripts/stamp index {hints[1]}" in stamp(Project.at(root), ["index", hints[0]])
    assert "这不是您的错" not in "".join(found(root)) and "A stitch helps" in "".join(found(root))
    edit = {"find": "这不是您的错。", "replace": "这不是您造成的。"}
    apply_edit(root, LONE[0][0], edit)
    assert "这不是您造成的" in "".join(found(root)), "what was there before is told as well"
    apply_edit(root, *LONE[0][:2])
    done, held = stamp(Project.at(root), ["index", hints[1]])
    assert done == "docs/zh/index.md: stamped" and "#words.facts" in held  # the key points, asked by name too


def test_no_change_of_a_part_hides_behind_another(root: Path) -> None:
    """What is confirmed for one text tells every other of its part that has changed too."""
    apply_edit(root, "docs/en/index.md", {"find": "not recommended", "replace": "recommended"})
    apply_edit(root, "docs/zh/index.md", {"find": "不建议卧床", "replace": "建议卧床"})
    apply_edit(root, *LONE[0][:2])
    (finding,) = run(CheckContext(Project.at(root)), "staleness")
    assert finding.rule == "sense-changed"
    assert "这不是您的错" in finding.hint and "建议卧床" in finding.hint


def test_a_record_is_stamped_by_itself(root: Path) -> None:
    path, edit, _ = LONE[3]
    apply_edit(root, path, edit)
    before = (root / "scripts/stamps.txt").read_text("utf-8")
    (finding,) = run(CheckContext(Project.at(root)), "staleness")
    name, change = finding.hint.split("'")[1::2]
    assert name.startswith("evidence/glossary.yml#") and "“子宫的另一段。”" in finding.hint
    record = name.partition(".meaning")[0]
    assert any("still to be confirmed" in line for line in stamp(Project.at(root), [record]))
    assert found(root) != [], "a stamp of the record is not enough"
    assert confirm(Project.at(root), [name, change]) == [f"{name}: confirmed"]
    assert found(root) == []
    after = (root / "scripts/stamps.txt").read_text("utf-8")
    assert len(set(before.splitlines()) ^ set(after.splitlines())) == 2


@pytest.mark.parametrize(
    ("en", "zh", "words"),
    [
        ("Rest for 20 minutes.", "休息 30 分钟。", "30"),
        ("Do not drive.", "请开车。", "negation: not | -"),
        ("It may help.", "它有用。", "possibility: may | -"),
    ],
)
def test_stamping_refuses_what_is_not_settled_by_name(root: Path, en: str, zh: str, words: str) -> None:
    apply_edit(root, "docs/en/index.md", {"append": f"\n{en}\n"})
    apply_edit(root, "docs/zh/index.md", {"append": f"\n{zh}\n"})
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(HandbookError, match="the two languages differ") as refused:
        stamp(Project.at(root), ["index"])
    assert words in str(refused.value)
    assert {path: path.read_bytes() for path in before} == before


def test_what_two_branches_changed_in_one_place_is_compared_again(root: Path) -> None:
    """A merge keeps the lines of both: what one of them said is told where the text does not say it."""
    path, edit, _ = LONE[0]
    one = (root / "scripts/stamps.txt").read_text("utf-8")
    apply_edit(root, path, edit)
    stamp_read(root, "index")
    other = (root / "scripts/stamps.txt").read_text("utf-8")
    apply_edit(root, "scripts/stamps.txt", other + one)
    assert [line.partition(":")[0] for line in found(root)] == ["docs/zh/index.md"]
    stamp_read(root, "index")
    assert found(root) == []


def test_stamps_that_cannot_be_read_are_one_message(root: Path) -> None:
    apply_edit(root, "scripts/stamps.txt", "{")
    with pytest.raises(HandbookError, match=r"scripts/stamps.txt:1: is no stamp; restore it"):
        found(root)
    apply_edit(root, "scripts/stamps.txt", None)
    assert found(root) == ["scripts/stamps.txt: the file is missing"]


def test_what_both_languages_say_anew_is_confirmed_by_its_own_name(root: Path) -> None:
    apply_edit(root, "docs/en/index.md", {"find": "not recommended", "replace": "recommended"})
    apply_edit(root, "docs/zh/index.md", {"find": "不建议卧床", "replace": "建议卧床"})
    project, place = Project.at(root), "docs/zh/index.md#index"
    (finding,) = run(CheckContext(project), "staleness")
    assert finding.rule == "sense-changed" and "-negation" in finding.message
    change = shlex.split(finding.hint.rpartition("--sense ")[2])[1]
    stamp(project, ["index"])
    assert finding in run(CheckContext(Project.at(root)), "staleness"), "a stamp of the page is not enough"
    for names, words in (
        ([place], "names no change"),
        ([place, "-negation +negation"], "has not changed as"),
        (["docs/zh/index.md#indx", change], "no part of a file is called"),
        (["docs/zh/get-help-now.md#", change], "no part|has not changed"),
    ):
        with pytest.raises(HandbookError, match=words):
            confirm(project, names)
    assert confirm(project, [place, change]) == [f"{place}: confirmed"]
    assert run(CheckContext(Project.at(root)), "staleness") == []


def test_senses_that_cannot_be_read_are_one_message(root: Path) -> None:
    apply_edit(root, "scripts/senses.txt", "{")
    with pytest.raises(HandbookError, match=r"scripts/senses.txt:1: is no sense of a part; restore it"):
        found(root)
    apply_edit(root, "scripts/senses.txt", None)
    assert found(root) == ["scripts/senses.txt: the file is missing"]


def test_what_is_gone_from_both_languages_is_let_go_by_name(root: Path) -> None:
    apply_edit(root, "docs/en/index.md", {"pattern": r"## Where[\s\S]*", "replace": ""})
    apply_edit(root, "docs/zh/index.md", {"pattern": r"## 接着[\s\S]*", "replace": ""})
    apply_edit(root, "evidence/glossary.yml", {"pattern": r"\A(- id: \S+\n)(?:  .*\n)+", "replace": ""})
    stamp(Project.at(root), ["index"])
    told = [line.partition(": ")[2] for line in found(root) if line.startswith("scripts/senses.txt")]
    places = [line.partition(" was confirmed and is no longer there")[0] for line in told]
    assert "docs/zh/index.md#read-on" in places
    assert len(places) <= 2, "one finding a record"
    for place in places:
        with pytest.raises(HandbookError, match="'gone'"):
            confirm(Project.at(root), [place, "-call.done"])
        assert confirm(Project.at(root), [place, "gone"]) == [f"{place}: confirmed"]
    assert [line for line in found(root) if line.startswith("scripts/senses.txt")] == []


def test_what_changes_places_is_told_beside_another_change(root: Path) -> None:
    """Two lines of a list exchanged in both languages, under the cover of a better word."""
    for code, lines in (("en", "- Call now.\n- Rest at home."), ("zh", "- 马上打电话。\n- 在家休息。")):
        apply_edit(root, f"docs/{code}/index.md", {"append": f"\n{lines}\n"})
    make_current(root)
    assert found(root) == []
    for code, lines in (("en", "- Rest at home.\n- Call now."), ("zh", "- 在家休息。\n- 马上打电话。")):
        old = "\n".join(reversed(lines.split("\n")))
        apply_edit(root, f"docs/{code}/index.md", {"find": old, "replace": lines})
    apply_edit(root, *LONE[0][:2])
    told = differing(Project.at(root), ["index"])
    said = " ".join(f"{item.message} {item.hint}" for item in run(CheckContext(Project.at(root)), "staleness"))
    for text in (said, " ".join(told)):
        assert "这不是您的错" in text and "moved" in text and ("Rest at home." in text or "Call now." in text)
    cover = next(line.split("(")[1][:KEY] for line in told if "moved" not in line and line.endswith(")"))
    stamp(Project.at(root), ["index", cover])
    assert "Rest at home." in (left := str(differing(Project.at(root), ["index"]))) or "Call now." in left


def test_what_is_left_out_of_both_is_told_in_its_words(root: Path) -> None:
    for code, lines in (("en", "Ring the bell.\n\nThen lie down."), ("zh", "按铃。\n\n然后躺下。")):
        apply_edit(root, f"docs/{code}/index.md", {"append": f"\n{lines}\n"})
    make_current(root)
    git = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@a.example"]
    for words in (["init", "-q"], ["add", "docs"], ["commit", "-qm", "as compared"]):
        subprocess.run([*git, *words], check=True)
    apply_edit(root, "docs/en/index.md", {"find": "\nRing the bell.\n", "replace": ""})
    apply_edit(root, "docs/zh/index.md", {"find": "\n按铃。\n", "replace": ""})
    said = " ".join(f"{item.message} {item.hint}" for item in run(CheckContext(Project.at(root)), "staleness"))
    assert "Ring the bell." in said and "按铃。" in said


def test_what_is_gone_and_in_no_history_is_told_so(root: Path) -> None:
    for code, line in (("en", "Ring the bell."), ("zh", "按铃。")):
        apply_edit(root, f"docs/{code}/index.md", {"append": f"\n{line}\n"})
    make_current(root)
    apply_edit(root, "docs/en/index.md", {"find": "\nRing the bell.\n", "replace": ""})
    apply_edit(root, "docs/zh/index.md", {"find": "\n按铃。\n", "replace": ""})
    said = " ".join(f"{item.message} {item.hint}" for item in run(CheckContext(Project.at(root)), "staleness"))
    assert said.count("(what stood here is not in the history of this copy)") == 2


TABLES = {
    "en": ("A little", "Phone now.", "More", "Go now."),
    "zh": ("一点点", "马上联系。", "更多", "马上去。"),
}


def committed(root: Path) -> None:
    git = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@a.example"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "as compared"]):
        subprocess.run([*git, *words], check=True)


def test_a_cell_that_comes_below_another_head_is_told(root: Path) -> None:
    """The same words in the same order, one cell on; also where another change is confirmed beside it."""
    whole, shifted = "| {} | {} |\n| {} | {} |", "| | {} |\n| {} | {} |\n| {} | |"
    for code, cells in TABLES.items():
        text = f"\n| A | B |\n|---|---|\n{whole.format(*cells)}\n"
        apply_edit(root, f"docs/{code}/index.md", {"append": text})
    make_current(root)
    committed(root)
    assert found(root) == []
    for code, cells in TABLES.items():
        edit = {"find": whole.format(*cells), "replace": shifted.format(*cells)}
        apply_edit(root, f"docs/{code}/index.md", edit)
    said = " ".join(f"{item.message} {item.hint}" for item in run(CheckContext(Project.at(root)), "staleness"))
    assert "empty" in said and "“+ | Phone now. | More |”" in said and "“+ | | 一点点 |”" in said


def test_what_stood_at_a_place_is_not_guessed(root: Path) -> None:
    """The text of one cell goes to another, whose own comes in its place with a harmless sentence: both are told."""
    whole = "| {} | {} |\n| {} | {} |"
    for code, cells in TABLES.items():
        apply_edit(root, f"docs/{code}/index.md", {"append": f"\n| A | B |\n|---|---|\n{whole.format(*cells)}\n"})
    make_current(root)
    committed(root)
    for code, more in (("en", "Note the time."), ("zh", "记下时间。")):
        a, b, c, d = TABLES[code]
        edit = {"find": whole.format(a, b, c, d), "replace": whole.format(a, f"{d} {more}", c, b)}
        apply_edit(root, f"docs/{code}/index.md", edit)
    said = " ".join(f"{item.message} {item.hint}" for item in run(CheckContext(Project.at(root)), "staleness"))
    assert "“Phone now.” → “Go now. Note the time.”" in said and "“Go now.” → “Phone now.”" in said


@pytest.mark.parametrize("later", [0, 2])
def test_a_pin_written_by_hand_under_an_old_change_is_told(later: int, root: Path) -> None:
    """With its seal, which anybody can compute; and also once it is committed, whatever comes after."""
    committed(root)
    edit = {"find": "in 1 hour or less", "replace": "in 3 hours or less"}
    apply_edit(root, "evidence/danger.yml", edit)
    context = CheckContext(Project.at(root))
    rows = {(row.section, row.id): row for row in pinned_rows(context)}
    pins = {
        section: {key: pin_of(pin.since, rows[section, key].now) for key, pin in keys.items()}
        for section, keys in context.pins.items()
    }
    write_whole(root / "scripts/pins.yml", written(pins, rows.values()))
    for number in range(later):
        apply_edit(root, "scripts/pins.yml", {"append": f"# {number}\n"})
        committed(root)
    said = [item.message for item in run(CheckContext(Project.at(root)), "safety") if item.rule == "pinned-data"]
    assert any("has other words than" in message for message in said)


def test_what_is_no_text_is_told_in_its_lines(root: Path) -> None:
    committed(root)
    edit = {"find": "too early. You did", "replace": "too early.\nYou did"}
    apply_edit(root, "docs/en/index.md", edit)
    (said,) = found(root)
    assert "has changed since: “- " in said and "“+ You did" in said


LIBRARIES = ("scripts/brotli/__init__.py", "scripts/yaml.py", "tinycss2/__init__.py", "yaml.so")
"""What Python would take for a library."""
OTHERS = (
    "docs/assets/node_modules/x.pdf",
    "x.txt",
    ".env",
    "functions/x.js",
    ".circleci/x.yml",
    "docs/assets/x.bin",
    "overrides/site/x.html",
    "overrides/help.html~",
    "scripts/x",
    "scripts/handbook/bench/x.py",
    "scripts/node_modules/x.py",
    "scripts/.coverage-1.dist-info/entry_points.txt",
    "scripts/x.egg-info/entry_points.txt",
    "scripts/__pycache__/y.pyc",
)
LEFT = ("node_modules/x.js", "site/x.txt", "tests/x.py", "edition/ours.yml", "scripts/__pycache__/x.pyc", ".DS_Store")
"""What reaches no reader, or is its host's own."""


@pytest.mark.parametrize("name", LIBRARIES + OTHERS + LEFT)
def test_a_new_file_is_asked_about_wherever_it_lies(root: Path, name: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(bytes(8) if name in LEFT else b"\xff" * 8)
    assert any(said.startswith(f"{name}: ") for said in found(root)) == (name not in LEFT)


def test_a_changed_file_is_told_with_its_lines_since_it_was_confirmed(root: Path) -> None:
    """Also where another state of it was committed in between."""
    style = "docs/assets/a.css"
    (root / style).write_text("a { gap: 1px }\nb { gap: 1px }\n", "utf-8")
    make_current(root)
    committed(root)
    for selector in "ab":
        apply_edit(root, style, {"find": f"{selector} {{ gap: 1px", "replace": f"{selector} {{ gap: 2px"})
        (hint,) = (item.hint for item in run(CheckContext(Project.at(root)), "staleness"))
        assert "“- a { gap: 1px }”" in hint and "“+ a { gap: 2px }”" in hint
        subprocess.run(
            ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@a.example", "commit", "-qam", "x"]
        )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ja,  now", "Ja, now", True),
        ("马上去， 或打电话", "马上去，或打电话", False),
        ("in 12 hours", "in 1 2 hours", False),
        ("12 小时", "1 2 小时", False),
        ("wait and see", "waitandsee", False),
        ("Call\nnow.", "Call now.", True),
        ("打\n电话", "打电话", True),
        ("孕 12 周", "孕12 周", False),
    ],
)
def test_a_blank_in_a_number_or_a_word_is_another_text(one: str, other: str, same: bool) -> None:
    code = "en" if one.isascii() else "zh"
    assert (mark(on_one_line(one, code)) == mark(on_one_line(other, code))) == same


def test_a_link_is_asked_about(root: Path) -> None:
    (root / "tests").mkdir()
    (root / "yaml").symlink_to("tests")
    assert any(said.startswith("yaml: ") for said in found(root))


def test_of_a_file_that_is_new_every_text_is_told_under_one_key(root: Path) -> None:
    for code in ("en", "zh"):
        (root / f"docs/{code}/index.md").rename(root / f"docs/{code}/other.md")
    hints = (item.hint.split()[-1] for item in run(CheckContext(Project.at(root)), "staleness") if "other" in item.path)
    (key,) = {hint for hint in hints if len(hint) == KEY}
    with pytest.raises(HandbookError, match=r"这不是您造成的(.|\n)*is      checked: 2"):
        stamp(Project.at(root), ["other"])
    assert stamp(Project.at(root), ["other", key])[0] == "docs/zh/other.md: stamped"
    text = (root / "scripts/stamps.txt").read_text("utf-8")
    assert "zh docs/zh/other.md#" in text and "zh docs/zh/index.md#" in text  # let go by its own name alone


def test_only_what_is_gone_is_confirmed_as_gone(root: Path) -> None:
    """Else a page would count as new, and nobody would be asked about what changed in it."""
    with pytest.raises(HandbookError, match=r"no part of a file is called 'docs/zh/index\.md'"):
        confirm(Project.at(root), ["docs/zh/index.md", "gone"])


def test_a_text_of_a_record_that_gives_way_to_another_of_it_is_told() -> None:
    """Also beside a harmless change of a third; and where two change places."""
    said = [Pair("evidence/places.yml", 1, one, one, ("en", "zh"), "x.facts.text") for one in ("a", "b", "c")]
    known = [marks(pair) for pair in said]
    other = [said[1], said[1], replace(said[2], left="c!")]
    assert [(change.texts, bool(change.was[0])) for change in _changes(other, known)] == [
        (("b", "b"), True),  # in the place of "a", which is told with it
        (("c!", "c"), True),
    ]
    assert [change.is_moved for change in _changes([said[1], said[0], said[2]], known)] == [True]


def test_the_form_of_a_page_is_told_since_it_was_confirmed(root: Path) -> None:
    """Also where it was committed before a harmless change beside it was stamped."""
    make_current(root)
    committed(root)
    apply_edit(root, "docs/en/index.md", {"find": "A stitch is one option.", "replace": "*A stitch* is one option."})
    subprocess.run(["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@a.example", "commit", "-qam", "x"])
    commits.cache_clear()
    apply_edit(root, *LONE[0][:2])
    stamp_read(root, "index")
    (finding,) = run(CheckContext(Project.at(root)), "staleness")
    assert "#frame.facts" in finding.hint and "*A stitch* is one option." in finding.hint


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("**A stitch** is one option.", "A stitch is **one option**."),
        ("A stitch[^rest] is one option.", "A stitch is one option.[^rest]"),
        ("[A stitch](index.md) is one option.", "A [stitch](index.md) is one option."),
        ("<i>A stitch</i> is one option.", "A stitch is <i>one option</i>."),
    ],
)
def test_what_is_marked_is_told_with_its_text(root: Path, before: str, after: str) -> None:
    """Bold, a note, a link that begin elsewhere, where the words are as they were."""
    apply_edit(root, "docs/en/index.md", {"find": "A stitch is one option.", "replace": before})
    make_current(root)
    committed(root)
    commits.cache_clear()
    apply_edit(root, "docs/en/index.md", {"find": before, "replace": after})
    (line,) = found(root)
    assert f"“{before}” → “{after}”" in line


def together(root: Path) -> list[Finding]:
    """What the rules on staleness and parity find at `root` when they run together."""
    return run_rules(CheckContext(Project.at(root)), ["parity", "staleness"])


def test_a_difference_is_told_with_the_change_that_made_it(root: Path) -> None:
    """In one finding, with one line that settles it by name and stamps; the stamp alone is refused."""
    apply_edit(root, "docs/en/index.md", {"find": "A stitch is one option.", "replace": "A stitch may be one option."})
    (finding,) = together(root)
    assert finding.message.endswith("look at possibility: may | -")
    assert [item.rule for item in run(CheckContext(Project.at(root)), "parity")] == ["parity-certainty"]
    settling, stamping = (shlex.split(line)[1:] for line in finding.hint.partition("same: ")[2].split(" && "))
    with pytest.raises(HandbookError, match=r"differ(.|\n)*possibility differs: may \| -"):
        stamp(Project.at(root), stamping)
    settle(Project.at(root), settling[1], settling[2:])
    stamp(Project.at(root), stamping)
    assert [item.rule for item in together(root)] == ["sense-changed"]  # the key points, asked by name too
    apply_edit(root, "docs/en/index.md", {"find": "A stitch may be one option.", "replace": "A stitch is one option."})
    (finding,) = together(root)
    place, change = shlex.split(finding.hint.rpartition("--sense ")[2])
    assert confirm(Project.at(root), [place, change]) == [f"{place}: confirmed", f"{place}: let go {settling[2]}"]


def test_what_is_settled_of_one_text_excuses_no_change_of_another(root: Path) -> None:
    """Which comes first in their part of the page, and now differs alike."""
    apply_edit(root, "docs/en/index.md", {"find": "Bed rest is not", "replace": "Bed rest may not be"})
    settle(Project.at(root), "docs/zh/index.md#index", ["possibility: may | -"])
    make_current(root)
    assert together(root) == []
    apply_edit(root, "docs/en/index.md", {"find": "A stitch is one option.", "replace": "A stitch may be one option."})
    (finding,) = together(root)
    assert "A stitch may be" in finding.message and finding.message.endswith("look at possibility: may | -")


def test_the_values_of_a_record_are_told_since_it_was_confirmed(root: Path) -> None:
    """Also where another state of it was committed in between."""
    path = "evidence/references.yml"
    make_current(root)
    committed(root)
    apply_edit(root, path, {"find": "short: {en: College 2022", "replace": "short: {en: College 2023"})
    subprocess.run(["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@a.example", "commit", "-qam", "x"])
    commits.cache_clear()
    apply_edit(root, path, {"find": "organisation: {en: A college", "replace": "organisation: {en: The college"})
    hint = next(item.hint for item in run(CheckContext(Project.at(root)), "staleness") if "more.facts" in item.hint)
    for told in ("- short en: College 2022", "+ short en: College 2023", "+ organisation en: The college"):
        assert f"“{told}”" in hint


def test_a_change_is_confirmed_for_the_texts_that_were_told_alone(root: Path) -> None:
    """Other words of the same sense, put there before the printed line is run, are no more confirmed."""
    path, edit, _ = LONE[3]
    apply_edit(root, path, edit)
    (finding,) = run(CheckContext(Project.at(root)), "staleness")
    names = shlex.split(finding.hint.rpartition("--sense ")[2])
    apply_edit(root, path, {"find": "zh: 子宫的另一段。", "replace": "zh: 子宫的又一段。"})
    with pytest.raises(HandbookError, match="has not changed as"):
        confirm(Project.at(root), names)


def test_what_came_with_a_confirmed_change_of_a_file_is_told_with_the_next(root: Path) -> None:
    """Where a danger was put in after the confirming, and committed with it."""
    style = "docs/assets/a.css"
    (root / style).write_text("a { gap: 1px }\nb { gap: 1px }\n", "utf-8")
    make_current(root)
    committed(root)
    apply_edit(root, style, {"find": "a { gap: 1px", "replace": "a { gap: 2px"})
    (finding,) = run(CheckContext(Project.at(root)), "staleness")
    confirm(Project.at(root), shlex.split(finding.hint.rpartition("--sense ")[2]))
    apply_edit(root, style, {"find": "b { gap: 1px", "replace": "b { gap: 9px"})
    subprocess.run(["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@a.example", "commit", "-qam", "x"])
    commits.cache_clear()
    apply_edit(root, style, {"find": "a { gap: 2px", "replace": "a { gap: 3px"})
    (finding,) = run(CheckContext(Project.at(root)), "staleness")
    assert "“+ b { gap: 9px }”" in finding.hint and "“+ a { gap: 3px }”" in finding.hint


@pytest.mark.parametrize("after", ["[soya  bean, soy]", "[soya bean > soy, milk]", "[soya bean, milk]"])
def test_the_words_of_a_place_are_held_pair_by_pair(root: Path, after: str) -> None:
    """With every blank: told in full, whatever history knows."""
    places, before = "evidence/places.yml", "[soya bean, soy]"
    rows = f"- id: \\1\n  wording: {{en: [{before}, [milk, curd]]}}\n"
    apply_edit(root, places, {"pattern": r"\A- id: (.*)\n", "replace": rows})
    make_current(root)
    apply_edit(root, places, {"find": before, "replace": after})
    hints = " ".join(item.hint for item in run(CheckContext(Project.at(root)), "staleness"))
    assert f"“en: {shape(json.dumps(after[1:-1].split(', ')))}”" in hints and "curd" not in hints


def test_a_sentence_that_a_place_rewords_is_told(root: Path) -> None:
    """Which loses the waters there, and shows them in the finding on the sentence itself."""
    words = "- id: \\1\n  wording: {en: [[waters break or tightenings, tightenings]]}\n"
    apply_edit(root, "evidence/places.yml", {"pattern": r"\A- id: (.*)\n", "replace": words})
    make_current(root)
    apply_edit(root, "docs/en/index.md", {"append": "\nGo if your waters break or tightenings come.\n"})
    hints = " ".join(item.hint for item in run(CheckContext(Project.at(root)), "staleness"))
    assert "“docs/en/index.md: waters break or tightenings > tightenings x1”" in hints


def test_a_text_that_a_place_rewords_otherwise_is_told_as_said_there(root: Path) -> None:
    """Two sentences exchange what they say: the phrase stands in one of them, as before."""
    words = "- id: \\1\n  wording: {en: [[your waters break or tightenings come, tightenings come]]}\n"
    apply_edit(root, "evidence/places.yml", {"pattern": r"\A- id: (.*)\n", "replace": words})
    phrase, other = "your waters break or tightenings come", "tightenings come or your waters break"
    apply_edit(root, "docs/en/index.md", {"append": f"\nPhone if {phrase}.\n\nGo now if {other}.\n"})
    make_current(root)
    edit = {"find": f"Phone if {phrase}.\n\nGo now if {other}.", "replace": f"Phone if {other}.\n\nGo now if {phrase}."}
    apply_edit(root, "docs/en/index.md", edit)
    hints = " ".join(item.hint for item in run(CheckContext(Project.at(root)), "staleness"))
    assert "“docs/en/index.md: Go now if tightenings come.”" in hints


def test_what_is_gone_of_a_record_is_told(root: Path) -> None:
    committed(root)
    apply_edit(root, "evidence/places.yml", {"find": 'numbers: ["999"]', "replace": 'numbers: ["112"]'})
    hints = " ".join(item.hint for item in run(CheckContext(Project.at(root)), "staleness"))
    assert "999" in hints and "112" in hints


def test_a_mark_inside_a_phrase_that_a_place_rewords_is_told(root: Path) -> None:
    """It parts the phrase, which then is shown as it is written."""
    words = "- id: \\1\n  wording: {en: [[waters break or tightenings, tightenings]]}\n"
    apply_edit(root, "evidence/places.yml", {"pattern": r"\A- id: (.*)\n", "replace": words})
    apply_edit(root, "docs/en/index.md", {"append": "\nGo if your waters break or tightenings come.\n"})
    make_current(root)
    apply_edit(root, "docs/en/index.md", {"find": "waters break or", "replace": "**waters break** or"})
    said = " ".join(item.message for item in run(CheckContext(Project.at(root)), "staleness"))
    assert ".read.facts was confirmed and is no longer there" in said


def test_what_is_gone_whole_is_told_in_its_words(root: Path) -> None:
    """A section of a page, and a field of a record."""
    note = "\n  note: {en: Ask at once., zh: 马上问。}"
    apply_edit(root, "evidence/claims.yml", {"pattern": r"\A(- id: .*)", "replace": rf"\1{note}"})
    make_current(root)
    committed(root)
    apply_edit(root, "evidence/claims.yml", {"find": note, "replace": ""})
    for code in ("en", "zh"):
        apply_edit(root, f"docs/{code}/index.md", {"pattern": r"\n## (?:.|\n)*", "replace": ""})
    said = " ".join(item.message for item in run(CheckContext(Project.at(root)), "staleness"))
    assert "is no longer there: “Ask at once.”; “马上问。”" in said
    assert "#read-on was confirmed and is no longer there: “" in said and "“See [get help now]" in said


def test_every_line_of_a_page_is_told(root: Path) -> None:
    """What is lost below forty lines with a blank more is told as well."""
    lines = "".join(f"\nLine {number}.\n" for number in range(30))
    apply_edit(root, "docs/en/index.md", {"append": lines})
    apply_edit(root, "docs/zh/index.md", {"append": lines.replace("Line", "行")})
    make_current(root)
    committed(root)
    page = root / "docs/en/index.md"
    write_whole(page, page.read_text("utf-8").replace(".\n\nLine", ". \n \nLine").replace("Line 29.", "Line 28."))
    said = " ".join(f"{item.message} {item.hint}" for item in run(CheckContext(Project.at(root)), "staleness"))
    assert "Line 29." in said


def test_where_a_line_of_a_door_breaks_is_held(root: Path) -> None:
    """A page breaks it there: “Do not” at the end of a line, “go home” at the next."""
    places = "evidence/places.yml"
    door = '- id: \\1\n  door: {en: "Do not go home: ask.", zh: "别回家，请问。"}\n'
    apply_edit(root, places, {"pattern": r"\A- id: (.*)\n", "replace": door})
    make_current(root)
    apply_edit(root, places, {"find": "Do not go home", "replace": "Do not\\ngo home"})
    (finding,) = run(CheckContext(Project.at(root)), "staleness")
    assert "“en_lines: not/go”" in finding.hint


def test_every_sign_of_the_settings_is_held(root: Path) -> None:
    """What looks like a comment may stand inside quotation marks."""
    for before, after in (("https://mini.example/", "https://other.example/"), ("# A tiny", "# A small")):
        apply_edit(root, "mkdocs.yml", {"find": before, "replace": after})
        assert any(said.startswith("mkdocs.yml: ") for said in found(root))
        make_current(root)


@pytest.mark.parametrize("path", ["evidence/weeks.yml", "evidence/questions.yml", "evidence/lengths.yml"])
def test_the_order_of_records_is_held(root: Path, path: str) -> None:
    text = (root / path).read_text("utf-8")
    first, *rest = text.removeprefix("- ").split("\n- ")
    if not rest:
        text = text.rstrip() + "\n" + text.replace("id: ", "id: other-")
        apply_edit(root, path, text)
        make_current(root)
        first, *rest = text.removeprefix("- ").split("\n- ")
    apply_edit(root, path, "- " + "\n- ".join(one.strip() for one in (*rest, first)) + "\n")
    assert any("#order.facts" in item.hint for item in run(CheckContext(Project.at(root)), "staleness"))


def test_labels_of_a_drawing_are_compared_in_the_words_that_were_read_alone(root: Path) -> None:
    drawing = "docs/assets/drawings/x.svg"
    words = '<svg xmlns="http://www.w3.org/2000/svg"><text data-zh="{}">Collar</text></svg>\n'
    (root / drawing).parent.mkdir(parents=True, exist_ok=True)
    (root / drawing).write_text(words.format("颈"), "utf-8")
    hint = next(item.hint for item in run(CheckContext(Project.at(root)), "staleness") if item.rule == "drawing-label")
    name, key = hint.rpartition("./scripts/stamp ")[2].split()
    (root / drawing).write_text(words.format("颈部"), "utf-8")
    for names in ([name], [name, key]):
        with pytest.raises(HandbookError, match=r"not named as read:\n.*颈部"):
            stamp(Project.at(root), names)
    (root / drawing).write_text(words.format("颈"), "utf-8")
    assert f"{name}: labels compared" in stamp(Project.at(root), [name, key])
