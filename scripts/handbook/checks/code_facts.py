"""What the code of a module does, without its words: what is confirmed by name of the library."""

from __future__ import annotations

import ast
import io
import tokenize

from handbook.core.memo import remembered


@remembered(256, kept=True)
def code_of(source: str) -> str:
    """Return the lines of Python `source` without comments, docstrings and empty lines.

    A module that does not parse is returned as it is: other checks say so.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            for row in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[row] = ""
    return "\n".join(line.rstrip() for line in lines if line.strip())
