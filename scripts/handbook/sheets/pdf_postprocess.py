"""Mends in a finished PDF what WeasyPrint leaves out, packs it, and puts it on paper.

One layout serves A4 and Letter: it fills what both have in common, so page 3 is the same page on either.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

PRINT = 4
"""The annotation flag that lets a link print (ISO 32000-1, table 165)."""
POINTS = 72 / 25.4
PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Millimetres, upright."""
_MARKED = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
_LONG_NUMBER = re.compile(rb"(?<![\w.])(-?\d{2,}\.\d{2})\d+(?=\s)")
"""A place on the page to more than a hundredth of a point; what scales or turns (below 10) keeps its digits."""
_PAGINATION = b"/Artifact <</Type /Pagination>> BDC"
_TELLING = frozenset(("/Lang", "/Alt", "/A", "/ID"))
_MAY_BE_EMPTY = ("TD", "TH", "Figure")


def repair(data: bytes, papers: Iterable[str]) -> dict[str, bytes]:
    """The same document, mended and packed, on each paper; the same bytes for the same input."""
    pikepdf.settings.set_flate_compression_level(9)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _merge_spans(pdf)
        reached = _mend_tree(pdf)
        for number, page in enumerate(pdf.pages):
            _mend_content(pdf, page, reached.get(number, set()))
            for annotation in page.get(Name.Annots, ()):
                _mend_link(annotation)
        packed = _packed(pdf, recompress=True)
    with pikepdf.open(io.BytesIO(packed)) as pdf:
        return {paper: _on_paper(pdf, paper) for paper in papers}


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the structure tree, parents first, in reading order."""
    root = pdf.Root.get(Name.StructTreeRoot)
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if node.get(Name.S) is not None:
            yield node
        waiting.extend(reversed([kid for kid in kids(node) if _is_element(kid)]))


def role(element: Any) -> str:
    """What an element is: `P`, `LI`, `TH`."""
    return str(element.get(Name.S))[1:]


def kids(node: Any) -> list[Any]:
    """What hangs below an element: elements, numbers of marked content, references to objects."""
    below = node.get(Name.K)
    if below is None:
        return []
    return list(below) if isinstance(below, Array) else [below]


def _is_element(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and Name.S in kid


def _merge_spans(pdf: pikepdf.Pdf) -> None:
    """WeasyPrint makes an element of each line of text; its parent holds the line as well, in half the bytes."""
    parents: dict[tuple[int, int], Any] = {}
    for element in reversed(list(elements(pdf))):
        merged: list[Any] = []
        for kid in kids(element):
            if _is_plain(kid) and kid.get(Name.Pg) == element.get(Name.Pg) and role(element) != "Document":
                merged.extend(kids(kid))
                parents[kid.objgen] = element
            else:
                merged.append(kid)
        if role(element) == "Link":
            merged = list(_hoisted(element, merged, parents))
        element[Name.K] = Array(merged)
        for kid in filter(_is_element, merged):
            kid[Name.P] = element
    if Name.StructTreeRoot in pdf.Root:
        _renew_owners(pdf.Root.StructTreeRoot.ParentTree.Nums, parents)


def _renew_owners(entries: Any, parents: dict[tuple[int, int], Any]) -> None:
    """The parent tree (numbers and owners in turn) names the elements that now hold what the merged ones held."""
    for place in range(1, len(entries), 2):
        owners = entries[place]
        if isinstance(owners, Array):
            for number, owner in enumerate(list(owners)):
                owners[number] = _top(parents, owner)
        else:
            link = parents.get((-1, int(entries[place - 1])))
            entries[place] = link if link is not None else _top(parents, owners)


def _hoisted(link: Any, below: list[Any], parents: dict[tuple[int, int], Any]) -> Iterator[Any]:
    """What a link holds, with the annotations of its words in another language, which must hang on the link itself."""
    for kid in below:
        held = kids(kid) if _is_element(kid) else []
        annotations = [item for item in held if _is_annotation(item)]
        yield from annotations
        if annotations:
            kid[Name.K] = Array([item for item in held if not _is_annotation(item)])
            for item in annotations:
                parents[(-1, int(item.Obj.StructParent))] = link
        yield kid


def _is_annotation(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and kid.get(Name.Type) == Name.OBJR


def _is_plain(kid: Any) -> bool:
    return _is_element(kid) and role(kid) in ("Span", "NonStruct") and not _TELLING & set(kid.keys())


def _top(parents: dict[tuple[int, int], Any], owner: Any) -> Any:
    while owner.objgen in parents:
        owner = parents[owner.objgen]
    return owner


def _mend_tree(pdf: pikepdf.Pdf) -> dict[int, set[int]]:
    """Mend every element. Returns, for each page by number, the marked content that the tree reaches."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    reached: dict[int, set[int]] = {}
    head: set[tuple[int, int]] = set()
    for element in reversed(list(elements(pdf))):
        _drop_empty(element)
        if role(element) == "LI":
            _mend_item(pdf, element)
        elif role(element) == "THead":
            head |= {cell.objgen for row in kids(element) for cell in kids(row)}
        for kid in kids(element):
            if isinstance(kid, int):
                reached.setdefault(numbers[element.Pg.objgen], set()).add(kid)
    for element in elements(pdf):
        if role(element) == "TH":
            scope = Name.Column if element.objgen in head else Name.Row
            element[Name.A] = Dictionary(O=Name.Table, Scope=scope) if Name.A not in element else element.A
            element.A[Name.Scope] = scope
    return reached


