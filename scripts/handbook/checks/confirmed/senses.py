"""What each part of a text says by its numbers, nots, steps and things, as last confirmed.

scripts/senses.txt holds a line for each part of a page and each record: its sense in the default
language and in the other. Where the sense of both is another than it was, both were changed alike:
no comparison of the two gives that away, and whoever meant it says so of that one change
(`./scripts/stamp --sense PLACE CHANGE`). What one language alone says otherwise is told by
comparing the two.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from handbook.checks.confirmed.comparisons import KEY, Change, changes, compared, mark, marks
from handbook.checks.confirmed.earlier_texts import NOT_KNOWN, before_to_now, earlier
from handbook.checks.confirmed.facts import SPOT, is_facts, is_page
from handbook.checks.confirmed.kept_facts import Kept, as_kept, one_as_kept, what_changed
from handbook.checks.confirmed.page_facts import WORDS as HELD_WORDS
from handbook.checks.confirmed.page_facts import called
from handbook.checks.confirmed.settled_differences import command as settle
from handbook.checks.confirmed.settled_differences import differences_of
from handbook.checks.context import CheckContext
from handbook.checks.settings import SENSES, Confirmed, Senses
from handbook.core.findings import Finding, HandbookError
from handbook.core.suggestions import did_you_mean
from handbook.language.alignment import Pair
from handbook.language.contrasts import named_things, names_thing
from handbook.language.senses import (
    ROW,
    Sense,
    alone,
    difference,
    firm,
    is_thing,
    joined,
    moved,
    own,
    sense,
    shared,
)

RULE = "sense-changed"
GONE = "gone"
"""Stands for the change of a part that is no longer there."""
NEW = "new"
"""Stands for that of one that nobody has confirmed, on a page or among files that were."""
HEADER = """\
# What each part says by its numbers, nots, directions and things, in both languages, as a person
# last confirmed it: language, place | sense | sense (= where it is the same). Written by
# ./scripts/stamp PAGE where it is new, and by ./scripts/stamp --sense PLACE CHANGE; never by hand.
"""
WORDS = "words"
"""Stands for that of a record which a language says in other words."""
HELD = re.compile(
    r"(?:evidence/(?:claims|glossary|lengths|places|statements|weeks|wording)|handouts)\.yml#"
    r"(?!.*\.note$)"
)
"""Places of records that are held to their words: what pages are compared with, and told by."""
_ALONE = 6
"""Characters of the mark of a text that stands by itself."""
_TITLE = 6
"""Characters of a title by which a page is meant and not only a word said."""


@dataclass(frozen=True)
class Part:
    """All that stands at one place, in two languages."""

    pairs: tuple[Pair, ...]
    titles: tuple[str, ...] = ()
    """The titles of pages in both languages: a link says no more by naming the page it leads to."""
    is_held: bool = False
    """Whether neither language may say it in other words without being asked."""

    @cached_property
    def mark(self) -> str:
        """What stands for its words."""
        return mark("\0".join(f"{pair.left}\0{pair.right}" for pair in self.pairs))

    def key(self, known: Sequence[Confirmed]) -> str:
        """Return what stands for its texts as they are and for what was `known` of them."""
        said = (*(item.mark for item in known), *(marks(pair) for pair in self.pairs))
        return mark("\0".join((self.pairs[0].place, *said)))[:KEY]

    def told(self, known: Sequence[Confirmed], change: str) -> str:
        """Return a `change` with its key: who names it has seen these texts and no others."""
        return f"{change} @{self.key(known)}"

    @cached_property
    def now(self) -> Confirmed:
        """Its sense as it is."""
        return Confirmed(self.mark, (" ".join(self._said(0)), " ".join(self._said(1))))

    def _said(self, side: int) -> Sense:
        """Return what one language says, then what stands for the order of its blocks."""
        said = joined(_sense(pair, side) for pair in self.pairs)
        texts = [(pair.left, pair.right)[side] for pair in self.pairs]
        if len(texts) == 1:
            return (*said, f"{ROW}{mark(texts[0])[:_ALONE]}") if self.is_held else said
        return (*said, f"{ROW}{''.join(mark(text)[:2] for text in texts)}")

    def change(self, known: Sequence[Confirmed]) -> str:
        """Return what both languages say otherwise than is known, or what one may not alone.

        `-12week +16week`; `… | -liver +kidney` where the second alone does.
        """
        if all(item.mark == self.mark for item in known):
            return ""
        now = self.now
        others = [item for item in known if now.words != item.words]  # two after a merge
        if not others:
            return ""
        old = others[-1]
        sides = (old.left, now.left), (old.right, now.right)
        if all(moved(*side)[0] for side in sides):
            return "moved"  # the same texts in another order, in both
        both = all(firm(was) != firm(new) for was, new in sides)
        told = []
        for side, ((was, new), blocks) in enumerate(zip(sides, _moves(*sides), strict=True)):
            spoken = own(was, new, beside=sides[1 - side])
            if both:
                spoken = self._untitled(side, was, spoken)
            said = self._of_both(side, was, new) if both else self._of_one(side, was, new)
            told.append((said, spoken, blocks))
        left, right = (" ".join(filter(None, side)) for side in told)
        if not (left or right) and self.is_held and any(_is_other(*side) for side in sides):
            return WORDS
        if left == right:
            return left
        return f"{left or '…'} | {right or '…'}"

    def _of_both(self, side: int, old: Sense, new: Sense) -> str:
        """Return what one of two languages says otherwise that both do."""
        return difference(shared(old), shared(new), self._bare(side))

    def _bare(self, side: int) -> Sense:
        """Return the sense of one language without the titles of pages."""
        return joined(_sense(pair, side, self.titles) for pair in self.pairs)

    def _untitled(self, side: int, old: Sense, told: str) -> str:
        """Return what is `told` of a language's own words but for what a title alone says."""
        bare = set(own(old, self._bare(side)).split())
        words = told.split()
        return " ".join(word for word in words if word in bare or not word.startswith("+"))

    def _of_one(self, side: int, old: Sense, new: Sense) -> str:
        """Return the same of a language that alone does; what it still answers is not lost."""
        gone = filter(is_thing, Counter(shared(old)) - Counter(new))
        kept = tuple(word for word in gone if self._answers(word, side))
        return alone(shared(old), shared(new), kept)

    def _answers(self, thing: str, side: int) -> bool:
        """Return whether one language still answers what the other says of a thing.

        Where the other names it by its own words, comparing the two tells what is left out. Where
        it does so by wider ones alone, each of its texts must be answered.
        """
        asked = []
        for pair in self.pairs:
            both = tuple(zip((pair.left, pair.right), pair.codes, strict=True))
            here, there = both[side], both[1 - side]
            if thing in named_things(*there):
                return True
            if names_thing(there[0], thing, there[1]):
                asked.append(names_thing(here[0], thing, here[1]))
        return bool(asked) and all(asked)


