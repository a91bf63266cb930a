"""Compares the danger list with what was agreed, and every list on a built page with its data."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from handbook.checks import ladder
from handbook.checks.context import CheckContext
from handbook.checks.settings import CHECKS
from handbook.content.evidence import STEPS, DangerRow, Evidence, Step
from handbook.content.markdown_pages import Page
from handbook.content.texts import Text
from handbook.core.findings import Finding, HandbookError
from handbook.core.project import Locale
from handbook.language.sentences import sentences
from handbook.web.html_pages import BuiltPage, is_hidden, is_inside, text_of

_MARKS = {"ambulance": "ambulance"}
"""Key of wording.yml to the step that its words must say."""

FIRST, TILE = "first", "tile"
"""Forms on the first screen of the help page: the signs of the first step, and those of a topic.

A tile may be folded where the page shows the whole list too.
"""

CHOSEN = ("danger-strip", "danger-ladder")
"""The includes that show the danger signs which the page chooses."""

WHOLE = ("sign", "act", "action", "up", "meaning")
"""The parts of a row where a list shows it whole: names of classes, and of fields but for `act`."""
SHOWN_AT_ONCE = 3
"""Differences of one list that a finding names; the others are counted."""


def check_data(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on steps, rows, their actions, and the pages that must show the list."""
    yield from _steps(context)
    yield from _rows(context)
    yield from _of_one_place(context)
    yield from _order(context)
    yield from _actions(context)
    yield from _asked_for(context)


def _steps(context: CheckContext) -> Iterator[Finding]:
    steps = context.evidence.steps
    if tuple(steps.records) != STEPS:
        message = f"the steps are not {', '.join(STEPS)}, in this order"
        hint = "restore them: every list is made in these steps"
        yield Finding(steps.path, 1, "danger-rows", message, hint)


_AGREED = "the rows are pinned by step in scripts/checks.yml; a clinician decides on a change"


def _rows(context: CheckContext) -> Iterator[Finding]:
    """Yield each row that is missing, new, or not on the step and topic that was agreed."""
    evidence, topics = context.evidence, context.evidence.topics
    source = evidence.danger
    pinned = {}
    for step, keys in context.settings.danger.rows.items():
        pinned.update(dict.fromkeys(keys, step))
    for key in sorted(set(pinned) - {row.id for row in evidence.rows}):
        message = f"the row {key} is missing on the step {pinned[key]!r}"
        yield Finding(source.path, 1, "danger-rows", message, _AGREED)
    for row in (*source, *evidence.there):
        line, wanted = _line(evidence, row), pinned.get(row.id)
        if row.step != wanted:
            instead = f", not {wanted!r}" if wanted else " and is new"
            message = f"{row.id} is on the step {row.step!r}{instead}"
            yield Finding(source.path, line, "danger-rows", message, _AGREED)
        if row.topic not in topics.records:
            message = f"{row.id} names the topic {row.topic!r}, which is not there"
            hint = f"name one of `topics` of {source.path}"
            yield Finding(source.path, line, "danger-rows", message, hint)


def _of_one_place(context: CheckContext) -> Iterator[Finding]:
    """Yield each sign of one place whose place or row is not there, or that is told from no other.

    The rows that stand for one are of one place: pages and search know a single other place.
    """
    there, evidence = context.evidence.there, context.evidence
    for row in there:
        line, others = (
            there.line(row.id),
            [one for one in there if one.instead_of == row.instead_of],
        )
        if row.id in evidence.danger.records:
            message = f"{row.id} is the id of a row of all places too"
            hint = "give the sign of one place an id of its own"
            yield Finding(there.path, line, "danger-rows", message, hint)
        if row.place != others[0].place:
            both = f"{others[0].place} and {row.place}"
            message = f"rows of two places stand for {row.instead_of}: {both}"
            hint = "let one place alone have others, or let `not_in` and its readers take several"
            yield Finding(there.path, line, "danger-rows", message, hint)
        for name, known in ((row.place, evidence.places), (row.instead_of, evidence.danger)):
            if name not in known.records:
                message = f"{row.id} names {name!r}, which {known.path} does not have"
                hint = f"name one of {known.path}"
                yield Finding(there.path, there.line(row.id), "danger-rows", message, hint)


