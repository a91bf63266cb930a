"""Compares what the site holds twice: compressed and offline copies, assets and their sources."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import brotli

from handbook.checks.built.written_pages import solid
from handbook.checks.context import CheckContext
from handbook.content.evidence import STEPS, Evidence
from handbook.content.places import Place
from handbook.core.memo import Known, remembered
from handbook.publish.checksums import SUMS
from handbook.publish.offline_copy import WORKER, ZIP
from handbook.web.page_context import HELP

_STAMPED = re.compile(r"\.[0-9a-f]{8}(?=\.(?:css|js)\b)")
_REMARK = re.compile(r"^[ \t]*//[^\n]*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
_HOSTED = re.compile(
    r'\s*<meta http-equiv="Content-Security-Policy"[^>]*>'
    r'|\s*<script src="[^"]*/offline\.[^>]*></script>'
)
"""What pages on a disk go without."""
_HOSTS = re.compile(rf"^(?:hosting/|_headers|sitemap|{SUMS}|{WORKER}|{ZIP})|\.(?:br|gz)$")
"""Files that a folder on a disk has no use for."""


def differing(context: CheckContext) -> Iterator[tuple[str, str]]:
    """Yield (file of the site, what it is not the same as) of each copy that says another thing."""
    digests = context.digests
    for name in sorted(digests):
        plain = name.removesuffix(".br").removesuffix(".gz")
        if plain != name and plain in digests:
            asked = Known(f"{digests[name]} {digests[plain]}", (context.project.site, name, plain))
            if not _unpacks_to(asked):
                yield name, plain
        source = context.project.docs / _STAMPED.sub("", name)
        if name.endswith((".js", ".css")) and not (source.is_file() or _MADE.match(name)):
            yield name, "any source"
        if plain == name and name.startswith("assets/") and source.is_file():
            made, written = (context.project.site / name).read_bytes(), source.read_bytes()
            if made != written and _bare(name, made) != _bare(name, written):
                yield name, context.project.show(source)
    yield from _unlike_offline(context)


def _unlike_offline(context: CheckContext) -> Iterator[tuple[str, str]]:
    """Yield each file that the offline copy and the site do not share, or have otherwise."""
    digests = context.digests
    if ZIP not in digests or SUMS not in digests:
        return
    site = context.project.site
    packed = dict(_packed(Known(digests[ZIP], site / ZIP)))
    if not packed:
        yield ZIP, "an archive that opens"
        return
    there = {name: digest for name, digest in digests.items() if not _HOSTS.search(name)}
    for name in sorted(packed.keys() | there.keys()):
        sums = packed.get(name, ""), there.get(name, digests.get(name, ""))
        is_one = name in packed and name in there
        asked = Known(" ".join((digests[ZIP], *sums)), (site, name))
        if not is_one or (sums[0] != sums[1] and not _is_as_offline(asked)):
            yield f"{ZIP}/{name}", name


def found_by_search(context: CheckContext) -> Iterator[tuple[str, str]]:
    """Yield (index of a language, what it says) of each text of a search that no source says.

    Its steps, signs, numbers and lines are those of the data, each at its place.
    """
    for locale in context.project.locales:
        index = re.compile(rf"assets/scripts/search-index\.{locale.tag}\.[0-9a-f]+\.js")
        said = (passage.text for passage in context.passages if passage.code == locale.code)
        known = solid("\n".join(said))
        for name in filter(index.fullmatch, sorted(context.site.files)):
            text = (context.project.site / name).read_text("utf-8", errors="replace")
            try:
                held = json.loads(text.partition("=")[2].strip().removesuffix(";"))
                unknown = list(_unknown(context, held, known, locale.code))
            except (ValueError, LookupError, TypeError, AttributeError):
                unknown = ["no list"]
            yield from ((name, words) for words in unknown)


def _unknown(context: CheckContext, held: dict[str, Any], known: str, code: str) -> Iterator[str]:
    """Yield what an index holds that is not in the data, nor among the `known` texts."""
    evidence = context.evidence
    wanted = {
        "steps": [step.title[code] for step in evidence.steps],
        "lines": [_lines_of(place, code) for place in evidence.places],
        "there": _there(evidence, code),
    }
    for key, value in wanted.items():
        if held[key] != value:
            yield next(
                (words for words in _strings(held[key]) if words not in _strings(value)), key
            )
    rows = list(zip(*held["columns"], strict=True))
    for row in evidence.danger:
        own = [_filled(found[2:]) for found in rows if found[1] == row.id]
        text = " ".join(part[code] for part in (row.up, row.action, row.meaning) if part)
        title = [row.title[code]] if row.title else []
        if own != [[row.sign[code], "", text, 0, STEPS.index(row.step), *title]]:
            yield " ".join(map(str, own)) or f"nothing of {row.id}"
    if [pair[0] for pair in held["signs"]] != _searched(evidence, held, rows):
        yield "other signs"
    for words in _strings((held["say"], held["pages"], held["columns"][2])):
        parts = [solid(part) for part in words.split(" · ")]
        if _SAID.search(words) and any(part not in known for part in parts):
            yield words


def _filled(parts: Iterable[Any]) -> list[Any]:
    """Return those parts of an entry of the index that hold something."""
    return [part for part in parts if part is not None]


def _lines_of(place: Place, code: str) -> list[Any]:
    """Return a place with its emergency numbers and the lines to call in a language."""
    lines = [
        [line.name[code], [*line.numbers], line.note[code] if line.note else ""]
        for line in place.crisis_for(code)
    ]
    return [place.id, place.name[code], [*place.emergency.numbers], lines]


def _there(evidence: Evidence, code: str) -> dict[str, list[Any]]:
    """Return, by the sign of the others, the place that has its own, and these with their steps."""
    found: dict[str, list[Any]] = {}
    for row in evidence.there:
        name = evidence.places.records[row.place].name[code]
        _, _, own = found.setdefault(
            row.instead_of, [row.place, evidence.say("row_not", code, place=name), []]
        )
        text = " ".join(part[code] for part in (row.up, row.action) if part)
        only = evidence.say("row_only", code, place=name)
        own.append([row.id, row.sign[code], text, STEPS.index(row.step), only])
    return found


def _searched(evidence: Evidence, held: dict[str, Any], rows: list[tuple[Any, ...]]) -> list[int]:
    """Return the sections that people's words for a sign lead to, in the order of the list."""
    pages = [page[0].removesuffix(".html") for page in held["pages"]]
    places = {f"{pages[row[0]]}#{row[1]}".rstrip("#"): at for at, row in enumerate(rows)}
    named = (item.page or f"{HELP}#{item.id}" for item in evidence.sign_search)
    return [places[name] for name in named if name in places]


