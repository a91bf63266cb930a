"""Tells as facts where a reader in a place meets other words, and how often.

A sentence that happens to hold a phrase of such a pair is read otherwise there, and no finding on
the sentence shows it: “go now if your waters break or …” may lose the waters.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from handbook.checks.context import CheckContext
from handbook.content.place_words import Pair, Rewording, said_otherwise
from handbook.core.memo import remembered
from handbook.language.sentences import on_one_line

Texts = tuple[str, ...]
LOST = 2
"""Words more that a phrase loses than it gains, as "waters break or tightenings come" may."""


def reworded(context: CheckContext) -> Iterator[tuple[str, str]]:
    """Yield (id of a place, its facts): `docs/en/signs.md: waters break or > waters x1; …`."""
    texts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for passage in context.passages:
        # A mark inside a phrase parts it, and then it is not reworded.
        text = on_one_line(passage.marked or passage.text, passage.code)
        texts[passage.code][passage.path].append(text)
    for place in context.evidence.places:
        facts: list[str] = []
        for code, pairs in place.wording.items():
            for path, said in texts[code].items():
                facts += (f"{path}: {row}" for row in _facts(tuple(said), pairs))
        if facts:
            yield place.id, "; ".join(facts)


@remembered(8192, kept=True)
def _facts(texts: Texts, pairs: tuple[Pair, ...]) -> tuple[str, ...]:
    """Return each pair that rewords some of `texts`, with how often, then texts in such words."""
    found = Counter(pair for text in texts for pair in said_otherwise(text, pairs))
    rows = [f"{said} > {there} x{times}" for (said, there), times in sorted(found.items())]
    rows += (Rewording(pairs)(text) for text in texts if _says_another_thing(text, pairs))
    return tuple(row.replace("; ", ";") for row in rows)


def _says_another_thing(text: str, pairs: tuple[Pair, ...]) -> bool:
    """Return whether a phrase of a text loses words: what is left may say another thing."""
    found = ((_words(said), _words(there)) for said, there in said_otherwise(text, pairs))
    return any(len(said - there) >= len(there - said) + LOST for said, there in found)


def _words(text: str) -> set[str]:
    """Return the words of a phrase; of Chinese, which has no blanks, every two characters."""
    return set(text.lower().split()) if text.isascii() else set(map("".join, pairwise(text)))
