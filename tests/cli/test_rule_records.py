"""Every rule is a record that says what holds, why and on whose authority; RULES.md lists them all."""

from __future__ import annotations

import dataclasses
import datetime
import re
from pathlib import Path

import pytest
from copies import Original, apply_edit

from handbook.checks.confirmed.pins import changed, confirmed, pinned_rows
from handbook.checks.context import CheckContext
from handbook.checks.endless_patterns import is_endless
from handbook.checks.rules import FAMILIES, FAMILY_OF, RULES
from handbook.checks.runner import run
from handbook.cli import data_reference
from handbook.cli.main import main
from handbook.cli.rule_reference import explain, reference
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import ROOT, Project

PLACE = re.compile(r"[\w./-]+\.(?:md|yml)(?:#[\w-]+)?")
"""A file of the repository in the source of a rule."""


def slugs(text: str) -> set[str]:
    """Return the anchors of a Markdown file's headings, as GitHub and the handbook make them."""
    found = set()
    for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        words, _, own = title.partition(" { #")
        found.add(own.rstrip(" }") if own else re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-"))
    return found


def test_the_reference_page_is_current() -> None:
    """Write it anew with ./scripts/check --rules > RULES.md."""
    assert (ROOT / "RULES.md").read_text("utf-8") == reference()


def test_the_reference_of_the_data_is_current() -> None:
    """Write it anew with ./scripts/check --reference > REFERENCE.md."""
    project = Project.at(ROOT)
    assert (ROOT / "REFERENCE.md").read_text("utf-8") == data_reference.reference(project)


def test_the_reference_has_every_data_file_and_every_key() -> None:
    project = Project.at(ROOT)
    files = list(data_reference.data_files(project))
    assert {path for path, _, _ in files} == {project.show(path) for path in project.evidence.glob("*.yml")}
    text = data_reference.reference(project)
    for _, _, model in files:
        for key in set(model.model_fields) - {"by_language", "default_name"}:
            assert f"| {key} |" in text or f"| **{key}** |" in text, (model, key)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_record_is_whole(rule: object) -> None:
    for text in dataclasses.astuple(rule)[1:4]:  # type: ignore[call-overload]
        assert text and "\n" not in text and "|" not in text
    assert rule.summary.endswith(".") and rule.why.endswith(".")  # type: ignore[attr-defined]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_source_in_the_repository_is_there(rule: object) -> None:
    for place in PLACE.findall(rule.source):  # type: ignore[attr-defined]
        path, _, anchor = place.partition("#")
        assert (ROOT / path).exists(), place
        if anchor:
            assert anchor in slugs((ROOT / path).read_text("utf-8")), place


def test_no_id_stands_twice() -> None:
    rules = [rule.id for family in FAMILIES.values() for rule in family.rules]
    assert len(rules) == len(set(rules)) == len(FAMILY_OF)


def test_nothing_leads_out_of_the_repository() -> None:
    """Hints, comments and data name no document that a reader of the repository does not have."""
    gone = re.compile(r"evidence brief|readers' brief|design\.md|(?<![\w-])readers\.md|证据简报")
    folders = ("scripts", "evidence", "overrides", "docs", "decisions", ".github")
    paths = [*ROOT.glob("*.*"), *(path for folder in folders for path in (ROOT / folder).rglob("*.*"))]
    texts = {path: path.read_text("utf-8", errors="ignore") for path in paths if path.is_file()}
    assert [path for path, text in texts.items() if path.suffix != ".pyc" and gone.search(text)] == []


def test_explain_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "heading-id"]) == Exit.CLEAN
    said = capsys.readouterr().out
    assert said.startswith("heading-id (layout; error; reads the sources)\n")
    for words in ("Why: ", "Source: CONTRIBUTING.md", "Rejects, for example: ", "Finding: "):
        assert words in said


