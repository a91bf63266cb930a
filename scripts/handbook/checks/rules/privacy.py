"""Privacy: no request leaves the host, nothing is kept but what is named, no tracking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import tinycss2

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.web.addresses import is_address
from handbook.web.html_pages import BuiltPage

_PRIVACY = "docs/en/about.md#privacy"

RULES = (
    Rule(
        "outside-request",
        "No page, style, script or drawing asks another host for anything.",
        "Each request tells somebody who reads about a threatened pregnancy, and when.",
        f"{_PRIVACY}; GDPR, article 9",
        needs_site=True,
    ),
    Rule(
        "storage",
        "A script keeps nothing on the device but the keys that the handbook names.",
        "A shared phone must not tell what was read.",
        f"{_PRIVACY}; scripts/checks.yml, storage_keys",
        needs_site=True,
    ),
    Rule(
        "plain-http",
        "No link leads to an address without encryption.",
        "Anybody on the same network could read along or change the page.",
        _PRIVACY,
        needs_site=True,
    ),
    Rule(
        "tracking-parameter",
        "No link carries a parameter that tells its target where the reader came from.",
        "The reader did not agree to be followed.",
        _PRIVACY,
        needs_site=True,
    ),
)

_OUTSIDE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/\s]", re.IGNORECASE)
_HARMLESS = ("data:", "blob:", "mailto:", "tel:", "#")
# Addresses that only name a vocabulary: nothing is fetched from them.
_NAMES = re.compile(
    r"https?://(?:www\.w3\.org/(?:\d{4}/|TR/|ns/)|schema\.org|ogp\.me|creativecommons\.org/ns)"
)
_KEEPING = re.compile(
    r"document\.cookie|cookieStore|\bindexedDB\b|\bsessionStorage\b"
    r"|navigator\.sendBeacon|\bsendBeacon\b"
    r"|\bRTCPeerConnection\b|\bWebSocket\b|\bEventSource\b|\bopenDatabase\b|navigator\.geolocation"
)
_STORE = re.compile(
    r"localStorage\s*"
    r"(?:\.\s*(?:getItem|setItem|removeItem)\s*\(\s*([^,)]+)|\.\s*(\w+)|\[\s*([^\]]+)\])?"
)
# A function that keeps a value under a key it is given: `get(key) { … localStorage … }`.
_HELPER = re.compile(
    r"\b(?!(?:if|for|while|switch|catch|with|function)\b)(\w+)"
    r"\s*\(\s*(\w+)[^()]*\)\s*\{[^}]*?localStorage"
)
_WRITTEN_OUT = re.compile(r"""(["'`])(\w+)\1""")
_ADDRESS = re.compile(r"""(["'`])((?:https?:|wss?:)?//[A-Za-z0-9][^"'`\s]*)\1""")
_COMMENT = re.compile(r"/\*[\s\S]*?\*/|^[^\S\n]*//.*$", re.MULTILINE)
# What a drawing or a manifest loads: `href="…"`, `"src": "…"`, `url(…)`.
_LOADED = re.compile(
    r"""(?:href|src|data|start_url)["']?\s*[=:]\s*["']([^"']+)|url\(\s*["']?([^"')]+)"""
)
_STYLE = re.compile(r"<style\b[^>]*>([\s\S]*?)</style", re.IGNORECASE)
_PING = re.compile(
    r"<a\b[^>]*\sping=|<meta\b[^>]*http-equiv=[\"']?(?:refresh|set-cookie)", re.IGNORECASE
)
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|spm|ref|ref_src|igshid|from|share_\w+|yclid)$"
)


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings for every page, then for every style, script and drawing of the site."""
    own = Own(context.project.site_url, frozenset(context.settings.storage_keys))
    for page in context.site.pages.values():
        yield from _of_page(page, context.shown(page.path), own)
    for name in sorted(context.site.files):
        kind = PurePosixPath(name).suffix
        if kind in (".css", ".js", ".mjs", ".svg", ".json", ".webmanifest"):
            path = context.project.site / name
            text = path.read_text("utf-8", errors="replace")
            yield from _of_file(text, context.project.show(path), kind, own)


class Own(NamedTuple):
    """What is the handbook's own: its address, and the keys under which it keeps something."""

    address: str
    keys: frozenset[str]


