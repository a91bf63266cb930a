"""Privacy: no request leaves the host, nothing is kept but what the handbook names, no plain-http link, no tracking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urlsplit

import tinycss2

from handbook.checks.context import Book
from handbook.core.findings import Finding
from handbook.web.html_pages import BuiltPage

RULES = ("outside-request", "storage", "plain-http", "tracking-parameter")

_OUTSIDE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/\s]", re.IGNORECASE)
_HARMLESS = ("data:", "blob:", "mailto:", "tel:", "#")
# Addresses that only name a vocabulary: nothing is fetched from them.
_NAMES = re.compile(r"https?://(?:www\.w3\.org/(?:\d{4}/|TR/|ns/)|schema\.org|ogp\.me|creativecommons\.org/ns)")
_KEEPING = re.compile(
    r"document\.cookie|cookieStore|\bindexedDB\b|\bsessionStorage\b|navigator\.sendBeacon|\bsendBeacon\b"
    r"|\bRTCPeerConnection\b|\bWebSocket\b|\bEventSource\b|\bopenDatabase\b|navigator\.geolocation"
)
_STORE = re.compile(
    r"localStorage\s*(?:\.\s*(?:getItem|setItem|removeItem)\s*\(\s*([^,)]+)|\.\s*(\w+)|\[\s*([^\]]+)\])?"
)
# A function that keeps a value under the key it is given: `get(key) { … localStorage.getItem(key) … }`.
_HELPER = re.compile(
    r"\b(?!(?:if|for|while|switch|catch|with|function)\b)(\w+)\s*\(\s*(\w+)[^()]*\)\s*\{[^}]*?localStorage"
)
_WRITTEN_OUT = re.compile(r"""(["'`])(\w+)\1""")
_ADDRESS = re.compile(r"""(["'`])((?:https?:|wss?:)?//[A-Za-z0-9][^"'`\s]*)\1""")
_COMMENT = re.compile(r"/\*[\s\S]*?\*/|^[^\S\n]*//.*$", re.MULTILINE)
# What a drawing or a manifest loads: `href="…"`, `"src": "…"`, `url(…)`.
_LOADED = re.compile(r"""(?:href|src|data|start_url)["']?\s*[=:]\s*["']([^"']+)|url\(\s*["']?([^"')]+)""")
_STYLE = re.compile(r"<style\b[^>]*>([\s\S]*?)</style", re.IGNORECASE)
_PING = re.compile(r"<a\b[^>]*\sping=|<meta\b[^>]*http-equiv=[\"']?(?:refresh|set-cookie)", re.IGNORECASE)
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|spm|ref|ref_src|igshid|from|share_\w+|yclid)$")


def check(book: Book) -> Iterator[Finding]:
    """Pages, then every style, script and drawing of the site."""
    for page in book.site.pages.values():
        yield from _addresses(book, page)
        yield from _inline(book, page)
    for name in sorted(book.site.files):
        kind = PurePosixPath(name).suffix
        if kind in (".css", ".js", ".mjs", ".svg", ".json", ".webmanifest"):
            yield from _file(book, name, kind)


def _is_outside(value: str, own: str) -> bool:
    return bool(_OUTSIDE.match(value)) and not value.startswith(own) and not _NAMES.match(value)


def _addresses(book: Book, page: BuiltPage) -> Iterator[Finding]:
    path = book.tree.show(book.tree.site / page.path)
    for address in page.addresses:
        value = address.value
        if address.is_request and _is_outside(value, book.tree.site_url):
            message = f"<{address.tag}> asks {value!r}"
            yield Finding(path, page.line(value), "outside-request", message, "keep a copy in docs/assets")
        elif address.tag == "form" and _is_outside(value, book.tree.site_url):
            message = f"a form sends to {value!r}"
            yield Finding(path, page.line(value), "outside-request", message, "nothing may be sent")
        elif value.startswith("http:") and not value.startswith(book.tree.site_url):
            hint = "use https, or leave the link out"
            yield Finding(path, page.line(value), "plain-http", f"a plain-http link: {value}", hint)
        elif value.startswith("https:"):
            yield from _parameters(path, page, value)


def _parameters(path: str, page: BuiltPage, value: str) -> Iterator[Finding]:
    tracking = [key for key, _ in parse_qsl(urlsplit(value).query, keep_blank_values=True) if _TRACKING.match(key)]
    if tracking:
        message = f"{value} carries {', '.join(tracking)}"
        yield Finding(path, page.line(value), "tracking-parameter", message, "cut it off the address")


