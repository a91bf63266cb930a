"""Links: every page, anchor, asset and PDF that the site links to is there, in its language."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.core.findings import Finding
from handbook.core.project import Locale
from handbook.web.html_pages import Address, BuiltPage, BuiltSite

RULES = (
    Rule(
        "broken-link",
        "Every address inside the site leads to a file of the site.",
        "A reader in a hurry meets an error page instead of an answer.",
        "HTML Standard, 4.6 (links)",
        needs_site=True,
    ),
    Rule(
        "broken-anchor",
        "Every link to a part of a page leads to an id on it.",
        "The browser would show the top of a long page instead of the sign or the claim.",
        "HTML Standard, 7.4.6.3 (scrolling to a fragment)",
        needs_site=True,
    ),
    Rule(
        "empty-link",
        "No picture, script or style has an empty address.",
        "A browser then asks for the page itself once more.",
        "HTML Standard, 2.4 (valid non-empty URL)",
        needs_site=True,
    ),
    Rule(
        "wrong-language",
        "A link stays in the language of its page; only the language switch crosses.",
        "A reader who cannot read the other language is lost at the worst moment.",
        "WCAG 2.2, 3.1.1 and 3.2.4",
        needs_site=True,
    ),
    Rule(
        "outside-site",
        "No relative address climbs above the site's root.",
        "It works at one host and breaks on a USB stick or below another address.",
        "RFC 3986, 5.2.4 (removing dot segments)",
        needs_site=True,
    ),
)

ELSEWHERE = ("http:", "https:", "mailto:", "tel:", "data:", "//")


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings for every address of every page, one for each address on a page."""
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
        """Sound addresses, by the folder and language they were seen in: most pages share most."""

    def check(self, page: BuiltPage) -> Iterator[Finding]:
        """Yield the findings for `page`."""
        tag = page.locale.code if page.locale else ""
        sound = self.sound[posixpath.dirname(page.path), tag]
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
            # An empty `href` of a link means this page, which is sound.
            if (address.tag, address.attribute) != ("a", "href"):
                hint = "give it a target or remove it"
                yield self._finding(page, address, "empty-link", "is empty", hint)
            return
        if value.startswith(ELSEWHERE) and not value.startswith(self.own):
            return
        name, fragment = self._split(page, value)
        if name is None:
            message, hint = "leaves the site's root", "shorten the `../` part"
            yield self._finding(page, address, "outside-site", message, hint)
        elif name not in self.site.files:
            hint = f"there is no file {name!r} in the site"
            yield self._finding(page, address, "broken-link", "leads nowhere", hint)
        else:
            yield from self._target(page, address, name, fragment)

    def _split(self, page: BuiltPage, value: str) -> tuple[str | None, str]:
        """Return (file in the site, fragment) that `value` on `page` means.

        The file is None when it lies above the root.
        """
        base = ""
        if value.startswith(self.own):
            path = value[len(self.own) :]
        elif value.startswith("/"):
            path = value.removeprefix(self.base_path).removeprefix("/")
        else:
            path, base = value, posixpath.dirname(page.path)
        path, _, fragment = path.partition("#")
        path = unquote(path.partition("?")[0])
        if not path and not value.startswith(("/", self.own)):
            return page.path, unquote(fragment)
        name = posixpath.normpath(posixpath.join(base, path)) if path else ""
        if name.startswith(".."):
            return None, fragment
        name = "" if name == "." else name
        if not name or path.endswith("/"):
            name = posixpath.join(name, "index.html")
        return name, unquote(fragment)

    def _target(
        self, page: BuiltPage, address: Address, name: str, fragment: str
    ) -> Iterator[Finding]:
        target = self.site.pages.get(name)
        if target is None:
            return
        if fragment and address.tag in ("a", "area") and fragment not in target.ids:
            message, hint = "leads to no such anchor", f"{name} has no id {fragment!r}"
            yield self._finding(page, address, "broken-anchor", message, hint)
        if target.locale and page.locale:
            yield from self._language(page, address, page.locale, target.locale)

    def _language(
        self, page: BuiltPage, address: Address, here: Locale, to: Locale
    ) -> Iterator[Finding]:
        """Yield a finding where a link leaves its language without `hreflang` that says so."""
        if address.tag not in ("a", "area", "link") or address.hreflang == "x-default":
            return
        if to.tag != (address.hreflang or here.tag):
            hint = (
                "link to the page's own language; only the language switch crosses, with hreflang"
            )
            message = f"leads to a page in {to.name}"
            yield self._finding(page, address, "wrong-language", message, hint)

    def _finding(
        self, page: BuiltPage, address: Address, rule: str, message: str, hint: str
    ) -> Finding:
        line = page.line(f'{address.attribute}="{address.value}"')
        shown = f"{address.tag} {address.attribute}={address.value!r} {message}"
        return Finding(self.context.shown(page.path), line, rule, shown, hint)
