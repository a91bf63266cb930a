"""Parity: the two languages of a page, and of each record, are built alike and say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from handbook.checks import phrases
from handbook.checks.confirmed.settled_differences import (
    changed_places,
    command,
    told_with_changes,
    unsettled,
)
from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.checks.settings import SETTLED
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import Block
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.language.alignment import Pair, aligned, generic, pairs, sections, shape
from handbook.language.contrasts import groups
from handbook.language.languages import language, read_as
from handbook.language.quantities import compare
from handbook.language.sentences import plain

_SOURCE = "CONTRIBUTING.md#translator"
_DANGER = "SAFETY.md#what-could-go-wrong-and-what-stands-against-it"
_SHAPE = "A part that stands in one language only is missing for the other reader."

RULES = (
    Rule(
        "parity-heading",
        "Both languages of a page have the same headings: ids, levels and order.",
        "Links and questions lead to the same place in both.",
        _SOURCE,
    ),
    Rule("parity-block", "Sections have the same paragraphs in the same order.", _SHAPE, _SOURCE),
    Rule(
        "parity-list",
        "Lists have the same kind and as many items.",
        "A missing item may be the one thing to bring or to ask.",
        _SOURCE,
    ),
    Rule(
        "parity-table",
        "Tables have the same rows and columns.",
        "A missing cell shifts a number under another heading.",
        _SOURCE,
    ),
    Rule(
        "parity-admonition",
        "Boxes are of the same kind.",
        "A warning in one language must not be a remark in the other.",
        _DANGER,
    ),
    Rule("parity-include", "The same generated parts stand at the same places.", _SHAPE, _SOURCE),
    Rule("parity-link", "The same links stand in the same blocks.", _SHAPE, _SOURCE),
    Rule("parity-image", "The same drawings stand in the same blocks.", _SHAPE, _SOURCE),
    Rule(
        "parity-citation",
        "The same claims are cited, in the same order.",
        "Otherwise one language says something that nobody vouches for.",
        _SOURCE,
    ),
    Rule(
        "parity-label",
        "The same certainty labels stand at the same places.",
        "One reader must not be told that experts agree where the other reads that they differ.",
        _SOURCE,
    ),
    Rule(
        "parity-language",
        "No sentence is left untranslated.",
        "A reader who meets the other language in the middle of a page is lost there.",
        _SOURCE,
    ),
    Rule(
        "parity-number",
        "Both languages give the same numbers.",
        "A wrong week or temperature is the most dangerous slip of a translation.",
        _DANGER,
    ),
    Rule(
        "parity-unit",
        "A number has the same unit in both languages.",
        "Days for weeks, or 毫米 for 厘米, changes what a reader does.",
        _DANGER,
    ),
    Rule(
        "parity-negation",
        "Both languages say “no” and “not” equally often.",
        "A lost “not” turns advice into its opposite.",
        _DANGER,
    ),
    Rule(
        "parity-limit",
        "Both languages say “less than” and “more than” equally often.",
        "A limit that is turned round sends somebody in too late.",
        _DANGER,
    ),
    Rule(
        "parity-certainty",
        "Both languages say “may” and “usually” equally often.",
        "What may help must not become what helps.",
        _DANGER,
    ),
    Rule(
        "parity-direction",
        "Neither language turns round what the other says: before and after, more and less.",
        "Who reads “after 37 weeks” for “before 37 weeks” waits at home.",
        _DANGER,
    ),
    Rule(
        "parity-actor",
        "Both languages name the same people: you, your family, the doctor, the baby.",
        "A choice that is hers must not be the doctor's in the other language.",
        _DANGER,
    ),
    Rule(
        "parity-term",
        "Both languages name the same treatment, test, part of the body, sign and country.",
        "An abdominal stitch stays in where a vaginal one comes out.",
        _DANGER,
    ),
    Rule(
        "parity-order",
        "Numbers of one unit, and words that exclude one another, stand in the same order.",
        "The two arms of a trial exchanged turn its result into the opposite.",
        _DANGER,
    ),
    Rule(
        "parity-sentence",
        "No sentence of a text is missing, or added, in one language.",
        "A sentence that is gone may be the one thing to do.",
        _DANGER,
    ),
    Rule(
        "parity-phrase",
        "A phrase in the other language, to say or to show, is the one of that language's page.",
        "Whoever shows it cannot read it: a milder one sends her to the wrong place.",
        _DANGER,
    ),
    Rule(
        "parity-quote",
        "A heading that is quoted in one language, as a belief is, is quoted in the other.",
        "Without its quotation marks a false belief reads as advice.",
        _DANGER,
    ),
    Rule(
        "parity-settled",
        "Every difference that a person has settled is still there.",
        "A row that is no longer needed would excuse the next difference at that place.",
        "scripts/settled.yml",
    ),
)

RULE_OF = {
    "heading": "parity-heading",
    "admonition": "parity-admonition",
    "include": "parity-include",
    "table": "parity-table",
    "cell": "parity-table",
    "list": "parity-list",
    "item": "parity-list",
}
"""Kind of block to the rule that misses it; any other kind is `parity-block`."""

WORD = re.compile(r"[A-Za-z]{2,}")
SENTENCE = 4
"""Fewer words are a name, which may stand in any language."""

HOLDERS = ("admonition", "table", "list")
"""Kinds of blocks that hold others: what a missing one held is not reported again."""

SAYS = {
    "negation": "parity-negation",
    "less-than": "parity-limit",
    "more-than": "parity-limit",
    "possibility": "parity-certainty",
    "frequency": "parity-certainty",
    "order": "parity-order",
    "sentence": "parity-sentence",
    "thing": "parity-term",
}
"""Kind of difference, such as a hedge of language/hedges.yml, to the rule that compares it.

