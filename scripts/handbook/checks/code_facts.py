"""What the code of a module does, without its words: what is confirmed by name of the library."""

from __future__ import annotations

import ast
import io
import tokenize

from handbook.core.memo import remembered


@remembered(256, kept=True)
def code_of(module: bytes) -> str:
    """Return the lines of a Python module without comments, docstrings and empty lines.

    One that does not parse is returned as it is: other checks say so. So is one that is not UTF-8,
    or says that it is written otherwise: what is a comment to a reader may be code to Python.
    """
    try:
        named = tokenize.detect_encoding(io.BytesIO(module).readline)[0]
        source = module.decode("utf-8")
        tree = ast.parse(source)
    except (SyntaxError, UnicodeDecodeError):
        return module.decode("latin-1")
    if named != "utf-8" or "\r" in source:  # ends a line of code, and none of the tokenizer's
        return source
    lines = source.split("\n")  # as Python does: a form feed ends no line
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            _blank(lines, value)
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _blank(lines: list[str], words: ast.Constant) -> None:
    """Take a docstring out of `lines`, and nothing that stands on a line with it.

    Columns are counted in bytes; a blank for each, so that those behind it stay where they are.
    """
    first, last = words.lineno - 1, (words.end_lineno or words.lineno) - 1
    ends = words.end_col_offset or 0
    after = lines[last].encode()[ends:].decode()
    before = lines[first].encode()[: words.col_offset].decode()
    lines[first : last + 1] = [before, *[""] * (last - first)]
    lines[last] += " " * (ends - len(lines[last].encode())) + after
