"""Words: banned wording, one term for one thing, simplified characters, punctuation."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import autocorrect_py

from handbook.checks import banned_terms
from handbook.checks.banned_terms import banned
from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.page_parts import RUNNING
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.language.languages import language
from handbook.language.text_units import Passage
from handbook.web.html_pages import BuiltPage, language_of, texts

RULES = (
    Rule(
        "forbidden-wording",
        "No text uses the words that hurt or mislead readers after a loss.",
        "Over 80 % of bereaved people in a UK study rejected terms such as “incompetent cervix”.",
        "evidence/README.md#words-about-loss",
    ),
    Rule(
        "translation-error",
        "No text repeats a known mistranslation.",
        "The two source articles turn some terms into their opposite.",
        "evidence/README.md#words-that-were-mistranslated",
    ),
    Rule(
        "term-variant",
        "One thing has one name.",
        "A reader takes a second name for a second thing.",
        "evidence/glossary.yml",
    ),
    Rule(
        "exclamation",
        "No text has an exclamation mark.",
        "It sounds like an alarm or a cheer; near a loss it is neither.",
        "evidence/README.md#words-about-loss",
    ),
    Rule(
        "emoji",
        "No text has an emoji.",
        "Screen readers read it out, and it looks different everywhere.",
        "evidence/README.md#words-about-loss",
    ),
    Rule(
        "informal-you",
        "The Chinese text says 您.",
        "It is the form of address of a careful hospital leaflet.",
        "CONTRIBUTING.md#translator",
    ),
    Rule(
        "left-over",
        "No text holds what a writer, a translation machine or a chat left in it: a TODO, filler, "
        "“here is the translation”.",
        "Readers who meet it no longer know whose words the rest are.",
        "CONTRIBUTING.md#how-a-page-is-written",
    ),
    Rule(
        "lexicon-rule",
        "Every entry of the lexicon names a rule that searches for it.",
        "An entry whose rule nobody runs would ban nothing.",
        "evidence/lexicon.yml",
    ),
    Rule(
        "first-use",
        "A page explains a medical word where running text first uses it.",
        "Plain word first, then the medical one: the reader meets it again at the hospital.",
        "NHS digital service manual, medical terms; scripts/checks.yml",
    ),
    Rule(
        "traditional-character",
        "The Chinese text uses simplified characters only.",
        "Its readers learned these; a stray other form looks like a mistake.",
        "通用规范汉字表 (2013)",
    ),
    Rule(
        "chinese-typography",
        "Chinese text has full-width marks, and a space between Han and Latin letters or digits.",
        "Half-width marks between Han break lines at wrong places and are hard to see.",
        "GB/T 15834-2011; W3C clreq, 3.1 and 3.2",
    ),
    Rule(
        "straight-quote",
        "No text has a typewriter's quotation mark.",
        "In a Chinese font it does not show where a quotation begins.",
        "GB/T 15834-2011, 4.8",
    ),
    Rule(
        "italics",
        "Chinese pages have no italics.",
        "Slanted Han are hard to read; Chinese marks emphasis otherwise.",
        "W3C clreq, 3.3",
    ),
    Rule(
        "foreign-word",
        "Words of the other language are marked as such on built pages.",
        "A screen reader would speak them with the wrong voice.",
        "WCAG 2.2, 3.1.2",
        needs_site=True,
    ),
)

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_ITALIC = re.compile(
    r"(?<![*\w\\])\*(?![*\s])[^*\n]+(?<!\s)\*(?!\*)|(?<![_\w])_(?![_\s])[^_\n]+_(?![_\w])"
)
# Set aside before the typography check: blanks to write on, addresses, figures such as 1/2, dates.
_ATOMS = re.compile(r"_{2,}|https?://\S+|[\w.+-]+@[\w.-]+|\d+/\d+|\d{4}-\d{2}-\d{2}")
# Where bold text or a note mark ended, a space may follow a full-width mark; and a foreign double
# name keeps its hyphen between Han.
_TOLERATED = re.compile(r"(?<=[。：；，）？”])\s+|(?<=[\u3400-\u9fff])-(?=[\u3400-\u9fff])")
# A tag and the text behind it, where that is not white space alone.
_SEGMENT = re.compile(r"(<[^<>]*>)([^<]*[^<\s][^<]*)")


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on the sources, then on the built pages."""
    yield from _lexicon(context)
    yield from banned(context, banned_terms.WORDS)
    yield from _first_use(context)
    yield from _traditional(context)
    for passage in context.passages:
        if passage.code == "zh" and passage.kind != "paraphrase":
            yield from _typography(passage)
        if '"' in passage.text:
            message = "a typewriter's quotation mark"
            hint = "write “ before and ” after the words"
            yield Finding(passage.path, passage.line, "straight-quote", message, hint)
    yield from _italics(context)
    for page in context.site.pages.values():
        yield from _foreign(page, context.shown(page.path))


def _lexicon(context: CheckContext) -> Iterator[Finding]:
    source, known = context.evidence.lexicon, {*banned_terms.WORDS, *banned_terms.SAFETY}
    for entry in source:
        if entry.rule not in known:
            message = f"{entry.id} names the rule {entry.rule!r}, which searches for no wording"
            hint = f"name one of {', '.join(sorted(known))}"
            yield Finding(source.path, source.line(entry.id), "lexicon-rule", message, hint)


