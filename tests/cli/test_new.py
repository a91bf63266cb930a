"""./scripts/new: each kind in a copy, what check then names, and names that are refused in one message."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from copies import Original

from handbook.checks.confirmed.senses import NEW
from handbook.checks.context import CheckContext
from handbook.checks.rules.unwritten import OPEN, SHUT
from handbook.checks.runner import run
from handbook.cli.causes import causes_first
from handbook.cli.main import main
from handbook.content.drawings import drawing_faults, untranslated
from handbook.core.findings import Exit, Finding
from handbook.core.project import ROOT, Project
from handbook.core.source_files import copy_sources
from handbook.sheets.spec import load_sheets

SITE = ("site-missing", "site-stale", "in-navigation")
"""Rules of the built site, which was not built again."""


@pytest.fixture
def copy(mini: Original, tmp_path: Path) -> Path:
    """The tiny handbook, with what a rule needs."""
    mini.copy(tmp_path / "copy", [])
    for path in ("scripts/handbook/checks/rules/__init__.py", "tests/mini/docs/en/index.md"):
        (tmp_path / "copy" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / "copy" / path)
    return tmp_path / "copy"


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """All sources of the real handbook."""
    copy_sources(ROOT, tmp_path / "whole")
    return tmp_path / "whole"


def found(root: Path, mini: Original) -> list[Finding]:
    """What `check` tells first, but for the site, which was not built again, and what is new.

    A new file that decides what is shown or checked is confirmed by name once it is written.
    """
    told, _ = causes_first(run(CheckContext(Project.at(root), mini.today)))
    return [item for item in told if item.rule not in SITE and not is_new(item)]


def is_new(item: Finding) -> bool:
    """Whether it is told that nobody has confirmed a file yet."""
    return item.rule == "sense-changed" and item.message.endswith(f": {NEW}")


def gaps(root: Path) -> set[str]:
    """Every file with a text that is still to be written."""
    paths = [path for path in root.rglob("*.*") if path.is_file() and "cli" not in path.parts]
    marked = [path for path in paths if OPEN in path.read_text("utf-8", errors="ignore")]
    return {path.relative_to(root).as_posix() for path in marked}


@pytest.mark.parametrize(
    ("words", "made"),
    [
        (["page", "scans-and-tests"], ["docs/en/scans-and-tests.md", "docs/zh/scans-and-tests.md"]),
        (["drawing", "ruler"], ["docs/assets/drawings/ruler.svg"]),
        (
            ["rule", "not-so"],
            ["scripts/handbook/checks/rules/not_so.py", "tests/cases/not_so/not-so.yml"],
        ),
    ],
)
def test_check_names_what_is_to_be_written_and_nothing_else(
    words: list[str], made: list[str], copy: Path, mini: Original, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", *words], copy) == Exit.CLEAN
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if line.startswith("made ")] == [f"made {path}" for path in made]
    assert "next:\n  1. " in said
    # The new line of the menu is confirmed by name, as the last step says.
    told = [item for item in found(copy, mini) if item.path != "mkdocs.yml"]
    assert {item.rule for item in told} == {"unwritten"} and {item.path for item in told} == gaps(copy) == set(made)
    assert all(item.is_error and item.hint for item in told)


def test_a_page_that_is_written_needs_its_stamp_alone(copy: Path) -> None:
    """Whoever fills the brackets has a sound page: what was made is in step in both languages."""
    assert main(["new", "page", "scans", "--after", "index"], copy) == Exit.CLEAN
    assert Project.at(copy).nav[:2] == ("index.md", "scans.md")
    for code, text in (("en", "Ask the team."), ("zh", "请问医生。")):
        path = copy / f"docs/{code}/scans.md"
        lines = path.read_text("utf-8").splitlines()
        filled = [
            line if OPEN not in line else f"{line.partition(OPEN)[0]}{text}{line.partition(SHUT)[2]}" for line in lines
        ]
        path.write_text("\n".join(filled) + "\n", "utf-8")
    told = run(CheckContext(Project.at(copy)))
    told = [item for item in told if item.is_error and item.rule not in SITE and not is_new(item)]
    told = [item for item in told if item.path != "mkdocs.yml"]
    assert {item.rule for item in told} == {"translation-unstamped"}


def test_a_drawing_is_sound(copy: Path) -> None:
    main(["new", "drawing", "ruler"], copy)
    source = (copy / "docs/assets/drawings/ruler.svg").read_text("utf-8")
    assert list(drawing_faults(source)) == [] and list(untranslated(source, ("zh",))) == []
    assert 'viewBox="0 0 400 ' in source and "font:500 18px" in source


@pytest.mark.slow
def test_a_sheet_can_be_read(whole: Path, mini: Original) -> None:
    before = (whole / "handouts.yml").read_text("utf-8")
    assert main(["new", "sheet", "twins"], whole) == Exit.CLEAN
    sheets = load_sheets(Project.at(whole))
    assert sheets.findings == [] and sheets.records["twins"].page == "twins"
    assert (whole / "handouts.yml").read_text("utf-8").startswith(before.rstrip("\n"))
    told = [item for item in found(whole, mini) if item.rule == "unwritten"]
    assert {item.path for item in told} == {"handouts.yml"} and len(told) == 4


@pytest.mark.slow
def test_a_rule_is_registered_and_its_cases_fit(whole: Path) -> None:
    """In a process of its own: this one has loaded the families of the real handbook."""
    shutil.copytree(ROOT / "tests/mini", whole / "tests/mini")
    assert main(["new", "rule", "not-so"], whole) == Exit.CLEAN
    cases = yaml.safe_load((whole / "tests/cases/not_so/not-so.yml").read_text("utf-8"))
    command = [sys.executable, "-m", "handbook", "check", "--explain", "not-so"]
    environment = os.environ | {"PYTHONPATH": str(whole / "scripts")}
    done = subprocess.run(command, cwd=whole, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("not-so (not_so; error; reads the sources)\n")
    (path, edit), *_ = cases["rejects"][0]["files"].items()
    target = whole / "tests/mini" / path
    target.write_text(target.read_text("utf-8") + edit["append"], "utf-8")
    code = (
        "import sys, pathlib\nfrom handbook.checks.context import CheckContext\n"
        "from handbook.checks.rules import FAMILIES\nfrom handbook.core.project import Project\n"
        "context = CheckContext(Project.at(pathlib.Path('tests/mini')))\n"
        "print(*(f'{item.path}:{item.line} {item.rule}' for item in FAMILIES['not_so'].findings(context)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=whole, env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split("\n")[0] == cases["rejects"][0]["expect"][0]


def test_a_language_has_its_entry_its_record_and_its_pages(copy: Path, mini: Original) -> None:
    assert main(["new", "language", "vi"], copy) == Exit.CLEAN
    project = Project.at(copy)
    locale = project.locale("vi")
    assert (locale.name, locale.is_unfinished) == ("Tiếng Việt", True)
    assert {path.name for path in (copy / "docs/vi").iterdir()} == {path.name for path in (copy / "docs/en").iterdir()}
    told = [item for item in found(copy, mini) if item.rule != "search-sign"]  # how people describe each sign in it
    record = "scripts/handbook/language/data/vi.yml"
    by_name = [item for item in told if item.rule in {"sense-changed", "translation-behind"}]
    assert {item.path for item in by_name} <= {record, "mkdocs.yml"}  # files that are confirmed by name
    told = [item for item in told if item not in by_name]
    assert {item.rule for item in told if item.is_error} == {"unwritten"}
    assert {item.path for item in told if item.is_error} == gaps(copy) >= {record, "mkdocs.yml", "docs/vi/index.md"}
    assert main(["new", "language", "fr"], copy) == Exit.CLEAN


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["page", "index"], "'index' is an address of the site itself"),
        (["page", "zh"], "'zh' is an address of the site itself"),
        (["page", "how-it-is-found"], "docs/en/how-it-is-found.md is there already"),
        (["page", "Scans"], "'Scans' is no name of a page; write at most 40 small letters"),
        (["page", "../scans"], "'../scans' is no name of a page"),
        (["page", "scans", "--after", "indes"], "nav has no line for 'indes'; did you mean 'index'?"),
        (["drawing", "ruler", "--after", "index"], "--after is for a page"),
        (["rule", "heading-id"], "a rule or a family is called 'heading-id' already"),
        (["rule", "layout"], "a rule or a family is called 'layout' already"),
        (["rule", "class"], "'class' is a word of Python"),
        (["sheet", "card"], "handouts.yml:1: the file is missing"),
        (["language", "xx"], "no language has the code 'xx'"),
        (["language", "zh"], "the handbook has the language 'zh' already"),
        (["language", "Viet"], "'Viet' is no code of a language"),
    ],
)
def test_a_name_that_cannot_be_is_one_message(
    words: list[str], said: str, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file() and ".cache" not in path.parts}
    assert main(["new", *words], copy) == Exit.COULD_NOT_RUN
    told = capsys.readouterr().err
    assert told.startswith("new: ") and said in told
    assert told.endswith("; nothing was written\n") and told.count("\n") == 1
    assert before == {
        path: path.read_bytes() for path in copy.rglob("*") if path.is_file() and ".cache" not in path.parts
    }


def test_a_disk_that_refuses_leaves_no_half_of_a_kit(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "docs/zh/.scans.md.new").mkdir()
    assert main(["new", "page", "scans"], copy) == Exit.COULD_NOT_RUN
    assert capsys.readouterr().err.count("\n") == 1
    assert not [*copy.glob("docs/*/scans.md")] and "scans.md" not in Project.at(copy).nav


def test_what_is_there_is_not_made_again(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, said in (
        (["sheet", "card"], "handouts.yml has a sheet 'card' already"),
        (["drawing", "weeks"], "docs/assets/drawings/weeks.svg is there already"),
    ):
        assert main(["new", *words], whole) == Exit.COULD_NOT_RUN
        assert said in capsys.readouterr().err
