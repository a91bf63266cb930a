"""Reckons with dates: one meaning of "within twelve months" for pages and claims alike."""

from __future__ import annotations

import calendar
import datetime


def later(date: datetime.date, months: int) -> datetime.date:
    """`date` moved on by `months`, to the last day of a shorter month; at most the last day that has a date."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if year > datetime.MAXYEAR:
        return datetime.date.max
    return datetime.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))
