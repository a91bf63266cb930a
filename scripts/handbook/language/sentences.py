"""Sentences, words and syllables, one splitter a language.

Every rule that counts sentences counts them here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache

from handbook.core.memo import remembered
from handbook.language.languages import language

_WORD = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*|\d+(?:[.,]\d+)*")
_VOWELS = re.compile(r"[aeiouy]+")

# Where the spelling rules below miscount a word the handbook uses: checked against CMUdict, see
# tests.
_SYLLABLES = {
    "abdominal": 4, "area": 3, "being": 2, "diet": 2, "diarrhoea": 4, "evening": 2, "every": 2,
    "everyone": 3, "everything": 3, "family": 3, "idea": 3, "media": 3, "period": 3, "periods": 3,
    "quiet": 2, "science": 2, "serious": 3, "sometimes": 2, "someone": 2, "something": 2,
    "vaginal": 3, "anxious": 2, "somewhere": 2, "caesarean": 3, "create": 2, "created": 3,
    "doing": 2, "going": 2, "trial": 2, "trials": 2, "trying": 2, "leaflet": 2, "leaflets": 2,
    "maybe": 2, "homemade": 2, "carefully": 3, "lifetime": 2, "earlier": 3, "fluid": 2,
    "anyone": 3, "housework": 2, "tired": 2, "opinion": 3, "miscarriage": 3, "miscarriages": 4,
    "surgeon": 2,
}  # fmt: skip


# A line break between Han is nothing; beside a Latin letter or a digit it stands for a space.
_LATIN_BREAK = re.compile(r"(?<=[A-Za-z0-9])\s*\n\s*|\s*\n\s*(?=[A-Za-z0-9])")
_BREAK = re.compile(r"\s*\n\s*")


def on_one_line(text: str, code: str) -> str:
    """Return `text` in language `code` without the line breaks of its source."""
    if language(code).spaced:
        return " ".join(text.split())
    return _BREAK.sub("", _LATIN_BREAK.sub(" ", text))


def spans(line: str, code: str) -> list[tuple[int, int]]:
    """Return (start, end) of every sentence of a text on one line, with the space around it."""
    ends = [end for end in _ends(line, code) if end < len(line)]
    return list(zip([0, *ends], [*ends, len(line)], strict=True))


def _ends(line: str, code: str) -> Iterator[int]:
    """Yield where sentences end."""
    marks = language(code).sentences
    for match in marks.end.finditer(line):
        end = match.end()
        # No abbreviation is longer than twelve characters: the whole line need not be searched for
        # each end.
        if marks.no_end is None or not marks.no_end.search(line[max(end - 12, 0) : end]):
            yield end


@remembered(65536, kept=True)
def sentences(text: str, code: str) -> tuple[str, ...]:
    """Return the sentences of `text` in language `code`, in order.

    A piece without an end mark counts as one.
    """
    line = on_one_line(text, code)
    parts = (line[start:end].strip() for start, end in spans(line, code))
    return tuple(part for part in parts if part)


def words(text: str) -> list[str]:
    """Return the English words and numbers of `text`."""
    return _WORD.findall(text)


def characters(text: str, code: str = "zh") -> int:
    """Return how long a text without spaces is to a reader.

    Each character of its script, each Latin word or number as one.
    """
    script = language(code).script
    return (len(script.findall(text)) if script else 0) + len(words(text))


_JOINT = re.compile("[；;]")
FAR, SHORT, LONG = 4.5, -1.6, 1.3
"""Standard deviations: a text as far from the usual length, and a text with a sentence less or
more. On this handbook 26 pairs of texts lie beyond them; with a sentence taken out at random, four
of five do."""


def uneven(left: str, right: str, codes: tuple[str, str]) -> str:
    """Return `sentence: 3 | 2` where one of two texts seems to lack a sentence, else nothing.

    It has fewer sentences and is shorter beside the other than usual, or far too short or long.
    Nothing is known of a language whose lengths were not measured.
    """
    counted = words(left)
    row = next((row for row in language(codes[1]).lengths if len(counted) < row.below), None)
    if row is None or not counted or not right:
        return ""
    ratio = math.log((characters(right, codes[1]) + 3) / (1.75 * len(counted) + 3))
    distance = (ratio - row.mean) / row.deviation
    ours, theirs = len(sentences(left, codes[0])), len(sentences(right, codes[1]))
    if theirs < ours:  # what one language says in two sentences, another joins
        theirs = min(theirs + len(_JOINT.findall(right)), ours)
    is_shorter = theirs < ours and distance < (SHORT if ours - theirs == 1 else 0)
    is_longer = theirs > ours + len(_JOINT.findall(left)) and distance > LONG
    if is_shorter or is_longer or abs(distance) > FAR:
        return f"sentence: {ours} | {theirs}"
    return ""


def plain(text: str) -> str:
    """Return `text` in small letters with straight apostrophes, as patterns want it."""
    return text.lower().replace("’", "'")


@cache
def syllables(word: str) -> int:
    """Return how many syllables an English word has: vowel groups less silent letters.

    A number counts as one.
    """
    low = plain(word).removesuffix("'s")
    if "-" in low:
        return sum(syllables(part) for part in low.split("-"))
    if low in _SYLLABLES:
        return _SYLLABLES[low]
    count = len(_VOWELS.findall(low)) - _silent(low) + _split_vowels(low)
    return max(count, 1)


def _silent(low: str) -> int:
    """Return how many e are silent: a final one, those of -es and -ed."""
    if re.search(r"[^aeiouylr]e$|[^aeiouy][lr]e$", low):
        return 0 if re.search(r"[^aeiouyl]le$", low) else 1
    if re.search(r"[^aeiouydt]ed$", low):
        return 1
    if re.search(r"(?:[^aeiouysxz]|[^cs]h|[^s]k)es$", low) and not re.search(
        r"(?:[sxzg]|[cs]h|[^aeiouyl]l|c)es$", low
    ):
        return 1
    if re.search(r"[aeiouy][lr]e$", low):
        return 1
    return 1 if re.search(r"[a-z]{2}e(?:ful|less|ly|ment|ments|where|thing|one|body)$", low) else 0


def _split_vowels(low: str) -> int:
    """Vowels that stand together and are said apart: i-a, i-o, u-a, but not -tion, -cial."""
    return len(
        re.findall(
            r"(?<![ctsg])i(?:a|o|um)|(?<![qg])u(?:a|ou)|eo(?!ple)|[aeiou]ing\b|(?<=y)ing\b", low
        )
    )


def grade(texts: list[str]) -> float:
    """Return the Flesch-Kincaid grade of English `texts` (Kincaid et al., 1975)."""
    found = [sentence for text in texts for sentence in sentences(text, "en")]
    said = [word for sentence in found for word in words(sentence)]
    if not said:
        return 0.0
    spoken = sum(syllables(word) for word in said)
    return 0.39 * len(said) / len(found) + 11.8 * spoken / len(said) - 15.59
