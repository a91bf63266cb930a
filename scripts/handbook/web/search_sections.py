"""Cuts built pages into the sections that a search finds: heading, anchor and running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from handbook.web.html_pages import BuiltPage

LEFT_OUT = ",".join(
    (
        *("nav", "aside", "figure svg", "sup", "form", "script", "style", "thead"),
        *(
            ".tip",
            ".status",
            ".behind",
            ".blank",
            ".footnote",
            ".sources",
            ".here",
            ".twin",
            ".say",
        ),
        *(
            ".unit-here",
            ".signature",
            ".result",
            ".handouts",
            ".offline",
            ".to-top",
            "[data-danger]",
            "[data-triage]",
            "[data-print-here]",
        ),
        *(
            ".claims",
            ".statements",
            ".references",
            ".ladder-review",
            ".open-questions",
            "dl.words",
            "ul.crisis",
            ".facts .note",
        ),
    )
)
"""What stands on many pages, is no sentence, or is found by itself.

Footnotes and their marks, the sources of dated facts, danger rows, terms.
"""

BLOCKS = frozenset(
    (
        "p",
        "li",
        "td",
        "th",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "tr",
        "div",
        "section",
        "summary",
        "figcaption",
        "br",
    )
)
"""Elements at whose edges a word ends."""

GENERAL = frozenset(("what-you-can-do", "where-this-comes-from"))
"""Headings that end many pages; their words say nothing about what stands below them."""


@dataclass
class Section:
    """A heading and the text as far as the next one."""

    anchor: str
    """The id of the heading; empty for the top of a page."""
    heading: str
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The running text on one line; what were separate blocks is parted by a space."""
        return re.sub(r"\s+", " ", "".join(self.parts)).strip()


def sections(page: BuiltPage) -> Iterator[Section]:
    """Yield the sections of `page` that hold text, in order, the page's top first."""
    project = LexborHTMLParser(page.html)
    for node in project.css(LEFT_OUT):
        node.decompose()
    article = project.css_first(".page")
    if article is None:
        return
    now = Section("", _heading(article.css_first("h1")))
    for node in article.traverse(include_text=True):
        if node.tag in ("h2", "h3") and node.attributes.get("id"):
            yield from _told(now)
            now = Section(node.attributes["id"] or "", _heading(node))
        elif node.tag == "-text" and not _is_heading(node):
            now.parts.append(node.text_content or "")
        elif node.tag in BLOCKS:
            now.parts.append(" ")
    yield from _told(now)


def _told(section: Section) -> Iterator[Section]:
    if section.anchor != "where-this-comes-from" and (section.text or section.anchor):
        yield section


def _heading(node: LexborNode | None) -> str:
    return re.sub(r"\s+", " ", node.text()).strip() if node is not None else ""


def _is_heading(node: LexborNode) -> bool:
    """Return whether a text node stands inside a heading, whose words are kept apart."""
    current = node.parent
    while current is not None and current.tag not in ("article", "-undef"):
        if current.tag in ("h1", "h2", "h3"):
            return True
        current = current.parent
    return False
