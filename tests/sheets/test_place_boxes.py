"""What is for one place keeps the name of the place on paper."""

from __future__ import annotations

import pytest
from copies import Original

from handbook.sheets.articles import _article, flat
from handbook.sheets.booklet import _Book
from handbook.sheets.pieces import Pieces

BOX = '<article><h1>A</h1><details class="place" open><summary>Canada</summary>{}</details></article>'


@pytest.mark.parametrize("inside", ["<p>Call now.</p><p>Then go.</p>", "<ul><li>Call now.</li></ul>", ""])
def test_the_name_comes_first(inside: str, mini: Original) -> None:
    locale = mini.context.project.first
    article = _article(BOX.format(inside), locale, "a")
    assert next(flat(article.units)).text == "Canada"
    pieces = Pieces.__new__(Pieces)
    first = _Book(pieces, locale, "").named(article.units[0])[0]
    assert first.text.startswith("Canada") and first.runs[0].strong
