"""Evidence: keys resolve and are used, claims have sources and dates, statements have a fate."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from itertools import chain, filterfalse

from handbook.checks import known_sources, place_dates, place_zones
from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.evidence import Claim, Reference
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import Block
from handbook.content.page_parts import cited_units, is_blank, is_summary, sections
from handbook.content.places import names_one
from handbook.core.findings import Finding, Severity
from handbook.language.dates import later

_RECORDS = "evidence/README.md#the-words-of-a-record"
_CERTAINTY = "evidence/README.md#certainty"
_STATEMENTS = "evidence/README.md#statements"

RULES = (
    Rule(
        "evidence-data",
        "Every file in evidence/ and every settings file parses into its records.",
        "A field that is mistyped or missing would vanish from pages without a word.",
        "evidence/README.md#the-files",
    ),
    Rule(
        "unknown-citation",
        "Every citation on a page names a claim.",
        "The note would be empty where a reader looks for who says so.",
        "evidence/README.md#the-files",
    ),
    Rule(
        "untranslated",
        "A language that is still being translated has every text of each data file.",
        "Its readers meet another language in the middle of a page, marked as such.",
        "CONTRIBUTING.md#translator",
        Severity.WARNING,
    ),
    Rule(
        "unused-claim",
        "Every claim is cited or shown by a page, or carries a statement of the articles.",
        "A claim that nobody reads is not kept up to date either.",
        "evidence/README.md#the-files",
    ),
    Rule(
        "unreferenced-claim",
        "A claim has what its `basis` promises: a reference, or the search that stands for one.",
        "Readers are told on whose authority a sentence stands; nobody's must not look like some.",
        _RECORDS,
    ),
    Rule(
        "certainty-unbacked",
        "A claim on which experts agree or differ names who says so.",
        "“Experts agree” without an expert is our own opinion in another's voice.",
        _CERTAINTY,
        Severity.WARNING,
    ),
    Rule(
        "claim-trial",
        "A claim that rests on one trial names it, its size, year and a reference that is it.",
        "One small trial can be wrong; a reader who sees its size can weigh it.",
        _CERTAINTY,
    ),
    Rule(
        "claim-date",
        "No claim was checked in the future.",
        "A mistyped year would keep a claim from ever being looked at again.",
        "evidence/README.md#dates",
    ),
    Rule(
        "claim-overdue",
        "Every claim was compared with its references within `review_months`.",
        "Old advice can harm. It stops no build, so that a wrong number can still be mended.",
        "evidence/README.md#dates",
        Severity.WARNING,
    ),
    Rule(
        "statement-missing",
        "Each of the 130 statements of the two source articles is there, and no other.",
        "A statement that is dropped in silence is one nobody judged.",
        _STATEMENTS,
    ),
    Rule(
        "statement-fate",
        "Each statement that is not left out is carried by a claim.",
        "The ledger promises readers to show what became of each.",
        _STATEMENTS,
    ),
    Rule(
        "unknown-reference",
        "Every reference that a claim, a danger sign or an edition names exists.",
        "A dangling id shows a reader a source that is not there.",
        "evidence/README.md#the-files",
    ),
    Rule(
        "unknown-statement",
        "Every statement that a claim says it carries exists.",
        "The statement's fate would be lost.",
        _STATEMENTS,
    ),
    Rule(
        "reference-language",
        "A Chinese source has an id that begins with C.",
        "The letter tells a reader of the notes which language to expect.",
        _RECORDS,
    ),
    Rule(
        "reference-replaced",
        "No claim or danger sign cites an edition that another one replaced.",
        "A newer edition may say something else; somebody must have compared the two.",
        _RECORDS,
    ),
    Rule(
        "reference-unlooked",
        "Somebody looked for a newer edition of each cited guideline within `review_months`.",
        "A guideline is replaced without telling those who cite it.",
        _RECORDS,
        Severity.WARNING,
    ),
    Rule(
        "place-unsourced",
        "Every fact of a place, and every number to call there, names its source.",
        "A law, a fee or a number that nobody can trace is passed on after it has changed.",
        "evidence/README.md#dates",
    ),
    Rule(
        "place-dates",
        "A place's facts and numbers were looked up in the past; they are due in `review_months`.",
        "A date that is too far off keeps an old number on the page.",
        "evidence/README.md#dates",
    ),
    Rule(
        "place-overdue",
        "No fact or number of a place is past the day by which to look again.",
        "Laws, fees and opening hours change without notice. It stops no build.",
        "evidence/README.md#dates",
        Severity.WARNING,
    ),
    Rule(
        "uncited-number",
        "A number of weeks, days, millimetres, degrees or people has a citation beside it.",
        "Readers act on numbers; each must lead to who says so.",
        "evidence/README.md#what-no-text-may-say; CDC Clear Communication Index, items 16 to 18",
    ),
    Rule(
        "source-host",
        "The address of each source is at a host that somebody has looked at.",
        "A letter more or less makes it another's site, and the note sends readers there.",
        "scripts/checks.yml, hosts; Unicode TR 36, 2 (visual spoofing)",
    ),
    Rule(
        "source-read",
        "A source that counts as read has no note that says otherwise.",
        "Readers are told how far each source was read, and weigh it by that.",
        "evidence/README.md#the-words-of-a-record",
    ),
    Rule(
        "place-zone",
        "The time zones of a place are its own, and no other's.",
        "By them a device guesses the place: a wrong one shows a number that rings elsewhere.",
        "evidence/README.md#numbers-to-call; tz database, zone.tab",
    ),
    Rule(
        "place-page",
        "The facts of a place stand on a page or below a heading that names it.",
        "Who reads another country's law or number as her own acts on it.",
        "evidence/README.md#numbers-to-call",
    ),
    Rule(
        "certainty-label",
        "A certainty label says the agreed words, and a claim cited in its section says the same.",
        "A label that no claim backs promises more than the sources do.",
        _CERTAINTY,
    ),
)

STATEMENTS = {"A": 71, "B": 59}
"""How many statements the two articles make (evidence/README.md, "Statements")."""

# A number a reader may act on: weeks, lengths, temperatures, days, odds, ages.
ENGLISH_NUMBER = re.compile(
    r"\d[\d.]* ?(?:(?:to|or) \d+ )?(?:weeks?|mm|cm|°C|days?|hours?|months?|out of)\b"
)
CHINESE_NUMBER = re.compile(r"\d[\d.]* ?(?:(?:至|或) ?\d+ ?)?(?:周|毫米|厘米|°C|天|小时|个月|人)")
NUMBER = {"en": ENGLISH_NUMBER, "zh": CHINESE_NUMBER}


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on the data, then on how the pages use it."""
    yield from context.evidence.findings()
    yield from _claims(context)
    yield from _statements(context)
    yield from _references(context)
    yield from place_dates.faults(context)
    yield from known_sources.check(context)
    yield from place_zones.misplaced(context)
    for page in context.pages:
        yield from _facts(context, page)
        yield from _citations(context, page)
        yield from _numbers(context, page)
        yield from _labels(context, page)


