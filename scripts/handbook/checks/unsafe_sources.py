"""Finds in the sources what hides from a reader, runs in her browser, or leads her astray.

All of it is found before a page is published: a build stops at these errors.
"""

from __future__ import annotations

import contextlib
import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from markdown.extensions.attr_list import get_attrs_and_remainder

from handbook.checks.context import CheckContext
from handbook.content.drawings import LARGEST, drawing_faults, untranslated
from handbook.content.markdown_pages import Page
from handbook.content.markdown_reader import LABELS, ONLY
from handbook.content.places import Place, names_one
from handbook.core.characters import hidden_characters
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.core.project import Project
from handbook.core.suggestions import did_you_mean
from handbook.core.yaml_documents import LOADER
from handbook.web.addresses import is_address
from handbook.web.footnotes import MARKER

SCHEMES = ("https", "http")
"""Schemes of links in a page. Telephone numbers become links where evidence/places.yml has them."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
# A browser drops control characters and blanks from an address before it looks at the scheme.
_DROPPED = re.compile(r"[\x00-\x20\x7f-\xa0]")
_OPENING = re.compile(r"\{:?[ ]*(?=[^}\n ])")
_TITLE = re.compile(r"<title\b[^>]*>[^<]*\w")
ALOUD = "zh-Latn"
"""Marks pinyin, which paper leaves out."""
TONELESS = frozenset(
    ("Rh", "a", "ba", "de", "ge", "guo", "lai", "le", "li", "ma", "men", "ne", "zhe", "zi")
)
"""What may be said without a tone in the words to show."""
_TONE = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜĀÁǍÀĒÉĚÈŌÓǑÒ]")
_SAID = re.compile(r"[^\s/,，.。;；:：!！?？…’'()（）-]+")
_EMPHASIS = re.compile(r"(?P<mark>\*{1,2}|_{1,2})(?P<words>[^*_]+)(?P=mark)$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def check_page(page: Page, places: Iterable[Place]) -> Iterator[Finding]:
    """Yield attributes, addresses and blocks of a page that no page may have."""
    yield from _attributes(page, {place.id: place for place in places})
    yield from _links(page)
    yield from _unread(page)


def _attributes(page: Page, places: Mapping[str, Place]) -> Iterator[Finding]:
    """Yield attributes but ids, labels, languages and places: others can hide or redirect."""
    hint = (
        "a page sets `{ #id }`, `{ .agree }` and the like, `{ lang=… }`, and `{ data-only=PLACE }` "
        "where the words name that place, nothing else"
    )
    first = page.text[: len(page.text) - len(page.body)].count("\n") + 1
    before = ""
    for number, line in enumerate(page.body.split("\n"), first):
        for match in _OPENING.finditer(line):
            pairs, remainder = get_attrs_and_remainder(line[match.end() :])
            if not remainder.startswith("}") or not _belongs(line[: match.start()], remainder[1:]):
                continue  # no attribute list: Markdown shows it as it is
            said = line[: match.start()].strip() or before
            for key, value in pairs:
                place = places.get(value or "") if key == ONLY else None
                is_named = place is not None and names_one(said, place.names)
                is_aloud = (key, value) == ("lang", ALOUD) and not _is_pinyin(line[: match.start()])
                if is_aloud or not (is_named or _is_allowed(key, value)):
                    shown = f"{key}={value}"
                    message = f"the attribute {shown[:60]!r}"
                    yield Finding(page.path, number, "page-attributes", message, hint)
        before = line


def _is_pinyin(before: str) -> bool:
    """Return whether the words in italics or bold at the end of a text are how Chinese is said.

    Each has a tone, but for a few: paper leaves out what is marked so, a “not” as well.
    """
    found = _EMPHASIS.search(before)
    words = _SAID.findall(found["words"]) if found else []
    return bool(words) and all(_TONE.search(word) or word in TONELESS for word in words)


def _belongs(before: str, behind: str) -> bool:
    """Return whether a list in braces belongs to something, by the text around it on its line.

    It stands right behind bold text, a link or code, on a line of its own, or at the end of a
    heading, a cell or an item.
    """
    return before[-1:] in tuple("*_`)]>") or not before.strip() or behind.strip()[:1] in ("", "|")


def _is_allowed(key: str, value: str | None) -> bool:
    """Return whether a page may set an attribute; `key` is `.` for a class."""
    if key == ".":
        return value in LABELS
    if key == "lang":
        return _LANGUAGE.fullmatch(value or "") is not None
    return key == "id"


def scheme_of(address: str) -> str:
    """Return the scheme of an address as a browser reads it, in small letters; empty for none."""
    plain = _DROPPED.sub("", html.unescape(html.unescape(address)))
    match = _SCHEME.match(plain)
    return match[1].lower() if match else ""


def _links(page: Page) -> Iterator[Finding]:
    hint = "link to a page, to a heading, or to a source with https"
    for block in page.blocks:
        for link in (*block.links, *block.images):
            scheme = scheme_of(link.target)
            if not is_address(link.target):
                message = f"no address: {link.target[:60]!r}"
                yield Finding(page.path, link.line, "link-scheme", message, hint)
            elif scheme and scheme not in SCHEMES:
                message = f"a link with {scheme}: {link.target[:60]!r}"
                yield Finding(page.path, link.line, "link-scheme", message, hint)


def _unread(page: Page) -> Iterator[Finding]:
    """Yield blocks of code, and the place-holder by which a page would move its notes."""
    for block in page.blocks:
        if block.kind == "code":
            message = f"a block of code: {block.text.partition(chr(10))[0][:40]!r}"
            hint = "write it as text; four spaces at the start of a line make code of it"
            yield Finding(page.path, block.line, "page-code", message, hint)
        elif MARKER in block.text:
            message = "the place-holder of the notes stands in the page"
            hint = "take it out: the notes stand at the end of every page"
            yield Finding(page.path, block.line, "page-code", message, hint)


def check_characters(context: CheckContext) -> Iterator[Finding]:
    """Yield characters that nobody sees, or that look like others, in all that is published."""
    for path in _texts(context.project):
        text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        shown = context.project.show(path)
        said = text.replace("\r\n", "\n").replace("\ufffd", "?")
        found = [(said.count("\n", 0, at) + 1, what) for at, what in hidden_characters(said)]
        if path.suffix == ".yml":
            found += _escaped(said)
        for line, what in found:
            hint = "delete it, or type the word anew"
            yield Finding(shown, line, "hidden-character", f"holds {what}", hint)


@remembered(64, kept=True)
def _escaped(text: str) -> tuple[tuple[int, str], ...]:
    """Return (line, what it is) of each such character that stands in YAML as an escape alone."""
    found: list[tuple[int, str]] = []
    with contextlib.suppress(yaml.YAMLError):  # told by whoever reads the data
        for event in yaml.parse(text, Loader=LOADER) if "\\" in text else ():
            if isinstance(event, yaml.ScalarEvent) and event.style == '"' and event.start_mark:
                hidden = hidden_characters(event.value)
                line = event.start_mark.line + 1
                found += ((line, what) for at, what in hidden if event.value[at] not in text)
    return tuple(found)


def _texts(project: Project) -> list[Path]:
    found = [project.root / name for name in ("mkdocs.yml", "handouts.yml")]
    for folder, pattern in (
        (project.docs, "*.md"),
        (project.docs, "*.svg"),
        (project.evidence, "*.yml"),
    ):
        found += sorted(folder.rglob(pattern))
    return [path for path in found if path.is_file()]


def check_drawings(context: CheckContext) -> Iterator[Finding]:
    """Yield what may not stand in a drawing, and words of one that lack a language."""
    codes = tuple(locale.code for locale in context.project.locales[1:] if not locale.is_unfinished)
    for path in sorted(context.project.docs.rglob("*.svg")):
        shown = context.project.show(path)
        if not path.is_file():
            continue  # refused before the checks run
        if path.stat().st_size > LARGEST:
            hint = "draw it with fewer points"
            message = f"the drawing is larger than {LARGEST:,} bytes"
            yield Finding(shown, 1, "drawing-content", message, hint)
            continue
        source = path.read_text("utf-8", errors="replace")
        faults = list(drawing_faults(source))
        for fault in faults:
            hint = "a drawing is shapes and words; draw it anew, or take this out"
            yield Finding(shown, 1, "drawing-content", f"the drawing {fault}", hint)
        if "drawings" in path.parts:
            yield from _drawn(shown, source, codes, is_sound=not faults)


def _drawn(shown: str, source: str, codes: tuple[str, ...], *, is_sound: bool) -> Iterator[Finding]:
    """Yield a title that a sound drawing lacks, and words of it that lack a language."""
    if is_sound and not _TITLE.search(source):
        others = "".join(f' data-{code}="…"' for code in codes)
        hint = f"write <title{others}>what it shows</title> behind its opening tag"
        yield Finding(shown, 1, "drawing-words", "the drawing has no <title>", hint)
    for line, text, code in untranslated(source, codes):
        hint = f'write data-{code}="…" on its <title>, <text> or <tspan>'
        message = f"{text[:40]!r} has no words in {code!r}"
        yield Finding(shown, line, "drawing-words", message, hint)


def check_shown(context: CheckContext, page: Page) -> Iterator[Finding]:
    """Yield each drawing that `page` shows and that is not there."""
    folder = context.project.root / posixpath.dirname(page.path)
    for block in page.blocks:
        for image in block.images:
            if scheme_of(image.target) or not is_address(image.target):
                continue  # another host, or none: told as an address
            path = folder / unquote(urlsplit(image.target).path)
            if not path.is_file():
                known = [item.stem for item in context.project.docs.rglob("*.svg")]
                otherwise = f"mend its name, or draw it: ./scripts/new drawing {path.stem}"
                hint = did_you_mean(path.stem, known, otherwise)
                message = f"the drawing {image.target!r} is not there"
                yield Finding(page.path, image.line, "missing-drawing", message, hint)