def _inline(book: Book, page: BuiltPage) -> Iterator[Finding]:
    """Styles and scripts that stand in the page itself, and attributes that report a visit."""
    path = book.tree.show(book.tree.site / page.path)
    for node in page.tree.css("style"):
        yield from _style(book, path, node.text(), page.line("<style"))
    for node in page.tree.css("[style]"):
        yield from _style(book, path, node.attributes.get("style") or "", page.line("style="), declarations=True)
    for node in page.tree.css("script:not([src])"):
        yield from _script(book, path, node.text(), page.html.count("\n", 0, page.html.find(node.text()[:60])) + 1)
    if match := _PING.search(page.html):
        line = page.html.count("\n", 0, match.start()) + 1
        yield Finding(
            path, line, "outside-request", f"{match[0].split()[-1]} reports or redirects a visit", "remove it"
        )


def _file(book: Book, name: str, kind: str) -> Iterator[Finding]:
    path = book.tree.site / name
    text, shown = path.read_text("utf-8", errors="replace"), book.tree.show(path)
    if kind == ".css":
        yield from _style(book, shown, text, 1)
    elif kind in (".js", ".mjs"):
        yield from _script(book, shown, text, 1)
    else:
        yield from _strings(book, shown, text)


def _style(book: Book, path: str, text: str, first: int, declarations: bool = False) -> Iterator[Finding]:
    """Every address of a style: url(), @import, image-set() (CSS Values 4, 4.5)."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    if "//" not in plain and "\\" not in plain:
        return  # every address elsewhere holds two slashes, written out or escaped
    parse = tinycss2.parse_declaration_list if declarations else tinycss2.parse_stylesheet
    for value, line in _css_strings(parse(text, skip_comments=True)):
        if _is_outside(value, book.tree.site_url):
            hint = "keep a copy in docs/assets"
            yield Finding(path, first + line - 1, "outside-request", f"a style asks {value!r}", hint)


def _css_strings(nodes: object) -> Iterator[tuple[str, int]]:
    """(value, line) of every url and string below tinycss2 nodes."""
    for node in nodes if isinstance(nodes, list) else ():
        if node.type in ("url", "string"):
            yield node.value, node.source_line
        for name in ("prelude", "content", "value", "arguments"):
            yield from _css_strings(getattr(node, name, None))


def _script(book: Book, path: str, text: str, first: int) -> Iterator[Finding]:
    code = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    for match in _ADDRESS.finditer(code):
        if _is_outside(match[2], book.tree.site_url):
            hint = "a script asks only its own host"
            line = first + code.count("\n", 0, match.start())
            yield Finding(path, line, "outside-request", f"a script names {match[2]!r}", hint)
    for match in _KEEPING.finditer(code):
        line = first + code.count("\n", 0, match.start())
        hint = "the handbook keeps nothing but the keys under `storage_keys` in scripts/checks.yml"
        yield Finding(path, line, "storage", f"a script uses {match[0]}", hint)
    yield from _stores(book, path, code, first)


def _stores(book: Book, path: str, code: str, first: int) -> Iterator[Finding]:
    """localStorage only under the keys that the design names, also where small helpers stand between."""
    if "localStorage" not in code:  # most scripts; the pattern for helpers is slow on long ones
        return
    allowed = set(book.settings.storage_keys)
    helpers = list(_HELPER.finditer(code))
    handed_on = {match[2] for match in helpers}
    uses = [(match, f"'{match[2]}'" if match[2] else match[1] or match[3] or "") for match in _STORE.finditer(code)]
    uses = [use for use in uses if use[1].strip() not in handed_on] + list(_helped(code, helpers))
    for match, raw in uses:
        written = _WRITTEN_OUT.fullmatch(raw.strip())
        key = written[2] if written else ""
        if key not in allowed:
            line = first + code.count("\n", 0, match.start())
            message = f"localStorage is used with {key or 'no plain key'!r}"
            hint = "write the key out, and list it under `storage_keys` in scripts/checks.yml"
            yield Finding(path, line, "storage", message, hint)


def _helped(code: str, helpers: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], str]]:
    """(call, what it names as key) of every call of the helpers."""
    if helpers:
        made = {match.start() for match in helpers}
        calls = re.finditer(rf"\b(?:{'|'.join(match[1] for match in helpers)})\s*\(\s*([^,)]*)", code)
        yield from ((call, call[1]) for call in calls if call.start() not in made)


def _strings(book: Book, path: str, text: str) -> Iterator[Finding]:
    """Drawings and data: what they load (href, src, url(), a style of their own), less the names of vocabularies."""
    for style in _STYLE.finditer(text):
        yield from _style(book, path, style[1], text.count("\n", 0, style.start(1)) + 1)
    for match in _LOADED.finditer(_STYLE.sub(lambda style: "\n" * style[0].count("\n"), text)):
        value = next(group for group in match.groups() if group)
        if not value.startswith(_HARMLESS) and _is_outside(value, book.tree.site_url):
            line = text.count("\n", 0, match.start()) + 1
            yield Finding(path, line, "outside-request", f"asks {value!r}", "keep a copy in docs/assets")
