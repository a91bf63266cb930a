"""Plain language: grade, sentences, paragraphs, lists; warnings, as a score proves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import fmean

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import Block
from handbook.core.findings import Finding, Severity
from handbook.language.languages import language
from handbook.language.sentences import characters, grade, sentences, words

_LIMITS = "scripts/checks.yml, thresholds"

RULES = (
    Rule(
        "reading-grade",
        "No English page is above grade `grade_page`, and their mean not above `grade_mean`.",
        "Half of all adults read at or below grade 8, and worry makes it harder.",
        f"Flesch and Kincaid, 1975; {_LIMITS}",
        Severity.WARNING,
    ),
    Rule(
        "long-sentences",
        "Nearly all sentences of a page keep to the usual length.",
        "Short sentences are understood at the first reading, and spoken well by a screen reader.",
        f"NHS digital service manual, how to write; {_LIMITS}",
        Severity.WARNING,
    ),
    Rule(
        "long-sentence",
        "No sentence is longer than `longest`.",
        "One sentence that cannot be held in mind may be the one that matters.",
        f"NHS digital service manual, how to write; {_LIMITS}",
        Severity.WARNING,
    ),
    Rule(
        "long-paragraph",
        "A paragraph has at most `paragraph` sentences, or one more where all are short.",
        "Blocks of text are skipped on a phone.",
        f"NHS digital service manual, how to write; {_LIMITS}",
        Severity.WARNING,
    ),
    Rule(
        "long-list",
        "A list has at most `list` items.",
        "Nobody keeps more than seven things in mind.",
        f"CDC Clear Communication Index, item 8; {_LIMITS}",
        Severity.WARNING,
    ),
    Rule(
        "few-sentences",
        "A Chinese page has at least `sentences_per_100` sentences in 100 words.",
        "Chinese can run on with commas for half a page; leaflets average 3.4.",
        _LIMITS,
        Severity.WARNING,
    ),
)

_RUNNING = ("paragraph", "item")
_MOST_WORDS = 0.75
"""Words in a character of Chinese: 0.55 to 0.66 on the handbook's pages; this is safely above."""
_HINT = "cut it in two, or drop what the reader does not need"

