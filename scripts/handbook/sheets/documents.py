"""Composes the printed sheets as HTML: the built pages' own blocks in the frames that stand in overrides/print."""

from __future__ import annotations

import datetime
import hashlib
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup, escape
from selectolax.lexbor import LexborHTMLParser

from handbook.content.edition import Edition
from handbook.content.evidence import Evidence
from handbook.content.texts import Text
from handbook.core import template_cache
from handbook.core.findings import Fault
from handbook.core.project import Locale, Tree
from handbook.language.dates import long_date
from handbook.language.languages import language
from handbook.sheets.articles import Article, Part, Target, ids, missing, read_article, short
from handbook.sheets.side_by_side import heading, row, side_by_side
from handbook.sheets.spec import FILE, Kind, Sheet, codes
from handbook.web.html_pages import BuiltPage, BuiltSite

FOLDER = "overrides/print"
DRAWING_STYLE = "drawing.css"
NOT_PRINTED = frozenset(("handouts", "what-we-say"))
"""Pages that the whole handbook leaves out: the list of these very files, and the ledger of all claims, all links."""
_ID = re.compile(r' id="[^"]*"')
_LEVEL = re.compile(r"(</?h)([1-5])\b")


@dataclass(frozen=True)
class Chapter:
    """A page in the whole handbook: its number, the group it opens (or nothing), its titles, ids and text."""

    number: int
    group: list[str]
    titles: list[str]
    ids: list[str]
    text: Markup


@dataclass
class Composer:
    """Everything that sheets are made from."""

    tree: Tree
    site: BuiltSite
    evidence: Evidence
    edition: Edition

    @cached_property
    def drawing_style(self) -> str:
        """The style that goes into every drawing; in a PDF it sees no other."""
        return " ".join((self.tree.root / FOLDER / DRAWING_STYLE).read_text("utf-8").split())

    @cached_property
    def templates(self) -> Environment:
        """The frames of the sheets."""
        loader = FileSystemLoader(self.tree.root / FOLDER)
        options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
        options["bytecode_cache"] = template_cache.kept(self.tree)
        return Environment(loader=loader, autoescape=True, auto_reload=False, **options)

    def code(self, address: str) -> str:
        """The QR code of an address as SVG, kept in .cache/codes: finding the best pattern for one takes a while."""
        kept = self.tree.root / ".cache" / "codes" / f"{hashlib.sha256(address.encode()).hexdigest()}.svg"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(f".{os.getpid()}")
            part.write_text(_drawn_code(address), "utf-8")
            part.replace(kept)
        return kept.read_text("utf-8")

    def compose(self, sheet: Sheet, kind: Kind) -> str:
        """The document of a sheet in one kind as HTML. Raises Fault where a page, section or list is missing."""
        values, name = _Document(self, sheet, kind).values(), f"{sheet.layout}.html"
        try:
            return self.templates.get_template(name).render(values)
        except TemplateError as error:
            said = f"{FILE}: {sheet.id}: its parts are not those of the layout {sheet.layout!r}: {error}"
            raise Fault(f"{said}; compare them with {FOLDER}/{name}") from error


