"""Looks into a finished PDF: tags, languages, fonts, glyphs, disclaimer, how full pages are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from threading import Lock
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from handbook.sheets.pdf_report import Facts

_ENDLESS = (-1e6, -1e6, 1e6, 1e6)
_MUPDF = Lock()
"""MuPDF keeps one state for all threads."""
QUALITY = 25
"""Of a picture of a page, of 100: words are grey lines at that size all the same."""
MOSTLY = 0.85
"""A page whose words alone fill so much of it is full."""
_PAGE = "\f"
"""Ends each page of a PDF's text, which holds no other such mark."""
BOXES = "\ufffd\u25a1\u25a0\u25af\u25ae\u2610\u2b1c"
"""What stands for a character that is lost: the mark for it, and boxes as characters of a font."""
BANDS = 24
"""A page's block of text is looked at in so many bands for what is empty."""

_CODE = re.compile(r"QR|二维码")
"""What the description of a QR code says in any language: the wording `qr` of the evidence."""
_QUIET = (-6, -6, 6, 6)
"""Points of white round a code that a reader needs, which the sheets leave."""
_DOTS = 150
"""To the inch: a code's modules are then three dots or more."""


def packed(data: bytes) -> bytes:
    """Return a PDF in as few bytes as its streams allow: the same content, a seventh smaller."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate,
                 compress_streams=True,
                 recompress_flate=True, deterministic_id=True)  # fmt: skip
    return output.getvalue()


def first_page(data: bytes, dots: int) -> bytes:
    """Return a picture of the first page of a PDF as WebP, `dots` to the inch.

    A fifth of the bytes of a PNG: a page that lists all sheets shows some at once.
    """
    import pymupdf

    with _MUPDF:
        document = pymupdf.open(stream=data, filetype="pdf")  # type: ignore[no-untyped-call]
        pixels: Any = document[0].get_pixmap(dpi=dots)
        return bytes(pixels.pil_tobytes("WEBP", quality=QUALITY, method=6))


def inspect(data: bytes, disclaimers: Sequence[str], composed: Any = None) -> Facts:
    """Return the facts of a PDF that must say each of `disclaimers` on every page.

    It must show the texts of `composed`, of a sheet the panels that it was made from, too.
    Raises ValueError for no PDF.
    """
    try:
        with _MUPDF:
            bare, cut, fill, missing, text = _pages(data, disclaimers)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            codes = _codes(data, pdf)
            return Facts(
                pages=len(pdf.pages),
                tagged=_tagged(pdf),
                languages=tuple(dict.fromkeys(_languages(pdf))),
                loose_fonts=tuple(sorted(set(_loose(pdf)))),
                missing_glyphs=missing,
                bare_pages=bare,
                cut_pages=cut,
                fill=fill,
                codes=tuple(dict.fromkeys(filter(None, codes))),
                addresses=tuple(dict.fromkeys((*_links(pdf), *filter(None, codes)))),
                lost_places=tuple(sorted(_lost(pdf))),
                unread_codes=codes.count(""),
                lost=_unseen(composed, text),
            )
    except (pikepdf.PdfError, RuntimeError) as error:
        raise ValueError(str(error)) from error


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every structure element, in reading order."""
    root = pdf.Root.get(Name.StructTreeRoot)
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if node.get(Name.S) is not None:
            yield node
        waiting.extend(
            reversed([kid for kid in kids(node) if isinstance(kid, Dictionary) and Name.S in kid])
        )


def kids(node: Any) -> list[Any]:
    """Return what hangs below an element: elements, numbers of content, references."""
    below = node.get(Name.K)
    if below is None:
        return []
    return list(below) if isinstance(below, Array) else [below]


def _tagged(pdf: pikepdf.Pdf) -> bool:
    root = pdf.Root
    marked = root.get(Name.MarkInfo, Dictionary()).get(Name.Marked, False)
    shown = root.get(Name.ViewerPreferences, Dictionary()).get(Name.DisplayDocTitle, False)
    with pdf.open_metadata() as metadata:
        claims = metadata.get("pdfuaid:part") == "1" and bool(metadata.get("dc:title"))
    return bool(marked and shown and claims and Name.StructTreeRoot in root)


def _languages(pdf: pikepdf.Pdf) -> Iterator[str]:
    yield str(pdf.Root.get(Name.Lang, ""))
    for element in elements(pdf):
        if Name.Lang in element:
            yield str(element.Lang)


