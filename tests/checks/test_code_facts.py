"""What of a module of the library is confirmed by name: its code, not its words."""

from __future__ import annotations

import pytest

from handbook.checks.code_facts import code_of

CODE = 'def number(place: str) -> str:\n    """Return it."""\n    return PLACES[place]\n'


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace("Return it.", "Return the number of a place."),
        CODE.replace('"""Return it."""', '"""Return it.\n\n    Raises KeyError.\n    """'),
        "# once more\n\n" + CODE + "  # an emergency number\n",
    ],
)
def test_words_do_not_count(other: str) -> None:
    assert code_of(other.encode()) == code_of(CODE.encode())


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace("PLACES[place]", '"112"'),
        CODE + 'PLACES = {"nowhere": "# 112"}\n',
        CODE.replace("def number", "def  number("),
        CODE.replace('it."""', 'it."""; return 112'),
        CODE.replace('"""Return it."""', '"没有"; "also"; return 112'),
        CODE.replace('it."""', 'it.\n\n    没有。"""; return 112'),
        CODE.replace("    return", "    # see\x0c    return"),
        CODE.replace("    return", "    # see\r    place = 1\n    return"),
    ],
)
def test_code_counts_even_where_it_does_not_parse(other: str) -> None:
    assert code_of(other.encode()) != code_of(CODE.encode())


def test_code_beside_a_body_of_dots_counts() -> None:
    stub = 'def number(self, place="112") -> str: ...\n'
    assert code_of(stub.encode()) != code_of(stub.replace("112", "998").encode())


@pytest.mark.parametrize("name", ["unicode_escape", "utf-7", "latin-1"])
def test_a_comment_counts_where_python_may_read_code_in_it(name: str) -> None:
    module = f"# -*- coding: {name} -*-\n{CODE}# {{}}\n"
    assert code_of(module.format("a").encode()) != code_of(module.format(r"a\nfindings = []").encode())
