"""The contract of ./scripts/check and ./scripts/stamp: formats, escaping, exit codes, help, bad input."""

from __future__ import annotations

import errno
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from copies import Original, contents

from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES, FAMILY_OF, words
from handbook.checks.runner import run
from handbook.checks.suppressions import COMPARED
from handbook.cli import main as command
from handbook.cli.stamp import NAME as STAMP
from handbook.core.findings import Exit, Finding, HandbookError, Severity, as_github, as_json, as_text
from handbook.core.lock import alone
from handbook.core.project import Project
from handbook.language import hedges


def run_check(words: list[str]) -> int:
    return command.main(["check", *words])


def run_stamp(words: list[str]) -> int:
    return command.main(["stamp", *words])


FINDING = Finding("docs/a,b:c.md", 3, "a-rule", "100% wrong:\nread 'it'", "next\r\nstep", Severity.WARNING)


@pytest.fixture
def handbook(mini: Original, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a copy of the tiny handbook, with changes, the one that the commands look at."""

    def make(**edits: Any) -> Path:
        root = tmp_path / "copy"
        mini.copy(root, [(path.replace("__", "/"), edit) for path, edit in edits.items()])
        monkeypatch.setattr(command, "ROOT", root)
        return root

    return make


def test_text() -> None:
    assert as_text([FINDING]).splitlines()[0] == "docs/a,b:c.md:3: warning a-rule 100% wrong:"


def test_json_has_a_version_and_all_keys() -> None:
    data = json.loads(as_json([FINDING]))
    assert data["version"] == 1
    assert list(data["findings"][0]) == ["path", "line", "rule", "severity", "message", "hint"]


def test_json_of_nothing() -> None:
    assert json.loads(as_json([])) == {"version": 1, "findings": []}


def test_github_escapes_data_and_properties() -> None:
    wanted = "::warning file=docs/a%2Cb%3Ac.md,line=3,title=a-rule::100%25 wrong:%0Aread 'it' next%0D%0Astep"
    assert as_github([FINDING]) == wanted


def test_help_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run_check(["--help"])
    text = capsys.readouterr().out
    assert stopped.value.code == 0
    assert [name for name in (*FAMILIES, *FAMILY_OF) if name not in text] == []


def test_clean(handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    handbook()
    assert run_check(["layout", "evidence", "parity", "staleness", "links", "disclaimer"]) is Exit.CLEAN
    assert capsys.readouterr() == ("", "0 findings\n")


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_runs_alone(name: str, handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    handbook()
    assert run_check([name, "--format", "json"]) is Exit.CLEAN
    assert json.loads(capsys.readouterr().out)["findings"] == []


def test_findings_are_sorted(handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    handbook(**{"docs__zh__index.md": "", "docs__en__index.md": ""})
    assert run_check(["layout"]) is Exit.FINDINGS
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert lines == sorted(lines)
    assert len(lines) == 2


def test_an_unknown_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(["parities"]) is Exit.COULD_NOT_RUN
    assert "no family is called 'parities'" in capsys.readouterr().err


def test_an_unknown_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run_check(["--fast"])
    assert stopped.value.code == Exit.COULD_NOT_RUN
    assert "unrecognized arguments" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ({"mkdocs.yml": "nav: ["}, "mkdocs.yml: does not parse"),
        ({"mkdocs.yml": "- a list"}, "mkdocs.yml: is not a mapping"),
        ({"mkdocs.yml": b"nav: \xc4\xc4"}, "mkdocs.yml: does not parse"),
        ({"mkdocs.yml": "site_name: x\n"}, "mkdocs.yml: plugins lacks i18n"),
        ({"mkdocs.yml": "nav: []\nnav: []\n"}, "mkdocs.yml: does not parse: line 2: the key 'nav' stands twice"),
        ({"mkdocs.yml": "nav: !!python/object/apply:os.getcwd []\n"}, "mkdocs.yml: does not parse: could not"),
        ({"mkdocs.yml": "hooks: [tests/x.py]\n"}, "mkdocs.yml: hooks: 'tests/x.py' is not in overrides/hooks/"),
        (
            {"mkdocs.yml": "plugins:\n  - i18n:\n      languages:\n        - {locale: en, default: true}\n"},
            "{'locale': 'en', 'default': True} lacks `locale` or `name`",
        ),
        ({"scripts__checks.yml": "thresholds: ["}, "scripts/checks.yml:2: does not parse"),
        ({"scripts__checks.yml": None}, "scripts/checks.yml:1: the file is missing"),
        ({"scripts__checks.yml": ""}, "scripts/checks.yml:1: thresholds: field required"),
        ({"scripts__checks.yml": "- a list"}, "scripts/checks.yml:1: is not a mapping"),
        ({"scripts__settled.yml": "a: ["}, "scripts/settled.yml:2: does not parse"),
        ({"scripts__settled.yml": "- a list"}, "scripts/settled.yml:1: is not a mapping"),
        (
            {"scripts__settled.yml": "a: [b]\ndocs/zh/index.md: 5\n"},
            "scripts/settled.yml:2: docs/zh/index.md: is not a",
        ),
        ({"scripts__settled.yml": "docs/zh/index.md: negation\n"}, "scripts/settled.yml:1: docs/zh/index.md: is not a"),
        (
            {"scripts__settled.yml": "docs/zh/index.md:\n  - a\n  - 5\n"},
            "scripts/settled.yml:3: docs/zh/index.md.1: is",
        ),
    ],
)
def test_what_stops_the_check(
    edits: dict[str, Any], words: str, handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = handbook()
    for path, text in edits.items():
        target = root / path.replace("__", "/")
        target.unlink(missing_ok=True)
        if text is not None:
            target.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert run_check(["layout", "parity"]) is Exit.COULD_NOT_RUN
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(
    ("find", "replace", "words"),
    [
        ("exceptions: []", "exceptions: 5", "27: exceptions: is not a list"),
        ("exceptions: []", "exceptions: [{rule: x, place: y}]", "27: exceptions.0.reason: field required"),
        ("exceptions: []", "exceptions:\n  - {rule: x, place: y, reason: 5}", "28: exceptions.0.reason: is not text"),
        ("exceptions: []", "exception: []", "27: exception: extra inputs are not permitted"),
        ("sentence: {en: 20", "sentence: {en: twenty", "3: thresholds.sentence.en: is not a whole number"),
        ("sentence: {en: 20", "sentense: {en: 20", "2: thresholds.sentence: field required"),
        ("sentence: {en: 20", "sentence: {en: true", "3: thresholds.sentence.en: is not a whole number"),
        ("sentence: {en: 20, zh: 40}", "sentence: {en: 20}", "3: thresholds.sentence: needs a number for `en`"),
        ("list: 7", "list: 0", "10: thresholds.list: input should be greater than 0"),
        ("share: 0.95", "share: .nan", "5: thresholds.share: input should be"),
        ("review_months: 12", "review_months: a year", "11: thresholds.review_months: is not a whole number"),
        (
            "  rows:\n    ambulance: [R1]\n    phone-now: [Y1]\n  pages: {get-help-now: danger-list}",
            "- R1",
            "19: danger: is",
        ),
        ("    ambulance: [R1]", "    ambulance: R1", "20: danger.rows.ambulance: is not a list"),
        ("pages: {get-help-now: danger-list}", "pages: [get-help-now]", "22: danger.pages: is not a mapping"),
        ("place_names: {}", "place_names: {China: 中国}", "23: place_names.China: is not a list"),
        ("word: '\\bcerclage'", "word: '('", "15: first_use.0.word: is not a pattern: missing ), unterminated"),
        ("word: '\\bcerclage'", "word: 5", "15: first_use.0.word: is not a pattern"),
        ("language: en", "language: fr", "14: first_use.0.language: input should be 'en' or 'zh'"),
        ("storage_keys: [theme]", "storage_keys: theme", "storage_keys: is not a list"),
    ],
)
def test_settings_that_cannot_be_used(
    find: str, replace: str, words: str, handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """One message with the line and the next step, whichever family is asked."""
    handbook(**{"scripts__checks.yml": {"find": find, "replace": replace}})
    assert run_check(["words"]) is Exit.COULD_NOT_RUN
    said = capsys.readouterr().err.splitlines()
    assert len([line for line in said if words in line and "; " in line]) == 1, said
    assert all(line.startswith(("check: scripts/checks.yml:", "scripts/checks.yml:")) for line in said), said


def test_an_empty_key_of_the_settings_counts_as_left_out(handbook: Callable[..., Path]) -> None:
    handbook(**{"scripts__checks.yml": {"find": "exceptions: []", "replace": "exceptions:"}})
    assert run_check(["words"]) is Exit.CLEAN


@pytest.mark.parametrize(
    ("family", "edit", "words"),
    [
        ("disclaimer", {"pattern": "^disclaimer:", "replace": "disclaim:"}, "has no 'disclaimer'; add it"),
        ("safety", {"pattern": "^drafted:", "replace": "draft:"}, "has no 'drafted'; add it"),
        ("evidence", "- a list\n", "has no 'agree'; add it\nevidence/wording.yml:1: is not a mapping"),
    ],
)
def test_wording_that_is_gone_is_said(
    family: str, edit: Any, words: str, handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    handbook(**{"evidence__wording.yml": edit})
    assert run_check([family]) is Exit.COULD_NOT_RUN
    assert capsys.readouterr().err == f"check: evidence/wording.yml {words}\n"


def test_bad_input_of_every_kind_at_once(handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """One clear finding each, and nothing is written."""
    root = handbook(
        **{
            "docs__en__index.md": "",
            "docs__zh__index.md": b"# \xc4\xc4\n",
            "docs__zh__get-help-now.md": None,
            "evidence__glossary.yml": "- id: [",
            "site": None,
        }
    )
    before = contents(root)
    assert run_check([]) is Exit.FINDINGS
    text = capsys.readouterr().out
    for line in (
        "docs/en/index.md:1: error page-source the page is empty",
        "docs/zh/index.md:1: error page-source is not UTF-8",
        "docs/zh/get-help-now.md:1: error missing-counterpart the page is missing in this language",
        "error evidence-data does not parse",
    ):
        assert text.count(line) == 1, line
    assert contents(root) == before


def test_an_exception_excuses_and_is_reported_when_unused(
    handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "\n  - rule: uncited-number\n    place: docs/en/index.md#index\n    reason: a test"
    edits = {"scripts__checks.yml": {"find": "exceptions: []", "replace": f"exceptions: {rows}"}}
    handbook(**edits)
    assert run_check(["evidence"]) is Exit.FINDINGS
    assert "scripts/checks.yml:28: error unused-exception" in capsys.readouterr().out
    assert run_check(["layout"]) is Exit.CLEAN


def test_an_exception_to_a_rule_that_is_not_there_is_reported(
    handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "[{rule: uncited-numbers, place: docs/en/index.md#index, reason: a test}]"
    edits = {"scripts__checks.yml": {"find": "exceptions: []", "replace": f"exceptions: {rows}"}}
    handbook(**edits)
    for names in ([], ["layout"]):
        assert run_check(names) is Exit.FINDINGS
        found = capsys.readouterr().out
        assert "scripts/checks.yml:27: error unused-exception an exception names the rule 'uncited-numbers'" in found
        assert "did you mean 'uncited-number'?" in found


@pytest.mark.parametrize("rule", COMPARED)
def test_no_exception_excuses_what_a_person_confirms(
    rule: str, handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever else stands in the row, and whether or not it would excuse anything."""
    rows = f"[{{rule: {rule}, place: docs/zh/index.md, reason: a test}}]"
    handbook(**{"scripts__checks.yml": {"find": "exceptions: []", "replace": f"exceptions: {rows}"}})
    assert run_check(["layout"]) is Exit.FINDINGS
    assert f"scripts/checks.yml:27: error unused-exception an exception excuses {rule}," in capsys.readouterr().out


@pytest.mark.parametrize(("names", "rule"), [([], "external-link"), (["words"], "parity-number")])
def test_a_rule_of_no_family_that_runs_is_not_clean(
    names: list[str], rule: str, handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    handbook()
    assert run_check([*names, "--select", rule]) is Exit.COULD_NOT_RUN
    assert f"{rule}: no rule of the families that were to run" in capsys.readouterr().err


def test_stamp_writes_the_named_page_and_no_other(handbook: Callable[..., Path]) -> None:
    root = handbook(**{"docs__zh__index.md": {"pattern": "^english: .*$", "replace": "english: 0"}})
    other = {"docs__zh__index.md", "settled.yml", "stamps.txt"}
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and path.name not in other}
    assert run_stamp(["index"]) is Exit.CLEAN
    counterpart = next(page for page in CheckContext(Project.at(root)).pages if page.path == "docs/en/index.md")
    text = (root / "docs/zh/index.md").read_text("utf-8")
    assert text.startswith("---\ndescription: ")
    assert f"\ndue: 2027-11-01\nenglish: {counterpart.hash}\n---\n" in text
    assert {path for path, old in before.items() if path.read_bytes() != old} <= {root / "docs/zh/index.md"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("indx", "no translation is called 'indx'; did you mean 'index'?"),
        ("docs/en/index.md", "no translation is called 'docs/en/index.md'"),
        ("../../etc/passwd", "no translation is called '../../etc/passwd'"),
    ],
)
def test_stamp_refuses(
    name: str, words: str, handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = handbook()
    before = snapshot(root)
    assert run_stamp(["get-help-now", name]) is Exit.COULD_NOT_RUN
    assert words in capsys.readouterr().err
    assert snapshot(root) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("negation: 5\n", "negation: "),
        ("- a list\n", "is not a mapping"),
        ("negation: {en: {says: ['('], skips: [a]}, zh: {says: [a], skips: [a]}}\n", "is not a pattern"),
        ("negation: {en: {says: [a], skips: [a]}}\n", "negation has no 中文 .zh."),
    ],
)
def test_words_to_count_that_cannot_be_used(
    text: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hedges.yml").write_text(text, "utf-8")
    monkeypatch.setattr(hedges, "LEXICON", tmp_path / "hedges.yml")
    with pytest.raises(HandbookError, match=f"hedges.yml:1: .*{words}"):
        hedges._lexicon.__wrapped__()


def snapshot(root: Path) -> dict[Path, bytes]:
    """Every file of a copy but the locks and caches of the commands."""
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts}


