"""Safety: no dose, promise or waiting; the danger list whole everywhere; numbers with their place; no false review."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from handbook.checks import ladder
from handbook.checks.banned_terms import banned
from handbook.checks.context import Book
from handbook.checks.settings import CHECKS
from handbook.content.evidence import STEPS, DangerRow, Required, Step, Text
from handbook.content.markdown_pages import Page
from handbook.core.findings import Fault, Finding
from handbook.core.project import Locale
from handbook.language.languages import language
from handbook.language.sentences import sentences
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
    "sign-step",
)

_MARKS = {"ambulance": "ambulance"}
"""Key of wording.yml to the step that its words must say."""

CHOSEN = ("danger-strip", "danger-ladder")
"""The includes that show the danger signs which the page chooses."""

WHOLE = ("sign", "act", "action", "up", "meaning")
"""The parts of a row where a list shows it whole: names of classes and, but for `act` (its step), of fields."""

_UNITS = "°|周|天|人|毫米|厘米|小时|分钟|个|次|岁|年|月|weeks?|days?|hours?|out\\b|mm|cm|months?|years?|people|to\\b"
_PHONE = re.compile(rf"(?<![\d.–-])\d[\d -]*\d(?!\d|\.\d| ?(?:{_UNITS}))")


def check(book: Book) -> Iterator[Finding]:
    """Words first, then the danger list and the numbers as data, then what the built pages show."""
    yield from banned(book, BANNED)
    yield from _must_appear(book)
    yield from _rows(book)
    yield from _actions(book)
    yield from _shown(book)
    yield from ladder.misplaced(book)
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
    """The four steps in their order, and every row on the step, and of a topic, that a clinician agreed to."""
    source, steps = book.evidence.danger, book.evidence.steps
    if tuple(steps.records) != STEPS:
        message = f"the steps are not {', '.join(STEPS)}, in this order"
        yield Finding(source.path, 1, "danger-rows", message, "restore them: every list is made in these steps")
    pinned = {key: step for step, keys in book.settings.danger.rows.items() for key in keys}
    hint = "the rows are pinned by step in scripts/checks.yml; a clinician decides on a change"
    for key in sorted(set(pinned) - set(source.records)):
        yield Finding(source.path, 1, "danger-rows", f"the row {key} is missing on the step {pinned[key]!r}", hint)
    for row in source:
        line, wanted = source.line(row.id), pinned.get(row.id)
        if row.step != wanted:
            message = f"{row.id} is on the step {row.step!r}" + (f", not {wanted!r}" if wanted else " and is new")
            yield Finding(source.path, line, "danger-rows", message, hint)
        if row.topic not in book.evidence.topics.records:
            message = f"{row.id} names the topic {row.topic!r}, which is not there"
            yield Finding(source.path, line, "danger-rows", message, f"name one of `topics` of {source.path}")


def _actions(book: Book) -> Iterator[Finding]:
    """Every step, row and mark says what to do, in both languages, and no row says less than its step."""
    evidence = book.evidence
    hint = "say what its step says, in both languages alike: see scripts/handbook/checks/ladder.yml for the words"
    for step in evidence.steps:
        for code in _other(step.title, step.id):
            message = f"the {code} title of the step {step.id!r} does not say this step"
            yield Finding(evidence.steps.path, evidence.steps.line(step.id), "danger-action", message, hint)
    for row in evidence.danger:
        for message in (*_milder(row), *_no_higher(row)):
            yield Finding(evidence.danger.path, evidence.danger.line(row.id), "danger-action", message, hint)
    for key, wanted in _MARKS.items():
        mark = evidence.wording.records.get(key)
        for code in _other(mark, wanted) if mark else ():
            message = f"the {code} mark {key!r} does not say {wanted!r}"
            yield Finding(evidence.wording.path, evidence.wording.line(key), "danger-action", message, hint)


def _other(text: Text, step: str) -> Iterator[str]:
    """The languages in which `text` tells the reader another step than `step`, or none."""
    said = text.by_language.items()
    return (code for code, words in said if ladder.knows(code) and ladder.named(words, code) != [step])


def _milder(row: DangerRow) -> Iterator[str]:
    """What the action of a row says that is less than its step; the step stands beside it and may go unsaid.

    An ambulance is called first, before anything else that the reader does.
    """
    codes = filter(ladder.knows, row.action.by_language)
    said = {code: ladder.named(row.action[code], code) for code in codes}
    for code, steps in said.items():
        opening = ladder.named(sentences(row.action[code], code)[0], code)
        if row.step == "ambulance" and opening[:1] != ["ambulance"]:
            yield f"the {code} action of {row.id} does not begin with calling an ambulance"
        elif steps and STEPS.index(steps[0]) > STEPS.index(row.step):
            yield f"the {code} action of {row.id} says {steps[0]!r}, which is milder than its step {row.step!r}"
    if len({frozenset(steps) for steps in said.values()}) > 1:
        both = " | ".join(", ".join(steps) or "-" for steps in said.values())
        yield f"the two languages of the action of {row.id} say other steps: {both}"


def _no_higher(row: DangerRow) -> Iterator[str]:
    """The languages in which a row does not say what turns it into a step above; the first step has none."""
    if row.up is None:
        if row.step != "ambulance":
            yield f"{row.id} has no `up`: it does not say what makes it more urgent"
        return
    for code in filter(ladder.knows, row.up.by_language):
        above = [step for step in ladder.named(row.up[code], code) if STEPS.index(step) < STEPS.index(row.step)]
        if not above:
            yield f"the {code} `up` of {row.id} names no step above {row.step!r}"


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
    codes = [locale.code for locale in book.tree.locales if not locale.is_unfinished]
    for code in codes:
        words = [_whole(row, code) for row in book.evidence.danger]
        named = (*book.evidence.steps, *book.evidence.topics)
        words += [f"{item.id} {item.title[code]}" for item in named]
        words += [step.lead[code] for step in book.evidence.steps if step.lead]
        found[f"danger-{code}"] = words + [item[code] for item in (*book.evidence.standing, *book.evidence.brief)]
    lines = (*book.evidence.emergency, *book.evidence.crisis)
    found["numbers"] = [
        " ".join((row.id, *(row.place[code] for code in codes), " ".join(row.numbers))) for row in lines
    ]
    return found


def _whole(row: DangerRow, code: str) -> str:
    """A row in one line: its id, step and topic, and every word of it in a language."""
    texts = (row.sign, row.meaning, row.action, *((row.up,) if row.up else ()))
    return " ".join((row.id, row.step, row.topic, *(text[code] for text in texts)))


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
            calling = language(passage.code).calling
            if calling and calling.search(sentence):
                near = sentence if _named(places, sentence) else passage.text
                yield from _number(passage, number, near, known, places)


def _places(book: Book) -> list[tuple[set[str], list[str]]]:
    """(numbers, names) of every place; the names also as scripts/checks.yml lists them."""
    names, code = book.settings.place_names, book.tree.locales[0].code
    found = []
    for row in (*book.evidence.emergency, *book.evidence.crisis):
        also = getattr(row, "also", None) or getattr(row, "note", None)
        numbers = {*row.numbers, *(re.findall(r"\d[\d -]*\d", also[code]) if also else ())}
        known = {*row.place.by_language.values(), *names.get(row.place[code], ())}
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
    source = book.pages.pages[locale.code].get(slug)
    asked = [block.argument for block in source.blocks if block.name in CHOSEN] if source else []
    if source and [node.attributes.get("data-rows") for node in page.tree.css("[data-rows]")] != asked:
        message = "the danger signs are not those that the page asks for"
        yield Finding(path, page.line("data-danger"), "danger-list", message, "run ./scripts/build")
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
    form = node.attributes.get("data-danger")
    if form not in ("full", "short"):
        yield from _chosen_differences(book, node, code)
        return
    for step, rows in book.evidence.ladder:
        section = node.css_first(f".step-{step.id}")
        if section is None:
            yield f"the step {step.id!r} is missing"
            continue
        if _text(section.css_first("h2, h3")) != step.title[code]:
            yield f"the title of the step {step.id!r} is not {step.title[code]!r}"
        lead = step.lead[code] if step.lead else ""
        if _text(section.css_first(".step-lead")) != lead:
            yield f"the sentence below the step {step.id!r} is not {lead!r}"
        yield from _rows_differ(book, section, rows, code, WHOLE if form == "full" else ("sign",))
    standing = [] if form != "full" else [item[code] for item in book.evidence.standing]
    if [_text(item) for item in node.css(".standing p")] != standing:
        yield "the standing sentences differ"


def _chosen_differences(book: Book, node: LexborNode, code: str) -> Iterator[str]:
    """Where the signs that a page chose are not the rows of the evidence, each with its step."""
    try:
        rows = book.evidence.chosen(node.attributes.get("data-rows") or "")
    except Fault as fault:
        yield str(fault)
        return
    topic = node.attributes.get("data-danger") == "topic"
    yield from _rows_differ(book, node, rows, code, WHOLE if topic else ("sign", "act"))


def _rows_differ(
    book: Book, around: LexborNode, rows: list[DangerRow], code: str, parts: tuple[str, ...]
) -> Iterator[str]:
    """Where the rows shown inside a node are not `rows`, in the parts that the list's form shows."""
    nodes = around.css("[data-row]")
    shown = [node.attributes.get("data-row") or "" for node in nodes]
    if shown != [row.id for row in rows]:
        yield f"the rows {' '.join(shown)} are not {' '.join(row.id for row in rows)}, in this order"
    found = dict(zip(shown, nodes, strict=True))
    steps = book.evidence.steps.records
    for row in rows:
        if row.id in found and row.step in steps:
            yield from _row_differences(row, steps[row.step], found[row.id], code, parts)


def _row_differences(row: DangerRow, step: Step, node: LexborNode, code: str, parts: tuple[str, ...]) -> Iterator[str]:
    for name in parts:
        text = step.title if name == "act" else getattr(row, name)
        if _text(node.css_first(f".{name}")) != (text[code] if text else ""):
            yield f"the {name} of {row.id} differs"
    if "act" in parts and node.css_first(f".act-{step.id}") is None:
        yield f"the mark of {row.id} is not that of {step.id!r}"
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
