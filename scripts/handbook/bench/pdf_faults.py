"""Faults in a finished PDF, made with PDF libraries, since its bytes cannot be edited as text."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pymupdf
from pikepdf import Name, String

from handbook.core.findings import HandbookError
from handbook.core.records import Record
from handbook.sheets.pdf_inspection import code_box, elements

_EMPTY_BOX = "\u25a1"


class PdfFault(Record):
    """What becomes of a PDF. Several may be given; they are done in this order."""

    language: str | None = None
    """The language in its catalogue; `none` takes it away."""
    title: str | None = None
    drop_page: int | None = None
    """A page, from 1."""
    old: str | None = None
    """Words on one line of the PDF; `new`, or boxes, are drawn over them."""
    new: str | None = None
    boxes: bool = False
    """Whether each character of `old` becomes a box that is a real character of its font."""
    code: str | None = None
    """An address: the first page's first QR code then leads to it."""


def spoilt(data: bytes, fault: PdfFault) -> bytes:
    """Return the PDF with `fault` made. Raises HandbookError where it does not fit the PDF."""
    try:
        return _spoilt(data, fault)
    except (pikepdf.PdfError, RuntimeError) as error:
        raise HandbookError(f"is no PDF: {error}") from None


def _spoilt(data: bytes, fault: PdfFault) -> bytes:
    if fault.old:
        new = _EMPTY_BOX * len(fault.old) if fault.boxes else fault.new or ""
        data = _worded(data, fault.old, new)
    if fault.code:
        data = _coded(data, fault.code)
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if fault.language == "none":
            del pdf.Root[Name.Lang]
        elif fault.language:
            pdf.Root.Lang = String(fault.language)
        if fault.title:
            with pdf.open_metadata() as metadata:
                metadata["dc:title"] = fault.title
            pdf.docinfo[Name.Title] = fault.title
        if fault.drop_page:
            del pdf.pages[fault.drop_page - 1]
        pdf.save(output)
    return output.getvalue()


def _worded(data: bytes, old: str, new: str) -> bytes:
    """Draw `new` over the first place of `old`."""
    document: Any = pymupdf.open(stream=data, filetype="pdf")  # type: ignore[no-untyped-call]
    for page in document:
        for place in page.search_for(old)[:1]:
            page.add_redact_annot(place)
            page.apply_redactions(images=0, graphics=0)
            size = place.height * 0.7
            page.insert_text((place.x0, place.y1 - size / 4), new, fontname="china-s",
                             fontsize=size)  # fmt: skip
            return bytes(document.tobytes())
    raise HandbookError(f"the PDF does not hold {old!r} on one line")


def _coded(data: bytes, address: str) -> bytes:
    """Draw a QR code of `address` over the first one of the first page."""
    import segno

    with pikepdf.open(io.BytesIO(data)) as pdf:
        first = pdf.pages[0].objgen
        on_first = [item for item in elements(pdf) if Name.Pg in item and item.Pg.objgen == first]
        boxes = [box for box in map(code_box, on_first) if box]
    if not boxes:
        raise HandbookError("the PDF has no QR code on its first page")
    document: Any = pymupdf.open(stream=data, filetype="pdf")  # type: ignore[no-untyped-call]
    page, picture = document[0], io.BytesIO()
    place = boxes[0] * page.transformation_matrix
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=8, border=0)
    page.draw_rect(place, color=(1, 1, 1), fill=(1, 1, 1))
    page.insert_image(place, stream=picture.getvalue())
    return bytes(document.tobytes())
