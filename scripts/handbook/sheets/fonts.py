"""Makes the Chinese font of the printed sheets: the characters used, in two weights.

Typst could set Noto Sans CJK as it comes, and embeds then TrueType outlines two thirds larger: a
sheet in two languages would pass 150 kB. Static outlines with cubic curves (CFF) stay below, and
Poppler, MuPDF and PDFium draw them. Each outline is drawn once and kept in .cache/fonts, so that
a new character costs one glyph.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handbook.core.findings import HandbookError
from handbook.core.project import Project

HAN = "Handbook Han"
"""The family that overrides/print names."""
HAN_SOURCE = ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 2)
"""Package, file, and the number in the collection that holds the forms of mainland China."""
LATIN_SOURCE = ("fontpkg_atkinson_hyperlegible", "files")
"""Package and folder of Atkinson Hyperlegible, made for low vision by the Braille Institute."""
DISTRIBUTIONS = ("manimgx-fonts-cjk", "fontpkg-atkinson-hyperlegible", "fonttools")
EPOCH = 3_786_912_000
"""1 January 2024 in a font's seconds since 1904: no font shows when it was made."""
UNITS = 500
"""To the em: 0.008 mm in 12 pt text, a fifth of a dot of a 600 dpi printer, and a tenth fewer
bytes than 1,000."""
BOX = (0, -round(UNITS * 0.12), UNITS, round(UNITS * 0.88))
"""Left, bottom, right, top of the em square, in which Chinese glyphs stand."""
WEIGHTS = (("Regular", 400), ("Bold", 700))
ALWAYS = (
    " \u00a0"
    + "".join(map(chr, range(0x21, 0x7F)))
    + "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüĀÁǍÀŌÓǑÒ"
    + "“”‘’…—·、。，．：；！？（）《》〈〉「」『』【】〔〕"
)
"""In it whatever the text holds: plain digits, pinyin, and the marks that are wide in Chinese."""
MISSING = (
    "the font package {} is not installed; remove .venv and run ./scripts/build again to set it up"
)


def package(name: str) -> Path:
    """Return the folder of an installed font package. Raises HandbookError."""
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise HandbookError(MISSING.format(name))
    return Path(next(iter(found.submodule_search_locations)))


def characters(project: Project, more: str = "") -> str:
    """Return what the font must draw, sorted: all that the sources hold beyond ASCII, and `more`.

    The sources, not the sheets of one run: a sheet rendered alone then has the same bytes as
    among all.
    """
    files = [
        *(project.root / "docs").rglob("*.md"),
        *(project.docs / "assets/drawings").glob("*.svg"),
        *project.evidence.glob("*.yml"),
        project.root / "handouts.yml",
        project.root / "mkdocs.yml",
    ]
    found = set(ALWAYS) | set(more)
    for path in files:
        if path.exists():
            found |= set(re.sub("[\x00-\x7f]+", "", path.read_text("utf-8")))
    return "".join(sorted(found))


def refuse_missing(text: str) -> None:
    """Raise HandbookError where no font of ours has a character of a local edition's `text`."""
    if not text.strip():
        return
    from fontTools.ttLib import TTFont

    known: set[int] = set()
    name, file, number = HAN_SOURCE
    latin = package(LATIN_SOURCE[0]) / LATIN_SOURCE[1] / "AtkinsonHyperlegible-Regular.ttf"
    for path, index in ((package(name) / file, number), (latin, -1)):
        with TTFont(path, fontNumber=index, lazy=True) as font:
            known |= set(font.getBestCmap())
    missing = sorted({one for one in text if one.isprintable() and ord(one) not in known})
    if missing:
        said = " ".join(missing)
        raise HandbookError(f"no font of ours has {said}; write it in Latin or Chinese letters")


def key(wanted: str) -> str:
    """Return the name of the fonts for those characters and the installed packages.

    Raises HandbookError where a package is missing.
    """
    try:
        versions = [importlib.metadata.version(name) for name in DISTRIBUTIONS]
    except importlib.metadata.PackageNotFoundError as error:
        raise HandbookError(MISSING.format(error.name)) from error
    made_by = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return hashlib.sha256("\n".join([made_by, *versions, wanted]).encode()).hexdigest()[:16]


def prepare(cache: Path, wanted: str) -> tuple[Path, ...]:
    """Return the folders of all fonts for `wanted`, made where they are not there.

    Raises HandbookError where a package is missing.
    """
    latin = package(LATIN_SOURCE[0]) / LATIN_SOURCE[1]
    folder = cache / key(wanted)
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as name:
            making = Path(name) / folder.name
            making.mkdir()
            with ProcessPoolExecutor(
                len(WEIGHTS)
            ) as pool:  # pure Python, so that threads would wait for each other
                drawings = [_Drawing(cache, style, weight) for style, weight in WEIGHTS]
                list(
                    pool.map(
                        _Drawing.make, drawings, [wanted] * len(drawings), [making] * len(drawings)
                    )
                )
            if not folder.exists():
                making.rename(folder)
        _forget(cache, folder)
    return folder, latin


