"""Layout: the trees mirror each other, every page can be read, every heading has its id, the site is current."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.content.markdown_pages import TWIN_HASH, Block, Page
from handbook.core.findings import Fault, Finding
from handbook.web.html_pages import STAMP, fingerprint
from handbook.web.includes import Blocks

RULES = (
    "page-source",
    "docs-folder",
    "missing-twin",
    "nav-page",
    "front-matter",
    "heading-id",
    "duplicate-id",
    "unknown-include",
    "page-html",
    "renders-as-written",
    "site-missing",
    "site-stale",
)

FRONT_MATTER = ("description", "checked", "due")
"""Required keys, in this order."""
TRANSLATION = (TWIN_HASH,)
"""What a page of another language than the default may add."""
STRIP = (4, 6)
"""How many danger signs a strip shows: fewer would hide one that matters, more would be the whole list again."""


def check(context: CheckContext) -> Iterator[Finding]:
    """All layout rules, sources first."""
    yield from _folders(context)
    for page in context.pages:
        yield from page.findings
        if page.text.strip():
            yield from _front_matter(page)
            yield from _headings(page)
            yield from _includes(context, page)
            yield from _html(page)
            yield from _left_over(page)
            yield from _nesting(page)
    yield from _twins(context)
    yield from _nav(context)
    yield from _site(context)


def _folders(context: CheckContext) -> Iterator[Finding]:
    """Static-i18n drops a mistyped language folder without a word."""
    known = {locale.code for locale in context.tree.locales} | {"assets"}
    if not context.tree.docs.is_dir():
        yield Finding("docs", 1, "docs-folder", "the folder is missing", "restore it from the last commit")
        return
    for path in sorted(context.tree.docs.iterdir()):
        if path.name not in known:
            hint = f"known are {', '.join(sorted(known))}; {_did_you_mean(path.name, known)}"
            yield Finding(context.tree.show(path), 1, "docs-folder", "is neither a language nor assets", hint)
        elif path.is_dir() and path.name != "assets":
            for nested in sorted(path.rglob("*")):
                if nested.suffix != ".md" or nested.parent != path:
                    hint = "pages stand directly in the language folder and end in .md; other files go to docs/assets"
                    yield Finding(context.tree.show(nested), 1, "docs-folder", "is not a page", hint)


def _did_you_mean(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.3)
    return f"did you mean {close[0]!r}?" if close else "rename or move it"


def _front_matter(page: Page) -> Iterator[Finding]:
    allowed = FRONT_MATTER if page.locale.is_default else FRONT_MATTER + TRANSLATION
    for key in FRONT_MATTER:
        if key not in page.meta:
            yield Finding(page.path, 1, "front-matter", f"lacks `{key}`", "copy the front matter of another page")
    for key in page.meta:
        if key not in allowed:
            line = page.meta_lines.get(key, 1)
            yield Finding(page.path, line, "front-matter", f"unknown key `{key}`", f"known are {', '.join(allowed)}")
    order = [key for key in page.meta if key in allowed]
    if order != [key for key in allowed if key in page.meta]:
        yield Finding(page.path, 2, "front-matter", "keys are out of order", f"the order is {', '.join(allowed)}")
    yield from _values(page)


def _values(page: Page) -> Iterator[Finding]:
    """The description is text and the dates are dates."""
    if not isinstance(page.meta.get("description", ""), str | None):
        line = page.meta_lines.get("description", 1)
        yield Finding(
            page.path, line, "front-matter", "`description` is not text", "write one line, in quotes if need be"
        )
    for key in ("checked", "due"):
        if key in page.meta and page.date(key) is None:
            line = page.meta_lines.get(key, 1)
            yield Finding(page.path, line, "front-matter", f"`{key}` is not a date", "write it as 2026-11-22")


def _headings(page: Page) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for heading in page.headings:
        if not heading.name:
            hint = "add an English one, the same in every language: `## Title { #short-id }`"
            yield Finding(page.path, heading.line, "heading-id", f"no id on {heading.text!r}", hint)
        elif heading.name in seen:
            message = f"the id {heading.name!r} stands twice, first at line {seen[heading.name]}"
            yield Finding(page.path, heading.line, "duplicate-id", message, "give one of the two another id")
        seen.setdefault(heading.name, heading.line)


def _includes(context: CheckContext, page: Page) -> Iterator[Finding]:
    names = Blocks(context.tree, context.evidence).names
    for block in page.blocks:
        if block.kind == "include" and block.name not in names:
            message = f"no block is called {block.name!r}"
            yield Finding(page.path, block.line, "unknown-include", message, _did_you_mean(block.name, set(names)))
        elif block.name == "icon-array" and block.kind == "include":
            claim = context.evidence.claims.records.get(block.argument)
            if claim is None or claim.figures is None:
                message = f"no claim {block.argument!r} with figures"
                yield Finding(page.path, block.line, "unknown-include", message, "name a claim that has `figures`")
        elif block.name in ("danger-strip", "danger-ladder") and block.kind == "include":
            for message, hint in _rows(context, block):
                yield Finding(page.path, block.line, "unknown-include", message, hint)


def _rows(context: CheckContext, block: Block) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the danger signs that an include names, each with what to do."""
    try:
        rows = context.evidence.chosen(block.argument)
    except Fault as fault:
        message, _, hint = str(fault).partition("; ")
        yield message, hint
        return
    if block.name == "danger-strip" and not STRIP[0] <= len(rows) <= STRIP[1]:
        yield f"a strip of {len(rows)} danger signs", f"choose {STRIP[0]} to {STRIP[1]}, by their rows"
    if block.name == "danger-ladder" and block.argument not in context.evidence.topics.records:
        yield f"no topic is called {block.argument!r}", f"name one of {context.evidence.topics.path}"