Said = list[tuple[str, int]]
"""Sentences of a page, each with its line."""


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield warnings for every page, then one where the mean grade of the English pages is high."""
    grades = []
    for page in context.pages:
        said = _sentences(context, page)
        if not said or page.locale.code not in context.settings.thresholds.sentence:
            continue  # nothing to measure, or nobody has said how long sentences may be
        yield from _length(context, page, said)
        yield from _paragraphs(context, page)
        yield from _lists(context, page)
        if page.locale.code == "en":
            grades.append(grade([sentence for sentence, _ in said]))
            yield from _grade(context, page, grades[-1], said)
        elif page.locale.code == "zh":
            yield from _rhythm(context, page, said)
    yield from _mean(context, grades)


def _sentences(context: CheckContext, page: Page) -> Said:
    said: Said = []
    for block in page.blocks:
        if block.kind in _RUNNING:
            said += [(sentence, block.line) for sentence in _of_block(context, block, page)]
    return said


def _of_block(context: CheckContext, block: Block, page: Page) -> tuple[str, ...]:
    """Return the sentences of `block`, less its certainty labels."""
    code, text = page.locale.code, block.text
    for label in block.labels:
        text = text.replace(context.evidence.say(label, code), "", 1)
    return sentences(text, code)


def _measure(sentence: str, code: str) -> int:
    """Return the length of `sentence` in the unit of its language: words, or characters."""
    return len(words(sentence)) if language(code).spaced else characters(sentence)


def _unit(code: str) -> str:
    return "words" if language(code).spaced else "characters"


def _list(said: Sequence[tuple[str, int]]) -> str:
    return "; ".join(f"line {line}: {sentence!r}" for sentence, line in said)


def _longest(said: Said, code: str) -> str:
    """Return the three longest sentences, each with its line."""
    return _list(sorted(said, key=lambda item: -_measure(item[0], code))[:3])


def _length(context: CheckContext, page: Page, said: Said) -> Iterator[Finding]:
    code, limits = page.locale.code, context.settings.thresholds
    usual, longest = limits.sentence[page.locale.code], limits.longest[page.locale.code]
    lengths = [_measure(sentence, code) for sentence, _ in said]
    for (sentence, line), length in zip(said, lengths, strict=True):
        if length > longest:
            message = f"a sentence of {length} {_unit(code)}: {sentence!r}"
            yield Finding(page.path, line, "long-sentence", message, _HINT)
    longer = sum(length > usual for length in lengths)
    share = 1 - longer / len(said)
    if longer > 1 and share + 1 / len(said) < limits.share:  # one more makes no page hard
        message = f"only {share:.0%} of the sentences have {usual} {_unit(code)} or fewer"
        hint = f"the longest: {_longest(said, code)}"
        yield Finding(page.path, 1, "long-sentences", message, hint)


def _grade(context: CheckContext, page: Page, found: float, said: Said) -> Iterator[Finding]:
    limit = context.settings.thresholds.grade_page
    if found > limit:
        hardest = sorted(said, key=lambda item: -grade([item[0]]))[:3]
        message = f"reading grade {found:.1f}, above {limit}"
        hint = f"the hardest: {_list(hardest)}"
        yield Finding(page.path, 1, "reading-grade", message, hint)


def _mean(context: CheckContext, grades: list[float]) -> Iterator[Finding]:
    limit = context.settings.thresholds.grade_mean
    if grades and fmean(grades) > limit:
        mean = f"the mean reading grade of the English pages is {fmean(grades):.1f}"
        hint = "begin with the pages of the highest grade"
        yield Finding("docs/en", 1, "reading-grade", f"{mean}, above {limit}", hint)


def _paragraphs(context: CheckContext, page: Page) -> Iterator[Finding]:
    limit = context.settings.thresholds.paragraph
    for block in page.blocks:
        if block.kind != "paragraph":
            continue
        said = _of_block(context, block, page)
        count, code = len(said), page.locale.code
        length = sum(_measure(sentence, code) for sentence in said)
        # One sentence more is no harder to read where all of them are as short as three.
        most = context.settings.thresholds.sentence[code] * limit
        if count > limit + (length <= most):
            message = f"a paragraph of {count} sentences"
            hint = f"at most {limit}: begin a new one, or a list"
            yield Finding(page.path, block.line, "long-paragraph", message, hint)


def _lists(context: CheckContext, page: Page) -> Iterator[Finding]:
    limit = context.settings.thresholds.list
    for index, block in enumerate(page.blocks):
        if block.kind != "list":
            continue
        count = _items(page.blocks[index + 1 :], len(block.place))
        if count > limit:
            message = f"a list of {count} items"
            hint = f"at most {limit}: group them under two headings"
            yield Finding(page.path, block.line, "long-list", message, hint)


def _items(following: Sequence[Block], depth: int) -> int:
    """Return how many items a list at `depth` has, given the blocks that follow it on its page.

    An item block stands two levels below its list; the list ends with the first block that does not
    stand deeper than it, or with the next list beside it.
    """
    count = 0
    for block in following:
        level = len(block.place)
        if level <= depth or (block.kind == "list" and level == depth):
            break
        count += block.kind == "item" and level == depth + 2
    return count


def _rhythm(context: CheckContext, page: Page, said: Said) -> Iterator[Finding]:
    """Yield a warning for few sentences in 100 words, the Chinese measure beside their length."""
    limit = context.settings.thresholds.sentences_per_100
    text = "".join(sentence for sentence, _ in said)
    if 100 * len(said) >= limit * _MOST_WORDS * characters(text):
        return  # enough however the words fall: no need to load the dictionary
    rate = 100 * len(said) / _chinese_words(text)
    if rate < limit:
        message = f"only {rate:.1f} sentences in 100 words, below {limit}"
        hint = f"the longest: {_longest(said, page.locale.code)}"
        yield Finding(page.path, 1, "few-sentences", message, hint)


def _chinese_words(text: str) -> int:
    import rjieba  # its dictionary takes a tenth of a second to load

    # A word has a letter or a digit; the rest of what the cutter returns are marks.
    return len([word for word in rjieba.cut(text) if re.search(r"\w", word)])