def _order(context: CheckContext) -> Iterator[Finding]:
    """Yield the first row of each step that stands elsewhere than agreed: readers stop early."""
    evidence = context.evidence
    rows = {row.id: row for row in evidence.rows}
    for step, keys in context.settings.danger.rows.items():
        wanted = [key for key in keys if key in rows]
        found = [key for key, row in rows.items() if row.step == step and key in wanted]
        if sorted(found) != sorted(wanted):
            continue  # a row is on another step, which is a finding already
        for key, agreed in zip(found, wanted, strict=True):
            if key != agreed:
                message = f"{key} stands where {agreed} was agreed on the step {step!r}"
                line = _line(evidence, rows[key])
                yield Finding(evidence.danger.path, line, "danger-rows", message, _AGREED)
                break


def _line(evidence: Evidence, row: DangerRow) -> int:
    """Return the line of a row of all places, or of one."""
    return (evidence.there if evidence.only_in(row) else evidence.danger).line(row.id)


def _actions(context: CheckContext) -> Iterator[Finding]:
    """Yield each step, row and mark that does not say what to do, or less than its step."""
    evidence, rule = context.evidence, "danger-action"
    hint = (
        "say what its step says, in both languages alike: "
        "see scripts/handbook/checks/ladder.yml for the words"
    )
    for step in evidence.steps:
        line = evidence.steps.line(step.id)
        for code in _other_steps(step.title, step.id):
            message = f"the {code} title of the step {step.id!r} does not say this step"
            yield Finding(evidence.steps.path, line, rule, message, hint)
    for row in evidence.rows:
        line = _line(evidence, row)
        for message in (*_milder(row), *_no_higher(row), *_short(row), *_titled(row)):
            yield Finding(evidence.danger.path, line, rule, message, hint)
    for key, wanted in _MARKS.items():
        mark = evidence.wording.records.get(key)
        if mark is None:
            continue
        for code in _other_steps(mark, wanted):
            message = f"the {code} mark {key!r} does not say {wanted!r}"
            line = evidence.wording.line(key)
            yield Finding(evidence.wording.path, line, rule, message, hint)


def _other_steps(text: Text, step: str) -> list[str]:
    """Return the languages in which `text` tells the reader another step than `step`, or none."""
    known = filter(ladder.knows, text.by_language)
    return [code for code in known if ladder.named(text[code], code) != (step,)]


def _titled(row: DangerRow) -> Iterator[str]:
    """Yield each language in which the title that a row has of its own does not say its step."""
    for code in _other_steps(row.title, row.step) if row.title else ():
        yield f"the {code} title of {row.id} does not say its step {row.step!r}"


def _milder(row: DangerRow) -> Iterator[str]:
    """Yield what the action of `row` says that is less than its step.

    The step stands beside it and may go unsaid. An ambulance is called first, before all else.
    """
    known = filter(ladder.knows, row.action.by_language)
    said = {code: ladder.named(row.action[code], code) for code in known}
    for code, steps in said.items():
        opening = ladder.named(sentences(row.action[code], code)[0], code)
        if row.step == "ambulance" and opening[:1] != ("ambulance",):
            yield f"the {code} action of {row.id} does not begin with calling an ambulance"
        elif steps and STEPS.index(steps[0]) > STEPS.index(row.step):
            milder = f"says {steps[0]!r}, which is milder than its step {row.step!r}"
            yield f"the {code} action of {row.id} {milder}"
    if len({frozenset(steps) for steps in said.values()}) > 1:
        both = " | ".join(", ".join(steps) or "-" for steps in said.values())
        yield f"the languages of the action of {row.id} say other steps: {both}"


def _no_higher(row: DangerRow) -> Iterator[str]:
    """Yield where `row` does not say what turns it into a step above; the first step has none."""
    if row.up is None:
        if row.step != "ambulance":
            yield f"{row.id} has no `up`: it does not say what makes it more urgent"
        return
    for code in filter(ladder.knows, row.up.by_language):
        steps = ladder.named(row.up[code], code)
        if not any(STEPS.index(step) < STEPS.index(row.step) for step in steps):
            yield f"the {code} `up` of {row.id} names no step above {row.step!r}"


