"""Renders a composed document to a tagged PDF or to pictures: the only module that talks to Typst.

It reads no system font, no file but the templates, and asks no network; what it embeds of a font are the glyphs used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from handbook.core.findings import Fault

FOLDER = "overrides/print"
"""Below the root: the templates."""
DISTRIBUTIONS = ("typst", "segno")
"""What a PDF depends on beside our own files and the fonts."""


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
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)

    def pdf(self, template: str, document: dict[str, Any]) -> bytes:
        """Return the PDF of `document` as `template` sets it. Raises Fault naming what Typst objects to."""
        return bytes(self._compile(template, document, format="pdf", pdf_standards=["ua-1"]))

    def pictures(
        self, template: str, document: dict[str, Any], dots: float, inputs: dict[str, str] | None = None
    ) -> list[bytes]:
        """Return a PNG of each page, `dots` to the inch; the template sees `inputs` too. Raises Fault."""
        made: Any = self._compile(template, document, inputs, format="png", ppi=dots)
        return made if isinstance(made, list) else [made]

    def _compile(
        self, template: str, document: dict[str, Any], inputs: dict[str, str] | None = None, **options: Any
    ) -> Any:
        import typst

        data = {"document": json.dumps(document, ensure_ascii=False)} | (inputs or {})
        try:
            compiler = typst.Compiler(self.folder / template, root=self.folder, font_paths=self.book)
            made, warnings = compiler.compile_with_warnings(sys_inputs=data, **options)
        except typst.TypstError as error:
            raise Fault(f"{FOLDER}/{template}: {_told(error)}") from error
        if warnings:
            raise Fault(f"{FOLDER}/{template}: {_told(warnings[0])}")
        return made


def _told(error: Any) -> str:
    """Return what Typst says, with its hints, on one line."""
    hints = "; ".join(getattr(error, "hints", None) or [])
    return " ".join(f"{getattr(error, 'message', error)} {hints}".split())