class _Document:
    """One document while it is composed."""

    def __init__(self, composer: Composer, sheet: Sheet, kind: Kind) -> None:
        self.composer, self.sheet, self.kind = composer, sheet, kind
        self.locales = [composer.tree.locale(code) for code in codes(kind)]
        self.part_names = self.sheet.parts or tuple(self._all_pages())
        self.target = Target(composer.tree.site_url, composer.drawing_style)
        if kind not in ("en", "zh") or sheet.layout == "book":
            # The list goes on over a page or a fold, away from the heading that says its step.
            self.target.steps = {locale.code: self._steps(locale) for locale in self.locales}
        if sheet.layout == "book":
            self.target.numbered = False
            self.target.chapters = dict(self._numbered())
        else:
            self._name_contents()

    def _steps(self, locale: Locale) -> dict[str, str]:
        """Return the words of each step of the danger list in a language, by its id."""
        return {step.id: step.title[locale.code] for step in self.composer.evidence.steps}

    def _numbered(self) -> Iterator[tuple[str, str]]:
        """Each file of the whole handbook with what a link to it adds."""
        for number, slug in enumerate(self.part_names, 1):
            for locale in self.locales:
                chapter = self.composer.evidence.say("in_chapter", locale.code, number=number)
                yield f"{locale.prefix}{slug}.html", chapter

    def _name_contents(self) -> None:
        """Tell the links of a sheet which pages and sections it contains itself."""
        for name in self.part_names:
            for locale in self.locales:
                part = self.part(name)
                path = f"{locale.prefix}{part.slug}.html"
                held = ids(self.page(locale, part.slug), part)
                self.target.chapters[path] = ""
                self.target.ids[path] = self.target.ids.get(path, frozenset()) | held

    @property
    def title(self) -> str:
        """The title in all its languages."""
        return " ".join(self.sheet.title[locale.code] for locale in self.locales)

    def values(self) -> dict[str, Any]:
        """What the frames show."""
        return {
            "title": self.title,
            "titles": [self.sheet.title[locale.code] for locale in self.locales],
            "lang": self.locales[0].tag,
            "locales": self.locales,
            "classes": f"sheet-{self.sheet.layout} {self.kind}",
            "edition": self.composer.edition,
            "addresses": [short(address) for address in self.addresses],
            "qr": self.qr,
            "checked": self.checked(),
            "status": self.status(),
            "say": self.say,
            "language_of": language,
            "say_in": self.composer.evidence.say,
            "both": self.both,
            "columns": self.columns,
            "heading": self.heading,
            "counters": self.counters,
            "text": self.text,
            "parts": self.parts,
            "wholes": [articles for articles in self.parts if not articles[0].section],
            "sections": [articles for articles in self.parts if articles[0].section],
            "pieces": self.pieces,
            "chapters": self.chapters,
            "lead": self.lead,
            "named": self.named,
            "dial": self.dial,
            "brief": self.brief,
            "needs_brief": self.sheet.brief and not self._has(".step"),
            "has_marks": self._has("strong.agree, strong.differ, strong.unknown"),
        }

    # What it says in its languages

    def say(self, key: str, **values: object) -> list[str]:
        """The wording for `key` in each of the document's languages."""
        return [self.composer.evidence.say(key, locale.code, **values) for locale in self.locales]

    def both(self, texts: Sequence[str], separator: str = " ") -> Markup:
        """Texts one after the other, each marked with its language; the same text once."""
        if len(set(texts)) == 1:
            return escape(texts[0])
        pairs = zip(self.locales, texts, strict=True)
        spans = (Markup('<span lang="{}">{}</span>').format(locale.tag, text) for locale, text in pairs)
        return Markup(separator).join(spans)

    def columns(self, texts: Sequence[str]) -> Markup:
        """Texts in the document's columns; a document of one language has one."""
        safe = [str(escape(text)) for text in texts]
        return Markup(row(safe, tag="p") if len(safe) == 2 else f"<p>{safe[0]}</p>")

    def heading(self, level: str, texts: Sequence[str], ids: Sequence[str] = ("", "")) -> Markup:
        """A heading in the document's languages."""
        safe = [str(escape(text)) for text in texts]
        if len(safe) == 2:
            return Markup(heading(level, safe, ids))
        return Markup(f'<{level} id="{ids[0]}">{safe[0]}</{level}>' if ids[0] else f"<{level}>{safe[0]}</{level}>")

    # What it contains

    def _all_pages(self) -> Iterator[str]:
        names = (name.removesuffix(".md") for name in self.composer.tree.nav)
        return (name for name in names if name not in NOT_PRINTED)

    def page(self, locale: Locale, slug: str) -> BuiltPage:
        """A built page. Raises Fault when the site has none."""
        page = self.composer.site.pages.get(f"{locale.prefix}{slug}.html")
        if page is None:
            raise Fault(f"{FILE}: {self.sheet.id} names the page {slug!r}, which the site lacks in {locale.name}")
        return page

    def part(self, name: str) -> Part:
        """A part as the sheet names it, without what the sheet leaves out."""
        slug, _, section = name.partition("#")
        left_out = (item.partition("#") for item in self.sheet.left_out(self.kind))
        return Part(slug, section, tuple(left for page, _, left in left_out if page == slug and left != section))

    def article(self, locale: Locale, name: str) -> Article:
        """A page or one section of it. Raises Fault for an unknown section."""
        part = self.part(name)
        page = self.page(locale, part.slug)
        for section in missing(page, part):
            raise Fault(f"{FILE}: {self.sheet.id} names {part.slug}#{section}, which is not there in {locale.name}")
        return read_article(page, part, self.target)

    @cached_property
    def parts(self) -> list[list[Article]]:
        """For each part, its articles in the document's languages."""
        return [[self.article(locale, part) for locale in self.locales] for part in self.part_names]

    def text(self, articles: Sequence[Article], deeper: int = 0, only: str = "") -> Markup:
        """The blocks of a part (those of class `only`), side by side in two languages, their headings moved down."""
        blocks = [
            [node for node in article.blocks if only in (node.attributes.get("class") or "")] for article in articles
        ]
        html = side_by_side(*blocks) if len(blocks) == 2 else "".join(node.html or "" for node in blocks[0])
        return _deeper(html, deeper)

    def pieces(self, article: Article, selector: str, deeper: int = 0) -> list[Markup]:
        """What `selector` finds in an article, in order, with no ids: a piece may stand in a document twice."""
        text = "".join(node.html or "" for node in article.blocks)
        found = LexborHTMLParser(f"<body>{_ID.sub('', text)}</body>").css(selector)
        return [_deeper(node.html or "", deeper) for node in found]

    def chapters(self) -> Iterator[Chapter]:
        """Every page of the whole handbook, grouped as the navigation groups them."""
        by_slug = {articles[0].slug: (number, articles) for number, articles in enumerate(self.parts, 1)}
        for title, names in self.composer.tree.nav_groups:
            group = [self.composer.tree.nav_title(title, locale) for locale in self.locales]
            for number, articles in filter(None, (by_slug.get(name.removesuffix(".md")) for name in names)):
                titles, places = zip(*((article.title, article.id) for article in articles), strict=True)
                yield Chapter(number, group, list(titles), list(places), self.text(articles, 1))
                group = []

    def _has(self, selector: str) -> bool:
        """Whether its text holds such an element."""
        blocks = (node for articles in self.parts for article in articles for node in article.blocks)
        return any(node.css_matches(selector) for node in blocks)

    # Furniture

    def dial(self) -> list[Markup]:
        """Whom to call for an ambulance, number by number with its places, per language."""
        places: dict[str, list[Text]] = {}
        for place in self.composer.evidence.places:
            if place.number:
                places.setdefault(place.number, []).append(place.name)
        texts = []
        for locale in self.locales:
            comma = language(locale.code).punctuation.pause
            rows = (_dialled_at(number, [place[locale.code] for place in at], comma) for number, at in places.items())
            said = Markup(self.composer.evidence.say("dial", locale.code))
            texts.append(self.composer.evidence.fill("dial", said, numbers=Markup(" · ").join(rows)))
        return texts

    def brief(self) -> list[Markup]:
        """The danger list in its shortest form, per language."""
        said = ([item[locale.code] for item in self.composer.evidence.brief] for locale in self.locales)
        gaps = (Markup(language(locale.code).gap) for locale in self.locales)
        return [gap.join(map(_led, sentences)) for gap, sentences in zip(gaps, said, strict=True)]

    def named(self) -> list[list[tuple[int, str]]]:
        """Per language, the pages that links of the text name by number: the number and the address."""
        numbers = self.target.numbers if self.target.numbered else {}
        return [[(number, self._address(name, locale)) for name, number in numbers.items()] for locale in self.locales]

    def _address(self, name: str, locale: Locale) -> str:
        inside = f"{locale.prefix}{name}" in self.composer.site.pages
        return short(self.composer.tree.site_url) + locale.prefix + name if inside else name

    @property
    def addresses(self) -> list[str]:
        """The web address of the page that the document comes from, per language."""
        slug = self.sheet.slugs[0] if self.sheet.slugs else "index"
        return [f"{self.composer.tree.site_url}{locale.prefix}{slug}.html" for locale in self.locales]

    def checked(self) -> list[str]:
        """When the oldest of its pages was checked, in words. Raises Fault when no page says so."""
        dates = [article.checked for articles in self.parts for article in articles if article.checked]
        if not dates:
            raise Fault(f"{FILE}: {self.sheet.id}: no page of it says when it was checked; add `checked` to its pages")
        date = datetime.date.fromisoformat(min(dates))
        said = self.composer.evidence.say
        return [said("checked", locale.code, date=long_date(date, locale.code)) for locale in self.locales]

    def status(self) -> list[str]:
        """Who drafted and who reviewed it, per language: everything that any of its pages says, once."""
        columns = (
            [mark for articles in self.parts for mark in articles[index].status] for index in range(len(self.locales))
        )
        return [" · ".join(dict.fromkeys(said)) for said in columns]

    def lead(self, locale: Locale) -> str:
        """What the handbook is, in the words of the home page."""
        meta = self.page(locale, "index").tree.css_first('meta[name="description"]')
        return (meta.attributes.get("content") or "") if meta else ""

    def counters(self, code: str) -> Markup:
        """Which page of how many, with the two blanks that only the finished document can fill."""
        spans = {name: Markup('<span class="{}"></span>').format(name) for name in ("page", "pages")}
        evidence = self.composer.evidence
        return evidence.fill("page_of", escape(evidence.say("page_of", code)), **spans)

    def qr(self, index: int) -> Markup:
        """The QR code of the page in one of the languages, with its alternative text."""
        address = short(self.addresses[index])
        name = escape(self.composer.evidence.say("qr", self.locales[index].code, address=address))
        return Markup(
            re.sub(r"(<svg\b[^>]*>)", rf"\1<title>{name}</title>", self.composer.code(self.addresses[index]), count=1)
        )


def _dialled_at(number: str, places: Sequence[str], comma: str) -> Markup:
    """A number with its places; no line ends between the number and the first, so that none takes its neighbour's."""
    first, *rest = places
    lead = Markup("<span><b>{}</b>\u00a0{}</span>").format(number, first)
    return Markup(comma).join([lead, *(Markup("<span>{}</span>").format(place) for place in rest)])


def _led(text: str) -> Markup:
    """A sentence with what stands before its colon in bold."""
    lead, colon, rest = re.split(r"([:：])", text, maxsplit=1) if re.search("[:：]", text) else ("", "", text)
    return Markup("<b>{}{}</b>{}").format(lead, colon, rest) if lead else escape(text)


def _deeper(html: str, levels: int) -> Markup:
    """The same blocks with their headings moved down, or up by a negative number."""
    return Markup(_LEVEL.sub(lambda match: f"{match[1]}{int(match[2]) + levels}", html) if levels else html)


def _drawn_code(address: str) -> str:
    """The QR code of an address as SVG."""
    import segno

    buffer = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(buffer, kind="svg", border=0, xmldecl=False, omitsize=True, nl=False, svgclass=None, lineclass=None)
    return buffer.getvalue().decode()
