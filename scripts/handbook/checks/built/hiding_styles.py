"""Reads from a style sheet which selectors hide, clip or move away what they match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import tinycss2

from handbook.core.memo import remembered

FAINTEST = 0.4
"""Opacity below which words cannot be read."""
SMALLEST = {"px": 8, "pt": 6, "em": 0.5, "rem": 0.5, "%": 50}
"""Sizes of letters below which nobody reads."""
FAR = {"px": 500, "pt": 400, "em": 40, "rem": 40, "vw": 80, "vh": 80, "%": 90}
"""How far something is moved before it is off a phone."""

_STATES = re.compile(
    r"::?(?:before|after|first-letter|first-line|marker|backdrop|selection|details-content"
    r"|-webkit-[\w-]+|hover|focus-visible|focus-within|focus|active|visited|link|any-link"
    r"|open|defined)(?![\w-])|:(?:lang|dir|state)\([^()]*\)"
)
"""What an element is in for a while or for some readers, or a part: the rest has to match."""
_SCOPE = re.compile(r"\s*\(([^()]*)\)")
_NUMBER = re.compile(r"(-?\d*\.?\d+)([a-z%]*)")
_WORDS = {
    "display": re.compile(r"\bnone\b"),
    "visibility": re.compile(r"\b(?:hidden|collapse)\b"),
    "content-visibility": re.compile(r"\bhidden\b"),
    "overflow": re.compile(r"\b(?:hidden|clip)\b"),
    "overflow-x": re.compile(r"\b(?:hidden|clip)\b"),
    "overflow-y": re.compile(r"\b(?:hidden|clip)\b"),
    "text-overflow": re.compile(r"\b(?:ellipsis|clip)\b"),
    "clip": re.compile(r"\brect\b"),
    "clip-path": re.compile(r"\b(?:inset|circle|ellipse|polygon|path|url|rect|xywh)\b"),
    "color": re.compile(r"\btransparent\b|var\(--(?:paper|card)\)"),
    "-webkit-text-fill-color": re.compile(r"\btransparent\b"),
    "-webkit-line-clamp": re.compile(r"\d"),
    "line-clamp": re.compile(r"\d"),
    "filter": re.compile(r"\b(?:opacity|blur)\("),
    "content": re.compile(r'^(?:none|normal|""|\'\')$'),
}
"""A property to the values of it that hide."""


@dataclass(frozen=True)
class Hiding:
    """One selector, and one declaration of its rule that hides what it matches."""

    line: int
    selector: str
    """As written."""
    matched: str
    """Without the states and parts of an element that a page at rest does not show."""
    declaration: str
    """`display: none`."""


@remembered(256, kept=True)
def hiding(css: str) -> tuple[Hiding, ...]:
    """Return the selectors of a style sheet that hide something, in every medium."""
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return tuple(_in_rules(nodes, ""))


def _in_rules(nodes: list[Any], around: str) -> Iterator[Hiding]:
    for node in nodes:
        if node.type == "at-rule" and node.content is not None:
            if not node.lower_at_keyword.endswith(("keyframes", "font-face", "page")):
                inner = tinycss2.parse_blocks_contents(node.content, True, True)
                inside = _scope(node) or around
                yield from _declared(node, inner, inside)
                yield from _in_rules(inner, inside)
        elif node.type == "qualified-rule":
            yield from _in_rule(node, around)


def _in_rule(node: Any, around: str) -> Iterator[Hiding]:
    prelude = tinycss2.serialize(node.prelude).replace("/**/", "").strip()
    inner = tinycss2.parse_blocks_contents(node.content, True, True)
    for selector in _split(prelude):
        whole = selector.replace("&", around) if "&" in selector else f"{around} {selector}".strip()
        yield from _declared(node, inner, whole)
        yield from _in_rules([item for item in inner if item.type != "declaration"], whole)


def _declared(node: Any, inner: list[Any], selector: str) -> Iterator[Hiding]:
    """Yield the first declaration of a block that hides what `selector` matches."""
    values = {
        item.lower_name: tinycss2.serialize(item.value).strip().lower()
        for item in inner
        if item.type == "declaration"
    }
    for name, value in values.items() if selector else ():
        if hides(name, value, values, selector):
            yield Hiding(node.source_line, selector, _at_rest(selector), f"{name}: {value}")
            break


def _scope(node: Any) -> str:
    """Return the selector that `@scope (…)` begins at; empty for every other at-rule."""
    found = _SCOPE.match(tinycss2.serialize(node.prelude))
    return found[1].strip() if found and node.lower_at_keyword == "scope" else ""


def _split(prelude: str) -> list[str]:
    """Return the selectors of a list; commas inside brackets part nothing."""
    return [part.strip() for part in re.split(r",(?![^()\[\]]*[)\]])", prelude) if part.strip()]


def _at_rest(selector: str) -> str:
    bare = _STATES.sub("", selector)
    bare = re.sub(r":(?:not|is|where)\(\s*\)", "", bare)
    return re.sub(r"(^|[\s>+~])(?=$|[\s>+~])", r"\1*", bare).replace("**", "*").strip() or "*"


def hides(name: str, value: str, all_values: dict[str, str], selector: str) -> bool:
    """Return whether a declaration hides, clips, shrinks or moves away what `selector` matches."""
    pattern = _WORDS.get(name)
    if name == "content":
        return "::" in selector and "act" in selector and bool(pattern and pattern.search(value))
    if name == "color" and "background" in all_values:
        return value in (all_values["background"], all_values.get("background-color"))
    if pattern:
        return bool(pattern.search(value))
    numbers = [(float(amount), unit) for amount, unit in _NUMBER.findall(value)]
    if name == "opacity" and numbers:
        amount, unit = numbers[0]
        return amount / (100 if unit == "%" else 1) < FAINTEST
    if name == "font-size":
        return any(amount < SMALLEST.get(unit, 1) for amount, unit in numbers[:1])
    if name in _MOVES:
        return any(amount <= -FAR.get(unit, 1e9) for amount, unit in numbers)
    if name in ("transform", "translate", "scale", "zoom"):
        return _transforms_away(name, value)
    return name in _SIZES and bool(re.fullmatch(r"0(?:px|em|rem|%|vh)?|[1-9](?:px|pt)", value))


_MOVES = frozenset(
    ("left", "right", "top", "bottom", "inset", "text-indent", "margin", "margin-left",
     "margin-top", "margin-right", "inset-inline-start", "inset-block-start", "letter-spacing")
)  # fmt: skip
_SIZES = frozenset(
    ("max-height", "height", "max-width", "width", "block-size", "max-block-size",
     "inline-size", "max-inline-size")
)  # fmt: skip


def _transforms_away(name: str, value: str) -> bool:
    numbers = [(float(amount), unit) for amount, unit in _NUMBER.findall(value)]
    if name in ("scale", "zoom") or "scale" in value:
        return any(amount < SMALLEST.get(unit, 0.5) for amount, unit in numbers)
    return any(abs(amount) >= FAR.get(unit, 1e9) for amount, unit in numbers)
