"""The words a search knows how to read.

Chinese ones with their sound, and English ones that are no misspelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from handbook.content.evidence import Evidence
from handbook.content.search_lists import WordLists
from handbook.language import chinese_input, english_input

CHINESE, ENGLISH = "zh", "en"
"""Pinyin and traditional characters belong to the one, the list of common words to the other."""

HAN = re.compile(r"[㐀-鿿]+")
LONGEST = 4
"""Characters of a listed phrase that is read as one word, as in search-reading.js.

A longer one is read by the words in it.
"""


def chinese(evidence: Evidence, texts: list[str], code: str) -> dict[str, Any]:
    """Return what the index in language `code` knows of Chinese, as plain data for JSON.

    `texts` are the index's texts. The words in `lexicon` come with the likeliest first; `own` of
    them stand in the lists as parts of phrases: a short phrase is a word of its own, which the page
    finds by itself. `old` are the traditional characters and, at the same places, the simplified
    ones. Only a Chinese index knows sounds: `common` those of the common characters, in the order
    of their standard, `sounds` those of others, and further ones.
    """
    counted = chinese_input.words(text for text in texts if code == CHINESE)
    runs = list(chain.from_iterable(map(HAN.findall, _listed(evidence, code))))
    whole = {run for run in runs if 2 <= len(run) <= LONGEST}
    parts = dict.fromkeys(chinese_input.words(runs, guess=False))
    own = sorted(parts.keys() - whole, key=lambda word: (-counted.get(word, 0), word))
    seen = (word for word in counted if counted[word] > 2 and word not in parts.keys() | whole)
    lexicon = own + sorted(seen, key=lambda word: (-counted[word], word))
    skipped = chain.from_iterable(group.words for group in evidence.skip)
    typed = set(chain.from_iterable((*whole, *lexicon, *skipped, *counted)))
    characters = {one for one in typed if chinese_input.is_han(one)}
    known = {"lexicon": lexicon, "own": len(own), "old": chinese_input.traditional(characters)}
    if code != CHINESE:
        return known | {"common": "", "sounds": []}
    sounds = chinese_input.sounds(characters, [*sorted(whole), *lexicon])
    return known | {"common": chinese_input.common_sounds(), "sounds": sounds}


def english(evidence: Evidence, texts: Iterable[str], code: str) -> str:
    """Return common English words that are near one of `texts` and lists and yet mean themselves.

    They stand between spaces; an index in another language than English needs none.
    """
    if code != ENGLISH:
        return ""
    lists = (
        *evidence.sign_search,
        *evidence.sign_classes,
        *evidence.same,
        *evidence.absent,
        *evidence.loss_words,
    )
    ours = chain(texts, chain.from_iterable(item[ENGLISH] for item in lists))
    return " ".join(english_input.left_alone(re.findall("[a-z]+", " ".join(ours).lower())))


def _listed(evidence: Evidence, code: str) -> Iterator[str]:
    """Yield every Chinese phrase of the lists that the index in language `code` holds."""
    for group in evidence.same:
        yield from group.near(code)
    lists: list[WordLists] = [*evidence.loss_words]
    if code == CHINESE:
        lists += [
            *evidence.sign_search,
            *evidence.sign_classes,
            *evidence.sections,
            *evidence.absent,
        ]
    for item in lists:
        yield from item[CHINESE]
    for term in evidence.terms:
        yield from (term.medical[CHINESE], *term.match[CHINESE])
