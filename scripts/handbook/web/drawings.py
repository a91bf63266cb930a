"""Puts a drawing into a page: one SVG source, words in the page's language, colours from the page's style."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from pathlib import Path

# In a source drawing every text carries its Chinese: <text … data-zh="宫颈">cervix</text>.
TRANSLATED = re.compile(r'(<(text|tspan|title)\b[^>]*?) data-zh="([^"]*)"([^>]*>)([^<]*)')
STANDALONE = re.compile(r"<\?xml.*?\?>|<!--.*?-->|<style>.*?</style>|<title\b.*?</title>|<desc\b.*?</desc>", re.DOTALL)
TITLE = re.compile(r"<title\b[^>]*>([^<]*)</title>")
SVG = re.compile(r"<svg\b([^>]*)>")


@lru_cache(maxsize=64)
def _source(path: Path, stamp: int) -> str:
    return path.read_text("utf-8")


def localise(path: Path, code: str, description: str) -> str:
    """A `<figure>` with the drawing at `path` in language `code`.

    `description` (the page's alt text) becomes the drawing's description; its own title becomes the caption.
    """
    source = _source(path, path.stat().st_mtime_ns)
    worded = TRANSLATED.sub(lambda match: _words(match, code), source)
    title = TITLE.search(worded)
    caption = title[1].strip() if title else ""
    name = f"drawing-{path.stem}"
    inner = STANDALONE.sub("", worded)
    inner = re.sub(r">\s+<", "><", inner).strip()
    opening = f'<svg\\1 role="img" aria-labelledby="{name}-title" aria-describedby="{name}-text">'
    body = SVG.sub(lambda match: _opening(match, opening, name, description), inner, count=1)
    return f'<figure class="drawing" id="{name}">{body}<figcaption id="{name}-title">{caption}</figcaption></figure>'


def _opening(match: re.Match[str], opening: str, name: str, description: str) -> str:
    return f'{match.expand(opening)}<desc id="{name}-text">{html.escape(description)}</desc>'


def _words(match: re.Match[str], code: str) -> str:
    start, _, chinese, rest, english = match.groups()
    return f"{start}{rest}{chinese if code == 'zh' else english}"