def _drop_empty(element: Any) -> None:
    """Elements that hold nothing (a line to write on, the rest of a box on the next page) are not announced."""
    below = kids(element)
    full = [kid for kid in below if not _is_element(kid) or kids(kid) or role(kid) in _MAY_BE_EMPTY]
    if len(full) != len(below):
        element[Name.K] = Array(full)


def _mend_item(pdf: pikepdf.Pdf, item: Any) -> None:
    """What a list item holds besides its mark goes into a list body."""
    below = kids(item)
    marks = [kid for kid in below if _is_element(kid) and role(kid) == "Lbl"]
    bodies = [kid for kid in below if _is_element(kid) and role(kid) == "LBody"]
    loose = [kid for kid in below if not (_is_element(kid) and role(kid) in ("Lbl", "LBody"))]
    if not loose:
        return
    page = {"Pg": item.Pg} if Name.Pg in item else {}
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, K=Array(loose), **page))
    for kid in loose:
        if _is_element(kid):
            kid[Name.P] = body
    item[Name.K] = Array([*marks, body, *bodies])


def _mend_content(pdf: pikepdf.Pdf, page: pikepdf.Page, reached: set[int]) -> None:
    """Furniture outside the tree becomes an artifact; offsets of nothing between glyphs go, and digits nobody sees."""
    page.contents_coalesce()
    content = page.obj[Name.Contents].read_bytes()
    content = _MARKED.sub(lambda match: match[0] if int(match[1]) in reached else _PAGINATION, content)
    page.obj[Name.Contents] = pdf.make_stream(_LONG_NUMBER.sub(rb"\1", content.replace(b">0<", b"")))


def _mend_link(annotation: Any) -> None:
    if annotation.get(Name.Subtype) != Name.Link:
        return
    annotation[Name.F] = int(annotation.get(Name.F, 0)) | PRINT
    action = annotation.get(Name.A)
    target = action.get(Name.URI) if action is not None else None
    if target is not None and Name.Contents not in annotation:
        annotation[Name.Contents] = String(str(target))


def _on_paper(pdf: pikepdf.Pdf, paper: str) -> bytes:
    """The document with its pages in the middle of that paper."""
    for page in pdf.pages:
        left, bottom, right, top = (float(number) for number in page.trimbox)
        lying = right - left > top - bottom
        width, height = (side * POINTS for side in (reversed(PAPERS[paper]) if lying else PAPERS[paper]))
        across, up = (width - right + left) / 2, (height - top + bottom) / 2
        box = [round(number, 3) for number in (left - across, bottom - up, right + across, top + up)]
        page.obj[Name.TrimBox] = Array([left, bottom, right, top])
        page.obj[Name.MediaBox] = Array(box)
    return _packed(pdf, recompress=False)


def _packed(pdf: pikepdf.Pdf, *, recompress: bool) -> bytes:
    """The document in as few bytes as its streams allow; they need compressing once, not for each paper."""
    packed = io.BytesIO()
    options: dict[str, Any] = {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "recompress_flate": recompress}
    pdf.save(packed, compress_streams=True, deterministic_id=True, **options)
    return packed.getvalue()
