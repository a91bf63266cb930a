"""Plain language: grade, sentences, paragraphs, lists; warnings with the worst sentences, never an error by score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean

from handbook.checks.context import Book
from handbook.checks.settings import Thresholds
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import Block
from handbook.core.findings import Finding, Severity
from handbook.language.sentences import characters, grade, sentences, words

RULES = ("reading-grade", "long-sentences", "long-sentence", "long-paragraph", "long-list", "few-sentences")

_RUNNING = ("paragraph", "item")
_MOST_WORDS = 0.75
"""Words in a character of Chinese: 0.55 to 0.66 on the handbook's pages, so that this is safely above."""
_HINT = {"en": "cut it in two, or drop what the reader does not need", "zh": "拆成两句，或删去读者用不上的话"}


def check(book: Book) -> Iterator[Finding]:
    """Every page, then the mean grade of the English pages (design.md, section 9; CDC, NHS: readers.md, section 3)."""
    grades = []
    for page in book.pages:
        running = (block for block in page.blocks if block.kind in _RUNNING)
        said = [(sentence, block.line) for block in running for sentence in _said(book, block, page)]
        if not said or f"sentence_{page.locale.code}" not in Thresholds.model_fields:
            continue  # nothing to measure, or nobody has said how long sentences may be in this language
        yield from _length(book, page, said)
        yield from _paragraphs(book, page)
        yield from _lists(book, page)
        if page.locale.code == "en":
            grades.append(grade([sentence for sentence, _ in said]))
            yield from _grade(book, page, grades[-1], said)
        elif page.locale.code == "zh":
            yield from _rhythm(book, page, said)
    yield from _mean(book, grades)


def _said(book: Book, block: Block, page: Page) -> list[str]:
    """The sentences of a block, less its certainty labels."""
    code, text = page.locale.code, block.text
    for label in block.labels:
        text = text.replace(book.evidence.say(label, code), "", 1)
    return sentences(text, code)


def _measure(sentence: str, code: str) -> int:
    return len(words(sentence)) if code == "en" else characters(sentence)


def _warn(page: Page, line: int, rule: str, message: str, hint: str) -> Finding:
    return Finding(page.path, line, rule, message, hint, Severity.WARNING)


def _worst(said: Sequence[tuple[str, int]], code: str) -> str:
    """The three longest sentences, each with its line."""
    longest = sorted(said, key=lambda item: -_measure(item[0], code))[:3]
    return "; ".join(f"line {line}: {sentence!r}" for sentence, line in longest)


def _length(book: Book, page: Page, said: list[tuple[str, int]]) -> Iterator[Finding]:
    code = page.locale.code
    unit = "words" if code == "en" else "characters"
    usual, longest = book.threshold(f"sentence_{code}"), book.threshold(f"longest_{code}")
    lengths = [_measure(sentence, code) for sentence, _ in said]
    for (sentence, line), length in zip(said, lengths, strict=True):
        if length > longest:
            yield _warn(page, line, "long-sentence", f"a sentence of {length} {unit}: {sentence!r}", _HINT[code])
    share = sum(length <= usual for length in lengths) / len(said)
    if share < book.threshold("share"):
        message = f"only {share:.0%} of the sentences have {usual} {unit} or fewer"
        yield _warn(page, 1, "long-sentences", message, f"the longest: {_worst(said, code)}")


def _grade(book: Book, page: Page, found: float, said: list[tuple[str, int]]) -> Iterator[Finding]:
    limit = book.threshold("grade_page")
    if found > limit:
        hardest = sorted(said, key=lambda item: -grade([item[0]]))[:3]
        worst = "; ".join(f"line {line}: {sentence!r}" for sentence, line in hardest)
        message = f"reading grade {found:.1f}, above {limit}"
        yield _warn(page, 1, "reading-grade", message, f"the hardest: {worst}")


def _mean(book: Book, grades: list[float]) -> Iterator[Finding]:
    limit = book.threshold("grade_mean")
    if grades and fmean(grades) > limit:
        message = f"the mean reading grade of the English pages is {fmean(grades):.1f}, above {limit}"
        hint = "begin with the pages of the highest grade"
        yield Finding("docs/en", 1, "reading-grade", message, hint, Severity.WARNING)


def _paragraphs(book: Book, page: Page) -> Iterator[Finding]:
    limit = book.threshold("paragraph")
    for block in page.blocks:
        count = len(_said(book, block, page)) if block.kind == "paragraph" else 0
        if count > limit:
            message = f"a paragraph of {count} sentences"
            yield _warn(page, block.line, "long-paragraph", message, f"at most {limit}: begin a new one, or a list")


def _lists(book: Book, page: Page) -> Iterator[Finding]:
    limit = book.threshold("list")
    for index, block in enumerate(page.blocks):
        count = _items(page.blocks[index + 1 :], len(block.place)) if block.kind == "list" else 0
        if count > limit:
            message = f"a list of {count} items"
            yield _warn(page, block.line, "long-list", message, f"at most {limit}: group them under two headings")


def _items(following: Sequence[Block], depth: int) -> int:
    """How many items a list at `depth` has: the item blocks two levels below it, up to where it ends."""
    count = 0
    for block in following:
        if len(block.place) <= depth or (block.kind == "list" and len(block.place) == depth):
            break
        count += block.kind == "item" and len(block.place) == depth + 2
    return count


def _rhythm(book: Book, page: Page, said: list[tuple[str, int]]) -> Iterator[Finding]:
    """Sentences in 100 words, the Chinese measure beside sentence length (readers.md, section 2)."""
    limit = book.threshold("sentences_per_100")
    text = "".join(sentence for sentence, _ in said)
    if 100 * len(said) >= limit * _MOST_WORDS * characters(text):
        return  # enough however the words fall: no need to load the dictionary
    rate = 100 * len(said) / _chinese_words(text)
    if rate < limit:
        message = f"only {rate:.1f} sentences in 100 words, below {limit}"
        yield _warn(page, 1, "few-sentences", message, f"the longest: {_worst(said, page.locale.code)}")


def _chinese_words(text: str) -> int:
    import rjieba  # its dictionary takes a tenth of a second to load

    return sum(any(char.isalnum() for char in word) for word in rjieba.cut(text))