def _forget(cache: Path, used: Path) -> None:
    """Remove the fonts of other characters but the last three."""
    others = [path for path in cache.iterdir() if path.is_dir() and path != used]
    for path in sorted(others, key=lambda path: path.stat().st_mtime)[:-3]:
        shutil.rmtree(path, ignore_errors=True)


@dataclass(frozen=True)
class _Drawing:
    """One weight while it is drawn."""

    cache: Path
    style: str
    weight: int

    def make(self, wanted: str, folder: Path) -> None:
        """Write the font of `wanted` into `folder`, without what the source lacks."""
        from fontTools.fontBuilder import FontBuilder
        from fontTools.misc.psCharStrings import T2CharString

        outlines = self.outlines(wanted)
        drawn = {f"uni{ord(one):04X}": outlines[one] for one in wanted if one in outlines}
        drawn = {".notdef": outlines[".notdef"]} | drawn
        name = f"{HAN.replace(' ', '')}-{self.style}"
        builder = FontBuilder(UNITS, isTTF=False)
        builder.setupGlyphOrder(list(drawn))
        builder.setupCharacterMap(
            {ord(one): f"uni{ord(one):04X}" for one in wanted if one in outlines}
        )
        strings = {
            glyph: T2CharString(bytecode=bytes.fromhex(code)) for glyph, (_, code) in drawn.items()
        }
        about = {"FamilyName": HAN, "FullName": f"{HAN} {self.style}", "FontBBox": list(BOX)}
        builder.setupCFF(name, about, strings, {})
        builder.setupHorizontalMetrics({glyph: (width, 0) for glyph, (width, _) in drawn.items()})
        self.describe(builder, name)
        builder.save(folder / f"{name}.otf")

    def describe(self, builder: Any, name: str) -> None:
        """Give a font its names and measures, in the proportions of the source."""
        bold = self.weight >= 700
        selection = {True: 0x20, False: 0x40}[bold]
        builder.setupHorizontalHeader(ascent=round(UNITS * 0.88), descent=-round(UNITS * 0.12))
        builder.setupNameTable(
            {
                "familyName": HAN,
                "styleName": self.style,
                "psName": name,
                "fullName": f"{HAN} {self.style}",
            }
        )
        builder.setupOS2(sTypoAscender=round(UNITS * 0.88), sTypoDescender=-round(UNITS * 0.12),
                         usWinAscent=round(UNITS * 0.92), usWinDescent=round(UNITS * 0.2),
                         usWeightClass=self.weight,
                         sCapHeight=round(UNITS * 0.733), sxHeight=round(UNITS * 0.543),
                         fsSelection=selection)  # fmt: skip
        builder.setupPost()
        # Measuring every outline again would take four times as long as all the rest.
        builder.font.recalcBBoxes = False
        head = builder.font["head"]
        head.xMin, head.yMin, head.xMax, head.yMax = BOX
        head.macStyle = int(bold)
        head.created = head.modified = EPOCH
        builder.font.recalcTimestamp = False

    def outlines(self, wanted: str) -> dict[str, tuple[int, str]]:
        """Return width and outline (Type 2 charstring, in hexadecimal) of each character."""
        version = key("")  # other packages, or another way to draw: nothing that was kept is used
        path = self.cache / f"outlines-{self.weight}-{version}.json"
        kept: dict[str, tuple[int, str]] = (
            json.loads(path.read_text("utf-8")) if path.exists() else {}
        )
        missing = [one for one in (".notdef", *wanted) if one not in kept]
        if missing:
            kept |= self.draw(missing)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
            part.replace(path)
        return {one: (width, code) for one, (width, code) in kept.items() if code}

    def draw(self, wanted: Iterable[str]) -> dict[str, tuple[int, str]]:
        """Return width and outline of each character; no outline for one that is not there."""
        from fontTools.pens.t2CharStringPen import T2CharStringPen
        from fontTools.pens.transformPen import TransformPen
        from fontTools.ttLib import TTFont

        name, file, number = HAN_SOURCE
        source = TTFont(package(name) / file, fontNumber=number, lazy=True)
        names, scale = source.getBestCmap(), UNITS / source["head"].unitsPerEm
        glyphs = source.getGlyphSet(location={"wght": self.weight})
        made: dict[str, tuple[int, str]] = {}
        for one in wanted:
            glyph = one if one == ".notdef" else names.get(ord(one))
            if glyph is None:
                made[one] = (0, "")
                continue
            width = round(glyphs[glyph].width * scale)
            pen = T2CharStringPen(width, None)
            glyphs[glyph].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
            string = pen.getCharString()
            string.compile()
            made[one] = (width, string.bytecode.hex())
        return made
