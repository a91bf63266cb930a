"""The base of all typed records, and of those that say something in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Generic, TypeVar, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    RootModel,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from handbook.core.memo import remembered
from handbook.core.project import Locale

Loc = tuple[str | int, ...]
"""Where a value stands in a record or a YAML file: keys and indexes from the top."""

BY_LANGUAGE = "by_language"
"""The field of a localised record; in YAML its keys stand in the record itself."""
TAKEN = frozenset({"id"})
"""Codes of languages (Indonesian) that are keys of records too."""
_CODE = re.compile(r"(?:lang-)?[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
Said = TypeVar("Said")


def language_key(code: str) -> str:
    """Return the key of a record that says something in a language: its code, or `lang-id`."""
    return f"lang-{code}" if code in TAKEN else code


# What is found among the kept answers is not validated again, so its validator is never needed.
Frozen = ConfigDict(frozen=True, str_strip_whitespace=True, str_min_length=1, defer_build=True)


class Record(BaseModel):
    """Base of all records: frozen, an unknown key is a fault, and no text may be empty."""

    model_config = ConfigDict(extra="forbid", **Frozen)

    def lacking(self, codes: Sequence[str]) -> Iterator[tuple[Loc, str]]:
        """Yield (where, language code) of each text inside that one of the languages lacks."""
        for name in type(self).model_fields:
            for loc, record in _records((name,), getattr(self, name)):
                for inner, code in record.lacking(codes):
                    yield (*loc, *inner), code


def lacking(model: BaseModel, codes: Sequence[str]) -> Iterator[tuple[Loc, str]]:
    """Yield (where, language code) of each text in a record, or a file of them, that is missing."""
    if isinstance(model, RootModel):
        for loc, record in _records((), model.root):
            for inner, code in record.lacking(codes):
                yield (*loc, *inner), code
    elif isinstance(model, Record):
        yield from model.lacking(codes)


def _records(loc: Loc, value: object) -> Iterator[tuple[Loc, Record]]:
    """Yield the records that a field holds: itself, or the items of a list or mapping."""
    if isinstance(value, Record):
        yield loc, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _records((*loc, index), item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _records((*loc, key), item)


class Localised(Record, Generic[Said]):
    """A record that says something in every language.

    Each key that is a language's code (`language_key`) holds what it says there.

    Only the default language must be there; `lacking` tells the others that are not.
    """

    by_language: dict[str, Said]
    """Language code to what is said; the default language first."""
    default_name: str = ""
    """The default language's own name, which marks its text where another language lacks one."""

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, value: Any, info: ValidationInfo) -> Any:
        """Take the keys that are languages out of the mapping.

        Raises what pydantic makes a finding.
        """
        if not isinstance(value, dict) or BY_LANGUAGE in value:
            return value
        locales: tuple[Locale, ...] | None = (info.context or {}).get("locales")
        if locales is None:
            others = [str(key) for key in value if key not in cls.model_fields]
            keys = {key.removeprefix("lang-"): key for key in filter(_CODE.fullmatch, others)}
            name = next(iter(keys), "")
        else:
            keys = {locale.code: language_key(locale.code) for locale in locales}
            keys = {code: key for code, key in keys.items() if key in value}
            name = locales[0].name
            code = locales[0].code
            if cls.needs_default() and code not in keys:
                raise PydanticCustomError("language_missing", "field required", {"code": code})
        rest = {key: item for key, item in value.items() if key not in keys.values()}
        said = {code: value[key] for code, key in keys.items()}
        return rest | {BY_LANGUAGE: said, "default_name": name or "-"}

    @classmethod
    def needs_default(cls) -> bool:
        """Return whether the default language must be there."""
        return True

    def has(self, code: str) -> bool:
        """Return whether something is said in the language with that code."""
        return code in self.by_language

    def __getitem__(self, code: str) -> Said:
        """Return what is said in the language with that code, or else in the default language."""
        found = self.by_language.get(code)
        return found if found is not None else next(iter(self.by_language.values()))

    def lacking(self, codes: Sequence[str]) -> Iterator[tuple[Loc, str]]:
        """Yield this record's own missing languages, then those of the records inside."""
        for code in codes:
            if not self.has(code):
                yield (), code
        yield from super().lacking(codes)


class Untranslated(str):
    """A text of the default language in place of a missing one, that language's name before it."""

    __slots__ = ()


class Worded(Localised[str]):
    """A record that says a sentence or phrase in every language."""

    def __getitem__(self, code: str) -> str:
        """Return the text in that language; where it is missing the default's, marked.

        `[English] Get help`.
        """
        if code in self.by_language:
            return self.by_language[code]
        return Untranslated(f"[{self.default_name}] {next(iter(self.by_language.values()))}")


def _known_code(value: Any, info: ValidationInfo) -> Any:
    """Refuse what is no language of mkdocs.yml."""
    locales: tuple[Locale, ...] = (info.context or {}).get("locales") or ()
    codes = [locale.code for locale in locales]
    if codes and value not in codes:
        raise ValueError(f"input should be {' or '.join(map(repr, codes))}")
    return value


LanguageCode = Annotated[str, BeforeValidator(_known_code)]
"""The code of one of the handbook's languages."""


@dataclass(frozen=True)
class _WhenUsed:
    """A regular expression that is compiled when first used: most of the lists' never are.

    The lists hold some four thousand, whose compiling is a quarter of a check's time.
    """

    pattern: str
    flags: re.RegexFlag

    def __getattr__(self, name: str) -> Any:
        """Return what the compiled pattern has, such as `search`, and keep it."""
        if name.startswith("__"):  # asked for by copy and pickle, before there is a pattern
            raise AttributeError(name)
        found = getattr(re.compile(self.pattern, self.flags), name)
        object.__setattr__(self, name, found)
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make it again, not compiled."""
        return _WhenUsed, (self.pattern, self.flags)


@remembered(16384, kept=True)
def _fault(value: str, flags: re.RegexFlag) -> str:
    """Return why `value` is no regular expression; empty where it is one."""
    try:
        re.compile(value, flags)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return ""


def _pattern(value: Any, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return the pattern that `value` is. Raises ValueError where it is none."""
    if isinstance(value, re.Pattern | _WhenUsed):
        return cast("re.Pattern[str]", value)
    if not isinstance(value, str):
        raise ValueError("is not a pattern: write it as text")
    if fault := _fault(value, flags):
        raise ValueError(f"is not a pattern: {fault}")
    return cast("re.Pattern[str]", _WhenUsed(value, flags))


Pattern = Annotated[re.Pattern[str], PlainValidator(_pattern)]
"""A regular expression."""
PatternAnyCase = Annotated[re.Pattern[str], PlainValidator(partial(_pattern, flags=re.IGNORECASE))]
"""A regular expression that does not tell capitals from small letters."""
