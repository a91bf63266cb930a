"""The one HTML reader: what the checks need of each built page, read once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from handbook.core.project import Locale, Project
from handbook.web.addresses import in_page

STAMP = "sources.sha256"
"""The file in the site that says which sources it was built from."""

# Everything on a page that makes a browser, a reader or a crawler follow an address.
ADDRESSES = {
    "a": ("href",),
    "link": ("href", "imagesrcset"),
    "area": ("href",),
    "img": ("src", "srcset", "usemap"),
    "image": ("href",),
    "script": ("src",),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "form": ("action",),
    "use": ("href",),
    "track": ("src",),
    "input": ("src", "formaction"),
    "button": ("formaction", "data-index"),
    "option": ("data-words",),
}
_SELECTOR = ",".join(f"{tag}[{name}]" for tag, names in ADDRESSES.items() for name in names)


class Address(NamedTuple):
    """One address on a built page. A tuple, since a large site has a million."""

    tag: str
    attribute: str
    value: str
    hreflang: str = ""
    rel: str = ""

    @property
    def is_request(self) -> bool:
        """Whether a browser fetches it by itself, without a tap."""
        if self.tag == "link":
            return not {"canonical", "alternate", "prev", "next", "license"} & set(self.rel.split())
        return self.tag not in ("a", "area", "form") and self.attribute != "usemap"


@dataclass(unsafe_hash=True)
class BuiltPage:
    """One HTML file of the built site."""

    path: str
    """From the site's root, with forward slashes."""
    html: str = field(compare=False)
    locale: Locale | None
    """None for a page that belongs to no language (404.html)."""
    digest: bytes = field(init=False)
    """SHA-256 of `html`: what it is compared by."""

    def __post_init__(self) -> None:
        """Work out the digest."""
        self.digest = hashlib.sha256(self.html.encode()).digest()

    def __getstate__(self) -> dict[str, object]:
        """Return what tells a page from another: what is remembered of it is found by that."""
        return {name: vars(self)[name] for name in ("path", "locale", "digest")}

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed page."""
        return LexborHTMLParser(self.html)

    @cached_property
    def lang(self) -> str:
        """The page's declared language."""
        return (self.tree.root.attributes.get("lang") or "") if self.tree.root else ""

    @cached_property
    def _facts(self) -> tuple[frozenset[str], tuple[Address, ...], tuple[Address, ...]]:
        """Anchors, addresses and mentions.

        The parsed page is not kept for them: a thousand would fill the memory.
        """
        tree = self.__dict__.get("tree") or LexborHTMLParser(self.html)
        found = {node.attributes.get("id") or "" for node in tree.css("[id]")}
        named = {node.attributes.get("name") or "" for node in tree.css("a[name],map[name]")}
        mentions = tuple(Address(*parts) for parts in in_page(tree, self.html))
        return frozenset((found | named) - {""}), tuple(_addresses(tree.css(_SELECTOR))), mentions

    @property
    def ids(self) -> frozenset[str]:
        """Every anchor of the page."""
        return self._facts[0]

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Every address, in the page's order."""
        return self._facts[1]

    @property
    def mentions(self) -> tuple[Address, ...]:
        """Every address that the page names outside its ordinary links, such as in a style."""
        return self._facts[2]

    @cached_property
    def title(self) -> str:
        """The text of `<title>`."""
        node = self.tree.css_first("title")
        return node.text().strip() if node else ""

    @cached_property
    def code(self) -> str:
        """What a signature of the page names (see signature_code); empty where it shows none."""
        node = self.tree.css_first("#sign[data-code]")
        return (node.attributes.get("data-code") or "") if node else ""

    def line(self, needle: str) -> int:
        """Return the 1-based line of the first place of `needle` in the file.

        1 where it is not to be found.
        """
        place = self.html.find(needle)
        return self.html.count("\n", 0, place) + 1 if place >= 0 else 1


_KNOWN: dict[Address, Address] = {}


def _addresses(nodes: list[LexborNode]) -> Iterator[Address]:
    """Yield the addresses of `nodes`.

    Equal ones are one object, so that a page costs a pointer for each.
    """
    for node in nodes:
        tag, attributes = node.tag or "", node.attributes
        hreflang, rel = attributes.get("hreflang") or "", attributes.get("rel") or ""
        for name in ADDRESSES[tag]:
            said = attributes.get(name)
            if said is None and name == "href":
                said = attributes.get("xlink:href")  # as older drawings write it
            for value in _values(name, said):
                address = Address(tag, name, value, hreflang, rel)
                yield _KNOWN.setdefault(address, address)


