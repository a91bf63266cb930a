"""Whatever changes what a page shows changes what is held of it: seeded changes of real pages."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from handbook.checks.confirmed.comparisons import marks
from handbook.checks.confirmed.page_facts import frame, held_words, urgency
from handbook.checks.context import CheckContext
from handbook.content.markdown_pages import Page, parse_page
from handbook.content.markdown_reader import _engine
from handbook.core.project import ROOT, Project
from handbook.language.alignment import page_pairs

SLUGS = ("get-help-now", "signs", "stitch", "progesterone", "my-plan", "where-sources-differ")
EACH = 40
"""Changes of each page in each language."""
PIECES = (
    *(
        "*",
        "_",
        "`",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "<",
        ">",
        "!",
        "#",
        "|",
        "-",
        "\\",
        "\n",
        "\n\n",
        "    ",
        "^",
        ":",
        "&",
    ),
    *(
        "{ data-only=canada }",
        "{ .x }",
        "{ #zz }",
        "{ hidden=hidden }",
        "<!-- x -->",
        "<b>",
        "<br>",
        "<div hidden>",
        "**",
    ),
    *(
        "1. ",
        "- ",
        "![]",
        "[^bed-rest-no-benefit]",
        "!!! key\n",
        "\u200b",
        "\u202e",
        "<span style=display:none>x</span>",
    ),
)
"""What is put into a text, or instead of some of its signs."""
_EMPTY = re.compile(
    r"(?<=<li>)<p>|</p>(?=</li>)|<[ou]l><li></li></[ou]l>|<h\d[^>]*></h\d>|<blockquote></blockquote>|<p></p>"
)
"""What changes nothing that anybody reads, beside blanks: how a list is spaced, what is empty."""


def changed(text: str, rnd: random.Random) -> str:
    """A text with one line moved, doubled, lost or indented, or one sign lost, put in, or exchanged."""
    at, lines = rnd.randrange(len(text)), text.split("\n")
    line = rnd.randrange(len(lines))
    match rnd.randrange(7):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1 | 2:
            return text[:at] + rnd.choice(PIECES) + text[at:]
        case 3:
            lines.insert(rnd.randrange(len(lines)), lines.pop(line))
        case 4:
            lines[line : line + 1] = rnd.choice(([], [lines[line]] * 2))
        case 5:
            lines[line] = rnd.choice(("    ", "> ", "- ", "### ", "!!! ", "| ", "1. ")) + lines[line]
        case _:
            start, end = rnd.choice([found.span() for found in re.finditer(r"[^\w\s]+", text)])
            return text[:start] + rnd.choice(("", *PIECES)) + text[end:]
    return "\n".join(lines)


def shown(page: Page) -> tuple[str, ...]:
    """What a reader is shown of a page, and its front matter, but for the hash of its counterpart."""
    engine = _engine(page.extensions)
    engine.reset()
    rest = (f"{key}: {value}" for key, value in page.meta.items() if key != "english")
    return (_EMPTY.sub("", "".join(engine.convert(page.body).split())), *rest)


def others(page: Page) -> Iterator[Page]:
    """The page as it is after each of some seeded changes, those that can be read and show another thing."""
    rnd, before = random.Random(page.path), shown(page)
    for _ in range(EACH):
        other = Page(page.locale, page.slug, page.path, changed(page.text, rnd), extensions=page.extensions)
        parse_page(other)
        if not other.findings and shown(other) != before:
            yield other


@pytest.mark.parametrize("slug", SLUGS)
def test_a_change_of_what_is_shown_is_a_change_of_what_is_held(slug: str) -> None:
    context = CheckContext(Project.at(ROOT))
    steps = urgency(context.evidence.steps, "en")
    zh, en = (context.pages.pages[code][slug] for code in ("zh", "en"))

    def held(page: Page, counterpart: Page) -> object:
        said = [(pair.spot, marks(pair)) for pair in page_pairs(page, counterpart)]
        return said, frame(page, counterpart), held_words(page, counterpart, steps, set())

    before, lost, tried = held(zh, en), [], 0
    for both in (*((other, en) for other in others(zh)), *((zh, other) for other in others(en))):
        tried += 1
        if held(*both) == before:
            lost.append(next(page.text for page in both if page not in (zh, en)))
    assert tried > EACH and lost == []
