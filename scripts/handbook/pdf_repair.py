"""Mends in a finished PDF what WeasyPrint leaves out: list bodies, printable links with a description."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

PRINT = 4
"""The annotation flag that lets a link print (ISO 32000-1, table 165)."""


def repair(data: bytes) -> bytes:
    """The same document, mended and packed; the same bytes for the same input."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for element in list(elements(pdf)):
            if element.S == Name.LI:
                _body(pdf, element)
        for page in pdf.pages:
            for annotation in page.get(Name.Annots, ()):
                _link(annotation)
        packed = io.BytesIO()
        options: dict[str, Any] = {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "recompress_flate": True}
        pdf.save(packed, compress_streams=True, deterministic_id=True, **options)
    return packed.getvalue()


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the structure tree, parents first, in reading order."""
    root = pdf.Root.get(Name.StructTreeRoot)
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if node.get(Name.S) is not None:
            yield node
        waiting.extend(reversed([kid for kid in kids(node) if isinstance(kid, Dictionary) and Name.S in kid]))


def kids(node: Any) -> list[Any]:
    """What hangs below an element: elements, numbers of marked content, references to objects."""
    below = node.get(Name.K)
    if below is None:
        return []
    return list(below) if isinstance(below, Array) else [below]


def _body(pdf: pikepdf.Pdf, item: Any) -> None:
    """What a list item holds besides its mark goes into a list body."""
    below = kids(item)
    loose = [kid for kid in below if not _is(kid, Name.Lbl) and not _is(kid, Name.LBody)]
    if not loose:
        return
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, K=Array(loose)))
    for kid in loose:
        if isinstance(kid, Dictionary) and Name.P in kid:
            kid[Name.P] = body
    item[Name.K] = Array([*(kid for kid in below if _is(kid, Name.Lbl)), body, *(kid for kid in below if _is(kid, Name.LBody))])


def _is(kid: Any, name: Name) -> bool:
    return isinstance(kid, Dictionary) and kid.get(Name.S) == name


def _link(annotation: Any) -> None:
    if annotation.get(Name.Subtype) != Name.Link:
        return
    annotation[Name.F] = int(annotation.get(Name.F, 0)) | PRINT
    if Name.Contents not in annotation:
        action = annotation.get(Name.A)
        target = action.get(Name.URI) if action is not None else None
        if target is not None:
            annotation[Name.Contents] = String(str(target))
