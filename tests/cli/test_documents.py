"""What the documents for people name is there: commands, their options, files, anchors."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from copies import Original, run

from handbook.cli.main import parser
from handbook.core.project import ROOT

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "scripts/hosting/*.md", "tests/*.md")
    for path in ROOT.glob(pattern)
)
_COMMAND = re.compile(r"\./scripts/([a-z-]+)((?: [\w./…\[\]=-]+)*)")
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
PLACEHOLDERS = ("PAGE", "NAME", "CODE")
"""What stands for a name in the path of a file."""
_PATH = re.compile(r"^(?:docs|evidence|overrides|scripts|tests|\.ci|\.github)/[\w./-]+$")
_HEADING = re.compile(r"^#+ (.+?)\s*$", re.MULTILINE)


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """(script, its arguments) wherever a command stands."""
    for name, rest in _COMMAND.findall(text):
        yield name, rest.split()


def slug(heading: str) -> str:
    """The anchor that code hosts give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "")).strip().lower().replace(" ", "-")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_names_is_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    named = {path for code in _CODE.findall(text) if _PATH.match(path := code.split(" ")[0].rstrip("/"))}
    real = [path for path in sorted(named) if not any(word in path for word in PLACEHOLDERS)]
    assert [path for path in real if not (ROOT / path).exists()] == []
    for link in _LINK.findall(text):
        target, _, anchor = link.partition("#")
        if "://" in link or link.startswith("mailto:"):
            continue
        path = ((ROOT / name).parent / target) if target else ROOT / name
        assert path.exists(), link
        if anchor:
            assert anchor in map(slug, _HEADING.findall(path.read_text("utf-8"))), link


TWINS = ("CONTRIBUTING", "SAFETY")
"""Documents that stand in Chinese as well, `NAME.zh.md`."""
COMPARED = {f"parity-{what}" for what in ("heading", "block", "list", "table", "link", "language", "number", "unit")}


def anchors() -> dict[str, str]:
    """Anchor of each heading of the Chinese documents to that of the English ones."""
    found: dict[str, str] = {}
    for name in TWINS:
        titles = [_HEADING.findall((ROOT / f"{name}{tail}.md").read_text("utf-8")) for tail in (".zh", "")]
        found |= dict(zip(*(map(slug, each) for each in titles), strict=True))
    return found


def in_step(text: str) -> str:
    """A document with the anchors of the English one, in headings and in links, so that the two can be compared."""
    english = anchors()
    for title in _HEADING.findall(text):
        anchor = english.get(slug(title), slug(title))
        text = re.sub(rf"^(#+ {re.escape(title)})$", rf"\1 {{ #{anchor} }}", text, flags=re.MULTILINE)
    for own, anchor in english.items():
        text = text.replace(f"#{own})", f"#{anchor})")
    return text.replace(".zh.md", ".md")


@pytest.mark.parametrize("name", TWINS)
def test_a_document_says_the_same_in_chinese(name: str, mini: Original, tmp_path: Path) -> None:
    """Headings, lists, tables, links and numbers, as the handbook compares its pages; commands and paths besides."""
    files = {"en": ROOT / f"{name}.md", "zh": ROOT / f"{name}.zh.md"}
    texts = {code: in_step(path.read_text("utf-8")) for code, path in files.items()}
    edits = [(f"docs/{code}/twin.md", text) for code, text in texts.items()]
    found = run(mini.copy(tmp_path / "copy", edits), "parity")
    told = [item for item in found if item.path == "docs/zh/twin.md" and item.rule in COMPARED]
    assert [f"{item.line} {item.rule} {item.message}" for item in told] == []
    sections = {code: re.split(r"^#+ ", text, flags=re.MULTILINE) for code, text in texts.items()}
    for ours, theirs in zip(sections["zh"], sections["en"], strict=True):
        assert sorted(_CODE.findall(ours)) == sorted(_CODE.findall(theirs)), ours.partition("\n")[0]


@cache
def _help(*words: str) -> str:
    """What a command prints about itself, asked in this process."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        parser(words).parse_args([*words, "--help"])
    return said.getvalue()


def test_commands_and_options_are_known() -> None:
    """A flag or a subcommand that a document names, the command's own help names as well."""
    found = [command for path in DOCUMENTS for command in commands((ROOT / path).read_text("utf-8"))]
    used = {(name, word) for name, words in found for word in words}
    scripts = {name for name, _ in found}
    assert len(scripts) >= 8 and [name for name in scripts if not (ROOT / "scripts" / name).exists()] == []
    for name, word in sorted(used):
        module = re.search(r"-m handbook ([\w-]+)", (ROOT / "scripts" / name).read_text("utf-8"))
        if module is None or word in ("--help", "…") or (not word.startswith("--") and name != "bench"):
            continue
        said = _help(module[1])
        subcommands = re.findall(r"^    ([a-z]+) ", said, re.MULTILINE)
        assert word in said or any(word in _help(module[1], sub) for sub in subcommands), (name, word)


@pytest.mark.parametrize("name", ["handouts", "build"])
def test_help_lists_the_keys_of_an_edition(name: str) -> None:
    said = _help(name)
    for key in ("unit.en", "phones.maternity", "where.zh", "logo", "paper", "HANDBOOK_EDITION"):
        assert key in said, key


def test_every_command_is_in_the_readme() -> None:
    there = {path.name for path in (ROOT / "scripts").iterdir() if path.is_file() and "." not in path.name}
    assert there - {name for name, _ in commands((ROOT / "README.md").read_text("utf-8"))} == set()