@remembered(512, kept=True)
def _of_page(page: BuiltPage, path: str, own: Own) -> tuple[Finding, ...]:
    return (*_addresses(path, page, own), *_inline(path, page, own))


@remembered(512, kept=True)
def _of_file(text: str, path: str, kind: str, own: Own) -> tuple[Finding, ...]:
    return tuple(_file(text, path, kind, own))


def _is_outside(value: str, own: str) -> bool:
    return bool(_OUTSIDE.match(value)) and not value.startswith(own) and not _NAMES.match(value)


def _addresses(path: str, page: BuiltPage, own: Own) -> Iterator[Finding]:
    for address in page.addresses:
        value = address.value
        if address.is_request and _is_outside(value, own.address):
            message = f"<{address.tag}> asks {value!r}"
            yield Finding(
                path, page.line(value), "outside-request", message, "keep a copy in docs/assets"
            )
        elif address.tag == "form" and _is_outside(value, own.address):
            message = f"a form sends to {value!r}"
            yield Finding(path, page.line(value), "outside-request", message, "nothing may be sent")
        elif value.startswith("http:") and not value.startswith(own.address):
            message, hint = f"a plain-http link: {value}", "use https, or leave the link out"
            yield Finding(path, page.line(value), "plain-http", message, hint)
        elif value.startswith("https:") and is_address(value):
            yield from _parameters(path, page, value)


def _parameters(path: str, page: BuiltPage, value: str) -> Iterator[Finding]:
    pairs = parse_qsl(urlsplit(value).query, keep_blank_values=True)
    tracking = [key for key, _ in pairs if _TRACKING.match(key)]
    if tracking:
        message = f"{value} carries {', '.join(tracking)}"
        yield Finding(
            path, page.line(value), "tracking-parameter", message, "cut it off the address"
        )


def _inline(path: str, page: BuiltPage, own: Own) -> Iterator[Finding]:
    """Yield what styles and scripts inside `page` ask, and attributes that report a visit."""
    for node in page.tree.css("style"):
        yield from _style(own, path, node.text(), page.line("<style"))
    for node in page.tree.css("[style]"):
        text = node.attributes.get("style") or ""
        yield from _style(own, path, text, page.line("style="), declarations=True)
    for node in page.tree.css("script:not([src])"):
        first = _line_at(page.html, page.html.find(node.text()[:60]))
        yield from _script(own, path, node.text(), first)
    if match := _PING.search(page.html):
        line = _line_at(page.html, match.start())
        message = f"{match[0].split()[-1]} reports or redirects a visit"
        yield Finding(path, line, "outside-request", message, "remove it")


def _line_at(text: str, offset: int) -> int:
    """Return the line, from 1, of the character at `offset`."""
    return text.count("\n", 0, offset) + 1


def _file(text: str, path: str, kind: str, own: Own) -> Iterator[Finding]:
    if kind == ".css":
        yield from _style(own, path, text, 1)
    elif kind in (".js", ".mjs"):
        yield from _script(own, path, text, 1)
    else:
        yield from _strings(own, path, text)


def _style(
    own: Own, path: str, text: str, first: int, declarations: bool = False
) -> Iterator[Finding]:
    """Yield every outside address of a style: url(), @import, image-set() (CSS Values 4, 4.5).

    `first` is the line that `text` begins at; `declarations` says that it is a `style` attribute.
    """
    for value, line in _style_strings(text, declarations):
        if _is_outside(value, own.address):
            message, hint = f"a style asks {value!r}", "keep a copy in docs/assets"
            yield Finding(path, first + line - 1, "outside-request", message, hint)


