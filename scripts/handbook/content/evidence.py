"""The evidence as typed records: statements, claims, references, terms, danger list, places, reviews, wording."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from typing import Annotated, Literal, TypeVar, cast

from pydantic import Field

from handbook.content.places import Place, load_places
from handbook.content.search_lists import SearchPage, SearchSection, SignSearch, SkipWords, WordLists
from handbook.content.texts import Text
from handbook.core.findings import Fault, Finding
from handbook.core.project import Tree
from handbook.core.records import LanguageCode, Loc, Localised, Pattern, Record, Worded
from handbook.core.yaml_documents import RULE, load_document
from handbook.core.yaml_records import AnyRecord, Source, build, known_locales, load_list

AnyText = TypeVar("AnyText", bound=str)
"""Plain text, or text that is marked as HTML."""


class Statement(Worded):
    """What one of the two source articles says, and what became of it."""

    id: str = Field(pattern=r"^[AB][1-9]\d?$")
    verdict: Literal["kept", "care", "corrected", "left-out"]
    flags: tuple[Literal["disagree", "self", "translation", "dated"], ...] = ()
    why: Text

    @property
    def article(self) -> str:
        """`A` (the clinic story) or `B` (the clinic-website explainer)."""
        return self.id[0]


class FigureRow(Worded):
    """One part of a figure: `count` of the figure's `of`."""

    count: int = Field(ge=0)


class Figures(Record):
    """A claim's natural frequencies, all with the same denominator."""

    of: int = Field(gt=0, le=1000)
    rows: tuple[FigureRow, ...] = Field(min_length=1)


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
    certainty: Literal["agree", "differ", "unknown", "trial"] | None = None
    """How settled it is; `trial` where one study carries it; nothing where no source says how settled."""
    basis: Literal["read", "part", "second-hand", "searched", "general"]
    references: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    checked: datetime.date
    note: Text | None = None
    trial: Text | None = None
    """With certainty `trial`: the study's name, its size and its year."""
    search: Search | None = None
    """With basis `searched`."""
    figures: Figures | None = None


class Reference(Record):
    """A source outside the handbook, and how far it was read."""

    id: str = Field(pattern=r"^[SC][1-9]\d{0,2}$")
    organisation: Text
    title: Text
    short: Text
    kind: Literal[
        "guideline", "review", "trial", "cohort", "patient-information", "regulator", "news", "textbook", "law"
    ]
    year: str
    place: Text
    language: LanguageCode
    url: str = Field(pattern=r"^https://\S+$")
    read: Literal["read", "part", "second-hand", "not-read"]
    looked: datetime.date | None = None
    """When its current edition was last looked for."""
    replaced_by: str | None = None
    """The id of the edition that took its place."""
    note: Text | None = None


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
    plain: Text
    medical: Text
    meaning: Text
    say: Text | None = None
    match: Words = Words()
    search: Words = Words()
    group: str


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
    """One sign on one step: what you notice, what it may mean, what to do, what makes it more urgent."""

    id: str = Field(pattern=r"^[RY][1-9]\d?$")
    step: StepId
    topic: str
    sign: Text
    short: Text | None = None
    """The sign on one line, for the first screen of the help page; on the first step alone."""
    meaning: Text
    action: Text
    up: Text | None = None
    """What turns it into a step above; none on the first step."""
    references: tuple[str, ...] = ()
    stitch: bool = False
    """Whether it concerns people with a stitch."""


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
    text: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def id(self) -> str:
        """One signature a page, language and reviewer."""
        return f"{self.locale}/{self.page} {self.reviewer}"


class Ban(Record):
    """Wording that a reader must not meet, and where it may stand after all. See handbook/lexicon.py."""

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
    """One of the twenty questions, and the place that answers it: `page` and the id of a heading there."""

    id: str = Field(pattern=r"^[1-9]\d?$")
    page: str
    heading: str


class WeekWindow(Text):
    """A step of usual care: from the day week `first` begins to the day week `last` begins; one day if they agree."""

    id: str
    first: int = Field(ge=0, le=42)
    last: int = Field(ge=0, le=42)
    claim: str


class OpenQuestion(Record):
    """What a clinician is asked to decide, on which claims the handbook's answer rests, and why it is open."""

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


