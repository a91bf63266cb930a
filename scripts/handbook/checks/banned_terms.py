"""Finds wording that evidence/lexicon.yml bans, in everything a reader meets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatchcase

from handbook.checks.context import CheckContext
from handbook.content.evidence import Ban
from handbook.core.findings import Finding
from handbook.language.text_units import Passage

# What the two articles say is told, not said; only these rules hold there as well (evidence brief, 4.1, 18 and 19).
EVERYWHERE = frozenset(("patient-detail", "recommendation"))
_TOLD = re.compile(r"\barticles?\b|文章|原文")
# Whatever is not a plain character: escapes, classes, innermost groups, optional characters, anchors.
_NOT_PLAIN = re.compile(r"\\.|\[\^?\]?[^\]]*\][?*+]?|\([^()]*\)[?*+]?|[^()](?:[?*]|\{[^}]*\})|[.^$+|]")
# The 不 in these names negates nothing.
_NAMES = re.compile("(?<=机能|功能|闭锁|闭合)不全")
_TOPICS = ("heading", "description")
_LETTER = re.compile(r"[a-z]")


class Corpus:
    """All passages of one language as one lower-case text, so that a pattern is searched once."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = list(passages)
        lowered = [passage.text.lower() for passage in self.passages]
        self.text = "\n".join(lowered)
        self.starts = [0]
        for piece in lowered:
            self.starts.append(self.starts[-1] + len(piece) + 1)

    def find(self, pattern: str, whole_words: bool) -> Iterator[tuple[Passage, int, int]]:
        """(passage, start, end within it) of every match that lies inside one passage. Raises re.error."""
        end_of_word = "(?![a-z])" if whole_words else ""
        possible = (f"{part}{end_of_word}" for part in alternatives(pattern) if literal(part) in self.text)
        for match in (match for part in possible for match in re.finditer(part, self.text)):
            start, end = match.span()
            if whole_words and self._inside_word(start):
                continue
            index = bisect_right(self.starts, start) - 1
            offset = self.starts[index]
            if end > start and end <= self.starts[index + 1] - 1:
                yield self.passages[index], start - offset, end - offset

    def _inside_word(self, start: int) -> bool:
        return bool(_LETTER.match(self.text[start - 1 : start]) and _LETTER.match(self.text[start]))


def alternatives(pattern: str) -> list[str]:
    """The parts of a regular expression that stand between its outermost `|`."""
    parts, depth, start = [], 0, 0
    for match in re.finditer(r"\\.|\[\^?\]?[^\]]*\]|[()|]", pattern):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if match[0] == "|" and depth == 0:
            parts.append(pattern[start : match.start()])
            start = match.end()
    return [*parts, pattern[start:]]


def literal(part: str) -> str:
    """The longest run of plain characters that every match of `part` (no outer `|`) holds; `` where there is none.

    A pattern whose literal a text lacks need not be searched, nor compiled: most bans find nothing.
    """
    before = ""
    while before != part:
        before, part = part, _NOT_PLAIN.sub("\0", part)
    return max(part.split("\0"), key=len)


def banned(context: CheckContext, rules: Collection[str]) -> Iterator[Finding]:
    """A finding for every place where wording that one of `rules` bans stands without excuse."""
    entries = [entry for entry in context.evidence.lexicon if entry.rule in rules]
    for code in {entry.language for entry in entries}:
        corpus = Corpus(passage for passage in context.passages if passage.code == code)
        for entry in entries:
            if entry.language == code:
                try:
                    yield from _found(corpus, entry)
                except re.error as error:
                    source = context.evidence.lexicon
                    message = f"{entry.id} is not a regular expression: {error}"
                    yield Finding(source.path, source.line(entry.id), entry.rule, message, "mend the pattern")


def _found(corpus: Corpus, entry: Ban) -> Iterator[Finding]:
    for passage, start, end in corpus.find(entry.pattern, entry.language == "en"):
        if not is_excused(entry, passage, start, end):
            message = f"{passage.text[start:end]!r}: {entry.why}"
            yield Finding(passage.path, passage.line, entry.rule, message, entry.instead)


def is_excused(entry: Ban, passage: Passage, start: int, end: int) -> bool:
    """Whether the words at `start` to `end` may stand: by place, in quotation marks, or by the sentence around them."""
    if any(fnmatchcase(passage.spot, spot) for spot in entry.allowed) or (entry.topic and passage.kind in _TOPICS):
        return True
    if entry.quoted and passage.is_quoted(start, end):
        return True
    sentence = _NAMES.sub("", passage.sentence_at(start).lower())
    if entry.rule not in EVERYWHERE and (passage.kind == "paraphrase" or _TOLD.search(sentence)):
        return True
    return bool(entry.unless and re.search(entry.unless, sentence))
