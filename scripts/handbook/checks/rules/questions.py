"""Questions: each of the twenty leads, in every language, to an answer that says how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from handbook.checks import ladder
from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.evidence import Question
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import LABELS, Block
from handbook.content.search_lists import SignSearch
from handbook.core.findings import Finding

_ROUNDS = re.compile(r"Math\.(?:round|ceil)\((?![^;]*/ 10\b)[^;]*|\.toFixed\(0?\)")
COUNT = 20
"""How many questions evidence/questions.yml holds: those that readers ask most."""

RULES = (
    Rule(
        "question-missing",
        f"The {COUNT} questions that readers ask most are all listed.",
        "They were collected from studies and forums because leaflets do not answer them.",
        "evidence/questions.yml",
    ),
    Rule(
        "question-target",
        "Each question leads to a page and a heading that exist, in every language.",
        "A reader who follows a question finds its answer or loses trust in the rest.",
        "evidence/questions.yml",
    ),
    Rule(
        "question-certainty",
        "The page that answers a question says how sure the answer is.",
        "The questions are those on which advice differs most from place to place.",
        "evidence/README.md#certainty; CDC Clear Communication Index, item 12",
    ),
    Rule(
        "search-page",
        "Each page that the search knows more about exists.",
        "Everyday words would lead nowhere.",
        "evidence/search.yml",
    ),
    Rule(
        "search-place",
        "Each section that the search has words for exists, in every language.",
        "Everyday words would lead nowhere.",
        "evidence/search.yml",
    ),
    Rule(
        "search-sign",
        "The search knows how people describe each danger sign, in every language, and no other.",
        "A sign that cannot be found in a reader's own words is not there for her.",
        "evidence/search-signs.yml",
    ),
    Rule(
        "week-claim",
        "Each window of the date tool rests on a claim, and does not end before it begins.",
        "The tool shows weeks as dates: a wrong one sends somebody to a scan too late.",
        "evidence/weeks.yml",
    ),
    Rule(
        "length-row",
        "Each length stands for one row of its table, with its figures, its step and its claim "
        "there, in every language.",
        "The tool on that page would show a reader a row that is not hers.",
        "evidence/lengths.yml",
    ),
    Rule(
        "tool-rounding",
        "A tool that picks advice by a length or a week drops what is beyond the whole number.",
        "A cervix of 9.6 mm is under 10: rounded up, its reader is told to wait longer.",
        "evidence/lengths.yml",
    ),
)


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on the questions in each language, then on what names pages and claims."""
    source = context.evidence.questions
    wanted = {str(number) for number in range(1, COUNT + 1)}
    for key in sorted(wanted - set(source.records), key=int):
        message = f"question {key} is missing"
        yield Finding(source.path, 1, "question-missing", message, "restore it with its place")
    for question in source:
        for code, pages in context.pages.pages.items():
            yield from _target(context, question, code, pages.get(question.page))
    yield from _search(context)
    yield from _places(context)
    yield from _wordless(context)
    yield from _weeks(context)
    yield from _rounding(context)
    for code, pages in context.pages.pages.items():
        for table in {length.table: None for length in context.evidence.lengths}:
            yield from _lengths(context, table, code, pages.get(table.partition("#")[0]))


def _target(
    context: CheckContext, question: Question, code: str, page: Page | None
) -> Iterator[Finding]:
    source = context.evidence.questions
    path, line = source.path, source.line(question.id)
    place = f"{question.page}#{question.heading}"
    leads = f"question {question.id} leads to {place}"
    if page is None or question.heading not in {heading.name for heading in page.headings}:
        message = f"{leads}, which is not there in {code}"
        hint = "name a page and the id of a heading in it"
        yield Finding(path, line, "question-target", message, hint)
    elif not any(block.labels for block in page.blocks):
        message = f"{leads}, where no label says how sure the answer is in {code}"
        hint = f"label the answer there: {', '.join(LABELS)}"
        yield Finding(path, line, "question-certainty", message, hint)


def _search(context: CheckContext) -> Iterator[Finding]:
    source, slugs = context.evidence.search, context.pages.slugs
    for page in source:
        if page.id not in slugs:
            message = f"no page is called {page.id!r}"
            yield Finding(
                source.path, source.line(page.id), "search-page", message, "name a page of docs/"
            )


def _places(context: CheckContext) -> Iterator[Finding]:
    """Yield what the lists of the search name and the handbook no longer has."""
    sections, signs = context.evidence.sections, context.evidence.sign_search
    rows = context.evidence.danger
    for section in sections:
        yield from _place(context, sections.path, sections.line(section.id), section.id)
    for sign in signs:
        path, line = signs.path, signs.line(sign.id)
        if sign.page:
            yield from _place(context, path, line, sign.page)
        elif sign.id not in rows.records:
            hint = f"name a row of {rows.path}, or with `page` a section"
            yield Finding(path, line, "search-sign", f"no sign is called {sign.id!r}", hint)
        for name in sorted(_classes(sign) - context.evidence.sign_classes.records.keys()):
            message, hint = f"no class is called {name!r}", f"name a class of {path}"
            yield Finding(path, line, "search-sign", message, hint)


