"""Writes the search index: one script a language, with every section, the danger signs and the words people type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from handbook.content.evidence import STEPS, Evidence, load_evidence
from handbook.content.search_lists import SearchPage, SearchSection
from handbook.core.project import Locale, Tree
from handbook.language import chinese_input, english_input
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

Row = list[Any]
"""One section: page, anchor, heading, everyday words, text, flags, and for a danger sign the number of its step."""


def index_site(tree: Tree, site: Path) -> None:
    """Write the index of every language into `site`. Raises Fault where the evidence lacks a wording."""
    evidence, built = load_evidence(tree), read_site(tree.with_site(site))
    folder = site / SCRIPTS
    folder.mkdir(parents=True, exist_ok=True)
    for locale in tree.locales:
        text = json.dumps(make_index(evidence, built, locale), ensure_ascii=False, separators=(",", ":"))
        (folder / index_name(locale)).write_text(f"globalThis.handbookIndex={text};\n", "utf-8")


def make_index(evidence: Evidence, built: BuiltSite, locale: Locale) -> dict[str, Any]:
    """Return what the search in one language knows, as plain data for JSON."""
    pages = list(built.of(locale))
    rows = list(_rows(evidence, pages, locale))
    places = {f"{_slug(pages[row[0]], locale)}#{row[1]}".rstrip("#"): at for at, row in enumerate(rows)}
    both = [code for code in ("en", "zh") if code != locale.code]
    return {
        "say": {key: evidence.say(key, locale.code) for key in SAY},
        "folder": locale.prefix or "./",
        "entries": f"{ENTRIES}.html",
        "steps": [step.title[locale.code] for step in evidence.steps],
        "lines": list(_lines(evidence, locale.code)),
        "pages": [_page(evidence, page, locale) for page in pages],
        "sections": rows,
        "signs": list(_signs(evidence, places)),
        "helps": [places[item.page] for item in evidence.sign_search if item.page in places],
        "same": [[*group.en, *group.zh] for group in evidence.same],
        "skip": list(chain.from_iterable(group.words for group in evidence.skip)),
        "absent": list(chain.from_iterable((*group.en, *group.zh) for group in evidence.absent)),
        "loss": list(chain.from_iterable((*group.en, *group.zh) for group in evidence.loss_words)),
        "alone": " ".join(english_input.left_alone(_english(evidence, rows))) if locale.code == "en" else "",
        **_chinese(evidence, rows, locale.code, both),
    }


def _slug(page: BuiltPage, locale: Locale) -> str:
    return page.path.removeprefix(locale.prefix).removesuffix(".html")


def _page(evidence: Evidence, page: BuiltPage, locale: Locale) -> list[Any]:
    """Return the address below the language's folder, the title, its weight and its flags."""
    slug = _slug(page, locale)
    known = evidence.search.records.get(slug, SearchPage(id=slug))
    title = page.title.removesuffix(f" · {locale.site_name}")
    return [f"{slug}.html", title, known.weight, LEDGER * known.ledger + LOSS * known.loss]


def _rows(evidence: Evidence, pages: list[BuiltPage], locale: Locale) -> Iterator[Row]:
    """Yield every section of every page, the danger signs and the terms; ledgers by their top alone."""
    for number, page in enumerate(pages):
        slug = _slug(page, locale)
        known = evidence.search.records.get(slug)
        for section in sections(page):
            if not (known and known.ledger and section.anchor):
                yield _row(evidence, number, slug, section, locale.code)
        if slug == HELP:
            yield from _danger(evidence, number, locale.code)
        if slug == ENTRIES:
            yield from _terms(evidence, number, locale.code)


def _row(evidence: Evidence, number: int, slug: str, section: Section, code: str) -> Row:
    place = f"{slug}#{section.anchor}".rstrip("#")
    known = evidence.sections.records.get(place, SearchSection(id=place))
    asked = [item[code] for item in evidence.questions if f"{item.page}#{item.heading}" == place]
    flags = LOSS * known.loss + PLAIN_HEADING * (section.anchor in GENERAL or section.anchor.startswith("step-"))
    own = "|".join(dict.fromkeys([*known.en, *known.zh, *asked]))
    return [number, section.anchor, section.heading, own, section.text, flags]


def _danger(evidence: Evidence, number: int, code: str) -> Iterator[Row]:
    """Yield the danger signs, each a section of its own with the number of its step."""
    for row in evidence.danger:
        parts = [row.up[code] if row.up else "", row.action[code], row.meaning[code]]
        yield [number, row.id, row.sign[code], "", " ".join(filter(None, parts)), 0, STEPS.index(row.step)]


