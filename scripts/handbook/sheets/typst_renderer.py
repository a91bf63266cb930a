"""Renders a composed document to a tagged PDF or to pictures: the only module that talks to Typst.

Typst draws Noto Sans CJK straight from its variable CFF2 file as TrueType outlines, of which it embeds only the glyphs
used: three engines (Poppler, MuPDF, PDFium) show them. It reads no system font, no file but the templates, no network.
"""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from handbook.core.findings import Fault

FOLDER = "overrides/print"
"""Below the root: the templates."""
FONT_PACKAGES = (("manimgx_fonts_cjk", "."), ("fontpkg_atkinson_hyperlegible", "files"))
"""(package, folder in it): Noto Sans CJK with every weight, and Atkinson Hyperlegible, made for low vision."""
DISTRIBUTIONS = ("typst", "manimgx-fonts-cjk", "fontpkg-atkinson-hyperlegible", "segno")
"""What a PDF depends on beside our own files."""
MISSING = "the font package {} is not installed; remove .venv and run ./scripts/build again to set it up"


@dataclass(frozen=True)
class Renderer:
    """The templates of one copy of the handbook, with the fonts."""

    folder: Path

    def pdf(self, template: str, document: dict[str, Any]) -> bytes:
        """Return the PDF of `document` as `template` sets it. Raises Fault naming what Typst objects to."""
        return self._compile(template, document, format="pdf", pdf_standards=["ua-1"])

    def pictures(self, template: str, document: dict[str, Any], dots: float) -> list[bytes]:
        """Return a PNG of each page, `dots` to the inch. Raises Fault."""
        made: Any = self._compile(template, document, format="png", ppi=dots)
        return made if isinstance(made, list) else [made]

    def _compile(self, template: str, document: dict[str, Any], **options: Any) -> Any:
        import typst

        data = {"document": json.dumps(document, ensure_ascii=False)}
        try:
            compiler = typst.Compiler(self.folder / template, root=self.folder, font_paths=_fonts())
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


@lru_cache(maxsize=1)
def _fonts() -> Any:
    import typst

    folders = [str(_package(name) / folder) for name, folder in FONT_PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise Fault(MISSING.format(name))
    return Path(next(iter(found.submodule_search_locations)))
