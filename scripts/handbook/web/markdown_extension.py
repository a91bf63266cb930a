"""The handbook's own step in Python-Markdown.

Terms, foreign words, cards, blanks, tables, drawings, notes.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from handbook.content.evidence import Evidence, Term
from handbook.content.markdown_reader import LABELS, PLACE
from handbook.core.project import Locale, Project
from handbook.language.languages import language
from handbook.language.sentences import on_one_line
from handbook.web.drawings import localise

BLANK = re.compile(r"_{6,}")
SKIP_TERMS = {"a", "h1", "h2", "h3", "th", "script", "style", "svg", "sup"}
TERMLESS = {"notes", "doors"}
"""Boxes without terms: the notes, and the doors, where all of a card leads to one page."""
HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]{2,}")
HEADINGS = ("h1", "h2", "h3")
SKIP_FOREIGN = {"script", "style", "svg"}
NUMBERED = r"(?<=\d) ?[(（]({})[)）]"
"""A number's place in brackets."""
WORD = 7
"""Han: a longer name has to break on a phone."""
NEVER: frozenset[str] = frozenset()
VERBATIM = {"pre", "code"}
"""Elements whose lines are shown as they are broken."""
FOLDED = {
    "get-help-now": (
        *(
            "emergency-numbers",
            "script-to-show",
            "short-words",
            "more-words",
            "cord",
            "birth-before-help",
        ),
        *("on-the-way", "where-to-go", "crisis", "what-you-can-do", "questions-to-ask"),
    ),
    "for-partners-and-family": (
        "what-hurts-and-what-to-say-instead",
        "if-family-and-doctor-disagree-about-rest",
    ),
    "care-in-mainland-china": ("facts",),
}
"""By page: the headings whose sections fold.

The first screens of the help page are what to do; the rest is a list to open. The page for the
family, and the longest page of a place, are read by those who find them short: what is not for
every day is opened.
"""

Make = Callable[[re.Match[str]], list[etree.Element] | None]


class HandbookExtension(Extension):
    """Registered once; the hook sets `locale` and `slug` before each page."""

    def __init__(self, evidence: Evidence, project: Project) -> None:
        super().__init__()
        self.evidence = evidence
        self.drawings = project.docs / "assets/drawings"
        self.default = project.locales[0]
        self.locale: Locale | None = None
        self.slug = ""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run after attribute lists (8), before the table of contents (5) and MkDocs' links (0)."""
        md.treeprocessors.register(_Page(md, self), "handbook", 7)


class _Page(Treeprocessor):
    def __init__(self, md: Markdown, extension: HandbookExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: etree.Element) -> None:
        locale = self.extension.locale
        if locale is None:
            return
        _join_lines(root, locale.code)
        _notes(root, self.extension.evidence, locale.code)
        _fold_notes(root)
        _tighten(root)
        _tables(root)
        self._drawings(root, locale)
        _cards(root)
        _places(root, self.extension.evidence, locale.code)
        _split_texts(root, BLANK, lambda _: [etree.Element("span", {"class": "blank"})], NEVER)
        self._terms(root, locale)
        self._headings(root, locale)
        self._places_of_numbers(root, locale)
        self._foreign(root, locale)
        for name in FOLDED.get(self.extension.slug, ()):
            _fold_section(root, name)

    def _headings(self, root: etree.Element, locale: Locale) -> None:
        """Let a heading break between words only, in a script that has no blanks to say where."""
        if language(locale.code).dictionary:
            for heading in (element for element in root.iter() if element.tag in HEADINGS):
                _split_texts(heading, HAN_RUN, partial(self._whole_words, code=locale.code), NEVER)

    def _foreign(self, root: etree.Element, locale: Locale) -> None:
        """Mark words of another language (WCAG 2.2, 3.1.2)."""
        foreign = language(locale.code).foreign
        if foreign:
            tag = {"lang": language(foreign.language).tag}
            _split_texts(root, foreign.pattern, lambda match: [_span(match[0], tag)], SKIP_FOREIGN)

    def _places_of_numbers(self, root: etree.Element, locale: Locale) -> None:
        """Mark the place in brackets behind a number, which a reader who is there need not read."""
        named = {place.name[locale.code]: place.id for place in self.extension.evidence.places}
        pattern = re.compile(NUMBERED.format("|".join(map(re.escape, named))))
        _split_texts(
            root, pattern, lambda match: [_span(match[0], {"data-not": named[match[1]]})], NEVER
        )

    def _drawings(self, root: etree.Element, locale: Locale) -> None:
        for paragraph in root.iter("p"):
            image = paragraph[0] if len(paragraph) == 1 else None
            if image is None or image.tag != "img" or "/drawings/" not in image.get("src", ""):
                continue
            path = self.extension.drawings / Path(image.get("src", "")).name
            if not path.exists():
                continue  # MkDocs itself reports the missing file.
            html = localise(path, locale, self.extension.default, image.get("alt", ""))
            paragraph.remove(image)
            paragraph.text = self.md.htmlStash.store(html)

    def _whole_words(self, match: re.Match[str], code: str) -> list[etree.Element]:
        """Return the words of a run of Han, none of which a line may break."""
        return [
            _span(word, {"class": "nobr"})
            for word in words(match[0], self.extension.evidence, code)
        ]

    def _terms(self, root: etree.Element, locale: Locale) -> None:
        if self.extension.slug == "words":
            return
        terms = {
            word.lower(): term
            for term in self.extension.evidence.terms
            for word in term.match[locale.code]
        }
        if not terms:
            return
        words = sorted(terms, key=len, reverse=True)
        edge = language(locale.code).edge
        pattern = re.compile(f"{edge}(?:{'|'.join(map(re.escape, words))}){edge}", re.IGNORECASE)
        seen: set[str] = set()

        def make(match: re.Match[str]) -> list[etree.Element] | None:
            term = terms[match[0].lower()]
            if term.id in seen:
                return None
            seen.add(term.id)
            return _term(match[0], term, locale.code)

        body = [element for element in root if TERMLESS.isdisjoint(_classes(element))]
        for element in body:
            _split_texts(element, pattern, make, SKIP_TERMS)


