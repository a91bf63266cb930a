"""Safety: no dose, promise or waiting; the danger list whole everywhere; numbers with their place; no false review."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from handbook.checks.banned_terms import banned
from handbook.checks.context import Book
from handbook.checks.settings import CHECKS
from handbook.content.evidence import DangerTier, Required, Text
from handbook.content.markdown_pages import Page
from handbook.core.findings import Finding
from handbook.core.project import Locale
from handbook.language.text_units import Passage
from handbook.web.html_pages import BuiltPage, is_hidden

BANNED = (
    "dose",
    "promise",
    "one-option",
    "bed-rest",
    "blame",
    "wait-and-see",
    "withdrawn-injection",
    "self-treatment",
    "survival-figure",
    "recommendation",
    "patient-detail",
    "review-claim",
)
"""Rules whose patterns stand in evidence/lexicon.yml; the evidence brief, section 4.1."""

RULES = (
    *BANNED,
    "must-appear",
    "danger-rows",
    "danger-action",
    "danger-shown",
    "danger-list",
    "danger-hidden",
    "pinned-data",
    "number-place",
    "outside-address",
    "status-claim",
)

_ACTION = {
    "ambulance": {"en": "call an ambulance", "zh": "叫救护车"},
    "now": {"en": "go (?:to hospital )?now|go to hospital", "zh": "去医院"},
    "today": {"en": "call", "zh": "打电话|联系"},
}
"""What each kind of row must tell the reader to do (the evidence brief, 3.1 and 3.2)."""

_MARKS = {"ambulance": "ambulance", "go": "now", "call_today": "today"}
"""The short marks beside the rows: key of wording.yml to kind of row."""

_CALLING = {
    "en": re.compile(r"\b(?:call|dial|phone|ring|text|number|line|ambulance)\b", re.IGNORECASE),
    "zh": re.compile(r"打|拨|电话|热线|急救|救护|报警|号码"),
}
_UNITS = "°|周|天|人|毫米|厘米|小时|分钟|个|次|岁|年|月|weeks?|days?|hours?|out\\b|mm|cm|months?|years?|people|to\\b"
_PHONE = re.compile(rf"(?<![\d.–-])\d[\d -]*\d(?!\d|\.\d| ?(?:{_UNITS}))")


def check(book: Book) -> Iterator[Finding]:
    """Words first, then the danger list and the numbers as data, then what the built pages show."""
    yield from banned(book, BANNED)
    yield from _must_appear(book)
    yield from _rows(book)
    yield from _actions(book)
    yield from _shown(book)
    yield from _pins(book)
    yield from _numbers(book)
    for page in book.site.pages.values():
        if page.locale:
            yield from _built_lists(book, page, page.locale)
            yield from _status(book, page, page.locale)
        yield from _addresses(book, page)


def _must_appear(book: Book) -> Iterator[Finding]:
    """The evidence brief, 4.2: these statements stand in both languages, unchanged in meaning."""
    source, slugs = book.evidence.required, book.pages.slugs
    for entry in source:
        for slug in sorted(set(entry.pages) - slugs):
            message = f"{entry.id} names the page {slug!r}, which is not there"
            yield Finding(source.path, source.line(entry.id), "must-appear", message, "name a page of docs/")
        for claim in entry.claims:
            if claim not in book.evidence.claims.records:
                message = f"{entry.id} names the claim {claim!r}, which is gone"
                yield Finding(source.path, source.line(entry.id), "must-appear", message, "restore the claim")
        for code, pages in book.pages.pages.items():
            for slug in entry.pages:
                if slug in pages:
                    yield from _carries(pages[slug], entry, code)


def _carries(page: Page, entry: Required, code: str) -> Iterator[Finding]:
    text = "\n".join(block.text for block in page.blocks).lower()
    cited = {key for key, _ in page.notes}
    if not entry[code].search(text):
        hint = "put it back: see section 4.2 of the evidence brief and evidence/required.yml"
        yield Finding(page.path, 1, "must-appear", f"does not say {entry.id!r}", hint)
    elif entry.claims and not cited & set(entry.claims):
        message = f"says {entry.id!r} without citing {' or '.join(entry.claims)}"
        yield Finding(page.path, 1, "must-appear", message, "cite the claim")


def _rows(book: Book) -> Iterator[Finding]:
    """Every row of the evidence brief, 3.1 and 3.2, in its tier, with its ambulance mark."""
    source, pins = book.evidence.danger, book.settings.danger
    found = {tier.id: {row.id: row for row in tier.rows} for tier in source}
    for tier in ("now", "today"):
        rows, wanted = found.get(tier, {}), set(pins.now if tier == "now" else pins.today)
        for key in sorted(wanted ^ set(rows)):
            message = f"the row {key} is missing" if key in wanted else f"the row {key} is new"
            hint = "the rows are pinned in scripts/checks.yml; a clinician decides on a change"
            yield Finding(source.path, source.line(tier), "danger-rows", f"{message} in the tier {tier!r}", hint)
        for key, row in rows.items():
            if row.ambulance != (key in pins.ambulance):
                message = f"{key} {'is' if row.ambulance else 'is not'} marked for an ambulance"
                hint = "the marks are pinned in scripts/checks.yml; a clinician decides on a change"
                yield Finding(source.path, source.line(tier), "danger-rows", message, hint)


def _actions(book: Book) -> Iterator[Finding]:
    """Every row says what to do, and so does every mark beside a row."""
    source, wording = book.evidence.danger, book.evidence.wording
    hint = "say first what to do: ambulance, hospital now, or call today"
    for tier in source:
        for row in tier.rows:
            kind = "ambulance" if row.ambulance else str(tier.id)
            for code in _silent(row.action, kind):
                message = f"the {code} action of {row.id} does not say {_ACTION[kind][code]!r}"
                yield Finding(source.path, source.line(tier.id), "danger-action", message, hint)
    for key, wanted in _MARKS.items():
        mark = wording.records.get(key)
        for code in _silent(mark, wanted) if mark else ():
            message = f"the {code} mark {key!r} does not say {_ACTION[wanted][code]!r}"
            yield Finding(wording.path, wording.line(key), "danger-action", message, hint)


def _silent(text: Text, kind: str) -> Iterator[str]:
    """The languages in which `text` does not tell the reader to do what `kind` of row needs."""
    return (code for code, pattern in _ACTION[kind].items() if not re.search(pattern, text[code], re.IGNORECASE))


def _shown(book: Book) -> Iterator[Finding]:
    """Pages about a stitch or about signs show the list themselves (the evidence brief, section 3)."""
    pages = book.settings.danger.pages
    for slug in sorted(set(pages) - book.pages.slugs):
        message = f"`danger` names the page {slug!r}, which is not there"
        line = book.settings_line("danger", "pages")
        yield Finding(CHECKS, line, "danger-shown", message, "name the page that must show the danger list")
    for code in book.pages.pages:
        for slug, block in pages.items():
            page = book.pages.pages[code].get(slug)
            if page and block not in {item.name for item in page.blocks if item.kind == "include"}:
                hint = f"add a line `<!-- include: {block} -->`"
                yield Finding(page.path, 1, "danger-shown", f"does not show the danger list ({block})", hint)


def fingerprint(texts: list[str]) -> str:
    """The first 16 hexadecimal digits of the SHA-256 over `texts`, in order."""
    return hashlib.sha256("\n".join(texts).encode("utf-8")).hexdigest()[:16]


def pinned_texts(book: Book) -> dict[str, list[str]]:
    """What scripts/checks.yml pins, by name: every word of the danger list, and every number with its place."""
    found = {}
    for code in ("en", "zh"):
        rows = [row for tier in book.evidence.danger for row in tier.rows]
        words = [f"{row.id} {row.sign[code]} {row.meaning[code]} {row.action[code]}" for row in rows]
        words += [tier.rule[code] for tier in book.evidence.danger if tier.rule]
        found[f"danger-{code}"] = words + [item[code] for item in (*book.evidence.standing, *book.evidence.brief)]
    lines = (*book.evidence.emergency, *book.evidence.crisis)
    found["numbers"] = [f"{row.id} {row.place.en} {row.place.zh} {' '.join(row.numbers)}" for row in lines]
    return found


def _pins(book: Book) -> Iterator[Finding]:
    """A changed danger sign or number is looked at twice: by whoever changes it, and by whoever sets the pin."""
    pins = book.settings.pins
    for name, texts in pinned_texts(book).items():
        now = fingerprint(texts)
        path = book.evidence.emergency.path if name == "numbers" else book.evidence.danger.path
        if texts and pins.get(name) != now:
            message = f"{name} changed since it was last confirmed"
            hint = f"compare it with section 3 of the evidence brief, then set `{name}: '{now}'` under `pins`"
            yield Finding(path, 1, "pinned-data", message, f"{hint} in scripts/checks.yml")


def _numbers(book: Book) -> Iterator[Finding]:
    """A number to call stands beside its place, and is right for it (the evidence brief, 3.3 and 3.4)."""
    places = _places(book)
    known = {number for numbers, _ in places for number in numbers}
    for passage in book.passages:
        if passage.kind == "paraphrase" or passage.path == book.evidence.emergency.path:
            continue
        for match in _PHONE.finditer(passage.text):
            number = match[0].strip()
            sentence = passage.sentence_at(match.start())
            if _CALLING[passage.code].search(sentence):
                near = sentence if _named(places, sentence) else passage.text
                yield from _number(passage, number, near, known, places)


def _places(book: Book) -> list[tuple[set[str], list[str]]]:
    """(numbers, names) of every place; the names also as scripts/checks.yml lists them."""
    names = book.settings.place_names
    found = []
    for row in (*book.evidence.emergency, *book.evidence.crisis):
        also = getattr(row, "also", None) or getattr(row, "note", None)
        numbers = {*row.numbers, *(re.findall(r"\d[\d -]*\d", also.en) if also else ())}
        known = {row.place.en, row.place.zh, *names.get(row.place.en, ())}
        found.append((numbers, sorted(known)))
    return found


def _named(places: list[tuple[set[str], list[str]]], text: str) -> list[set[str]]:
    """The numbers of each place that `text` names."""
    low = text.lower()
    return [numbers for numbers, names in places if any(name.lower() in low for name in names)]


def _number(
    passage: Passage, number: str, sentence: str, known: set[str], places: list[tuple[set[str], list[str]]]
) -> Iterator[Finding]:
    named = _named(places, sentence)
    if number not in known:
        if passage.code == "en" and not re.search(rf"(?:call|dial|phone|ring)\D{{0,12}}{number}", sentence, re.I):
            return
        if passage.code == "zh" and not re.search(rf"[打拨]\D{{0,6}}{number}", sentence):
            return
        message, hint = f"{number!r} is not a number of evidence/numbers.yml", "mend it, or add it there with its place"
    elif not named:
        message, hint = f"{number!r} stands without its place", "name the place in the same sentence"
    elif not any(number in numbers for numbers in named):
        message, hint = (
            f"{number!r} is not the number of the place named beside it",
            "compare with evidence/numbers.yml",
        )
    else:
        return
    yield Finding(passage.path, passage.line, "number-place", message, hint)


def _built_lists(book: Book, page: BuiltPage, locale: Locale) -> Iterator[Finding]:
    path = book.tree.show(book.tree.site / page.path)
    lists = page.tree.css("[data-danger]")
    slug = page.path.removeprefix(locale.prefix).removesuffix(".html")
    wanted = book.settings.danger.pages
    if slug in wanted and not lists and slug in book.pages.pages[locale.code]:
        yield Finding(path, 1, "danger-list", "the danger list is not on the page", "run ./scripts/build")
    for node in lists:
        line = page.line("data-danger")
        if is_hidden(node) or _is_folded(node):
            yield Finding(path, line, "danger-hidden", "the danger list is hidden or folded", "show it at once")
        if found := list(_differences(book, node, locale.code)):
            more = f" and {len(found) - 3} more" if len(found) > 3 else ""
            hint = "it is one list: evidence/danger.yml, shown by overrides/partials/blocks; ./scripts/build renews it"
            yield Finding(path, line, "danger-list", f"{'; '.join(found[:3])}{more}", hint)


def _is_folded(node: LexborNode) -> bool:
    current = node.parent
    while current is not None and current.tag not in ("details", "dialog"):
        current = current.parent
    return current is not None


def _differences(book: Book, node: LexborNode, code: str) -> Iterator[str]:
    """Where a danger list on a page is not the list of the evidence."""
    full = node.attributes.get("data-danger") == "full"
    for tier in book.evidence.danger:
        section = node.css_first(f".tier-{tier.id}")
        if section is None:
            yield f"the tier {tier.id!r} is missing"
            continue
        if _text(section.css_first("h2, h3")) != tier.title[code]:
            yield f"the title of the tier {tier.id!r} is not {tier.title[code]!r}"
        rule = tier.rule[code] if tier.rule and not full else ""
        if _text(section.css_first(".rule")) != rule:
            yield f"the rule of the tier {tier.id!r} is not {rule!r}"
        shown = [row.attributes.get("data-row") or "" for row in section.css("[data-row]")]
        if shown != [row.id for row in tier.rows]:
            yield f"the rows of {tier.title[code]!r} are not the agreed ones in the agreed order"
        rows = dict(zip(shown, section.css("[data-row]"), strict=True))
        yield from _row_differences(tier, rows, code, full)
    standing = [] if not full else [item[code] for item in book.evidence.standing]
    if [_text(item) for item in node.css(".standing p")] != standing:
        yield "the standing sentences differ"


def _row_differences(tier: DangerTier, shown: dict[str, LexborNode], code: str, full: bool) -> Iterator[str]:
    for row in tier.rows:
        node = shown.get(row.id)
        if node is None:
            continue
        for name in ("sign", *(("action", "meaning") if full else ())):
            if _text(node.css_first(f".{name}")) != getattr(row, name)[code]:
                yield f"the {name} of {row.id} differs"
        if bool(node.css_first(".act-ambulance")) != row.ambulance:
            yield f"the ambulance mark of {row.id} differs"
        if is_hidden(node) and not is_hidden(node.parent or node):
            yield f"the row {row.id} is hidden"


def _text(node: LexborNode | None) -> str:
    return " ".join((node.text() if node else "").split())


def _status(book: Book, page: BuiltPage, locale: Locale) -> Iterator[Finding]:
    """Drafted with AI help; reviewed only by the clinicians who signed this very text, else not yet reviewed."""
    slug = page.path.removeprefix(locale.prefix).removesuffix(".html")
    source = book.pages.pages[locale.code].get(slug)
    if source is None:
        return
    signed = [item for item in book.evidence.reviews if (item.page, item.locale) == (slug, locale.code)]
    names = {item.reviewer for item in signed if item.text == source.hash}
    node = page.tree.css_first(".status")
    text, say = _text(node), book.evidence.saying(locale.code)
    drafted, waiting, reviewed = say("drafted"), say("not_reviewed"), say("reviewed")
    claim = reviewed.partition("{")[0].strip()
    claimed = [_text(part) for part in node.css("span") if _text(part).startswith(claim)] if node else []
    path = book.tree.show(book.tree.site / page.path)
    hint = "the label is written by overrides/partials/frame/status.html from evidence/reviews.yml"
    if node is None or drafted not in text or is_hidden(node):
        yield Finding(path, 1, "status-claim", "the page does not say that it was drafted with AI help", hint)
    if not names and waiting not in text:
        yield Finding(path, 1, "status-claim", "the page does not say that no clinician has reviewed it", hint)
    if any(not any(name in part for name in names) for part in claimed):
        yield Finding(path, 1, "status-claim", "the page names a reviewer who did not sign this text", hint)


def _addresses(book: Book, page: BuiltPage) -> Iterator[Finding]:
    """Pages lead elsewhere only to the sources they cite: nobody is recommended (the evidence brief, 4.1, 18)."""
    allowed = {reference.url for reference in book.evidence.references}
    allowed |= set(book.settings.outside)
    for address in page.addresses:
        elsewhere = address.value.startswith(("http:", "https:", "//"))
        known = address.value in allowed or address.value.startswith(book.tree.site_url)
        if address.tag in ("a", "area") and elsewhere and not known:
            path = book.tree.show(book.tree.site / page.path)
            message = f"leads to {address.value}, which is not a source"
            hint = "cite it in evidence/references.yml, or list it under `outside` in scripts/checks.yml"
            yield Finding(path, page.line(address.value), "outside-address", message, hint)