What is not here is a group of language/contrasts.yml, whose `kind` names the rule.
"""


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings for each page beside its counterpart, then for all that both languages say."""
    uneven: set[str] = set()
    for page in context.pages:
        counterpart = context.pages.counterpart(page)
        if counterpart is None or not page.text.strip() or not counterpart.text.strip():
            continue
        shapes, features = _beside_each_other(page, counterpart)
        yield from (*shapes, *features, *phrases.faults(page, counterpart))
        if shapes:
            uneven.add(page.path)
    for pair in pairs(context.pages, context.passages):
        yield from _language(pair)
        yield from _numbers(pair)
    yield from _said(context, uneven)


@remembered(512, kept=True)
def _beside_each_other(
    page: Page, counterpart: Page
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return where two pages differ in their parts, and in the features of aligned blocks."""
    shapes = tuple(_headings(page, counterpart)) or tuple(_sections(page, counterpart))
    features: list[Finding] = []
    for ours, theirs in aligned(page, counterpart):
        features += _block(page, counterpart, ours, theirs)
    return shapes, tuple(features)


def _headings(page: Page, counterpart: Page) -> Iterator[Finding]:
    ours, theirs = list(page.headings), list(counterpart.headings)
    if len(ours) != len(theirs):
        yield from _one_sided(page, counterpart, ours, theirs)
        yield from _one_sided(counterpart, page, theirs, ours)
        return
    for heading, other in zip(ours, theirs, strict=True):
        if (heading.level, heading.name) != (other.level, other.name):
            there = f"{counterpart.path} has h{other.level} #{other.name}"
            message = f"is h{heading.level} #{heading.name}; {there}"
            hint = "give both the same level and the same id, in the same order"
            yield Finding(page.path, heading.line, "parity-heading", message, hint)


def _one_sided(
    here: Page, there: Page, blocks: list[Block], others: list[Block]
) -> Iterator[Finding]:
    """Yield the headings `blocks` of page `here` that page `there` lacks."""
    names = {block.name for block in others}
    for block in blocks:
        if block.name not in names:
            message = f"{there.path} has no heading #{block.name}"
            hint = "write it there, or remove it here"
            yield Finding(here.path, block.line, "parity-heading", message, hint)


def _sections(page: Page, counterpart: Page) -> Iterator[Finding]:
    """Yield sections whose blocks do not pair up: a finding for each kind of block that differs."""
    theirs = sections(counterpart)
    for name, blocks in sections(page).items():
        others = theirs.get(name)
        if others is not None and shape(blocks) != shape(others):
            yield from _shape(page, counterpart, blocks, others)


def _shape(
    page: Page, counterpart: Page, blocks: list[Block], others: list[Block]
) -> Iterator[Finding]:
    """Yield what kinds of blocks one of two sections has more of.

    What stands in a list, table or box that only one side has is not counted a second time.
    """
    found: dict[str, str] = {}
    ours, theirs = blocks, others
    for kind in dict.fromkeys((*HOLDERS, *(block.kind for block in blocks + others))):
        mine, other = _count(ours, kind), _count(theirs, kind)
        if mine != other:
            rule = RULE_OF.get(kind, "parity-block")
            found.setdefault(rule, f"{kind}s: {mine}; {counterpart.path} has {other}")
            ours, theirs = _outside(ours, kind), _outside(theirs, kind)
    if not found:
        found["parity-block"] = f"other blocks, order or depth than {counterpart.path}"
    hint = "compare the two: what one says the other must say, in the same order and depth"
    for rule, what in found.items():
        yield Finding(page.path, blocks[0].line, rule, f"this section has {what}", hint)


def _count(blocks: list[Block], kind: str) -> int:
    return sum(block.kind == kind for block in blocks)


def _outside(blocks: list[Block], kind: str) -> list[Block]:
    return [block for block in blocks if kind not in generic(block)]


def _block(page: Page, counterpart: Page, ours: Block, theirs: Block) -> Iterator[Finding]:
    """Yield the features in which two aligned blocks differ, all but what they say."""
    for rule, what, read in FEATURES:
        mine, other = read(ours), read(theirs)
        if mine != other:
            there = f"{counterpart.path}:{theirs.line} has {_show(other)}"
            message = f"{what}: {_show(mine)}; {there}"
            yield Finding(page.path, ours.line, rule, message, "make the two agree")


def _show(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    return str(value or "none")


def _if_kind(kind: str, *fields: str) -> Callable[[Block], object]:
    """Return what reads `fields` of a block of `kind`; of other blocks it reads nothing."""

    def read(block: Block) -> object:
        if block.kind != kind:
            return ()
        return tuple(getattr(block, field) for field in fields)

    return read


FEATURES: tuple[tuple[str, str, Callable[[Block], object]], ...] = (
    ("parity-block", "text", lambda block: bool(block.text)),
    ("parity-admonition", "type", _if_kind("admonition", "name")),
    ("parity-list", "list", _if_kind("list", "name", "argument")),
    ("parity-list", "item", _if_kind("item", "name")),
    ("parity-table", "cell", _if_kind("cell", "name")),
    ("parity-include", "include", _if_kind("include", "name", "argument")),
    ("parity-link", "links", lambda block: tuple(sorted(link.target for link in block.links))),
    ("parity-image", "images", lambda block: tuple(image.target for image in block.images)),
    ("parity-citation", "citations", lambda block: block.notes),
    ("parity-label", "labels", lambda block: block.labels),
)
"""(rule, what it is called, how it is read from a block)."""


def _language(pair: Pair) -> Iterator[Finding]:
    """Yield a sentence that was not translated.

    It has no letter of its language's script, or is word for word its counterpart. Where the
    counterpart itself is in that script, Latin words are a name or a code, not a slip.
    """
    left, right = pair.codes
    script = language(right).script
    is_same = pair.right == pair.left if script is None else not script.search(pair.right)
    is_latin = len(WORD.findall(pair.right)) >= SENTENCE and is_same
    if is_latin and read_as(pair.left, left, right) == left:
        message = f"{_short(pair.right)!r} is not translated"
        hint = f"translate {_short(pair.left)!r}"
        yield Finding(pair.path, pair.line, "parity-language", message, hint)


def _numbers(pair: Pair) -> Iterator[Finding]:
    missing, extra, units = compare(pair.left, pair.right, pair.codes)
    if missing or extra:
        message = f"numbers differ: {', '.join(missing) or '-'} | {', '.join(extra) or '-'}"
        hint = f"compare {_short(pair.left)!r} with {_short(pair.right)!r}"
        yield Finding(pair.path, pair.line, "parity-number", message, hint)
    elif units:
        message = f"units differ: {'; '.join(units)}"
        yield Finding(pair.path, pair.line, "parity-unit", message, "mend the one that is wrong")


def _said(context: CheckContext, uneven: set[str]) -> Iterator[Finding]:
    """Yield where one language says something else, less what a person has settled.

    Those settled that are no longer there are told last, unless their page could not be compared:
    `uneven` are the paths of such pages.
    """
    for pair, difference in unsettled(context)[0]:
        yield _differs(pair, difference)
    unread = uneven | set(context.pages.missing())
    for place, found in _no_longer_there(context):
        if place.partition("#")[0] not in unread:
            yield found


def _no_longer_there(context: CheckContext) -> Iterator[tuple[str, Finding]]:
    """Yield each settled difference that is no longer there, with its place."""
    for place, rows in unsettled(context)[1].items():
        for row in (+rows).elements():
            message = f"{place}: {row!r} is settled, but no longer there"
            hint = f"read it again, then run ./scripts/stamp --settle {place}"
            line = context.settled_line(place)
            yield place, Finding(SETTLED, line, "parity-settled", message, hint)


def beside_changes(context: CheckContext) -> set[Finding]:
    """Return the findings that say no more than one on a text that has changed does.

    What differs in it is told there, and what is settled of it and no longer there goes with its
    stamp.
    """
    told = {_differs(pair, row) for pair, row in told_with_changes(context)}
    changed = changed_places(context)
    return told | {found for place, found in _no_longer_there(context) if place in changed}


def _differs(pair: Pair, difference: str) -> Finding:
    """Return the finding on one difference that is not settled."""
    kind, _, words = difference.partition(": ")
    rule = SAYS.get(kind) or f"parity-{groups()[kind]}"
    settle = command(pair.place, [difference])
    beside = _beside(pair, words)
    hint = f"read {beside}; mend the one that is wrong, or, if they say the same, {settle}"
    return Finding(pair.path, pair.line, rule, f"{kind} differs: {words}", hint)


def _beside(pair: Pair, words: str) -> str:
    """Return the sentences of `pair` that hold what differs; its beginnings where none does."""
    ours, _, theirs = words.partition(" | ")
    for left, right in pair.sentences:
        if _holds(left, ours) and _holds(right, theirs):
            return f"{left!r} beside {right!r}"
    return f"{_short(pair.left)!r} beside {_short(pair.right)!r}"


def _holds(text: str, said: str) -> bool:
    """Return whether `text` holds each of the words that a difference names; `-` names none."""
    low = plain(text)
    return all(word in low for word in said.split(", ") if word != "-")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
