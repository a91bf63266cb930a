"""Accessibility, as far as files show it: names, headings, ids, tables, links, fields."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.core.findings import Finding
from handbook.core.memo import remembered
from handbook.web.html_pages import BuiltPage, is_hidden, is_inside, language_of, text_of

RULES = (
    Rule(
        "image-name",
        "Every picture has a text that says what it shows, or is hidden as an ornament.",
        "Who does not see it gets nothing, or the name of a file.",
        "WCAG 2.2, 1.1.1",
        needs_site=True,
    ),
    Rule(
        "name-language",
        "The text of a picture is in the language of its place.",
        "A screen reader speaks it with the voice of that language.",
        "WCAG 2.2, 3.1.2",
        needs_site=True,
    ),
    Rule(
        "one-h1",
        "A page has exactly one heading of level 1.",
        "It is where a screen reader's user begins to read.",
        "WCAG 2.2, 1.3.1 and 2.4.6; also axe, page-has-heading-one",
        needs_site=True,
    ),
    Rule(
        "heading-order",
        "No heading is empty or skips a level.",
        "Headings are the table of contents of those who do not see the page.",
        "WCAG 2.2, 1.3.1; also axe, heading-order",
        needs_site=True,
    ),
    Rule(
        "repeated-id",
        "No id stands twice on a built page.",
        "A label or a link would name the wrong one.",
        "HTML Standard, 3.2.6; also vnu",
        needs_site=True,
    ),
    Rule(
        "dangling-id",
        "Every id that a label or an aria attribute names exists.",
        "The field or button would have no name.",
        "WCAG 2.2, 4.1.2; also axe, aria-valid-attr-value",
        needs_site=True,
    ),
    Rule(
        "table-header",
        "Every table has header cells, each with its scope.",
        "A screen reader says them with each cell: week, then what to do.",
        "WCAG 2.2, 1.3.1",
        needs_site=True,
    ),
    Rule(
        "link-name",
        "Every link has a text.",
        "A link without one is read out as its address.",
        "WCAG 2.2, 2.4.4; also axe, link-name",
        needs_site=True,
    ),
    Rule(
        "link-alone",
        "The text of a link says where it leads, without the sentence around it.",
        "Many people go from link to link: ten times “here” says nothing.",
        "WCAG 2.2, 2.4.9",
        needs_site=True,
    ),
    Rule(
        "same-text-two-targets",
        "Links with the same text lead to the same page.",
        "Two of them cannot be told apart.",
        "WCAG 2.2, 2.4.4 and 3.2.4",
        needs_site=True,
    ),
    Rule(
        "page-language",
        "Every page says its language, and every `lang` is a language tag.",
        "It chooses voice, font and hyphenation.",
        "WCAG 2.2, 3.1.1; BCP 47; also axe, html-has-lang",
        needs_site=True,
    ),
    Rule(
        "field-name",
        "Every field of a form has a name.",
        "Nobody knows what to fill in otherwise.",
        "WCAG 2.2, 1.3.1 and 4.1.2; also axe, label",
        needs_site=True,
    ),
    Rule(
        "focus-order",
        "No element changes the order in which the Tab key goes through a page.",
        "The focus would jump where no eye follows.",
        "WCAG 2.2, 2.4.3; also axe, tabindex",
        needs_site=True,
    ),
)

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}[ ,]+[a-z]{2,}[ ,]+[a-z]{2,}")
_ALONE = frozenset(
    ("here", "click here", "more", "read more", "learn more", "see more", "this", "this page",
     "link", "this link", "read", "page", "details", "go",
     "这里", "这儿", "点击", "点击这里", "点这里", "此处", "更多", "了解更多",
     "查看更多", "详情", "链接", "本页", "这一页", "看这里", "阅读")
)  # fmt: skip
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?(-[a-z]{5,8})?")
"""Language, script, region, variant: BCP 47, section 2.1, as far as the handbook may need it."""
_FIELDS = "input:not([type=hidden]):not([type=submit]):not([type=button]), select, textarea"
_HEADINGS = ", ".join(f"article h{level}" for level in range(1, 7))
_REFERRING = ("aria-labelledby", "aria-describedby", "aria-controls", "for")


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings for every built page."""
    tags = frozenset(locale.tag for locale in context.project.locales)
    for page in context.site.pages.values():
        yield from _of_page(page, context.shown(page.path), tags)


