"""Composes a sheet: what handouts.yml chooses, as one JSON document for the templates in overrides/print.

No medical word is written here and none can come from a local edition: its part of the document stands apart, under
`unit`, and the rest is the same with and without it.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, TypeAlias

from handbook.content.edition import Edition
from handbook.content.evidence import Evidence
from handbook.content.texts import Text
from handbook.core.findings import Fault
from handbook.core.project import Locale, Tree
from handbook.language.dates import long_date
from handbook.sheets.articles import Run, Runs
from handbook.sheets.booklet import book
from handbook.sheets.drawings import cropped, set_drawing
from handbook.sheets.pieces import Pair, Pieces
from handbook.sheets.runs import set_runs
from handbook.sheets.spec import FILE, Kind, Panel, Paper, Sheet, codes
from handbook.web.html_pages import BuiltSite

Json: TypeAlias = Any
PAPERS: dict[Paper, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Millimetres, upright."""
WIDTH = 184.0
"""Of the text. Both papers hold the same block of text, so lines end at the same word on both."""
SIZES = {False: (16.0, 15.0, 14.5, 14.0, 13.5, 13.0, 12.5, 12.0), True: (24.0, 22.0, 21.0, 20.0, 19.0, 18.5, 18.0)}
"""Type in points, the largest that fits first; True for large print (RNIB Clear Print: 16 to 18 pt and more)."""
DRAWING_STYLE = "overrides/print/drawing.css"
BOOK_SIZE = 12.0
"""Of the whole handbook, in points; folded to A5 it is 8.5 pt."""
CARDS = 4
"""On a sheet: with two faces of 85.6 by 54 mm each, both papers hold four to fold, eight faces."""
LISTED = ("do", "ask", "dont", "urgent")
"""Looks in which paragraphs stand as items of a list."""
_CIRCLE = re.compile(r"\s*(\(circle one\)|（圈一个）|（圈出一个）|（请圈出一个）|（圈选一项）)\s*$")


@dataclass
class Composer:
    """Everything that documents are made from."""

    tree: Tree
    site: BuiltSite
    evidence: Evidence
    edition: Edition
    sheets: Iterable[Sheet] = ()
    """All sheets, for the one that tells what there is."""

    @cached_property
    def pieces(self) -> Pieces:
        """The pages and the data."""
        return Pieces(self.tree, self.site, self.evidence, tuple(self.sheets))

    @cached_property
    def drawing_style(self) -> str:
        """The style that goes into every drawing."""
        return " ".join((self.tree.root / DRAWING_STYLE).read_text("utf-8").split())

    def document(self, sheet: Sheet, kind: Kind) -> Json:
        """Return a sheet in one kind, without its paper. Raises Fault naming the sheet and the piece."""
        document = _Document(self, sheet, kind)
        try:
            return document.frame() | document.content()
        except Fault as fault:
            raise Fault(f"{FILE}: {sheet.id}: {fault}") from fault

    def faults(self, sheet: Sheet) -> Iterator[str]:
        """Yield what a sheet takes that is not there, or not in each language; every piece is tried."""
        locales = self.tree.locales
        whole = _Document(self, sheet, "side-by-side")
        tries: list[Callable[[], object]] = [partial(self.pieces.article, locales[0], sheet.page)]
        tries += [partial(self.pieces.find, piece, locales) for piece in sheet.lead]
        for panel in sheet.panels:
            tries.append(partial(whole.title, panel))
            for piece in panel.take:
                tries.append(partial(whole.panel, panel.model_copy(update={"take": (piece,)})))
        found = filter(None, (_fault(attempt) for attempt in tries))
        yield from dict.fromkeys(found)

    def code(self, address: str) -> str:
        """Return the QR code of an address as SVG, kept in .cache/codes: finding the best pattern takes a while."""
        name = hashlib.sha256(address.encode()).hexdigest()
        kept = self.tree.root / ".cache" / "codes" / f"{name}.svg"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(f".{os.getpid()}")
            part.write_text(_drawn_code(address), "utf-8")
            part.replace(kept)
        return kept.read_text("utf-8")