def _is_other(old: Sense, new: Sense) -> bool:
    """Return whether a text is written otherwise than it was, where that was kept."""
    was, now = _row(old), _row(new)
    return was not in ("", now)


def _row(words: Sense) -> str:
    """Return what stands for the texts of a part in their order; empty where it was not kept."""
    return next((word for word in words if word.startswith(ROW)), "")


def _moves(left: tuple[Sense, Sense], right: tuple[Sense, Sense]) -> tuple[str, str]:
    """Return for each language `moved` where its blocks alone stand in another order.

    Where both have more blocks or fewer, how many: `-1block`.
    """
    (is_left, more), (is_right, others) = moved(*left), moved(*right)
    if is_left != is_right:
        return ("moved", "") if is_left else ("", "moved")
    return (f"{more:+}block", f"{more:+}block") if more and more == others else ("", "")


Parts = dict[tuple[str, str], Part]
"""By language and place."""


def parts(context: CheckContext, pairs: Iterable[Pair]) -> Parts:
    """Return all that is said, part by part, but for what is pinned word for word."""
    found: defaultdict[tuple[str, str], list[Pair]] = defaultdict(list)
    pinned = {place.replace("#", ".md#") for place in context.settings.danger.said}
    for pair in pairs:
        is_row = pair.path == context.evidence.danger.path and not is_facts(pair)
        if not is_row and pair.place.rpartition("/")[2] not in pinned:
            found[pair.codes[1], pair.place].append(pair)
    titles = tuple(page.title for page in context.pages if len(page.title) >= _TITLE)
    return {
        key: Part(tuple(items), titles, HELD.match(key[1]) is not None)
        for key, items in found.items()
    }


def _sense(pair: Pair, side: int, without: tuple[str, ...] = ()) -> Sense:
    """Return the sense of one side of a pair, of the text `without` those words."""
    if is_facts(pair):
        return as_kept(pair)
    text = (pair.left, pair.right)[side]
    for words in without:
        text = text.replace(words, " ")
    return sense(text, pair.codes[side])


def turned(context: CheckContext, now: Parts) -> dict[tuple[str, str], str]:
    """Return the parts whose sense is another in both languages, each with its change."""
    found = {key: part.change(context.senses.get(key, ())) for key, part in now.items()}
    return {key: told for key, told in found.items() if told} | _new(context, now)


