"""What two languages said when a person last compared them, as hashes of both sides.

scripts/stamps.txt holds a line for each part of a page and each record of a data file: language,
place, and two hashes for each two texts that belong together. Two texts whose hashes are not there
have changed since, in the language whose hash is new. `./scripts/stamp` writes the lines; what
drawings say is held word by word in scripts/labels.yml.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from handbook.checks.context import CheckContext
from handbook.checks.facts import facts, is_page
from handbook.checks.settings import Stamps
from handbook.language.alignment import Pair, pairs
from handbook.language.text_units import source_passages
from handbook.sheets.spec import FILE, load_sheets

HEADER = """\
# What was compared, by language and place: a hash of the default language's text and one of the
# other's for each two texts. Written by ./scripts/stamp once a person has read both; never by hand.
"""


@dataclass(frozen=True)
class Change:
    """Two texts that are not as they were compared."""

    pair: Pair
    side: int | None
    """0 where the default language alone has changed, 1 where the other has, None for both."""
    was: tuple[str, str] = ("", "")
    """The hashes that both sides had; empty where they were never compared."""

    @property
    def texts(self) -> tuple[str, str]:
        """What the changed side says now, and what stands beside it."""
        if self.side == 1:
            return self.pair.right, self.pair.left
        return self.pair.left, self.pair.right

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
        return mark("\0".join((*self.was, marks(self.pair), self.pair.place)))

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


def compared(context: CheckContext) -> list[Pair]:
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
    return [*texts, *facts(context)]


def record(pair: Pair) -> str:
    """Return the id of the record that two texts of a data file belong to."""
    return pair.spot.partition(".")[0]


@lru_cache(65536)
def mark(text: str) -> str:
    """Return eight hexadecimal digits that stand for a text, however its lines are broken."""
    return hashlib.sha256("".join(text.split()).encode("utf-8")).hexdigest()[:8]


def marks(pair: Pair) -> str:
    """Return what stands for two texts."""
    return f"{mark(pair.left)}:{mark(pair.right)}"


def changes(context: CheckContext, found: Iterable[Pair] | None = None) -> Iterator[Change]:
    """Yield all that is not as it was compared, in the order of the files.

    `found` is all that is said in two languages, where it was read before.
    """
    said = compared(context) if found is None else list(found)
    there = {(pair.place, marks(pair)) for pair in said}
    gone: dict[tuple[str, str], list[str]] = {}
    for pair in said:
        key = (pair.codes[1], pair.place)
        known = context.stamps.get(key, ())
        if marks(pair) not in known:
            left = [item for item in known if (pair.place, item) not in there]
            yield _change(pair, known, gone.setdefault(key, left))


def _change(pair: Pair, known: Iterable[str], gone: list[str]) -> Change:
    """Return how a pair has changed: from the one of `known` that shares a side with it.

    Else from the first of those that are `gone` from its place; that one is taken off them.
    """
    here = marks(pair).split(":")
    for side in (0, 1):
        for item in known:
            was = item.split(":")
            if was[1 - side] == here[1 - side]:
                if item in gone:
                    gone.remove(item)
                return Change(pair, side, (was[0], was[1]))
    left, _, right = gone.pop(0).partition(":") if gone else ("", "", "")
    return Change(pair, None, (left, right))


def renewed(before: Stamps, found: Iterable[Pair], is_named: Callable[[Pair], bool]) -> Stamps:
    """Return the stamps with those of the named texts as they are now.

    Places at which nothing is said any more are let go.
    """
    now: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    fresh = set()
    for pair in found:
        place = (pair.codes[1], pair.place)
        now[place].append(marks(pair))
        if is_named(pair):
            fresh.add(place)
    kept = {place: known for place, known in before.items() if place in now}
    return kept | {place: tuple(now[place]) for place in fresh}


def kept_back(now: Stamps, found: Iterable[Pair], unread: Iterable[Change]) -> Stamps:
    """Return the stamps `now` with the texts of each change that is `unread` as they were."""
    left = {id(change.pair): change for change in unread}
    places = {(change.pair.codes[1], change.pair.place) for change in left.values()}
    kept: dict[tuple[str, str], list[str]] = {place: [] for place in places}
    for pair in found:
        place, change = (pair.codes[1], pair.place), left.get(id(pair))
        if place in places and (change is None or any(change.was)):
            kept[place].append(":".join(change.was) if change else marks(pair))
    return now | {place: tuple(known) for place, known in kept.items()}


def stamps_text(stamps: Stamps) -> str:
    """Return the text of scripts/stamps.txt."""
    lines = (f"{code} {place} {' '.join(known)}\n" for (code, place), known in stamps.items())
    return f"{HEADER}{''.join(sorted(lines))}"