def _annotations(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        yield from page.get(Name.Annots, Array())


def _links(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield every address that a link leads to (ISO 32000-1, 12.6.4.7)."""
    for annotation in _annotations(pdf):
        address = annotation.get(Name.A, Dictionary()).get(Name.URI)
        if address is not None:
            yield str(address)


def _lost(pdf: pikepdf.Pdf) -> set[str]:
    """Return the named places that a link or a bookmark leads to, and that are not there."""
    wanted = set()
    with pdf.open_outline() as outline:
        bookmarks = list(outline.root)
        while bookmarks:
            bookmark = bookmarks.pop()
            bookmarks += bookmark.children
            wanted |= _named(bookmark.destination) | _named_by(bookmark.action)
    for annotation in _annotations(pdf):
        wanted |= _named(annotation.get(Name.Dest)) | _named_by(annotation.get(Name.A))
    return wanted - places(pdf)


def _named_by(action: Any) -> set[str]:
    """Return the place that an action goes to, where it goes to one of this document's."""
    goes = action is not None and action.get(Name.S) == Name.GoTo
    return _named(action.get(Name.D)) if goes else set()


def _named(destination: Any) -> set[str]:
    """Return the name of a destination; nothing for one that is written out."""
    is_name = isinstance(destination, (str, pikepdf.String, Name))
    return {str(destination).removeprefix("/")} if is_name else set()


def places(pdf: pikepdf.Pdf) -> set[str]:
    """Return the names of the places of a document that links may lead to."""
    found = {str(name).removeprefix("/") for name in pdf.Root.get(Name.Dests, Dictionary())}
    tree = pdf.Root.get(Name.Names, Dictionary()).get(Name.Dests)
    return found | {str(name) for name in pikepdf.NameTree(tree)} if tree is not None else found


def fragments(data: bytes) -> frozenset[str]:
    """Return what `#` of an address may name in a PDF: its pages and its places (RFC 8118, 3).

    Nothing for no PDF.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = {f"page={number}" for number in range(1, len(pdf.pages) + 1)}
            named = places(pdf)
    except pikepdf.PdfError:
        return frozenset()
    return frozenset(pages | named | {f"nameddest={name}" for name in named})


def _codes(data: bytes, pdf: pikepdf.Pdf) -> list[str]:
    """Return what the QR codes of a document say, each found by its tag; "" for one unread.

    A document without tags has none that we know of, but for one on its first page.
    """
    import pymupdf

    numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
    said = []
    open_pdf: Any = pymupdf.open
    with _MUPDF, open_pdf(stream=data, filetype="pdf") as document:
        if Name.StructTreeRoot not in pdf.Root:
            return [text for text in [_code(document[0], None)] if text]
        for element in elements(pdf):
            box = code_box(element)
            if box and element.get(Name.Pg) is not None:
                page = document[numbers[element.Pg.objgen]]
                said.append(_code(page, box * page.transformation_matrix))
    return said


def code_box(figure: Any) -> Any:
    """Return the box of a figure that its words call a QR code, in points from below; else None."""
    from pymupdf import Rect

    words = str(figure.get(Name.Alt, ""))
    if Name.Figure != figure.S or not _CODE.search(words):
        return None
    attributes = figure.get(Name.A, Dictionary())
    for group in [attributes] if isinstance(attributes, Dictionary) else attributes:
        if Name.BBox in group:
            return Rect(*map(float, group.BBox))  # type: ignore[no-untyped-call]
    return None


def _code(page: Any, box: Any) -> str:
    """Return what the QR code in a box of a page says, with its quiet zone; "" for none."""
    import pymupdf

    clip = None if box is None else box + _QUIET
    pixels = page.get_pixmap(dpi=_DOTS, clip=clip, colorspace=pymupdf.csGRAY)
    said, kind = pymupdf.mupdf.fz_decode_barcode_from_pixmap2(pixels.this, 0)
    return str(said) if kind == pymupdf.mupdf.FZ_BARCODE_QRCODE else ""


def _loose(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield the fonts that are not embedded."""
    for font in pdf.objects:
        if (
            not isinstance(font, Dictionary)
            or font.get(Name.Type) != Name.Font
            or Name.DescendantFonts in font
        ):
            continue
        descriptor = font.get(Name.FontDescriptor, Dictionary())
        embedded = any(
            name in descriptor for name in (Name.FontFile, Name.FontFile2, Name.FontFile3)
        )
        if not embedded and font.get(Name.Subtype) != Name.Type3:
            yield str(font.get(Name.BaseFont, "?"))


def _pages(
    data: bytes, disclaimers: Sequence[str]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[float, ...], int, str]:
    """Return pages without a disclaimer, pages cut off, each page's fill, missing glyphs, text."""
    import pymupdf

    wanted = [_squeeze(text) for text in disclaimers]
    # By default MuPDF leaves out what stands off the paper, which is what we look for.
    flags = pymupdf.TEXTFLAGS_WORDS & ~pymupdf.TEXT_MEDIABOX_CLIP & ~pymupdf.TEXT_CLIP
    bare, cut, fill, missing, said = [], [], [], 0, ""
    with pymupdf.open(stream=data, filetype="pdf") as document:  # type: ignore[no-untyped-call]
        for number, page in enumerate(document, 1):
            words = page.get_text("words", flags=flags, clip=_ENDLESS)
            text = _squeeze("".join(word[4] for word in words))
            said += text + _PAGE
            missing += sum(map(text.count, BOXES))
            if any(part not in text for part in wanted):
                bare.append(number)
            right, bottom = page.rect.x1, page.rect.y1
            if any(x0 < 0 or y0 < 0 or x1 > right or y1 > bottom for x0, y0, x1, y1, *_ in words):
                cut.append(number)
            fill.append(round(_filled(page, words, wanted), 2))
    return tuple(bare), tuple(cut), tuple(fill), missing, said


def _filled(page: Any, words: Sequence[Any], wanted: Sequence[str]) -> float:
    """Return how much of a page's height holds something, from the top to the disclaimer.

    Words and drawn shapes count; a tint behind them does not count beyond its own height.
    """
    top, foot = _block_of_text(page, words, wanted)
    share = _share([(y0, y1) for _, y0, _, y1, *_ in words], top, foot)
    if share > MOSTLY:
        return share  # to look at each line of the drawing would take longer than to set the page
    boxes = [(y0, y1) for _, y0, _, y1, *_ in words]
    for kind, (_, y0, _, y1) in page.get_bboxlog():
        if kind.endswith("path") and y1 < foot:
            boxes.append((y0, y1))
    return _share(boxes, top, foot)


def _share(boxes: Sequence[tuple[float, float]], top: float, foot: float) -> float:
    """Return how much of the height from `top` to `foot` the boxes take, in bands."""
    bands = [False] * BANDS
    for y0, y1 in boxes:
        first, last = ((y - top) / (foot - top) * BANDS for y in (y0, y1))
        for band in range(max(0, int(first)), min(BANDS, int(last) + 1)):
            bands[band] = True
    return sum(bands) / BANDS


def _block_of_text(page: Any, words: Sequence[Any], wanted: Sequence[str]) -> tuple[float, float]:
    """Return where the text begins and where the foot does, in points from the top."""
    lines: dict[tuple[int, int], list[Any]] = {}
    for word in words:
        lines.setdefault((word[5], word[6]), []).append(word)
    feet = []
    for line in lines.values():
        text = _squeeze("".join(word[4] for word in line))
        if wanted and text.startswith(wanted[0][:8]):
            feet.append(line[0][1])
    return page.rect.height * 0.04, max(feet, default=page.rect.height * 0.93)


def _unseen(composed: Any, shown: str) -> tuple[str, ...]:
    """Return the texts of a composed document that `shown`, the text of the PDF, lacks.

    Letters and digits alone are compared, as lines are broken on paper.
    """
    wanted = {text: _letters(text) for text in _texts(composed)}
    pages = [_letters(page) for page in shown.split(_PAGE)] if wanted else []
    letters = "".join(pages)
    lost = (text for text, part in wanted.items() if part not in letters)
    return tuple(text for text in lost if not _goes_over(wanted[text], pages))


def _goes_over(part: str, pages: Sequence[str]) -> bool:
    """Return whether `part` begins on one page and ends on the next, a foot in between."""
    splits = [(part[:cut], part[cut:]) for cut in range(1, len(part))]
    return any(
        begin in here and end in there for here, there in pairwise(pages) for begin, end in splits
    )


def _texts(composed: Any) -> Iterator[str]:
    """Yield every stretch of text in plain data: `{"text": …}`, however deep it stands."""
    if isinstance(composed, dict):
        if isinstance(composed.get("text"), str):
            yield composed["text"]
        composed = list(composed.values())
    for item in composed if isinstance(composed, list | tuple) else ():
        yield from _texts(item)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _squeeze(text: str) -> str:
    return "".join(text.split())
