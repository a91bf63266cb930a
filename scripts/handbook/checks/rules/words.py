"""Words: banned wording, one term for one thing, simplified characters, punctuation, spacing, foreign words marked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import autocorrect_py
import hanzidentifier

from handbook.checks.banned_terms import banned
from handbook.checks.context import Book
from handbook.core.findings import Finding
from handbook.language.languages import language
from handbook.language.text_units import Passage
from handbook.web.html_pages import BuiltPage, language_of, texts

BANNED = (
    "forbidden-wording",
    "translation-error",
    "term-variant",
    "exclamation",
    "emoji",
    "informal-you",
)
"""Rules whose patterns stand in evidence/lexicon.yml."""

RULES = (
    *BANNED,
    "lexicon-rule",
    "first-use",
    "traditional-character",
    "chinese-typography",
    "straight-quote",
    "italics",
    "foreign-word",
)

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_ITALIC = re.compile(r"(?<![*\w\\])\*(?![*\s])[^*\n]+(?<!\s)\*(?!\*)|(?<![_\w])_(?![_\s])[^_\n]+_(?![_\w])")
# Set aside before the typography check: blanks to write on, addresses, figures such as 1/2.
_ATOMS = re.compile(r"_{2,}|https?://\S+|[\w.+-]+@[\w.-]+|\d+/\d+|\d{4}-\d{2}-\d{2}")
# Where bold text or a note mark ended, a space may follow a full-width mark; a foreign double name keeps its hyphen.
_TOLERATED = re.compile(r"(?<=[。：；，）？”])\s+|(?<=[\u3400-\u9fff])-(?=[\u3400-\u9fff])")

_SEGMENT = re.compile(r"(<[^<>]*>)([^<]*[^<\s][^<]*)")


def check(book: Book) -> Iterator[Finding]:
    """Sources first, then the built pages."""
    from handbook.checks.rules import RULES as known  # the registry imports this module

    yield from _lexicon(book, {rule for rules in known.values() for rule in rules})
    yield from banned(book, BANNED)
    yield from _first_use(book)
    yield from _traditional(book)
    for passage in book.passages:
        if passage.code == "zh" and passage.kind != "paraphrase":
            yield from _typography(passage)
        if '"' in passage.text:
            hint = "write “ before and ” after the words"
            yield Finding(passage.path, passage.line, "straight-quote", "a typewriter's quotation mark", hint)
    yield from _italics(book)
    for page in book.site.pages.values():
        yield from _foreign(book, page)


def _lexicon(book: Book, known: set[str]) -> Iterator[Finding]:
    """An entry whose rule nobody runs would ban nothing."""
    source = book.evidence.lexicon
    for entry in source:
        if entry.rule not in known:
            message = f"{entry.id} names the rule {entry.rule!r}, which no family has"
            yield Finding(source.path, source.line(entry.id), "lexicon-rule", message, "see ./scripts/check --help")


def _first_use(book: Book) -> Iterator[Finding]:
    """A page explains a medical word where running text first uses it: plain word first (readers.md, section 3)."""
    for entry in book.settings.first_use:
        word, shown = entry.word, entry.explained
        for page in book.pages.pages.get(entry.language, {}).values():
            blocks = [block for block in page.blocks if block.kind in ("paragraph", "item", "cell")]
            first = next((block for block in blocks if word.search(block.text)), None)
            if first and not _is_explained(first.text, word, shown):
                message = f"{_found(word, first.text)!r} is used before it is explained"
                yield Finding(page.path, first.line, "first-use", message, entry.hint)


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[0] if match else ""


def _is_explained(text: str, word: re.Pattern[str], shown: re.Pattern[str]) -> bool:
    """Whether the first use of `word` in `text` lies within what explains it."""
    use, explained = word.search(text), shown.search(text)
    return bool(use and explained and explained.start() <= use.start() < explained.end())


def _traditional(book: Book) -> Iterator[Finding]:
    """Mainland readers: simplified characters only (the evidence brief, section 5)."""
    used = {char for passage in book.passages for char in passage.text if char > "\u33ff"}
    wrong = "".join(char for char in sorted(used) if hanzidentifier.identify(char) == hanzidentifier.TRADITIONAL)
    if not wrong:
        return
    pattern = re.compile(f"[{wrong}]+")
    for passage in book.passages:
        for match in pattern.finditer(passage.text):
            message = f"{match[0]!r} is not simplified Chinese"
            yield Finding(
                passage.path, passage.line, "traditional-character", message, "write the simplified character"
            )


def _typography(passage: Passage) -> Iterator[Finding]:
    """Full-width marks between Han, a space between Han and Latin (GB/T 15834; W3C clreq 3.1, 3.2), by AutoCorrect."""
    text = _TOLERATED.sub("", _ATOMS.sub("0", passage.text))
    if not _HAN.search(text):
        return
    better = str(autocorrect_py.format(text))
    if better != text:
        old, new = _difference(text, better)
        message = f"{old!r} should be {new!r}"
        hint = "full-width marks in Chinese, and a space between Han and Latin letters or digits"
        yield Finding(passage.path, passage.line, "chinese-typography", message, hint)


def _difference(old: str, new: str) -> tuple[str, str]:
    """The first place where two texts differ, with a few characters around it."""
    for tag, left, right, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            return old[max(left - 3, 0) : right + 3], new[max(start - 3, 0) : end + 3]
    return old, new


def _italics(book: Book) -> Iterator[Finding]:
    """Chinese has no italics; slanted Han are hard to read (W3C clreq 3.3)."""
    for page in book.pages.pages.get("zh", {}).values():
        for number, line in enumerate(page.text.split("\n"), 1):
            match = _ITALIC.search(line)
            if match:
                hint = "use bold, or quotation marks"
                yield Finding(page.path, number, "italics", f"{match[0]!r} is in italics", hint)


def _foreign(book: Book, page: BuiltPage) -> Iterator[Finding]:
    """Words of another language stand below a `lang` of that language; names may do without (WCAG 2.2, 3.1.2)."""
    code = page.lang.partition("-")[0]
    foreign = language(code).foreign if code else None
    if foreign is None or not _has_unmarked(page.html, foreign.pattern):
        return
    pattern, tag = foreign.pattern, language(foreign.language).tag
    for text in texts(page.tree, "body"):
        found = (match[0] for match in pattern.finditer(text.text_content or "") if _is_foreign(match[0]))
        words = next(found, "")
        if words and language_of(text) == page.lang:
            path = book.tree.show(book.tree.site / page.path)
            message = f"{words!r} is not marked with lang={tag!r}"
            hint = "add `{ lang=… }` in the page, or mark it in the block that writes it"
            yield Finding(path, page.line(words), "foreign-word", message, hint)


def _has_unmarked(html: str, pattern: re.Pattern[str]) -> bool:
    """Whether some foreign words do not stand right behind a tag with `lang`: a quick look before the slow one."""
    segments = (match for match in _SEGMENT.finditer(html) if "lang=" not in match[1])
    return any(_is_foreign(match[0]) for segment in segments for match in pattern.finditer(segment[2]))


def _is_foreign(words: str) -> bool:
    return bool(_HAN.search(words)) or any(word.islower() for word in re.findall(r"[A-Za-z]{2,}", words))
