"""Evidence: keys resolve and are used, claims are referenced and dated, every statement has a fate."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.content.evidence import Claim, Reference
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import Block
from handbook.core.findings import Finding, Severity
from handbook.language.dates import later

RULES = (
    "evidence-data",
    "unknown-citation",
    "unused-claim",
    "unreferenced-claim",
    "certainty-unbacked",
    "claim-overdue",
    "statement-missing",
    "statement-fate",
    "unknown-reference",
    "unknown-statement",
    "reference-language",
    "reference-replaced",
    "reference-unlooked",
    "uncited-number",
    "certainty-label",
    "review-page",
)

STATEMENTS = {"A": 71, "B": 59}
"""How many statements the two articles make: the ledger of the evidence brief."""

# A number a reader may act on: weeks, lengths, temperatures, days, odds, ages.
ENGLISH_NUMBER = re.compile(r"\d[\d.]* ?(?:(?:to|or) \d+ )?(?:weeks?|mm|cm|°C|days?|hours?|months?|out of)\b")
CHINESE_NUMBER = re.compile(r"\d[\d.]* ?(?:(?:至|或) ?\d+ ?)?(?:周|毫米|厘米|°C|天|小时|个月|人)")
NUMBER = {"en": ENGLISH_NUMBER, "zh": CHINESE_NUMBER}


def check(context: CheckContext) -> Iterator[Finding]:
    """Data first, then how the pages use it."""
    yield from context.evidence.findings()
    yield from _claims(context)
    yield from _statements(context)
    yield from _references(context)
    yield from _reviews(context)
    for page in context.pages:
        yield from _citations(context, page)
        yield from _numbers(context, page)
        yield from _labels(context, page)


def _claims(context: CheckContext) -> Iterator[Finding]:
    source = context.evidence.claims
    used = {key for page in context.pages for key, _ in page.notes}
    shown = {block.argument for page in context.pages for block in page.blocks if block.name == "icon-array"}
    carrying = {claim.id for claims in context.evidence.claims_of.values() for claim in claims}
    months = context.threshold("review_months")
    for claim in source:
        line = source.line(claim.id)
        if claim.id not in used | shown | carrying:
            yield Finding(source.path, line, "unused-claim", f"no page cites {claim.id!r}", "cite it or remove it")
        yield from _unreferenced(context, claim, line)
        yield from _unbacked(context, claim, line)
        yield from _dates(context, claim, line, months)


def _unreferenced(context: CheckContext, claim: Claim, line: int) -> Iterator[Finding]:
    """Yield what `claim` lacks of what its basis promises: a reference, or the search that stands for one."""
    path, rule = context.evidence.claims.path, "unreferenced-claim"
    if not claim.references and claim.basis not in ("general", "searched"):
        hint = "name one, or say `basis: general` and word it with that certainty"
        yield Finding(path, line, rule, f"{claim.id!r} names no reference", hint)
    if (claim.basis == "searched") != (claim.search is not None):
        message = f"{claim.id!r} has `basis: searched` or `search`, and not both"
        yield Finding(path, line, rule, message, "say what was looked for, where and when, in `search`")


def _unbacked(context: CheckContext, claim: Claim, line: int) -> Iterator[Finding]:
    """Yield where `claim` says how settled it is and names nobody who says so.

    A warning as long as the ledger is being worked through: an error would stop every build.
    """
    path, rule = context.evidence.claims.path, "certainty-unbacked"
    sourced = bool(claim.references) and claim.basis != "general"
    if claim.certainty in ("agree", "differ") and not sourced:
        message = f"{claim.id!r} says {claim.certainty!r}, which no reference shows"
        hint = "name a reference that shows it, or leave `certainty` out"
        yield Finding(path, line, rule, message, hint, Severity.WARNING)
    if claim.certainty == "trial" and not (sourced and claim.trial):
        message = f"{claim.id!r} rests on a trial, and lacks its reference or its `trial`"
        yield Finding(path, line, rule, message, "name the reference; the trial, its size and year in `trial`")
    elif claim.trial and claim.certainty != "trial":
        message = f"{claim.id!r} has a `trial` that no reader sees"
        yield Finding(path, line, rule, message, "say `certainty: trial`, or take `trial` out")


def _dates(context: CheckContext, claim: Claim, line: int, months: int) -> Iterator[Finding]:
    path = context.evidence.claims.path
    if claim.checked > context.today:
        yield Finding(path, line, "claim-overdue", f"{claim.id!r} was checked in the future", "mend the date")
    elif context.today > later(claim.checked, months):
        message = f"{claim.id!r} was last checked {claim.checked}, more than {months} months ago"
        yield Finding(path, line, "claim-overdue", message, "check it against its references and set the date")


def _statements(context: CheckContext) -> Iterator[Finding]:
    source = context.evidence.statements
    wanted = [f"{article}{number}" for article, count in STATEMENTS.items() for number in range(1, count + 1)]
    for key in wanted:
        if key not in source.records:
            yield Finding(source.path, 1, "statement-missing", f"{key} is missing", "restore it with its verdict")
    for statement in source:
        if statement.id not in wanted:
            message = f"{statement.id} is not a statement of the articles"
            yield Finding(source.path, source.line(statement.id), "statement-missing", message, "remove it")
        elif statement.verdict != "left-out" and not context.evidence.claims_of.get(statement.id):
            hint = f"add {statement.id} to `statements` of the claim that says it, or leave it out with a reason"
            line = source.line(statement.id)
            yield Finding(source.path, line, "statement-fate", f"no claim carries {statement.id}", hint)


def _references(context: CheckContext) -> Iterator[Finding]:
    source = context.evidence.references
    for reference in source:
        if reference.language == "zh" and not reference.id.startswith("C"):
            message = f"{reference.id} is Chinese; its id should begin with C"
            yield Finding(source.path, source.line(reference.id), "reference-language", message, "renumber it")
    yield from _replaced(context)
    months = context.threshold("review_months")
    for reference in to_look_at(context):
        since = f"was last looked for {reference.looked}" if reference.looked else "was never looked for"
        message = f"{reference.id} {since}: is there a newer edition?"
        hint = f"look for it, then set `looked`; again within {months} months"
        line = source.line(reference.id)
        yield Finding(source.path, line, "reference-unlooked", message, hint, Severity.WARNING)


def _replaced(context: CheckContext) -> Iterator[Finding]:
    """Yield every claim and danger sign that cites an edition which another one replaced."""
    references = context.evidence.references.records
    for source in (context.evidence.claims, context.evidence.danger):
        for record in source:
            for key in record.references:
                newer = references[key].replaced_by if key in references else None
                if newer:
                    message = f"{record.id} cites {key}, which {newer} replaced"
                    hint = "compare it with the new edition and cite that, or say why not in an exception"
                    line = source.line(record.id)
                    yield Finding(source.path, line, "reference-replaced", message, hint)


def to_look_at(context: CheckContext) -> list[Reference]:
    """Return the cited guidelines whose edition was not looked for within `review_months`, the oldest look first.

    What was never looked for comes first, the oldest edition before others.
    """
    evidence, months = context.evidence, context.threshold("review_months")
    cited = {key for record in (*evidence.claims, *evidence.danger) for key in record.references}
    guidelines = (item for item in evidence.references if item.kind == "guideline" and item.id in cited)
    due = (item for item in guidelines if item.looked is None or context.today > later(item.looked, months))
    return sorted(due, key=lambda item: (item.looked or datetime.date.min, item.year, item.id))


def _reviews(context: CheckContext) -> Iterator[Finding]:
    """A signature under a page that is not there would stand nowhere, and nobody would miss it."""
    source = context.evidence.reviews
    for review in source:
        if review.page not in context.pages.pages.get(review.locale, {}):
            message = f"{review.reviewer} names the page {review.page!r} in {review.locale!r}, which is not there"
            yield Finding(source.path, source.line(review.id), "review-page", message, "name a page and its language")


def _citations(context: CheckContext, page: Page) -> Iterator[Finding]:
    for key, line in page.notes:
        if key not in context.evidence.claims.records:
            hint = "add the claim to evidence/claims.yml, or mend the key"
            yield Finding(page.path, line, "unknown-citation", f"cites {key!r}, which is not a claim", hint)


def _numbers(context: CheckContext, page: Page) -> Iterator[Finding]:
    """A number needs a citation in its paragraph, or anywhere in its list or table or the paragraph that leads in."""
    exempt = set(context.settings.uncited_headings)
    pattern = NUMBER.get(page.locale.code)
    for unit, section in _units(page) if pattern else ():
        if section in exempt or any(block.notes for block in unit):
            continue
        for block in unit:
            match = pattern.search(block.text) if pattern else None
            if match and "admonition:key" not in block.place and "______" not in block.text:
                message = f"a number without a citation: {match[0]!r}"
                yield Finding(page.path, block.line, "uncited-number", message, "cite the claim it comes from")


def _units(page: Page) -> Iterator[tuple[list[Block], str]]:
    """(blocks that one citation covers, id of their section): a paragraph with the list or table that follows it."""
    section = ""
    unit: list[Block] = []
    for block in page.blocks:
        starts = block.kind in ("heading", "paragraph", "admonition", "include")
        if starts and unit:
            yield unit, section
            unit = []
        if block.kind == "heading":
            section = block.name
        elif block.kind in ("paragraph", "item", "cell"):
            unit.append(block)
    if unit:
        yield unit, section


def _labels(context: CheckContext, page: Page) -> Iterator[Finding]:
    """A label says the agreed words, and agrees with at least one claim cited in its section."""
    section: list[Block] = []
    for block in (*page.blocks, Block("heading", 0, level=1)):
        if block.kind == "heading":
            yield from _section_labels(context, page, section)
            section = []
        section.append(block)


def _section_labels(context: CheckContext, page: Page, section: list[Block]) -> Iterator[Finding]:
    claims = context.evidence.claims.records
    cited = {claims[key].certainty for block in section for key in block.notes if key in claims}
    for block in section:
        for label in block.labels:
            words = context.evidence.say(label, page.locale.code)
            if words not in block.text:
                message = f"the label {label!r} does not say {words!r}"
                yield Finding(page.path, block.line, "certainty-label", message, "use the agreed words")
            elif label not in cited:
                message = f"the label says {words!r}, but no claim cited in this section does"
                hint = "compare with `certainty` of the claims cited here"
                yield Finding(page.path, block.line, "certainty-label", message, hint)