def _classes(sign: SignSearch) -> set[str]:
    """Return the classes of words that the entries of a sign name with `@`."""
    parts = re.split(r"[ /]", " ".join(sign.everything).replace(" -", " "))
    return {part[1:] for part in parts if part.startswith("@")}


def _place(context: CheckContext, path: str, line: int, place: str) -> Iterator[Finding]:
    """Yield a finding a language that has no `place`: a page, or `page#heading`.

    A page that one language lacks is a missing counterpart, and said there.
    """
    slug, _, heading = place.partition("#")
    if heading in context.evidence.danger.records:
        return
    for code, pages in context.pages.pages.items():
        page = pages.get(slug)
        headings = {item.name for item in page.headings} if page else set()
        if page is None and any(slug in others for others in context.pages.pages.values()):
            continue
        if page is None or (heading and heading not in headings):
            message = f"{place} is not there in {code}"
            hint = "name a page and the id of a heading in it"
            yield Finding(path, line, "search-place", message, hint)


def _wordless(context: CheckContext) -> Iterator[Finding]:
    """Yield the danger signs that the search cannot find in a language, for want of words."""
    signs, rows = context.evidence.sign_search, context.evidence.danger
    for row in rows:
        words = signs.records.get(row.id)
        for code in context.pages.pages:
            if words is None or not words[code]:
                message = f"nobody can find {row.id} in {code}: {signs.path} has no words for it"
                hint = "write how people describe it, in every language"
                yield Finding(rows.path, rows.line(row.id), "search-sign", message, hint)


def _weeks(context: CheckContext) -> Iterator[Finding]:
    source = context.evidence.weeks
    for week in source:
        line = source.line(week.id)
        if week.claim not in context.evidence.claims.records:
            message = f"{week.id} rests on no claim {week.claim!r}"
            yield Finding(source.path, line, "week-claim", message, "name a claim")
        if week.last < week.first:
            message = f"{week.id} ends in week {week.last}, before it begins in week {week.first}"
            hint = "compare both with the claim it rests on"
            yield Finding(source.path, line, "week-claim", message, hint)


def _lengths(context: CheckContext, table: str, code: str, page: Page | None) -> Iterator[Finding]:
    """Yield the lengths whose row of `table` is another, or not there, in language `code`."""
    source = context.evidence.lengths
    lengths = [length for length in source if length.table == table]
    rows = list(_rows(page, table.partition("#")[2])) if page else []
    cited = {note for block in page.blocks for note in block.notes} if page else set()
    for at, length in enumerate(lengths):
        row = rows[at] if at < len(rows) else []
        notes = {note for cell in row for note in cell.notes}
        figures = re.findall(r"\d+", row[0].text) if row else []
        wanted = [str(number) for number in length.limits if str(number) not in figures]
        wanted += [] if length.claim in notes else [length.claim]
        told = " ".join(cell.text for cell in row)
        if length.step and ladder.knows(code) and length.step not in ladder.named(told, code):
            wanted.append(f"the step {length.step}")
        wanted += sorted({claim for names in length.places.values() for claim in names} - cited)
        if wanted:
            message = f"row {at + 1} of {table} is not that of {length.id} in {code}: "
            hint = "name the rows in their order, with the figures of the first cell and a claim"
            message += f"it lacks {', '.join(wanted)}"
            yield Finding(source.path, source.line(length.id), "length-row", message, hint)


def _rounding(context: CheckContext) -> Iterator[Finding]:
    """Yield lines of a tool's script that round to whole numbers otherwise than down.

    A factor behind it keeps a decimal: `Math.round(length * 10) / 10`.
    """
    for path in sorted(context.project.docs.glob("assets/scripts/*.js")):
        lines = path.read_text("utf-8", errors="replace").splitlines() if _is_tool(path) else ()
        for number, line in enumerate(lines, 1):
            if match := _ROUNDS.search(line):
                message = f"rounds with {match[0].strip()!r}"
                hint = "use Math.floor, as the limits of evidence/lengths.yml are meant"
                shown = context.project.show(path)
                yield Finding(shown, number, "tool-rounding", message, hint)


def _is_tool(path: Path) -> bool:
    return path.stem.endswith("-tool") or path.stem == "dates"


def _rows(page: Page, heading: str) -> Iterator[list[Block]]:
    """Yield the rows of the first table below a heading, without the head, as lists of cells."""
    blocks = list(page.blocks)
    names = [block.name if block.kind == "heading" else "" for block in blocks]
    start = names.index(heading) if heading in names else len(blocks)
    below = takewhile(lambda block: block.kind != "heading", blocks[start + 1 :])
    cells = [block for block in below if block.kind == "cell"]
    width = sum(1 for cell in cells if cell.name == "th")
    for first in range(width, len(cells), max(width, 1)):
        yield cells[first : first + width]
