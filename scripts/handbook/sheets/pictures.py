"""Draws what a site shows of the sheets: each one's first page, and the card for a phone."""

from __future__ import annotations

import hashlib
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
SHOWN_DOTS = 30
"""To the inch: 248 pixels across a page."""


def phone_names(codes: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield (file name, language, look) of each picture for a phone."""
    for code in codes:
        for look in LOOKS:
            yield f"{CARD}-{code}-{look}.png", code, look


@dataclass(frozen=True)
class Pictures:
    """Pictures by what goes into them, kept in a folder."""

    folder: Path
    base: bytes
    """What goes into each beside its own document."""

    def first_page(self, pdf: bytes) -> bytes:
        """Return a picture of the first page of a PDF as PNG."""
        from handbook.sheets.pdf_inspection import first_page

        return self.kept(pdf, lambda: first_page(pdf, SHOWN_DOTS))

    def phone(self, renderer: Callable[[], Renderer], document: Json, look: str) -> bytes:
        """Return the card for a phone as PNG, light or dark. Raises HandbookError."""
        inputs = {"look": look}
        words = json.dumps([document, look], ensure_ascii=False, sort_keys=True).encode()
        return self.kept(words, lambda: renderer().picture(PHONE, document, PHONE_DOTS, inputs))

    def kept(self, content: bytes, draw: Callable[[], bytes]) -> bytes:
        """Return the picture of `content`, drawn where it is not kept."""
        name = hashlib.sha256(b"\0".join([self.base, content])).hexdigest()
        path = self.folder / f"{name}.png"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(draw())
            part.replace(path)
        return path.read_bytes()