def test_explain_needs_no_tests(tmp_path: Path) -> None:
    """A copy without the tests, such as a release, explains all the same."""
    assert "for example" not in explain(Project.at(tmp_path), RULES["heading-id"])


@pytest.mark.parametrize("words", [["--explain", "heading-ids"], ["--select", "layout,heading-ids"]])
def test_an_unknown_rule_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main(["check", *words])
    except SystemExit as stopped:  # argparse ends a bad option by itself
        status = int(stopped.code or 0)
    assert status == Exit.COULD_NOT_RUN
    said = capsys.readouterr().err
    assert "no rule is called" in said and "Traceback" not in said


def test_select_reports_no_other_rule(mini: Original, tmp_path: Path) -> None:
    edits = [("docs/en/index.md", {"append": '\n## A "heading"\n\n<b>HTML</b>\n'})]
    context = mini.copy(tmp_path / "copy", edits)
    assert {item.rule for item in run(context, (), ["heading-id", "straight-quote"])} == {
        "heading-id",
        "straight-quote",
    }
    assert {item.rule for item in run(context, ["layout"], ["heading-id", "straight-quote"])} == {"heading-id"}


def test_what_is_overdue_stops_no_build(mini: Original) -> None:
    """A year on nearly everything is overdue, and a wrong phone number must still be mended."""
    later = CheckContext(mini.context.project, mini.today + datetime.timedelta(days=370))
    found = run(later)
    assert {item.rule for item in found} >= {"claim-overdue", "page-overdue"}
    assert [item for item in found if item.is_error] == []


def test_the_real_handbook_a_year_on(real: Original) -> None:
    later = CheckContext(real.context.project, real.today + datetime.timedelta(days=370))
    now = {(item.path, item.rule) for item in run(real.context)}
    new = [item for item in run(later) if (item.path, item.rule) not in now]
    assert new and [item for item in new if item.is_error] == []


CHANGE = """\
- id: heavier
  date: 2026-11-14
  page: index
  heading: read-on
  en: A sign has other words.
  zh: 有一条改了说法。
  rows: [Y1, R9, R1]
  why: It was misread.
  source: [S1]
  who: A. Person, midwife
"""
TOLD = ("evidence/changes.yml", CHANGE)
HEAVIER = ("evidence/danger.yml", {"find": "New heaviness", "replace": "New weight"})


def as_read(root: Path, name: str = "Y1") -> str:
    """The name of a changed row with the key of its change, as its finding prints it."""
    hints = (item.hint for item in changed(CheckContext(Project.at(root))))
    return next(found[1] for hint in hints if (found := re.search(rf"--pin ({name}@\w+)", hint)))