@remembered(1024, kept=True)
def _style_strings(text: str, declarations: bool) -> tuple[tuple[str, int], ...]:
    """Return (value, line) of what a style that may ask another host says in urls and strings."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    if "//" not in plain and "\\" not in plain:
        return ()  # every address elsewhere holds two slashes, written out or escaped
    parse = tinycss2.parse_declaration_list if declarations else tinycss2.parse_stylesheet
    return tuple(_css_strings(parse(text, skip_comments=True)))


def _css_strings(nodes: object) -> Iterator[tuple[str, int]]:
    """Yield (value, line) of every url and string below tinycss2 `nodes`, where they are a list."""
    if not isinstance(nodes, list):
        return
    for node in nodes:
        if node.type in ("url", "string"):
            yield node.value, node.source_line
        for name in ("prelude", "content", "value", "arguments"):
            yield from _css_strings(getattr(node, name, None))


def _script(own: Own, path: str, text: str, first: int) -> Iterator[Finding]:
    """Yield every outside address that a script names, and whatever it keeps on the device."""
    code = _COMMENT.sub(_line_breaks, text)
    for match in _ADDRESS.finditer(code):
        if _is_outside(match[2], own.address):
            message, hint = f"a script names {match[2]!r}", "a script asks only its own host"
            line = first + _line_at(code, match.start()) - 1
            yield Finding(path, line, "outside-request", message, hint)
    for match in _KEEPING.finditer(code):
        line = first + _line_at(code, match.start()) - 1
        hint = "the handbook keeps nothing but the keys under `storage_keys` in scripts/checks.yml"
        yield Finding(path, line, "storage", f"a script uses {match[0]}", hint)
    yield from _stores(own, path, code, first)


def _line_breaks(match: re.Match[str]) -> str:
    """Return the line breaks of what is cut out, so that line numbers stay right."""
    return "\n" * match[0].count("\n")


def _stores(own: Own, path: str, code: str, first: int) -> Iterator[Finding]:
    """Yield uses of localStorage under other keys than those that are named in scripts/checks.yml.

    A small function that is given its key counts with the keys of its calls.
    """
    if "localStorage" not in code:  # most scripts; the pattern for helpers is slow on long ones
        return
    helpers = list(_HELPER.finditer(code))
    handed_on = {match[2] for match in helpers}
    uses = [(match, _key(match)) for match in _STORE.finditer(code)]
    uses = [use for use in uses if use[1].strip() not in handed_on]
    for match, raw in (*uses, *_helped(code, helpers)):
        written = _WRITTEN_OUT.fullmatch(raw.strip())
        key = written[2] if written else ""
        if key not in own.keys:
            line = first + _line_at(code, match.start()) - 1
            message = f"localStorage is used with {key or 'no plain key'!r}"
            hint = "write the key out, and list it under `storage_keys` in scripts/checks.yml"
            yield Finding(path, line, "storage", message, hint)


def _key(match: re.Match[str]) -> str:
    """Return how a use of localStorage names its key: quoted where it is a property."""
    if match[2]:
        return f"'{match[2]}'"
    return match[1] or match[3] or ""


def _helped(code: str, helpers: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], str]]:
    """Yield (call, what it names as key) of every call of the `helpers`."""
    if helpers:
        made = {match.start() for match in helpers}
        names = "|".join(match[1] for match in helpers)
        for call in re.finditer(rf"\b(?:{names})\s*\(\s*([^,)]*)", code):
            if call.start() not in made:
                yield call, call[1]


def _strings(own: Own, path: str, text: str) -> Iterator[Finding]:
    """Yield what a drawing or a data file loads from elsewhere; naming a vocabulary is no load."""
    for style in _STYLE.finditer(text):
        yield from _style(own, path, style[1], _line_at(text, style.start(1)))
    for match in _LOADED.finditer(_STYLE.sub(_line_breaks, text)):
        value = next(group for group in match.groups() if group)
        if not value.startswith(_HARMLESS) and _is_outside(value, own.address):
            line, hint = _line_at(text, match.start()), "keep a copy in docs/assets"
            yield Finding(path, line, "outside-request", f"asks {value!r}", hint)
