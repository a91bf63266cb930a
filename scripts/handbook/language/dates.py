"""Reckons with dates and writes them in the handbook's languages."""

from __future__ import annotations

import datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from dateutil.relativedelta import relativedelta

from handbook.language.languages import language


def later(date: datetime.date, months: int) -> datetime.date:
    """Return `date` moved on by `months`, to the last day of a shorter month.

    At most the last day that has a date.
    """
    try:
        return date + relativedelta(months=months)
    except (OverflowError, ValueError):
        return datetime.date.max


def long_date(date: datetime.date, code: str) -> str:
    """Return a date in full: `22 November 2026`, `2026 年 11 月 22 日`."""
    return _written(date, long_pattern(code), code)


def month(date: datetime.date, code: str) -> str:
    """Return a month in full: `November 2027`, `2027 年 11 月`."""
    return _written(date, language(code).dates.month, code)


def long_pattern(code: str) -> str:
    """Return the CLDR pattern of a date in full, for what a browser writes: `d MMMM y`.

    ISO order (`y-MM-dd`) where neither the language's record nor CLDR has one.
    """
    try:
        return language(code).dates.long or Locale.parse(code, sep="-").date_formats["long"].pattern
    except (UnknownLocaleError, ValueError):
        return "y-MM-dd"


def _written(date: datetime.date, pattern: str, code: str) -> str:
    try:
        return format_date(date, pattern, locale=Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError):
        return date.isoformat()
