"""Compares what the site holds twice: compressed and offline copies, assets and their sources."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli

from handbook.checks.context import CheckContext
from handbook.checks.written_pages import solid
from handbook.core.memo import Known, remembered
from handbook.publish.checksums import SUMS
from handbook.publish.offline_copy import WORKER, ZIP

_STAMPED = re.compile(r"\.[0-9a-f]{8}(?=\.(?:css|js)\b)")
_REMARK = re.compile(r"^[ \t]*//[^\n]*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
_HOSTED = re.compile(
    r'\s*<meta http-equiv="Content-Security-Policy"[^>]*>'
    r'|\s*<script src="[^"]*/offline\.[^>]*></script>'
)
"""What pages on a disk go without."""


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
    if ZIP in digests and SUMS in digests:
        asked = Known(f"{digests[ZIP]} {digests[SUMS]}", (context.project.site, ZIP, ""))
        yield from ((f"{ZIP}/{name}", name) for name in _offline(asked))


def found_by_search(context: CheckContext) -> Iterator[tuple[str, str]]:
    """Yield (index of a language, what it says) of each text of a search that no source says.

    Its steps stand in their order, and its numbers are those of the places.
    """
    evidence = context.evidence
    numbers = {number for place in evidence.places for number in place.numbers}
    for locale in context.project.locales:
        index = re.compile(rf"assets/scripts/search-index\.{locale.tag}\.[0-9a-f]+\.js")
        said = (passage.text for passage in context.passages if passage.code == locale.code)
        known = solid("\n".join(said))
        for name in filter(index.fullmatch, sorted(context.site.files)):
            text = (context.project.site / name).read_text("utf-8", errors="replace")
            held = json.loads(text.partition("=")[2].strip().removesuffix(";"))
            steps = [step.title[locale.code] for step in evidence.steps]
            if held["steps"] != steps:
                yield name, " / ".join(map(str, held["steps"]))
            for words in _strings((held["say"], held["lines"], held["pages"], held["columns"][2])):
                if _NUMBER.fullmatch(words) and words in numbers:
                    continue
                parts = [solid(part) for part in words.split(" · ")]
                if _SAID.search(words) and any(part not in known for part in parts):
                    yield name, words


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
                held: list[Any] = json.loads(match[0]) if match else ["", "", []]
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
_NUMBER = re.compile(r"[\d+ -]{3,}")
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
def _offline(asked: Known[tuple[Path, str, str]]) -> tuple[str, ...]:
    """Return the files of the offline copy that the site has not, or has otherwise."""
    site, name, _ = asked.value
    try:
        archive = zipfile.ZipFile(io.BytesIO((site / name).read_bytes()))
        held = {item: archive.read(item) for item in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error):
        return ("",)
    found = []
    for path, data in held.items():
        file = path.partition("/")[2]
        whole = (site / file).read_bytes() if (site / file).is_file() else b""
        if data != whole and data.decode("utf-8", "replace") != _HOSTED.sub(
            "", whole.decode("utf-8", "replace")
        ):
            found.append(file)
    return tuple(found)
