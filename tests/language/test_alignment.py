"""What two languages say otherwise: joined sentences are no lost one."""

from __future__ import annotations

import pytest

from handbook.checks.confirmed.settled_differences import is_settled, says_as
from handbook.language.alignment import Pair, differing

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
        ("No fever and no bleeding.", "没有发烧、出血。"),
        ("No fever or bleeding.", "不发烧，也不出血。"),
        ("It may tear and may fail.", "可能撕裂或失败。"),
        ("It may come out, or stay in.", "可能拆掉，也可能留着。"),
        ("Avoid sex.", "不要同房。"),
        ("Do not have sex.", "避免同房。"),
        ("Stop it; what it does is unknown.", "停用；有什么作用，还不知道。"),
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
        ("Do not stop progesterone.", "停用黄体酮。", "negation"),
        ("Never stop heparin.", "停掉肝素。", "negation"),
        ("Stop progesterone.", "不要停药。", "negation"),
        ("Do not avoid sex.", "避免同房。", "negation"),
        ("Avoid sex.", "不要避免同房。", "negation"),
        ("No bath and no sex.", "不要泡澡，可以同房。", "negation"),
        ("There is no fever and no bleeding.", "没有发烧，有出血。", "negation"),
        ("No fever, but bleeding or pain.", "不发烧，也不出血、不疼。", "negation"),
        ("It may tear, and it may fail, and the baby may die.", "它可能撕裂，会失败，宝宝会死。", "possibility"),
        ("It may fail, and the baby dies.", "可能失败，宝宝可能会死。", "possibility"),
        ("It is usually safe, and it is usually quick.", "通常安全，也很快。", "frequency"),
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


@pytest.mark.parametrize(
    ("settled", "left", "right", "same"),
    [
        ("negation: - | 不", "Avoid tampons.", "不要用卫生棉条，不要泡澡。", False),
        ("possibility: may | -", "It may tear and may kill you.", "会撕裂，会致命。", False),
        ("negation: not, not, not | 不", "Do not ask, do not wait. It is unknown.", "别问，等着。知道。", True),
        ("negation: not, not, not | 不", "Do not ask, do not wait. Stop it.", "别问，等着。停用。", False),
        ("negation: not, not | 不", "Do not wait. It is not hot and not red.", "快去。不热、红。", True),
    ],
)
def test_a_settled_difference_covers_no_more(settled: str, left: str, right: str, same: bool) -> None:
    pair = Pair("docs/zh/index.md", 1, left, right, CODES)
    found = [item for item in pair.differences if item.startswith(settled.partition(":")[0])]
    assert [is_settled(settled, item, pair) for item in found] == [same]
