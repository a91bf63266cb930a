"""Finds what handouts.yml takes into a panel: units of pages and rows of the data.

One line of `take` is one piece:

    page#heading             all that stands under the heading (`lead`: before the first heading)
    page#heading First words the one paragraph, item or row whose English text begins so; two are a
                             fault
    page#heading ^claim-id   those that cite the claim
    page#heading @list       its lists; also @table, @drawing, @array, @text
    page#heading 3-5         the items with these numbers
    danger stitch R8 fluid   danger signs: ids of rows, topics and steps; `stitch` for all that
                             concern one; `-R8` leaves out
    brief                    the danger list in a few sentences; with ids, those alone
    standing say-first       sentences that stand with every danger list, by id
    claim claim-id …         what claims say
    term term-id …           words of the glossary, by id
    terms group …            all words of a group of the glossary
    say key …                lines of wording.yml
    dial                     nothing: the box of the unit's numbers says whom to call
    sheets                   all sheets for patients, each with what it is for

Words are matched in English only: the same place is taken in the other language, whose structure
the checks hold equal.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from handbook.content.evidence import Evidence
from handbook.content.texts import Text
from handbook.core.findings import HandbookError
from handbook.core.project import Locale, Project
from handbook.sheets.articles import Article, Run, Runs, Unit, flat, for_paper, read_article
from handbook.sheets.spec import Sheet
from handbook.web.html_pages import BuiltSite

AnyRecord = TypeVar("AnyRecord")
Pair: TypeAlias = tuple[Unit, ...]
"""The same unit in each language of a document."""

SHAPES = {
    "@list": "item",
    "@table": "row",
    "@drawing": "drawing",
    "@array": "array",
    "@text": "para",
}
_NUMBERS = re.compile(r"(\d+)(?:-(\d+))?")


@dataclass
class Pieces:
    """The pages and the data that pieces are found in. Each page is read once."""

    project: Project
    site: BuiltSite
    evidence: Evidence
    sheets: tuple[Sheet, ...] = ()
    articles: dict[str, Article] = field(default_factory=dict)

    def article(self, locale: Locale, slug: str) -> Article:
        """Return a page. Raises HandbookError when the site has none."""
        path = f"{locale.prefix}{slug}.html"
        if path not in self.articles:
            page = self.site.pages.get(path)
            if page is None:
                raise HandbookError(f"there is no page {slug!r} in {locale.name}")
            self.articles[path] = read_article(page)
        return self.articles[path]

    def section(self, locale: Locale, place: str) -> tuple[Unit, ...]:
        """Return the heading and the units of `page#heading`. Raises HandbookError."""
        slug, _, name = place.partition("#")
        article = self.article(locale, slug)
        units = article.section(name) if name else article.units
        if units is None:
            known = [unit.name for unit in article.units if unit.kind == "heading"]
            raise HandbookError(
                f"{slug} has no heading {name!r} in {locale.name}{_meant(name, known)}"
            )
        return units

    def heading(self, place: str, locales: Sequence[Locale]) -> list[str]:
        """Return the words of a heading in each language; of a page without one named, its title.

        Raises HandbookError.
        """
        slug, _, name = place.partition("#")
        if not name or name == "lead":
            return [self.article(locale, slug).title for locale in locales]
        return [self.section(locale, place)[0].text for locale in locales]

    def find(self, piece: str, locales: Sequence[Locale]) -> list[Pair]:
        """Return the units of one piece.

        Raises HandbookError where it is not there in one of the languages.
        """
        name, _, rest = piece.partition(" ")
        if name in _DATA:
            return list(_DATA[name](self, rest.split(), locales))
        if "#" not in name:
            raise HandbookError(
                f"{piece!r} is no piece; write page#heading, or one of {', '.join(_DATA)}"
            )
        return self.chosen(name, rest.strip(), locales)

    def chosen(self, place: str, choice: str, locales: Sequence[Locale]) -> list[Pair]:
        """Return the units that `choice` takes from a section.

        Raises HandbookError when it takes none.
        """
        first = self.project.locales[0]
        sections = {
            locale.code: list(flat(self.section(locale, place)))
            for locale in dict.fromkeys((first, *locales))
        }
        english = sections[first.code]
        for code, units in sections.items():
            if [unit.kind for unit in units] != [unit.kind for unit in english]:
                raise HandbookError(
                    f"{place} is built in another way in {code!r} than in {first.code!r}; "
                    "compare the two pages"
                )
        taken = _taken(english, choice)
        if not taken:
            starts = [unit.text for unit in english if unit.text]
            raise HandbookError(f"{place} has nothing that is {choice!r}{_begins(choice, starts)}")
        if len(taken) > 1 and _is_first_words(choice):
            raise HandbookError(
                f"{place} has {len(taken)} texts that begin {choice!r}; name more words"
            )
        columns = []
        for locale in locales:
            columns.append([sections[locale.code][index] for index in taken])
        return list(zip(*columns, strict=True))

    # Data

    def danger(self, names: list[str], locales: Sequence[Locale]) -> Iterator[Pair]:
        """Yield danger signs, the first step first; those with a minus are left out."""
        rows = self.evidence.rows
        wanted = {name for name in names if not name.startswith("-")}
        if "stitch" in wanted:
            wanted = (wanted - {"stitch"}) | {row.id for row in rows if row.stitch}
        wanted |= {row.id for row in rows if row.step in wanted}
        wanted -= set(self.evidence.steps.records)
        dropped = {name[1:] for name in names if name.startswith("-")}
        for row in self.evidence.chosen(" ".join(sorted(wanted))):
            if row.id not in dropped:
                yield (Unit("sign", name=row.id),) * len(locales)

    def brief(self, names: list[str], locales: Sequence[Locale]) -> Iterator[Pair]:
        """Yield the sentences of the short danger list, what comes before a colon in bold."""
        order = names or [row.id for row in self.evidence.brief]
        for name in order:
            record = self.known(self.evidence.brief.records, name, "brief")
            yield tuple(Unit("para", _led(_on_paper(record, locale))) for locale in locales)

    def standing(self, names: list[str], locales: Sequence[Locale]) -> Iterator[Pair]:
        """Yield sentences that stand with every danger list."""
        for name in names or list(self.evidence.standing.records):
            yield _texts(self.known(self.evidence.standing.records, name, "standing"), locales)

    def claims(self, names: list[str], locales: Sequence[Locale]) -> Iterator[Pair]:
        """Yield what claims say, as items."""
        for name in names:
            claim = self.known(self.evidence.claims.records, name, "claim")
            yield tuple(
                Unit("item", (Run(for_paper(claim[one.code], one.code)),), name="ul")
                for one in locales
            )

    def terms(self, names: list[str], locales: Sequence[Locale]) -> Iterator[Pair]:
        """Yield the words of groups of the glossary."""
        groups = {term.group for term in self.evidence.terms}
        for name in names:
            if name not in groups:
                raise HandbookError(f"no word is in the group {name!r}{_meant(name, groups)}")
        for term in self.evidence.terms:
            if term.group in names:
                yield (Unit("term", name=term.id),) * len(locales)

    def named_terms(self, names: list[str], locales: Sequence[Locale]) -> Iterator[Pair]:
        """Yield words of the glossary by id."""
        for name in names:
            self.known(self.evidence.terms.records, name, "term")
            yield (Unit("term", name=name),) * len(locales)

    def wording(self, names: list[str], locales: Sequence[Locale]) -> Iterator[Pair]:
        """Yield lines of wording.yml."""
        for name in names:
            yield tuple(
                Unit("para", (Run(self.evidence.say(name, locale.code)),)) for locale in locales
            )

    def listing(self, _: list[str], locales: Sequence[Locale]) -> Iterator[Pair]:
        """Yield the sheets for patients, each with what it is for."""
        for sheet in self.sheets:
            if not sheet.danger:
                yield tuple(_listed(sheet, locale) for locale in locales)

    def dial(self, _: list[str], __: Sequence[Locale]) -> Iterator[Pair]:
        """Yield nothing: the box of the unit's numbers says whom to call in each place."""
        yield from ()

    @staticmethod
    def known(records: dict[str, AnyRecord], name: str, kind: str) -> AnyRecord:
        """Return a record. Raises HandbookError for an id that nobody has."""
        if name not in records:
            raise HandbookError(f"no {kind} is called {name!r}{_meant(name, records)}")
        return records[name]


