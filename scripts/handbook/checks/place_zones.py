"""Finds time zones that belong to another country than their place, by the tz database."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from handbook.checks.context import CheckContext
from handbook.content.places import Place
from handbook.core.findings import Finding

RULE = "place-zone"
_TABLES = ("zone.tab", "iso3166.tab")
_LINKS = "tzdata.zi"
"""Holds, among other lines, `L Europe/London Europe/Belfast`: an older name of a zone."""
_NAMES = {"CN": "Mainland China", "GB": "United Kingdom", "MO": "Macao"}
"""Countries that the tz database calls otherwise than evidence/places.yml."""


def misplaced(context: CheckContext) -> Iterator[Finding]:
    """Yield each time zone that is unknown, stands twice, or is another country's.

    By it a device guesses where its reader is, and which number she is shown to dial. A place
    whose name is that of no country may have zones of several, but none that are another place's.
    Nothing where the machine has no tz database.
    """
    countries = zone_countries()
    source, taken = context.evidence.places, dict[str, str]()
    own = {name: place.id for place in source for name in _names(place)}
    for place in source:
        for zone in place.zones if countries else ():
            if told := _fault(zone, place, own, taken):
                hint = "name the zones of this place alone (tz database, zone.tab)"
                yield Finding(source.path, source.line(place.id), RULE, told, hint)
            taken.setdefault(zone, place.id)


def _fault(zone: str, place: Place, own: dict[str, str], taken: dict[str, str]) -> str:
    country = zone_countries().get(zone)
    if country is None:
        return f"{place.id}: no time zone is called {zone}"
    if zone in taken:
        return f"{place.id}: {zone} stands at {taken[zone]} already"
    owner = own.get(country)
    is_country = any(name in zone_countries().values() for name in _names(place))
    if owner != place.id and (owner or is_country):
        return f"{place.id}: {zone} is the time zone of {country}"
    return ""


def _names(place: Place) -> set[str]:
    return {place.name["en"], *place.aliases}


@cache
def zone_countries() -> dict[str, str]:
    """Return the country of each time zone, as it is called there; empty without a tz database."""
    tables = {name: _table(name) for name in _TABLES}
    if not all(tables.values()):
        return {}
    names = {row[0]: row[1] for row in tables["iso3166.tab"]} | _NAMES
    found = {row[2]: names[row[0]] for row in tables["zone.tab"]}
    links = (row[0].split() for row in _table(_LINKS) if row[0].startswith("L "))
    return {link[2]: found[link[1]] for link in links if link[1] in found} | found


@cache
def _table(name: str) -> list[list[str]]:
    """Return the rows of a table of the tz database, from the system or the package tzdata."""
    for folder in zoneinfo.TZPATH:
        if (path := Path(folder) / name).is_file():
            return _rows(path.read_text("utf-8"))
    try:
        return _rows(resources.files("tzdata.zoneinfo").joinpath(name).read_text("utf-8"))
    except (ModuleNotFoundError, FileNotFoundError):
        return []


def _rows(text: str) -> list[list[str]]:
    return [re.split(r"\t", line) for line in text.splitlines() if not line.startswith("#")]