def test_a_pin_is_written_for_the_named_row_alone(mini: Original, tmp_path: Path) -> None:
    before = mini.copy(tmp_path / "copy", [TOLD, HEAVIER]).pins
    row = as_read(tmp_path / "copy")
    assert main(["stamp", "--pin", row, "--change", "heavier"], tmp_path / "copy") == Exit.CLEAN
    after = CheckContext(Project.at(tmp_path / "copy"), mini.today).pins
    assert before["rows"].pop("Y1") != after["rows"].pop("Y1")
    assert before == after


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--pin needs --change ID"),
        (["--change", "heavie"], "has no change 'heavie'; did you mean 'heavier'?"),
        (["--change", "untold"], "'untold' does not tell of Y1"),
    ],
)
def test_a_pin_needs_a_change_that_tells_of_it(
    words: list[str], said: str, mini: Original, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = CHANGE.replace("heavier", "untold").replace("[Y1, R9, R1]", "[R1]")
    mini.copy(tmp_path / "copy", [(TOLD[0], CHANGE + other), HEAVIER])
    row = as_read(tmp_path / "copy")
    assert main(["stamp", "--pin", row, *words], tmp_path / "copy") == Exit.COULD_NOT_RUN
    assert said in capsys.readouterr().err


def test_one_change_confirms_a_row_once(mini: Original, tmp_path: Path) -> None:
    mini.copy(tmp_path / "copy", [TOLD, HEAVIER])
    root = tmp_path / "copy"
    assert main(["stamp", "--pin", as_read(root), "--change", "heavier"], root) == Exit.CLEAN
    apply_edit(root, HEAVIER[0], {"find": "New weight", "replace": "New lightness"})
    assert main(["stamp", "--pin", as_read(root), "--change", "heavier"], root) == Exit.COULD_NOT_RUN


def test_a_row_is_pinned_in_the_words_that_were_read_alone(
    mini: Original, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "copy"
    mini.copy(root, [TOLD, HEAVIER])
    row = as_read(root)
    apply_edit(root, HEAVIER[0], {"find": "New weight", "replace": "New lightness"})
    for name in (row, "Y1"):
        assert main(["stamp", "--pin", name, "--change", "heavier"], root) == Exit.COULD_NOT_RUN
        assert "is not named as read: en “…" in (said := capsys.readouterr().err) and "New lightness" in said


def test_a_changed_row_shows_its_old_and_new_words(mini: Original, tmp_path: Path) -> None:
    (found,) = changed(mini.copy(tmp_path / "copy", [HEAVIER]))
    assert "Y1 is not as it was confirmed: en “…" in found.message
    assert "New heaviness low down" in found.message
    assert "→ “…" in found.message and "New weight low down" in found.message


def test_a_pin_of_a_row_that_is_gone_can_be_let_go(mini: Original, tmp_path: Path) -> None:
    edits = [("scripts/pins.yml", {"find": "rows:\n  R1:", "replace": "rows:\n  R9:"}), TOLD]
    context = mini.copy(tmp_path / "copy", edits)
    assert "R9" not in confirmed(context, ["R9", as_read(tmp_path / "copy", "R1")], "heavier")


def test_an_unknown_row_is_said(mini: Original) -> None:
    with pytest.raises(HandbookError, match="no row is called 'R7'"):
        confirmed(mini.context, ["R7"], "heavier")


def test_the_order_of_pins_is_that_of_the_data(mini: Original) -> None:
    text = (mini.root / "scripts/pins.yml").read_text("utf-8")
    assert confirmed(mini.context, [row.name for row in pinned_rows(mini.context)], "heavier") == text


@pytest.mark.parametrize(
    ("pattern", "endless"),
    [
        (r"(a+)+$", True),
        (r"(?:x|(?:\w+\s?)*)y", True),
        (r"(a|ab)*c", True),
        (r"(?:a|)+b", True),
        (r"(?:the |taking )*drug", False),
        (r"\d+(?:\.\d+)?", False),
        (r"(?:a{1,3}){2}", False),
        (r"(", False),
    ],
)
def test_patterns_that_may_never_end(pattern: str, endless: bool) -> None:
    assert is_endless(pattern) is endless


@pytest.mark.parametrize(
    "path", ["evidence/lexicon.yml", "evidence/required.yml", "evidence/sign-words.yml", "scripts/checks.yml"]
)
def test_an_endless_pattern_is_one_message(
    path: str, mini: Original, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = {
        "evidence/lexicon.yml": {"pattern": r"pattern: .*", "replace": "pattern: '(a+)+$'"},
        "evidence/required.yml": {"pattern": r"(?<=  en: ).*", "replace": "'(a+)+$'"},
        "evidence/sign-words.yml": {"pattern": r"en: \[[^\]]*\]", "replace": "en: ['(a+)+$']"},
        "scripts/checks.yml": {"pattern": r"word: .*", "replace": "word: '(a+)+$'"},
    }
    mini.copy(tmp_path / "copy", [(path, edits[path])])
    assert main(["check", "words"], tmp_path / "copy") == Exit.COULD_NOT_RUN
    said = capsys.readouterr().err
    assert path in said and "may take for ever" in said and said.count("\n") == 1