_Finder: TypeAlias = Callable[[Pieces, list[str], Sequence[Locale]], Iterator[Pair]]
_DATA: dict[str, _Finder] = {
    "danger": Pieces.danger,
    "brief": Pieces.brief,
    "standing": Pieces.standing,
    "claim": Pieces.claims,
    "term": Pieces.named_terms,
    "terms": Pieces.terms,
    "say": Pieces.wording,
    "dial": Pieces.dial,
    "sheets": Pieces.listing,
}


def _listed(sheet: Sheet, locale: Locale) -> Unit:
    title = sheet.title[locale.code]
    colon = "：" if locale.code == "zh" else ": "
    if title.endswith(("?", "？")):
        colon = colon.strip("：:")  # a question ends by itself
    said = (Run(title + colon, strong=True), Run(sheet.purpose[locale.code]))
    return Unit("item", said, name="ul")


def _taken(units: list[Unit], choice: str) -> list[int]:
    """Return the places of the units that a choice takes."""
    if not choice:
        return list(range(len(units)))
    if choice in SHAPES:
        return [index for index, unit in enumerate(units) if unit.kind == SHAPES[choice]]
    if choice.startswith("^"):
        return [index for index, unit in enumerate(units) if choice[1:] in unit.claims]
    if not _is_first_words(choice):
        numbers = set(_numbers(choice))
        return [
            index for index, unit in enumerate(units) if unit.level in numbers and unit.name == "ol"
        ]
    return [index for index, unit in enumerate(units) if unit.text.startswith(choice)]


def _is_first_words(choice: str) -> bool:
    """Return whether a choice is how a text begins."""
    is_shape = choice in SHAPES or choice.startswith("^")
    return bool(choice) and not is_shape and not all(map(_NUMBERS.fullmatch, choice.split()))


def _numbers(choice: str) -> Iterator[int]:
    for part in choice.split():
        match = _NUMBERS.fullmatch(part)
        assert match is not None
        yield from range(int(match[1]), int(match[2] or match[1]) + 1)


def _texts(record: Text, locales: Sequence[Locale]) -> Pair:
    return tuple(Unit("para", (Run(_on_paper(record, locale)),)) for locale in locales)


def _on_paper(record: Text, locale: Locale) -> str:
    return for_paper(record[locale.code], locale.code)


def _led(text: str) -> Runs:
    """Return a sentence with what stands before its colon in bold."""
    match = re.match(r"([^:：]+[:：])(.*)", text)
    return (Run(match[1], strong=True), Run(match[2])) if match else (Run(text),)


def _meant(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def _begins(choice: str, starts: list[str]) -> str:
    near = difflib.get_close_matches(choice, [start[: len(choice)] for start in starts], 1, 0.4)
    first = near[0] if near else " | ".join(start[:30] for start in starts[:6])
    return f"; did you mean {first!r}?" if near else f"; what stands there begins: {first}"
