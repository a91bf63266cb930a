"""Links: every page, anchor, asset and PDF that the site links to is there, in its language."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from handbook.checks.built.link_targets import Targets
from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.core.findings import Finding
from handbook.core.project import Locale
from handbook.web.addresses import reader_of
from handbook.web.html_pages import Address

RULES = (
    Rule(
        "broken-link",
        "Every address of a page, style, drawing, feed, list or PDF leads to a file of the site.",
        "A reader in a hurry meets an error page instead of an answer.",
        "HTML Standard, 4.6 (links); tests/checks/test_link_kinds.py",
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

TOP = ("top",)
"""The place that every page has (HTML Standard, 7.4.6.3)."""


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings for every address of every page and file, one for each that a file holds."""
    checker = _Checker(context)
    for page in context.site.pages.values():
        yield from checker.check(_Source(page.path, page.html, page.locale), page.addresses)
        yield from checker.check(_Source(page.path, page.html), page.mentions)
    for name in sorted(context.site.files):
        if name.endswith(".pdf"):
            yield from checker.document(name)
        elif read := reader_of(name):
            text = (context.site.root / name).read_text("utf-8", errors="replace")
            found = [Address(kind, "", value) for kind, value in read(text)]
            yield from checker.check(_Source(name, text), found)


class _Source(NamedTuple):
    """A file that holds addresses."""

    path: str
    text: str
    locale: Locale | None = None
    """Of a page, whose links stay in its language."""

    def line(self, value: str) -> int:
        """Return the 1-based line where `value` first stands; 1 where it is not to be found."""
        return self.text.count("\n", 0, max(0, self.text.find(value))) + 1


class _Checker:
    """Holds addresses against the files and places of one site."""

    def __init__(self, context: CheckContext) -> None:
        self.context = context
        self.targets = Targets(context)
        self.sound: dict[tuple[str, str], set[Address]] = defaultdict(set)
        """Sound addresses, by the folder and language they were seen in: most pages share most."""

    def check(self, source: _Source, addresses: Iterable[Address]) -> Iterator[Finding]:
        """Yield the findings for the addresses of `source`."""
        tag = source.locale.code if source.locale else ""
        sound = self.sound[posixpath.dirname(source.path), tag]
        for address in dict.fromkeys(addresses):
            if address in sound:
                continue
            findings = list(self._address(source, address))
            yield from findings
            if not findings and address.value[:1] not in ("", "#", "?"):
                sound.add(address)

    def document(self, name: str) -> Iterator[Finding]:
        """Yield the findings for the links, bookmarks and QR codes of a PDF."""
        facts = self.context.printed(name)
        if facts is None:
            return  # the rule `handout-untagged` says that it is no PDF
        source = _Source(name, "")
        yield from self.check(source, [Address("PDF", "", value) for value in facts.addresses])
        for place in facts.lost_places:
            hint = "see overrides/print/book.typ"
            message = f"a link in it leads to {place!r}, which is not there"
            yield Finding(self.context.shown(name), 1, "broken-anchor", message, hint)
        if facts.unread_codes:
            message = f"{facts.unread_codes} QR codes in it cannot be read"
            hint = "see handbook/sheets/frame.py, and leave white round the code"
            yield Finding(self.context.shown(name), 1, "broken-link", message, hint)

    def _address(self, source: _Source, address: Address) -> Iterator[Finding]:
        value = address.value
        if not value:
            # An empty `href` of a link means this page, which is sound.
            if (address.tag, address.attribute) != ("a", "href"):
                hint = "give it a target or remove it"
                yield self._finding(source, address, "empty-link", "is empty", hint)
            return
        target = self.targets.find(source.path, value)
        if target is None:
            return
        name, place = target
        if name is None:
            message, hint = "leaves the site's root", "shorten the `../` part"
            yield self._finding(source, address, "outside-site", message, hint)
        elif name not in self.context.site.files:
            hint = f"there is no file {name!r} in the site"
            yield self._finding(source, address, "broken-link", "leads nowhere", hint)
        else:
            yield from self._target(source, address, name, place)

    def _target(
        self, source: _Source, address: Address, name: str, place: str
    ) -> Iterator[Finding]:
        if place and place not in TOP:
            places = self.targets.anchors(name)
            if places is not None and place not in places:
                message, hint = "leads to no such anchor", f"{name} has no id {place!r}"
                yield self._finding(source, address, "broken-anchor", message, hint)
        target = self.context.site.pages.get(name)
        if target and target.locale and source.locale:
            yield from self._language(source, address, source.locale, target.locale)

    def _language(
        self, source: _Source, address: Address, here: Locale, to: Locale
    ) -> Iterator[Finding]:
        """Yield a finding where a link leaves its language without `hreflang` that says so."""
        if address.tag not in ("a", "area", "link") or address.hreflang == "x-default":
            return
        if to.tag != (address.hreflang or here.tag):
            hint = (
                "link to the page's own language; only the language switch crosses, with hreflang"
            )
            message = f"leads to a page in {to.name}"
            yield self._finding(source, address, "wrong-language", message, hint)

    def _finding(
        self, source: _Source, address: Address, rule: str, message: str, hint: str
    ) -> Finding:
        place = f'{address.attribute}="{address.value}"'
        line = source.line(place) if place in source.text else source.line(address.value)
        shown = f"{address.tag} {address.attribute}={address.value!r} {message}"
        return Finding(self.context.shown(source.path), line, rule, shown, hint)
