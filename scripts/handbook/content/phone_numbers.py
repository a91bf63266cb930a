"""Telephone numbers that a hospital sets.

Read strictly, as a frightened reader will call what stands there.
"""

from __future__ import annotations

import re
from typing import Any

from handbook.core.characters import refuse_hidden

DIGITS = range(2, 16)
"""120 has three digits, an international number at most fifteen (ITU-T E.164)."""
SHORT = 4
"""Digits of a number that a whole country knows; a longer one is somebody's own."""
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]*(?:(?: ext\.? ?| ?转 ?)[0-9]{1,6})?")

# Numbers that cost a caller more than a call. With the code of the country: UK 09 (Ofcom, National
# Telephone Numbering Plan), North America 900 and 976 (NANPA), Germany 0900 (BNetzA), Ireland 15
# (ComReg), Australia 190 (ACMA), France 089 (Arcep), New Zealand 0900, Japan 0990. Without it 0900
# can be a mobile telephone in another country, so that it is asked for with its country.
_PREMIUM = re.compile(
    r"\+?449\d{8,9}|\+1(?:900|976)\d{7}|1?(?:900|976)\d{7}|\+49900\d+|\+35315\d+"
    r"|\+61190\d+|\+3389\d+|\+64900\d+|\+81990\d+"
    r"|0(?:900|906|909)\d{5,8}|190\d{7}|1900\d{4,6}"
)


def phone_number(value: Any) -> str | None:
    """Return a telephone number as it was typed, None for none. Raises ValueError.

    YAML reads 020 as sixteen, so that only quoted text is taken.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("put the telephone number in quotes")
    refuse_hidden(value)
    number = value.strip()
    main = re.split(r"[^0-9 ()./+-]", number)[0]
    digits = re.sub(r"\D", "", main)
    if not _PHONE.fullmatch(number) or len(digits) not in DIGITS or not _is_bracketed(number):
        raise ValueError(f"{number!r} is not a telephone number")
    plus = "+" if number.startswith("+") else ""
    if _PREMIUM.fullmatch(plus + digits):
        raise ValueError(
            f"{number!r} looks like a premium-rate number; "
            "write another, or this with + and its country's code"
        )
    return number


def _is_bracketed(number: str) -> bool:
    """Return whether brackets stand in pairs around digits, none in another: `+86 (10) 1234`."""
    rest = re.sub(r"\(\s*[0-9][0-9 ]*\)", "", number)
    return "(" not in rest and ")" not in rest


def is_short(number: str) -> bool:
    """Return whether a number is one that a whole country knows: 120, 999."""
    return len(re.sub(r"\D", "", number)) <= SHORT
