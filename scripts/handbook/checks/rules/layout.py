"""Layout: languages mirror each other, pages can be read, headings have ids, the site is new."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from handbook.checks import unsafe_sources
from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.markdown_pages import COUNTERPART_HASH, Page
from handbook.content.markdown_reader import PLACE, Block
from handbook.core.findings import Finding, HandbookError
from handbook.core.suggestions import did_you_mean
from handbook.publish.checksums import SUMS, read_sums, was_made
from handbook.web.html_pages import STAMP
from handbook.web.includes import Includes

_PAGES = "CONTRIBUTING.md#how-a-page-is-written"

RULES = (
    Rule(
        "page-source",
        "Every page is readable text: UTF-8, not empty, with front matter that parses.",
        "A page that cannot be read is missing from the site or shown with wrong characters.",
        _PAGES,
    ),
    Rule(
        "docs-folder",
        "docs/ holds one folder for each language, with pages alone in it, and assets.",
        "The language plugin drops a mistyped folder, such as docs/zn, without a word.",
        "mkdocs-static-i18n 1.3, docs_structure: folder",
    ),
    Rule(
        "missing-counterpart",
        "Every page exists in every language.",
        "A reader of the other language would be shown a page that she cannot read.",
        "SAFETY.md#what-could-go-wrong-and-what-stands-against-it",
    ),
    Rule(
        "nav-page",
        "The navigation of mkdocs.yml names every page, and no other.",
        "A page that is not listed is found by nobody who browses.",
        "mkdocs.yml",
    ),
    Rule(
        "front-matter",
        "Every page has `description`, `checked` and `due`, in this order, and nothing unknown.",
        "A mistyped key is ignored: the page would lose its date without a word.",
        _PAGES,
    ),
    Rule(
        "heading-id",
        "Every heading has an explicit id, of small letters, digits and hyphens.",
        "Without one the id of a Chinese heading is `_1`, which moves when a heading is added.",
        _PAGES,
    ),
    Rule(
        "duplicate-id",
        "No id stands twice on a page.",
        "A link to it leads to the first one, whichever was meant.",
        "HTML Standard, 3.2.6 (the id attribute)",
    ),
    Rule(
        "unknown-include",
        "Every generated part that a page asks for exists, with the rows it names.",
        "A mistyped include is a comment: the danger list would be missing in silence.",
        _PAGES,
    ),
    Rule(
        "page-html",
        "A page holds no HTML but its includes.",
        "HTML escapes the comparison of the two languages, and can hide or run something.",
        _PAGES,
    ),
    Rule(
        "page-attributes",
        "A page sets no attribute but ids, certainty labels, languages and a place that it names.",
        "`onclick`, `href`, `style` or `hidden` in a page could run, redirect or hide something.",
        "Python-Markdown 3.10, attr_list",
    ),
    Rule(
        "page-code",
        "A page holds no block of code, and leaves its notes at its end.",
        "No check of words reads code: a dose in it would pass.",
        _PAGES,
    ),
    Rule(
        "link-scheme",
        "Links of a page have no scheme but https.",
        "`javascript:` and `data:` run what they hold; a typed `tel:` can call a wrong number.",
        "URL Standard, 4.1 and 4.4",
    ),
    Rule(
        "hidden-character",
        "No character is invisible, or a letter in the disguise of another.",
        "They hide words from readers and checks, and make one address look like another.",
        "Unicode TR 36, 3.1; TR 39, 4 (confusables)",
    ),
    Rule(
        "drawing-content",
        "Drawings are shapes and words alone, not empty, and small.",
        "A drawing becomes part of its page: a script or an address in it would be the page's.",
        "SVG 2, chapters 2 and 15",
    ),
    Rule(
        "drawing-words",
        "A drawing has a title, and its words stand in every language.",
        "A reader would meet another language in the middle of a picture, or hear nothing of it.",
        "CONTRIBUTING.md#how-a-page-is-written",
    ),
    Rule(
        "missing-drawing",
        "Every drawing that a page shows is there.",
        "A reader would meet a frame without a picture.",
        _PAGES,
    ),
    Rule(
        "renders-as-written",
        "No list, table, box, link or bold text is shown to readers as its marks.",
        "Without its blank line a table becomes one paragraph of bars, and a plan unreadable.",
        "Python-Markdown 3.10, syntax",
    ),
    Rule(
        "site-missing",
        "There is a built site to check.",
        "The sources alone do not show what a reader meets.",
        "README.md#two-commands",
        needs_site=True,
    ),
    Rule(
        "site-stale",
        "The built site was made from the sources as they are now.",
        "Checks of an old site say nothing about the pages that will be published.",
        "CONTRIBUTING.md#how-it-is-made",
        needs_site=True,
    ),
    Rule(
        "site-sum",
        "Every file of the built site is as the build left it: SHA256SUMS names its very bytes, "
        "and is one that a build here wrote.",
        "What is changed by hand there stands in no source, is compared with nothing, and is lost.",
        "CONTRIBUTING.md#how-it-is-made",
        needs_site=True,
    ),
)

FRONT_MATTER = ("description", "checked", "due")
"""Required keys, in this order."""
TRANSLATION = (COUNTERPART_HASH,)
"""What a page of another language than the default may add."""
HEADERS = "_headers"
"""In a finished site, for hosts; MkDocs alone does not write it."""
STRIP = (4, 11)
"""How many danger signs a strip shows: fewer hide one that matters, more are the whole list."""


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield the findings of all layout rules, those on the sources first."""
    yield from _folders(context)
    includes = Includes(context.project, context.evidence).names
    for page in context.pages:
        yield from page.findings
        if page.text.strip():
            yield from _front_matter(page)
            yield from _dates(page)
            yield from _headings(page)
            yield from _includes(context, page, includes)
            yield from _html(page)
            yield from _left_over(page)
            yield from _nesting(page)
            yield from unsafe_sources.check_page(page, context.evidence.places)
            yield from unsafe_sources.check_shown(context, page)
    yield from unsafe_sources.check_characters(context)
    yield from unsafe_sources.check_drawings(context)
    yield from _counterparts(context)
    yield from _nav(context)
    yield from _site(context)


