"""`./scripts/bench code`: how long, dense and well described the code of each room is."""

from __future__ import annotations

import argparse
import ast
import io
import sys
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from handbook.core.findings import Exit
from handbook.core.project import Project

LIBRARY = "scripts/handbook"
LONGEST_LINE = 100
"""Characters; ruff holds the limit, this counts what is above it."""
LONGEST_FUNCTION = 40
"""Lines, without the docstring."""

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
NO_VERBS = frozenset(
    ("a", "all", "an", "and", "any", "as", "at", "by", "each", "every", "everything", "for", "from",
     "how", "in", "it", "its", "no", "nobody", "nothing", "of", "on", "one", "only", "same", "some",
     "such", "that", "the", "their", "these", "this", "those", "three", "two", "what", "when",
     "where", "whether", "which", "who", "whose")
)  # fmt: skip
"""First words of a docstring that are surely no verb; ruff's D401 knows the rest."""


@dataclass
class Figures:
    """What was counted in some modules."""

    modules: int = 0
    code: int = 0
    """Lines that hold code: no blank line, no comment, no docstring."""
    comments: int = 0
    long_lines: int = 0
    lengths: list[int] = field(default_factory=list)
    """Lines of each function, without its docstring."""
    docstrings: int = 0
    """Functions with a docstring; properties are things and are left out."""
    verbs: int = 0
    nested: int = 0
    choices: int = 0

    def add(self, source: str) -> None:
        """Count one module's text in."""
        tree = ast.parse(source)
        self.modules += 1
        comments, code = _lines(source, tree)
        self.comments += comments
        self.code += code
        self.long_lines += sum(len(line) > LONGEST_LINE for line in source.splitlines())
        self.nested += len(nested_comprehensions(tree))
        self.choices += len(choices_in_calls(tree))
        for function in (node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)):
            self.lengths.append(_length(function))
            text = ast.get_docstring(function)
            if text and not _is_property(function):
                self.docstrings += 1
                self.verbs += _first_word(text).lower() not in NO_VERBS

    def row(self) -> tuple[str, ...]:
        """Return the figures as the cells of a table, in the order of HEADS."""
        longest = max(self.lengths, default=0)
        return (
            f"{self.modules}",
            f"{self.code}",
            f"{median(self.lengths or [0]):.0f} / {longest}",
            f"{self.nested}",
            f"{self.choices}",
            f"{self.long_lines}",
            f"{self.verbs} of {self.docstrings}",
            f"{100 * self.comments / max(self.code, 1):.1f}",
        )


HEADS = (
    "room",
    "modules",
    "code",
    "function",
    "nested",
    "choices",
    f"over {LONGEST_LINE}",
    "verb first",
    "comments",
)
NOTES = """\
code: lines with code; function: lines without docstring, median / longest
nested: comprehensions inside comprehensions; choices: conditional expressions inside calls
verb first: docstrings of functions; comments: lines with a comment in 100 of code
"""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "code", help="length, density and comments of the library, by room"
    )
    parser.set_defaults(run=run)


def run(project: Project, _: argparse.Namespace) -> Exit:
    """Print one line a room and one for all; a function above the limit is a finding."""
    library = project.root / LIBRARY
    rooms = sorted(path for path in library.iterdir() if (path / "__init__.py").exists())
    rows: list[tuple[str, ...]] = [HEADS]
    for room in rooms:
        rows.append((room.name, *count(room.rglob("*.py")).row()))
    whole = count(library.rglob("*.py"))
    rows.append(("all", *whole.row()))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells) + "\n")
    sys.stdout.write(NOTES)
    return Exit.FINDINGS if max(whole.lengths) > LONGEST_FUNCTION else Exit.CLEAN


def count(paths: Iterable[Path]) -> Figures:
    """Count the Python files at `paths` together."""
    figures = Figures()
    for path in sorted(paths):
        figures.add(path.read_text("utf-8"))
    return figures


def nested_comprehensions(tree: ast.AST) -> list[int]:
    """Return the lines where a comprehension stands inside another one."""
    inner = (below for node in ast.walk(tree) for below in _below_comprehension(node))
    return sorted({node.lineno for node in inner if isinstance(node, COMPREHENSIONS)})


def _below_comprehension(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, COMPREHENSIONS):
        yield from (below for below in ast.walk(node) if below is not node)


def choices_in_calls(tree: ast.AST) -> list[int]:
    """Return the lines where a conditional expression is an argument of a call, or part of one."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            found |= {item.lineno for item in ast.walk(argument) if isinstance(item, ast.IfExp)}
    return sorted(found)


def _lines(source: str, tree: ast.AST) -> tuple[int, int]:
    """Return how many lines of `source` hold a comment, and how many hold code."""
    texts: set[int] = set()
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            texts.update(range(value.lineno, (value.end_lineno or value.lineno) + 1))
    comments: set[int] = set()
    code: set[int] = set()
    empty = (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments.add(token.start[0])
        elif token.type not in empty:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(comments), len(code - texts)


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function takes, from `def` to its end, less its docstring."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return whole
    text = function.body[0]
    return whole - ((text.end_lineno or text.lineno) - text.lineno + 1)


def _is_property(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = [ast.unparse(item).rpartition(".")[2] for item in function.decorator_list]
    return bool({"property", "cached_property", "fixture"} & set(names))


def _first_word(text: str) -> str:
    return text.split(None, 1)[0].strip("`,.:;")
