"""Links: every page, anchor, asset, alternate and PDF of the built site resolves, and stays in its language."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from handbook.checks.context import CheckContext
from handbook.core.findings import Finding
from handbook.core.project import Locale
from handbook.web.html_pages import Address, BuiltPage, BuiltSite

RULES = ("broken-link", "broken-anchor", "empty-link", "wrong-language", "outside-site")

ELSEWHERE = ("http:", "https:", "mailto:", "tel:", "data:", "//")


def check(context: CheckContext) -> Iterator[Finding]:
    """Every address of every page. An address used many times on a page is reported once."""
    resolver = _Resolver(context)
    for page in context.site.pages.values():
        yield from resolver.check(page)


class _Resolver:
    """Resolves addresses against the files and anchors of one site."""

    def __init__(self, context: CheckContext) -> None:
        self.context = context
        self.site: BuiltSite = context.site
        self.own = context.tree.site_url
        self.base_path = urlsplit(self.own).path
        self.sound: dict[tuple[str, str], set[Address]] = defaultdict(set)
        """Addresses without fault, by the folder and language they were seen in: most pages share most links."""

    def check(self, page: BuiltPage) -> Iterator[Finding]:
        """The findings for `page`."""
        sound = self.sound[posixpath.dirname(page.path), page.locale.code if page.locale else ""]
        for address in dict.fromkeys(page.addresses):
            if address in sound:
                continue
            findings = list(self._address(page, address))
            yield from findings
            if not findings and address.value[:1] not in ("", "#", "?"):
                sound.add(address)

    def _address(self, page: BuiltPage, address: Address) -> Iterator[Finding]:
        value = address.value
        if not value:
            if not (address.tag == "a" and address.attribute == "href"):
                yield self._finding(page, address, "empty-link", "is empty", "give it a target or remove it")
            return
        if value.startswith(ELSEWHERE) and not value.startswith(self.own):
            return
        name, fragment = self._split(page, value)
        if name is None:
            yield self._finding(page, address, "outside-site", "leaves the site's root", "shorten the `../` part")
        elif name not in self.site.files:
            yield self._finding(page, address, "broken-link", "leads nowhere", f"there is no file {name!r} in the site")
        else:
            yield from self._target(page, address, name, fragment)

    def _split(self, page: BuiltPage, value: str) -> tuple[str | None, str]:
        """(file in the site, fragment); None for the file when it lies above the root."""
        if value.startswith(self.own):
            path, base = value[len(self.own) :], ""
        elif value.startswith("/"):
            path, base = value[len(self.base_path) :] if value.startswith(self.base_path) else value[1:], ""
        else:
            path, base = value, posixpath.dirname(page.path)
        path, _, fragment = path.partition("#")
        path = unquote(path.partition("?")[0])
        if not path and not value.startswith(("/", self.own)):
            return page.path, unquote(fragment)
        name = posixpath.normpath(posixpath.join(base, path)) if path else ""
        if name.startswith(".."):
            return None, fragment
        if name in ("", ".") or path.endswith("/"):
            name = posixpath.join("" if name == "." else name, "index.html")
        return name, unquote(fragment)

    def _target(self, page: BuiltPage, address: Address, name: str, fragment: str) -> Iterator[Finding]:
        target = self.site.pages.get(name)
        if target is None:
            return
        if fragment and address.tag in ("a", "area") and fragment not in target.ids:
            message, hint = "leads to no such anchor", f"{name} has no id {fragment!r}"
            yield self._finding(page, address, "broken-anchor", message, hint)
        if target.locale and page.locale:
            yield from self._language(page, address, target.locale)

    def _language(self, page: BuiltPage, address: Address, to: Locale) -> Iterator[Finding]:
        """A link stays in its language unless it says which language it leads to."""
        if address.tag not in ("a", "area", "link") or address.hreflang == "x-default":
            return
        expected = address.hreflang or (page.locale.tag if page.locale else "")
        if to.tag != expected:
            message = f"leads to a page in {to.name}"
            hint = "link to the page's own language; only the language switch crosses, with hreflang"
            yield self._finding(page, address, "wrong-language", message, hint)

    def _finding(self, page: BuiltPage, address: Address, rule: str, message: str, hint: str) -> Finding:
        path = self.context.tree.show(self.context.tree.site / page.path)
        shown = f"{address.tag} {address.attribute}={address.value!r} {message}"
        return Finding(path, page.line(f'{address.attribute}="{address.value}"'), rule, shown, hint)