def _folders(context: CheckContext) -> Iterator[Finding]:
    """Yield what stands in docs/ and is no page: static-i18n drops it without a word."""
    known = {locale.code for locale in context.project.locales} | {"assets"}
    if not context.project.docs.is_dir():
        hint = "restore it from the last commit"
        yield Finding("docs", 1, "docs-folder", "the folder is missing", hint)
        return
    for path in sorted(context.project.docs.iterdir()):
        if path.name not in known:
            guess = did_you_mean(path.name, known, "rename or move it", cutoff=0.3)
            hint = f"known are {', '.join(sorted(known))}; {guess}"
            message = "is neither a language nor assets"
            yield Finding(context.project.show(path), 1, "docs-folder", message, hint)
        elif path.is_dir() and path.name != "assets":
            for nested in sorted(path.rglob("*")):
                if nested.suffix != ".md" or nested.parent != path:
                    hint = (
                        "pages stand directly in the language folder and end in .md; "
                        "other files go to docs/assets"
                    )
                    shown = context.project.show(nested)
                    yield Finding(shown, 1, "docs-folder", "is not a page", hint)


def _front_matter(page: Page) -> Iterator[Finding]:
    rule = "front-matter"
    allowed = FRONT_MATTER if page.locale.is_default else FRONT_MATTER + TRANSLATION
    for key in FRONT_MATTER:
        if key not in page.meta:
            hint = "copy the front matter of another page"
            yield Finding(page.path, 1, rule, f"lacks `{key}`", hint)
    for key in page.meta:
        if key not in allowed:
            line = page.meta_lines.get(key, 1)
            hint = f"known are {', '.join(allowed)}"
            yield Finding(page.path, line, rule, f"unknown key `{key}`", hint)
    order = [key for key in page.meta if key in allowed]
    if order != [key for key in allowed if key in page.meta]:
        hint = f"the order is {', '.join(allowed)}"
        yield Finding(page.path, 2, rule, "keys are out of order", hint)


def _dates(page: Page) -> Iterator[Finding]:
    """Yield a finding where the description is not text or a date is not a date."""
    rule = "front-matter"
    if not isinstance(page.meta.get("description", ""), str | None):
        line = page.meta_lines.get("description", 1)
        hint = "write one line, in quotes if need be"
        yield Finding(page.path, line, rule, "`description` is not text", hint)
    for key in ("checked", "due"):
        if key in page.meta and page.date(key) is None:
            line = page.meta_lines.get(key, 1)
            yield Finding(page.path, line, rule, f"`{key}` is not a date", "write it as 2026-11-22")


_ID = re.compile(r"[a-z\d]+(?:-[a-z\d]+)*", re.ASCII)


