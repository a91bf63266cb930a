"""Sets two languages side by side: block beside block, item beside item, so that two people can point at one line."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from handbook.language.languages import language
from handbook.sheets.articles import HEADINGS
from handbook.sheets.spec import codes

TAGS = tuple(language(code).tag for code in codes("side-by-side"))
CONTAINERS = ("article", "section", "div", "body")
LISTS = ("ul", "ol")

Nodes = Sequence[LexborNode]


def side_by_side(left: Nodes, right: Nodes) -> str:
    """The HTML of two lists of blocks. Where they do not match one to one, the smallest stretch that does."""
    if [node.tag for node in left] == [node.tag for node in right]:
        return "".join(_pair(*nodes) for nodes in zip(left, right, strict=True))
    groups = [_by_heading(nodes) for nodes in (left, right)]
    if len(groups[0]) == len(groups[1]) > 1:
        return "".join(side_by_side(*pair) for pair in zip(*groups, strict=True))
    return row(["".join(_outer(*nodes)) for nodes in (left, right)], "row loose")


def row(texts: Sequence[str], classes: str = "row", tag: str = "div", ids: Sequence[str] = ("", "")) -> str:
    """Two cells beside each other, each marked with its language."""
    return f'<div class="{classes}">{"".join(_cells(tag, texts, ids))}</div>'


def heading(level: str, texts: Sequence[str], ids: Sequence[str] = ("", "")) -> str:
    """One heading in two languages: one bookmark, one stop for a screen reader."""
    return f'<{level} class="row">{" ".join(_cells("span", texts, ids))}</{level}>'


def _cells(tag: str, texts: Sequence[str], ids: Sequence[str]) -> Iterator[str]:
    for lang, text, name in zip(TAGS, texts, ids, strict=True):
        place = f' id="{html.escape(name)}"' if name else ""
        yield f'<{tag} class="cell" lang="{lang}"{place}>{text}</{tag}>'


def _ids(*nodes: LexborNode) -> list[str]:
    return [node.attributes.get("id") or "" for node in nodes]


def _outer(*nodes: LexborNode) -> list[str]:
    return [node.html or "" for node in nodes]


def _inner(*nodes: LexborNode) -> list[str]:
    return [node.inner_html or "" for node in nodes]


def _by_heading(nodes: Nodes) -> list[Nodes]:
    starts = [0, *(index for index, node in enumerate(nodes) if index and node.tag in HEADINGS)]
    return [nodes[start:end] for start, end in zip(starts, [*starts[1:], len(nodes)], strict=True)]


def _pair(left: LexborNode, right: LexborNode) -> str:
    if left.tag in HEADINGS:
        return heading(left.tag or "", _inner(left, right), _ids(left, right))
    if left.tag in LISTS:
        return _list(left, right)
    if left.tag == "table":
        return _table(left, right)
    if left.tag in CONTAINERS and len(list(left.iter())) and "array" not in _class(left):
        return f'<{left.tag} class="{_class(left)}">{_inside(left, right)}</{left.tag}>'
    return row(_outer(left, right))


def _class(node: LexborNode) -> str:
    return html.escape(node.attributes.get("class") or "")


def _inside(left: LexborNode, right: LexborNode) -> str:
    return side_by_side(list(left.iter()), list(right.iter()))


def _list(left: LexborNode, right: LexborNode) -> str:
    """One list whose items hold both languages; the mark stands before each."""
    items = list(left.iter()), list(right.iter())
    if len(items[0]) != len(items[1]):
        return row(_outer(left, right), "row loose")
    start = int(left.attributes.get("start") or 1)
    rows = []
    for number, (one, two) in enumerate(zip(*items, strict=True), start):
        mark = f'<span class="mark">{number}.</span> ' if left.tag == "ol" else ""
        line = _shared_line(one, two)
        texts = [mark + text for text in _inner(one, two)]
        rows.append(f"<li>{row(texts, ids=_ids(one, two))}{line}</li>")
    kind = _class(left) or ("plain" if left.tag == "ul" else "")
    return f'<{left.tag} class="pairs {kind}">{"".join(rows)}</{left.tag}>'


def _shared_line(one: LexborNode, two: LexborNode) -> str:
    """One line to write on for two labels that each end in theirs, which they lose; else nothing."""
    lines = [item.css_first("span.line") for item in (one, two)]
    found = [line for line in lines if line is not None]
    if len(found) < len(lines):
        return ""
    for line in found:
        line.decompose()
    return '<p class="shared"><span class="blank"></span></p>'


def _table(left: LexborNode, right: LexborNode) -> str:
    """One table with both languages in each cell: a column of half a page would hold one word a line."""
    cells = left.css("th, td"), right.css("th, td")
    if len(cells[0]) != len(cells[1]):
        return row(_outer(left, right), "row loose")
    texts = [_both(*pair) for pair in zip(*cells, strict=True)]
    for cell, text in zip(cells[0], texts, strict=True):
        cell.inner_html = text
    return left.html or ""


def _both(left: LexborNode, right: LexborNode) -> str:
    """The texts of two cells, once where they are the same (a number, a line to write on)."""
    one, two = _inner(left, right)
    if one == two:
        return one
    return f'<div lang="{TAGS[0]}">{one}</div><div lang="{TAGS[1]}">{two}</div>'
