"""One word for another of its kind is told; another wording, a list in another order is not."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest
from pydantic import ValidationError

from handbook.language import alternatives as module
from handbook.language.alternatives import alternatives, exchanged


def told(code: str, old: str, new: str) -> str:
    return exchanged(tuple(alternatives(old, code)), tuple(alternatives(new, code)))


@pytest.mark.parametrize(
    ("code", "old", "new", "words"),
    [
        ("en", "from the first day of your period", "from the last day of your period", "-first +last"),
        ("en", "if tightenings become regular or stronger", "if they become regular and stronger", "-or +and"),
        ("en", "A drug given to your mother.", "A drug given to you.", "-mother"),
        ("zh", "肝病或卟啉症", "肾病或卟啉症", "-liver +kidney"),
        ("zh", "有高血压的不能吃", "有低血压的不能吃", "-hypertension +hypotension"),
        ("zh", "对花生过敏", "对花粉过敏", "-peanut +pollen"),
        ("zh", "高位的要进手术室，低位的不用", "低位的要进手术室，高位的不用", "turned low high"),
        ("zh", "先打电话", "先上路，再打电话", "+set-off"),
        ("en", "Tightenings: any. Call.", "Tightenings: any that last an hour. Call.", "+one-hour"),
        ("en", "Any bleeding: call", "Bleeding after half a day: call", "-any-at-all +half +half-day"),
        ("zh", "出血就打电话", "出血半天就打电话", "+half-day"),
        ("zh", "疼就打电话", "疼一阵子就打电话", "+a-while"),
        ("en", "Bleeding: call", "Heavy bleeding: call", "+degree"),
        ("zh", "流液就打电话", "夜里流液就打电话", "+by-night"),
        ("zh", "不要往回推，也不要往外拉。", "不要用力往回推，也不要用力往外拉。", "+hard"),
        ("en", "Do not push it back.", "Do not push it back hard.", "+hard"),
        ("en", "Never sit in the car.", "Never sit in the car at night.", "+at-a-time"),
        ("zh", "不要泡澡", "不要经常泡澡", "+often"),
        ("zh", "别站着", "别站太久", "+too-much"),
        ("zh", "一条腿肿", "两条腿肿", "-one-of +both-of"),
        ("en", "one leg is hot", "both legs are hot", "-one-of +both-of"),
        ("en", "lie on your left side", "lie on your right side", "-left-side -the-left +right-side +the-right"),
        ("zh", "朝左侧躺", "侧躺", "-the-left"),
        ("zh", "50 人，2 人因此去世", "50 人，2 个宝宝因此去世", "-adults +babies"),
        (
            "en",
            "37 with one baby, or 32 with twins",
            "32 with one baby, or 37 with twins",
            "+paired:32+singleton +paired:37+twins",
        ),
        ("en", "Ask for a midwife. Not through 111.", "Ask for a midwife. If not, 111 finds one.", "-told-not-to"),
        (
            "en",
            "A (稽留流产), B (先兆流产)",
            "A (先兆流产), B (稽留流产)",
            "turned other:先兆流产 other:稽留流产",
        ),
        ("zh", "打一针（spinal）", "打一针（epidural）", "-other:spinal +other:epidural"),
    ],
)
def test_one_word_for_another_of_its_kind_is_told(code: str, old: str, new: str, words: str) -> None:
    assert told(code, old, new) == words


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("en", "Tell one person what helps.", "Tell one person you trust what helps you."),
        ("en", "The bladder, cervix and waters are marked.", "The waters, bladder and cervix are marked."),
        ("en", "Early on, ask your doctor.", "Ask your doctor early."),
        ("zh", "先打肝素，以上都要", "要先打肝素，上面说的都要"),
        ("zh", "第一次产检", "首次产检"),
        ("en", "You can walk hard.", "You can walk."),
        ("en", "It hurt one patient (of 8).", "One patient (of 8) was hurt."),
        ("en", "Do not push, and call.", "Call, and do not push."),
        ("zh", "哪周做什么", "哪一周做什么"),
        ("zh", "拖住了一段，再生", "多保了一段时间，再生"),
        ("zh", "一阵阵发紧", "发紧，一阵一阵的"),
        ("zh", "打一针", "打一针（spinal）"),
        ("en", "Before 37 weeks, in England.", "In England before 37 weeks."),
        ("zh", "查出尿路或阴道感染", "查出尿路感染或阴道感染"),
        ("zh", "目前谁也说不清", "目前还没有人说得清"),
    ],
)
def test_another_wording_is_not(code: str, old: str, new: str) -> None:
    assert not told(code, old, new)


def test_a_word_and_a_way_of_writing_stand_once() -> None:
    kinds = module._lexicon().kinds
    words = Counter(chain.from_iterable(kind.words for kind in kinds.values()))
    assert [word for word, count in words.items() if count > 1] == []
    for code in ("en", "zh"):
        said = chain.from_iterable(kind.words.values() for kind in kinds.values())
        ways = Counter(chain.from_iterable(written.by_language.get(code, ()) for written in said))
        ways.update(module._lexicon().skips.by_language[code])
        assert [way for way, count in ways.items() if count > 1] == []


def test_what_is_firm_is_a_word_of_its_kind() -> None:
    for kind in module._lexicon().kinds.values():
        assert set(kind.firm) <= {*kind.words, module.ANY}


def test_a_word_to_the_letter_is_no_regular_expression() -> None:
    words = {"call": {"en": ["call(?! it)"], "zh": ["打电话"]}}
    with pytest.raises(ValidationError, match=r"call: .* is a regular expression"):
        module.Kind.model_validate({"words": words})
    assert module.Kind.model_validate({"words": words, "shapes": True})
