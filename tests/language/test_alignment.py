"""What two languages say otherwise: joined sentences are no lost one."""

from __future__ import annotations

import pytest

from handbook.checks.rules.parity import says_as
from handbook.language.alignment import differing

CODES = ("en", "zh")
BOTH = "You could not have seen it from the outside. It is not your fault."


@pytest.mark.parametrize(
    ("right", "lost"),
    [("这从外面看不出来，不是您的错。", False), ("这不是您的错。", True), ("这从外面看不出来。", True)],
)
def test_a_joined_sentence_is_not_a_lost_one(right: str, lost: bool) -> None:
    assert ("sentence: 2 | 1" in differing(BOTH, right, CODES)) == lost


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Interpreters cost you nothing.", "翻译免费。"),
        ("Mistakes are still possible.", "仍可能有错。"),
        ("Whether it helps is unknown.", "有没有用，还不知道。"),
        ("It frequently stops by itself.", "它常常自己就停了。"),
        ("A pad soaked in 1 hour or under.", "1 小时之内湿透一片卫生巾。"),
        ("You may feel sick, and you may be tired.", "您可能恶心、觉得累。"),
        ("We list no names and no clinics.", "我们不收录姓名和诊所。"),
        ("Use pads. A pad shows how much you bleed.", "垫卫生巾。这样能看清出了多少血。"),
        ("Nobody can tell at home. Do not decide alone.", "谁也说不准。在家里别一个人判断。"),
    ],
)
def test_a_synonym_is_no_difference(left: str, right: str) -> None:
    assert differing(left, right, CODES) == ()


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("Whether it helps is known.", "有没有用，还不知道。", "negation"),
        ("It stops by itself.", "它常常自己就停了。", "frequency"),
        ("You feel sick, and you are tired.", "您可能恶心、觉得累。", "possibility"),
        ("We list names, not clinics.", "我们不收录姓名，也不收录诊所，没有例外。", "negation"),
        ("Use pads. The knees may hurt.", "垫卫生巾。这里可能会疼。", "thing"),
        ("With soya. With peanut oil.", "含花生油。含大豆。", "thing"),
    ],
)
def test_what_is_left_out_or_exchanged_is_a_difference(left: str, right: str, kind: str) -> None:
    assert kind in {item.partition(":")[0] for item in differing(left, right, CODES)}


@pytest.mark.parametrize(
    ("settled", "found", "same"),
    [
        ("thing: a right to | -", "thing: has the right to | -", True),
        ("thing: a right to | -", "thing: money | -", False),
        ("thing: a right to | -", "thing: - | 有权", False),
    ],
)
def test_a_settled_thing_may_be_written_otherwise(settled: str, found: str, same: bool) -> None:
    assert says_as(settled, found) == same
