"""What one language alone says otherwise, or in another order, is told at its part."""

from __future__ import annotations

import pytest

from handbook.checks.senses import Part
from handbook.checks.settings import Confirmed
from handbook.language.alignment import Pair

CODES = ("en", "zh")


def part(*texts: tuple[str, str]) -> Part:
    return Part(tuple(Pair("docs/zh/a.md", 1, left, right, CODES) for left, right in texts))


ONE, TWO = ("Ask about the scan.", "问超声。"), ("Ask about the stitch.", "问环扎。")


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ((ONE, TWO), ((ONE[0], TWO[1]), (TWO[0], ONE[1])), "… | moved"),
        ((ONE, TWO), (TWO, ONE), ""),
        ((ONE, TWO), (ONE,), "-1block"),
        ((("With liver disease", "肝病"),), (("With liver disease", "肾病"),), "-liver +kidney"),
        ((("the first day", "第一天"),), (("the last day", "最后一天"),), "-first +last"),
        ((("Ask early.", "早点问。"),), (("Early on, ask.", "早点问。"),), ""),
        ((("It is open.", "没定。"),), (("It is still open.", "还没定。"),), ""),
        ((("Nothing to do with it.", "跟它没关系。"),), (("Nothing to do with it.", "跟它没有关系。"),), ""),
        ((("It is open.", "还没定。"),), (("It is open.", "已经定了。"),), "-negation"),
    ],
)
def test_a_change_is_told(old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...], change: str) -> None:
    told = part(*new).change((part(*old).now,))
    assert change in told
    assert bool(change) == bool(told)


def test_a_sense_written_before_such_words_were_kept_tells_nothing_of_them() -> None:
    before = Confirmed("0" * 8, ("", ""))
    assert part(("the last day", "最后一天")).change((before,)) == ""
