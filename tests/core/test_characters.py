"""Characters that no reader sees, or that turn what stands behind them round."""

from __future__ import annotations

import sys
import unicodedata

from handbook.core.characters import hidden_characters

KEPT = "\t\n \u00a0\u3000"
"""Blanks that text may hold."""
CATEGORIES = ("Cc", "Cf", "Co", "Zl", "Zp", "Zs")
TURNING = ("R", "AL", "AN", "LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
"""Of the directions in Unicode (UAX 9) those that change the order in which others are shown."""


def test_all_that_unicode_calls_so_is_found() -> None:
    every = map(chr, (*range(0xD800), *range(0xE000, sys.maxunicode + 1)))
    odd = (one for one in every if unicodedata.category(one) in CATEGORIES or unicodedata.bidirectional(one) in TURNING)
    assert [hex(ord(one)) for one in odd if one not in KEPT and not hidden_characters(one)] == []
