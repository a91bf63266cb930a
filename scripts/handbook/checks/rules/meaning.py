"""Meaning: what pages, pictures and tools say is what the claims behind them say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from handbook.checks.context import CheckContext
from handbook.checks.nearness import Clause, clauses, nearest, texts_of, whole
from handbook.checks.rule import Rule
from handbook.checks.rules.evidence import NUMBER
from handbook.content.evidence import Claim
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import Block
from handbook.content.page_parts import cited_units, is_blank, is_summary, sections
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.core.records import Worded
from handbook.language.alignment import aligned
from handbook.language.contrasts import (
    everyday,
    groups,
    named_things,
    names_thing,
    turned,
    verbs,
    words,
)
from handbook.language.hedges import markers
from handbook.language.quantities import REPEATED, Quantity, quantities
from handbook.language.sentences import plain, sentences

_CLAIMS = "evidence/README.md#the-words-of-a-record"
_CERTAINTY = "evidence/README.md#certainty"

RULES = (
    Rule(
        "number-unclaimed",
        "Each number of a text stands in a claim that it cites, or its section.",
        "A number changed in both languages alike agrees with itself and with no source.",
        _CLAIMS,
    ),
    Rule(
        "claim-turned",
        "No sentence turns the claim it cites round, drops its “not”, or alters what it lists.",
        "Both languages can be wrong alike; the claim was compared with its sources.",
        _CLAIMS,
    ),
    Rule(
        "thing-unclaimed",
        "What a cited text names, a medicine or a sign, stands in a claim that its page cites.",
        "A treatment added in both languages alike has nobody who says it.",
        _CLAIMS,
    ),
    Rule(
        "certainty-raised",
        "No sentence calls proven or certain what its claims do not.",
        "A reader who is told that something is proven stops asking.",
        _CERTAINTY,
    ),
    Rule(
        "uncited-statement",
        "A statement about a treatment, a test, a sign or the body is cited, or near a claim.",
        "An invented sentence looks like all others but has nobody who says it.",
        _CLAIMS,
    ),
    Rule(
        "pause-missing",
        "A box to pause at stands somewhere before the first figure of babies who died.",
        "Whoever has lost a baby chooses whether to read it.",
        "evidence/README.md#words-about-loss",
    ),
    Rule(
        "repeated-sentence",
        "No sentence stands twice in a section.",
        "Whoever reads it again wonders what was meant to stand there.",
        "CONTRIBUTING.md#how-a-page-is-written",
    ),
    Rule(
        "figure-claim",
        "The figures of a picture or tool are those of the claim behind it.",
        "Readers remember the picture, and act on the date.",
        _CLAIMS,
    ),
    Rule(
        "drawing-number",
        "A number in a drawing stands in a claim of a page that shows it.",
        "Readers remember the picture.",
        _CLAIMS,
    ),
)

LIKE = 0.4
"""How like a clause of a page is to the clause of a claim that it repeats. Measured on this
handbook: at 0.4, in both languages, three clauses differ in sense from their claim."""
CLOSE = 0.5
"""How like it is to the clause of a claim of which it may leave out no thing."""
NUMBERS = "number"
"""How the name of a difference in numbers begins: that both languages give the same is told by
comparing them, so the default language speaks for both."""
COVERED = 0.5
"""How much of a statement without a citation must stand in one clause of a claim of its page."""

LADDER_CLAIMS = ("danger-signs-now", "danger-signs-today", "call-at-once")
"""Claims that stand for the whole danger list, whose numbers they do not repeat."""


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on the pages beside their claims, then on pictures and tools."""
    known = _Numbers(context)
    for page in context.pages:
        yield from _repeated(page)
        yield from _unwarned(page)
        counterpart = context.pages.counterpart(page)
        if page.locale.is_default:
            yield from _unclaimed(context, page, known)
            yield from _uncited(context, page)
        elif counterpart is not None:
            vouched = [_all_claimed(context, item) for item in (counterpart, page)]
            heading = "", ""
            for ours, theirs in aligned(page, counterpart):
                if ours.kind == "heading":
                    heading = theirs.text, ours.text
                yield from _turned(context, (counterpart, theirs), (page, ours), heading)
                yield from _unnamed((counterpart, theirs), (page, ours), vouched)
                yield from _undone((counterpart, theirs), (page, ours), vouched)
    yield from _figures(context)
    yield from _weeks(context, known)
    yield from _drawings(context, known)


