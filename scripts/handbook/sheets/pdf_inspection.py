"""Looks into a finished PDF: tags, languages, fonts, missing glyphs, and the disclaimer on every page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

from handbook.sheets.pdf_postprocess import elements
from handbook.sheets.pdf_report import Facts

_HEX = re.compile(rb"<([0-9a-fA-F]+)>")
_ENDLESS = (-1e6, -1e6, 1e6, 1e6)
_TEXT = re.compile(rb"BT\b.*?\bET\b", re.DOTALL)


def inspect(data: bytes, disclaimers: Sequence[str]) -> Facts:
    """The facts of a PDF that must say each of `disclaimers` on every page. Raises ValueError for what is no PDF."""
    try:
        bare, cut = _texts(data, disclaimers)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return Facts(
                pages=len(pdf.pages),
                tagged=_tagged(pdf),
                languages=tuple(dict.fromkeys(_languages(pdf))),
                loose_fonts=tuple(sorted(set(_loose(pdf)))),
                missing_glyphs=sum(map(_missing, pdf.pages)),
                bare_pages=bare,
                cut_pages=cut,
            )
    except (pikepdf.PdfError, RuntimeError) as error:
        raise ValueError(str(error)) from error


def _tagged(pdf: pikepdf.Pdf) -> bool:
    root = pdf.Root
    marked = root.get(Name.MarkInfo, Dictionary()).get(Name.Marked, False)
    shown = root.get(Name.ViewerPreferences, Dictionary()).get(Name.DisplayDocTitle, False)
    with pdf.open_metadata() as metadata:
        claims = metadata.get("pdfuaid:part") == "1" and bool(metadata.get("dc:title"))
    return bool(marked and shown and claims and Name.StructTreeRoot in root)


def _languages(pdf: pikepdf.Pdf) -> Iterator[str]:
    if Name.Lang in pdf.Root:
        yield str(pdf.Root.Lang)
    for element in elements(pdf):
        if Name.Lang in element:
            yield str(element.Lang)


def _fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get(Name.Type) == Name.Font and Name.DescendantFonts not in item:
            yield item


def _loose(pdf: pikepdf.Pdf) -> Iterator[str]:
    for font in _fonts(pdf):
        descriptor = font.get(Name.FontDescriptor, Dictionary())
        embedded = any(name in descriptor for name in (Name.FontFile, Name.FontFile2, Name.FontFile3))
        if not embedded and font.get(Name.Subtype) != Name.Type3:
            yield str(font.get(Name.BaseFont, "?"))


def _missing(page: pikepdf.Page) -> int:
    """How often a page draws glyph 0, as WeasyPrint writes it: two bytes a glyph, in hexadecimal."""
    page.contents_coalesce()
    stream = page.obj.get(Name.Contents)
    if stream is None:
        return 0
    strings = (match[1] for text in _TEXT.finditer(stream.read_bytes()) for match in _HEX.finditer(text[0]))
    return sum(glyphs[place : place + 4] == b"0000" for glyphs in strings for place in range(0, len(glyphs), 4))


def _texts(data: bytes, disclaimers: Sequence[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The pages without one of the disclaimers, and those with text off the paper."""
    import pymupdf

    wanted = [_squeeze(text) for text in disclaimers]
    # By default MuPDF leaves out what stands off the paper, which is what we look for.
    flags = pymupdf.TEXTFLAGS_WORDS & ~pymupdf.TEXT_MEDIABOX_CLIP & ~pymupdf.TEXT_CLIP
    bare, cut = [], []
    with pymupdf.open(stream=data, filetype="pdf") as document:  # type: ignore[no-untyped-call]
        for number, page in enumerate(document, 1):
            words = page.get_text("words", flags=flags, clip=_ENDLESS)
            text = _squeeze("".join(word[4] for word in words))
            if any(part not in text for part in wanted):
                bare.append(number)
            right, bottom = page.rect.x1, page.rect.y1
            if any(x0 < 0 or y0 < 0 or x1 > right or y1 > bottom for x0, y0, x1, y1, *_ in words):
                cut.append(number)
    return tuple(bare), tuple(cut)


def _squeeze(text: str) -> str:
    return "".join(text.split())