def _claims(context: CheckContext) -> Iterator[Finding]:
    source = context.evidence.claims
    used = _used(context)
    for claim in source:
        line = source.line(claim.id)
        if claim.id not in used:
            message = f"no page cites {claim.id!r}"
            yield Finding(source.path, line, "unused-claim", message, "cite it or remove it")
        yield from _unreferenced(context, claim, line)
        yield from _certainty(context, claim, line)
        yield from _dates(context, claim, line)


def _used(context: CheckContext) -> set[str]:
    """Return the ids of claims that a page cites or shows, or that carry a statement."""
    used = {claim.id for claims in context.evidence.claims_of.values() for claim in claims}
    for page in context.pages:
        used.update(key for key, _ in page.notes)
        used.update(block.argument for block in page.blocks if block.name == "icon-array")
    return used


def _unreferenced(context: CheckContext, claim: Claim, line: int) -> Iterator[Finding]:
    """Yield what `claim` lacks of what its basis promises: a reference, or the search for one."""
    path, rule = context.evidence.claims.path, "unreferenced-claim"
    if not claim.references and claim.basis not in ("general", "searched"):
        hint = "name one, or say `basis: general` and word it with that certainty"
        yield Finding(path, line, rule, f"{claim.id!r} names no reference", hint)
    if (claim.basis == "searched") != (claim.search is not None):
        message = f"{claim.id!r} has `basis: searched` or `search`, and not both"
        hint = "say what was looked for, where and when, in `search`"
        yield Finding(path, line, rule, message, hint)