class WordingRow(Text):
    """A wording entry with its key."""

    id: str


@dataclass
class Evidence:
    """All data, each source with its faults. `findings` includes dangling references between sources."""

    statements: Source[Statement]
    claims: Source[Claim]
    references: Source[Reference]
    terms: Source[Term]
    steps: Source[Step]
    topics: Source[Topic]
    danger: Source[DangerRow]
    sign_words: Source[SignWords]
    standing: Source[Standing]
    brief: Source[Standing]
    places: Source[Place]
    reviews: Source[Review]
    wording: Source[WordingRow]
    lexicon: Source[Ban]
    required: Source[Required]
    search: Source[SearchPage]
    skip: Source[SkipWords]
    sections: Source[SearchSection]
    same: Source[WordLists]
    absent: Source[WordLists]
    loss_words: Source[WordLists]
    sign_search: Source[SignSearch]
    sign_classes: Source[WordLists]
    questions: Source[Question]
    weeks: Source[WeekWindow]
    open: Source[OpenQuestion]
    changes: Source[Change]

    def say(self, key: str, code: str, *values: object, **named: object) -> str:
        """The frame's wording for `key` in language `code`, its blanks filled. Raises Fault where there is none."""
        if key not in self.wording.records:
            faults = [f"{item.path}:{item.line}: {item.message}" for item in self.wording.findings]
            raise Fault("\n".join([f"{self.wording.path} has no {key!r}; add it", *faults]))
        text = self.wording.records[key][code]
        return self.fill(key, text, *values, **named) if values or named else text

    def saying(self, code: str) -> Callable[..., str]:
        """`say` in one language, for the templates."""
        return lambda key, *values, **named: self.say(key, code, *values, **named)

    def fill(self, key: str, text: AnyText, *values: object, **named: object) -> AnyText:
        """`text`, the wording of `key`, with its blanks filled. Raises Fault for a blank that is not one of them."""
        try:
            return cast(AnyText, text.format(*values, **named))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            place = f"{self.wording.path}:{self.wording.line(key)}"
            known = " ".join(["{}"] * len(values) + [f"{{{name}}}" for name in named])
            raise Fault(f"{place}: {key!r} has a blank that nothing fills; its blanks are {known}") from error

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
        return self.on_steps(list(self.danger))

    def on_steps(self, rows: list[DangerRow]) -> list[tuple[Step, list[DangerRow]]]:
        """`rows` by step, the first step first; steps without any left out."""
        by_step = ((step, [row for row in rows if row.step == step.id]) for step in self.steps)
        return [(step, found) for step, found in by_step if found]

    def on_topic(self, topic: str) -> list[DangerRow]:
        """The rows of a topic, in the order of the file."""
        return [row for row in self.danger if row.topic == topic]

    def chosen(self, names: str) -> list[DangerRow]:
        """The rows that `names` (ids of rows and topics, between spaces) stands for, the first step first.

        Raises Fault where it names none, or something that is neither.
        """
        wanted = names.split()
        known = {*self.danger.records, *self.topics.records}
        hint = f"name topics or rows of {self.danger.path}"
        if unknown := [name for name in wanted if name not in known]:
            raise Fault(f"no danger sign and no topic is called {unknown[0]!r}; {hint}")
        if not wanted:
            raise Fault(f"no danger sign is named; {hint}")
        found = [row for row in self.danger if row.id in wanted or row.topic in wanted]
        return sorted(found, key=lambda row: STEPS.index(row.step))

    @property
    def sources(self) -> tuple[Source[Record], ...]:
        """Every file's records."""
        return tuple(vars(self).get(name) for name in self.__dataclass_fields__)  # type: ignore[misc]

    def findings(self) -> Iterator[Finding]:
        """Faults of single files, then dangling ids between them."""
        for source in self.sources:
            yield from source.findings
        yield from self._dangling()

    def _dangling(self) -> Iterator[Finding]:
        for claim in self.claims:
            yield from self._missing("unknown-reference", self.claims, claim.id, claim.references, self.references)
            yield from self._missing("unknown-statement", self.claims, claim.id, claim.statements, self.statements)
        for row in self.danger:
            yield from self._missing("unknown-reference", self.danger, row.id, row.references, self.references)
        for place in self.places:
            wanted = tuple(dict.fromkeys(place.references))
            yield from self._missing("unknown-reference", self.places, place.id, wanted, self.references)
        for question in self.open:
            yield from self._missing("unknown-citation", self.open, question.id, question.rests, self.claims)
        for old in self.references:
            wanted = (old.replaced_by,) if old.replaced_by else ()
            yield from self._missing("unknown-reference", self.references, old.id, wanted, self.references)

    @staticmethod
    def _missing(
        rule: str,
        source: Source[AnyRecord],
        key: str,
        wanted: tuple[str, ...],
        target: Source[Record] | Source[Statement] | Source[Reference] | Source[Claim],
    ) -> Iterator[Finding]:
        for name in wanted:
            if name not in target.records:
                message = f"{key} names {name!r}, which {target.path} does not have"
                yield Finding(source.path, source.line(key), rule, message, f"mend the id or add it to {target.path}")


