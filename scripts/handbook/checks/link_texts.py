"""Finds links whose words name one page and whose address leads to another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from handbook.checks.context import CheckContext
from handbook.content.markdown_pages import Page
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.language.alignment import sections
from handbook.language.languages import language

RULE = "link-says"
_TARGET = re.compile(r"(?:([\w-]+)\.md)?(?:#([\w-]+))?")
_WORD = re.compile(r"[a-z]{4,}")
_STEM = 4
"""Letters in which two forms of an English word agree: `word`, `words`."""


@dataclass(frozen=True)
class Titled:
    """A page a link can lead to, as words."""

    page: Page

    @cached_property
    def title(self) -> frozenset[str]:
        """The words of its title and its file name."""
        return words(f"{self.page.title} {self.page.slug}", self.page.locale.code)

    @cached_property
    def text(self) -> frozenset[str]:
        """The words of everything it says."""
        said = " ".join(block.text for block in self.page.blocks)
        return words(f"{said} {self.page.slug}", self.page.locale.code)

    def part(self, name: str) -> frozenset[str]:
        """Return the words of the part below the heading `name`, and of its id."""
        said = " ".join(block.text for block in sections(self.page).get(name, ()))
        return words(f"{said} {name}", self.page.locale.code)


@remembered(16384, kept=True)
def words(text: str, code: str) -> frozenset[str]:
    """Return what two texts share where they are about one thing: stems, or pairs of characters."""
    plain = text.casefold().replace("-", " ")
    found = {word[:_STEM] for word in _WORD.findall(plain)}
    script = language(code).script
    if script is not None:
        for one, other in pairwise(plain):
            if script.match(one) and script.match(other):
                found.add(one + other)
    return frozenset(found)


def misleading(context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each link of a page whose text names another page than its target."""
    for pages in context.pages.pages.values():
        titled = {slug: Titled(page) for slug, page in pages.items()}
        by_title = {_plain(page.title): slug for slug, page in pages.items()}
        for page in pages.values():
            for block in page.blocks:
                for link in block.links:
                    message = _fault(page, link.text, link.target, titled, by_title)
                    if message:
                        hint = "mend the text or the address; the text says where the link leads"
                        yield Finding(page.path, link.line, RULE, message, hint)


def _fault(
    page: Page, text: str, target: str, titled: Mapping[str, Titled], by_title: Mapping[str, str]
) -> str:
    """Return what is wrong between the words and the target of one link; empty if nothing."""
    match = _TARGET.fullmatch(target)
    slug = (match[1] or page.slug) if match else ""
    if match is None or slug not in titled:
        return ""
    named = by_title.get(_plain(text), slug)
    if named != slug:
        return f"{text!r} is the title of {named}.md, and leads to {target}"
    said, there = words(text, page.locale.code), titled[slug]
    if not said:
        return ""
    about = there.title | (there.part(match[2]) if match[2] else there.text)
    if not said & about and len(said) >= _fewest(page.locale.code) and match[1]:
        return f"{text!r} leads to {target}, where none of these words stands"
    narrow = there.title | (there.part(match[2]) if match[2] else frozenset())
    for other, better in titled.items():
        if other != slug and said <= better.title and not said & narrow:
            return f"{text!r} is about {other}.md, and leads to {target}"
    return ""


def _fewest(code: str) -> int:
    """Return how many of `words` two words make: in a script of characters the pairs of four."""
    return 2 if language(code).script is None else 3


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
