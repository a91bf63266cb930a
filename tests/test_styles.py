"""The shipped styles: every selector can match, and nothing of the theme's own comes along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cssselect2
import pytest
import tinycss2
from selectolax.lexbor import LexborHTMLParser

from handbook.assets import without_comments

STATES = re.compile(
    r"::?(?:before|after|marker|backdrop|placeholder|selection|-webkit-[\w-]+|hover|focus-visible|focus-within|focus"
    r"|active|checked|target|open|modal|visited|link|any-link|invalid|user-invalid|placeholder-shown|popover-open)(?![\w-])"
)
"""What a page is in for a while only; the rest of the selector has to match without it."""

WORD = re.compile(r"[\w-]+")


def selectors(css: str) -> Iterator[str]:
    """Every selector of every rule, those inside @media and @supports too."""
    yield from _in(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def _in(rules: list[Any]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield from _split(rule.prelude)
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports", "layer", "container"):
            yield from _in(tinycss2.parse_rule_list(rule.content or [], skip_comments=True, skip_whitespace=True))


def _split(prelude: list[Any]) -> Iterator[str]:
    part: list[Any] = []
    for token in [*prelude, None]:
        if token is None or token == ",":
            yield tinycss2.serialize(part).strip()
            part = []
        else:
            part.append(token)


@pytest.fixture(scope="module")
def css(published: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(published.glob("assets/styles/*.css")))


@pytest.fixture(scope="module")
def scripts(published: Path) -> frozenset[str]:
    """Every word of the scripts: what they may create or set."""
    text = "".join(path.read_text("utf-8") for path in published.glob("assets/scripts/*.js"))
    return frozenset(WORD.findall(text))


def test_every_selector_matches_something(published: Path, css: str, scripts: frozenset[str]) -> None:
    waiting = set(selectors(css))
    assert len(waiting) > 50
    on_pages: set[str] = set()
    for path in sorted(published.rglob("*.html")):
        tree = LexborHTMLParser(path.read_text("utf-8"))
        waiting -= {selector for selector in waiting if tree.css_first(plain(selector)) is not None}
        on_pages |= {name for node in tree.css("[class]") for name in (node.attributes["class"] or "").split()}
    # What no page has, a script makes: every name that is not on a page is one that a script knows.
    made = {selector for selector in waiting if names(selector) and names(selector) - on_pages <= scripts}
    assert sorted(waiting - made) == []


def plain(selector: str) -> str:
    """The selector of the element itself, whatever its state, in words that the HTML reader knows."""
    selector = re.sub(rf":not\((?:{STATES.pattern})\)", "", selector)
    selector = re.sub(r":lang\(([\w-]+)\)(?=\S)", r'[lang="\1"] ', selector)
    selector = re.sub(r":lang\(([\w-]+)\)", r'[lang="\1"]', selector)

    def element(match: re.Match[str]) -> str:
        return "*" if selector[match.start() - 1 : match.start()] in ("", *" >+~(,") else ""

    return STATES.sub(element, selector)


def names(selector: str) -> set[str]:
    """The classes, ids and attributes that `selector` asks for."""
    found = re.findall(r"[.#]([\w-]+)|\[([\w-]+)", selector)
    return {(one or other).removeprefix("data-") for one, other in found}


def test_the_styles_parse(css: str) -> None:
    rules = tinycss2.parse_stylesheet(css)
    assert [rule.message for rule in rules if rule.type == "error"] == []
    for selector in selectors(css):
        assert plain(selector)
    assert cssselect2.compile_selector_list("html")


def test_comments_are_taken_out_and_nothing_else() -> None:
    css = 'a::before { content: "/* kept */"; } /* gone */\n\n@media print { /* gone */ b { top: 0 } }\n'
    assert without_comments(css) == 'a::before { content: "/* kept */"; }\n@media print {  b { top: 0 } }\n'


def test_nothing_of_the_theme_is_shipped(published: Path) -> None:
    names = {path.relative_to(published).as_posix() for path in published.rglob("*") if path.is_file()}
    theirs = re.compile(r"javascripts|stylesheets|workers|lunr|bundle|palette|\.map$")
    assert [name for name in sorted(names) if theirs.search(name)] == []
    for path in published.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"(?:src|href)=\"[^\"]*(?:javascripts|stylesheets)/", text), path.name
