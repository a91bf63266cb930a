"""Reads the sense of a text as words of no language: its numbers, nots, directions and things.

Two texts of one sense may be worded otherwise. Where the sense is another, a reader may do another
thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from handbook.core.memo import remembered
from handbook.language.alternatives import alternatives, exchanged, kind_of
from handbook.language.contrasts import all_words, groups, is_ordered, named_things, verbs
from handbook.language.hedges import SOFT, in_other_words, kinds, markers, repeats
from handbook.language.quantities import quantities
from handbook.language.sentences import plain, sentences

Sense = tuple[str, ...]
"""`12week`, `negation`, `time.before`, `cord`: those of one kind in the order of the text."""
COUNTED = frozenset(("negation", "less-than", "more-than"))
"""Kinds of hedges.yml of which one more turns a sentence round."""
AGAIN = "not-again"
"""A "not" that a sentence carries on, as "nor" does: to add one turns nothing round."""
OTHERWISE = "?"
"""After a kind of hedges.yml that a text says in other words: `negation?` of "unknown"."""
FREE = frozenset(("joined",))
"""Groups of contrasts.yml whose words a sentence may change without a change of sense."""
WEAK = frozenset(("1", "2", "2time"))
"""Numbers that a language may write as a word, which then counts nothing: "two of them"."""
APART = "~"
"""Before a word of alternatives.yml, which is held against the same language's earlier text."""
ROW = "/"
"""Before a text's place in its part: `/3fa2b1`, two hexadecimal digits a block."""


@remembered(65536, kept=True)
def sense(text: str, code: str) -> Sense:
    """Return the sense of a text in language `code`, as far as the lexicons know its words."""
    found: list[str] = []
    for sentence in sentences(text, code):
        found += _counted(sentence, code)
    apart = (f"{APART}{word}" for word in alternatives(text, code))
    return (*found, *named_things(text, code), *apart)


def _counted(text: str, code: str) -> Iterator[str]:
    """Yield what counts each time a sentence says it; a thing counts once in a text."""
    yield from (f"{item.value}{item.unit}" for item in quantities(text, code) if not item.is_weak)
    for kind in kinds():
        yield from (kind for _ in markers(text, kind, code, own=True))
        count = in_other_words(text, kind, code)
        yield from (f"{kind}{OTHERWISE}" for _ in range(count))
    yield from (AGAIN for _ in range(repeats(text, "negation", code)))
    for group, said in all_words(plain(text), code).items():
        if group not in FREE:
            yield from (f"{group}.{word}" for word, _ in said)


def joined(senses: Iterable[Sense]) -> Sense:
    """Return the sense of several texts as one: kind by kind, in order where the order tells."""
    words = sorted((word for one in senses for word in one), key=_kind)
    found: list[str] = []
    for kind, same in groupby(words, key=_kind):
        listed = list(same)
        found += sorted(listed) if kind in _unordered() else listed
    return tuple(found)


@cache
def _unordered() -> frozenset[str]:
    """Return the kinds whose words may stand in any order."""
    return frozenset(kind for kind in groups() if not is_ordered(kind))


def _kind(word: str) -> str:
    """Return by what a word is told from others of its kind; numbers are one kind."""
    if word[0].isdigit():
        return ""
    if word.startswith(APART):
        return f"{APART}{kind_of(word[1:])}"
    mark = "=" if "=" in word else "."
    return word.partition(mark)[0]


def shared(words: Sense) -> Sense:
    """Return the words of a sense that both languages are held to."""
    return tuple(word for word in words if not word.startswith((APART, ROW)))


def firm(words: Sense) -> Sense:
    """Return those of which one more or less is another sense, however the rest is worded."""
    return tuple(word for word in shared(words) if not _is_loose(word))


def _is_loose(word: str) -> bool:
    return word == AGAIN or word.endswith(OTHERWISE)