@remembered(512, kept=True)
def _of_page(page: BuiltPage, path: str, tags: frozenset[str]) -> tuple[Finding, ...]:
    return tuple(_Checked(page, path, tags).findings())


class _Checked:
    """One page under check: how findings name it, and the tags of the handbook's languages."""

    def __init__(self, page: BuiltPage, path: str, tags: frozenset[str]) -> None:
        self.page, self.path, self.tags = page, path, tags

    def findings(self) -> Iterator[Finding]:
        """Yield all findings of the page."""
        yield from self._language()
        yield from self._images()
        yield from self._headings()
        yield from self._ids()
        yield from self._tables()
        yield from self._links()
        yield from self._fields()

    def _finding(self, rule: str, message: str, hint: str, needle: str = "") -> Finding:
        """Return a finding at the line where `needle` first stands in the HTML, else at 1."""
        line = self.page.line(needle) if needle else 1
        return Finding(self.path, line, rule, message, hint)

    def _language(self) -> Iterator[Finding]:
        wanted = self.page.locale.tag if self.page.locale else ""
        allowed = (wanted,) if wanted else self.tags
        if self.page.lang not in allowed:
            should = wanted or "a language of the handbook"
            message = f"<html lang={self.page.lang!r}> should be {should!r}"
            hint = "set by the theme's language in mkdocs.yml"
            yield self._finding("page-language", message, hint)
        for node in self.page.tree.css("[lang]"):
            lang = node.attributes.get("lang") or ""
            if not _TAG.fullmatch(lang):
                message, hint = f"lang={lang!r} is not a language tag", "write en or zh-Hans"
                yield self._finding("page-language", message, hint, f'lang="{lang}"')

    def _images(self) -> Iterator[Finding]:
        for node in self.page.tree.css("img, svg, area, [role=img]"):
            if _is_ornament(node):
                continue
            name = self._name(node)
            if not name:
                hint = "write alt text that says what the picture shows"
                if node.tag == "svg":
                    hint = "give the drawing a <title> in each language"
                hint += "; hide a mere ornament with aria-hidden"
                where = node.attributes.get("src") or f"<{node.tag}>"
                yield self._finding("image-name", f"no text for {where}", hint, where)
            else:
                yield from self._named(node, name)

    def _named(self, node: LexborNode, name: str) -> Iterator[Finding]:
        """Yield a finding where `name`, of a picture, is not in the language of its place.

        A few Latin words are a name, which stands in any language.
        """
        lang = language_of(node)
        is_chinese = bool(_HAN.search(name))
        wrong = not is_chinese if lang.startswith("zh") else lang == "en" and is_chinese
        if wrong and (is_chinese or _LATIN.search(name)):
            message = f"{name!r} is not in the language of its place ({lang})"
            hint = "write it in the page's language"
            yield self._finding("name-language", message, hint, name[:40])

    def _name(self, node: LexborNode) -> str:
        """Return what a screen reader says of `node`.

        In this order (accname 1.2): aria-labelledby, aria-label, alt, an svg's own title.
        """
        attributes = node.attributes
        named = (self._text(key) for key in (attributes.get("aria-labelledby") or "").split())
        labelled = " ".join(filter(None, named))
        own = node.css_first("title") if node.tag == "svg" else None
        said = attributes.get("aria-label") or attributes.get("alt") or text_of(own)
        return labelled or said.strip()

    def _text(self, key: str) -> str:
        named = (node for node in self.page.tree.css("[id]") if node.attributes.get("id") == key)
        return text_of(next(named, None))

    def _headings(self) -> Iterator[Finding]:
        tops = self.page.tree.css("h1")
        if len(tops) != 1:
            message, hint = f"{len(tops)} headings of level 1", "a page has exactly one"
            yield self._finding("one-h1", message, hint, "<h1")
        before = 0
        for node in self.page.tree.css(_HEADINGS):
            level = int((node.tag or "h1")[1])
            if level > before + 1:
                message = f"{text_of(node)!r} is of level {level} after level {before}"
                needle = f'id="{node.attributes.get("id")}"'
                yield self._finding("heading-order", message, "do not skip a level", needle)
            if not text_of(node):
                message = f"an empty heading of level {level}"
                yield self._finding("heading-order", message, "write it or remove it")
            before = level

    def _ids(self) -> Iterator[Finding]:
        seen: set[str] = set()
        for node in self.page.tree.css("[id]"):
            key = node.attributes.get("id") or ""
            if key in seen:
                message = f"the id {key!r} stands twice"
                yield self._finding("repeated-id", message, "ids are unique", f'id="{key}"')
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
                message, hint = "a table without header cells", "name the columns in a header row"
                yield self._finding("table-header", message, hint, "<table")
            for cell in cells:
                if cell.attributes.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                    message = f"the header cell {text_of(cell)!r} has no scope"
                    hint = "add scope=col or scope=row"
                    yield self._finding("table-header", message, hint, text_of(cell))

    def _links(self) -> Iterator[Finding]:
        targets: dict[str, str] = {}
        for node in self.page.tree.css("a[href]"):
            name = self._link_name(node)
            target = node.attributes.get("href") or ""
            if not name:
                message = f"the link to {target} has no text"
                yield self._finding("link-name", message, "say where it leads", target)
            elif name.lower().strip(" .。…>»→") in _ALONE:
                message = f"{name!r} does not say where the link leads"
                yield self._finding(
                    "link-alone", message, "name the page or the thing", f">{name}<"
                )
            elif self._stands_alone(node, target):
                yield from self._same(targets, name, target)

    @staticmethod
    def _stands_alone(node: LexborNode, target: str) -> bool:
        """Return whether nothing but the text of a link tells where it leads.

        Something else does for terms (described), notes (numbered), sources (with an author),
        numbers to call, and the navigation (below a heading).
        """
        classes = set((node.attributes.get("class") or "").split())
        if classes & {"term", "footnote-ref", "footnote-backref", "tel"}:
            return False
        return not target.startswith(("http:", "https:", "tel:")) and not is_inside(node, "nav")

    def _same(self, targets: dict[str, str], name: str, target: str) -> Iterator[Finding]:
        """Yield a finding where links with the text `name` lead to two pages.

        `targets` holds the page that each text led to so far, and is added to.
        """
        file = target.partition("#")[0] or posixpath.basename(self.page.path)
        page = posixpath.normpath(file)
        first = targets.setdefault(name, page)
        if first != page:
            message = f"{name!r} leads to {first} and to {page}"
            hint = "say in each link where it leads"
            yield self._finding("same-text-two-targets", message, hint, f">{name}<")

    def _link_name(self, node: LexborNode) -> str:
        said = (node.attributes.get("aria-label") or "").strip() or text_of(node)
        if said:
            return said
        inner = " ".join(filter(None, map(self._name, node.css("img, svg"))))
        return inner or (node.attributes.get("title") or "").strip()

    def _fields(self) -> Iterator[Finding]:
        labelled = {node.attributes.get("for") for node in self.page.tree.css("label[for]")}
        for node in self.page.tree.css(_FIELDS):
            is_labelled = node.attributes.get("id") in labelled or is_inside(node, "label")
            if not is_labelled and not self._name(node) and not is_hidden(node):
                message = f"a <{node.tag}> without a name"
                yield self._finding("field-name", message, "add a <label for=…>", f"<{node.tag}")
        for node in self.page.tree.css("[tabindex]"):
            order = node.attributes.get("tabindex") or "0"
            if not order.lstrip("-").isdigit() or int(order) > 0:
                message = f"tabindex={order!r} changes the order of focus"
                yield self._finding("focus-order", message, "use 0 or -1", f'tabindex="{order}"')


def _is_ornament(node: LexborNode) -> bool:
    """Return whether a picture is hidden from screen readers, and so needs no text."""
    if node.tag == "svg":
        return node.attributes.get("aria-hidden") == "true" or node.parent is None
    is_presentation = node.attributes.get("role") == "presentation"
    return node.tag == "img" and "alt" in node.attributes and is_presentation
