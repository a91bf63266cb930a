"""What two languages said when a person last compared them, as hashes of both sides.

scripts/stamps.txt holds a line for each part of a page and each record of a data file: language,
place, and two hashes for each two texts that belong together. Two texts whose hashes are not there
have changed since, in the language whose hash is new. `./scripts/stamp` writes the lines; what
drawings say is held word by word in scripts/labels.yml.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import PurePath

from handbook.checks.confirmed.facts import facts, is_facts, is_page
from handbook.checks.context import CheckContext
from handbook.checks.settings import STAMPS, Stamps
from handbook.language.alignment import Pair, pairs
from handbook.language.text_units import source_passages
from handbook.sheets.spec import FILE, load_sheets

HEADER = """\
# What was compared, by language and place: a hash of the default language's text and one of the
# other's for each two texts. Written by ./scripts/stamp once a person has read both; never by hand.
"""


KEY = 24
"""Digits of the key of a change: of 8, two texts that share one were found within a second."""


@dataclass(frozen=True)
class Change:
    """Two texts that are not as they were compared."""

    pair: Pair
    side: int | None
    """0 where the default language alone has changed, 1 where the other has, None for both."""
    was: tuple[str, str] = ("", "")
    """The hashes that both sides had; empty where they were never compared."""
    whole: str = ""
    """What stands for all texts of a file of which none was ever compared."""

    @property
    def texts(self) -> tuple[str, str]:
        """What the changed side says now, and what stands beside it."""
        left, right = self.pair.shown
        return (right, left) if self.side == 1 else (left, right)

    @property
    def name(self) -> str:
        """What `./scripts/stamp` takes for it: a page, or a record of a file."""
        path = self.pair.path
        if is_page(path):
            return PurePath(path).stem
        return f"{path}#{record(self.pair)}"

    @property
    def key(self) -> str:
        """What stands for this one change: who names it has seen it."""
        return self.whole or mark("\0".join((*self.was, marks(self.pair), self.pair.place)))[:KEY]

    @property
    def is_moved(self) -> bool:
        """Whether both sides are as they were, at another place of their part."""
        return self.side is None and ":".join(self.was) == marks(self.pair)

    @property
    def sides(self) -> tuple[int, ...]:
        """The sides that have changed."""
        return (0, 1) if self.side is None else (self.side,)

    def path(self, side: int) -> str:
        """Return the file in which a side stands."""
        default, code = self.pair.codes
        if side == 1 or not is_page(self.pair.path):
            return self.pair.path
        return self.pair.path.replace(f"docs/{code}/", f"docs/{default}/", 1)


@lru_cache(2)
def compared(context: CheckContext) -> tuple[Pair, ...]:
    """Return all that pages, data and sheets say in two languages, but for the words of drawings.

    Then the facts of records and files, which are words of no language. Of a language that is
    still being translated its pages alone.
    """
    passages = [item for item in context.passages if item.kind != "drawing"]
    if (context.project.root / FILE).exists():
        passages += source_passages(load_sheets(context.project))
    done = {locale.code for locale in context.project.locales if not locale.is_unfinished}
    found = pairs(context.pages, passages)
    said = (pair for pair in found if pair.left or pair.right)
    texts = [pair for pair in said if is_page(pair.path) or pair.codes[1] in done]
    return (*texts, *facts(context))


def record(pair: Pair) -> str:
    """Return the id of the record that two texts of a data file belong to."""
    return pair.spot.partition(".")[0]


@lru_cache(65536)
def mark(text: str) -> str:
    """Return 32 hexadecimal digits that stand for a text; nobody can search a second one for them.

    How its lines are broken is taken out before (`on_one_line`): a blank more is another text.
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def marks(pair: Pair) -> str:
    """Return what stands for two texts."""
    left, right = pair.shown
    return f"{mark(left)}:{mark(right)}"


def changes(context: CheckContext, found: Iterable[Pair] | None = None) -> Iterator[Change]:
    """Yield all that is not as it was compared, in the order of the files.

    Also what stands at another place of its part, and what is no longer there: by their order two
    cells of a table say what they say. `found` is all that is said in two languages,
    where it was read before.
    """
    places: dict[tuple[str, str], list[Pair]] = {}
    for pair in compared(context) if found is None else found:
        places.setdefault((pair.codes[1], pair.place), []).append(pair)
    compared_files = {place.partition("#")[0] for _, place in context.stamps}
    for key, said in places.items():
        known = context.stamps.get(key, ())
        first = said[0]
        if first.path not in compared_files and (is_page(first.path) or not is_facts(first)):
            whole = _whole(context, first.path)
            yield from (Change(pair, None, whole=whole) for pair in said)
        elif tuple(map(marks, said)) != known:
            yield from _changes(said, known)