def own(old: Sense, new: Sense, beside: tuple[Sense, Sense] = ((), ())) -> str:
    """Return what a language says otherwise by words that are held against itself alone.

    `beside` is the other language's sense before and now: what it has not changed, and what this
    one says as often as it now, or nearer to that than before, is no difference. Nothing where the
    older sense was written before they were kept.
    """
    before, now = Counter(_after(old)), Counter(_after(new))
    was, there = (Counter(_after(sense)) for sense in beside)
    nearer = {
        word for word in before | now if _is_nearer(before[word], now[word], was[word], there[word])
    }
    return exchanged(_after(old), _after(new), nearer) if is_kept(old) else ""


def _is_nearer(before: int, now: int, was: int, there: int) -> bool:
    """Return whether a count comes nearer to the other language's, which stays, and not past it."""
    return was == there and (before < now <= there or there <= now < before)


def is_kept(words: Sense) -> bool:
    """Return whether a sense was written with the words that are held against itself alone."""
    return any(word.startswith((APART, ROW)) for word in words)


def _after(words: Sense) -> list[str]:
    return [word.removeprefix(APART) for word in words if word.startswith(APART)]


def moved(old: Sense, new: Sense) -> tuple[bool, int]:
    """Return whether the blocks of a part are the same ones in another order, and how many more.

    Nothing is known of a sense that was written before their order was kept.
    """
    before, now = _blocks(old), _blocks(new)
    if not is_kept(old):
        return False, 0
    return before != now and sorted(before) == sorted(now), len(now) - len(before)


def _blocks(words: Sense) -> list[str]:
    marks = next((word[1:] for word in words if word.startswith(ROW)), "")
    return [marks[place : place + 2] for place in range(0, len(marks), 2)] or [""]


def difference(old: Sense, new: Sense, bare: Sense | None = None) -> str:
    """Return what a sense lost and gained: `-12week +16week`; nothing where it did neither.

    Nothing is gained that is not in `bare`, the new one without what says nothing.
    """
    gone, come = _changed(old, new)
    if bare is not None:
        come &= Counter(bare) - Counter(old)
    told = [*(f"-{word}" for word in gone.elements()), *(f"+{word}" for word in come.elements())]
    before, now = firm(old), firm(new)
    if not told and before != now and sorted(before) == sorted(now):
        pairs = zip(before, now, strict=True)
        told = ["turned", *(word for was, word in pairs if was != word)]
    return " ".join(told)


def _changed(old: Sense, new: Sense) -> tuple[Counter[str], Counter[str]]:
    """Return what a sense lost and gained, less what it says in other words now, or no longer."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    for kind in kinds():
        said, before = gone[kind], come[kind]
        gone[kind] -= min(said, come[f"{kind}{OTHERWISE}"])
        come[kind] -= min(before, gone[f"{kind}{OTHERWISE}"])
    for word in [*gone, *come]:
        if word.endswith(OTHERWISE):
            gone[word] = come[word] = 0
    return gone, come


def alone(old: Sense, new: Sense, kept: Sense = ()) -> str:
    """Return what a sense may not lose, or gain, in one language alone.

    A thing, a term, a person, an act and a "may" may be left out nowhere, but for the things that
    are `kept` in other words; a number or a "not" may not be added either; no word may give way to
    another of its group.
    """
    gone, come = _changed(old, new)
    come["negation"] -= come[AGAIN]
    gone[AGAIN] = come[AGAIN] = 0
    swapped = {_kind(word) for word in +gone} & {_kind(word) for word in +come}
    lost = (word for word in gone.elements() if _is_firm(word) or _kind(word) in swapped)
    told = [f"-{word}" for word in lost if word not in kept]
    is_told = (word for word in come.elements() if _is_counted(word) or _kind(word) in swapped)
    return " ".join((*told, *(f"+{word}" for word in is_told)))


def is_thing(word: str) -> bool:
    """Return whether a word of a sense stands for a thing of contrasts.yml."""
    return _kind(word) == word and word not in kinds() and not _is_loose(word)


def _is_firm(word: str) -> bool:
    kind = _kind(word)
    is_term = kind in verbs() or groups().get(kind, "direction") != "direction"
    return is_thing(word) or is_term or word in SOFT or _is_counted(word)


def _is_counted(word: str) -> bool:
    return word not in WEAK and (not _kind(word) or word in COUNTED)
