"""Writes the search index: one script a language, with every section, the danger signs and the words people type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from handbook.content.evidence import STEPS, Evidence, Term, load_evidence
from handbook.content.search_lists import SearchPage, SearchSection, SignWeights, WordLists
from handbook.core.project import Locale, Project
from handbook.core.yaml_records import RecordFile
from handbook.web import search_lexicon
from handbook.web.html_pages import BuiltPage, BuiltSite, read_site
from handbook.web.page_context import HELP, SCRIPTS, index_name
from handbook.web.search_sections import GENERAL, Section, sections

ENTRIES = "words"
"""The page that explains every term."""

LEDGER, LOSS, PLAIN_HEADING = 1, 2, 4
"""Flags: never first; only for readers who ask about a loss; a heading that many pages share."""

SAY = (
    "search_absent", "search_near", "search_ask", "search_words",
    "search_count", "search_count_read", "search_lines", "search_call",
)  # fmt: skip
"""The wording of the results. What the window says before the index is there stands on its button."""

Row = list[Any]
"""One section: page, anchor, heading, everyday words, text, flags, and for a danger sign its step's number."""


def index_site(project: Project, site: Path) -> None:
    """Write the index of every language into `site`. Raises HandbookError where the evidence lacks a wording."""
    evidence, built = load_evidence(project), read_site(project.with_site(site))
    folder = site / SCRIPTS
    folder.mkdir(parents=True, exist_ok=True)
    for locale in project.locales:
        index = make_index(evidence, built, locale)
        text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
        (folder / index_name(locale)).write_text(f"globalThis.handbookIndex={text};\n", "utf-8")


SHORT = 4
"""Letters of a word that may stand in a query of another language."""

LONGEST = 300
"""Bytes of a section's text that is searched and shown: no query of tests/queries finds less for it."""


def make_index(evidence: Evidence, built: BuiltSite, locale: Locale) -> dict[str, Any]:
    """Return what the search in one language knows, as plain data for JSON; pages are numbered from 0."""
    code, pages = locale.code, list(built.of(locale))
    rows = list(_rows(evidence, pages, locale))
    places = {place(_slug(pages[row[0]], locale), row[1]): at for at, row in enumerate(rows)}
    texts = [f"{row[2]}\n{row[3]}\n{row[4]}" for row in rows]
    return {
        "say": {key: evidence.say(key, code) for key in SAY},
        "folder": locale.prefix or "./",
        "entries": f"{ENTRIES}.html",
        "steps": [step.title[code] for step in evidence.steps],
        "lines": list(_lines(evidence, code)),
        "there": _there(evidence, code),
        "pages": [_page(evidence, page, locale) for page in pages],
        "columns": list(zip_longest(*rows)),
        "signs": list(_signs(evidence, places, code)),
        "classes": {item.id: item[code] for item in evidence.sign_classes},
        "weights": list(_weights(evidence)),
        "pieces": _pieces(evidence, code),
        "helps": [places[item.page] for item in evidence.sign_search if item.page in places],
        "same": [group.near(code) for group in evidence.same],
        "skip": list(_skipped(evidence, code)),
        "absent": list(chain.from_iterable(item[code] for item in evidence.absent)),
        "loss": _all_words(evidence.loss_words),
        "alone": search_lexicon.english(evidence, texts, code),
        **search_lexicon.chinese(evidence, [f"{row[2]}\n{row[4]}" for row in rows], code),
    }


def place(slug: str, anchor: str) -> str:
    """Return `page#heading`, or `page` for its top, as the lists name it."""
    return f"{slug}#{anchor}".rstrip("#")


def _skipped(evidence: Evidence, code: str) -> Iterator[str]:
    """Yield the words that say nothing: all of the language, of others the short ones.

    What is mixed into a query of another language is "my" or "is", hardly ever "literally".
    """
    for group in evidence.skip:
        yield from (word for word in group.words if group.id == code or len(word) <= SHORT)


def _all_words(lists: RecordFile[WordLists]) -> list[str]:
    """Return the words of every language, in the file's order."""
    return list(chain.from_iterable(item.everything for item in lists))


def _slug(page: BuiltPage, locale: Locale) -> str:
    return page.path.removeprefix(locale.prefix).removesuffix(".html")


def _page(evidence: Evidence, page: BuiltPage, locale: Locale) -> list[Any]:
    """Return the address below the language's folder, the title, its weight and its flags."""
    slug = _slug(page, locale)
    known = evidence.search.records.get(slug, SearchPage(id=slug))
    title = page.title.removesuffix(f" · {locale.site_name}")
    return [f"{slug}.html", title, known.weight, LEDGER * known.ledger + LOSS * known.loss]