@pytest.mark.parametrize(
    ("path", "edit", "words"),
    [
        (
            "docs__zh__index.md",
            {"pattern": r"\A---\n", "replace": "---\r\n"},
            "docs/zh/index.md:1: has Windows line ends",
        ),
        ("docs__zh__index.md", {"pattern": r"\A---", "replace": "\ufeff---"}, "begins with a byte-order mark"),
        ("docs__zh__index.md", {"pattern": "^due: .*$", "replace": "due: [1"}, "docs/zh/index.md:5: front matter"),
        ("docs__zh__index.md", {"pattern": r"\A---\n", "replace": ""}, "docs/zh/index.md: the front matter cannot be"),
    ],
)
def test_stamp_writes_nothing_where_it_says_so(
    path: str, edit: Any, words: str, handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = handbook(**{"docs__en__index.md": {"append": "\nOne more line.\n"}, path: edit})
    before = snapshot(root)
    assert run_stamp(["index"]) is Exit.COULD_NOT_RUN
    said = capsys.readouterr().err
    assert words in said and said.endswith("; nothing was written\n") and said.count("\n") == 1
    assert snapshot(root) == before


def test_stamp_takes_what_the_reader_takes(handbook: Callable[..., Path]) -> None:
    """Spaces after the dashes, and no last line end: they stay as they were."""
    english = "---\ndescription: What.\n---\n# Cervix { #index }\n"
    chinese = "---  \ndescription: 什么。\n--- \n# 宫颈 { #index }"
    root = handbook(**{"docs__en__index.md": english, "docs__zh__index.md": chinese})
    counterpart = next(page for page in CheckContext(Project.at(root)).pages if page.path == "docs/en/index.md")
    assert run_stamp(["index"]) is Exit.CLEAN
    text = (root / "docs/zh/index.md").read_text("utf-8")
    assert text == f"---  \ndescription: 什么。\nenglish: {counterpart.hash}\n--- \n# 宫颈 {{ #index }}"


def test_stamp_that_cannot_write_says_so(
    handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = handbook(**{"docs__zh__index.md": {"pattern": "^english: .*$", "replace": "english: 0"}})
    before = snapshot(root)

    def full(path: Path, data: bytes) -> int:
        path.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert run_stamp(["index"]) is Exit.COULD_NOT_RUN
    said = capsys.readouterr().err
    assert said.startswith("stamp: No space left on device: ") and said.count("\n") == 1
    assert snapshot(root) == before


@pytest.mark.slow
def test_two_stamps_at_once_wait_for_each_other(handbook: Callable[..., Path]) -> None:
    """The list of settled differences is read and written by one at a time, so that neither loses the other's rows."""
    said = {"en": {"append": "\nNo.\n"}, "zh": {"append": "\n不，不，不。\n"}}
    names = ("index", "how-it-is-found")
    root = handbook(**{f"docs__{code}__{name}.md": edit for code, edit in said.items() for name in names})
    found = [item.hint.partition("./scripts/stamp ")[2] for item in run(CheckContext(Project.at(root)), ["parity"])]
    settles = [shlex.split(hint) for hint in found if hint.startswith("--settle")]
    assert len(settles) == len(names)
    code = "import sys; from pathlib import Path; from handbook.cli.main import main"
    words = [sys.executable, "-c", f"{code}; sys.exit(main(['stamp', *sys.argv[2:]], Path(sys.argv[1])))", str(root)]
    with alone(Project.at(root), STAMP, STAMP):
        both = [subprocess.Popen([*words, *settle], stderr=subprocess.PIPE, text=True) for settle in settles]
        told = [process.stderr.readline() for process in both if process.stderr]
        assert told == ["stamp: another stamp is running; waiting for it\n"] * 2
    assert [process.communicate(timeout=60)[1] for process in both] == ["", ""]
    assert [process.returncode for process in both] == [0, 0]
    assert set(CheckContext(Project.at(root)).settled) == {settle[1] for settle in settles}


DENIED = {"docs__zh__index.md": {"find": "这不是您造成的。", "replace": "这不是您造成的，不是。"}}
SETTLE = ["--settle", "docs/zh/index.md#index", "negation: not | 不, 不"]


def test_stamp_settles_a_difference_that_is_named(
    handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    handbook(**DENIED)
    assert run_check(["parity"]) is Exit.FINDINGS
    assert f"./scripts/stamp --settle {SETTLE[1]} '{SETTLE[2]}'" in capsys.readouterr().out
    assert run_stamp(["index"]) is Exit.COULD_NOT_RUN, "to stamp a page settles nothing"
    assert "'negation: not | 不, 不'" in capsys.readouterr().err
    assert run_stamp(SETTLE) is Exit.CLEAN
    assert "settled negation: not | 不, 不" in capsys.readouterr().out
    assert run_check(["parity"]) is Exit.CLEAN
    assert run_stamp(["index"]) is Exit.CLEAN


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--settle", "docs/zh/index.md", SETTLE[2]], "no part of a file is called 'docs/zh/index.md'"),
        ([*SETTLE[:2], "negation: not | 不"], "has no unsettled 'negation: not | 不'"),
        ([*SETTLE, SETTLE[2]], "has no unsettled 'negation: not | 不, 不'"),
        (["evidence/claims.yml#none"], "no record is called 'evidence/claims.yml#none'"),
    ],
)
def test_stamp_settles_nothing_that_is_not_there(
    words: list[str], said: str, handbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    handbook(**DENIED)
    assert run_stamp(words) is Exit.COULD_NOT_RUN
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("edits", "first", "held"),
    [
        ({"evidence__claims.yml": {"append": "  - id: [\n"}}, "evidence/claims.yml:", True),
        ({"docs__zh__index.md": None}, "docs/zh/index.md:1: error missing-counterpart", False),
        ({"site__sources.sha256": "0\n", "site__index.html": "gone\n"}, "site:1: error site-stale", True),
        (
            {"docs__zh__index.md": {"find": "不建议卧床。", "replace": "建议卧床。"}},
            "docs/zh/index.md:15: error",
            False,
        ),
    ],
)
def test_a_cause_comes_first_and_what_follows_waits(
    edits: dict[str, Any],
    first: str,
    held: bool,
    handbook: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    handbook(**edits)
    assert run_check([]) is Exit.FINDINGS
    said = capsys.readouterr()
    assert said.out.startswith(first) and said.out.count("\n") <= 6
    assert (" more follow from these: mend them first" in said.err) is held


def test_what_stands_on_one_line_is_told_below_one_place() -> None:
    found = [Finding("a.md", 3, "one", "first", "mend it"), Finding("a.md", 3, "two", "second")]
    assert as_text(found) == "a.md:3: error one first\n    mend it\n    also error two second"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("至少每30分换一次", "至少每 30 分换一次", ("至少每30分", "至少每 30 分")),
        ("您好", "您好。", ("您好", "您好。")),
        ("去医院,快去", "去医院，快去", ("去医院,快去", "去医院，快去")),
    ],
)
def test_what_should_be_there_ends_where_the_text_does(old: str, new: str, told: tuple[str, str]) -> None:
    assert words._difference(old, new) == told
