"""Indexes the built pages for the search: Pagefind for the text, one small file a language for titles and synonyms."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from handbook.content.evidence import Evidence, SearchPage, Term, load_evidence
from handbook.core.findings import HandbookError
from handbook.core.project import Locale, Project
from handbook.web.html_pages import BuiltPage, BuiltSite, read_site
from handbook.web.page_context import HELP

FOLDER = "pagefind"
ENTRIES = "words"
"""The page that explains every term."""

IGNORED = (
    "[data-own-sheet]",
    "[data-handouts]",
    ".footnote",
    ".sources",
    ".danger-short",
    ".danger-strip",
    ".status",
    ".tip",
    ".twin",
    ".say",
)
"""What stands on many pages or repeats them; it would lead readers astray."""

NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
"""Of Pagefind's own scripts and styles only these: the window is ours."""

SAY = ("search", "search_title", "search_hint", "search_close", "search_none", "search_count", "search_words", "help")


def index_site(project: Project, site: Path) -> None:
    """Write `site`/pagefind. Raises HandbookError when Pagefind cannot run."""
    target = site / FOLDER
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-path", str(target), "--keep-index-url"]
    for selector in IGNORED:
        command += ["--exclude-selectors", selector]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        evidence, built = load_evidence(project), read_site(Project.at(project.root, site))
        said = process.communicate()[0].strip()
    if process.returncode:
        raise HandbookError(f"pagefind stopped: {said}")
    for path in (*target.glob("*.js"), *target.glob("*.css")):
        if path.name not in NEEDED:
            path.unlink()
    entry = target / "pagefind-entry.json"  # Pagefind writes its languages in any order
    entry.write_text(json.dumps(json.loads(entry.read_text("utf-8")), sort_keys=True, separators=(",", ":")), "utf-8")
    for locale in project.locales:
        text = json.dumps(vocabulary(evidence, built, locale), ensure_ascii=False, separators=(",", ":"))
        (target / f"handbook.{locale.tag}.json").write_text(text, "utf-8")


def vocabulary(evidence: Evidence, built: BuiltSite, locale: Locale) -> dict[str, Any]:
    """What the search in one language knows beyond the text: its own words, titles, sections, synonyms."""
    skip = evidence.skip.records.get(locale.code)
    return {
        "say": {key: evidence.say(key, locale.code) for key in SAY},
        "help": f"{HELP}.html",
        "entries": f"{ENTRIES}.html",
        "skip": list(skip.words) if skip else [],
        "pages": [_page(evidence, page, locale) for page in built.of(locale)],
        "terms": [_term(term, locale.code) for term in evidence.terms],
    }


def _page(evidence: Evidence, page: BuiltPage, locale: Locale) -> dict[str, Any]:
    name = page.path.removeprefix(locale.prefix)
    known = evidence.search.records.get(name.removesuffix(".html"), SearchPage(id=name))
    meta = page.tree.css_first('meta[name="description"]')
    return {
        "page": name,
        "title": page.title.removesuffix(f" · {locale.site_name}"),
        "text": (meta.attributes.get("content") or "") if meta else "",
        "weight": known.weight,
        "words": list(known.words[locale.code]),
        "sections": list(_sections(page)) + list(_asked(evidence, name, locale.code)),
    }


def _sections(page: BuiltPage) -> Iterator[tuple[str, str]]:
    """(id, text) of the headings that readers may look for; the ones that end every page are left out."""
    for heading in page.tree.css(".page :is(h2, h3)[id]"):
        name = heading.attributes.get("id") or ""
        if name not in ("what-you-can-do", "questions-to-ask", "where-this-comes-from"):
            yield name, heading.text().strip()


def _asked(evidence: Evidence, page: str, code: str) -> Iterator[tuple[str, str]]:
    """The questions that readers ask, as further names of the sections that answer them."""
    return ((item.heading, item[code]) for item in evidence.questions if f"{item.page}.html" == page)


def _term(term: Term, code: str) -> dict[str, Any]:
    """`find`: what a reader may type; `text`: how the pages say it."""
    text = [term.plain[code], *term.match[code]]
    return {"id": term.id, "find": list(dict.fromkeys([*text, term.medical[code], *term.search[code]])), "text": text}