def on_paper(document: Json) -> Json:
    """Return a document with its page, A4. Its block of text fits Letter too: see `imposition.on_letter`."""
    width, height = PAPERS["a4"]
    large, two = document["least"] >= 18, len(document["codes"]) == 2
    least = min(tall for _, tall in PAPERS.values())
    top, bottom = 11.0, 43.0 if large else 29.0 if two else 22.0
    spare = (height - least) / 2
    area = {"width": WIDTH, "height": least - top - bottom}
    return document | {
        "paper": {"width": width, "height": height, "top": top + spare, "bottom": bottom + spare, "area": area}
    }


@dataclass
class _Document:
    """One document while it is composed."""

    composer: Composer
    sheet: Sheet
    kind: Kind

    @cached_property
    def locales(self) -> list[Locale]:
        """Its languages."""
        return [self.composer.tree.locale(code) for code in codes(self.kind)]

    @property
    def is_large(self) -> bool:
        """Whether it is in large print."""
        return self.kind.endswith("-large")

    def say(self, key: str, **values: object) -> list[str]:
        """Return the wording for `key` in each of the document's languages. Raises Fault."""
        return [self.composer.evidence.say(key, locale.code, **values) for locale in self.locales]

    def each(self, text: Text) -> list[str]:
        """Return a text in each of the document's languages."""
        return [text[locale.code] for locale in self.locales]

    # What stands around the content

    def frame(self) -> Json:
        """Return what every sheet shows: titles, date, address, disclaimer, the local edition."""
        evidence, addresses = self.composer.evidence, self.addresses
        dates = self.checked()
        alts = [
            evidence.say("qr", locale.code, address=short(at))
            for locale, at in zip(self.locales, addresses, strict=True)
        ]
        return {
            "codes": [locale.code for locale in self.locales],
            "least": 18 if self.is_large else 12,
            "body": BOOK_SIZE,
            "sizes": list(SIZES[self.is_large]),
            "title": self.each(self.sheet.title),
            "brand": [locale.site_name for locale in self.locales],
            "author": " · ".join(locale.site_name for locale in self.locales),
            "status": self.status(),
            "disclaimer": self.say("disclaimer"),
            "facts": dates
            if self.is_large
            else [f"{date} · {at}" for date, at in zip(dates, map(short, addresses), strict=True)],
            "addresses": [short(at) for at in addresses],
            "page-of": [_around(text) for text in self.say("page_of")],
            "newest": self.say("newest"),
            "notes": self.say("my_notes"),
            "qr": [{"svg": self.composer.code(at), "alt": alt} for at, alt in zip(addresses, alts, strict=True)],
            "steps": {step.id: self._step(step) for step in evidence.steps},
            "unit": self.unit(),
        }

    def _step(self, step: Any) -> Json:
        lead = {"lead": [[{"text": text}] for text in self.each(step.lead)]} if step.lead else {}
        return {"id": step.id, "title": self.each(step.title)} | lead

    @property
    def addresses(self) -> list[str]:
        """The web address of the page that its code leads to, per language."""
        root = self.composer.tree.site_url
        return [f"{root}{locale.prefix}{self.sheet.page}.html" for locale in self.locales]

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """The pages it takes from."""
        places = [self.sheet.page, *self.sheet.lead]
        places += [piece for panel in self.sheet.panels for piece in panel.take]
        names = (place.partition("#")[0] for place in places if "#" in place or place == self.sheet.page)
        return tuple(dict.fromkeys(names))

    def checked(self) -> list[str]:
        """Return when the oldest of its pages was checked, in words. Raises Fault when no page says so."""
        articles = [self.composer.pieces.article(locale, slug) for slug in self.slugs for locale in self.locales]
        dates = [article.checked for article in articles if article.checked]
        if not dates:
            raise Fault("no page of it says when it was checked; add `checked` to its pages")
        date = datetime.date.fromisoformat(min(dates))
        said = self.composer.evidence.say
        return [said("checked", locale.code, date=long_date(date, locale.code)) for locale in self.locales]

    def status(self) -> list[str]:
        """Return who drafted and who reviewed it, per language: everything that any of its pages says, once."""
        shared = self.say("share")
        return [" · ".join([*self._marks(locale), share]) for locale, share in zip(self.locales, shared, strict=True)]

    def _marks(self, locale: Locale) -> list[str]:
        articles = [self.composer.pieces.article(locale, slug) for slug in self.slugs]
        return list(dict.fromkeys(mark for article in articles for mark in article.status))

    def unit(self) -> Json:
        """Return what the local edition sets: the only part of a document that it can change."""
        edition = self.composer.edition
        values = dict(edition.rows())
        where = [edition.where[locale.code] for locale in self.locales]
        names = [edition.unit[locale.code] for locale in self.locales]
        shown = self.sheet.layout in ("book", "card") or self.takes("dial")
        dial = self.dial() if shown and not edition.phones.ambulance else []
        return {
            "is-local": bool(names[0]),
            "name": names if names[0] else self.say("unit"),
            "rows": [{"label": self.say(label), "value": number or None} for label, number in values.items()],
            "where": {"label": self.say("unit_where"), "value": where if where[0] else None},
            "dial": dial or None,
            "logo": self.logo(names[0]),
        }

    def takes(self, piece: str) -> bool:
        """Return whether a panel of this kind takes that very piece."""
        return any(piece in panel.take for panel in self.sheet.panels if self.kind not in panel.without)

    def logo(self, unit: str) -> Json:
        """Return the logo of a local edition, with what a reader hears for it."""
        logo = self.composer.edition.logo
        if not logo:
            return None
        kind, _, data = logo.partition(";base64,")
        raw = base64.b64decode(data)
        alt = self.composer.evidence.say("logo_of", self.locales[0].code, unit=unit)
        return {"alt": alt, "data": raw.decode() if kind.endswith("svg+xml") else list(raw)}

    def dial(self) -> list[str]:
        """Return whom to call for an ambulance, number by number with its places, per language."""
        places: dict[str, list[Text]] = {}
        for place in self.composer.evidence.places:
            if place.number:
                places.setdefault(place.number, []).append(place.name)
        texts = []
        for locale in self.locales:
            comma = "、" if locale.code == "zh" else ", "
            rows = [f"{number}\u00a0{comma.join(name[locale.code] for name in at)}" for number, at in places.items()]
            texts.append(self.composer.evidence.say("dial", locale.code, numbers=" · ".join(rows)))
        return texts

    # Content

    def content(self) -> Json:
        """Return the lead and the sides."""
        lead = [pair for piece in self.sheet.lead for pair in self.composer.pieces.find(piece, self.locales)]
        runs = [[unit.runs for unit in column] for column in zip(*lead, strict=True)] if lead else []
        if self.sheet.layout == "words":
            return self.words()
        if self.sheet.layout == "card":
            return self.card()
        if self.sheet.layout == "book":
            return book(self.composer.pieces, self.locales[0], self.composer.drawing_style)
        sides = [[self.panel(panel) for panel in side if self.kind not in panel.without] for side in self.sheet.sides]
        pages = self.sheet.pages(self.kind)
        if self.kind not in ("en", "zh"):
            # In two languages and in large print the sides follow each other without a break: pages fill better.
            sides, pages = [[panel for side in sides for panel in side]], (sum(pages),)
        return {
            "lead": [set_runs(_joined(texts, locale)) for texts, locale in zip(runs, self.locales, strict=False)],
            "sides": sides,
            "pages": list(pages),
            "columns": 2 if self.kind in ("en", "zh") else 1,
        }

    def words(self) -> Json:
        """Return all words of the glossary, by the English alphabet and by pinyin."""
        terms = [{"number": 0} | self.term(term.id) for term in self.composer.evidence.terms]
        terms.sort(key=lambda term: _plain(term["medical"][0]))
        for number, term in enumerate(terms, 1):
            term["number"] = number
        spoken = [term for term in terms if term["say"]]
        return {
            "lead": [],
            "terms": terms,
            "by-pinyin": sorted(spoken, key=lambda term: (_plain(term["say"][1]), term["medical"][1])),
            "heads": self.say("words_meaning"),
            "index-title": self.say("words_by_pinyin"),
        }

    def card(self) -> Json:
        """Return the card: who I am, when to go, what to say first, two numbers. Faces in the document's languages."""
        find = self.composer.pieces.find
        briefs = [find(f"brief {name}", self.locales)[0] for name in ("ambulance", "go")]
        first = find("standing say-first", self.locales)[0]
        return {
            "lead": [],
            "fold": self.say("card_fold"),
            "rows": CARDS,
            "card": {
                "pregnant": self.say("card_pregnant"),
                "ticks": [self.say(key) for key in ("card_tick_stitch", "card_tick_abdominal", "card_tick_short")],
                "signs": [[set_runs(unit.runs) for unit in pair] for pair in briefs],
                "say": [set_runs(unit.runs) for unit in first],
            },
        }

    def panel(self, panel: Panel) -> Json:
        """Return a panel with its title and units. Raises Fault naming the piece."""
        pieces = self.composer.pieces
        pairs = [pair for piece in panel.take for pair in pieces.find(piece, self.locales)]
        if not panel.marks:
            pairs = [pair for pair in pairs if pair[0].name != "sure"]
        units = [self.unit_of(pair, panel) for pair in pairs]
        options = panel.model_dump(mode="json", include={"look", "wide", "leads", "lines", "shares", "rows"})
        return options | {"title": self.title(panel), "units": units}

    def title(self, panel: Panel) -> list[str] | None:
        """Return the words above a panel."""
        if panel.title == "none" or panel.look in ("ladder", "numbers", "brief"):
            return None
        if panel.title and "#" in panel.title:
            return self.composer.pieces.heading(panel.title, self.locales)
        if panel.title:
            return self.say(panel.title)
        place = next((piece.partition(" ")[0] for piece in panel.take if "#" in piece.partition(" ")[0]), "")
        return self.composer.pieces.heading(place, self.locales) if place and not place.endswith("#lead") else None

    def unit_of(self, pair: Pair, panel: Panel) -> Json:  # noqa: C901  # one branch a kind of unit
        """Return a unit as the templates read it."""
        unit = pair[0]
        if panel.look in LISTED and unit.kind == "para" and not unit.text.endswith((":", "：")):
            pair = tuple(replace(one, kind="item", level=0) for one in pair)
            unit = pair[0]
        made: Json = {"kind": unit.kind, "name": unit.name, "number": unit.level if unit.kind == "item" else 0}
        if unit.kind == "sign":
            return made | self.sign(unit.name, panel)
        if panel.step:
            return made | {"kind": "sign", "step": panel.step, "texts": [set_runs(one.runs) for one in pair]}
        if unit.kind == "term":
            return made | self.term(unit.name)
        if unit.kind == "array":
            return made | self.array(unit.name)
        if unit.kind == "drawing":
            return made | self.drawing(pair, panel)
        if unit.kind == "row" and panel.look == "fields":
            return made | {"texts": [set_runs((*one.cells[0], Run(" "), Run(blank=True))) for one in pair]}
        if unit.kind == "row":
            return made | {
                "cells": [
                    [set_runs(cell, marks=panel.marks) for cell in cells]
                    for cells in zip(*(one.cells for one in pair), strict=True)
                ]
            }
        if unit.kind == "box":
            inner = [self.unit_of(units, panel) for units in zip(*(one.units for one in pair), strict=True)]
            made |= {"units": inner}
        made |= {"texts": [set_runs(one.runs, marks=panel.marks) for one in pair]}
        return made | (_choices(pair) if panel.look == "fields" else {})

    def sign(self, name: str, panel: Panel) -> Json:
        """Return a danger sign."""
        row = self.composer.evidence.danger.records[name]
        said: Json = {"step": row.step, "texts": [[{"text": text}] for text in self.each(row.sign)]}
        step = self.composer.evidence.steps.records[row.step]
        if panel.actions and row.action["en"].rstrip(".") != step.title["en"]:
            said["action"] = [[{"text": text}] for text in self.each(row.action)]
        return said

    def term(self, name: str) -> Json:
        """Return an entry of the word list, both languages whatever the document's."""
        term = self.composer.evidence.terms.records[name]
        both = {key: [getattr(term, key)["en"], getattr(term, key)["zh"]] for key in ("plain", "medical", "meaning")}
        return both | {"say": [term.say["en"], term.say["zh"]] if term.say else None}

    def array(self, name: str) -> Json:
        """Return the figures of a claim."""
        claim = self.composer.evidence.claims.records.get(name)
        if claim is None or claim.figures is None:
            raise Fault(f"no claim with figures is called {name!r}")
        rows = [{"count": row.count, "of": claim.figures.of, "label": self.each(row)} for row in claim.figures.rows]  # type: ignore[arg-type]
        return {"rows": rows, "alt": [claim[locale.code] for locale in self.locales]}

    def drawing(self, pair: Pair, panel: Panel) -> Json:
        """Return a drawing with its words in each language."""
        pictures = [unit.drawing for unit in pair if unit.drawing is not None]
        if panel.crop:
            pictures = [cropped(picture, *panel.crop) for picture in pictures]
        alt = " ".join(picture.alt for picture in pictures) or " ".join(unit.text for unit in pair)
        return {"drawing": set_drawing(pictures, self.composer.drawing_style), "alt": alt, "widest": panel.widest}