def _classes(element: etree.Element) -> list[str]:
    return element.get("class", "").split()


def words(run: str, evidence: Evidence, code: str) -> list[str]:
    """Return the words of a run of Han in language `code`.

    The glossary's stay whole; what is between them is cut as the dictionary of rjieba cuts it.
    """
    import rjieba  # its dictionary takes a tenth of a second to load

    known: set[str] = set()
    for term in evidence.terms:
        known.update(term.match[code], (term.plain[code], term.medical[code]))
    whole = sorted((name for name in known if 1 < len(name) <= WORD), key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, whole))})", run) if whole else [run]
    return [word for piece in pieces for word in ([piece] if piece in known else rjieba.cut(piece))]


def _term(text: str, term: Term, code: str) -> list[etree.Element]:
    """Return a link to the word list, and the meaning that shows on hover and focus."""
    tip = f"tip-{term.id}"
    link = etree.Element(
        "a", {"class": "term", "href": f"words.md#{term.id}", "aria-describedby": tip}
    )
    link.text = text
    meaning = _span(term.meaning[code], {"class": "tip", "role": "tooltip", "id": tip})
    return [link, meaning]


def _span(text: str, attributes: dict[str, str]) -> etree.Element:
    span = etree.Element("span", attributes)
    span.text = text
    return span


def _split_texts(
    element: etree.Element, pattern: re.Pattern[str], make: Make, skip: frozenset[str] | set[str]
) -> None:
    """Replace what `pattern` finds in the text below `element` by what `make` returns.

    None leaves it.
    """
    if element.tag in skip:
        return
    element.text, lead = _split(element.text, pattern, make)
    rebuilt = lead
    for child in list(element):
        _split_texts(child, pattern, make, skip)
        child.tail, following = _split(child.tail, pattern, make)
        rebuilt += [child, *following]
    element[:] = rebuilt


def _split(
    text: str | None, pattern: re.Pattern[str], make: Make
) -> tuple[str | None, list[etree.Element]]:
    """Return `text` up to the first replacement, and the new elements with the text behind each."""
    if not text:
        return text, []
    made: list[etree.Element] = []
    head, last = "", 0
    for match in pattern.finditer(text):
        new = make(match)
        if not new:
            continue
        between = text[last : match.start()]
        if made:
            made[-1].tail = between
        else:
            head = between
        made.extend(new)
        last = match.end()
    if not made:
        return text, []
    made[-1].tail = text[last:]
    return head, made


def _join_lines(root: etree.Element, code: str) -> None:
    """Take out where the source breaks its lines: a phrase is one, however it is wrapped.

    Chinese has no blank there, and the words of a place are looked for as they are.
    """
    for element in root.iter():
        if element.tag not in VERBATIM:
            element.text = _joined(element.text, code)
        element.tail = _joined(element.tail, code)


def _joined(text: str | None, code: str) -> str | None:
    """Return a text on one line, with the blanks around it, which stand beside other elements."""
    said = (text or "").strip()
    return text.replace(said, on_one_line(said, code), 1) if text and said else text


