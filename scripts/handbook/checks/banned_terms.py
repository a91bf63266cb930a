"""Finds wording that evidence/lexicon.yml bans, in everything a reader meets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatchcase

from handbook.checks.context import CheckContext
from handbook.content.evidence import Ban
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.language.text_units import Passage

SAFETY = (
    "dose",
    "promise",
    "one-option",
    "bed-rest",
    "blame",
    "wait-and-see",
    "withdrawn-injection",
    "self-treatment",
    "survival-figure",
    "recommendation",
    "patient-detail",
    "review-claim",
)
"""Rules of the family `safety` whose patterns stand in evidence/lexicon.yml."""

WORDS = (
    "forbidden-wording",
    "translation-error",
    "term-variant",
    "exclamation",
    "emoji",
    "informal-you",
    "left-over",
)
"""Rules of the family `words` whose patterns stand there."""

EVERYWHERE = frozenset(("informal-you", "patient-detail", "recommendation"))
"""Bans that hold in paraphrases of the two source articles, too; others do not."""

_TOLD = re.compile(r"\barticles?\b|文章|原文")
# The 不 in these names negates nothing.
_NAMES = re.compile("(?<=机能|功能|闭锁|闭合)不全")
_TOPICS = ("heading", "description")
_TWO_LETTERS = re.compile("[a-z]{2}")


class Corpus:
    """Text of one file and language in lower case, joined, so that a pattern is searched once."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = list(passages)
        lowered = [passage.text.lower() for passage in self.passages]
        self.text = "\n".join(lowered)
        self.starts = [0]
        for piece in lowered:
            self.starts.append(self.starts[-1] + len(piece) + 1)

    def find(self, pattern: str, whole_words: bool) -> Iterator[tuple[Passage, int, int]]:
        """Yield (passage, start, end) of each match inside one passage. Raises re.error."""
        for start, end in _spans(self.text, pattern, whole_words):
            index = bisect_right(self.starts, start) - 1
            offset = self.starts[index]
            if start < end < self.starts[index + 1]:
                yield self.passages[index], start - offset, end - offset


@remembered(65536, kept=True)
def _spans(text: str, pattern: str, whole_words: bool) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of each match of `pattern` in `text`. Raises re.error."""
    if whole_words:
        # The group keeps an outermost `|` of the pattern from taking the end of the word.
        pattern = f"(?:{pattern})(?![a-z])"
    compiled, start, found = re.compile(pattern), 0, list[tuple[int, int]]()
    while match := compiled.search(text, start):
        start, end = match.span()
        if whole_words and _is_inside_word(text, start):
            start += 1
            continue
        found.append((start, end))
        start = max(end, start + 1)
    return tuple(found)


def _is_inside_word(text: str, start: int) -> bool:
    around = text[max(start - 1, 0) : start + 1]
    return start > 0 and bool(_TWO_LETTERS.fullmatch(around))


def banned(context: CheckContext, rules: Collection[str]) -> Iterator[Finding]:
    """Yield a finding for each place where wording that one of `rules` bans stands unexcused."""
    source = context.evidence.lexicon
    entries = [entry for entry in source if entry.rule in rules]
    files: dict[str, dict[str, list[Passage]]] = {}
    for passage in context.passages:
        files.setdefault(passage.code, {}).setdefault(passage.path, []).append(passage)
    for code in sorted({entry.language for entry in entries}):
        corpora = [Corpus(passages) for passages in files.get(code, {"": []}).values()]
        for entry in entries:
            if entry.language != code:
                continue
            try:
                for corpus in corpora:
                    yield from _found(corpus, entry)
            except re.error as error:
                message = f"{entry.id} is not a regular expression: {error}"
                line = source.line(entry.id)
                yield Finding(source.path, line, entry.rule, message, "mend the pattern")


def _found(corpus: Corpus, entry: Ban) -> Iterator[Finding]:
    for passage, start, end in corpus.find(entry.pattern, entry.language == "en"):
        if not is_excused(entry, passage, start, end):
            message = f"{passage.text[start:end]!r}: {entry.why}"
            yield Finding(passage.path, passage.line, entry.rule, message, entry.instead)


def is_excused(entry: Ban, passage: Passage, start: int, end: int) -> bool:
    """Return whether the words from `start` to `end` may stand.

    They may by their place, as the topic of a heading, in quotation marks, or by the sentence
    around them: one that tells what the articles say, or that holds what `unless` asks for.
    """
    if any(fnmatchcase(passage.spot, spot) for spot in entry.allowed):
        return True
    if entry.topic and passage.kind in _TOPICS:
        return True
    if entry.quoted and passage.is_quoted(start, end):
        return True
    sentence = _NAMES.sub("", passage.sentence_at(start).lower())
    is_told = passage.kind == "paraphrase" or _TOLD.search(sentence)
    if is_told and entry.rule not in EVERYWHERE:
        return True
    return bool(entry.unless and re.search(entry.unless, sentence))