class _Numbers:
    """The numbers that claims say, read once: (value, unit), a number without one as (value, )."""

    def __init__(self, context: CheckContext) -> None:
        """Read the claims, the danger list and the places of `context`."""
        evidence = context.evidence
        self.of_claim = {claim.id: set(_claimed(claim)) for claim in evidence.claims}
        ladder = set(_in_texts(evidence.standing))
        for row in evidence.rows:
            texts = (row.sign, row.meaning, row.action, row.up)
            ladder |= set(_in_texts(filter(None, texts)))
        for key in LADDER_CLAIMS:
            if key in self.of_claim:
                self.of_claim[key] |= ladder
        self.to_call = {number for place in evidence.places for number in place.numbers}

    def missing(self, text: str, code: str, keys: Iterable[str]) -> list[str]:
        """Return the numbers of `text` that stand in none of the claims `keys`."""
        there: set[tuple[str, str]] = set()
        for key in keys:
            there |= self.of_claim.get(key, set())
        found = quantities(text, code)
        there = there | _converted({(item.value, item.unit) for item in found})
        counted = (item for item in found if self._counts(item))
        return [str(item) for item in counted if not _stands(item, there)]

    def _counts(self, item: Quantity) -> bool:
        """Return whether a number says something: no "one", no 100 of "8 out of 100", no 120."""
        is_loose = item.is_weak or (item.spelled and not item.unit)
        return not (is_loose or item.value in REPEATED or item.value in self.to_call)


def _claimed(claim: Claim) -> Iterator[tuple[str, str]]:
    yield from _in_texts(filter(None, (claim, claim.note, claim.trial)))
    if claim.figures:
        yield from _in_texts(claim.figures.rows)
        yield str(claim.figures.of), ""
        yield from ((str(row.count), "") for row in claim.figures.rows)
    if claim.search:
        date = claim.search.date
        for value in (date.year, date.month, date.day):
            yield str(value), ""


def _in_texts(texts: Iterable[Worded]) -> Iterator[tuple[str, str]]:
    for text in texts:
        for code, said in text.by_language.items():
            for item in quantities(said, code):
                yield item.value, item.unit


def _stands(item: Quantity, there: set[tuple[str, str]]) -> bool:
    """Return whether a number is among those of claims: with its unit, or where one has none."""
    if not item.unit:
        return any(value == item.value for value, _ in there)
    return (item.value, item.unit) in there or (item.value, "") in there