def _notes(root: etree.Element, evidence: Evidence, code: str) -> None:
    """Names for the note marks and the ways back, in the page's language."""
    for link in root.iter("a"):
        kind = link.get("class", "")
        if kind == "footnote-ref":
            link.set("aria-label", evidence.say("note", code, link.text))
            link.set("role", "doc-noteref")
        elif kind == "footnote-backref":
            number = re.sub(r"\D", "", link.get("title", "")) or "1"
            link.attrib.pop("title", None)
            link.set("aria-label", evidence.say("back", code, number))
            link.text = "↑"


def _fold_notes(root: etree.Element) -> None:
    """Fold the section of notes.

    A mark, an address or paper opens it, and nothing else on a page is as long.
    """
    children = list(root)
    start = next((at for at, child in enumerate(children) if child.get("class") == "sources"), None)
    if start is None:
        return
    fold = etree.Element("details", {"class": "notes"})
    summary = etree.SubElement(fold, "summary")
    root.insert(start, fold)
    for child in children[start:]:
        root.remove(child)
        (summary if child.get("class") == "sources" else fold).append(child)


def _fold_section(root: etree.Element, name: str) -> None:
    """Fold the section of the heading with the id `name`, if it is there.

    A link to the heading, an address or paper opens it.
    """
    heading = next((child for child in root if child.get("id") == name), None)
    if heading is None:
        return
    ends = HEADINGS[: HEADINGS.index(heading.tag) + 1]
    start = list(root).index(heading)
    fold = etree.Element("details", {"class": "fold"})
    etree.SubElement(fold, "summary").append(heading)
    for child in list(root)[start + 1 :]:
        if child.tag in ends or child.get("class") == "notes":
            break
        root.remove(child)
        fold.append(child)
    root.remove(heading)
    root.insert(start, fold)


def _tighten(root: etree.Element) -> None:
    """Take out the gap before a note mark: it belongs to the word before it."""
    for parent in root.iter():
        before: etree.Element | None = None
        for child in parent:
            if child.tag == "sup" and before is None:
                parent.text = (parent.text or "").rstrip()
            elif child.tag == "sup" and before is not None:
                before.tail = (before.tail or "").rstrip()
            before = child


def _tables(root: etree.Element) -> None:
    """Scope for header cells.

    Each cell knows its column's name, so that a phone can stack the rows.
    """
    for table in root.iter("table"):
        names = []
        for cell in table.iter("th"):
            cell.set("scope", "col")
            names.append("".join(cell.itertext()))
        for row in table.iterfind("tbody/tr"):
            for name, cell in zip(names, row, strict=False):
                cell.set("data-label", name)
            if len(row) and not BLANK.fullmatch(
                "".join(row[0].itertext()).strip()
            ):  # a line to write on names no row
                row[0].tag = "th"
                row[0].set("scope", "row")


def _places(root: etree.Element, evidence: Evidence, code: str) -> None:
    """Make each run of boxes for places a group of open folds, which place.js sorts."""
    group: etree.Element | None = None
    for box in list(root):
        if box.tag != "div" or PLACE not in box.get("class", "").split():
            group = None
            continue
        if group is None:
            group = etree.Element("div", {"class": "by-place", "data-by-place": ""})
            root.insert(list(root).index(box), group)
        root.remove(box)
        group.append(_place_fold(box, evidence, code))


def _place_fold(box: etree.Element, evidence: Evidence, code: str) -> etree.Element:
    title, *rest = box
    key = "".join(title.itertext()).strip()
    place = evidence.places.records.get(key)
    fold = etree.Element("details", {"class": "place", "data-place": key, "open": ""})
    etree.SubElement(fold, "summary").text = place.name[code] if place else key
    fold.extend(rest)
    return fold


def _cards(root: etree.Element) -> None:
    """Put an h3 that a label or a list of named points follows into a card, up to the next."""
    children = list(root)
    for index, heading in enumerate(children[:-1]):
        kind = _card(children[index + 1]) if heading.tag == "h3" else ""
        if not kind:
            continue
        card = etree.Element("section", {"class": kind})
        body = list(_until_heading(children[index + 1 :]))
        root.insert(list(root).index(heading), card)
        for element in (heading, *body):
            root.remove(element)
            card.append(element)


def _card(first: etree.Element) -> str:
    """Return the card's classes, by what follows its heading; empty where it is none."""
    if first.tag == "p" and len(first) == 1 and first[0].get("class") in LABELS and not first.text:
        return "card"
    if first.tag == "ul" and len(first) >= 4 and all(_opens_bold(item) for item in first):
        return "card option"
    return ""


def _opens_bold(item: etree.Element) -> bool:
    return len(item) > 0 and item[0].tag == "strong" and not (item.text or "").strip()


def _until_heading(elements: list[etree.Element]) -> Iterator[etree.Element]:
    for element in elements:
        if element.tag in ("h1", "h2", "h3"):
            return
        yield element
