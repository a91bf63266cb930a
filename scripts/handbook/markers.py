"""Reads from a text how often it says no, perhaps, usually, less than and more than: see parity.yml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from handbook.quantities import is_chinese

LEXICON = Path(__file__).with_name("parity.yml")


@cache
def kinds() -> tuple[str, ...]:
    """What is counted: negation, possibility and so on."""
    return tuple(_lexicon())


@cache
def markers(text: str, kind: str) -> tuple[str, ...]:
    """The words of `text`, English or Chinese, that count for `kind`, in order."""
    plain = text.lower().replace("’", "'")
    matches = _pattern(kind, "zh" if is_chinese(text) else "en").finditer(plain)
    return tuple(match["says"].strip() for match in matches if match["says"])


@cache
def _lexicon() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return data


@cache
def _pattern(kind: str, code: str) -> re.Pattern[str]:
    words: dict[str, list[str]] = _lexicon()[kind][code]
    start = r"\b" if code == "en" else ""
    skips, says = ("|".join(words[name]) for name in ("skips", "says"))
    return re.compile(f"{start}(?:{skips})|(?P<says>{start}(?:{says}))")
