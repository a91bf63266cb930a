"""Questions: each of the twenty leads, in every language, to an answer that says how sure it is."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.evidence import Question
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import LABELS
from handbook.core.findings import Finding

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
        "week-claim",
        "Each window of the date tool rests on a claim, and does not end before it begins.",
        "The tool shows weeks as dates: a wrong one sends somebody to a scan too late.",
        "evidence/weeks.yml",
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
    yield from _weeks(context)


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
