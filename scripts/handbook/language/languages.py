"""What a language is: one record for each, read from data/CODE.yml.

Nothing else in the library knows one by name.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field

from handbook.core.project import ROOT, Project
from handbook.core.records import Pattern, Record
from handbook.core.yaml_records import load_whole

FOLDER = Path(__file__).with_name("data")
LATIN = re.compile(r"[A-Za-z]")


class Untrimmed(Record):
    """A record whose blanks count: `: ` ends with one."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Punctuation(Untrimmed):
    """The marks that templates put between texts, each with the blank that belongs to it."""

    colon: str = ": "
    """After a label."""
    title: str = ". "
    """Between whoever wrote a work and its title."""
    comma: str = ", "
    """Between parts of a line: title, year, place."""
    pause: str = ", "
    """Between things listed inside a sentence: places, numbers (、 in Chinese)."""
    list: str = "; "
    """Between entries that hold commas themselves."""
    stop: str = ". "
    """Between two sentences."""
    end: str = "."
    """At the end of the last one."""
    brackets: tuple[str, str] = ("(", ")")


class Foreign(Record):
    """Words of another language in this one's text, marked there (WCAG 2.2, 3.1.2)."""

    language: str
    """The code of the language they are taken for."""
    pattern: Pattern


class Dates(Record):
    """How dates are written. Patterns are those of Unicode CLDR (UTS 35, part 4)."""

    long: str = ""
    """A day in full; empty: the pattern that CLDR has for the language."""
    month: str = "MMMM y"
    order: tuple[Literal["day", "month", "year"], ...] = ("day", "month", "year")
    """Of the fields of a form."""
    months: str = ""
    """The BCP 47 tag under which a browser knows the names of the months; empty: the language's
    own."""


class Sentences(Record):
    """Where sentences end. Both are matched against text on one line."""

    end: Pattern = re.compile(r"[.?!…][\"”’')\]]*(?=\s)")
    no_end: Pattern | None = None
    """What ends like a sentence and is none, an abbreviation: matched against the text up to the
    mark."""


class Calling(Record):
    """How a sentence tells its reader to call a number."""

    mentions: Pattern
    """Words of a sentence in which a number may be one to call."""
    command: Pattern
    """What stands before the number where the reader is told to call it."""

    def tells_to_call(self, number: str, text: str) -> bool:
        """Return whether `text` tells its reader to call `number`."""
        return bool(re.search(self.command.pattern + re.escape(number), text, re.IGNORECASE))


class Numbers(Record):
    """How numbers and units are written, so that they can be compared with another language's."""

    words: dict[str, int] = Field(default={})
    """Numerals in words."""
    ten: str = ""
    """The sign that multiplies the numeral before it by ten and adds the one behind it: 二十八."""
    spelled: Pattern | None = None
    """What a number in words looks like; left out: any one of `words`."""
    months: tuple[str, ...] = ()
    """Names of months, January first, where they are words and not numbers."""
    month: Pattern | None = None
    """Where the name of a month stands without a number beside it."""
    units: dict[str, Pattern] = Field(default={})
    """Unit to what it looks like behind a number; the names of units are the same in all
    languages."""
    idioms: Pattern | None = None
    """Words that hold a numeral and are no number."""
    left_out: Pattern | None = None
    """What this language's readers get in addition, a Fahrenheit figure: not compared."""
    conversion: Pattern | None = None
    """A measure (group 1, its unit 2) with the same in another unit behind it (group 3): counted
    once."""
    conversion_factor: float = 1
    """Group 3 times this is group 1 where the conversion is right."""


class Length(Record):
    """How long texts of some length are beside English: see `Language.lengths`."""

    below: int
    """English words; the row holds for texts shorter than that."""
    mean: float
    """Of the logarithm of characters to 1.75 times the English words, three added to both."""
    deviation: float


class Language(Record):
    """One language.

    The defaults are those of a language that is written in Latin letters, with spaces.
    """

    code: str = ""
    """Its code in mkdocs.yml, `zh`."""
    tag: str = ""
    """Its BCP 47 tag, `zh-Hans`."""
    aloud: str = ""
    """The tag of a text that says in Latin letters how a word of it sounds; empty: readers' own
    respelling."""
    letter: str = "A"
    """The letter that shows the sizes of text to choose from."""
    script: Pattern | None = None
    """One of its letters, where it has a script of its own; none for Latin letters."""
    spaced: bool = True
    """Whether blanks stand between its words."""
    dictionary: Literal["rjieba"] | None = None
    """The library that tells its words apart where no blanks do."""
    punctuation: Punctuation = Punctuation()
    foreign: Foreign | None = None
    dates: Dates = Dates()
    sentences: Sentences = Sentences()
    calling: Calling | None = None
    numbers: Numbers = Numbers()
    lengths: tuple[Length, ...] = ()
    """How long its texts are beside the English ones, the shortest first; nothing: not measured."""

    @property
    def gap(self) -> str:
        """What stands between two sentences or words: a blank, or nothing."""
        return " " if self.spaced else ""

    @property
    def edge(self) -> str:
        """The pattern for where a word begins or ends; empty where no blank says so."""
        return r"\b" if self.spaced else ""

    def bracketed(self, text: str) -> str:
        """Return `text` in the language's brackets, with the blank that stands before them."""
        opening, closing = self.punctuation.brackets
        return f"{self.gap}{opening}{text}{closing}"

    def is_script_of(self, text: str) -> bool:
        """Return whether `text` is written in this language's script.

        A letter of a script such as Han says about as much as two Latin ones.
        """
        if self.script is None:
            return True
        return 2 * len(self.script.findall(text)) > len(LATIN.findall(text))


@lru_cache(maxsize=64)
def language(code: str) -> Language:
    """Return the language with that code; the defaults where data/ has no file for it.

    Raises HandbookError.
    """
    path = FOLDER / f"{code}.yml"
    if not re.fullmatch(r"[A-Za-z-]+", code) or not path.exists():
        return Language(code=code, tag=code)
    record, _ = load_whole(Project.at(ROOT), path, Language)
    return record.model_copy(update={"code": code})


def has_record(code: str) -> bool:
    """Return whether data/ has a file for the language."""
    return (FOLDER / f"{code}.yml").exists()


@cache
def read_as(text: str, code: str, other: str) -> str:
    """Return the code of the language that `text` is written in.

    `code`, or `other` where only that script fits.

    A label in Chinese data may be an English name; its numbers are then read as English.
    """
    ours, theirs = language(code), language(other)
    if _fits(ours, theirs, text) or not _fits(theirs, ours, text):
        return code
    return other


def _fits(one: Language, other: Language, text: str) -> bool:
    """Return whether `text` is in the script of `one`, where `other` may have another script."""
    if one.script is None:
        return other.script is None or not other.is_script_of(text)
    return one.is_script_of(text)
