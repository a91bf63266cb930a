"""The code of a page as its readers see it, which a clinician's signature names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from handbook.content.signature_codes import complete
from handbook.web.html_pages import texts

SPOKEN = re.compile(r"^(?:alt|title|aria-label|data-[\w-]+)$")
"""Attributes that hold words: those read aloud, and those that a page's scripts show."""


def signature_code(html: str, description: str, code: str, slug: str) -> str:
    """Return the code of page `slug` in language `code`, such as `3f9a-02bc-77d1-e0aa`.

    `html` is what was made from its Markdown: blocks from the data, notes, explained words and
    drawings are in it. It changes with any word of these, in their order, and of the description;
    not with the frame around them, which is the same on every page.
    """
    tree = LexborHTMLParser(f"<body>{html}</body>")
    words = " ".join([description, *_words(tree)]).split()
    digest = hashlib.sha256(" ".join(words).encode("utf-8")).hexdigest()
    return complete(digest[:12], code, slug)


def _words(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield what elements say in attributes, then every text, in the page's order."""
    for node in tree.css("body *"):
        for name, value in node.attributes.items():
            if value and SPOKEN.match(name):
                yield f"{name}={value}"
    for node in texts(tree, "body"):
        yield node.text(deep=False)
