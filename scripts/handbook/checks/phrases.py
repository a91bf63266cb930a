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
_BETWEEN = re.compile(r"[^a-z0-9\u4e00-\u9fff]+")


@remembered(512)
def faults(page: Page, counterpart: Page) -> tuple[Finding, ...]:
    """Return phrases of either page in the other's language that the other does not say.

    A reader shows them to staff, whose language she may not read: nobody would notice. Then the
    headings that are quoted, as what people say, on one page alone.
    """
    return (*_foreign(page, counterpart), *_foreign(counterpart, page), *_quoted(page, counterpart))


def _foreign(page: Page, other: Page) -> Iterator[Finding]:
    code, pattern = other.locale.code, _PHRASE.get(other.locale.code)
    if pattern is None or page.locale.code not in _PHRASE:
        return
    said = _bare(" ".join(block.text for block in other.blocks))
    for block in page.blocks:
        for phrase in pattern.findall(block.text):
            if _bare(phrase) not in said:
                message = f"{phrase!r} does not stand in {other.path}"
                hint = f"write what the page in {code} says at this place, word for word"
                yield Finding(page.path, block.line, "parity-phrase", message, hint)


def _bare(text: str) -> str:
    return _BETWEEN.sub("", text.lower())


def _quoted(page: Page, counterpart: Page) -> Iterator[Finding]:
    for ours, theirs in aligned(page, counterpart):
        if ours.kind == "heading" and ours.text.count("“") != theirs.text.count("“"):
            message = f"heading {ours.text!r} is quoted otherwise than {theirs.text!r}"
            hint = "a belief that people repeat stands in quotation marks in every language"
            yield Finding(page.path, ours.line, "parity-quote", message, hint)