def _short(row: DangerRow) -> Iterator[str]:
    """Yield where `row` has no line for the first screen, or one that its step does not need."""
    if (row.short is not None) != (row.step == STEPS[0]):
        has = "a" if row.short else "no"
        yield f"{row.id} has {has} `short`; each row of the step {STEPS[0]!r} has one, no other"


def _asked_for(context: CheckContext) -> Iterator[Finding]:
    """Yield each page about a stitch or about signs that does not ask for the list itself."""
    pages, rule = context.settings.danger.pages, "danger-shown"
    for slug in sorted(set(pages) - context.pages.slugs):
        message = f"`danger` names the page {slug!r}, which is not there"
        hint = "name the page that must show the danger list"
        yield Finding(CHECKS, context.settings_line("danger", "pages"), rule, message, hint)
    for of_language in context.pages.pages.values():
        for slug, block in pages.items():
            page = of_language.get(slug)
            if page is None:
                continue
            if block not in _includes(page):
                message = f"does not show the danger list ({block})"
                hint = f"add a line `<!-- include: {block} -->`"
                yield Finding(page.path, 1, rule, message, hint)


def _includes(page: Page) -> set[str]:
    """Return the includes of a page, each with its argument: `danger-strip R1 R2`."""
    includes = (item for item in page.blocks if item.kind == "include")
    return {f"{item.name} {item.argument}".rstrip() for item in includes}


def check_page(
    context: CheckContext, page: BuiltPage, locale: Locale, source: Page | None
) -> Iterator[Finding]:
    """Yield where the danger lists of a page are missing, hidden, or not those of the data."""
    path, rule = context.shown(page.path), "danger-list"
    lists = page.tree.css("[data-danger]")
    if source and source.slug in context.settings.danger.pages and not lists:
        message = "the danger list is not on the page"
        yield Finding(path, 1, rule, message, "run ./scripts/build")
    line = page.line("data-danger")
    if source:
        asked = [block.argument for block in source.blocks if block.name in CHOSEN]
        shown = [node.attributes.get("data-rows") for node in page.tree.css("[data-rows]")]
        if shown != asked:
            message = "the danger signs are not those that the page asks for"
            yield Finding(path, line, rule, message, "run ./scripts/build")
    forms = [node.attributes.get("data-danger") for node in lists]
    for node in lists:
        for message, hint in _kept_from_readers(node, forms):
            yield Finding(path, line, "danger-hidden", message, hint)
        if found := list(_differences(context, node, locale.code)):
            shown_here = "; ".join(found[:SHOWN_AT_ONCE])
            more = len(found) - SHOWN_AT_ONCE
            message = f"{shown_here} and {more} more" if more > 0 else shown_here
            hint = (
                "it is one list: evidence/danger.yml, shown by overrides/partials/blocks; "
                "./scripts/build renews it"
            )
            yield Finding(path, line, rule, message, hint)


def _kept_from_readers(node: LexborNode, forms: list[str | None]) -> Iterator[tuple[str, str]]:
    """Yield what keeps a list from readers on a page with lists of these `forms`, and the hint.

    Below the signs of the first step a reader may open the topics and the steps herself.
    """
    is_tile = "full" in forms and node.attributes.get("data-danger") == TILE
    if _is_kept_back(node) if is_tile else is_hidden(node) or _is_folded(node):
        yield "the danger list is hidden or folded", "show it at once"
    if node.css_first("details") and FIRST not in forms:
        hint = "show the signs of the first step above it: overrides/partials/blocks/triage.html"
        yield "the steps of the danger list are folded, and none of its signs stand open", hint


def _is_folded(node: LexborNode) -> bool:
    return is_inside(node, "details", "dialog")


