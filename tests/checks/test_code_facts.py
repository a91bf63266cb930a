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
    assert code_of(other) == code_of(CODE)


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
    ],
)
def test_code_counts_even_where_it_does_not_parse(other: str) -> None:
    assert code_of(other) != code_of(CODE)


def test_code_beside_a_body_of_dots_counts() -> None:
    stub = 'def number(self, place="112") -> str: ...\n'
    assert code_of(stub) != code_of(stub.replace("112", "998"))
