"""The frame around every page: its words, its addresses, its status label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from handbook.content.edition import Edition, dialled, load_edition, named_path
from handbook.content.evidence import Evidence, Review
from handbook.content.markdown_pages import (
    COUNTERPART_HASH,
    Handbook,
    Page,
    plain_date,
    read_page,
    read_pages,
)
from handbook.core.project import Locale, Project
from handbook.language.dates import long_date, month
from handbook.language.languages import language
from handbook.web.content_security_policy import BEFORE_PAINT, policy
from handbook.web.drawings import localise
from handbook.web.includes import Includes, whole_words
from handbook.web.place_words import words_file

HELP = "get-help-now"
SCRIPTS = "assets/scripts"
HOME = "index"
WORTH_A_LIST = 4
"""A page with fewer sections needs no list of them."""
KEY_POINTS = re.compile(r'<div class="admonition key">.*?</div>', re.DOTALL)


@dataclass
class PageContext:
    """Everything the theme's templates ask for; nothing in them is typed twice."""

    project: Project
    evidence: Evidence
    codes: dict[tuple[str, str], str] = field(default_factory=dict)
    """(language, page) to the code that a signature of the page names, once its text is made."""

    @cached_property
    def handbook(self) -> Handbook:
        """The sources, for titles and counterparts."""
        return read_pages(self.project)

    def read_again(self, paths: Iterable[Path]) -> None:
        """Read these pages again, which have changed."""
        for path in paths:
            for locale in self.project.locales:
                if path.parent == self.project.docs / locale.code:
                    self.handbook.pages[locale.code][path.stem] = read_page(
                        self.project, path, locale
                    )

    @cached_property
    def _includes(self) -> Includes:
        return Includes(self.project, self.evidence)

    @cached_property
    def edition(self) -> Edition:
        """The local edition that the environment names."""
        return load_edition(self.project, named_path())

    def context(self, code: str, slug: str) -> dict[str, Any]:
        """Template values for page `slug` in language `code`.

        Addresses are relative to the site's root.
        """
        locale = self.project.locale(code)
        return {
            "locale": locale,
            "language": language(code),
            "locales": self.project.locales,
            "first": self.project.first,
            "slug": slug,
            "site_url": self.project.site_url,
            "policy": Markup(policy(header=False)),
            "before_paint": Markup(BEFORE_PAINT),
            "say": self.evidence.saying(code),
            "say_in": self.evidence.say,
            "has": self.evidence.has,
            "help": f"{locale.prefix}{HELP}.html",
            "home": f"{locale.prefix}index.html",
            "search_index": f"{SCRIPTS}/{index_name(locale)}",
            "others": [other for other in self.project.locales if other.code != code],
            "address": address,
            "titles_in": self.titles,
            "edition": self.edition,
            "places": list(self.evidence.places),
            "words_file": words_file,
            "whole_words": self.whole_words,
            "picture": lambda name: self.picture(name, locale),
            "structured": lambda page: self.structured(page, locale),
            "code": self.codes.get((code, slug), ""),
            "dialled": dialled,
        }

    def picture(self, name: str, locale: Locale) -> Markup:
        """Return a drawing of the frame's own as HTML.

        Nothing while docs/assets/drawings does not have it.
        """
        path = self.project.docs / f"assets/drawings/{name}.svg"
        if not path.exists():
            return Markup()
        return Markup(
            localise(
                path,
                locale,
                self.project.locales[0],
                self.evidence.say(f"picture_{name}", locale.code),
            )
        )

    def structured(self, page: Any, locale: Locale) -> Markup:
        """Return what the page is, for machines, as JSON-LD (https://schema.org/MedicalWebPage).

        Data, no script. It comes before the first text of every page, so what other
        metadata of the page say (its site, its reader) is left out.
        """
        values = {
            "@context": "https://schema.org",
            "@type": "MedicalWebPage",
            "name": re.sub(r"<[^>]*>", "", str(page.title)),
            "description": page.meta.get("description", ""),
            "url": page.canonical_url,
            "inLanguage": locale.tag,
            "about": {"@type": "MedicalCondition", "name": "Cervical insufficiency"},
        }
        if checked := plain_date(page.meta.get("checked")):
            values["dateModified"] = checked.isoformat()
        return htmlsafe_json_dumps(values, ensure_ascii=False)

    def whole_words(self, text: str, code: str) -> Markup:
        """Return `text` as HTML; in a language without blanks no line breaks a word of it."""
        return whole_words(text, self.evidence, code)

    def titles(self, code: str, slugs: list[str]) -> list[tuple[str, str]]:
        """Return (address, title) of those pages in that language."""
        pages = self.handbook.pages[code]
        return [
            (address(self.project.locale(code), slug), pages[slug].title)
            for slug in slugs
            if slug in pages
        ]

    def status(self, meta: dict[str, Any], locale: Locale, slug: str) -> str:
        """Return the status label as HTML: when checked and next due, how drafted, who reviewed."""
        checked, due = plain_date(meta.get("checked")), plain_date(meta.get("due"))
        if checked is None:
            return ""
        page = self.handbook.pages[locale.code].get(slug)
        due_month = month(due, locale.code) if due else ""
        return self._includes.frame(
            "status",
            locale,
            checked=long_date(checked, locale.code),
            checked_iso=checked.isoformat(),
            due=due_month,
            due_iso=str(due or ""),
            reviews=[
                (review, long_date(review.date, locale.code))
                for review in self._reviews(locale.code, slug)
            ],
            behind=bool(page and self.is_behind(page)),
            unfinished=locale.is_unfinished,
        )

    def here(self, items: Iterable[Any], locale: Locale) -> str:
        """Return the list of a page's sections as HTML; empty where they are too few."""
        sections = list(items)
        if len(sections) < WORTH_A_LIST:
            return ""
        return self._includes.frame("here", locale, items=sections)

    def _reviews(self, code: str, slug: str) -> Iterator[Review]:
        """Signatures under these very words; a changed page is an unreviewed page."""
        now = self.codes.get((code, slug))
        for review in self.evidence.reviews:
            if (review.locale, review.page, review.code) == (code, slug, now):
                yield review

    def is_behind(self, page: Page) -> bool:
        """Return whether the page's counterpart in the default language has changed since."""
        counterpart = self.handbook.counterpart(page)
        return counterpart is not None and page.meta.get(COUNTERPART_HASH) not in (
            None,
            counterpart.hash,
        )


def index_name(locale: Locale) -> str:
    """Return the file name of the search index in one language, in the folder SCRIPTS."""
    return f"search-index.{locale.tag}.js"


def address(locale: Locale, slug: str) -> str:
    """Return a page's address from the site's root."""
    return "404.html" if slug == "404" else f"{locale.prefix}{slug}.html"


def with_frame(html: str, slug: str, status: str, here: str) -> str:
    """Return a page's HTML with its status label and its sections listed.

    The label stands under the title; on the home page and the help page at the end.
    """
    if slug in (HOME, HELP):
        return html + status
    html = re.sub(r"(</h1>)", lambda match: match[1] + status, html, count=1)
    return KEY_POINTS.sub(lambda match: match[0] + here, html, count=1)