def _certainty(context: CheckContext, claim: Claim, line: int) -> Iterator[Finding]:
    """Yield where `claim` says how settled it is, and names nobody or no trial that says so."""
    path = context.evidence.claims.path
    sourced = bool(claim.references) and claim.basis != "general"
    if claim.certainty in ("agree", "differ") and not sourced:
        message = f"{claim.id!r} says {claim.certainty!r}, which no reference shows"
        hint = "name a reference that shows it, or leave `certainty` out"
        yield Finding(path, line, "certainty-unbacked", message, hint)
    if claim.certainty == "trial" and not (sourced and claim.trial):
        message = f"{claim.id!r} rests on a trial, and lacks its reference or its `trial`"
        hint = "name the reference; the trial, its size and year in `trial`"
        yield Finding(path, line, "claim-trial", message, hint)
    elif claim.trial and claim.certainty != "trial":
        message = f"{claim.id!r} has a `trial` that no reader sees"
        hint = "say `certainty: trial`, or take `trial` out"
        yield Finding(path, line, "claim-trial", message, hint)


def _dates(context: CheckContext, claim: Claim, line: int) -> Iterator[Finding]:
    path, months = context.evidence.claims.path, context.settings.thresholds.review_months
    if claim.checked > context.today:
        message = f"{claim.id!r} was checked in the future"
        yield Finding(path, line, "claim-date", message, "mend the date")
    elif context.today > later(claim.checked, months):
        message = f"{claim.id!r} was last checked {claim.checked}, more than {months} months ago"
        hint = "check it against its references and set the date"
        yield Finding(path, line, "claim-overdue", message, hint)


def _statements(context: CheckContext) -> Iterator[Finding]:
    source, carried = context.evidence.statements, context.evidence.claims_of
    wanted = []
    for article, count in STATEMENTS.items():
        wanted += [f"{article}{number}" for number in range(1, count + 1)]
    for key in wanted:
        if key not in source.records:
            hint = "restore it with its verdict"
            yield Finding(source.path, 1, "statement-missing", f"{key} is missing", hint)
    for statement in source:
        line = source.line(statement.id)
        if statement.id not in wanted:
            message = f"{statement.id} is not a statement of the articles"
            yield Finding(source.path, line, "statement-missing", message, "remove it")
        elif statement.verdict != "left-out" and not carried.get(statement.id):
            hint = (
                f"add {statement.id} to `statements` of the claim that says it, "
                "or leave it out with a reason"
            )
            message = f"no claim carries {statement.id}"
            yield Finding(source.path, line, "statement-fate", message, hint)


def _references(context: CheckContext) -> Iterator[Finding]:
    source, months = context.evidence.references, context.settings.thresholds.review_months
    for reference in source:
        if reference.language == "zh" and not reference.id.startswith("C"):
            line = source.line(reference.id)
            message = f"{reference.id} is Chinese; its id should begin with C"
            yield Finding(source.path, line, "reference-language", message, "renumber it")
    yield from _replaced(context)
    for reference in to_look_at(context):
        since = "was never looked for"
        if reference.looked:
            since = f"was last looked for {reference.looked}"
        message = f"{reference.id} {since}: is there a newer edition?"
        hint = f"look for it, then set `looked`; again within {months} months"
        line = source.line(reference.id)
        yield Finding(source.path, line, "reference-unlooked", message, hint)