def load_wording(tree: Tree) -> Source[WordingRow]:
    """wording.yml: one mapping, key to text."""
    path = tree.evidence / "wording.yml"
    document = load_document(tree, path)
    source: Source[WordingRow] = Source(tree.show(path), findings=list(document.findings))
    source.locales = known_locales(tree)
    if not isinstance(document.data, dict):
        if not document.findings:
            hint = "write each key with its two texts: `menu: {en: All pages, zh: 全部页面}`"
            source.findings.append(Finding(source.path, 1, RULE, "is not a mapping", hint))
        return source
    for key, row in document.data.items():
        record = build(source, document, (key,), {"id": key, **row} if isinstance(row, dict) else row, WordingRow)
        if record:
            source.records[key], source.lines[key] = record, document.line((key,))
            source.findings.extend(_uneven(source, record))
    source.tell_lacking()
    return source


def _uneven(source: Source[WordingRow], row: WordingRow) -> Iterator[Finding]:
    """What is filled into one language must be filled into the others."""
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
    """The names of its blanks, sorted; those without a name as they are. Raises ValueError."""
    names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return sorted([*set(names) - {""}, *(name for name in names if not name)])


def load_evidence(tree: Tree) -> Evidence:
    """Read every data file once."""
    folder = tree.evidence
    return Evidence(
        statements=load_list(tree, folder / "statements.yml", Statement),
        claims=load_list(tree, folder / "claims.yml", Claim),
        references=load_list(tree, folder / "references.yml", Reference),
        terms=load_list(tree, folder / "glossary.yml", Term),
        steps=load_list(tree, folder / "danger.yml", Step, at="steps"),
        topics=load_list(tree, folder / "danger.yml", Topic, at="topics"),
        danger=load_list(tree, folder / "danger.yml", DangerRow, at="rows"),
        sign_words=load_list(tree, folder / "sign-words.yml", SignWords),
        standing=load_list(tree, folder / "danger.yml", Standing, at="standing"),
        brief=load_list(tree, folder / "danger.yml", Standing, at="brief"),
        places=load_places(tree),
        reviews=load_list(tree, folder / "reviews.yml", Review),
        wording=load_wording(tree),
        lexicon=load_list(tree, folder / "lexicon.yml", Ban),
        required=load_list(tree, folder / "required.yml", Required),
        search=load_list(tree, folder / "search.yml", SearchPage, at="pages"),
        skip=load_list(tree, folder / "search.yml", SkipWords, at="skip"),
        sections=load_list(tree, folder / "search.yml", SearchSection, at="sections"),
        same=load_list(tree, folder / "search.yml", WordLists, at="same"),
        absent=load_list(tree, folder / "search.yml", WordLists, at="absent"),
        loss_words=load_list(tree, folder / "search.yml", WordLists, at="loss"),
        sign_search=load_list(tree, folder / "search-signs.yml", SignSearch, at="signs"),
        sign_classes=load_list(tree, folder / "search-signs.yml", WordLists, at="classes"),
        questions=load_list(tree, folder / "questions.yml", Question),
        weeks=load_list(tree, folder / "weeks.yml", WeekWindow),
        open=load_list(tree, folder / "open-questions.yml", OpenQuestion),
        changes=load_list(tree, folder / "changes.yml", Change),
    )
