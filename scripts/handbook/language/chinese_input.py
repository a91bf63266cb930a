"""What people type instead of a Chinese word.

Its sound, in pinyin, and its traditional characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import chain, groupby
from operator import itemgetter

from handbook.core.memo import remembered

HAN = range(0x3400, 0xA000)
"""Code points of the characters that are looked at."""

DIALECT = ("冇唔咗嘅睇佢啲瞓屙攰", "没不了的看他些睡拉累")
"""Characters of written Cantonese, and those of the common language that say the same."""

RARE_FROM = 0xD8
"""GB/T 2312 holds its 3,755 common characters, ordered by sound, below this lead byte."""


def is_han(text: str) -> bool:
    """Return whether `text` is made of Chinese characters alone and is not empty."""
    return bool(text) and all(ord(one) in HAN for one in text)


@cache
def common() -> str:
    """Return the common characters of GB/T 2312, level 1, in the standard's order."""
    cells = (bytes((high, low)) for high in range(0xB0, RARE_FROM) for low in range(0xA1, 0xFF))
    return "".join(cell.decode("gb2312", errors="ignore") for cell in cells)


@remembered(1, kept=True)
def common_sounds() -> str:
    """Return the usual sounds of the common characters: `a2 ai13`, a syllable and how many.

    A browser has the characters themselves, as the standard's code points one after another.
    """
    from pypinyin import lazy_pinyin  # its dictionaries are slow to load, and rarely needed

    usual = (lazy_pinyin(one, v_to_u=False)[0] for one in common())
    return " ".join(f"{sound}{len(list(run))}" for sound, run in groupby(usual))


def words(texts: Iterable[str], *, guess: bool = True) -> dict[str, int]:
    """Return how often each Chinese word of 2 to 8 characters stands in `texts`, as jieba cuts.

    With `guess` jieba also makes words that its dictionary lacks, which running text is long enough
    for.
    """
    import rjieba

    counts: dict[str, int] = defaultdict(int)
    for text in texts:
        for word in rjieba.cut(text, guess):
            if 2 <= len(word) <= 8 and is_han(word):
                counts[word] += 1
    return dict(counts)


def sounds(characters: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return rows of a syllable and characters.

    The usual sound of `characters` that are not common, then others that `known` words show.

    Without tones, ü written v. A character without a known sound is left out. Source of the sounds:
    pypinyin.
    """
    return list(_sounds(frozenset(characters), tuple(known)))


@remembered(4, kept=True)
def _sounds(characters: frozenset[str], known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the same rows."""
    from pypinyin import lazy_pinyin

    asked = sorted(characters | set(common()))
    usual = {one: lazy_pinyin(one, errors="ignore", v_to_u=False) for one in asked}
    first = {(found[0], one) for one, found in usual.items() if found}
    pairs = chain.from_iterable(zip(lazy_pinyin(word), word, strict=False) for word in known)
    others = {(sound, one) for sound, one in pairs if is_han(one)} - first
    return (*_rows(pair for pair in first if pair[1] not in common()), *_rows(others))


def _rows(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for sound, group in groupby(sorted(pairs), key=itemgetter(0)):
        if sound.isascii() and sound.isalpha():
            yield f"{sound} {''.join(one for _, one in group)}"


def traditional(wanted: Iterable[str]) -> tuple[str, str]:
    """Return two strings of one length.

    Traditional characters, and the simplified ones of `wanted` they stand for.

    Source: TSCharacters of OpenCC (Apache License 2.0).
    """
    kept = set(wanted)
    rows = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = [(row.split("\t")[0], row.split("\t")[1].split()[0]) for row in rows if "\t" in row]
    found = sorted(
        (old, new) for old, new in pairs if new in kept and old != new and old not in kept
    )
    found = [(old, new) for old, new in found if len(old) == len(new) == 1 and ord(old) in HAN]
    found += zip(*DIALECT, strict=True)
    return "".join(old for old, _ in found), "".join(new for _, new in found)