def _replaced(context: CheckContext) -> Iterator[Finding]:
    """Yield every claim and danger sign that cites an edition which another one replaced."""
    references = context.evidence.references.records
    evidence = context.evidence
    for source in (evidence.claims, evidence.danger, evidence.there):
        for record in source:
            for key in record.references:
                newer = references[key].replaced_by if key in references else None
                if newer:
                    message = f"{record.id} cites {key}, which {newer} replaced"
                    hint = "compare it with that and cite it, or say why not in an exception"
                    line = source.line(record.id)
                    yield Finding(source.path, line, "reference-replaced", message, hint)


def to_look_at(context: CheckContext) -> list[Reference]:
    """Return the cited guidelines whose edition was not looked for within `review_months`.

    The oldest look comes first; what was never looked for before all, the oldest edition first.
    """
    evidence, months = context.evidence, context.settings.thresholds.review_months
    cited: set[str] = set()
    for record in (*evidence.claims, *evidence.danger, *evidence.there):
        cited |= set(record.references)
    due = []
    for item in evidence.references:
        is_late = item.looked is None or context.today > later(item.looked, months)
        if is_late and item.kind == "guideline" and item.id in cited:
            due.append(item)
    return sorted(due, key=lambda item: (item.looked or datetime.date.min, item.year, item.id))


def _facts(context: CheckContext, page: Page) -> Iterator[Finding]:
    """Yield includes of a place's facts where neither page nor heading names the place."""
    places, code = context.evidence.places.records, page.locale.code
    title = next((block.text for block in page.blocks if block.kind == "heading"), "")
    heading = ""
    for block in page.blocks:
        heading = block.text if block.kind == "heading" else heading
        place = places.get(block.argument) if block.name == "place-facts" else None
        if place is not None:
            around = f"{title} {heading} {page.meta.get('description', '')}"
            if not names_one(around, (place.name[code], *place.aliases)):
                message = f"shows the facts of {place.id}, which neither page nor heading names"
                hint = "name the place that the page is about"
                yield Finding(page.path, block.line, "place-page", message, hint)


def _citations(context: CheckContext, page: Page) -> Iterator[Finding]:
    for key, line in page.notes:
        if key not in context.evidence.claims.records:
            message = f"cites {key!r}, which is not a claim"
            hint = "add the claim to evidence/claims.yml, or mend the key"
            yield Finding(page.path, line, "unknown-citation", message, hint)


def _numbers(context: CheckContext, page: Page) -> Iterator[Finding]:
    """Yield numbers without a citation in their paragraph, list or table, or what leads into it."""
    exempt = set(context.settings.uncited_headings)
    pattern = NUMBER.get(page.locale.code)
    if pattern is None:
        return
    for section in sections(page.blocks):
        name = section[0].name if section[0].kind == "heading" else ""
        if name in exempt:
            continue
        for block in chain.from_iterable(filterfalse(_is_cited, cited_units(section))):
            match = pattern.search(block.text)
            if match and not is_summary(block) and not is_blank(block):
                message = f"a number without a citation: {match[0]!r}"
                hint = "cite the claim it comes from"
                yield Finding(page.path, block.line, "uncited-number", message, hint)


def _is_cited(unit: Iterable[Block]) -> bool:
    return any(block.notes for block in unit)


def _labels(context: CheckContext, page: Page) -> Iterator[Finding]:
    """Yield labels of `page` with other words than agreed, or that no cited claim backs."""
    for section in sections(page.blocks):
        yield from _section_labels(context, page, section)


def _section_labels(context: CheckContext, page: Page, section: list[Block]) -> Iterator[Finding]:
    claims = context.evidence.claims.records
    cited = {claims[key].certainty for block in section for key in block.notes if key in claims}
    labelled = [(block, label) for block in section for label in block.labels]
    for block, label in labelled:
        words = context.evidence.say(label, page.locale.code)
        if words not in block.text:
            message = f"the label {label!r} does not say {words!r}"
            hint = "use the agreed words"
            yield Finding(page.path, block.line, "certainty-label", message, hint)
        elif label not in cited:
            message = f"the label says {words!r}, but no claim cited in this section does"
            hint = "compare with `certainty` of the claims cited here"
            yield Finding(page.path, block.line, "certainty-label", message, hint)
