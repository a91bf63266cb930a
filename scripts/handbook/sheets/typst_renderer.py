"""Renders a composed document to a tagged PDF or to a picture: the only module that talks to Typst.

It reads no system font, no file but the templates, and asks no network; of a font it embeds the
glyphs used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from handbook.core.findings import HandbookError

FOLDER = "overrides/print"
"""Below the root: the templates."""
DISTRIBUTIONS = ("typst", "segno", "pymupdf", "pillow")
"""What PDFs and pictures depend on beside our own files and the fonts."""


@dataclass
class Renderer:
    """The templates of one copy of the handbook, with the fonts."""

    folder: Path
    """The templates."""
    fonts: tuple[Path, ...]
    """Folders of font files; no other font is used."""

    @cached_property
    def book(self) -> Any:
        """The fonts, read once for all sheets."""
        import typst

        folders = [str(folder) for folder in self.fonts]
        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
        )

    def pdf(self, template: str, document: Any) -> bytes:
        """Return the PDF of `document` as `template` sets it.

        Raises HandbookError with Typst's objection.
        """
        made = self._compile(template, document, {}, format="pdf", pdf_standards=["ua-1"])
        return bytes(made)

    def picture(self, template: str, document: Any, dots: float, inputs: dict[str, str]) -> bytes:
        """Return a PNG of the first page, `dots` to the inch; the template sees `inputs` too.

        Raises HandbookError with Typst's objection.
        """
        made = self._compile(template, document, inputs, format="png", ppi=dots)
        if isinstance(made, list):
            made = made[0]
        return bytes(made)

    def _compile(self, template: str, document: Any, inputs: dict[str, str], **options: Any) -> Any:
        import typst

        data = {"document": json.dumps(document, ensure_ascii=False), **inputs}
        path = self.folder / template
        try:
            compiler = typst.Compiler(path, root=self.folder, font_paths=self.book)
            made, warnings = compiler.compile_with_warnings(sys_inputs=data, **options)
        except typst.TypstError as error:
            raise HandbookError(f"{FOLDER}/{template}: {_told(error)}") from error
        if warnings:
            raise HandbookError(f"{FOLDER}/{template}: {_told(warnings[0])}")
        return made


def _told(error: Any) -> str:
    """Return what Typst says, with its hints, on one line."""
    hints = "; ".join(getattr(error, "hints", None) or [])
    return " ".join(f"{getattr(error, 'message', error)} {hints}".split())
