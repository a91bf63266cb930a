"""Finds phrases in the other language that its own page does not say, and lost quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.content.markdown_pages import Page
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.language.alignment import aligned

_WORDS = r"[A-Za-z][A-Za-z'’]*(?:[ ,-]+[A-Za-z0-9][A-Za-z0-9'’-]*){3,}"
_HAN = r"[\u4e00-\u9fff](?:[\u4e00-\u9fff]|[，、；：](?=[\u4e00-\u9fff])){5,}"
_PHRASE = {"en": re.compile(_WORDS), "zh": re.compile(_HAN)}
"""A phrase of one language on a page of the other: four English words, six Chinese characters."""
_TERM = re.compile(r"[\u4e00-\u9fff]+")
_SHORTEST = 2
"""Han that make a term; one alone is a unit or a part of a blank to fill in."""
_OWN = {"en": re.compile(r"[A-Za-z]{2}"), "zh": re.compile(r"[\u4e00-\u9fff]")}
_BETWEEN = re.compile(r"[^a-z0-9\u4e00-\u9fff]+")


@remembered(512)
def faults(page: Page, counterpart: Page) -> tuple[Finding, ...]:
    """Return phrases of either page in the other's language that the other does not say.

    A reader shows them to staff, whose language she may not read: nobody would notice. Then the
    headings that are quoted, as what people say, on one page alone, and terms beside their
    translation that do not stand at that place of the other page.
    """
    both = (*_foreign(page, counterpart), *_foreign(counterpart, page))
    return (*both, *_terms(page, counterpart), *_quoted(page, counterpart))


def _foreign(page: Page, other: Page) -> Iterator[Finding]:
    code, pattern = other.locale.code, _PHRASE.get(other.locale.code)
    if pattern is None or page.locale.code not in _PHRASE:
        return
    said = _bare(" ".join(block.text for block in other.blocks))
    own = _OWN[page.locale.code]
    for block in page.blocks:
        if not own.search(block.text):
            continue  # wholly in the other language, which is told as not translated
        for phrase in pattern.findall(block.text):
            if _bare(phrase) not in said:
                message = f"{phrase!r} does not stand in {other.path}"
                hint = f"write what the page in {code} says at this place, word for word"
                yield Finding(page.path, block.line, "parity-phrase", message, hint)


def _bare(text: str) -> str:
    return _BETWEEN.sub("", text.lower())


def _terms(page: Page, counterpart: Page) -> Iterator[Finding]:
    """Yield Han terms of an English text that its Chinese does not say: two changed places."""
    if page.locale.code != "zh" or counterpart.locale.code != "en":
        return
    for ours, theirs in aligned(page, counterpart):
        if not _OWN["en"].search(theirs.text) or not _OWN["zh"].search(ours.text):
            continue
        said = _bare(ours.text)
        for term in _TERM.findall(theirs.text):
            if len(term) >= _SHORTEST and term not in said:
                message = f"{term!r} does not stand at this place of {page.path}"
                hint = f"write the term that stands there: {ours.text[:60]!r}"
                yield Finding(counterpart.path, theirs.line, "parity-phrase", message, hint)


def _quoted(page: Page, counterpart: Page) -> Iterator[Finding]:
    for ours, theirs in aligned(page, counterpart):
        if ours.kind == "heading" and ours.text.count("“") != theirs.text.count("“"):
            message = f"heading {ours.text!r} is quoted otherwise than {theirs.text!r}"
            hint = "a belief that people repeat stands in quotation marks in every language"
            yield Finding(page.path, ours.line, "parity-quote", message, hint)
