"""The plan that a reader fills in: whose numbers a button dials."""

from __future__ import annotations

import pytest
from copies import Original


@pytest.mark.parametrize(("code", "day", "night"), [("en", "unit, by day", "unit, nights"), ("zh", "白天", "夜里")])
def test_the_unit_is_the_second_and_the_third_number(code: str, day: str, night: str, real: Original) -> None:
    """By its place there a number is kept (plan.js), and called by day or by night (place.js)."""
    blocks = real.context.pages.pages[code]["my-plan"].blocks
    start = next(at for at, block in enumerate(blocks) if block.kind == "heading" and block.name == "numbers")
    end = next(at for at in range(start + 1, len(blocks)) if blocks[at].kind == "heading")
    lines = [block.text for block in blocks[start:end] if block.kind == "cell" and block.name == "td"][::2]
    assert day in lines[1] and night in lines[2]
