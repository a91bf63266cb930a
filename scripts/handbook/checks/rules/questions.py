"""Questions: each of the twenty leads, in every language, to a heading whose section or page says how sure it is."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.content.evidence import Question
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import LABELS
from handbook.core.findings import Finding

RULES = ("question-missing", "question-target", "question-certainty", "search-page", "week-claim")

COUNT = 20
"""How many questions the readers' brief collected."""


def check(context: CheckContext) -> Iterator[Finding]:
    """The count, then each question in each language, then the other lists that name pages and claims."""
    source = context.evidence.questions
    wanted = {str(number) for number in range(1, COUNT + 1)}
    for key in sorted(wanted - set(source.records), key=int):
        yield Finding(source.path, 1, "question-missing", f"question {key} is missing", "restore it with its place")
    for question in source:
        for code, pages in context.pages.pages.items():
            yield from _target(context, question, code, pages.get(question.page))
    yield from _named(context)


def _target(context: CheckContext, question: Question, code: str, page: Page | None) -> Iterator[Finding]:
    path, line = context.evidence.questions.path, context.evidence.questions.line(question.id)
    place = f"{question.page}#{question.heading}"
    if page is None or question.heading not in {heading.name for heading in page.headings}:
        message = f"question {question.id} leads to {place}, which is not there in {code}"
        yield Finding(path, line, "question-target", message, "name a page and the id of a heading in it")
    elif not any(block.labels for block in page.blocks):
        message = f"question {question.id} leads to {place}, where no label says how sure the answer is in {code}"
        hint = f"label the answer there: {', '.join(LABELS)}"
        yield Finding(path, line, "question-certainty", message, hint)


def _named(context: CheckContext) -> Iterator[Finding]:
    slugs = context.pages.slugs
    for page in context.evidence.search:
        if page.id not in slugs:
            path, line = context.evidence.search.path, context.evidence.search.line(page.id)
            yield Finding(path, line, "search-page", f"no page is called {page.id!r}", "name a page of docs/")
    for week in context.evidence.weeks:
        if week.claim not in context.evidence.claims.records:
            path, line = context.evidence.weeks.path, context.evidence.weeks.line(week.id)
            yield Finding(path, line, "week-claim", f"{week.id} rests on no claim {week.claim!r}", "name a claim")
