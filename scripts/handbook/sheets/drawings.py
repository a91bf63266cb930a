"""Takes a drawing of a page apart: its lines stay SVG, its words become text of the sheet.

Typst draws text inside an SVG in the thinnest weight of a variable font, and a sheet in two
languages needs two words at each place: so the words are set by the sheet, at the places where
the drawing has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from handbook.core.findings import HandbookError

SVG = "http://www.w3.org/2000/svg"
_MOVED = re.compile(r"translate\(\s*(-?[\d.]+)(?:[\s,]+(-?[\d.]+))?\s*\)")


@dataclass(frozen=True)
class Label:
    """A line of words; `x` and `y` count from the upper left corner, `y` to the line's base."""

    x: float
    y: float
    anchor: str
    """`start`, `middle` or `end`: which part of the words stands at `x`."""
    strong: bool
    stacked: bool
    """In two languages the second stands below the first: beside it there is no room."""
    text: str


@dataclass(frozen=True)
class Drawing:
    """A drawing without its words."""

    svg: str
    width: float
    height: float
    alt: str
    """What it shows, in the page's language."""
    labels: tuple[Label, ...]


def read_drawing(markup: str) -> Drawing:
    """Read an `<svg>` element as the built page has it.

    Raises ValueError where it is no drawing of ours.
    """
    try:
        named = (
            markup
            if "xmlns=" in markup.partition(">")[0]
            else markup.replace("<svg", f'<svg xmlns="{SVG}"', 1)
        )
        root = ElementTree.fromstring(named)
        left, top, width, height = map(float, root.get("viewBox", "").split())
    except (ElementTree.ParseError, ValueError) as error:
        raise ValueError(f"a drawing cannot be read: {error}") from error
    alt = root.findtext(f"{{{SVG}}}desc") or root.get("aria-label") or ""
    labels = tuple(_labels(root, -left, -top))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.removeprefix(f"{{{SVG}}}") in ("text", "title", "desc", "style"):
                parent.remove(child)
    ElementTree.register_namespace("", SVG)
    return Drawing(
        ElementTree.tostring(root, "unicode"), width, height, " ".join(alt.split()), labels
    )


def set_drawing(pictures: Sequence[Drawing], style: str) -> dict[str, Any]:
    """Return the same drawing in each language of a document as the templates read it.

    Raises HandbookError.
    """
    first = pictures[0]
    if len({len(picture.labels) for picture in pictures}) > 1:
        raise HandbookError("a drawing has other words in one language than in the other")
    labels = []
    for same in zip(*(picture.labels for picture in pictures), strict=True):
        one = same[0]
        texts = [label.text for label in same]
        label = {name: getattr(one, name) for name in ("x", "y", "anchor", "strong", "stacked")}
        labels.append(label | {"texts": texts})
    svg = re.sub(
        r"(<svg\b[^>]*>)", lambda match: f"{match[0]}<style>{style}</style>", first.svg, count=1
    )
    return {"svg": svg, "width": first.width, "height": first.height, "labels": labels}


def cropped(drawing: Drawing, top: float, bottom: float) -> Drawing:
    """Return the part of a drawing between two heights, counted from its upper edge."""

    def moved(match: re.Match[str]) -> str:
        left, upper, width, _ = map(float, match[1].split())
        return f'viewBox="{left:g} {upper + top:g} {width:g} {bottom - top:g}"'

    svg = re.sub(r'viewBox="([^"]*)"', moved, drawing.svg, count=1)
    labels = tuple(
        replace(label, y=label.y - top) for label in drawing.labels if top <= label.y <= bottom
    )
    return replace(drawing, svg=svg, height=bottom - top, labels=labels)


def _labels(node: ElementTree.Element, across: float, down: float) -> Iterator[Label]:
    """Yield the words below `node`, which stands `across` and `down` from the corner."""
    moved = _MOVED.match(node.get("transform", ""))
    if moved:
        across, down = across + float(moved[1]), down + float(moved[2] or 0)
    for child in node:
        if child.tag == f"{{{SVG}}}text":
            words = " ".join("".join(child.itertext()).split())
            looks = child.get("class", "").split()
            strong, stacked = "strong" in looks, "stacked" in looks
            x, y = across + float(child.get("x", 0)), down + float(child.get("y", 0))
            yield Label(x, y, child.get("text-anchor", "start"), strong, stacked, words)
        else:
            yield from _labels(child, across, down)
