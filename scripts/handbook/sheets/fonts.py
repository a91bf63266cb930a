"""Makes the fonts of the printed sheets: TrueType Chinese from the CFF source, and the Latin beside it, nothing else.

WeasyPrint PDFs with a CID-keyed CFF font come out blank in MuPDF, so the outlines are converted once and kept in
.cache/fonts. A sheet sees these files only (see `fonts.conf` there): no glyph can come from a font nobody chose.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from handbook.core.findings import Fault

HAN = "Handbook Han"
PINYIN = "Handbook Pinyin"
HAN_SOURCE = ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 2)
"""Package, file, and the number in the collection that holds the forms of mainland China."""
LATIN_SOURCE = ("fontpkg_atkinson_hyperlegible", "files")
DISTRIBUTIONS = ("manimgx-fonts-cjk", "fontpkg-atkinson-hyperlegible", "fonttools")
EPOCH = 3_786_912_000
"""1 January 2024 in a font's seconds since 1904: no font shows when it was made."""
VERSION = "6"
"""Counted up when the conversion itself changes."""

WIDE = " \u00a0“”‘’…—"
"""In the Latin font too: the blank so that a run of Chinese is not broken at each, the others wide in Chinese."""
CLOSING = "、。，．：；！？）》〉」』】〕”’"
OPENING = "（《〈「『【〔“‘"
LATIN_LETTERS = "".join(map(chr, range(0x20, 0x7F))) + "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüĀÁǍÀŌÓǑÒ"

UNITS = 256
"""To the em: 0.017 mm in 12 pt text, less than half a dot of a 600 dpi printer, and a third fewer bytes than 1,000."""

_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Font:
    """One file to make: its family, weight and characters."""

    family: str
    style: str
    weight: int
    characters: str

    @property
    def file_name(self) -> str:
        """Its name in the cache."""
        return f"{self.family.replace(' ', '')}-{self.style}.ttf"


MISSING = "the font package {} is not installed; remove .venv and run ./scripts/build again to set it up"


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise Fault(MISSING.format(name))
    return Path(next(iter(found.submodule_search_locations)))


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """The 3,755 everyday characters of GB 2312 level 1: an edit rarely leaves them, so the fonts rarely change."""
    codes = ((high, low) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) if (high, low) < (0xD7, 0xFA))
    return frozenset(bytes(code).decode("gb2312") for code in codes)


@lru_cache(maxsize=1)
def latin_characters() -> frozenset[str]:
    """What the Latin font can draw."""
    from fontTools.ttLib import TTFont

    with TTFont(_package(LATIN_SOURCE[0]) / LATIN_SOURCE[1] / "AtkinsonHyperlegible-Regular.ttf", lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def wanted(text: Iterable[str]) -> str:
    """The characters that the Chinese font must have for `text`, sorted."""
    known = everyday() | latin_characters()
    rare = {character for character in text if character.isprintable() and character not in known}
    return "".join(sorted(rare | set(WIDE + CLOSING + OPENING)))


def key(characters: str) -> str:
    """Names the fonts for those characters: other packages or characters make other fonts. Raises Fault."""
    try:
        versions = [importlib.metadata.version(name) for name in DISTRIBUTIONS]
    except importlib.metadata.PackageNotFoundError as error:
        raise Fault(MISSING.format(error.name)) from error
    return hashlib.sha256("\n".join([VERSION, *versions, characters]).encode()).hexdigest()[:16]


def prepare(cache: Path, characters: str) -> Path:
    """The folder with all font files and fonts.conf for `characters`; made when it is not there. Raises Fault."""
    folder = cache / key(characters)
    if (folder / "fonts.conf").exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as name:
        making = Path(name) / folder.name
        making.mkdir()
        _fill(making, "".join(sorted(everyday() | set(characters))))
        (making / "fonts.conf").write_text(_CONF.format(folder=folder), "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    return folder


def _fill(folder: Path, han: str) -> None:
    fonts = [Font(HAN, "Regular", 400, han), Font(HAN, "Bold", 700, han), Font(PINYIN, "Regular", 400, LATIN_LETTERS)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_make, fonts, [folder] * len(fonts)))
    for path in sorted((_package(LATIN_SOURCE[0]) / LATIN_SOURCE[1]).glob("*.ttf")):
        shutil.copy(path, folder)


def _make(font: Font, folder: Path) -> None:
    """One TrueType file: outlines at the font's weight, drawn with quadratic curves."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib import TTFont

    package, name, number = HAN_SOURCE
    source = TTFont(_package(package) / name, fontNumber=number, lazy=True)
    cmap = {code: f"uni{code:04X}" for code in map(ord, font.characters) if code in source.getBestCmap()}
    glyphs, widths = _outlines(source, font.weight, cmap)
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (widths[name], _left(glyphs[name])) for name in glyphs})
    builder.setupHorizontalHeader(ascent=round(UNITS * 0.88), descent=-round(UNITS * 0.12))
    builder.setupNameTable({"familyName": font.family, "styleName": font.style})
    builder.setupOS2(sTypoAscender=round(UNITS * 0.88), sTypoDescender=-round(UNITS * 0.12),
                     usWinAscent=round(UNITS * 0.92), usWinDescent=round(UNITS * 0.2),
                     usWeightClass=font.weight, fsSelection=0x20 if font.weight == 700 else 0x40)  # fmt: skip
    builder.setupPost()
    builder.font["head"].macStyle = int(font.weight == 700)
    builder.font["head"].created = builder.font["head"].modified = EPOCH
    _squeeze(builder, cmap)
    builder.font.recalcTimestamp = False
    builder.save(folder / font.file_name)


def _outlines(source: Any, weight: int, cmap: dict[int, str]) -> tuple[dict[str, Any], dict[str, int]]:
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    scale = UNITS / source["head"].unitsPerEm
    drawn, names = source.getGlyphSet(location={"wght": weight}), source.getBestCmap()
    glyphs: dict[str, Any] = {}
    widths: dict[str, int] = {}
    origins = {".notdef": ".notdef"} | {cmap[code]: names[code] for code in cmap}
    for target, origin in origins.items():
        pen = TTGlyphPen(None)
        quadratic = Cu2QuPen(pen, max_err=UNITS / 256, reverse_direction=True)
        drawn[origin].draw(TransformPen(quadratic, (scale, 0, 0, scale, 0, 0)))
        glyphs[target], widths[target] = pen.glyph(), round(drawn[origin].width * scale)
    return glyphs, widths


def _left(glyph: Any) -> int:
    return int(getattr(glyph, "xMin", 0) or 0)


def _squeeze(builder: Any, cmap: dict[int, str]) -> None:
    """Two punctuation marks in a row share one em of blank (clreq 3.1.6), as kerning pairs."""
    closing, opening = (_glyph_class(cmap, marks) for marks in (CLOSING, OPENING))
    if not closing or not opening:
        return
    rules = f"""feature kern {{
        pos [{closing}] [{closing} {opening}] {-UNITS // 2};
        pos [{opening}] <0 0 0 0> [{opening}] <{-UNITS // 2} 0 {-UNITS // 2} 0>;
    }} kern;"""
    builder.addOpenTypeFeatures(rules)


def _glyph_class(cmap: dict[int, str], marks: str) -> str:
    return " ".join(cmap[ord(mark)] for mark in marks if ord(mark) in cmap)
