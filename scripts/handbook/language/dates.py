"""Reckons with dates and writes them in the handbook's languages."""

from __future__ import annotations

import datetime

from babel.dates import format_date
from dateutil.relativedelta import relativedelta

LONG = {"en": "d MMMM y", "zh": "y 年 M 月 d 日"}
MONTH = {"en": "MMMM y", "zh": "y 年 M 月"}


def later(date: datetime.date, months: int) -> datetime.date:
    """Return `date` moved on by `months`, to the last day of a shorter month; at most the last day that has a date."""
    try:
        return date + relativedelta(months=months)
    except (OverflowError, ValueError):
        return datetime.date.max


def long_date(date: datetime.date, code: str) -> str:
    """Return a date in full: `22 November 2026`, `2026 年 11 月 22 日`."""
    return format_date(date, LONG[code], locale=code)


def month(date: datetime.date, code: str) -> str:
    """Return a month in full: `November 2027`, `2027 年 11 月`."""
    return format_date(date, MONTH[code], locale=code)
