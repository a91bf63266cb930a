"""Puts the pages of a PDF on other paper: on Letter, or two on a sheet to fold and staple.

A booklet is for a printer only: it carries no tags, as the PDF that it is made from is the one to
read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

POINTS = 72 / 25.4
"""In a millimetre."""


def on_letter(data: bytes, paper: tuple[float, float]) -> bytes:
    """Return an A4 PDF with its pages in the middle of another paper (sides in millimetres).

    The block of text is made to fit both; only the page's box moves, so lines, tags and
    bookmarks stay.
    """
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = (float(number) for number in page.mediabox)
            across, up = (
                (paper[0] * POINTS - right + left) / 2,
                (paper[1] * POINTS - top + bottom) / 2,
            )
            page.obj[Name.MediaBox] = Array(
                [round(n, 3) for n in (left - across, bottom - up, right + across, top + up)]
            )
            for box in (Name.CropBox, Name.TrimBox):
                if box in page.obj:
                    del page.obj[box]
        pdf.save(
            output, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
        )
    return output.getvalue()


def folded(pages: int) -> Iterator[tuple[int | None, int | None]]:
    """Yield the pages left and right on each side of paper, from 0; None for a blank one.

    Print on both sides, turned on the short edge; fold the whole pile once.
    """
    total = pages + -pages % 4
    for sheet in range(total // 4):
        outer, inner = 2 * sheet, total - 1 - 2 * sheet
        for left, right in ((inner, outer), (outer + 1, inner - 1)):
            yield (left if left < pages else None, right if right < pages else None)


def booklet(data: bytes, paper: tuple[float, float], title: str, language: str) -> bytes:
    """Return the booklet of a PDF on paper of that width and height (millimetres, upright)."""
    height, width = (side * POINTS for side in paper)
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as target:
        for pair in folded(len(source.pages)):
            target.add_blank_page(page_size=(width, height))
            page = target.pages[-1]
            for half, number in enumerate(pair):
                if number is not None:
                    _place(target, page, source.pages[number], half * width / 2, width / 2, height)
        target.Root.Lang = pikepdf.String(language)
        target.Root.ViewerPreferences = Dictionary(
            DisplayDocTitle=True, Duplex=Name.DuplexFlipShortEdge
        )
        target.docinfo[Name.Title] = pikepdf.String(title)
        target.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate,
                    compress_streams=True,
                    recompress_flate=True, deterministic_id=True)  # fmt: skip
    return output.getvalue()


def _place(
    target: pikepdf.Pdf,
    page: pikepdf.Page,
    source: pikepdf.Page,
    left: float,
    width: float,
    height: float,
) -> None:
    """Draw a page of another PDF into the half of `page` that begins at `left`."""
    form = target.copy_foreign(source.as_form_xobject())
    for key in (Name.StructParents, Name.StructParent):
        if key in form:
            del form[key]
    box = [float(number) for number in source.mediabox]
    scale = min(width / (box[2] - box[0]), height / (box[3] - box[1]))
    across = left + (width - scale * (box[2] - box[0])) / 2
    up = (height - scale * (box[3] - box[1])) / 2
    # A name by its place: pikepdf would make one up, another each time.
    name = page.add_resource(form, Name.XObject, Name(f"/Page{round(left)}"))
    drawn = f"q {scale:.5f} 0 0 {scale:.5f} {across:.3f} {up:.3f} cm {name} Do Q\n".encode()
    page.contents_add(target.make_stream(drawn))