@lru_cache(2)
def all_changes(context: CheckContext) -> tuple[Change, ...]:
    """Return all that is not as it was compared; nothing where the stamps are missing."""
    return tuple(changes(context)) if (context.project.root / STAMPS).exists() else ()


def _whole(context: CheckContext, path: str) -> str:
    """Return the key of all that a file says, and of a page its form."""
    said = (marks(pair) for pair in compared(context) if pair.path == path)
    return mark("\0".join((path, *said)))[:KEY]


def _changes(said: list[Pair], known: Sequence[str]) -> Iterator[Change]:
    """Yield the changes of one part, whose texts were `known` in their order."""
    here = [marks(pair) for pair in said]
    if is_facts(said[0]):
        if here[0] not in known or len({*known}) > 1:  # one text, confirmed on two branches
            was = next((item for item in known if item not in here), ":")
            yield Change(said[0], None, _sides(was))
        return
    gone = []
    for before, after in _aligned(known, here):
        if len(before) == len(after):
            both = zip(before, after, strict=True)
            yield from (_change(said[at], known[was]) for was, at in both)
        else:
            yield from (_come(said[at], known) for at in after)
            gone += [known[was] for was in before if known[was] not in here]
    for item in gone:
        yield Change(replace(said[0], left="", right="", marked=("", "")), None, _sides(item))


def _aligned(known: Sequence[str], here: Sequence[str]) -> Iterator[tuple[range, range]]:
    """Yield what differs: places in `known`, and those `here` that stand between the same texts.

    One by one where each stands beside its own more often than in the longest common order.
    """
    matcher = SequenceMatcher(None, known, here, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    if len(known) == len(here) and sum(map(str.__eq__, known, here)) >= kept:
        for at, (was, now) in enumerate(zip(known, here, strict=True)):
            if was != now:
                yield range(at, at + 1), range(at, at + 1)
        return
    for step, first, last, start, end in matcher.get_opcodes():
        if step != "equal":
            yield range(first, last), range(start, end)


def _change(pair: Pair, before: str) -> Change:
    """Return how a pair has changed from the one `before`, which stood at its place."""
    was, now = _sides(before), _sides(marks(pair))
    side = 1 if was[0] == now[0] else 0 if was[1] == now[1] else None
    return Change(pair, side, was)


def _come(pair: Pair, known: Collection[str]) -> Change:
    """Return the change of a pair of which nobody can tell what stood at its place: it is new.

    What a guess would leave out of the telling could be what somebody moved there. One that stood
    at another place of its part is moved.
    """
    here = marks(pair)
    was = here if here in known else ":"
    return Change(pair, None, _sides(was))


def _sides(item: str) -> tuple[str, str]:
    left, _, right = item.partition(":")
    return left, right


def renewed(before: Stamps, found: Iterable[Pair], is_named: Callable[[Pair], bool]) -> Stamps:
    """Return the stamps with those of the named texts as they are now.

    Places of their files at which nothing is said any more are let go.
    """
    now: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    fresh, files = set(), set()
    for pair in found:
        place = (pair.codes[1], pair.place)
        now[place].append(marks(pair))
        if is_named(pair):
            fresh.add(place)
            files.add(pair.path)
    kept = {
        place: known
        for place, known in before.items()
        if place in now or place[1].partition("#")[0] not in files
    }
    return kept | {place: tuple(now[place]) for place in fresh}


def kept_back(
    now: Stamps, before: Stamps, found: Iterable[Pair], unread: Sequence[Change]
) -> Stamps:
    """Return the stamps `now` with the texts of each change that is `unread` as they were.

    A part of which a text was moved or is gone unread stays as it was `before` as a whole.
    """
    left = {id(change.pair): change for change in unread}
    places = {(change.pair.codes[1], change.pair.place) for change in unread}
    whole = {
        (change.pair.codes[1], change.pair.place)
        for change in unread
        if change.is_moved or not (change.pair.left or change.pair.right)
    }
    kept: dict[tuple[str, str], list[str]] = {place: [] for place in places - whole}
    for pair in found:
        place, change = (pair.codes[1], pair.place), left.get(id(pair))
        if place in kept and (change is None or any(change.was)):
            known = ":".join(change.was) if change else marks(pair)
            kept[place].append(known)
    old = {place: before[place] for place in whole}
    made = now | old | {place: tuple(known) for place, known in kept.items()}
    return {place: known for place, known in made.items() if known}


def stamps_text(stamps: Stamps) -> str:
    """Return the text of scripts/stamps.txt."""
    lines = (f"{code} {place} {' '.join(known)}\n" for (code, place), known in stamps.items())
    return f"{HEADER}{''.join(sorted(lines))}"
