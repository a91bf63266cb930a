"""Tells which differences of two languages nobody has settled, and what settles them.

Those of a text that has changed since it was compared are told with that change, in one finding
and not in two: see `told_with_changes` and, of the findings of their own, `parity.beside_changes`.
"""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache

from handbook.checks.confirmed.comparisons import Change, all_changes, marks
from handbook.checks.context import CheckContext
from handbook.language.alignment import Pair, differences, pairs
from handbook.language.contrasts import is_same_thing
from handbook.language.hedges import in_words_of_its_own, kinds, left_to_first
from handbook.language.sentences import sentences

Rows = dict[str, Counter[str]]
"""Differences by the part of a file that they stand in."""


@lru_cache(2)
def unsettled(context: CheckContext) -> tuple[tuple[tuple[Pair, str], ...], Rows]:
    """Return each difference that is not settled, and what is settled and no longer there.

    A settled difference excuses one occurrence in its part of a file: first one in a text that is
    as it was, as what a changed text says was settled by nobody.
    """
    left: Rows = {place: Counter(rows) for place, rows in context.settled.items()}
    new = []
    changed = _changed(context)
    said = pairs(context.pages, context.passages)
    for pair in sorted(said, key=lambda pair: _key(pair) in changed):
        for difference in pair.differences:
            rows = left.setdefault(pair.place, Counter())
            if rows[difference] > 0:
                rows[difference] -= 1
            else:
                new.append((pair, difference))
    return tuple(_less_reworded(new, left)), left


def _less_reworded(new: Iterable[tuple[Pair, str]], left: Rows) -> Iterable[tuple[Pair, str]]:
    """Yield the differences that are not what is `left` of those settled there in other words."""
    for pair, difference in new:
        rows = left[pair.place]
        worded = next((row for row in +rows if is_settled(row, difference, pair)), None)
        if worded is None:
            yield pair, difference
        else:
            rows[worded] -= 1


@lru_cache(2)
def told_with_changes(context: CheckContext) -> tuple[tuple[Pair, str], ...]:
    """Return what is unsettled in texts that have changed since.

    Nothing of files that were never compared as a whole: there it is told by itself.
    """
    changed = _changed(context)
    return tuple((pair, row) for pair, row in unsettled(context)[0] if _key(pair) in changed)


def _changed(context: CheckContext) -> set[tuple[str, str]]:
    return {_key(change.pair) for change in all_changes(context) if not change.whole}


def _key(pair: Pair) -> tuple[str, str]:
    return pair.place, marks(pair)


def differences_of(context: CheckContext, changes: Iterable[Change]) -> list[str]:
    """Return what is unsettled in texts that have changed."""
    wanted = {_key(change.pair) for change in changes}
    return [row for pair, row in told_with_changes(context) if _key(pair) in wanted]


def changed_places(context: CheckContext) -> set[str]:
    """Return the parts of files with a text that has changed since it was compared."""
    return {change.pair.place for change in all_changes(context)}


def command(place: str, found: Iterable[str]) -> str:
    """Return what settles differences at a place."""
    return f"./scripts/stamp --settle {place} {shlex.join(found)}"


def still_settled(
    context: CheckContext, settled: dict[str, tuple[str, ...]], places: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return what is `settled` at `places`, less the differences that are no longer there."""
    said = list(pairs(context.pages, context.passages))
    found, rows, there = differences(said), {}, defaultdict[str, list[Pair]](list)
    for pair in said:
        there[pair.place].append(pair)
    for place in settled.keys() & set(places):
        kept = Counter(settled[place])
        new = found[place] - kept
        rest = ((pair, other) for pair in there[place] for other in pair.differences if new[other])
        if not any(is_settled(row, other, pair) for pair, other in rest for row in kept):
            kept &= found[place]
        rows[place] = tuple(sorted(kept.elements()))
    return rows


def is_settled(settled: str, difference: str, pair: Pair) -> bool:
    """Return whether a difference of `pair` is a settled one, in other words or said once more.

    A side may say a word less than was settled if it now says it in other words, and one more if
    it is a repeat that the other side joins.
    """
    if says_as(settled, difference):
        return True
    kind, _, words = settled.partition(": ")
    if kind != difference.partition(": ")[0] or kind not in kinds():
        return False
    before, now = _often(words), _often(difference.partition(": ")[2])
    more = now[0] - now[1] - before[0] + before[1]
    gained, lost = (0, 1) if more > 0 else (1, 0)
    said = sentences(pair.left, pair.codes[0]), sentences(pair.right, pair.codes[1])
    again = left_to_first(said, kind, pair.codes)[gained]
    others = in_words_of_its_own(said, kind, pair.codes)[lost]
    explained = min(again, max(now[gained] - before[gained], 0))
    return abs(more) <= explained + min(others, max(before[lost] - now[lost], 0))


def says_as(settled: str, difference: str) -> bool:
    """Return whether a difference is a settled one in other words.

    It is of one kind, and one language says as many more than the other; of "may", where both say
    it, any number more. A thing may be written otherwise: "a right to", "the right to".
    """
    named = [row.partition(": ")[0] for row in (settled, difference)]
    if named == ["thing", "thing"]:
        written = (row.partition(": ")[2].split(" | ") for row in (settled, difference))
        return all(is_same_thing(*side) for side in zip(*written, strict=True))
    if named[0] != named[1] or named[0] not in kinds():
        return False
    before, now = (_often(row.partition(": ")[2]) for row in (settled, difference))
    more = before[0] - before[1], now[0] - now[1]
    both_say = all(before) and all(now) and named[0] == "possibility"
    return more[0] == more[1] or (both_say and more[0] * more[1] > 0)


def _often(words: str) -> tuple[int, int]:
    """Return how many words each side of a difference names; `-` is none."""
    ours, theirs = (side.split(", ") for side in words.split(" | "))
    return len(ours) * (ours != ["-"]), len(theirs) * (theirs != ["-"])