def _first_use(context: CheckContext) -> Iterator[Finding]:
    """Yield the first use of a medical word in running text, where nothing explains it there."""
    for entry in context.settings.first_use:
        for page in context.pages.pages.get(entry.language, {}).values():
            running = (block for block in page.blocks if block.kind in RUNNING)
            first = next((block for block in running if entry.word.search(block.text)), None)
            if first is None or _is_explained(first.text, entry.word, entry.explained):
                continue
            match = entry.word.search(first.text)
            message = f"{match and match[0]!r} is used before it is explained"
            yield Finding(page.path, first.line, "first-use", message, entry.hint)


def _is_explained(text: str, word: re.Pattern[str], shown: re.Pattern[str]) -> bool:
    """Return whether the first use of `word` in `text` lies within what explains it."""
    use, explained = word.search(text), shown.search(text)
    return bool(use and explained and explained.start() <= use.start() < explained.end())


def _traditional(context: CheckContext) -> Iterator[Finding]:
    """Yield traditional characters, one finding for each run of them.

    Each character in use is looked up once; U+3400 is the first of the Han.
    """
    import hanzidentifier  # slow to load, and not needed where a sound answer is remembered

    letters: set[str] = set()
    for passage in context.passages:
        letters.update(passage.text)
    used = sorted(char for char in letters if char > "\u33ff")
    traditional = hanzidentifier.TRADITIONAL
    wrong = "".join(char for char in used if hanzidentifier.identify(char) == traditional)
    if not wrong:
        return
    pattern = re.compile(f"[{wrong}]+")
    for passage in context.passages:
        for match in pattern.finditer(passage.text):
            message = f"{match[0]!r} is not simplified Chinese"
            hint = "write the simplified character"
            yield Finding(passage.path, passage.line, "traditional-character", message, hint)


def _typography(passage: Passage) -> Iterator[Finding]:
    """Yield the first place where AutoCorrect would change the marks or spaces of `passage`."""
    if found := _corrected(passage.text):
        old, new = found
        message = f"{old!r} should be {new!r}"
        hint = "full-width marks in Chinese, and a space between Han and Latin letters or digits"
        yield Finding(passage.path, passage.line, "chinese-typography", message, hint)


@remembered(32768, kept=True)
def _corrected(text: str) -> tuple[str, str] | None:
    """Return the first place that AutoCorrect would change, and how; None where it is content."""
    text = _TOLERATED.sub("", _ATOMS.sub("0", text))
    if not _HAN.search(text):
        return None
    better = str(autocorrect_py.format(text))
    return _difference(text, better) if better != text else None


def _difference(old: str, new: str) -> tuple[str, str]:
    """Return the first place where two texts differ, with a few characters around it.

    Both end at the same character: a second change among these would else push one out of `new`.
    """
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    _, left, right, start, least = next(step for step in steps if step[0] != "equal")
    stop = min(right + 3, len(old))
    tag, first, _, begin, end = next(step for step in steps if step[1] < stop <= step[2])
    if tag == "equal":
        end = begin + stop - first
    return old[max(left - 3, 0) : stop], new[max(start - 3, 0) : max(end, least)]


def _italics(context: CheckContext) -> Iterator[Finding]:
    for page in context.pages.pages.get("zh", {}).values():
        for number, line in enumerate(page.text.split("\n"), 1):
            match = _ITALIC.search(line)
            if match:
                message, hint = f"{match[0]!r} is in italics", "use bold, or quotation marks"
                yield Finding(page.path, number, "italics", message, hint)


@remembered(512, kept=True)
def _foreign(page: BuiltPage, path: str) -> tuple[Finding, ...]:
    """Return words of the other language that no `lang` marks; names may do without."""
    return tuple(_unmarked(page, path))


def _unmarked(page: BuiltPage, path: str) -> Iterator[Finding]:
    code = page.lang.partition("-")[0]
    foreign = language(code).foreign if code else None
    if foreign is None or not _has_unmarked(page.html, foreign.pattern):
        return
    pattern, tag = foreign.pattern, language(foreign.language).tag
    for text in texts(page.tree, "body"):
        matches = pattern.finditer(text.text_content or "")
        words = next((match[0] for match in matches if _is_foreign(match[0])), "")
        if words and language_of(text) == page.lang:
            message = f"{words!r} is not marked with lang={tag!r}"
            hint = "add `{ lang=… }` in the page, or mark it in the block that writes it"
            yield Finding(path, page.line(words), "foreign-word", message, hint)


def _has_unmarked(html: str, pattern: re.Pattern[str]) -> bool:
    """Return whether some foreign words do not stand right behind a tag with `lang`.

    This reads the text of the page once and spares the slow look at the parsed page.
    """
    for segment in _SEGMENT.finditer(html):
        if "lang=" in segment[1]:
            continue
        if any(_is_foreign(match[0]) for match in pattern.finditer(segment[2])):
            return True
    return False


def _is_foreign(words: str) -> bool:
    """Return whether `words` are more than a name: Han, or a Latin word in small letters."""
    if _HAN.search(words):
        return True
    return any(word.islower() for word in re.findall(r"[A-Za-z]{2,}", words))
