"""Finds addresses outside ordinary links.

In styles, drawings, data, manifests, feeds and lists of files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import tinycss2
from selectolax.lexbor import LexborHTMLParser

OPEN_GRAPH = ("og:image", "og:url", "og:video", "og:audio", "twitter:image")
"""Meta properties whose content is an address (ogp.me)."""
QUOTED = ("blockquote", "q", "ins", "del")
"""Elements whose `cite` names a source (HTML standard, 4.4.4 and 4.7)."""
LINKED_DATA = ("@id", "url", "image", "logo", "sameAs", "mainEntityOfPage", "license", "contentUrl")
"""Keys of JSON-LD whose values are addresses."""
XLINK = "{http://www.w3.org/1999/xlink}href"


def in_page(tree: LexborHTMLParser) -> Iterator[tuple[str, str, str]]:
    """Yield (element, attribute, address) for what a page names outside its ordinary links."""
    yield from _in_meta(tree)
    for tag in QUOTED:
        for node in tree.css(f"{tag}[cite]"):
            yield tag, "cite", node.attributes.get("cite") or ""
    yield from _in_styles(tree)
    for node in tree.css('script[type="application/ld+json"]'):
        for address in in_linked_data(node.text()):
            yield "script", "ld+json", address


def _in_styles(tree: LexborHTMLParser) -> Iterator[tuple[str, str, str]]:
    for node in tree.css("[style]"):
        for address in in_style(node.attributes.get("style") or ""):
            yield node.tag or "", "style", address
    for node in tree.css("style"):
        for address in in_style(node.text()):
            yield "style", "text", address


def _in_meta(tree: LexborHTMLParser) -> Iterator[tuple[str, str, str]]:
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
    waiting = tinycss2.parse_component_value_list(css, skip_comments=True)
    importing = False
    while waiting:
        token = waiting.pop(0)
        if token.type == "url" or (importing and token.type == "string"):
            yield token.value
        elif token.type == "function" and token.lower_name in ("url", "src", "image-set"):
            yield from (part.value for part in token.arguments if part.type in ("string", "url"))
        elif token.type in ("() block", "{} block", "[] block"):
            waiting = list(token.content) + waiting
        elif token.type == "function":
            waiting = list(token.arguments) + waiting
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


def in_file(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield (what it is, address) for every address of a file of the site that is no page.

    Knows styles, drawings, web app manifests, sitemaps and feeds, the service worker's lists,
    `_headers` and calendars.
    """
    suffix = name.rpartition(".")[2]
    if suffix == "css":
        yield from (("url()", address) for address in in_style(text))
    elif suffix == "svg":
        yield from _in_drawing(text)
    elif suffix == "webmanifest" or name.endswith("manifest.json"):
        yield from _in_manifest(text)
    elif suffix in ("xml", "atom", "rss"):
        yield from _in_feed(text)
    elif name == "sw.js":
        listed = re.findall(r'"([^"\s]+\.(?:html|css|js|svg|json|png|webmanifest|pdf))"', text)
        yield from (("kept file", address) for address in listed)
    elif name == "_headers":
        paths = re.findall(r"^(/\S*)$", text, re.MULTILINE)
        yield from (("path", path) for path in paths if "*" not in path)
    elif suffix == "ics":
        yield from (
            ("URL", address) for address in re.findall(r"^URL[^:]*:(\S+)", text, re.MULTILINE)
        )


def _in_drawing(text: str) -> Iterator[tuple[str, str]]:
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return
    for element in root.iter():
        for name in ("href", XLINK):
            if value := element.get(name):
                yield element.tag.rpartition("}")[2], value
        for value in element.attrib.values():
            yield from (
                ("url()", address) for address in re.findall(r"url\(['\"]?([^'\")]+)", value)
            )
        if element.tag.endswith("style"):
            yield from (("url()", address) for address in in_style(element.text or ""))


def _in_manifest(text: str) -> Iterator[tuple[str, str]]:
    try:
        data = json.loads(text)
    except ValueError:
        return
    for key in ("start_url", "scope", "id"):
        if isinstance(data.get(key), str):
            yield key, data[key]
    for group in ("icons", "screenshots"):
        yield from ((group, icon["src"]) for icon in data.get(group, ()) if "src" in icon)
    for shortcut in data.get("shortcuts", ()):
        yield "shortcuts", shortcut.get("url", "")
        yield from (
            ("shortcuts", icon["src"]) for icon in shortcut.get("icons", ()) if "src" in icon
        )


def _in_feed(text: str) -> Iterator[tuple[str, str]]:
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag in ("loc", "id", "uri", "logo", "icon") and (element.text or "").strip().startswith(
            "http"
        ):
            yield tag, (element.text or "").strip()
        elif tag == "link" and element.get("href"):
            yield tag, element.get("href", "")


def anchors_in_drawing(text: str) -> frozenset[str]:
    """Return the ids of a drawing, which `#id` inside it may name."""
    return frozenset(unquote(found) for found in re.findall(r"\bid=[\"']([^\"']+)", text))