def _new(context: CheckContext, now: Parts) -> dict[tuple[str, str], str]:
    """Return what nobody has confirmed: parts of pages that were, and facts.

    Of a page that is new as a whole, or where nothing was ever confirmed, nothing.
    """
    if not context.senses:
        return {}
    known = {place.partition("#")[0] for _, place in context.senses}
    found = {}
    for key, part in now.items():
        path = key[1].partition("#")[0]
        is_asked = path in known if is_page(path) else _says_facts(part)
        if is_asked and key not in context.senses:
            found[key] = NEW
    return found


def _says_facts(part: Part) -> bool:
    return is_facts(part.pairs[0]) and bool(part.pairs[0].left)


def changed(
    context: CheckContext, now: Parts, told: dict[tuple[str, str], str]
) -> Iterator[Finding]:
    """Yield a finding for each part that has changed as `told`, then for what is gone."""
    if not (context.project.root / SENSES).exists():
        hint = "restore it from the last commit"
        yield Finding(SENSES, 1, RULE, "the file is missing", hint)
        return
    behind = _behind(context, now, told)
    for key, change in told.items():
        new = list(changes(context, now[key].pairs))
        pair = new[0].pair if new else now[key].pairs[0]
        if is_page(pair.path) and is_facts(pair) and pair.path in behind:
            continue  # told once its texts were compared
        if is_facts(pair):
            beside = _facts(context, key, pair, change)
        else:
            beside = _texts(context, new, now[key])
        confirm = command(key[1], now[key].told(context.senses.get(key, ()), change))
        message = f"is not as it was last confirmed: {change}"
        if differing := differences_of(context, new):
            message += f"; {'; '.join(differing)}"
            confirm = f"{settle(key[1], differing)} && {confirm}"
        means = f"with claims and sources; if it is meant, {confirm}"
        hint = f"compare {beside}, {means}" if beside else f"compare {means}"
        yield Finding(pair.path, pair.line, RULE, message, hint)
    for place in sorted(_gone(context, now)):
        lost = "; ".join(f"“{text}”" for text in dict.fromkeys(_lost(context, place)))
        message = ": ".join(filter(None, (f"{place} was confirmed and is no longer there", lost)))
        hint = f"restore it; if it is meant, {command(place, GONE)}"
        yield Finding(SENSES, 1, RULE, message, hint)


def _facts(context: CheckContext, key: tuple[str, str], pair: Pair, change: str) -> str:
    """Return the facts that have come, and what has changed since they were confirmed."""
    come = None if change == NEW else {word.removeprefix("+") for word in change.split()}
    known = context.senses.get(key, ())
    line = _line(*key, known[-1]) if known else f"{key[0]} {key[1]} "
    confirmed_as = known[-1].left if known else ()
    kept = Kept(pair, line, confirmed_as)
    return " and ".join(what_changed(context.project, kept, come))


def _texts(context: CheckContext, new: Iterable[Change], part: Part) -> str:
    """Return every text of a part that is `new`, as it was and is; all of them where none is."""
    told = []
    for change in new:
        sides = before_to_now(context.project, change)
        beside = [f"“{change.texts[1]}”"] if change.side is not None else []
        told.append(" beside ".join((*sides, *beside)))
    said = ("“{}” beside “{}”".format(*pair.shown) for pair in part.pairs)
    return "; ".join(told or said)


def _behind(context: CheckContext, now: Parts, told: dict[tuple[str, str], str]) -> set[str]:
    """Return the pages with a part that is new, gone or not as it was compared: told first."""
    found = {place.partition("#")[0] for place in _gone(context, now)}
    for key, part in now.items():
        stamps = context.stamps.get(key, ())
        if is_facts(part.pairs[0]):
            continue
        if key in told or any(marks(pair) not in stamps for pair in part.pairs):
            found.add(part.pairs[0].path)
    return found


def command(place: str, change: str) -> str:
    """Return what confirms one change; "-" at its beginning would be read as an option."""
    lead = " " if change.startswith("-") else ""
    return f"./scripts/stamp --sense '{place}' '{lead}{change}'"


def _lost(context: CheckContext, whole: str) -> Iterator[str]:
    """Yield the texts of a part that is gone, in every language, as they were compared."""
    default = context.project.first.code
    for (code, place), known in context.stamps.items():
        if place.endswith(SPOT) or not _is_of(place, whole):
            continue
        path = place.partition("#")[0]
        other = path.replace(f"docs/{code}/", f"docs/{default}/", 1)
        for item in known:
            left, _, right = item.partition(":")
            for at, language, text in ((other, default, left), (path, code, right)):
                yield earlier(context.project, at, language, text) or NOT_KNOWN


