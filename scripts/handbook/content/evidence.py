"""The evidence as typed records.

Statements, claims, references, terms, danger list, places, reviews, wording.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from string import Formatter
from typing import Annotated, Literal, TypeVar, cast
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from handbook.content.places import Place, load_places
from handbook.content.search_lists import (
    SearchPage,
    SearchSection,
    SignPieces,
    SignSearch,
    SignWeights,
    SkipWords,
    WordLists,
)
from handbook.content.signature_codes import PageCode
from handbook.content.texts import Text
from handbook.core.characters import refuse_hidden
from handbook.core.findings import Finding, HandbookError
from handbook.core.project import Project
from handbook.core.records import LanguageCode, Loc, Localised, Pattern, Record, Worded
from handbook.core.yaml_documents import RULE, load_document
from handbook.core.yaml_records import AnyRecord, RecordFile, build, known_locales, load_list

AnyText = TypeVar("AnyText", bound=str)
"""Plain text, or text that is marked as HTML."""


class Statement(Worded):
    """What one of the two source articles says, and what became of it."""

    id: str = Field(pattern=r"^[AB][1-9]\d?$")
    """A or B, the article, and a number."""
    verdict: Literal["kept", "care", "corrected", "left-out"]
    """What became of it; see evidence/README.md."""
    flags: tuple[Literal["disagree", "self", "translation", "dated"], ...] = ()
    """What is wrong with it or around it."""
    why: Text
    """Why it was judged so."""

    @property
    def article(self) -> str:
        """`A` (the clinic story) or `B` (the clinic-website explainer)."""
        return self.id[0]


class FigureRow(Worded):
    """One part of a figure: `count` of the figure's `of`."""

    count: int = Field(ge=0)
    """How many of them."""


