"""One word for another of its kind is told; another wording, a list in another order is not."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest

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