def _rows(evidence: Evidence, pages: list[BuiltPage], locale: Locale) -> Iterator[Row]:
    """Yield every section of every page, the danger signs and the terms; of a ledger its top alone."""
    for number, page in enumerate(pages):
        slug = _slug(page, locale)
        known = evidence.search.records.get(slug, SearchPage(id=slug))
        for section in sections(page):
            if not (known.ledger and section.anchor):
                yield _row(evidence, number, slug, section, locale.code)
        if slug == HELP:
            yield from _danger(evidence, number, locale.code)
        if slug == ENTRIES:
            yield from (_term(term, number, locale.code) for term in evidence.terms)


def _row(evidence: Evidence, number: int, slug: str, section: Section, code: str) -> Row:
    name = place(slug, section.anchor)
    known = evidence.sections.records.get(name, SearchSection(id=name))
    asked = [item[code] for item in evidence.questions if place(item.page, item.heading) == name]
    is_general = section.anchor in GENERAL or section.anchor.startswith("step-")
    flags = LOSS * known.loss + PLAIN_HEADING * is_general
    own = "|".join(dict.fromkeys([*known[code], *asked]))
    return [number, section.anchor, section.heading, own, _cut(section.text), flags]


def _cut(text: str) -> str:
    """Return the first whole words of a text, and a sign that there are more."""
    start = text.encode()[:LONGEST].decode(errors="ignore")
    if start == text:
        return text
    return re.sub(r"[A-Za-z]+$", "", start).rstrip() + " …"


def _danger(evidence: Evidence, number: int, code: str) -> Iterator[Row]:
    """Yield the danger signs, each a section of its own with the number of its step.

    Behind it what its step is called, where that is not the step's own title.
    """
    for row in evidence.danger:
        parts = [row.action[code], row.meaning[code]]
        if row.up:
            parts.insert(0, row.up[code])
        named = [row.title[code]] if row.title else []
        yield [number, row.id, row.sign[code], "", " ".join(parts), 0, STEPS.index(row.step), *named]


def _there(evidence: Evidence, code: str) -> dict[str, list[Any]]:
    """Return, by the sign that others have, [place, words for not there, [id, sign, text, step, words for only there]].

    They are shown in place of a result, and not searched.
    """
    found: dict[str, list[Any]] = {}
    for row in evidence.there:
        other = evidence.danger.records.get(row.instead_of)
        if other:
            known = found.setdefault(other.id, [row.place, evidence.where(other, code), []])
            text = " ".join(part[code] for part in (row.up, row.action) if part)
            step = STEPS.index(row.step)
            known[2].append([row.id, row.sign[code], text, step, evidence.where(row, code)])
    return found


def _term(term: Term, number: int, code: str) -> Row:
    """Return a term of the glossary as a section; it is found by its names in both languages."""
    names = [*term.medical.by_language.values(), *term.plain.by_language.values()]
    for words in (*term.match.by_language.values(), *term.search.by_language.values()):
        names += words
    heading = " · ".join(dict.fromkeys((term.plain[code], term.medical[code])))
    return [number, term.id, heading, "|".join(dict.fromkeys(names)), term.meaning[code], 0]


def _signs(evidence: Evidence, places: dict[str, int], code: str) -> Iterator[list[Any]]:
    """Yield [section, phrases] of every sign whose place is there; the checks find others."""
    for item in evidence.sign_search:
        name = item.page or place(HELP, item.id)
        if name in places:
            yield [places[name], item[code]]


ZERO = ord("m")
"""The letter that says nothing; the next one speaks for a sign by one step, the one before against it."""


def traits(evidence: Evidence) -> Iterator[str]:
    """Yield the names of all that a query may say, in the order in which search-ranking.js numbers it."""
    signs = [item.id for item in evidence.sign_search]
    yield from (item.id for item in evidence.sign_classes)
    yield from (f"pinned {sign}" for sign in signs)
    yield from (f"first {sign}" for sign in signs)
    yield from ("unpinned", "always")


def _weights(evidence: Evidence) -> Iterator[str]:
    """Yield how much each thing that a query may say speaks for no sign and for every one, a letter each."""
    signs = [item.id for item in evidence.sign_search]
    for name in traits(evidence):
        known = evidence.sign_weights.records.get(name, SignWeights(id=name, speaks={}))
        letters = [chr(ZERO + known.speaks.get(sign, 0)) for sign in ("none", *signs)]
        yield "".join(letters).rstrip(chr(ZERO))


def _pieces(evidence: Evidence, code: str) -> list[str]:
    """Return the words, or characters and pairs, that speak for signs, and how much each does."""
    known = evidence.sign_pieces.records.get(code)
    return [known.pieces, known.speaks] if known else ["", ""]


def _lines(evidence: Evidence, code: str) -> Iterator[list[Any]]:
    """Yield [id, name, emergency numbers, [name, numbers, note] of each help line] of every place."""
    for there in evidence.places:
        lines = []
        for line in there.crisis_for(code):
            note = ""
            if line.note:
                note = line.note[code]
            lines.append([line.name[code], list(line.numbers), note])
        yield [there.id, there.name[code], list(there.emergency.numbers), lines]
