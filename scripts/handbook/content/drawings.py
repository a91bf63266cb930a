"""A drawing as it is written: its words in each language, and what may not stand in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

LARGEST = 100_000
"""Bytes. A page holds its drawings whole; the largest of ours has six thousand."""

SMALL = 8_000
"""Bytes that one of ours may have: a first view of a page may weigh 50 kB."""

ELEMENTS = frozenset(
    (
        "svg", "g", "title", "desc", "style", "defs", "text", "tspan", "path", "line", "circle",
        "ellipse", "rect", "polyline", "polygon", "use", "symbol", "marker", "pattern", "clipPath",
        "mask", "linearGradient", "radialGradient", "stop",
    )
)  # fmt: skip
"""What a drawing may be made of: shapes and words. No script, no other document, nothing that moves
or links."""
ACTIVE = frozenset(
    (
        "script",
        "foreignObject",
        "animate",
        "animateMotion",
        "animateTransform",
        "set",
        "image",
        "a",
        "audio",
        "video",
    )
)
"""What runs, moves, leads away or brings in other files."""
SHAPES = frozenset(
    ("path", "line", "circle", "ellipse", "rect", "polyline", "polygon", "text", "use")
)
_SVG = "{http://www.w3.org/2000/svg}"
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.IGNORECASE)
_NESTED_USE = 40
"""References inside a drawing: each `use` can show what holds ten others, so that a few lines draw
for hours."""

# In a source drawing every text carries its translations: <text … data-zh="宫颈">cervix</text>.
_WORDS = re.compile(r"<(text|tspan|title)\b([^>]*)>([^<]*)")
_LANGUAGE = re.compile(r'\sdata-([a-z]{2}(?:-[A-Za-z0-9]+)*)="([^"]*)"')
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class DrawnWords:
    """One text of a drawing: in the default language, and its translations by language code."""

    start: int
    end: int
    """Where the element's opening tag and text stand in the source."""
    opening: str
    """The opening tag without the translations."""
    text: str
    translations: dict[str, str]


def drawn_words(source: str) -> Iterator[DrawnWords]:
    """Yield the texts of a drawing that have a translation, in order, escaped as in the source."""
    for match in _WORDS.finditer(source):
        translations = dict(_LANGUAGE.findall(match[2]))
        if translations:
            opening = f"<{match[1]}{_LANGUAGE.sub('', match[2])}>"
            yield DrawnWords(match.start(), match.end(), opening, match[3], translations)


def labels(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, words in every language) of each label of a drawing: `cervix | 宫颈`."""
    for words in drawn_words(source):
        said = (words.text, *(words.translations[code] for code in sorted(words.translations)))
        line = source.count("\n", 0, words.start) + 1
        yield line, " | ".join(html.unescape(" ".join(text.split())) for text in said)


def untranslated(source: str, codes: tuple[str, ...]) -> Iterator[tuple[int, str, str]]:
    """Yield (line, text, language code) of words that lack one of the languages `codes`.

    What has no two letters in a row (a number, a mark) is the same in every language.
    """
    for match in _WORDS.finditer(source):
        translations = dict(_LANGUAGE.findall(match[2]))
        for code in codes:
            if not translations.get(code, "").strip() and _LETTERS.search(match[3]):
                line = source.count("\n", 0, match.start()) + 1
                yield line, html.unescape(match[3].strip()), code


def read_drawing(path: Path) -> str:
    """Return the text of a drawing.

    Raises ValueError, which says what may not stand in it, and OSError.
    """
    if not path.is_file():
        raise ValueError("is not a file")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"is larger than {LARGEST:,} bytes")
    try:
        source = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None
    for fault in drawing_faults(source):
        raise ValueError(fault)
    return source


def drawing_faults(source: str, *, plain: bool = True) -> Iterator[str]:
    """Yield what may not stand in a drawing, in a few words each.

    It becomes part of a page, where a script, a handler or an address in it would be the page's
    own. With `plain` it holds nothing but ELEMENTS; a logo, which is shown as a picture, may also
    hold what drawing programs add.
    """
    # Refused before anything is parsed: entities can grow without bounds, or read other files.
    if re.search(r"<!(?:DOCTYPE|ENTITY)", source, re.IGNORECASE):
        yield "has a document type: take the line with <!DOCTYPE out"
        return
    try:
        root = ElementTree.fromstring(source)
    except ElementTree.ParseError as error:
        yield f"is not well-formed: {error}"
        return
    if root.tag not in ("svg", f"{_SVG}svg"):
        yield "is not an SVG drawing"
        return
    elements = list(root.iter())
    names = [str(element.tag).removeprefix(_SVG) for element in elements]
    if not SHAPES & set(names):
        yield "draws nothing"
    if names.count("use") > _NESTED_USE:
        yield f"refers to its own parts more than {_NESTED_USE} times"
    for element, name in zip(elements, names, strict=True):
        if name in ACTIVE or (plain and name not in ELEMENTS):
            yield f"holds <{name}>, which no drawing needs"
        yield from _element_faults(element, name)


def _element_faults(element: ElementTree.Element, name: str) -> Iterator[str]:
    if name == "style" and _OUTSIDE.search(element.text or ""):
        yield "has a style that asks for another file"
    for key, value in element.attrib.items():
        plain = key.rpartition("}")[2].lower()
        if plain.startswith("on"):
            yield f"has the handler `{plain}` on <{name}>"
        elif plain in ("href", "src") and not value.startswith("#"):
            yield f"leads elsewhere: `{plain}` on <{name}>"
        elif _OUTSIDE.search(value):
            yield f"asks for another file: `{plain}` on <{name}>"
