"""What is written is what is shown: each block of a source stands in an element of its kind on the built page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copies import Original
from mkdocs.utils.meta import YAML_RE
from selectolax.lexbor import LexborHTMLParser

from handbook.content.markdown_pages import FRONT, Page

ELEMENTS = {
    "item": "li",
    "cell": "td, th",
    "heading": "h1, h2, h3, h4",
    "paragraph": "p, dd, li",
    "title": ".admonition-title",
}


def squeezed(text: str) -> str:
    return re.sub(r"\s+|_{6,}", "", text)


def unshown(page: Page, html: str) -> Iterator[str]:
    """The blocks of `page` that no element of their kind holds."""
    article = LexborHTMLParser(html).css_first("article")
    assert article is not None
    for node in article.css("sup, .tip, script"):
        node.decompose()
    texts = {kind: [squeezed(node.text()) for node in article.css(tags)] for kind, tags in ELEMENTS.items()}
    for block in page.blocks:
        wanted = squeezed(block.text)
        if block.kind in ELEMENTS and not any(wanted in text for text in texts[block.kind]):
            yield f"{page.path}:{block.line}: no {block.kind} {block.text[:50]!r}"


def test_every_block_stands_in_an_element_of_its_kind(real: Original) -> None:
    pages = real.context.site.pages
    lost = [
        line
        for page in real.context.pages
        for line in unshown(page, pages[f"{page.locale.prefix}{page.slug}.html"].html)
    ]
    assert lost == []


def test_front_matter_ends_where_mkdocs_ends_it() -> None:
    """What stood between two ends of it would be published and read by no check."""
    assert (FRONT.pattern, FRONT.flags) == (YAML_RE.pattern, YAML_RE.flags)
