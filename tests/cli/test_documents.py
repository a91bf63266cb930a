"""What the documents for people name is there: commands, their options, files, anchors."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from functools import cache

import pytest

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