def kept_by_worker(context: CheckContext) -> Iterator[tuple[str, str]]:
    """Yield what the worker that keeps pages offline has beside its template and its lists."""
    template = context.project.root / "overrides/offline" / WORKER
    if WORKER not in context.site.files or not template.is_file():
        return
    parts = re.split(r'"@[A-Z]+@"|@[A-Z]+@', template.read_text("utf-8"))
    wanted = r"(?:[0-9a-f]{12}|true|false|\[[^\]]*\])".join(map(re.escape, parts))
    if not re.fullmatch(wanted, (context.project.site / WORKER).read_text("utf-8", "replace")):
        yield WORKER, "another script"


def reworded(context: CheckContext) -> Iterator[tuple[str, str]]:
    """Yield (file of a place's words, what it says) of each word that evidence/places.yml has not.

    Around its list the file is overrides/words/reword.js.
    """
    template = context.project.root / "overrides/words/reword.js"
    source = template.read_text("utf-8") if template.is_file() else ""
    for place in context.evidence.places:
        for code, pairs in place.wording.items():
            name = re.compile(rf"assets/scripts/words-{place.id}\.{code}\.[0-9a-f]+\.js")
            for file in filter(name.fullmatch, sorted(context.site.files)):
                made = (context.project.site / file).read_text("utf-8", errors="replace")
                match = _LIST.search(made)
                try:
                    held: list[Any] = json.loads(match[0]) if match else ["", "", []]
                except ValueError:
                    yield file, "no list"
                    continue
                known = {(one, other) for one, other in pairs if one != other}
                said = {(one, other) for one, other in held[2] if one != other}
                for one, other in sorted(said ^ known):
                    yield file, f"{one} > {other}"
                bare = _LIST.sub('["@WORDS@"]', made, count=1).encode()
                written = source.replace("@LANGUAGE@", code).encode()
                if _bare(".js", bare) != _bare(".js", written):
                    yield file, "another script"


def _strings(value: object) -> Iterator[str]:
    """Yield the texts of a JSON value that a reader meets, without ids and names of fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def _bare(name: str, data: bytes) -> str:
    """Return a style or script without what makes it longer or lasting; of others every byte."""
    if not name.endswith((".css", ".js")):
        return data.hex()
    text = _STAMPED.sub("", _REMARK.sub("", data.decode("utf-8", "replace")))
    return "".join(text.split()).replace(";}", "}")


_MADE = re.compile(r"assets/scripts/(?:search-index|words-[a-z-]+)\.|sw\.js$")
_LIST = re.compile(r"\[\"[a-z-]+\",\".*\]\]\]")
_SAID = re.compile(r"[ \u4e00-\u9fff]|^\d+$")
"""In a text that a reader is shown; ids and addresses have neither blanks nor Han."""


@remembered(4096, kept=True)
def _unpacks_to(asked: Known[tuple[Path, str, str]]) -> bool:
    """Return whether a compressed file holds the plain one."""
    site, name, plain = asked.value
    data = (site / name).read_bytes()
    try:
        whole = brotli.decompress(data) if name.endswith(".br") else gzip.decompress(data)
    except (brotli.error, OSError, EOFError, zlib.error):
        return False
    return bool(whole == (site / plain).read_bytes())


@remembered(4, kept=True)
def _packed(asked: Known[Path]) -> tuple[tuple[str, str], ...]:
    """Return (file, its SHA-256) of all in the offline copy; none where it cannot be read."""
    try:
        archive = zipfile.ZipFile(asked.value)
        names = [item for item in archive.namelist() if not item.endswith("/")]
        return tuple(
            (_inside(item), hashlib.sha256(archive.read(item)).hexdigest()) for item in names
        )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return ()


@remembered(512, kept=True)
def _is_as_offline(asked: Known[tuple[Path, str]]) -> bool:
    """Return whether a file of the offline copy is that of the site without what hosts need."""
    site, name = asked.value
    archive = zipfile.ZipFile(site / ZIP)
    packed = next(item for item in archive.namelist() if _inside(item) == name)
    whole = (site / name).read_bytes().decode("utf-8", "replace")
    return archive.read(packed).decode("utf-8", "replace") == _HOSTED.sub("", whole)


def _inside(item: str) -> str:
    """Return the name of a file below the one folder of an archive."""
    return item.partition("/")[2]