def _html(page: Page) -> Iterator[Finding]:
    """HTML that is no include: a mistyped include is a comment, which a browser shows to nobody."""
    for block in page.blocks:
        for text, line in ((block.text, block.line),) if block.kind == "html" else block.html:
            hint = "say it in Markdown; a generated part is a line of its own, `<!-- include: name -->`"
            shown = text.partition("\n")[0]
            yield Finding(page.path, line, "page-html", f"HTML in a page: {shown!r}", hint)


def _left_over(page: Page) -> Iterator[Finding]:
    """Markup that the page would show as text: a list, table or box that lost its blank line or a character."""
    for block in page.blocks:
        if block.kind not in ("paragraph", "item", "cell", "title", "heading"):
            continue
        for pattern, what, hint in _MARKUP:
            if match := pattern.search(block.text):
                shown = match[0].strip()[:40]
                message = f"{what} shown as text: {shown!r}"
                yield Finding(page.path, block.line, "renders-as-written", message, hint)
                break


_MARKUP = (
    (re.compile(r"^[ ]*(?:[-*+]|\d{1,2}[.)]) (?=\S)", re.MULTILINE), "a list", "put a blank line before the list"),
    (re.compile(r"^[ ]*\|.*\|[ ]*$|^[ ]*\|?(?: *:?-{3,}:? *\|)+", re.MULTILINE), "a table",
     "put a blank line before the table; each row has as many cells as the first"),
    (re.compile(r"^[ ]*!{1,3} ?(?:key|note|danger|warning|story|tip)\b.*", re.MULTILINE), "a box",
     'write `!!! key "Title"` with a blank line before it'),
    (re.compile(r"^[ ]*#{1,6} ?(?=\S)", re.MULTILINE), "a heading", "put a blank line before it, a space after #"),
    (re.compile(r"^[ ]*> ", re.MULTILINE), "a quotation", "put a blank line before it"),
    (re.compile(r"\{:? ?[.#][\w-]+[^}]*\}?|\{:? ?\w+=[^}]*\}"), "an attribute list",
     "write `{ #id }` or `{ .name }` at the end of the heading or behind the bold text"),
    (re.compile(r"\*\*"), "bold", "close it: two asterisks before and behind, with no space inside"),
    (re.compile(r"\]\(|\]\[|!\[|\[\^"), "a link or a note", "write `[text](page.md#id)`; a note is `[^claim-id]`"),
)  # fmt: skip
"""(what a left-over piece of markup looks like, what it should have been, the next step)."""
_SHIFTED = re.compile(r"^( {1,3}| {5,7})(?:[-*+]|\d{1,2}\.) \S")


def _nesting(page: Page) -> Iterator[Finding]:
    """Items that are set in by other than four spaces: the site's Markdown makes them items of the outer list."""
    fenced = False
    first = page.text[: len(page.text) - len(page.body)].count("\n") + 1
    for number, line in enumerate(page.body.split("\n"), first):
        fenced ^= line.lstrip().startswith("```")
        if not fenced and (match := _SHIFTED.match(line)):
            message = f"a list item set in by {len(match[1])} spaces"
            hint = "set an inner list in by four spaces, an outer one by none"
            yield Finding(page.path, number, "renders-as-written", message, hint)


def _twins(context: CheckContext) -> Iterator[Finding]:
    for path in context.pages.missing():
        hint = "write it, or remove its twins; a reader would get the page in the wrong language"
        yield Finding(path, 1, "missing-twin", "the page is missing in this language", hint)


def _nav(context: CheckContext) -> Iterator[Finding]:
    default = context.tree.locales[0].code
    wanted = set(context.tree.nav)
    present = {f"{slug}.md" for slug in context.pages.pages[default]}
    for name in sorted(present - wanted):
        yield Finding(
            f"docs/{default}/{name}", 1, "nav-page", "is not in the navigation", "add it to nav in mkdocs.yml"
        )
    for name in sorted(wanted - present):
        hint = _did_you_mean(name, present)
        yield Finding("mkdocs.yml", 1, "nav-page", f"nav names {name!r}, which docs/{default} does not have", hint)


def _site(context: CheckContext) -> Iterator[Finding]:
    if not context.site.exists:
        where = context.tree.show(context.tree.site)
        yield Finding(where, 1, "site-missing", "there is no built site to check", "run ./scripts/build")
        return
    stamp = context.tree.site / STAMP
    if not stamp.exists() or stamp.read_text("utf-8").strip() != fingerprint(context.tree):
        where = context.tree.show(context.tree.site)
        yield Finding(where, 1, "site-stale", "the site is older than its sources", "run ./scripts/build")
