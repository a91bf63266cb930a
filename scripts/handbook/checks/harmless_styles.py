"""Tells which declarations of a style cannot hide, move, reorder or misstate what is written.

A list of what harms is never whole: CSS has five hundred properties. So what may be changed without
a second look is listed, each with the values that are safe wherever it stands.
"""

from __future__ import annotations

import re

_SIZE = (
    r"(?:0|[1-4]?\d(?:\.\d+)?px|\.\d+px|\d?(?:\.\d+)?r?em|\d{1,2}(?:mm|pt)|[12]cm|auto|inherit"
    r"|var\(--gutter\))"
)
"""Nothing below zero, nothing that could push words off a phone."""
_SIZES = rf"{_SIZE}(?: {_SIZE}){{0,3}}"
_COLOURS = r"(?:ink|quiet|teal|deep|danger|edge|line)"
_PAPERS = r"(?:card|paper|tint|sand|sage|blush|danger-paper)"
_NEAR = r"(?:0|-?1?\d(?:\.\d+)?px|-?0?\.\d+r?em)"
_TINT = rf"(?:var\(--(?:{_COLOURS}|{_PAPERS})\)|rgb\([\d ./%]+\))"
"""Of a shadow: lengths below a line, so that it lies over nothing that stands around."""
_SIDE = r"(?:-(?:top|right|bottom|left|inline|block))?"
_HARMLESS = {
    rf"(?:padding|margin){_SIDE}": _SIZES,
    r"(?:row-|column-)?gap|min-(?:width|height)|scroll-(?:padding|margin)(?:-\w+)?": _SIZES,
    r"font-size": r"(?:[1-3](?:\.\d+)?|0?\.9\d*)r?em|0?\.8\d*rem|inherit",
    r"line-height": r"1\.[1-9]\d*|2",
    r"font-weight": r"[4-8]00",
    r"font-style|font-variant-numeric|hyphens|overflow-wrap": r"[\w -]+",
    r"text-wrap": r"wrap|balance|pretty",
    r"text-align": r"start|left|center",
    r"text-decoration": r"(?:none|underline)(?: dotted)?(?: var\(--teal\))?",
    r"text-(?:decoration-thickness|underline-offset)": r"[\d.]+em",
    rf"border{_SIDE}": rf"0|none|\d?\.?\dpx (?:solid|dashed|dotted) var\(--{_COLOURS}\)",
    r"border-(?:color|style|collapse)": r"[\w. ()/%,-]+",
    r"border-radius": rf"{_SIZES}|var\(--radius\)",
    r"border-width|outline-offset": _SIZES,
    r"box-shadow": rf"none|var\(--shadow\)|(?:inset )?(?:{_NEAR} ){{2,4}}{_TINT}",
    r"color": r"var\(--(?:ink|quiet|teal|deep)\)|inherit",
    r"background": rf"none|var\(--{_PAPERS}\)",
    r"(?:align|justify|place)-(?:items|content|self)": r"[\w -]+",
    r"flex": r"none|auto|1|0 1 auto|1 1 (?:0|\d{1,2}rem)",
    r"flex-wrap": r"wrap",
    r"max-width": r"none|100%|var\(--measure\)|[2-9]\drem",
    r"cursor|accent-color|break-(?:inside|after|before)|overscroll-behavior": r"[\w() -]+",
}
"""A property to the values of it that nobody is asked about."""
_RULES = tuple((re.compile(name), re.compile(value)) for name, value in _HARMLESS.items())


def not_harmless(declared: list[str]) -> list[str]:
    """Return those of a rule's declarations, `name: value`, that may do harm.

    A colour of words or of their ground alone may stand on any other: only both are safe.
    """
    names = {text.partition(":")[0] for text in declared}
    alone = {"color", "background"} & names if not {"color", "background"} <= names else set()
    pairs = (text.split(": ", 1) for text in declared)
    told = (name in alone and value not in _NO_COLOUR for name, value in pairs)
    is_told = dict(zip(declared, told, strict=True))
    return [text for text in declared if is_told[text] or not harmless(*text.split(": ", 1))]


_NO_COLOUR = ("none", "inherit")


def harmless(name: str, value: str) -> bool:
    """Return whether a declaration is safe wherever it stands."""
    return any(rule.fullmatch(name) and safe.fullmatch(value) for rule, safe in _RULES)