def _terms(evidence: Evidence, number: int, code: str) -> Iterator[Row]:
    """Yield the glossary's terms, in both languages as far as their names go."""
    for term in evidence.terms:
        names = [term.medical.en, term.medical.zh, term.plain.en, term.plain.zh]
        names += [*term.match.en, *term.match.zh, *term.search.en, *term.search.zh]
        heading = f"{term.plain[code]} · {term.medical[code]}" if term.plain[code] != term.medical[code] else term.plain[code]
        yield [number, term.id, heading, "|".join(dict.fromkeys(names)), term.meaning[code], 0]


def _signs(evidence: Evidence, places: dict[str, int]) -> Iterator[list[Any]]:
    """Yield [section, phrases] of every sign whose place is there; another one is a finding of the checks."""
    for item in evidence.sign_search:
        place = item.page or f"{HELP}#{item.id}"
        if place in places:
            yield [places[place], [*item.en, *item.zh]]


def _lines(evidence: Evidence, code: str) -> Iterator[list[Any]]:
    """Yield [place, time zones, emergency numbers, [name, numbers, note] of each help line] of every place."""
    for place in evidence.place_lines:
        crisis = [
            [line.name[code] if line.name else "", list(line.numbers), line.note[code] if line.note else ""]
            for line in place.crisis
        ]
        yield [place.name[code], list(place.zones), list(place.emergency.numbers), crisis]


def _english(evidence: Evidence, rows: list[Row]) -> set[str]:
    """Return the English words of texts and lists."""
    listed = (*evidence.sign_search, *evidence.same, *evidence.absent, *evidence.loss_words)
    texts = chain((f"{row[2]} {row[3]} {row[4]}" for row in rows), chain.from_iterable(item.en for item in listed))
    return set(re.findall("[a-z]+", " ".join(texts).lower()))


_PARTS = re.compile(r"[㐀-鿿]+")


def _chinese(evidence: Evidence, rows: list[Row], code: str, _: list[str]) -> dict[str, Any]:
    """Return the Chinese words that are known, those that people look for first, and how all of them sound."""
    listed = chain(
        chain.from_iterable(item.zh for item in evidence.sign_search),
        chain.from_iterable(item.zh for item in evidence.same),
        chain.from_iterable(item.zh for item in evidence.sections),
        (term.medical.zh for term in evidence.terms),
        chain.from_iterable(term.match.zh for term in evidence.terms),
        chain.from_iterable(item.zh for item in evidence.absent),
        chain.from_iterable(item.zh for item in evidence.loss_words),
    )
    texts = [f"{row[2]}\n{row[4]}" for row in rows] if code == "zh" else []
    counted = chinese_input.words(texts)
    own = sorted(dict.fromkeys(_own_words(listed)), key=lambda word: -counted.get(word, 0))
    seen = sorted((word for word in counted if counted[word] > 1), key=lambda word: (-counted[word], word))
    lexicon = list(dict.fromkeys([*own, *seen]))
    typed = set("".join(lexicon)) | set("".join(texts)) | set("".join(chain.from_iterable(g.words for g in evidence.skip)))
    characters = {one for one in typed if chinese_input.is_han(one)}
    spoken = chinese_input.sounds(characters | set(chinese_input.common()), lexicon) if code == "zh" else []
    return {
        "lexicon": lexicon,
        "own": len(own),
        "heard": list(dict.fromkeys(_joined(evidence))) if code == "zh" else [],
        "sounds": spoken,
        "old": list(chinese_input.traditional(characters)),
    }


def _own_words(phrases: Iterable[str]) -> Iterator[str]:
    """Yield the Chinese words of the lists: each phrase, its parts, and the words jieba cuts it into."""
    for phrase in phrases:
        for part in _PARTS.findall(phrase):
            if 2 <= len(part) <= 4:
                yield part
            yield from (word for word in chinese_input.words([part]))


def _joined(evidence: Evidence) -> Iterator[str]:
    """Yield signs of two parts as one word each (羊水破), to be known by their sound."""
    for item in evidence.sign_search:
        for phrase in item.zh:
            parts = [part.split("/") for part in phrase.split() if not part.startswith("-")]
            if len(parts) == 2:
                yield from (first + last for first in parts[0] for last in parts[1] if len(first + last) <= 6)
