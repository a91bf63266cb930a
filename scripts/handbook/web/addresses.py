"""Finds addresses outside ordinary links.

In styles, drawings, scripts, data, manifests, feeds, calendars and lists of files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import tinycss2
from selectolax.lexbor import LexborHTMLParser

OPEN_GRAPH = ("og:image", "og:url", "og:video", "og:audio", "twitter:image")
"""Meta properties whose content is an address (ogp.me)."""
QUOTED = ("blockquote", "q", "ins", "del")
"""Elements whose `cite` names a source (HTML standard, 4.4.4 and 4.7)."""
LINKED_DATA = ("@id", "url", "image", "logo", "sameAs", "mainEntityOfPage", "license", "contentUrl")
"""Keys of JSON-LD whose values are addresses."""
PAINTED = (
    *("fill", "stroke", "filter", "mask", "clip-path"),
    *("marker-start", "marker-mid", "marker-end"),
)
"""Attributes of a drawing that may paint with another part of it (SVG 2, 13)."""
XLINK = "{http://www.w3.org/1999/xlink}href"
_PAINT = re.compile(r"url\(\s*['\"]?([^'\")]+)")
_LOADING = re.compile(r"url\((?!\s*['\"]?data:)|@import|image-set\(|src\(", re.IGNORECASE)
"""What a style sheet must hold to load anything: most hold none of it, and parsing takes long."""
_MODULE = re.compile(
    r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']"""
    r"""|\bnew URL\(\s*["']([\w./-]+\.\w+)["']\s*,"""
    r"""\s*(?:me|import\.meta\.url|document\.currentScript\.src)"""
)
"""What a script loads: a module, or a file beside the script itself."""

Found = Iterator[tuple[str, str, str]]


def is_address(text: str) -> bool:
    """Return whether a text can be taken apart as an address; `//[x` cannot."""
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


def in_page(tree: LexborHTMLParser, html: str) -> Found:
    """Yield (element, attribute, address) for what a page names outside its ordinary links.

    `html` is the page's text: what stands nowhere in it is not looked for in `tree`.
    """
    yield from _in_meta(tree)
    if "cite=" in html:
        for tag in QUOTED:
            for node in tree.css(f"{tag}[cite]"):
                yield tag, "cite", node.attributes.get("cite") or ""
    if any(word in html for word in ("url(", "URL(", "@import", "image-set(")):
        yield from _in_styles(tree)
    if "ld+json" in html:
        for node in tree.css('script[type="application/ld+json"]'):
            for address in in_linked_data(node.text()):
                yield "script", "ld+json", address


def _in_styles(tree: LexborHTMLParser) -> Found:
    for node in tree.css("[style]"):
        for address in in_style(node.attributes.get("style") or ""):
            yield node.tag or "", "style", address
    for node in tree.css("style"):
        for address in in_style(node.text()):
            yield "style", "text", address
    for name in PAINTED:
        for node in tree.css(f"[{name}^='url(']"):
            for address in _PAINT.findall(node.attributes.get(name) or ""):
                yield node.tag or "", name, address


def _in_meta(tree: LexborHTMLParser) -> Found:
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = attributes.get("content") or ""
        name = attributes.get("property") or attributes.get("name") or ""
        target = re.search(r"url\s*=\s*['\"]?([^'\"]+)", content, re.IGNORECASE)
        if (attributes.get("http-equiv") or "").lower() == "refresh" and target:
            yield "meta", "refresh", target[1].strip()
        elif name in OPEN_GRAPH and content.startswith(("http", "/", ".")):
            yield "meta", name, content


def in_style(css: str) -> Iterator[str]:
    """Yield every `url()` and `@import` of a style sheet or of a `style` attribute."""
    if not _LOADING.search(css):
        return
    waiting = tinycss2.parse_component_value_list(css, skip_comments=True)[::-1]
    importing = False
    while waiting:
        token = waiting.pop()
        if token.type == "url" or (importing and token.type == "string"):
            yield token.value
        elif token.type == "function":
            if token.lower_name in ("url", "src", "image-set", "-webkit-image-set"):
                yield from (part.value for part in token.arguments if part.type == "string")
            waiting += token.arguments[::-1]
        elif token.type in ("() block", "{} block", "[] block"):
            waiting += token.content[::-1]
        importing = (token.type == "at-keyword" and token.lower_value == "import") or (
            importing and token.type == "whitespace"
        )


