"""The real handbook's sheets, rendered once for all tests, and what three engines draw of each page."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pymupdf
import pypdfium2
from PIL import Image

from handbook.content.edition import Edition
from handbook.core.project import Project
from handbook.publish.pipeline import PAGES, assemble
from handbook.sheets.pdf_cache import Entry, Manifest, read_manifest
from handbook.sheets.sheet_set import make_sheets
from handbook.sheets.spec import FOLDER

DPI = 60
COLUMNS, ROWS = 12, 16


@dataclass(frozen=True)
class Sheets:
    """A site with all its PDFs."""

    project: Project

    @property
    def pages(self) -> Project:
        """The unfinished pages that they were made from."""
        return self.project.with_site(self.project.root / PAGES)

    @cached_property
    def manifest(self) -> Manifest:
        """The list of the PDFs."""
        manifest = read_manifest(self.project.site)
        assert manifest is not None
        return manifest

    def path(self, entry: Entry) -> Path:
        """Where a PDF stands."""
        return self.project.site / FOLDER / entry.file

    @property
    def layouts(self) -> list[Entry]:
        """One PDF of each layout: the other paper shows the same pages."""
        return [item for item in self.manifest.files if item.paper == "a4"]

    def each(self, look: Any) -> Iterator[tuple[str, Any]]:
        """(file name, what `look` says of its path) for each layout, on all cores, the largest first."""
        entries = sorted(self.layouts, key=lambda item: -item.size)
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            yield from zip((item.file for item in entries), pool.map(look, map(self.path, entries)), strict=True)


def render_all(home: Path, target: Path) -> None:
    """Make a site at `target` of the pages built in the copy `home`, with all sheets."""
    project = Project.at(home)
    pages = project.with_site(home / PAGES)
    assemble(pages, project.with_site(target), make_sheets(pages, Edition()), target / FOLDER)


def ink(path: Path) -> dict[str, list[list[float]]]:
    """For each engine and page, how dark each field of a grid over the page is, from 0 to 1."""
    return {"poppler": list(_poppler(path)), "mupdf": list(_mupdf(path)), "pdfium": list(_pdfium(path))}


def _poppler(path: Path) -> Iterator[list[float]]:
    done = subprocess.run(["pdftoppm", "-gray", "-r", str(DPI), path], capture_output=True, check=True)
    assert not done.stderr, done.stderr
    data = done.stdout
    while data:
        _, size, _, rest = data.split(b"\n", 3)
        width, height = map(int, size.split())
        yield _grid(rest[: width * height], width, height, width)
        data = rest[width * height :]


def _mupdf(path: Path) -> Iterator[list[float]]:
    with pymupdf.open(path) as document:
        for page in document:
            pixels = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
            yield _grid(pixels.samples, pixels.width, pixels.height, pixels.stride)


def _pdfium(path: Path) -> Iterator[list[float]]:
    document = pypdfium2.PdfDocument(path)
    try:
        for page in document:
            bitmap = page.render(scale=DPI / 72, grayscale=True)
            yield _grid(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    finally:
        document.close()


def _grid(samples: bytes, width: int, height: int, stride: int) -> list[float]:
    picture = Image.frombuffer("L", (width, height), samples, "raw", "L", stride, 1)
    fields = picture.resize((COLUMNS, ROWS), Image.Resampling.BOX)  # each the mean of its pixels
    return [1 - value / 255 for value in fields.tobytes()]