def _converted(said: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the lengths of a text that it says in another unit as well: 2.9 cm is 29 mm."""
    found = set()
    for value, unit in said:
        if unit == "cm" and (other := (f"{float(value) * 10:g}", "mm")) in said:
            found |= {(value, unit), other}
    return found


def _unclaimed(context: CheckContext, page: Page, known: _Numbers) -> Iterator[Finding]:
    """Yield the numbers of each block that no claim says which the block or its section cites."""
    code, cited = page.locale.code, [key for key, _ in page.notes]
    if not cited or code not in NUMBER:
        return
    for blocks in sections(page.blocks):
        here = [key for block in blocks for key in block.notes]
        section = blocks[0].name if blocks[0].kind == "heading" else ""
        bare = {id(block) for block in _without_note(blocks) if not is_summary(block)}
        for block in blocks:
            asks = section in context.settings.uncited_headings or block.text.endswith("?")
            if asks or (id(block) in bare and NUMBER[code].search(block.text)):
                continue  # what nobody is cited for is told by `uncited-number`
            keys = [*(block.notes or here or cited), *_linked(context, page, block)]
            numbers = known.missing(block.text, code, keys)
            if numbers:
                where = "here" if block.notes else "in this section"
                message = f"{', '.join(numbers)} does not stand in a claim cited {where}"
                named = ", ".join(list(dict.fromkeys(keys))[:3])
                hint = f"compare with {named}: mend the number, or cite the claim that says it"
                yield Finding(page.path, block.line, "number-unclaimed", message, hint)


def _linked(context: CheckContext, page: Page, block: Block) -> Iterator[str]:
    """Yield the claims of the pages that a block sends its reader to for more."""
    pages = context.pages.pages[page.locale.code]
    for link in block.links:
        target = pages.get(link.target.partition("#")[0].removesuffix(".md"))
        if target is not None:
            yield from (key for key, _ in target.notes)


def _turned(
    context: CheckContext,
    left: tuple[Page, Block],
    right: tuple[Page, Block],
    heading: tuple[str, str],
) -> Iterator[Finding]:
    """Yield what a block below a `heading` says in both languages against the claims it cites.

    What only one of them says is told by comparing the two.
    """
    page, block = left
    if not block.notes:
        return
    both = zip((left, right), heading, strict=True)
    differ = [_against(context, *one, above) for one, above in both]
    alone = {name for name in differ[0] if name.startswith(NUMBERS)}
    for name in (differ[0].keys() & differ[1].keys()) | alone:
        said, claimed, what = differ[0][name]
        rule = "certainty-raised" if name == "sure" else "claim-turned"
        message = f"{name}: {what}; the claim says {claimed!r}"
        hint = f"compare {said!r} with the claims cited here, in both languages"
        yield Finding(page.path, block.line, rule, message, hint)


def _all_claimed(context: CheckContext, page: Page) -> str:
    """Return all that a page may name in its language: its claims whole, and the danger list."""
    code, records = page.locale.code, context.evidence.claims.records
    cited = [records[key] for key, _ in page.notes if key in records]
    texts: list[Worded | None] = [
        text for claim in cited for text in (claim, claim.note, claim.trial)
    ]
    for row in context.evidence.rows:
        texts += [row.sign, row.meaning, row.action, row.up]
    return " ".join([*(text[code] for text in texts if text), *_vouched(context, [], code)])


def _unnamed(
    left: tuple[Page, Block], right: tuple[Page, Block], vouched: list[str]
) -> Iterator[Finding]:
    """Yield what a cited block names in both languages, and no claim of its page in either."""
    page, block = left
    codes = page.locale.code, right[0].locale.code
    texts = block.text, right[1].text
    if not block.notes:
        return
    for here, there in ((0, 1), (1, 0)):
        for name, written in named_things(texts[here], codes[here]).items():
            is_said = (names_thing(vouched[side], name, codes[side]) for side in (0, 1))
            if name in everyday() or not names_thing(texts[there], name, codes[there]):
                continue
            if not any(is_said):
                message = f"no claim that this page cites names {written!r}"
                hint = "cite the claim that says it, or take it out in both languages"
                yield Finding(page.path, block.line, "thing-unclaimed", message, hint)
                return


def _undone(
    left: tuple[Page, Block], right: tuple[Page, Block], vouched: list[str]
) -> Iterator[Finding]:
    """Yield what a block tells to do in both languages, and its page's claims only not to do.

    A question, or what to ask, asks whether one may.
    """
    codes = left[0].locale.code, right[0].locale.code
    if left[1].text.endswith("?") or "ask" in plain(left[1].text).split():
        return
    for verb in _done(left[1].text, codes[0]) & _done(right[1].text, codes[1]):
        said = [_claims(text, verb, code) for text, code in zip(vouched, codes, strict=True)]
        if said[0] == {"not_done"} and "done" not in said[1]:
            message = f"{verb}: says to do what its claims say not to: {left[1].text!r}"
            hint = "compare with the claims of this page and the danger list, in both languages"
            yield Finding(left[0].path, left[1].line, "claim-turned", message, hint)


@remembered(16384, kept=True)
def _done(text: str, code: str) -> frozenset[str]:
    """Return the verbs of what `text` says to do, and nowhere not to do."""
    return frozenset(verb for verb in verbs() if _polarity(text, verb, code) == {"done"})


@remembered(4096, kept=True)
def _claims(texts: str, verb: str, code: str) -> set[str]:
    """Return the same as `_polarity` of all that the claims of a page say."""
    return _polarity(texts, verb, code)


def _polarity(text: str, verb: str, code: str) -> set[str]:
    """Return whether `text` says to do something, not to do it, or both."""
    return {word for word, _ in words(plain(text), verb, code)}


def _against(
    context: CheckContext, page: Page, block: Block, heading: str
) -> dict[str, tuple[str, str, str]]:
    """Return what a block turns round: name to (its clause, the claim's, the words)."""
    code = page.locale.code
    records = context.evidence.claims.records
    claims = [records[key] for key in block.notes if key in records]
    claimed = tuple(texts_of(claims, code))
    found = dict(_against_texts(block.text, claimed, heading, code))
    if claims and (said := _surer(block.text, claims, code)):
        found["sure"] = (said, claims[0][code], f"{said} | -")
    return found


@remembered(32768, kept=True)
def _against_texts(
    text: str, claimed: tuple[str, ...], heading: str, code: str
) -> dict[str, tuple[str, str, str]]:
    """Return what `text` turns round of what claims say, as `_against` does."""
    around = f"{heading} {text}"
    others = [item for said in claimed for item in clauses(said, code)]
    found: dict[str, tuple[str, str, str]] = {}
    for clause in clauses(text, code):
        near = nearest(clause, others, LIKE)
        if near is not None:
            differ = [*_clause_differs(clause, near, code), *_alters(clause, near, around, code)]
            for difference in differ:
                name, _, what = difference.partition(": ")
                found.setdefault(name, (clause.text, near.text, what))
    return found


def _clause_differs(clause: Clause, near: Clause, code: str) -> Iterator[str]:
    """Yield what a clause says the other way round than the claim's: `time: before | after`."""
    yield from _opposite(near.text, clause.text, code)
    for kind in ("negation", "possibility"):
        ours, theirs = markers(clause.text, kind, code), markers(near.text, kind, code)
        if bool(theirs) > bool(ours) or (kind == "negation" and bool(ours) > bool(theirs)):
            yield f"{kind}: {', '.join(theirs) or '-'} | {', '.join(ours) or '-'}"


def _alters(clause: Clause, near: Clause, text: str, code: str) -> Iterator[str]:
    """Yield which numbers a clause of `text` has otherwise than the claim's, and what it lacks.

    Both are told by what does not depend on the language: `number 28: …`, `peanut: …`.
    """
    ours, theirs = (_counted(item.text, code) for item in (clause, near))
    there = {(item.value, item.unit) for item in theirs}
    for item in ours if theirs else ():
        if not _stands(item, there):
            yield f"{NUMBERS} {item.value}: {', '.join(map(str, theirs))} | {item}"
    for unit in dict.fromkeys(item.unit for item in ours):
        both = [_once(row, ours, theirs, unit) for row in (theirs, ours)]
        if both[0] != both[1]:
            yield f"{NUMBERS} in order: {', '.join(both[0])} | {', '.join(both[1])}"
    if clause.likeness(near) >= CLOSE:
        for name, written in named_things(near.text, code).items():
            if not names_thing(text, name, code):
                yield f"{name}: {written} | -"


def _counted(text: str, code: str) -> list[Quantity]:
    """Return the numbers of `text` that count something."""
    found = quantities(text, code)
    return [item for item in found if not (item.spelled or item.value in REPEATED)]


def _once(
    row: list[Quantity], ours: list[Quantity], theirs: list[Quantity], unit: str
) -> list[str]:
    """Return the values of `row` with that unit which both rows have exactly once."""
    mine = [item.value for item in ours if item.unit == unit]
    others = [item.value for item in theirs if item.unit == unit]
    values = [item.value for item in row if item.unit == unit]
    return [value for value in values if mine.count(value) == 1 == others.count(value)]


def _opposite(claimed: str, said: str, code: str) -> Iterator[str]:
    """Yield what one text says the other way round, not what it leaves out or orders otherwise."""
    for difference in turned(claimed, said, (code, code)):
        if not difference.startswith("order: ") and not {"-"} & set(difference.split()):
            yield difference


def _surer(text: str, claims: list[Claim], code: str) -> str:
    """Return the words by which `text` says more surely what its claims do not, or nothing."""
    for claim in claims:
        if any(_sure(other[code], code) for other in filter(None, (claim, claim.note))):
            return ""
    is_settled = any(claim.certainty == "agree" for claim in claims)
    return "" if is_settled else ", ".join(_sure(text, code))


@remembered(16384, kept=True)
def _sure(text: str, code: str) -> tuple[str, ...]:
    """Return the words of `text` that say something surely."""
    said = words(plain(text), "sure", code)
    return tuple(written for word, written in said if word == "sure")


_STATES = re.compile(
    r"\b(?:can(?:not)?|may|will|might|is|are|has|have|does|means?|keeps?|makes?|needs?|cures?"
    r"|helps?|protects?|causes?|works?|happens?|heals?|strengthens?|weakens?|opens?|shortens?"
    r"|stops?|delays?|starts?|comes?|goes|lasts?|harms?|lowers?|raises?|prevents?|reduces?)\b"
)
_VOUCHES = re.compile(
    r"\b(?:stud(?:y|ies)|research|trials?|evidence|experts?|specialists|guid(?:ance|elines?)"
    r"|prove[sn]?|shown to|known to|certain(?:ly)?|guarantee\w*|causes|prevents?|cures?"
    r"|lowers?|raises?|reduces?|increases?|risk of|doctors? (?:recommend|advise))\b"
)
_HALVES = re.compile(r"[:;] |, (?:and|but|so) (?=(?:they|it|this|that|you|we|she|there)\b)")
"""Between what could stand as two sentences."""
_TELLS = re.compile(
    r"(?:ask|say|tell|call|phone|go|write|read|bring|carry|take|see|learn|look|note|keep|give|show"
    r"|use|have (?:your|the|it|them)|pack|save|put|check|find|add"
    r"|choose|name|let|do|get|leave|plan|we|i|(?:this|here) is what|you (?:may|might) hear of"
    r"|this (?:is a )?(?:free )?(?:page|handbook)|in this"
    r"|you can (?:ask|say|tell)|if you (?:want|wish)|the (?:next |)(?:pages?|box|lines))\b"
)
"""How a sentence begins that tells what to do, or about the handbook."""


def _uncited(context: CheckContext, page: Page) -> Iterator[Finding]:
    """Yield the statements of a page that have no citation and no claim of the page like them.

    It is read in the default language alone: the other is held to it sentence by sentence.
    """
    code, records = page.locale.code, context.evidence.claims.records
    cited = [records[key] for key, _ in page.notes if key in records]
    if not cited or code != "en":
        return
    patterns = (row.by_language.get(code, ()) for row in context.evidence.sign_words)
    known = _Vouched(
        tuple(texts_of(cited, code)),
        tuple(_vouched(context, cited, code)),
        tuple(pattern for row in patterns for pattern in row),
        tuple(context.settings.uncited_headings),
    )
    for line, sentence in _statements(page, known):
        message = f"a statement without a citation: {sentence!r}"
        hint = "cite the claim that says it"
        yield Finding(page.path, line, "uncited-statement", message, hint)


class _Vouched(NamedTuple):
    """What the statements of a page are held against."""

    claimed: tuple[str, ...]
    """Texts whose clauses count."""
    whole: tuple[str, ...]
    """Texts that count as one clause each."""
    signs: tuple[re.Pattern[str], ...]
    headings: tuple[str, ...]
    """Sections that need no citation."""


@remembered(256, kept=True)
def _statements(page: Page, known: _Vouched) -> tuple[tuple[int, str], ...]:
    """Return (line, sentence) of each statement that has no citation and no claim like it."""
    code, found = page.locale.code, list[tuple[int, str]]()
    claimed = [item for text in known.claimed for item in clauses(text, code)]
    claimed += [whole(text, code) for text in known.whole]
    for blocks in sections(page.blocks):
        section = blocks[0].name if blocks[0].kind == "heading" else ""
        if section in known.headings:
            continue
        for block in _without_note(blocks):
            for sentence in sentences(block.text, code):
                said = whole(sentence, code)
                is_statement = _is_statement(sentence, code, known.signs)
                if not is_statement or _is_near(said, claimed, code):
                    continue
                parts = [item for item in _HALVES.split(sentence) if item.strip()]
                stated = [item for item in parts if _is_statement(item, code, known.signs)]
                near = [_is_near(whole(item, code), claimed, code) for item in stated]
                if not near or not all(near):
                    found.append((block.line, sentence))
    return tuple(found)


def _vouched(context: CheckContext, cited: list[Claim], code: str) -> Iterator[str]:
    """Yield what a page may say again without a citation: its claims, and the danger list."""
    yield from (claim[code] for claim in cited)
    for row in context.evidence.rows:
        yield f"{row.sign[code]} {row.action[code]}"
    yield from (item[code] for item in context.evidence.standing)


def _without_note(blocks: list[Block]) -> Iterator[Block]:
    """Yield the blocks of a section that no citation covers, their own or that of what leads in."""
    for unit in cited_units(blocks):
        if not any(item.notes for item in unit):
            yield from (item for item in unit if not item.labels and not is_blank(item))


def _is_statement(sentence: str, code: str, signs: tuple[re.Pattern[str], ...]) -> bool:
    """Return whether an English sentence states something that somebody must vouch for."""
    text = plain(sentence)
    if text.rstrip('”"').endswith("?") or text[0] in '“"' or _TELLS.match(text):
        return False
    if _VOUCHES.search(text):
        return True
    terms = [name for name, kind in groups().items() if kind == "term" and name != "place"]
    has_term = "stitch" in text or any(words(text, name, code) for name in terms)
    names_sign = any(pattern.search(text) for pattern in signs)
    return bool(_STATES.search(text)) and (has_term or names_sign)


def _is_near(said: Clause, claimed: list[Clause], code: str) -> bool:
    """Return whether a claim says nearly the same, and not the other way round."""
    near = max(claimed, key=said.cover, default=None)
    if near is None or said.cover(near) < COVERED:
        return False
    is_alike = said.likeness(near) >= LIKE
    return not (is_alike and any(True for _ in _clause_differs(said, near, code)))


@remembered(512, kept=True)
def _repeated(page: Page) -> tuple[Finding, ...]:
    """Return each sentence that stands twice in a section, but for labels and short ones."""
    return tuple(_said_again(page))


def _said_again(page: Page) -> Iterator[Finding]:
    for blocks in sections(page.blocks):
        said: Counter[str] = Counter()
        for block in blocks:
            for sentence in sentences(block.text, page.locale.code):
                is_short = len(clauses(sentence, page.locale.code)) == 0
                if block.kind == "cell" or block.labels or is_short:
                    continue
                said[sentence] += 1
                if said[sentence] == 2:
                    message = f"{sentence!r} stands twice in this section"
                    hint = "take one out, or write what was meant"
                    yield Finding(page.path, block.line, "repeated-sentence", message, hint)


_DIED = re.compile(r"\bdied\b|\bdeaths?\b|lost (?:the|a|their) bab|\bstillborn\b|离世|死亡|夭折")
_COMPARED = re.compile(
    r"\b(?:fewer|more) (?:\w+ )?(?:died|deaths?)\b|(?:离世|死亡|夭折)的?(?:宝宝|孩子)?[更较][少多]"
)
_TOOK_PART = re.compile(r"\b\d+ (?:people|women|pregnancies)\b|\d+ 人")


def _unwarned(page: Page) -> Iterator[Finding]:
    """Yield the first figure of babies who died on `page`, where no box to pause at is above it."""
    for block in page.blocks:
        if block.kind == "admonition" and block.name == "pause":
            return
        said = next(filter(_is_figure, sentences(block.text, page.locale.code)), "")
        if said:
            message = f"a figure of babies who died, with no box to pause at: {said[:60]!r}"
            hint = '!!! pause "Figures about babies who died", and a way around it, before it'
            yield Finding(page.path, block.line, "pause-missing", message, hint)
            return


def _is_figure(sentence: str) -> bool:
    """Return whether a sentence tells how many died, and not that fewer did of so many people."""
    low = sentence.lower()
    if _COMPARED.search(low):
        low = _TOOK_PART.sub("", low)
    return bool(_DIED.search(low) and re.search(r"\d", low))


def _figures(context: CheckContext) -> Iterator[Finding]:
    """Yield the counts of a claim's picture that the claim does not say, or says of others."""
    source, code = context.evidence.claims, context.project.locales[0].code
    for claim in source:
        if claim.figures is None:
            continue
        line = source.line(claim.id)
        hint = "compare `figures` with the sentence and its sources"
        texts = list(filter(None, (claim, claim.note, claim.trial)))
        said = {value for value, _ in _in_texts(texts)}
        for row in claim.figures.rows:
            parts = _parts_with(str(row.count), [text[code] for text in texts], code)
            other = [next(_opposite(part, row[code], code), "") for part in parts]
            if str(row.count) not in said:
                message = f"{claim.id!r} does not say {row.count}, which its figures count"
                yield Finding(source.path, line, "figure-claim", message, hint)
            elif parts and all(other):
                message = f"{claim.id!r} says {row.count} of others than its figures: {other[0]}"
                yield Finding(source.path, line, "figure-claim", message, hint)


_PARTS = re.compile(r"[;,](?!\d)| and ")
"""What parts the arms of a trial in an English sentence."""


def _parts_with(count: str, texts: list[str], code: str) -> list[str]:
    """Return the parts of `texts` that give the number `count`."""
    found = []
    for text in texts:
        for part in _PARTS.split(text):
            if any(item.value == count for item in quantities(part, code)):
                found.append(part)
    return found


def _weeks(context: CheckContext, known: _Numbers) -> Iterator[Finding]:
    """Yield the weeks of the date tool that neither its text nor the claim behind it says."""
    source = context.evidence.weeks
    for week in source:
        if week.claim not in known.of_claim:
            continue  # which is a finding of its own
        claimed = {value for value, _ in known.of_claim[week.claim]}
        said = {value for value, _ in _in_texts([week])}
        ends = dict.fromkeys((str(week.first), str(week.last)))
        for wrong, there in ((claimed, f"the claim {week.claim!r}"), (said, "its own text")):
            missing = [value for value in ends if value not in wrong]
            if missing:
                message = f"{week.id}: week {', '.join(missing)} does not stand in {there}"
                hint = "compare all three"
                yield Finding(source.path, source.line(week.id), "figure-claim", message, hint)


def _drawings(context: CheckContext, known: _Numbers) -> Iterator[Finding]:
    """Yield the numbers of a drawing that no claim says which a page that shows it cites."""
    default, shown = context.project.locales[0].code, dict[str, set[str]]()
    for page in context.pages:
        keys = {key for key, _ in page.notes}
        for block in page.blocks:
            for image in block.images:
                name = image.target.rpartition("/")[2].removesuffix(".svg")
                shown.setdefault(name, set()).update(keys)
    for passage in context.passages:
        if passage.kind == "drawing" and passage.code == default:
            name = passage.spot.removeprefix("drawings:")
            numbers = known.missing(passage.text, passage.code, shown.get(name, ()))
            numbers = [number for number in numbers if " " in number]  # a scale has bare ones
            if numbers:
                wanted = ", ".join(numbers)
                message = f"{passage.text!r}: no page that shows it cites a claim with {wanted}"
                hint = "compare the drawing with the claims of its pages, in both languages"
                yield Finding(passage.path, passage.line, "drawing-number", message, hint)
