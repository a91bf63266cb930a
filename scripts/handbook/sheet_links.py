"""Writes the links to the finished PDFs into the pages: the list of all sheets, and each page's own sheet."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from handbook.blocks import Blocks
from handbook.evidence import Evidence
from handbook.shelf import Entry
from handbook.sheets import FOLDER, Sheet
from handbook.tree import Locale, Tree
from handbook.yaml_source import Source

# What the first pass of a build leaves open, and what an earlier run has filled.
_LIST = re.compile(r"(<div\b[^>]*\bdata-handouts\b[^>]*>).*?(</div>)", re.DOTALL)
_OWN = re.compile(r"(<aside\b[^>]*\bdata-own-sheet\b[^>]*>).*?(</aside>)", re.DOTALL)
OWN_KINDS = ("side-by-side", "large")


def fill_pages(tree: Tree, evidence: Evidence, sheets: Source[Sheet], entries: tuple[Entry, ...]) -> int:
    """Fill the places in the site's pages. Returns how many pages changed."""
    blocks = Blocks(tree, evidence)
    changed = 0
    for locale in tree.locales:
        listing = blocks.render("handouts", locale, rows=list(_rows(locale, sheets, entries)))
        for path in sorted((tree.site / locale.prefix).glob("*.html")):
            slug = path.stem
            own = [item for item in sheets if item.slugs[:1] == (slug,) or (slug in item.slugs and item.layout == "topic")]
            text = path.read_text("utf-8")
            line = blocks.render("own-sheet", locale, rows=list(_rows(locale, own[:1], entries))) if own else ""
            filled = _OWN.sub(lambda match, line=line: f"{match[1]}{line}{match[2]}", text)
            filled = _LIST.sub(lambda match, listing=listing: f"{match[1]}{listing}{match[2]}", filled)
            if filled != text:
                path.write_text(filled, "utf-8")
                changed += 1
    return changed
