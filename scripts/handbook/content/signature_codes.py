"""How the code of a page is written, and how a mistyped one is told from an old one."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

_PARTS = 4


def complete(digits: str, code: str, slug: str) -> str:
    """Return twelve digits of a page's fingerprint with four that check them, in groups of four.

    The last group is made from the others, the language and the page's name: a slip of the pen,
    or the code of another page, does not fit.
    """
    check = hashlib.sha256(f"{code}/{slug} {digits}".encode()).hexdigest()[:_PARTS]
    return "-".join(re.findall("....", digits + check))


def is_typed_right(typed: str, code: str, slug: str) -> bool:
    """Return whether `typed` is a code that page `slug` in language `code` can have had."""
    digits = typed.replace("-", "")[:-_PARTS]
    return complete(digits, code, slug) == typed


def _tidy(value: Any) -> Any:
    """Take capitals and blanks as they come from a letter or a telephone."""
    if not isinstance(value, str):
        return value
    digits = re.sub(r"[\s-]", "", value.lower())
    return "-".join(re.findall("....", digits)) if len(digits) == 16 else value


PageCode = Annotated[str, BeforeValidator(_tidy), Field(pattern=r"^[0-9a-f]{4}(-[0-9a-f]{4}){3}$")]
"""A page's code, such as `3f9a-02bc-77d1-e0aa`."""