class Figures(Record):
    """A claim's natural frequencies, all with the same denominator."""

    of: int = Field(gt=0, le=1000)
    """How many there are in all."""
    rows: tuple[FigureRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _are_parts(self) -> Figures:
        """Refuse `333 of 100`."""
        if any(row.count > self.of for row in self.rows):
            raise ValueError(f"a row counts more than the {self.of} there are")
        return self


class Search(Record):
    """A search that found nothing: what a claim that nothing is known rests on."""

    terms: Text
    """What was looked for."""
    places: Text
    """Where."""
    date: datetime.date


class Claim(Worded):
    """One sentence that the handbook says, and on whose authority."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    """By it pages cite the claim: `[^id]`."""
    certainty: Literal["agree", "differ", "unknown", "trial"] | None = None
    """How settled it is; `trial` where one study carries it; nothing where no source says how
    settled."""
    basis: Literal["read", "part", "second-hand", "searched", "general"]
    """What it rests on; see evidence/README.md."""
    references: tuple[str, ...] = ()
    """Ids of references.yml."""
    statements: tuple[str, ...] = ()
    """Ids of statements.yml that it answers."""
    checked: datetime.date
    """The day it was last compared with its sources."""
    note: Text | None = None
    """What a reader of the source should know."""
    trial: Text | None = None
    """With certainty `trial`: the study's name, its size and its year."""
    search: Search | None = None
    """With basis `searched`."""
    figures: Figures | None = None
    """Its numbers as parts of a whole, for `icon-array`."""


def _source_address(value: str) -> str:
    """Return an https address whose host is what it seems. Raises ValueError.

    `https://doi.org@evil.example` leads to evil.example, and with a Cyrillic letter in it doi.org
    is another host.
    """
    refuse_hidden(value)
    if not value.startswith("https://") or any(map(str.isspace, value)):
        raise ValueError("is not an https address")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ValueError("is not an address") from None
    if "@" in parts.netloc or port is not None:
        raise ValueError("names a user or a port before or behind its host; write the host alone")
    if not _HOST.fullmatch(parts.hostname or ""):
        raise ValueError("has a host that is no plain name, such as doi.org")
    return value


_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
"""A name of letters, digits and hyphens (RFC 1123, 2.1), in two parts or more; no number of a
machine."""
SourceAddress = Annotated[str, AfterValidator(_source_address)]
"""The address of a source outside the handbook."""


class Reference(Record):
    """A source outside the handbook, and how far it was read."""

    id: str = Field(pattern=r"^[SC][1-9]\d{0,2}$")
    """S in English, C in Chinese, and a number."""
    organisation: Text
    """Who published it."""
    title: Text
    short: Text
    """Its name in a note."""
    kind: Literal[
        "guideline",
        "review",
        "trial",
        "cohort",
        "patient-information",
        "regulator",
        "news",
        "textbook",
        "law",
    ]
    year: str
    """Of this edition."""
    place: Text
    """The country or body that it speaks for."""
    language: LanguageCode
    """The code of the language it is in."""
    url: SourceAddress
    """An https address of the source itself."""
    read: Literal["read", "part", "second-hand", "not-read"]
    """How far it was read; see evidence/README.md."""
    looked: datetime.date | None = None
    """When its current edition was last looked for."""
    replaced_by: str | None = None
    """The id of the edition that took its place."""
    note: Text | None = None
    """What was and was not seen."""


class Words(Localised[tuple[str, ...]]):
    """Several words in every language; none in a language that it leaves out."""

    by_language: dict[str, tuple[str, ...]] = Field(default={})

    def __getitem__(self, code: str) -> tuple[str, ...]:
        """Return the words in the language with that code."""
        return self.by_language.get(code, ())

    @classmethod
    def needs_default(cls) -> bool:
        """Return that a language may have no words."""
        return False

    def lacking(self, codes: Sequence[str]) -> Iterator[tuple[Loc, str]]:
        """Yield nothing: a language may have no words."""
        yield from ()


class Term(Record):
    """One row of the glossary."""

    id: str
    number: int
    """Its place in the list."""
    plain: Text
    """The word that a reader knows."""
    medical: Text
    """The word on her papers."""
    meaning: Text
    """What it is, in a sentence."""
    say: Text | None = None
    """How it sounds."""
    match: Words = Words()
    """Other forms of it in the pages."""
    search: Words = Words()
    """Other words that people type for it."""
    group: str
    """The heading that it stands under."""


STEPS = ("ambulance", "go", "phone-now", "phone-today")
"""The ladder: how fast to act on a danger sign, the fastest first."""

StepId = Literal["ambulance", "go", "phone-now", "phone-today"]


class Step(Record):
    """One step of the ladder, in the words that stand wherever a sign of it does."""

    id: StepId
    title: Text
    lead: Text | None = None
    """A sentence below its heading."""


class Topic(Record):
    """What a reader notices: danger signs by kind."""

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    title: Text


class DangerRow(Record):
    """One sign on one step.

    What you notice, what it may mean, what to do, what makes it more urgent.
    """

    id: str = Field(pattern=r"^[RY][1-9]\d?$")
    step: StepId
    topic: str
    """An id of `topics`."""
    sign: Text
    short: Text | None = None
    """The sign on one line, for the first screen of the help page; on the first step alone."""
    title: Text | None = None
    """What its step is called at this sign, where somebody else is called than its title says."""
    meaning: Text
    """What it may mean."""
    action: Text
    """What to do: first of all what the step says."""
    up: Text | None = None
    """What turns it into a step above; none on the first step."""
    references: tuple[str, ...] = ()
    """Ids of references.yml."""
    stitch: bool = False
    """Whether it concerns people with a stitch."""
    crisis: bool = False
    """Whether a crisis line is called, not the maternity unit."""


class LocalRow(DangerRow):
    """A sign as it stands for readers in one place, in place of a row of all the others."""

    place: str
    """An id of places.yml: the only one whose readers are told so."""
    instead_of: str
    """An id of `rows`: the row that readers elsewhere have. Several may stand for one row."""
    aside: Text | None = None
    """The sign, the place and its step, as that row says them on a sheet for all places."""


class SignWords(Localised[Annotated[tuple[Pattern, ...], Field(min_length=1)]]):
    """How running text names a danger sign: the id of its row, and patterns for lower-case text."""

    id: str = Field(pattern=r"^[RY][1-9]\d?$")


class Standing(Text):
    """A sentence printed with every danger list."""

    id: str


class Review(Record):
    """A clinician's signature under one page in one language."""

    page: str
    locale: str
    reviewer: str
    role: str
    date: datetime.date
    code: PageCode
    """What the page showed when it was read: see web/signature_code.py."""

    @property
    def id(self) -> str:
        """One signature a page, language and reviewer."""
        return f"{self.locale}/{self.page} {self.reviewer}"


class Ban(Record):
    """Wording that a reader must not meet, and where it may stand after all.

    See handbook/lexicon.py.
    """

    id: str
    rule: str
    """The rule that reports it."""
    language: LanguageCode
    pattern: str
    """A regular expression for lower-case text; English matches whole words only."""
    why: str
    instead: str
    allowed: tuple[str, ...] = ()
    """Spots such as `what-it-is#names`, `glossary:*`, where it may stand."""
    unless: str = Field(default="", min_length=0)
    """A regular expression that excuses a sentence which holds it: a negation, a question."""
    quoted: bool = False
    """Whether it may stand inside quotation marks: what other people say."""
    topic: bool = False
    """Whether it may be what a heading or a description is about."""


class Required(Localised[Pattern]):
    """A statement that must stand in every language: a pattern for lower-case text for each."""

    id: str
    claims: tuple[str, ...] = ()
    """Each must stand in claims.yml; a page in `pages` must cite one of them."""
    pages: tuple[str, ...] = ()
    """The pages that must carry it."""


class Question(Text):
    """One of the twenty questions, and the place that answers it.

    `page` and the id of a heading there.
    """

    id: str = Field(pattern=r"^[1-9]\d?$")
    page: str
    heading: str


class WeekWindow(Text):
    """A step of usual care: from the day week `first` begins to the day week `last` begins.

    One day if they agree.
    """

    id: str
    first: int = Field(ge=0, le=42)
    last: int = Field(ge=0, le=42)
    claim: str


class Length(Record):
    """A row of a table on a page, and the length of the cervix that it is for, in whole mm."""

    id: str
    table: str = Field(pattern=r"^[a-z-]+#[a-z0-9-]+$")
    """A page and the heading above the table; records stand in the order of the table's rows."""
    claim: str
    """Cited in the row."""
    step: Literal["ambulance", "go", "phone-now", "phone-today"] | None = None
    over: int | None = None
    least: int | None = None
    most: int | None = None
    under: int | None = None
    loss: bool | None = None
    """Whether it is for who had a late loss or an early birth before; nothing: for everyone."""
    from_week: int | None = None
    before_week: int | None = None
    places: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By place: claims of the page that say what the row says of it."""

    @property
    def limits(self) -> list[int]:
        """Its figures, which stand in the first cell of the row."""
        told = (self.over, self.least, self.most, self.under, self.from_week)
        return [number for number in told if number is not None]


class OpenQuestion(Record):
    """What a clinician is asked to decide, on which claims our answer rests, why it is open."""

    id: str
    about: Literal["steps", "care"]
    page: str
    rests: tuple[str, ...] = Field(min_length=1)
    asks: Text
    why: Text


class Change(Text):
    """A change in advice, and where it stands: `page` and the id of a heading there."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    date: datetime.date
    page: str
    heading: str
    rows: tuple[str, ...] = ()
    """What it confirms in scripts/pins.yml; who did so, why and from what must then be told."""
    why: str = Field(default="", min_length=0)
    source: tuple[str, ...] = ()
    """Ids of references."""
    who: str = Field(default="", min_length=0)

    @model_validator(mode="after")
    def _told(self) -> Change:
        """Refuse a change of what is pinned without its reason. Raises what becomes a finding."""
        lacking = [name for name in ("why", "source", "who") if not getattr(self, name)]
        if self.rows and lacking:
            raise ValueError(f"a change with `rows` needs {' and '.join(lacking)}")
        return self


class WordingRow(Text):
    """A wording entry with its key."""

    id: str


@dataclass
class Evidence:
    """All data, each source with its faults.

    `findings` includes dangling references between sources.
    """

    statements: RecordFile[Statement]
    claims: RecordFile[Claim]
    references: RecordFile[Reference]
    terms: RecordFile[Term]
    steps: RecordFile[Step]
    topics: RecordFile[Topic]
    danger: RecordFile[DangerRow]
    there: RecordFile[LocalRow]
    sign_words: RecordFile[SignWords]
    standing: RecordFile[Standing]
    brief: RecordFile[Standing]
    places: RecordFile[Place]
    reviews: RecordFile[Review]
    wording: RecordFile[WordingRow]
    lexicon: RecordFile[Ban]
    required: RecordFile[Required]
    search: RecordFile[SearchPage]
    skip: RecordFile[SkipWords]
    sections: RecordFile[SearchSection]
    same: RecordFile[WordLists]
    absent: RecordFile[WordLists]
    loss_words: RecordFile[WordLists]
    sign_search: RecordFile[SignSearch]
    sign_classes: RecordFile[WordLists]
    sign_weights: RecordFile[SignWeights]
    sign_pieces: RecordFile[SignPieces]
    questions: RecordFile[Question]
    weeks: RecordFile[WeekWindow]
    lengths: RecordFile[Length]
    open: RecordFile[OpenQuestion]
    changes: RecordFile[Change]

    @property
    def usual_day(self) -> datetime.date | None:
        """The day on which most claims were checked, the later of two; None where there is none."""
        days = Counter(claim.checked for claim in self.claims)
        return max(days, key=lambda day: (days[day], day), default=None)

    def say(self, key: str, code: str, *values: object, **named: object) -> str:
        """Return the frame's wording for `key` in language `code`, its blanks filled.

        Raises HandbookError where there is none.
        """
        if key not in self.wording.records:
            faults = [f"{item.path}:{item.line}: {item.message}" for item in self.wording.findings]
            raise HandbookError("\n".join([f"{self.wording.path} has no {key!r}; add it", *faults]))
        text = self.wording.records[key][code]
        return self.fill(key, text, *values, **named) if values or named else text

    def has(self, key: str, code: str) -> bool:
        """Return whether wording.yml has the text `key` in that language itself."""
        return key in self.wording.records and self.wording.records[key].has(code)

    def saying(self, code: str) -> Callable[..., str]:
        """Return `say` in one language, for the templates."""
        return lambda key, *values, **named: self.say(key, code, *values, **named)

    def fill(self, key: str, text: AnyText, *values: object, **named: object) -> AnyText:
        """Return `text`, the wording of `key`, with its blanks filled.

        Raises HandbookError for a blank that is not one of them.
        """
        try:
            return cast(AnyText, text.format(*values, **named))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            place = f"{self.wording.path}:{self.wording.line(key)}"
            known = " ".join(["{}"] * len(values) + [f"{{{name}}}" for name in named])
            raise HandbookError(
                f"{place}: {key!r} has a blank that nothing fills; its blanks are {known}"
            ) from error

    @cached_property
    def claims_of(self) -> dict[str, list[Claim]]:
        """Statement id to the claims that carry it."""
        carried: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            for key in claim.statements:
                carried[key].append(claim)
        return carried

    @cached_property
    def ladder(self) -> list[tuple[Step, list[DangerRow]]]:
        """Every step that has rows, with them in the order of the file."""
        return self.on_steps(self.rows)

    @cached_property
    def rows(self) -> list[DangerRow]:
        """The danger signs, each followed by those that stand for it in one place."""
        found: list[DangerRow] = []
        for row in self.danger:
            found += [row, *(other for other in self.there if other.instead_of == row.id)]
        return found

    def row(self, key: str) -> DangerRow:
        """Return the danger sign with that id, one of a place alone too. Raises KeyError."""
        return self.there.records.get(key) or self.danger.records[key]

    def only_in(self, row: DangerRow) -> str:
        """Return the place whose readers alone have a sign; empty for all the others."""
        return row.place if isinstance(row, LocalRow) else ""

    def not_in(self, row: DangerRow) -> str:
        """Return the place whose readers have others for a sign; empty where none has."""
        return next((other.place for other in self.there if other.instead_of == row.id), "")

    def act(self, row: DangerRow) -> Text:
        """Return what to do with a sign in a few words: the title of its step, or its own."""
        return row.title or self.steps.records[row.step].title

    def where(self, row: DangerRow, code: str) -> str:
        """Return in words in which place a sign holds, or does not; empty where it holds in all."""
        key, place = "row_only", self.only_in(row)
        if not place:
            key, place = "row_not", self.not_in(row)
        known = self.places.records.get(place)
        return self.say(key, code, place=known.name[code]) if known else ""

    def on_steps(self, rows: list[DangerRow]) -> list[tuple[Step, list[DangerRow]]]:
        """Return `rows` by step, the first step first; steps without any left out."""
        found = []
        for step in self.steps:
            on_it = [row for row in rows if row.step == step.id]
            if on_it:
                found.append((step, on_it))
        return found

    def on_topic(self, topic: str) -> list[DangerRow]:
        """Return the rows of a topic, in the order of the file."""
        return [row for row in self.rows if row.topic == topic]

    def chosen(self, names: str) -> list[DangerRow]:
        """Return the rows that `names` stands for, ids of rows and topics, the first step first.

        Raises HandbookError where it names none, or something that is neither.
        """
        wanted = names.split()
        known = {*self.danger.records, *self.there.records, *self.topics.records}
        hint = f"name topics or rows of {self.danger.path}"
        if unknown := [name for name in wanted if name not in known]:
            raise HandbookError(f"no danger sign and no topic is called {unknown[0]!r}; {hint}")
        if not wanted:
            raise HandbookError(f"no danger sign is named; {hint}")
        found = [row for row in self.rows if {row.id, row.topic} & set(wanted)]
        return sorted(found, key=lambda row: STEPS.index(row.step))

    @property
    def sources(self) -> tuple[RecordFile[Record], ...]:
        """Every file's records."""
        return tuple(getattr(self, item.name) for item in fields(self))

    def findings(self) -> Iterator[Finding]:
        """Faults of single files, then dangling ids between them."""
        for source in self.sources:
            yield from source.findings
        yield from self._dangling()

    def _dangling(self) -> Iterator[Finding]:
        for claim in self.claims:
            yield from self._missing(
                "unknown-reference", self.claims, claim.id, claim.references, self.references
            )
            yield from self._missing(
                "unknown-statement", self.claims, claim.id, claim.statements, self.statements
            )
        for row in self.danger:
            yield from self._missing(
                "unknown-reference", self.danger, row.id, row.references, self.references
            )
        for other in self.there:
            yield from self._missing(
                "unknown-reference", self.there, other.id, other.references, self.references
            )
        for place in self.places:
            wanted = tuple(dict.fromkeys(place.references))
            yield from self._missing(
                "unknown-reference", self.places, place.id, wanted, self.references
            )
        for question in self.open:
            yield from self._missing(
                "unknown-citation", self.open, question.id, question.rests, self.claims
            )
        for change in self.changes:
            yield from self._missing(
                "unknown-reference", self.changes, change.id, change.source, self.references
            )
        for old in self.references:
            wanted = (old.replaced_by,) if old.replaced_by else ()
            yield from self._missing(
                "unknown-reference", self.references, old.id, wanted, self.references
            )

    @staticmethod
    def _missing(
        rule: str,
        source: RecordFile[AnyRecord],
        key: str,
        wanted: tuple[str, ...],
        target: RecordFile[Record]
        | RecordFile[Statement]
        | RecordFile[Reference]
        | RecordFile[Claim],
    ) -> Iterator[Finding]:
        for name in wanted:
            if name not in target.records:
                message = f"{key} names {name!r}, which {target.path} does not have"
                yield Finding(
                    source.path,
                    source.line(key),
                    rule,
                    message,
                    f"mend the id or add it to {target.path}",
                )


def load_wording(project: Project) -> RecordFile[WordingRow]:
    """Read wording.yml: one mapping, key to text."""
    path = project.evidence / "wording.yml"
    document = load_document(project, path)
    source: RecordFile[WordingRow] = RecordFile(
        project.show(path), findings=list(document.findings)
    )
    source.locales = known_locales(project)
    if not isinstance(document.data, dict):
        if not document.findings:
            hint = "write each key with its two texts: `menu: {en: All pages, zh: 全部页面}`"
            source.findings.append(Finding(source.path, 1, RULE, "is not a mapping", hint))
        return source
    for key, row in document.data.items():
        if isinstance(row, dict):
            if "id" in row:
                message = f"{key} has an id beside its key"
                hint = "take it out: the key is the id"
                line = document.line((key,))
                source.findings.append(Finding(source.path, line, RULE, message, hint))
            row = {**row, "id": str(key)}
        record = build(source, document, (key,), row, WordingRow)
        if record:
            source.records[key], source.lines[key] = record, document.line((key,))
            source.findings.extend(_uneven(source, record))
    source.tell_lacking()
    return source


def _uneven(source: RecordFile[WordingRow], row: WordingRow) -> Iterator[Finding]:
    """Yield a finding where one language has other blanks to fill than another."""
    hint = "write the same blanks in every language, each with its two braces"
    line = source.line(row.id)
    try:
        blanks = {code: _blanks(text) for code, text in row.by_language.items()}
    except ValueError as error:
        yield Finding(source.path, line, RULE, f"{row.id}: a brace is not closed: {error}", hint)
        return
    if len(set(map(tuple, blanks.values()))) > 1:
        shown = " | ".join(map(_as_blanks, blanks.values()))
        yield Finding(source.path, line, RULE, f"{row.id}: the blanks differ: {shown}", hint)


def _as_blanks(names: list[str]) -> str:
    """Return names of blanks as a text writes them: `{date} {}`; a hyphen for none."""
    return " ".join(f"{{{name}}}" for name in names) or "-"


def _blanks(text: str) -> list[str]:
    """Return the names of its blanks, sorted, those without one empty. Raises ValueError."""
    names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return sorted([*set(names) - {""}, *(name for name in names if not name)])


def load_evidence(project: Project) -> Evidence:
    """Read every data file once."""
    folder = project.evidence
    return Evidence(
        statements=load_list(project, folder / "statements.yml", Statement),
        claims=load_list(project, folder / "claims.yml", Claim),
        references=load_list(project, folder / "references.yml", Reference),
        terms=load_list(project, folder / "glossary.yml", Term),
        steps=load_list(project, folder / "danger.yml", Step, at="steps"),
        topics=load_list(project, folder / "danger.yml", Topic, at="topics"),
        danger=load_list(project, folder / "danger.yml", DangerRow, at="rows"),
        there=load_list(project, folder / "danger.yml", LocalRow, at="there"),
        sign_words=load_list(project, folder / "sign-words.yml", SignWords),
        standing=load_list(project, folder / "danger.yml", Standing, at="standing"),
        brief=load_list(project, folder / "danger.yml", Standing, at="brief"),
        places=load_places(project),
        reviews=load_list(project, folder / "reviews.yml", Review, may_be_empty=True),
        wording=load_wording(project),
        lexicon=load_list(project, folder / "lexicon.yml", Ban),
        required=load_list(project, folder / "required.yml", Required),
        search=load_list(project, folder / "search.yml", SearchPage, at="pages"),
        skip=load_list(project, folder / "search.yml", SkipWords, at="skip"),
        sections=load_list(project, folder / "search.yml", SearchSection, at="sections"),
        same=load_list(project, folder / "search.yml", WordLists, at="same"),
        absent=load_list(project, folder / "search.yml", WordLists, at="absent"),
        loss_words=load_list(project, folder / "search.yml", WordLists, at="loss"),
        sign_search=load_list(project, folder / "search-signs.yml", SignSearch, at="signs"),
        sign_classes=load_list(project, folder / "search-signs.yml", WordLists, at="classes"),
        sign_weights=load_list(project, folder / "sign-weights.yml", SignWeights),
        sign_pieces=load_list(project, folder / "sign-pieces.yml", SignPieces),
        questions=load_list(project, folder / "questions.yml", Question),
        weeks=load_list(project, folder / "weeks.yml", WeekWindow),
        lengths=load_list(project, folder / "lengths.yml", Length),
        open=load_list(project, folder / "open-questions.yml", OpenQuestion),
        changes=load_list(project, folder / "changes.yml", Change),
    )
