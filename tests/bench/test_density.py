"""The rooms that keep to it hold no comprehension in another, and no choice inside a call."""

from __future__ import annotations

import ast
from functools import cache

import pytest

from handbook.bench.code import (
    LONGEST_FUNCTION,
    LONGEST_LINE,
    Figures,
    choices_in_calls,
    count,
    nested_comprehensions,
)
from handbook.core.project import ROOT

LIBRARY = ROOT / "scripts/handbook"
ROOMS = ("bench", "checks", "cli", "content", "core", "language", "sheets")
"""Those that pass. Add a room once it does, and take its line out of `per-file-ignores` in pyproject.toml."""


@cache
def trees(room: str) -> dict[str, ast.Module]:
    """Each module of a room, parsed."""
    return {path.name: ast.parse(path.read_text("utf-8")) for path in sorted((LIBRARY / room).rglob("*.py"))}


@cache
def figures_of(room: str) -> Figures:
    return count((LIBRARY / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_no_comprehension_stands_in_another(room: str) -> None:
    found = {name: nested_comprehensions(tree) for name, tree in trees(room).items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_no_choice_stands_inside_a_call(room: str) -> None:
    found = {name: choices_in_calls(tree) for name, tree in trees(room).items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_lines_and_functions_are_short(room: str) -> None:
    figures = figures_of(room)
    assert figures.long_lines == 0
    assert max(figures.lengths) <= LONGEST_FUNCTION
    assert figures.verbs == figures.docstrings


def test_tests_lie_as_the_library_does() -> None:
    """A folder of tests is a room of the library, or what a reader meets in a browser."""
    folders = {path.parent.name for path in ROOT.glob("tests/**/test_*.py")}
    rooms = {path.name for path in LIBRARY.iterdir() if (path / "__init__.py").exists()}
    assert folders - {"reader"} <= rooms and not [*ROOT.glob("tests/test_*.py")]


def test_no_function_is_too_long_anywhere() -> None:
    others = [path for path in LIBRARY.rglob("*.py") if path.relative_to(LIBRARY).parts[0] not in ROOMS]
    assert others and max(count(others).lengths) <= LONGEST_FUNCTION


@pytest.mark.parametrize(
    ("text", "nested", "choices"),
    [
        ("[a for b in c for a in b]", [], []),
        ("[[a for a in b] for b in c]", [1], []),
        ("f(x for x in {y for y in z})", [1], []),
        ("f(a if b else c)", [], [1]),
        ("f(\n  key=[a if b else c])", [], [2]),
        ("x = a if b else f(c)", [], []),
    ],
)
def test_what_counts(text: str, nested: list[int], choices: list[int]) -> None:
    tree = ast.parse(text)
    assert nested_comprehensions(tree) == nested and choices_in_calls(tree) == choices


def test_what_is_counted_in_a_module() -> None:
    figures = count([])
    figures.add('"""Text."""\n\nimport os  # why\n\n\ndef one():\n    """Return it.\n\n    More."""\n    return 1\n')
    assert (figures.modules, figures.code, figures.comments, figures.lengths) == (1, 3, 1, [2])
    assert (figures.docstrings, figures.verbs) == (1, 1)
    figures.add('def two():\n    """The second."""\n' + f"X = '{'x' * LONGEST_LINE}'\n")
    assert (figures.docstrings, figures.verbs, figures.long_lines) == (2, 1, 1)