def _fault(attempt: Callable[[], object]) -> str:
    """Return what is wrong with a piece, or nothing."""
    try:
        attempt()
    except Fault as fault:
        return str(fault)
    return ""


def _plain(text: str) -> str:
    """Return a text as it is sorted: small letters without the marks of pinyin's tones (and of nothing else)."""
    return "".join(one for one in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(one))


def short(address: str) -> str:
    """Return an address as a person types it."""
    return re.sub(r"^https?://", "", address)


def _joined(texts: Sequence[Runs], locale: Locale) -> Runs:
    gap = () if locale.code == "zh" else (Run(" "),)
    joined: Runs = ()
    for runs in texts:
        joined += (gap if joined else ()) + runs
    return joined


def _choices(pair: Pair) -> Json:
    """Return the boxes to tick of a label such as `Babies: one / twins / more (circle one)`, or nothing."""
    found = [re.fullmatch(r"([^:：]+[:：]) ?(.+ / .+)", _CIRCLE.sub("", unit.text)) for unit in pair]
    if not all(found) or any("___" in unit.text for unit in pair):
        return {}
    labels = [[{"text": match[1]}] for match in found if match]
    return {"texts": labels, "choices": [match[2].split(" / ") for match in found if match]}


def _around(text: str) -> list[str]:
    """Return what stands before, between and after the two numbers of `Page {page} of {pages}`."""
    before, _, rest = text.partition("{page}")
    middle, _, after = rest.partition("{pages}")
    return [before, middle, after]


def _drawn_code(address: str) -> str:
    import segno

    buffer = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(buffer, kind="svg", border=0, xmldecl=False, omitsize=True, nl=False, svgclass=None, lineclass=None)
    return buffer.getvalue().decode()
