"""The styles of the site and of the sheets: every selector can match, and nothing of the theme's own comes along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tinycss2
from selectolax.lexbor import LexborHTMLParser

from handbook.core.project import ROOT
from handbook.publish.fingerprint_assets import thinned
from handbook.sheets.spec import FOLDER

STATES = re.compile(
    r"::?(?:before|after|first-letter|marker|backdrop|placeholder|selection|-webkit-[\w-]+|hover|focus-visible|focus-within|focus"
    r"|active|checked|target|open|modal|visited|link|any-link|invalid|user-invalid|placeholder-shown|popover-open|details-content)(?![\w-])"
)
"""What a page is in for a while only; the rest of the selector has to match without it."""

WORD = re.compile(r"[\w-]+")
LITERAL = re.compile(r"""/\*[\s\S]*?\*/|//[^\n]*|"((?:\\.|[^"\\\n])*)"|'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\])*)`""")
"""A comment, or what stands between the quotes of a string."""
COMPOUND = r"(?:[^\s>+~,()]|\([^()]*\))*"
"""What a selector asks of one element."""
PROPERTY = re.compile(r"\.dataset\.(\w+)|\.(hidden)\b")
"""Attributes that scripts set by name."""

RARE = {
    ".behind": "on a page that is behind its original, and a sound handbook has none",
}
"""Selectors of the site that match nothing today, each with its reason."""
SHEETS = "beside the sheets, which a site may be without"
WITH_SHEETS = {
    ".handouts .size": SHEETS,
    ".print-here .button": SHEETS,
    ".sheet": SHEETS,
    ".sheet > *": SHEETS,
    ".sheet h3": SHEETS,
    ".sheet .look": SHEETS,
    ".sheet .button": SHEETS,
    ".sheet :is(details, p:has(.button))": SHEETS,
    ".sheet p:has(.button)": SHEETS,
}


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
def css() -> str:
    return (ROOT / "docs/assets/styles/handbook.css").read_text("utf-8")


def made_by(script: str) -> frozenset[str]:
    """The names that a script may create or set: the words of its strings, and the attributes it sets."""
    strings = (re.sub(r"\$\{[^}]*\}", " ", match[match.lastindex or 0]) for match in LITERAL.finditer(script))
    words = (word for text in strings if not text.startswith(("//", "/*")) for word in WORD.findall(text))
    return frozenset(words) | {one or other for one, other in PROPERTY.findall(LITERAL.sub(" ", script))}


def test_what_a_script_makes() -> None:
    script = """// kind
    const kind = form.elements.kind.value; /* .kind */
    list.className = "found first"; list.append(`<b class='last ${kind}'>`); list.dataset.query = 'one // two';
    """
    assert made_by(script) == {"found", "first", "b", "class", "last", "query", "one", "two"}


def test_every_selector_matches_something(published: Path, css: str) -> None:
    waiting = set(selectors(css))
    assert len(waiting) > 50
    on_pages: set[str] = set()
    for path in sorted(published.rglob("*.html")):
        tree = LexborHTMLParser(path.read_text("utf-8"))
        waiting = {selector for selector in waiting if not matches(tree, selector)}
        on_pages |= {name for node in tree.css("[class]") for name in (node.attributes["class"] or "").split()}
    # What no page has, a script makes: it knows some of the names, and every one that is on no page.
    scripts = made_by("\n".join(path.read_text("utf-8") for path in published.glob("assets/scripts/*.js")))
    made = {selector for selector in waiting if names(selector) & scripts >= names(selector) - on_pages}
    made = {selector for selector in made if names(selector) & scripts}
    excused = {*RARE, *(() if (published / FOLDER).exists() else WITH_SHEETS)}
    assert sorted(waiting - made - excused) == []
    assert sorted(excused - waiting) == []


def matches(tree: LexborHTMLParser, selector: str) -> bool:
    """Whether some element is what the selector asks for, whatever its state."""
    return any(tree.css_first(plain(one)) is not None for one in spelled_out(selector))


def spelled_out(selector: str) -> Iterator[str]:
    """The same selector without `:is()` and `:lang()`, one for each that they stand for.

    The HTML reader does not know `:lang`, and looks no further than the parent for an `:is` that stands before a space.
    """
    if match := re.search(rf"({COMPOUND}):is\(([^()]*)\)", selector):
        parts = (part.strip() for part in match[2].split(","))
        inner = [f"{part}{match[1]}" if part[0].isalpha() else f"{match[1]}{part}" for part in parts]
    elif match := re.search(rf"({COMPOUND}):lang\(([\w-]+)\)({COMPOUND})", selector):
        said, itself = f'[lang|="{match[2]}"]', f"{match[1]}{match[3]}"
        inner = [f"{match[1]}{said}{match[3]}", f"{said} {itself or '*'}"]
    else:
        yield selector
        return
    for part in inner:
        yield from spelled_out(selector[: match.start()] + part + selector[match.end() :])


def plain(selector: str) -> str:
    """The selector of the element itself, whatever its state."""
    selector = re.sub(rf":not\((?:{STATES.pattern})\)", "", selector)

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


def test_the_published_styles_say_what_was_written(css: str, published: Path) -> None:
    (thin,) = published.glob("assets/styles/handbook.*.css")
    assert [spoken(rule) for rule in rules_of(thin.read_text("utf-8"))] == [spoken(rule) for rule in rules_of(css)]


def rules_of(css: str) -> list[Any]:
    """The rules of a stylesheet, each with those inside it before the next."""
    found = []
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        found.append(rule)
        if (
            rule.type == "at-rule"
            and rule.content is not None
            and rule.lower_at_keyword in ("media", "supports", "container")
        ):
            found += rules_of(tinycss2.serialize(rule.content))
    return found


def spoken(rule: Any) -> tuple[str, list[str]]:
    """Whom a rule is for and what it says, without the blanks that mean nothing."""
    whom = re.sub(r"\s*([,>:+~()])(?<!\s:)(?<!\s\()\s*", r"\1", " ".join(tinycss2.serialize(rule.prelude).split()))
    says = tinycss2.parse_blocks_contents(rule.content or [], skip_comments=True, skip_whitespace=True)
    return whom, [
        f"{each.name}: {WORD.findall(tinycss2.serialize(each.value))}" for each in says if each.type == "declaration"
    ]


def test_nothing_of_the_theme_is_shipped(published: Path) -> None:
    names = {path.relative_to(published).as_posix() for path in published.rglob("*") if path.is_file()}
    theirs = re.compile(r"javascripts|stylesheets|workers|lunr|bundle|palette|\.map$")
    assert [name for name in sorted(names) if theirs.search(name)] == []
    for path in published.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"(?:src|href)=\"[^\"]*(?:javascripts|stylesheets)/", text), path.name


def test_a_published_script_has_neither_lines_of_remarks_nor_blanks_before_others() -> None:
    script = '// Of the file.\n/** What it gives. */\nconst a = "// kept"; // kept too\n  // gone\n  /* kept */ b();\n'
    assert thinned(script) == 'const a = "// kept"; // kept too\n/* kept */ b();\n'
    for path in (ROOT / "docs/assets/scripts").glob("*.js"):
        for line in path.read_text("utf-8").splitlines():
            marks = line.replace("['’‘`´]", "").count("`")
            assert marks % 2 == 0, f"{path.name}: text goes on below: {line}"
