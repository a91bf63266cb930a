"""Accessibility that files alone can show: names, headings, ids, tables, links, languages, fields, focus order."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from handbook.checks.context import CheckContext
from handbook.core.findings import Finding
from handbook.web.html_pages import BuiltPage, is_hidden, language_of

RULES = (
    "image-name",
    "name-language",
    "one-h1",
    "heading-order",
    "repeated-id",
    "dangling-id",
    "table-header",
    "link-name",
    "link-alone",
    "same-text-two-targets",
    "page-language",
    "field-name",
    "focus-order",
)

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}[ ,]+[a-z]{2,}[ ,]+[a-z]{2,}")
_ALONE = frozenset(
    ("here", "click here", "more", "read more", "learn more", "see more", "this", "this page", "link", "this link",
     "read", "page", "details", "go", "这里", "这儿", "点击", "点击这里", "点这里", "此处", "更多", "了解更多",
     "查看更多", "详情", "链接", "本页", "这一页", "看这里", "阅读")
)  # fmt: skip
_FIELDS = "input:not([type=hidden]):not([type=submit]):not([type=button]), select, textarea"
_REFERRING = ("aria-labelledby", "aria-describedby", "aria-controls", "for")


def check(context: CheckContext) -> Iterator[Finding]:
    """Every built page (WCAG 2.2: 1.1.1, 1.3.1, 2.4.2 to 2.4.6, 3.1.1, 3.1.2, 4.1.2)."""
    for page in context.site.pages.values():
        yield from _Checked(context, page).findings()


class _Checked:
    """One page under check."""

    def __init__(self, context: CheckContext, page: BuiltPage) -> None:
        self.context, self.page = context, page
        self.path = context.tree.show(context.tree.site / page.path)
        self.tags = {locale.tag for locale in context.tree.locales}

    def findings(self) -> Iterator[Finding]:
        """All findings of the page."""
        yield from self._language()
        yield from self._images()
        yield from self._headings()
        yield from self._ids()
        yield from self._tables()
        yield from self._links()
        yield from self._fields()

    def _finding(self, rule: str, message: str, hint: str, needle: str = "") -> Finding:
        return Finding(self.path, self.page.line(needle) if needle else 1, rule, message, hint)

    def _language(self) -> Iterator[Finding]:
        wanted = self.page.locale.tag if self.page.locale else ""
        if self.page.lang not in ((wanted,) if wanted else self.tags):
            message = f"<html lang={self.page.lang!r}> should be {wanted or 'a language of the handbook'!r}"
            yield self._finding("page-language", message, "set by the theme's language in mkdocs.yml")
        for node in self.page.tree.css("[lang]"):
            lang = node.attributes.get("lang") or ""
            if not re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?(-[a-z]{5,8})?", lang):
                message = f"lang={lang!r} is not a language tag"
                yield self._finding("page-language", message, "write en or zh-Hans", f'lang="{lang}"')

    def _images(self) -> Iterator[Finding]:
        for node in self.page.tree.css("img, svg, area, [role=img]"):
            if node.tag == "svg" and (node.attributes.get("aria-hidden") == "true" or node.parent is None):
                continue
            name = self._name(node)
            if node.tag == "img" and "alt" in node.attributes and node.attributes.get("role") == "presentation":
                continue
            if not name:
                hint = "write alt text that says what the picture shows; hide a mere ornament with aria-hidden"
                where = node.attributes.get("src") or f"<{node.tag}>"
                yield self._finding("image-name", f"no text for {where}", hint, where)
            else:
                yield from self._named(node, name)

    def _named(self, node: LexborNode, name: str) -> Iterator[Finding]:
        """The name is in the language of its place (WCAG 2.2, 3.1.2)."""
        lang = language_of(node)
        wrong = (lang.startswith("zh") and not _HAN.search(name)) or (lang == "en" and bool(_HAN.search(name)))
        if wrong and (_HAN.search(name) or _LATIN.search(name)):
            message = f"{name!r} is not in the language of its place ({lang})"
            yield self._finding("name-language", message, "write it in the page's language", name[:40])

    def _name(self, node: LexborNode) -> str:
        """What a screen reader says: aria-labelledby, aria-label, alt, an svg's own title (not its description)."""
        attributes = node.attributes
        named = (self._text(key) for key in (attributes.get("aria-labelledby") or "").split())
        labelled = " ".join(filter(None, named))
        own = node.css_first("title") if node.tag == "svg" else None
        return labelled or (attributes.get("aria-label") or attributes.get("alt") or _text(own)).strip()

    def _text(self, key: str) -> str:
        return _text(self.page.tree.css_first(f'[id="{key}"]'))

    def _headings(self) -> Iterator[Finding]:
        headings = self.page.tree.css("h1, h2, h3, h4, h5, h6")
        tops = [node for node in headings if node.tag == "h1"]
        if len(tops) != 1:
            yield self._finding("one-h1", f"{len(tops)} headings of level 1", "a page has exactly one", "<h1")
        before = 0
        for node in self.page.tree.css("article h1, article h2, article h3, article h4, article h5, article h6"):
            level = int((node.tag or "h1")[1])
            if level > before + 1:
                message = f"{_text(node)!r} is of level {level} after level {before}"
                hint = "do not skip a level"
                yield self._finding("heading-order", message, hint, f'id="{node.attributes.get("id")}"')
            if not _text(node):
                yield self._finding("heading-order", f"an empty heading of level {level}", "write it or remove it")
            before = level

    def _ids(self) -> Iterator[Finding]:
        seen: set[str] = set()
        for node in self.page.tree.css("[id]"):
            key = node.attributes.get("id") or ""
            if key in seen:
                yield self._finding("repeated-id", f"the id {key!r} stands twice", "ids are unique", f'id="{key}"')
            seen.add(key)
        for name in _REFERRING:
            for node in self.page.tree.css(f"[{name}]"):
                for key in (node.attributes.get(name) or "").split():
                    if key not in seen:
                        message = f"{name}={key!r} names no element"
                        yield self._finding("dangling-id", message, "mend the id", f'{name}="{key}')

    def _tables(self) -> Iterator[Finding]:
        for table in self.page.tree.css("table"):
            cells = table.css("th")
            if not cells:
                hint = "name the columns in a header row"
                yield self._finding("table-header", "a table without header cells", hint, "<table")
            for cell in cells:
                if cell.attributes.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                    message = f"the header cell {_text(cell)!r} has no scope"
                    yield self._finding("table-header", message, "add scope=col or scope=row", _text(cell))

    def _links(self) -> Iterator[Finding]:
        targets: dict[str, str] = {}
        for node in self.page.tree.css("a[href]"):
            name = self._link_name(node)
            target = node.attributes.get("href") or ""
            if not name:
                yield self._finding("link-name", f"the link to {target} has no text", "say where it leads", target)
            elif name.lower().strip(" .。…>»→") in _ALONE:
                message = f"{name!r} does not say where the link leads"
                yield self._finding("link-alone", message, "name the page or the thing", f">{name}<")
            elif self._stands_alone(node, target):
                yield from self._same(targets, name, target)

    @staticmethod
    def _stands_alone(node: LexborNode, target: str) -> bool:
        """All but terms (described), notes (numbered), sources (with an author) and navigation (below a heading)."""
        described = {"term", "footnote-ref", "footnote-backref", "tel"} & set(
            (node.attributes.get("class") or "").split()
        )
        return not described and not target.startswith(("http:", "https:", "tel:")) and not _inside(node, "nav")

    def _same(self, targets: dict[str, str], name: str, target: str) -> Iterator[Finding]:
        """Two links of one text lead to one place, at least to one page (WCAG 2.2, 2.4.4; 3.2.4)."""
        page = posixpath.normpath(target.partition("#")[0] or posixpath.basename(self.page.path))
        first = targets.setdefault(name, page)
        if first != page:
            message = f"{name!r} leads to {first} and to {page}"
            yield self._finding("same-text-two-targets", message, "say in each link where it leads", f">{name}<")

    def _link_name(self, node: LexborNode) -> str:
        said = (node.attributes.get("aria-label") or "").strip() or _text(node)
        if said:
            return said
        inner = " ".join(filter(None, (self._name(image) for image in node.css("img, svg"))))
        return inner or (node.attributes.get("title") or "").strip()

    def _fields(self) -> Iterator[Finding]:
        labelled = {node.attributes.get("for") for node in self.page.tree.css("label[for]")}
        for node in self.page.tree.css(_FIELDS):
            attributes = node.attributes
            named = self._name(node) or attributes.get("id") in labelled or _inside(node, "label")
            if not named and not is_hidden(node):
                message = f"a <{node.tag}> without a name"
                yield self._finding("field-name", message, "add a <label for=…>", f"<{node.tag}")
        for node in self.page.tree.css("[tabindex]"):
            order = node.attributes.get("tabindex") or "0"
            if not order.lstrip("-").isdigit() or int(order) > 0:
                message = f"tabindex={order!r} changes the order of focus"
                yield self._finding("focus-order", message, "use 0 or -1", f'tabindex="{order}"')


def _inside(node: LexborNode, tag: str) -> bool:
    current = node.parent
    while current is not None and current.tag != tag:
        current = current.parent
    return current is not None


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text().split()) if node else ""
