"""What a built page has to show, worked out from the sources by other code than makes the pages.

A fault in what renders the pages stands on every one of them and in no source. So their text is
made a second time, in the plainest way: blocks one after the other, the templates of
overrides/partials with nothing marked or linked, notes from the claims. No blank counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from selectolax.lexbor import LexborHTMLParser, LexborNode

from handbook.checks.context import CheckContext
from handbook.content.drawings import drawn_words
from handbook.content.evidence import Claim
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import PLACE, Block
from handbook.core.findings import HandbookError
from handbook.core.memo import Known, known_texts, remembered
from handbook.core.template_cache import OfProcess
from handbook.language.dates import long_date, long_pattern, month
from handbook.language.languages import language
from handbook.sheets.spec import FILE as SHEETS
from handbook.sheets.spec import load_sheets

PARTIALS = "overrides/partials"
HIDDEN = "[hidden], [aria-hidden], [style], [inert], .js-only, .spoken, .skip"
"""What an attribute or a class keeps from some readers."""
_COMPILED = OfProcess()
_WITHOUT_TEXT = ("list", "table", "html")
_BLANK = re.compile(r"[\s_\u200b]+")
_TITLE = re.compile(r"<title\b[^>]*>([^<]*)</title>")
_UNSAID = re.compile(r"<(style|desc)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_PLAY = re.compile(r'<text class="play"[^>]*>([^<]*)</text>')


def solid(text: str) -> str:
    """Return a text without its blanks and its lines to write on."""
    return _BLANK.sub("", text)


def hidden_in(node: LexborNode) -> str:
    """Return the words below `node` that some readers are not shown, those that have any."""
    found = (solid(item.text()) for item in node.css(HIDDEN))
    return "|".join(filter(None, found))


def shapes_in(node: LexborNode) -> str:
    """Return where the shapes and labels of the drawings below `node` stand, as a hash of it."""
    found = [
        f"{item.tag} {name}={value}"
        for item in node.css("figure.drawing svg *")
        if item.tag != "desc"
        for name, value in sorted(item.attributes.items())
        if not name.startswith("data-")
    ]
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]


def text_in(html: str) -> str:
    """Return the text of a piece of HTML."""
    body = LexborHTMLParser(html).body
    return body.text() if body else ""


_FILLED = re.compile(r"\{[^{}]*\}")
_JINJA = re.compile(r"\{[{%#].*?[}%#]\}|<[^>]*>", re.DOTALL)
MARKS = re.compile(r"[(（]\d{1,3}[)）]|\d{1,4}(?:pages?|页|kB)|[;:,.，；：、·›。?？()（）]")
"""What may stand between words around a page; a number counts something, and is none to call."""


Words: TypeAlias = Known[frozenset[str]]
"""Texts that may stand around a page, without blanks."""


@dataclass
class Written:
    """The sources, as plain text that pages show."""

    context: CheckContext
    _made: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def article(self, page: Page) -> str:
        """Return all that stands on a page between its frame and its notes, without blanks."""
        return solid("".join(self._block(block, page) for block in page.blocks))

    def links(self, page: Page) -> tuple[str, ...]:
        """Return where the links of a page lead, in their order, but for numbers to call."""
        found: list[str] = []
        for block in page.blocks:
            found += (_built(link.target) for link in block.links)
            if block.kind == "include":
                nodes = LexborHTMLParser(self.include(block, page)).css("a[href]")
                found += (node.attributes["href"] or "" for node in nodes)
        return tuple(link for link in found if not link.startswith("tel:"))

    def hidden(self, page: Page) -> str:
        """Return what the generated parts of a page do not show to everybody."""
        includes = (block for block in page.blocks if block.kind == "include")
        bodies = (LexborHTMLParser(self.include(block, page)).body for block in includes)
        return "|".join(filter(None, (hidden_in(body) for body in bodies if body)))

    def alternatives(self, page: Page) -> str:
        """Return what stands for the pictures of a page, in their order, without blanks."""
        return solid("".join(image.text for block in page.blocks for image in block.images))

    def meanings(self, code: str) -> dict[str, str]:
        """Return the meaning of each word of the glossary, by its id, without blanks."""
        return {term.id: solid(term.meaning[code]) for term in self.context.evidence.terms}

    def frame(self) -> Words:
        """Return all that may stand around a page, in any language."""
        return known_texts({solid(text) for text in self._around()} - {""})

    def _around(self) -> Iterator[str]:
        yield from self._of_data()
        yield from self._of_pages()
        yield from self._of_site()

    def _of_data(self) -> Iterator[str]:
        """Yield the words of the frame, whole and between their blanks, places, sheets, reviews."""
        evidence, project = self.context.evidence, self.context.project
        for record in evidence.wording:
            for text in record.by_language.values():
                yield from (text, *_FILLED.split(text))
        for place in evidence.places:
            for name in place.name.by_language.values():
                yield from (name, f"{name} {place.number}")
        for review in evidence.reviews:
            dates = (long_date(review.date, item.code) for item in project.locales)
            yield from (review.reviewer, review.role, *dates)
        for sheet in load_sheets(project) if (project.root / SHEETS).exists() else ():
            yield from (*sheet.title.by_language.values(), *sheet.purpose.by_language.values())

    def _of_pages(self) -> Iterator[str]:
        """Yield headings, descriptions, dates and addresses of the pages."""
        for page in self.context.pages:
            yield from (block.text for block in page.headings)
            yield str(page.meta.get("description", ""))
            for date in filter(None, map(page.date, ("checked", "due"))):
                yield from (long_date(date, page.locale.code), month(date, page.locale.code))
            yield f"{self.context.project.site_url}{page.locale.prefix}{page.slug}.html"

    def _of_site(self) -> Iterator[str]:
        """Yield names of the site, its languages and menu, the cover picture, and templates."""
        project = self.context.project
        for locale in project.locales:
            yield from (locale.name, locale.site_name, project.description(locale))
            yield language(locale.code).letter
            yield from (project.nav_title(title, locale) for title, _ in project.nav_groups)
        for path in project.docs.glob("assets/drawings/family.svg"):
            for words in drawn_words(path.read_text("utf-8", errors="replace")):
                yield from (words.text, *words.translations.values())
        for path in (project.root / "overrides").rglob("*.html"):
            yield from _JINJA.sub("\n", path.read_text("utf-8")).split("\n")

    def _block(self, block: Block, page: Page) -> str:
        code = page.locale.code
        if block.kind == "include":
            return text_in(self.include(block, page))
        if block.kind == "admonition":
            place = self.context.evidence.places.records.get(block.argument)
            return place.name[code] if place and block.name == PLACE else ""
        if block.kind in _WITHOUT_TEXT:
            return ""
        return "".join((block.text, *(self._drawing(item.target, page) for item in block.images)))

    def include(self, block: Block, page: Page) -> str:
        """Return a generated part as plain HTML: nothing in it is marked or linked by our code.

        Nothing of one that cannot be made; other rules say why.
        """
        code = page.locale.code
        key = (block.name, block.argument, code)
        if key not in self._made:
            make: Callable[[], str] = partial(self._rendered, block, code)
            self._made[key] = _included(Known(" ".join((self._digest, *key)), make))
        return self._made[key]

    @cached_property
    def _digest(self) -> str:
        """What stands for all that an include is made of."""
        project = self.context.project
        files = (*project.evidence.glob("*.yml"), *(project.root / PARTIALS).rglob("*.html"))
        said = hashlib.sha256((project.root / "mkdocs.yml").read_bytes())
        for path in sorted(files):
            said.update(f"{project.show(path)}\0".encode() + path.read_bytes())
        return said.hexdigest()

    def _rendered(self, block: Block, code: str) -> str:
        say = self.context.evidence.saying(code)
        values = {"certainty": partial(self._certainty, code), "limit": partial(self._limit, code)}
        template = self._environment.get_template(f"blocks/{block.name}.html")
        return template.render(
            code=code, say=say, language=language(code), argument=block.argument, **values
        )

    @cached_property
    def _environment(self) -> Environment:
        project = self.context.project
        environment = Environment(
            loader=FileSystemLoader(project.root / PARTIALS),
            autoescape=True,
            undefined=StrictUndefined,
            bytecode_cache=_COMPILED,
        )
        environment.filters |= {"marked": _plain, "tapped": _plain, "digits": _digits}
        environment.globals |= {
            "evidence": self.context.evidence,
            "locales": project.locales,
            "language_of": language,
            "dots": lambda *_: "",
            "whole_words": _plain,
            "long_date": long_date,
            "long_pattern": long_pattern,
        }
        return environment

    def shapes(self, page: Page) -> str:
        """Return the same of the drawings that a page asks for, as their files have them."""
        found = []
        for image in (image for block in page.blocks for image in block.images):
            path = self.context.project.docs / "assets/drawings" / image.target.rpartition("/")[2]
            if "/drawings/" in image.target and path.is_file():
                source = path.read_text("utf-8", errors="replace")
                bare = _PLAY.sub("", _UNSAID.sub("", _TITLE.sub("", source)))
                found.append(f'<figure class="drawing">{bare}</figure>')
        body = LexborHTMLParser("".join(found)).body
        return shapes_in(body) if body else ""

    def _drawing(self, target: str, page: Page) -> str:
        """Return the words of a drawing in a page's language: its switch, labels and caption."""
        path = self.context.project.docs / "assets/drawings" / target.rpartition("/")[2]
        if "/drawings/" not in target or not path.is_file():
            return ""
        source = path.read_text("utf-8", errors="replace")
        for words in reversed(list(drawn_words(source))):
            said = words.translations.get(page.locale.code, words.text)
            if page.locale.is_default:
                said = words.text
            source = source[: words.start] + words.opening + said + source[words.end :]
        title, play = _TITLE.search(source), _PLAY.search(source)
        labels = _PLAY.sub("", _TITLE.sub("", _UNSAID.sub("", source)))
        parts = (play[1] if play else "", labels, title[1] if title else "")
        return text_in("".join(parts))

    def notes(self, page: Page) -> str:
        """Return the notes of a page: their title, then of each claim what, how sure, and who."""
        code, known = page.locale.code, self.context.evidence.claims.records
        cited = [key for block in page.blocks for key in block.notes if key in known]
        claims = [known[key] for key in dict.fromkeys(cited)]
        if not claims:
            return ""
        say, brackets = self.context.evidence.saying(code), language(code).bracketed
        title = say("sources") + brackets(str(len(claims)))
        if any(claim.basis == "general" for claim in claims):
            title += f"○ {say('general')}"
        notes = (self._note(claim, code) + "↑" * cited.count(claim.id) for claim in claims)
        return solid(title + "".join(notes))

    def _note(self, claim: Claim, code: str) -> str:
        punctuation, say = language(code).punctuation, self.context.evidence.saying(code)
        known = self.context.evidence.references.records
        if claim.basis == "general":
            said = "○"
        else:
            names = [known[key].short[code] for key in claim.references if key in known]
            said, limit = punctuation.list.join(names), self._limit(code, claim)
            if limit:
                said = said + language(code).bracketed(limit) if said else limit
        return f"{claim[code]}{self._certainty(code, claim)}{said}{punctuation.stop}{say('entry')}"

    def _certainty(self, code: str, claim: Claim) -> str:
        say = self.context.evidence.say
        if (claim.basis == "general" and claim.certainty != "trial") or not claim.certainty:
            return ""
        if claim.certainty == "trial" and claim.trial:
            return say("trial", code, trial=claim.trial[code])
        return say(claim.certainty, code)

    def _limit(self, code: str, claim: Claim) -> str:
        say, search = self.context.evidence.say, claim.search
        if search:
            found = {"terms": search.terms[code], "places": search.places[code]}
            return say("searched", code, date=long_date(search.date, code), **found)
        return "" if claim.basis == "read" else say(claim.basis.replace("-", "_"), code)


@remembered(512, kept=True)
def _included(asked: Known[Callable[[], str]]) -> str:
    """Return what a template makes, or nothing where it fails."""
    with contextlib.suppress(TemplateError, HandbookError, LookupError):
        return asked.value()
    return ""


def _built(target: str) -> str:
    """Return the address of a page's source as that of the built page."""
    return re.sub(r"\.md(?=#|$)", ".html", target)


def _plain(text: Any, *_: Any, **__: Any) -> str:
    return str(text)


def _digits(number: str) -> str:
    return re.sub(r"[ -]", "", number)