def _headings(page: Page) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for heading in page.headings:
        if not heading.name:
            hint = "add an English one, the same in every language: `## Title { #short-id }`"
            message = f"no id on {heading.text!r}"
            yield Finding(page.path, heading.line, "heading-id", message, hint)
        elif not _ID.fullmatch(heading.name):
            message = f"the id {heading.name!r} holds another sign than a-z, 0-9 and -"
            hint = "write it in small letters, digits and hyphens"
            yield Finding(page.path, heading.line, "heading-id", message, hint)
        elif heading.name in seen:
            message = f"the id {heading.name!r} stands twice, first at line {seen[heading.name]}"
            hint = "give one of the two another id"
            yield Finding(page.path, heading.line, "duplicate-id", message, hint)
        seen.setdefault(heading.name, heading.line)


def _includes(context: CheckContext, page: Page, names: Collection[str]) -> Iterator[Finding]:
    """Yield what is wrong with the generated parts `page` asks for; `names` are those there are."""
    for block in page.blocks:
        if block.kind != "include":
            continue
        if block.name not in names:
            message = f"no block is called {block.name!r}"
            hint = did_you_mean(block.name, names, "rename or move it", cutoff=0.3)
            yield Finding(page.path, block.line, "unknown-include", message, hint)
            continue
        for message, hint in _arguments(context, block):
            yield Finding(page.path, block.line, "unknown-include", message, hint)
    places = context.evidence.places.records
    for block in page.blocks:
        if block.kind == "admonition" and block.name == PLACE and block.argument not in places:
            message = f"no place is called {block.argument!r}"
            hint = did_you_mean(
                block.argument, places, f"name one of {context.evidence.places.path}"
            )
            yield Finding(page.path, block.line, "unknown-include", message, hint)


def _arguments(context: CheckContext, block: Block) -> Iterator[tuple[str, str]]:
    """Yield (message, hint) for each thing that an include names and that is not there."""
    if block.name == "icon-array":
        claim = context.evidence.claims.records.get(block.argument)
        if claim is None or claim.figures is None:
            yield f"no claim {block.argument!r} with figures", "name a claim that has `figures`"
    elif block.name in ("danger-strip", "danger-ladder"):
        yield from _rows(context, block)


def _rows(context: CheckContext, block: Block) -> Iterator[tuple[str, str]]:
    """Yield (message, hint) for what is wrong with the danger signs that an include names."""
    try:
        rows = context.evidence.chosen(block.argument)
    except HandbookError as fault:
        message, _, hint = str(fault).partition("; ")
        yield message, hint
        return
    fewest, most = STRIP
    if block.name == "danger-strip" and not fewest <= len(rows) <= most:
        yield f"a strip of {len(rows)} danger signs", f"choose {fewest} to {most}, by their rows"
    topics = context.evidence.topics
    if block.name == "danger-ladder" and block.argument not in topics.records:
        yield f"no topic is called {block.argument!r}", f"name one of {topics.path}"


def _html(page: Page) -> Iterator[Finding]:
    """Yield HTML that is no include: a mistyped include is a comment, which no browser shows."""
    hint = "say it in Markdown; a generated part is a line of its own, `<!-- include: name -->`"
    for block in page.blocks:
        found = ((block.text, block.line),) if block.kind == "html" else block.html
        for text, line in found:
            message = f"HTML in a page: {text.partition(chr(10))[0]!r}"
            yield Finding(page.path, line, "page-html", message, hint)


_SPOKEN = ("paragraph", "item", "cell", "title", "heading")
_MARKUP: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"^[ ]*(?:[-*+]|\d{1,2}[.)]) (?=\S)", re.MULTILINE),
        "a list",
        "put a blank line before the list",
    ),
    (
        re.compile(r"^[ ]*\|.*\|[ ]*$|^[ ]*\|?(?: *:?-{3,}:? *\|)+", re.MULTILINE),
        "a table",
        "put a blank line before the table; each row has as many cells as the first",
    ),
    (
        re.compile(r"^[ ]*!{1,3} ?(?:key|note|danger|warning|story|tip)\b.*", re.MULTILINE),
        "a box",
        'write `!!! key "Title"` with a blank line before it',
    ),
    (
        re.compile(r"^[ ]*#{1,6} ?(?=\S)", re.MULTILINE),
        "a heading",
        "put a blank line before it, a space after #",
    ),
    (re.compile(r"^[ ]*> ", re.MULTILINE), "a quotation", "put a blank line before it"),
    (
        re.compile(r"\{:? ?[.#][\w-]+[^}]*\}?|\{:? ?\w+=[^}]*\}"),
        "an attribute list",
        "write `{ #id }` or `{ .name }` at the end of the heading or behind the bold text",
    ),
    (
        re.compile(r"\*\*"),
        "bold",
        "close it: two asterisks before and behind, with no space inside",
    ),
    (
        re.compile(r"\]\(|\]\[|!\[|\[\^"),
        "a link or a note",
        "write `[text](page.md#id)`; a note is `[^claim-id]`",
    ),
)
"""(what a left-over piece of markup looks like, what it should have been, the next step)."""


