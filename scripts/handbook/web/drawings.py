"""Puts a drawing into a page.

One SVG source, words in the page's language, colours from the page's style.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from pathlib import Path

from handbook.content.drawings import drawn_words, read_drawing
from handbook.core.findings import HandbookError
from handbook.core.project import Locale

STANDALONE = re.compile(
    r"<\?xml.*?\?>|<!--.*?-->|<style>.*?</style>|<title\b.*?</title>|<desc\b.*?</desc>", re.DOTALL
)
TITLE = re.compile(r"<title\b[^>]*>([^<]*)</title>")
SVG = re.compile(r"<svg\b([^>]*)>")
PLAY = re.compile(r'<text class="play"[^>]*>([^<]*)</text>')
"""Says that a drawing can move, and what its switch is called.

The page's style moves it while the switch is on.
"""


@lru_cache(maxsize=64)
def _source(path: Path, stamp: int) -> str:
    """Return a drawing's text; `stamp` makes a saved file a new one.

    Raises HandbookError for an unsafe drawing.
    """
    try:
        return read_drawing(path)
    except (OSError, ValueError) as error:
        raise HandbookError(
            f"{path.parent.name}/{path.name} {error}; draw it anew, or mend it"
        ) from None


def localise(path: Path, locale: Locale, default: Locale, description: str) -> str:
    """Return a `<figure>` with the drawing at `path` in the language `locale`.

    `description` (the page's alt text) becomes the drawing's description; its own title becomes the
    caption. A drawing that can move (see PLAY) gets a switch before it, and stands still until a
    reader turns it on. Words that lack the language stay in the default one, with that language's
    name before them. Raises HandbookError for a drawing that may not stand in a page.
    """
    worded = _worded(_source(path, path.stat().st_mtime_ns), locale, default)
    title = TITLE.search(worded)
    caption = title[1].strip() if title else ""
    name = f"drawing-{path.stem}"
    play = PLAY.search(worded)
    switch = _switch(f"{name}-play", play[1]) if play else ""
    inner = PLAY.sub("", STANDALONE.sub("", worded))
    inner = re.sub(r">\s+<", "><", inner).strip()
    opening = f'<svg\\1 role="img" aria-labelledby="{name}-title" aria-describedby="{name}-text">'
    said = f'<desc id="{name}-text">{html.escape(description)}</desc>'
    body = SVG.sub(lambda match: match.expand(opening) + said, inner, count=1)
    end = f'<figcaption id="{name}-title">{caption}</figcaption></figure>'
    return f'<figure class="drawing" id="{name}">{switch}{body}{end}'


def _switch(name: str, words: str) -> str:
    """Return the switch of a drawing that can move: a box to tick, off whenever the page opens."""
    return f'<input type="checkbox" id="{name}"><label for="{name}">{words}</label>'


def _worded(source: str, locale: Locale, default: Locale) -> str:
    """Return a drawing's source with its words in one language, without the translations."""
    parts, last = [], 0
    for words in drawn_words(source):
        text = words.text
        if not locale.is_default:
            missing = f"[{html.escape(default.name)}] {words.text}"
            # A mark or a number that says the same in every language has its translation all the
            # same: never guessed.
            text = words.translations.get(locale.code, missing)
        parts += [source[last : words.start], words.opening, text]
        last = words.end
    return "".join([*parts, source[last:]])
