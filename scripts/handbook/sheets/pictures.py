"""Draws what a site shows of the sheets: each one's first page, and the card for a phone."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from handbook.sheets.frame import Json
from handbook.sheets.typst_renderer import Renderer

CARD = "card"
"""The sheet that exists as a picture for the phone too."""
PHONE = "phone.typ"
LOOKS = ("light", "dark")
PHONE_DOTS = 1080 / (90 / 25.4)
"""To the inch: 1,080 pixels across a picture of 90 mm, as common phones have (2,340 down)."""
COLOURS = 32
"""Of a picture for a phone: paper, three inks, and what lies between at the edges of letters."""
SHOWN_DOTS = 24
"""To the inch: 198 pixels across a page, which a phone shows on 102 points of two pixels each."""


def phone_names(codes: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield (file name, language, look) of each picture for a phone."""
    for code in codes:
        for look in LOOKS:
            yield f"{CARD}-{code}-{look}.png", code, look


def shown_name(sheet: str) -> str:
    """Return the file name of the picture of a sheet's first page."""
    return f"{sheet}.webp"


def few_colours(png: bytes) -> bytes:
    """Return a PNG with a palette: a third of the bytes, and words on one ground look the same."""
    from PIL import Image

    output = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        plain = picture.convert("RGB")
        few = plain.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(output, "PNG")
    return output.getvalue()


@dataclass(frozen=True)
class Pictures:
    """Pictures by what goes into them, kept in a folder."""

    folder: Path
    base: bytes
    """What goes into each beside its own document."""

    def first_page(self, pdf: bytes) -> bytes:
        """Return a small picture of the first page of a PDF as WebP."""
        from handbook.sheets.pdf_inspection import first_page

        return self.kept(pdf, "webp", lambda: first_page(pdf, SHOWN_DOTS))

    def phone(self, renderer: Callable[[], Renderer], document: Json, look: str) -> bytes:
        """Return the card for a phone as PNG, light or dark. Raises HandbookError."""
        inputs = {"look": look}
        words = json.dumps([document, look], ensure_ascii=False, sort_keys=True).encode()

        def draw() -> bytes:
            return few_colours(renderer().picture(PHONE, document, PHONE_DOTS, inputs))

        return self.kept(words, "png", draw)

    def kept(self, content: bytes, ending: str, draw: Callable[[], bytes]) -> bytes:
        """Return the picture of `content`, drawn where it is not kept."""
        name = hashlib.sha256(b"\0".join([self.base, content])).hexdigest()
        path = self.folder / f"{name}.{ending}"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(draw())
            part.replace(path)
        return path.read_bytes()
