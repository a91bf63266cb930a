"""Finds characters that nobody sees, or that look like others.

They hide words from readers and from checks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from handbook.core.memo import remembered

# Everything that is drawn as nothing, or changes how its neighbours stand (Unicode TR 36, section
# 3.1). A soft hyphen (00AD) and zero-width marks split a word for every search; the direction marks
# (202A to 202E, 2066 to 2069) show text in another order than it is read; blanks of other widths
# (2000 to 200A) make one text into thousands that look alike; tags (E0000 on) carry
# text that no screen shows; what is laid over a letter (0334 on) strikes it out.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u1680\u2000-\u200a\u2028-\u202f\u205f\u2060-\u206f\u3164"
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2"
    "\u0334-\u0338\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb\u2800\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\ufe00-\ufe0e\ufeff\uffa0\ufff0-\uffff\ue000-\uf8ff\U000e0000-\U0010ffff]"
    "|\r(?!\n)"
)

# A letter of a script that runs from right to left turns the groups of a phone number behind it
# round (UAX 9). No language of the handbook has one; a unit's own name may.
_TURNING = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

# Letters that are drawn like Latin ones (Unicode TR 39, confusables): whole scripts that no
# language of the handbook is written in, and Latin letters in disguise. Greek is at home in units
# and names of substances (μg, 17α-…): only the letters that look Latin are wrong, and only right
# beside a Latin letter.
_GREEK = (
    "\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5"
)
_DISGUISED = re.compile(
    "[\u0400-\u058f\u13a0-\u13ff\u2c80-\u2cff\ua4d0-\ua4ff\uab70-\uabbf\uff21-\uff3a\uff41-\uff5a"
    "\U00010400-\U0001044f\U0001d400-\U0001d7ff]"
    f"|(?<=[A-Za-z])[{_GREEK}]|[{_GREEK}](?=[A-Za-z])"
)


@remembered(1024, kept=True)
def hidden_characters(text: str) -> tuple[tuple[int, str], ...]:
    """Return (offset, what it is) of each character that no reader can see or tell from another.

    Also of each that turns what stands behind it round.
    """
    turning = ((match.start(), named(match[0])) for match in _TURNING.finditer(text))
    return (*_hidden(text), *turning)


def _hidden(text: str) -> Iterator[tuple[int, str]]:
    for match in _HIDDEN.finditer(text):
        yield match.start(), f"the invisible character {named(match[0])}"
    for match in _DISGUISED.finditer(text):
        yield match.start(), f"{match[0]!r} ({named(match[0])}), which looks like another letter"


def named(character: str) -> str:
    """Return a character's number and name: `U+200B ZERO WIDTH SPACE`."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".strip()


def refuse_hidden(text: str) -> None:
    """Raise ValueError for the first such character in `text`."""
    for _, what in _hidden(text):
        raise ValueError(f"holds {what}; type the words anew")