def _is_kept_back(tile: LexborNode) -> bool:
    """Return whether a tile is hidden by more than the fold that a reader opens herself."""
    fold = tile.parent
    if fold is None or fold.tag != "details":
        return is_hidden(tile)
    attributes = {*tile.attributes, *fold.attributes}
    return bool(attributes & {"hidden", "aria-hidden"}) or is_hidden(fold.parent or tile)


def _differences(context: CheckContext, node: LexborNode, code: str) -> Iterator[str]:
    """Yield where the danger list below `node` is not the list of the data, in language `code`."""
    form = node.attributes.get("data-danger")
    if form != "full":
        chosen = _first_differences if form in (FIRST, TILE) else _chosen_differences
        yield from chosen(context, node, code)
        return
    for step, rows in context.evidence.ladder:
        section = node.css_first(f".step-{step.id}")
        if section is None:
            yield f"the step {step.id!r} is missing"
            continue
        if text_of(section.css_first("h2, h3")) != step.title[code]:
            yield f"the title of the step {step.id!r} is not {step.title[code]!r}"
        lead = step.lead[code] if step.lead else ""
        if text_of(section.css_first(".step-lead")) != lead:
            yield f"the sentence below the step {step.id!r} is not {lead!r}"
        yield from _rows_differ(context, section, rows, code, WHOLE)
    standing = [item[code] for item in context.evidence.standing]
    if [text_of(item) for item in node.css(".standing p")] != standing:
        yield "the standing sentences differ"


def _first_differences(context: CheckContext, node: LexborNode, code: str) -> Iterator[str]:
    """Yield where the first screen of the help page, or a tile of it, lacks a row or changes it."""
    evidence = context.evidence
    if node.attributes.get("data-danger") == FIRST:
        yield from _rows_differ(context, node, evidence.ladder[0][1], code, ("short",))
        return
    on_topic = evidence.on_topic(node.attributes.get("data-topic") or "")
    rows = [row for _, found in evidence.on_steps(on_topic) for row in found]
    yield from _rows_differ(context, node, rows, code, ("sign", "act", "action", "up"))


def _chosen_differences(context: CheckContext, node: LexborNode, code: str) -> Iterator[str]:
    """Yield where the signs that a page chose are not the rows of the data, each with its step."""
    try:
        rows = context.evidence.chosen(node.attributes.get("data-rows") or "")
    except HandbookError as fault:
        yield str(fault)
        return
    is_topic = node.attributes.get("data-danger") == "topic"
    parts = WHOLE if is_topic else ("sign", "act")
    yield from _rows_differ(context, node, rows, code, parts)


def _rows_differ(
    context: CheckContext,
    around: LexborNode,
    rows: list[DangerRow],
    code: str,
    parts: tuple[str, ...],
) -> Iterator[str]:
    """Yield where the rows shown below `around` are not `rows`, in the parts the list shows."""
    nodes = around.css("[data-row]")
    shown = [node.attributes.get("data-row") or "" for node in nodes]
    if shown != [row.id for row in rows]:
        wanted = " ".join(row.id for row in rows)
        yield f"the rows {' '.join(shown)} are not {wanted}, in this order"
    found = dict(zip(shown, nodes, strict=True))
    steps = context.evidence.steps.records
    for row in rows:
        if row.id in found and row.step in steps:
            yield from _row_differences(row, steps[row.step], found[row.id], code, parts)


def _row_differences(
    row: DangerRow, step: Step, node: LexborNode, code: str, parts: tuple[str, ...]
) -> Iterator[str]:
    for name in parts:
        text = (row.title or step.title) if name == "act" else getattr(row, name)
        wanted = text[code] if text else ""
        if text_of(node.css_first(f".{name}")) != wanted:
            yield f"the {name} of {row.id} differs"
    if "act" in parts and node.css_first(f".act-{step.id}") is None:
        yield f"the mark of {row.id} is not that of {step.id!r}"
    # A row in a hidden list is reported with the list; a tile folds rows for a reader to open.
    by_itself = "hidden" in node.attributes or node.attributes.get("aria-hidden") == "true"
    if by_itself or (is_hidden(node) and not is_hidden(node.parent or node)):
        yield f"the row {row.id} is hidden"
