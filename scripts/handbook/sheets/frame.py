"""What stands around every sheet: titles, date, address, disclaimer, the local edition."""

from __future__ import annotations

import datetime
import hashlib
import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from handbook.content.edition import Edition
from handbook.content.evidence import DangerRow, LocalRow, Step
from handbook.content.texts import Text
from handbook.core.findings import HandbookError
from handbook.core.project import Locale
from handbook.language.dates import long_date, month
from handbook.language.languages import language
from handbook.sheets.articles import Unit, for_paper
from handbook.sheets.pieces import Pieces
from handbook.sheets.spec import Kind, Sheet, codes

Json: TypeAlias = Any
LEAST = {False: 12, True: 18}
"""The smallest running text in points; True for large print (RNIB Clear Print: 16 to 18 pt and
more)."""
SIZES = {
    False: (16.0, 15.0, 14.5, 14.0, 13.5, 13.0, 12.5, 12.0),
    True: (24.0, 22.0, 21.0, 20.0, 19.0, 18.5, 18.0),
}
"""What running text may be set in: the largest size that fits is taken."""
BOOK_SIZE = 11.5
"""Of the whole handbook, in points; folded to A5 it is 8.1 pt."""


@dataclass(frozen=True)
class SheetFrame:
    """One sheet in one kind, and what its frame is made from."""

    pieces: Pieces
    edition: Edition
    sheet: Sheet
    kind: Kind

    @cached_property
    def locales(self) -> list[Locale]:
        """Its languages."""
        project = self.pieces.project
        return [project.locale(code) for code in codes(self.kind, project.first.code)]

    @property
    def is_large(self) -> bool:
        """Whether it is in large print."""
        return self.kind.endswith("-large")

    @property
    def has_long_foot(self) -> bool:
        """Whether the disclaimer leaves no room below it for the address; that is then on top."""
        return self.is_large or len(self.locales) > 1

    def say(self, key: str, **values: object) -> list[str]:
        """Return the wording for `key` in each of the document's languages.

        Raises HandbookError.
        """
        return [self.pieces.evidence.say(key, locale.code, **values) for locale in self.locales]

    def each(self, text: Text) -> list[str]:
        """Return a text in each of the document's languages."""
        return [for_paper(text[locale.code], locale.code) for locale in self.locales]

    def sign(self, row: DangerRow) -> list[str]:
        """Return a danger sign in each language, with whom to call where its step says another.

        For all places, also with what one is told instead.
        """
        texts = self.each(row.sign)
        if row.title:
            texts = self._beside(texts, row.title)
        for other in self.pieces.evidence.there:
            if not self.edition.place and other.instead_of == row.id and other.aside:
                texts = self._beside(texts, other.aside)
        return texts

    def _beside(self, texts: list[str], told: Text) -> list[str]:
        """Return `texts`, each with what `told` says in its language in brackets behind it."""
        pairs = zip(texts, self.each(told), self.locales, strict=True)
        return [text + language(one.code).bracketed(aside) for text, aside, one in pairs]

    def is_told(self, unit: Unit) -> bool:
        """Return whether a unit is for readers in the place of the edition: all are but signs.

        On a sheet for all places those of one stand beside the row that all others have.
        """
        if unit.kind != "sign":
            return True
        place, evidence = self.edition.place, self.pieces.evidence
        row = evidence.row(unit.name)
        if isinstance(row, LocalRow):
            return row.place == place
        return not place or evidence.not_in(row) != place

    def values(self) -> Json:
        """Return all of it as the templates read it.

        Raises HandbookError where a page is missing.
        """
        names = [locale.site_name for locale in self.locales]
        return {
            "codes": [locale.code for locale in self.locales],
            "least": LEAST[self.is_large],
            "body": BOOK_SIZE,
            "sizes": list(SIZES[self.is_large]),
            "title": self.each(self.sheet.title),
            "brand": names,
            "author": " · ".join(names),
            "status": self.status(),
            "disclaimer": self.say("disclaimer"),
            "facts": self.facts(),
            "addresses": self.top_addresses(),
            "page-of": [_around(text) for text in self.say("page_of")],
            "newest": self.say("newest"),
            "notes": self.say("my_notes"),
            "qr": list(self.codes()),
            "steps": {step.id: self.step(step) for step in self.pieces.evidence.steps},
            "unit": self.unit(),
        }

    def step(self, step: Step) -> Json:
        """Return a step of the danger list, with the sentence below its heading."""
        made: Json = {"id": step.id, "title": self.each(step.title)}
        if step.lead:
            made["lead"] = [[{"text": text}] for text in self.each(step.lead)]
        return made

    # Where it comes from

    @property
    def addresses(self) -> list[str]:
        """The web address of the page that its code leads to, per language.

        None where no address is set: a code must lead somewhere.
        """
        root = self.pieces.project.address
        if not root:
            return []
        return [f"{root}{locale.prefix}{self.sheet.page}.html" for locale in self.locales]

    def top_addresses(self) -> list[str]:
        """Return the addresses as a person types them, where they stand at the top."""
        if not self.has_long_foot:
            return []
        return [short(address) for address in self.addresses]

    def codes(self) -> Iterator[Json]:
        """Yield the QR code of each address, with what a reader hears for it."""
        for locale, address in zip(self.locales, self.addresses, strict=False):
            alt = self.pieces.evidence.say("qr", locale.code, address=short(address))
            yield {
                "svg": qr_code(self.pieces.project.root / ".cache" / "codes", address),
                "alt": alt,
            }

    @property
    def is_card(self) -> bool:
        """Whether it has no head, and all that is said of it stands at its foot."""
        return self.sheet.layout == "card"

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """The pages it takes from, that of its address first: all of them for the whole book."""
        if self.sheet.layout == "book":
            return tuple(name.removesuffix(".md") for name in self.pieces.project.nav)
        return self.sheet.takes_from

    def facts(self) -> list[str]:
        """Return when the oldest of its pages was checked, and the address, per language.

        Raises HandbookError when no page says when it was checked.
        """
        found = []
        for locale in self.locales:
            found += [self.pieces.article(locale, slug).checked for slug in self.slugs]
        dates = [checked for checked in found if checked]
        if not dates:
            raise HandbookError(
                "no page of it says when it was checked; add `checked` to its pages"
            )
        date = datetime.date.fromisoformat(min(dates))
        facts = []
        for index, locale in enumerate(self.locales):
            words = long_date(date, locale.code)
            said = self.pieces.evidence.say("checked", locale.code, date=words)
            if self.addresses and not self.has_long_foot:
                said = f"{said} · {short(self.addresses[index])}"
            until = self.use_until(locale) if self.is_card else []
            facts.append(" · ".join([said, *until]))
        return facts

    def use_until(self, locale: Locale) -> list[str]:
        """Return the month after which it is to be replaced: when the first of its pages is due."""
        dues = [self.pieces.article(locale, slug).due for slug in self.slugs]
        if not any(dues):
            return []
        first = datetime.date.fromisoformat(min(filter(None, dues)))
        return [self.pieces.evidence.say("use_until", locale.code, date=month(first, locale.code))]

    def status(self) -> list[str]:
        """Return who drafted and who reviewed it, per language: all that its pages say, once.

        A name stands on a sheet only where every page that it takes from is signed.
        """
        lines = []
        for locale, share in zip(self.locales, self.say("share"), strict=True):
            say = self.pieces.evidence.saying(locale.code)
            marks: list[str] = []
            for slug in self.slugs:
                marks.extend(self.pieces.article(locale, slug).status)
            if say("not_reviewed") in marks:
                marks = [say("drafted"), say("not_reviewed")]
            if not self.is_card:
                marks += self.use_until(locale)
            lines.append(" · ".join([*dict.fromkeys(marks), share]))
        return lines

    # The local edition

    def unit(self) -> Json:
        """Return what the local edition sets: the only part of a document that it can change."""
        edition = self.edition
        names, places = self.each_line(edition.unit), self.each_line(edition.where)
        rows = [{"label": self.say(key), "value": number or None} for key, number in edition.rows()]
        return {
            "is-local": names is not None,
            "name": names or self.say("unit"),
            "rows": rows,
            "where": {"label": self.say("unit_where"), "value": places},
            "dial": self.dial(),
            "logo": self.logo(),
        }

    def each_line(self, lines: Any) -> list[str] | None:
        """Return a line of the edition in each language, None where it has none."""
        texts = [lines[locale.code] for locale in self.locales]
        return texts if texts[0] else None

    def logo(self) -> Json:
        """Return the logo of a local edition, with what a reader hears for it."""
        if not self.edition.logo:
            return None
        code = self.locales[0].code
        alt = self.pieces.evidence.say("logo_of", code, unit=self.edition.unit[code])
        raw = self.edition.logo_bytes
        if self.edition.logo_name.endswith(".svg"):
            return {"alt": alt, "data": raw.decode()}
        return {"alt": alt, "data": list(raw)}

    def dial(self) -> list[str] | None:
        """Return whom to call for an ambulance, number by number with its places, per language.

        None where the sheet has no room for it, or the edition has its own number.
        """
        panels = [panel for panel in self.sheet.panels if self.kind not in panel.without]
        wanted = self.sheet.layout in ("book", "card") or any(
            "dial" in panel.take for panel in panels
        )
        if self.edition.phones.ambulance or not wanted:
            return None
        places: dict[str, list[Text]] = {}
        for place in self.pieces.evidence.places:
            if place.number:
                places.setdefault(place.number, []).append(place.name)
        texts = []
        for locale in self.locales:
            comma = {"zh": "、"}.get(locale.code, ", ")
            rows = []
            for number, names in places.items():
                rows.append(f"{number}\u00a0{comma.join(name[locale.code] for name in names)}")
            numbers = " · ".join(rows)
            texts.append(self.pieces.evidence.say("dial", locale.code, numbers=numbers))
        return texts


def short(address: str) -> str:
    """Return an address as a person types it."""
    return re.sub(r"^https?://", "", address)


def _around(text: str) -> list[str]:
    """Return what stands before, between and after the numbers of `Page {page} of {pages}`."""
    before, _, rest = text.partition("{page}")
    middle, _, after = rest.partition("{pages}")
    return [before, middle, after]


def qr_code(cache: Path, address: str) -> str:
    """Return the QR code of an address as SVG, kept in `cache`, as drawing one takes a while."""
    kept = cache / f"{hashlib.sha256(address.encode()).hexdigest()}.svg"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_text(_drawn_code(address), "utf-8")
        part.replace(kept)
    return kept.read_text("utf-8")


def _drawn_code(address: str) -> str:
    import segno

    buffer = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(buffer, kind="svg", border=0, xmldecl=False, omitsize=True, nl=False,
              svgclass=None, lineclass=None)  # fmt: skip
    return buffer.getvalue().decode()