def in_linked_data(text: str) -> Iterator[str]:
    """Yield the addresses of a piece of JSON-LD; nothing where it does not parse."""
    try:
        waiting: list[Any] = [json.loads(text)]
    except ValueError:
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            for key, part in value.items():
                if key in LINKED_DATA and isinstance(part, str):
                    yield part
                else:
                    waiting.append(part)


def reader_of(name: str) -> Callable[[str], Iterator[tuple[str, str]]] | None:
    """Return what yields (what it is, address) from the text of a file of the site.

    `name` is the file's name in the site. None for a page, and for what holds no addresses.
    """
    return _BY_NAME.get(name) or _BY_SUFFIX.get(name.rpartition(".")[2])


def _in_sheet(text: str) -> Iterator[tuple[str, str]]:
    yield from (("url()", address) for address in in_style(text))


def _in_script(text: str) -> Iterator[tuple[str, str]]:
    yield from (("import", match[1] or match[2]) for match in _MODULE.finditer(text))


def _in_worker(text: str) -> Iterator[tuple[str, str]]:
    listed = re.findall(r'"([^"\s]+\.(?:html|css|js|svg|json|png|webmanifest|pdf))"', text)
    yield from (("kept file", address) for address in listed)


def _in_headers(text: str) -> Iterator[tuple[str, str]]:
    paths = re.findall(r"^(/\S*)$", text, re.MULTILINE)
    yield from (("path", path) for path in paths if "*" not in path)


def _in_calendar(text: str) -> Iterator[tuple[str, str]]:
    for line in re.findall(r"^(?:URL|ATTACH)[^:\n]*:(\S+)", text, re.MULTILINE):
        yield "URL", line


def _in_robots(text: str) -> Iterator[tuple[str, str]]:
    for address in re.findall(r"^sitemap:\s*(\S+)", text, re.MULTILINE | re.IGNORECASE):
        yield "Sitemap", address


def _in_drawing(text: str) -> Iterator[tuple[str, str]]:
    for address in re.findall(r"<\?xml-stylesheet[^>]*\shref=[\"']([^\"']+)", text):
        yield "xml-stylesheet", address
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        for name in ("href", XLINK):
            if value := element.get(name):
                yield tag, value
        for value in element.attrib.values():
            yield from (("url()", address) for address in _PAINT.findall(value))
        if tag == "style":
            yield from (("url()", address) for address in in_style(element.text or ""))


def _in_manifest(text: str) -> Iterator[tuple[str, str]]:
    try:
        data = json.loads(text)
    except ValueError:
        return
    if not isinstance(data, dict):
        return
    for key in ("start_url", "id"):
        if isinstance(data.get(key), str):
            yield key, data[key]
    shortcuts = data.get("shortcuts", [])
    yield from (("shortcuts", item["url"]) for item in shortcuts if "url" in item)
    for holder in (data, *shortcuts):
        for group in ("icons", "screenshots"):
            yield from ((group, item["src"]) for item in holder.get(group, ()) if "src" in item)


def _in_feed(text: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses of a sitemap, and of an Atom or RSS feed."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return
    for element in root.iter():
        tag, said = element.tag.rpartition("}")[2], (element.text or "").strip()
        if tag in ("loc", "id", "uri", "logo", "icon", "guid", "link") and said.startswith("http"):
            yield tag, said
            continue
        address = element.get("href") or element.get("url") or element.get("src")
        if address and tag in ("link", "enclosure", "content"):
            yield tag, address


_BY_NAME = {"sw.js": _in_worker, "_headers": _in_headers, "robots.txt": _in_robots}
_BY_SUFFIX = {
    "css": _in_sheet,
    "js": _in_script,
    "mjs": _in_script,
    "svg": _in_drawing,
    "webmanifest": _in_manifest,
    "xml": _in_feed,
    "atom": _in_feed,
    "rss": _in_feed,
    "ics": _in_calendar,
}


def anchors_in_drawing(text: str) -> frozenset[str]:
    """Return the ids of a drawing, which `#id` may name."""
    return frozenset(unquote(found) for found in re.findall(r"\bid=[\"']([^\"']+)", text))
