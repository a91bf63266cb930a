"""Questions: each of the twenty leads, in every language, to a heading whose section or page says how sure it is."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks.context import Book
from handbook.content.evidence import Question
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import LABELS
from handbook.core.findings import Finding

RULES = (
    "question-missing",
    "question-target",
    "question-certainty",
    "search-page",
    "search-place",
    "search-sign",
    "week-claim",
)

COUNT = 20
"""How many questions the readers' brief collected."""


def check(book: Book) -> Iterator[Finding]:
    """The count, then each question in each language, then the other lists that name pages and claims."""
    source = book.evidence.questions
    wanted = {str(number) for number in range(1, COUNT + 1)}
    for key in sorted(wanted - set(source.records), key=int):
        yield Finding(source.path, 1, "question-missing", f"question {key} is missing", "restore it with its place")
    for question in source:
        for code, pages in book.pages.pages.items():
            yield from _target(book, question, code, pages.get(question.page))
    yield from _named(book)
    yield from _search(book)


def _target(book: Book, question: Question, code: str, page: Page | None) -> Iterator[Finding]:
    path, line = book.evidence.questions.path, book.evidence.questions.line(question.id)
    place = f"{question.page}#{question.heading}"
    if page is None or question.heading not in {heading.name for heading in page.headings}:
        message = f"question {question.id} leads to {place}, which is not there in {code}"
        yield Finding(path, line, "question-target", message, "name a page and the id of a heading in it")
    elif not any(block.labels for block in page.blocks):
        message = f"question {question.id} leads to {place}, where no label says how sure the answer is in {code}"
        hint = f"label the answer there: {', '.join(LABELS)}"
        yield Finding(path, line, "question-certainty", message, hint)


def _search(book: Book) -> Iterator[Finding]:
    """Yield what the lists of the search name and the handbook no longer has, and signs without words."""
    sections, signs = book.evidence.sections, book.evidence.sign_search
    for section in sections:
        yield from _place(book, sections.path, sections.line(section.id), section.id)
    for sign in signs:
        if sign.page:
            yield from _place(book, signs.path, signs.line(sign.id), sign.page)
        elif sign.id not in book.evidence.danger.records:
            hint = f"name a row of {book.evidence.danger.path}, or with `page` a section"
            yield Finding(signs.path, signs.line(sign.id), "search-sign", f"no sign is called {sign.id!r}", hint)
    yield from _wordless(book)


def _wordless(book: Book) -> Iterator[Finding]:
    """Yield the danger signs that the search cannot find in a language, for want of words."""
    signs, rows = book.evidence.sign_search, book.evidence.danger
    for row in rows:
        words = signs.records.get(row.id)
        for code in book.pages.pages:
            if words is None or not words[code]:
                message = f"nobody can find {row.id} in {code}: {signs.path} has no words for it"
                hint = "write how people describe it, in every language"
                yield Finding(rows.path, rows.line(row.id), "search-sign", message, hint)


def _place(book: Book, path: str, line: int, place: str) -> Iterator[Finding]:
    """Yield a finding a language where `place` (`page#heading`, or a page) is not in the handbook."""
    slug, _, heading = place.partition("#")
    if heading in book.evidence.danger.records:
        return
    for code, pages in book.pages.pages.items():
        page = pages.get(slug)
        if page is None or (heading and heading not in {item.name for item in page.headings}):
            message = f"{place} is not there in {code}"
            yield Finding(path, line, "search-place", message, "name a page and the id of a heading in it")


def _named(book: Book) -> Iterator[Finding]:
    slugs = book.pages.slugs
    for page in book.evidence.search:
        if page.id not in slugs:
            path, line = book.evidence.search.path, book.evidence.search.line(page.id)
            yield Finding(path, line, "search-page", f"no page is called {page.id!r}", "name a page of docs/")
    for week in book.evidence.weeks:
        if week.claim not in book.evidence.claims.records:
            path, line = book.evidence.weeks.path, book.evidence.weeks.line(week.id)
            yield Finding(path, line, "week-claim", f"{week.id} rests on no claim {week.claim!r}", "name a claim")
