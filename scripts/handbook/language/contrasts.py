"""Finds where one text says the opposite of another: before and after, you and your doctor.

See contrasts.yml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import starmap
from pathlib import Path
from typing import Literal

from pydantic import Field

from handbook.core.memo import remembered
from handbook.core.project import ROOT, Project
from handbook.core.records import Loc, Localised, Pattern, Record
from handbook.core.yaml_records import load_whole
from handbook.language.languages import language
from handbook.language.sentences import plain

LEXICON = Path(__file__).with_name("contrasts.yml")

Kind = Literal["direction", "actor", "term"]
Words = tuple[tuple[str, str], ...]
"""(word of a group, how a text writes it), in order."""


class Said(Localised[tuple[Pattern, ...]]):
    """The patterns of one word of a group, or what only looks like one, by language."""


class Verb(Localised[Pattern]):
    """The pattern of what may be done, or must not be."""


class Group(Record):
    """Words of which a sentence means one and no other."""

    kind: Kind
    skips: Said
    says: dict[str, Said] = Field(min_length=2)
    exact: bool = False
    """Whether a word that one text alone says counts as well."""
    order: bool = True
    """Whether both texts must say the words in one order, as the arms of a trial."""


class Wider(Localised[tuple[Pattern, ...]]):
    """Wider words for a thing, by language; a language may have none."""

    @classmethod
    def needs_default(cls) -> bool:
        """Return that a language may have no words."""
        return False

    def lacking(self, codes: Sequence[str]) -> Iterator[tuple[Loc, str]]:
        """Yield nothing: a language may have no words."""
        yield from ()


class Thing(Localised[tuple[Pattern, ...]]):
    """How each language names a thing that no translation may leave out."""

    also: Wider = Field(default=Wider(by_language={}))
    """Wider words by which a language may name it, which stand for other things too."""
    loose: bool = False
    """Whether a translation may use its words where the default language does not."""
    everyday: bool = False
    """Whether a page may name it without a claim that does."""


class Lexicon(Record):
    """All of contrasts.yml."""

    negations: Verb
    verbs: dict[str, Verb]
    groups: dict[str, Group]
    things: dict[str, Thing]


@cache
def _lexicon() -> Lexicon:
    return load_whole(Project.at(ROOT), LEXICON, Lexicon)[0]


@cache
def groups() -> dict[str, Kind]:
    """Return the kind of every group, by its name.

    Raises HandbookError where contrasts.yml cannot be read.
    """
    lexicon = _lexicon()
    kinds: dict[str, Kind] = {name: group.kind for name, group in lexicon.groups.items()}
    return kinds | dict.fromkeys(lexicon.verbs, "direction")


def is_ordered(name: str) -> bool:
    """Return whether both texts must say the words of a group in one order; a verb has none."""
    return name in _marked("order")


@cache
def verbs() -> tuple[str, ...]:
    """Return the names of what may be done, or must not be."""
    return tuple(_lexicon().verbs)


def told_by(hedges: set[str]) -> set[str]:
    """Return the groups that need not be told where those kinds of hedges.yml differ.

    A lost "not" turns its verb round, and "less than" for "more than" is both.
    """
    found: set[str] = set()
    if "negation" in hedges:
        found |= _lexicon().verbs.keys()
    if hedges & {"less-than", "more-than"}:
        found.add("limit")
    if "possibility" in hedges:
        found.add("sure")
    return found


@cache
def _pattern(name: str, code: str) -> re.Pattern[str] | None:
    """Return the pattern of a group, in which each of its words is a named part.

    None in a language whose words contrasts.yml does not have.
    """
    group, edge = _lexicon().groups.get(name), language(code).edge
    if group is None:
        return _polarity(name, code)
    if not all(said.has(code) for said in group.says.values()):
        return None
    skips = [item.pattern for item in group.skips.by_language.get(code, ())]
    parts = [rf"{edge}(?:{'|'.join(skips)}){edge}"] if skips else []
    for word, said in group.says.items():
        choices = "|".join(item.pattern for item in said[code])
        parts.append(rf"(?P<{word}>{edge}(?:{choices}){edge})")
    return re.compile("|".join(parts))


def _polarity(name: str, code: str) -> re.Pattern[str] | None:
    """Return the pattern of a verb, in which `not_done` and `done` are named parts."""
    lexicon, edge = _lexicon(), language(code).edge
    verb = lexicon.verbs[name]
    if not verb.has(code):
        return None
    says = f"(?:{verb[code].pattern}){edge}"
    no = lexicon.negations[code].pattern
    return re.compile(f"(?P<not_done>{edge}{no}{says})|(?P<done>{edge}{says})")


@cache
def _rarely(name: str, code: str) -> re.Pattern[str] | None:
    """Return what a text must hold for a verb to be worth looking for; None for a group."""
    verb = _lexicon().verbs.get(name)
    return verb[code] if verb and verb.has(code) else None


def words(text: str, name: str, code: str) -> Words:
    """Return the words of a group in the plain `text` of language `code`, in order.

    Nothing in a language whose words contrasts.yml does not have.
    """
    pattern, rarely = _pattern(name, code), _rarely(name, code)
    if pattern is None or (rarely and not rarely.search(text)):
        return ()
    return tuple((match.lastgroup, match[0]) for match in pattern.finditer(text) if match.lastgroup)


@remembered(65536, kept=True)
def all_words(text: str, code: str) -> dict[str, Words]:
    """Return the words of each group that the plain `text` says any of."""
    found: dict[str, Words] = {}
    any_verb = _any_verb(code)
    has_verb = any_verb is not None and any_verb.search(text) is not None
    for name in groups():
        if has_verb or name not in _lexicon().verbs:
            said = words(text, name, code)
            if said:
                found[name] = said
    return found


@cache
def _any_verb(code: str) -> re.Pattern[str] | None:
    """Return what a text must hold for any verb to be worth looking for."""
    known = [verb[code].pattern for verb in _lexicon().verbs.values() if verb.has(code)]
    return re.compile("|".join(f"(?:{pattern})" for pattern in known)) if known else None


def turned(left: str, right: str, codes: tuple[str, str]) -> Iterator[str]:
    """Yield each group of which the texts say different words: `time: before | 后`.

    The same words in another order are told as `order: before, after | 后, 前`. `codes` are the
    languages of the two, which may be one.
    """
    left = plain(left)
    answered, told = all_words(plain(right), codes[1]), set[str]()
    for name in groups():
        theirs = answered.get(name, ())
        is_told = name.partition("-")[0] in told  # `push-back` says again what `push` said
        if is_told or (not theirs and name not in _marked("exact")):
            continue
        ours = words(left, name, codes[0])
        is_exact = name in _marked("exact")
        differ = _missing if is_exact else _only
        lost, new = differ(ours, theirs), differ(theirs, ours)
        if (lost and new) or (is_exact and (lost or new)):
            told.add(name)
            yield f"{name}: {', '.join(lost) or '-'} | {', '.join(new) or '-'}"
        elif name in _marked("order") and _is_reordered((left, ours), (plain(right), theirs)):
            yield f"order: {_as_written(ours)} | {_as_written(theirs)}"


def left_out(rows: Sequence[tuple[str, str]], codes: tuple[str, str]) -> Iterator[str]:
    """Yield each thing that one of two sentences names and the other does not: `thing: knees | -`.

    `rows` are the sentences of two texts in pairs, `codes` their languages. What both named before
    may be "it" or "that" now, and what is named a sentence earlier or later is not left out.
    """
    if not all(map(_knows_things, codes)):
        return
    named: set[str] = set()
    lost = []
    for row in rows:
        lost.append([item for item in _unnamed(row, codes) if item[0] not in named])
        named |= set(_named_by_both(row, codes))
    for place, missing in enumerate(lost):
        beside = [rows[at] for at in (place - 1, place + 1) if 0 <= at < len(rows)]
        is_swap = len({side for _, side, _ in missing}) > 1
        for name, side, written in missing:
            there = [(row[1 - side], name, codes[1 - side]) for row in beside]
            if is_swap or not any(starmap(names_thing, there)):
                pair = (written, "-") if side == 0 else ("-", written)
                yield f"thing: {' | '.join(pair)}"


def _unnamed(row: tuple[str, str], codes: tuple[str, str]) -> Iterator[tuple[str, int, str]]:
    """Yield (thing, side that names it, how) of what one of two sentences names alone."""
    for here, there in ((0, 1), (1, 0)):
        for name, written in named_things(row[here], codes[here]).items():
            is_free = here == 1 and _lexicon().things[name].loose
            is_told = name in _exact_words() or names_thing(row[there], name, codes[there])
            if not (is_free or is_told):
                yield name, here, written


def _named_by_both(row: tuple[str, str], codes: tuple[str, str]) -> Iterator[str]:
    """Yield the things that one of two sentences names and the other names too, or more widely."""
    for here, there in ((0, 1), (1, 0)):
        for name in named_things(row[here], codes[here]):
            if names_thing(row[there], name, codes[there]):
                yield name


@cache
def _exact_words() -> frozenset[str]:
    """Return the words of exact groups, which `turned` tells when they are left out."""
    found = _lexicon().groups.values()
    return frozenset(word for group in found if group.exact for word in group.says)


@cache
def _knows_things(code: str) -> bool:
    return all(thing.has(code) for thing in _lexicon().things.values())


@remembered(32768, kept=True)
def names_thing(text: str, name: str, code: str) -> bool:
    """Return whether `text` names a thing, if only by its wider words."""
    return bool(_thing(name, code, True).search(plain(text)))


@remembered(32768, kept=True)
def named_things(text: str, code: str) -> dict[str, str]:
    """Return the things that `text` names, each with how it writes it first.

    None in a language whose words contrasts.yml does not have.
    """
    found: dict[str, str] = {}
    if not _knows_things(code):
        return found
    for match in _any_thing(code).finditer(plain(text)):
        found.setdefault(_named(match[0], code), match[0].strip())
    return found


@cache
def everyday() -> frozenset[str]:
    """Return the things that a page may name without a claim."""
    return frozenset(name for name, thing in _lexicon().things.items() if thing.everyday)


@cache
def _any_thing(code: str) -> re.Pattern[str]:
    """Return one flat pattern of all things, which is quick: most alternatives fail at once."""
    things = _lexicon().things.values()
    choices = [item.pattern for thing in things for item in thing[code]]
    edge = language(code).edge
    return re.compile(f"{edge}(?:{_by_first(choices)}){edge}")


_BRACKETS = re.compile(r"\([^()]*\)")


def _by_first(choices: Sequence[str]) -> str:
    """Return one pattern of all `choices`, those with one first letter together.

    At most places of a text one look at the next letter is then enough.
    """
    groups: dict[str, list[str]] = {}
    others = []
    for choice in choices:
        is_plain = choice[0].isalpha() and choice[1:2] not in tuple("?*{")
        if is_plain and "|" not in _BRACKETS.sub("", _BRACKETS.sub("", choice)):
            groups.setdefault(choice[0], []).append(choice[1:])
        else:
            others.append(choice)
    parts = [f"{first}(?:{'|'.join(rests)})" for first, rests in groups.items()]
    return "|".join([f"(?=[{''.join(groups)}])(?:{'|'.join(parts)})", *others])


@cache
def _named(written: str, code: str) -> str:
    """Return the thing that a text names as `written`."""
    names = _lexicon().things
    return next(name for name in names if names[name][code] and _writes(name, written, code))


def _writes(name: str, written: str, code: str) -> bool:
    firsts = {item.pattern[0] for item in _lexicon().things[name][code]}
    if written[0] not in firsts and all(first.isalpha() for first in firsts):
        return False  # most things: their patterns need not be made for it
    return bool(_thing(name, code, False).fullmatch(written))


@cache
def is_same_thing(written: str, other: str) -> bool:
    """Return whether a language names one thing in either way; `-` names none."""
    if written == other:
        return True
    for name, thing in _lexicon().things.items():
        for code in thing.by_language:
            pattern = _thing(name, code, False)
            if pattern.fullmatch(written) and pattern.fullmatch(other):
                return True
    return False


@cache
def _thing(name: str, code: str, wide: bool) -> re.Pattern[str]:
    """Return the pattern of a thing, if `wide` with the words that say other things too."""
    thing, edge = _lexicon().things[name], language(code).edge
    words = thing[code] + (thing.also.by_language.get(code, ()) if wide else ())
    return re.compile(f"{edge}(?:{'|'.join(item.pattern for item in words)}){edge}")


def _is_reordered(*sides: tuple[str, Words]) -> bool:
    """Return whether two texts say the same words, the first of each in another order.

    Two that "or" joins in both may change places: "aspirin or a blood thinner". Not beside numbers,
    which may belong to one each.
    """
    here, there = (_said(found) for _, found in sides)
    if here.keys() != there.keys() or list(here) == list(there):
        return False
    return not (len(here) == 2 and all(starmap(_is_choice, sides)))


def _said(found: Words) -> dict[str, None]:
    """Return the words that were found, in order, each once."""
    return dict.fromkeys(word for word, _ in found)


def _is_choice(text: str, found: Words) -> bool:
    """Return whether a text without numbers joins the two words that it says once each."""
    if len(found) != 2 or _DIGIT.search(text):
        return False
    first, second = (re.escape(written) for _, written in found)
    return re.search(rf"{first}{_OR}{second}", text) is not None


_DIGIT = re.compile(r"\d")
_OR = r"\w{0,2}\s*(?:\bor\b|或者?|、)\s*(?:(?:an?|the)\s+)?"


def _as_written(found: Words) -> str:
    return ", ".join(dict.fromkeys(written.strip() for _, written in found))


@cache
def _marked(field: Literal["exact", "order"]) -> frozenset[str]:
    """Return the names of the groups in which `field` is true."""
    found = _lexicon().groups
    return frozenset(name for name, group in found.items() if getattr(group, field))


def _only(these: Words, those: Words) -> list[str]:
    """Return how `these` write the words that they say more often than `those`."""
    free = Counter(word for word, _ in those)
    only = []
    for word, written in these:
        free[word] -= 1
        if free[word] < 0:
            only.append(written.strip())
    return list(dict.fromkeys(only))


def _missing(these: Words, those: Words) -> list[str]:
    """Return how `these` write the words that `those` do not say at all."""
    there = {word for word, _ in those}
    return list(dict.fromkeys(written for word, written in these if word not in there))