def _left_over(page: Page) -> Iterator[Finding]:
    """Yield markup that the page would show as text, the first piece of each block.

    A list, table or box that lost its blank line, or a mark that lost its other half, is text to
    the Markdown engine that makes the pages.
    """
    for block in page.blocks:
        if block.kind not in _SPOKEN:
            continue
        for pattern, what, hint in _MARKUP:
            if match := pattern.search(block.text):
                message = f"{what} shown as text: {match[0].strip()[:40]!r}"
                yield Finding(page.path, block.line, "renders-as-written", message, hint)
                break


_SHIFTED = re.compile(r"^( {1,3}| {5,7})(?:[-*+]|\d{1,2}\.) \S")


def _nesting(page: Page) -> Iterator[Finding]:
    """Yield list items set in by other than four spaces, which become items of the outer list."""
    fenced = False
    first = page.text[: len(page.text) - len(page.body)].count("\n") + 1
    for number, line in enumerate(page.body.split("\n"), first):
        fenced ^= line.lstrip().startswith("```")
        if not fenced and (match := _SHIFTED.match(line)):
            message = f"a list item set in by {len(match[1])} spaces"
            hint = "set an inner list in by four spaces, an outer one by none"
            yield Finding(page.path, number, "renders-as-written", message, hint)


def _counterparts(context: CheckContext) -> Iterator[Finding]:
    hint = "write it, or remove its counterparts; a reader would get the page in the wrong language"
    for path in context.pages.missing():
        yield Finding(path, 1, "missing-counterpart", "the page is missing in this language", hint)


def _nav(context: CheckContext) -> Iterator[Finding]:
    default = context.project.locales[0].code
    wanted = set(context.project.nav)
    present = {f"{slug}.md" for slug in context.pages.pages[default]}
    for name in sorted(present - wanted):
        path, hint = f"docs/{default}/{name}", "add it to nav in mkdocs.yml"
        yield Finding(path, 1, "nav-page", "is not in the navigation", hint)
    for name in sorted(wanted - present):
        message = f"nav names {name!r}, which docs/{default} does not have"
        hint = did_you_mean(name, present, "rename or move it", cutoff=0.3)
        yield Finding("mkdocs.yml", 1, "nav-page", message, hint)


def _site(context: CheckContext) -> Iterator[Finding]:
    where, hint = context.project.show(context.project.site), "run ./scripts/build"
    if not context.site.exists:
        yield Finding(where, 1, "site-missing", "there is no built site to check", hint)
        return
    if context.is_stale:
        yield Finding(where, 1, "site-stale", "the site is older than its sources", hint)
        return
    yield from _sums(context)


def _sums(context: CheckContext) -> Iterator[Finding]:
    """Yield what differs from the sums of the build; pages that are still unfinished have none."""
    hint = "run ./scripts/build; a change belongs in docs/, evidence/ or overrides/"
    sums, files = read_sums(context.project.site), context.site.files - {SUMS}
    if not sums:
        if HEADERS in files:
            message = "the list of the sums is not there, or is empty"
            yield Finding(context.shown(SUMS), 1, "site-sum", message, hint)
        return
    sources = (context.project.site / STAMP).read_text("utf-8").strip()
    if not was_made(context.project.root, context.project.site, sources):
        message = (
            "the site was written by no build here: it came from elsewhere, or its sums were "
            "made anew"
        )
        yield Finding(context.shown(SUMS), 1, "site-sum", message, hint)
    for name in sorted(files | set(sums)):
        if name not in files:
            what = "was made by the build, and is gone"
        elif name not in sums:
            what = "was put here by no build"
        elif context.digests[name] != sums[name]:
            what = "was changed after the build"
        else:
            continue
        yield Finding(context.shown(name), 1, "site-sum", what, hint)