def _values(name: str, value: str | None) -> list[str]:
    """Return the addresses in one attribute: several in a `srcset`."""
    if value is None:
        return []
    if name.endswith("srcset"):
        return [part.split()[0] for part in value.split(",") if part.split()]
    return [value.strip()]


@dataclass
class BuiltSite:
    """All HTML pages of a built site, and the names of all its files."""

    root: Path
    pages: dict[str, BuiltPage] = field(default_factory=dict)
    files: frozenset[str] = frozenset()

    @property
    def exists(self) -> bool:
        """Whether there is a site to check."""
        return bool(self.pages)

    def of(self, locale: Locale) -> Iterator[BuiltPage]:
        """Yield the pages in one language."""
        return (page for page in self.pages.values() if page.locale == locale)


def read_site(project: Project) -> BuiltSite:
    """Read every HTML file below the tree's site once. A missing site gives no pages."""
    root = project.site
    if not root.is_dir():
        return BuiltSite(root)
    files = frozenset(
        path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()
    )
    names = sorted(name for name in files if name.endswith(".html"))
    pages = {name: BuiltPage(name, _read(root / name), _locale(project, name)) for name in names}
    return BuiltSite(root, pages, files)


def _read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


def _locale(project: Project, name: str) -> Locale | None:
    if name == "404.html":
        return None
    prefixed = (
        locale for locale in project.locales if locale.prefix and name.startswith(locale.prefix)
    )
    return next(prefixed, project.first)


def fingerprint(project: Project, but: str | None = None) -> str:
    """SHA-256 over every source the site depends on: names and bytes, nothing of time or place.

    Those whose name ends in `but` are left out.
    """
    digest = hashlib.sha256()
    for path in project.inputs():
        if path.suffix == but:
            continue
        digest.update(project.show(path).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d]*[1-9])|font-size\s*:\s*0|"
    r"(?:left|top|text-indent)\s*:\s*-\d{3,}|clip-path|(?:max-)?(?:height|width)\s*:\s*0",
    re.IGNORECASE,
)
HIDDEN_CLASSES = frozenset(("hidden", "visually-hidden", "sr-only", "d-none", "invisible", "tip"))


_UNSEEN = ("template", "noscript", "head")
"""Elements that show nothing of what is in them."""


def text_of(node: LexborNode | None) -> str:
    """Return the text below `node` on one line; empty where there is no node."""
    return " ".join(node.text().split()) if node else ""


def around(node: LexborNode) -> Iterator[LexborNode]:
    """Yield what an element stands in, from its parent to the whole document."""
    parent = node.parent
    while parent is not None and parent.tag not in ("-undef", "-document"):
        yield parent
        parent = parent.parent


def is_inside(node: LexborNode, *tags: str) -> bool:
    """Return whether a node stands in an element of one of the names."""
    return any(item.tag in tags for item in around(node))


def is_hidden(node: LexborNode) -> bool:
    """Return whether an attribute, class or style of the node or around it hides it."""
    for item in (node, *around(node)):
        attributes = item.attributes
        if item.tag == "html":
            break
        if item.tag in _UNSEEN or "hidden" in attributes or attributes.get("aria-hidden") == "true":
            return True
        if HIDDEN_CLASSES & set((attributes.get("class") or "").split()):
            return True
        if HIDDEN_STYLE.search(attributes.get("style") or ""):
            return True
        if item.tag == "details" and "open" not in attributes:
            return True
    return False


UNSEEN = frozenset(("script", "style", "template", "title"))


def texts(tree: LexborHTMLParser, below: str) -> Iterator[LexborNode]:
    """Yield the text nodes below the first element that `below` selects, but those for machines."""
    root = tree.css_first(below)
    for node in root.traverse(include_text=True) if root else ():
        if node.tag == "-text" and node.parent is not None and node.parent.tag not in UNSEEN:
            yield node


def language_of(node: LexborNode) -> str:
    """Return the language that a node's nearest `lang` attribute declares."""
    items = around(node) if node.tag == "-text" else (node, *around(node))
    return next(filter(None, (item.attributes.get("lang") for item in items)), "") or ""