def _gone(context: CheckContext, now: Parts) -> set[str]:
    """Return the pages, sections, records and fields that were confirmed and are not there now.

    Of a page or record that is gone whole, it alone; of one that cannot be compared, nothing.
    """
    there = {place for _, place in now}
    files = {place.partition("#")[0] for place in there}
    records = {_whole(place) for place in there}
    found = set()
    for place in {place for _, place in context.senses} - there:
        path, _, heading = place.partition("#")
        if not is_page(path):
            whole = _whole(place)
            if whole in records:
                whole = place
            found.add(whole)
            continue
        pages = [item.get(PurePath(path).stem) for item in context.pages.pages.values()]
        names = {block.name for page in pages if page for block in page.headings}
        if not any(pages):
            found.add(path)
        elif all(pages) and path in files and heading and heading not in names:
            found.add(place)
    return found


def _whole(place: str) -> str:
    """Return the record that a place of a data file belongs to."""
    path, _, spot = place.partition("#")
    return f"{path}#{spot.partition('.')[0]}"


def renewed(before: Senses, now: Parts, is_named: Callable[[Pair], bool]) -> Senses:
    """Return the senses with the named parts as they are now.

    Those that are another in both languages stay as they were confirmed.
    """
    senses = dict(before)
    for key, part in now.items():
        known = before.get(key, ())
        is_known = bool(known) and all(item.mark == part.mark for item in known)
        if not is_known and is_named(part.pairs[0]) and not part.change(known):
            senses[key] = (part.now,)
    return senses


def confirmed(context: CheckContext, place: str, told: str) -> Senses:
    """Return the senses with `place` as it is now, changed as `told`.

    Raises HandbookError for a place that has not changed, or not so.
    """
    found = parts(context, compared(context))
    now, senses = _by_place(found), dict(context.senses)
    gone = [key for key in senses if _is_of(key[1], place)]
    if place not in now and place not in _gone(context, found):
        hint = did_you_mean(place, now, "write it as a finding prints it: FILE#PART")
        raise HandbookError(f"no part of a file is called {place!r}; {hint}")
    if place in now:
        key, part = now[place]
        known = senses.get(key, ())
        change = part.change(known) if known else NEW
        change = part.told(known, change) if change else ""
        senses[key] = (part.now,)
    else:
        change = GONE
        for key in gone:
            del senses[key]
    new = changes(context, now[place][1].pairs) if place in now else ()
    _take_words(senses, now, place, new)
    if told.strip() != change:
        really = f"it has changed so: {change!r}" if change else "it has not changed"
        raise HandbookError(f"{place} has not changed as {told!r}; {really}")
    return senses


def _by_place(now: Parts) -> dict[str, tuple[tuple[str, str], Part]]:
    return {key[1]: (key, part) for key, part in now.items()}


def _take_words(
    senses: Senses,
    now: dict[str, tuple[tuple[str, str], Part]],
    place: str,
    shown: Iterable[Change],
) -> None:
    """Let the held words of a part of a page be as they are, where no other part has changed.

    Only where each that is new holds one of the texts that were `shown` as changed: a cell that
    came below another head says another thing with the same words.
    """
    path, _, name = place.partition("#")
    key, part = now.get(f"{path}#{HELD_WORDS}.{SPOT}", (("", ""), None))
    if part is None or key not in senses:
        return
    old, new = Counter(senses[key][-1].left), Counter(part.now.left)
    changed = {word.partition("=")[0] for word in (old - new) + (new - old)}
    texts = [text for item in shown for text in (item.pair.left, item.pair.right) if text]
    come = (fact for fact in part.pairs[0].left.split("; ") if one_as_kept(fact) in new - old)
    if changed <= {called(name)} and all(_holds_any(fact, texts) for fact in come):
        senses[key] = (part.now,)


def _holds_any(fact: str, texts: Iterable[str]) -> bool:
    return any(text.replace("; ", ";") in fact for text in texts)


def _is_of(part: str, whole: str) -> bool:
    """Return whether a place is `whole` or stands in it: a field of a record, part of a page."""
    return part == whole or part.startswith((f"{whole}.", f"{whole}#"))


def senses_text(senses: Senses) -> str:
    """Return the text of scripts/senses.txt."""
    lines = (_line(*key, item) for key, known in senses.items() for item in known)
    return HEADER + "".join(f"{line}\n" for line in sorted(lines))


def _line(code: str, place: str, item: Confirmed) -> str:
    """Return the line of scripts/senses.txt that keeps what was confirmed of a part."""
    left, right = item.words
    return f"{code} {place} {item.mark} | {left} | {'=' if left == right else right}"
