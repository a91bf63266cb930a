"""Staleness: the two languages are as they were when a person last compared them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from handbook.checks.confirmed import senses
from handbook.checks.confirmed.comparisons import Change, all_changes, compared
from handbook.checks.confirmed.drawing_labels import label_key, labels_of
from handbook.checks.confirmed.earlier_texts import before_to_now, changed_lines, page_at
from handbook.checks.confirmed.facts import is_facts
from handbook.checks.confirmed.settled_differences import command, differences_of
from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.checks.settings import STAMPS
from handbook.content.drawings import labels
from handbook.content.markdown_pages import COUNTERPART_HASH, Page
from handbook.core.findings import Finding
from handbook.core.project import Project

RULES = (
    Rule(
        "translation-unstamped",
        "Each translated page names, by its hash, the text that it was compared with.",
        "Without it nobody can tell whether a person ever read the two side by side.",
        "CONTRIBUTING.md#translator",
    ),
    Rule(
        "translation-behind",
        "What changed in one language alone, or beside its words, was compared again.",
        "A correction made in one language only leaves the other reader with the mistake.",
        "CONTRIBUTING.md#translator; ISO 17100:2015, 5.3.3 (revision by a second person)",
    ),
    Rule(
        senses.RULE,
        "What both languages say anew, in numbers, nots, steps or things, or one alone by another "
        "word of a kind (last for first, kidney for liver), was confirmed by name.",
        "A fault made in both alike agrees with itself, and one word for another of its kind is "
        "easily read over: nothing else would give them away.",
        "CONTRIBUTING.md#translator; scripts/senses.txt",
    ),
    Rule(
        "drawing-label",
        "Each label of a drawing says, in every language, what was compared.",
        "A wrong word at a line of a drawing is believed before the text around it.",
        "CONTRIBUTING.md#translator",
    ),
)


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield what was never compared, what has changed since, then the same of drawings' labels."""
    unstamped = {item.path: item for item in _unstamped(context)}
    yield from unstamped.values()
    behind, found = set(), compared(context)
    parts = senses.parts(context, found)
    turned = senses.turned(context, parts)
    yield from senses.changed(context, parts, turned)
    if not (context.project.root / STAMPS).exists():
        hint = "restore it from the last commit"
        yield Finding(STAMPS, 1, "translation-behind", "the file is missing", hint)
    else:
        for change in all_changes(context):
            if change.pair.path not in unstamped:
                behind.add(change.pair.path)
                if (change.pair.codes[1], change.pair.place) not in turned:
                    yield _behind(context, change)
    yield from _other_body(context, {*unstamped, *behind})
    yield from _labels(context)


def _unstamped(context: CheckContext) -> Iterator[Finding]:
    """Yield translated pages that do not say what they were compared with."""
    for page, counterpart in _translated(context):
        if not page.meta.get(COUNTERPART_HASH):
            line = page.meta_lines.get(COUNTERPART_HASH, 1)
            message = f"does not say which text of {counterpart.path} it was compared with"
            yield Finding(page.path, line, "translation-unstamped", message, _hint(page))


def _other_body(context: CheckContext, told: Collection[str]) -> Iterator[Finding]:
    """Yield pages of which something changed in the default language that is no text."""
    for page, counterpart in _translated(context):
        if page.path not in told and page.meta[COUNTERPART_HASH] != counterpart.hash:
            line = page.meta_lines.get(COUNTERPART_HASH, 1)
            lines = _since_compared(context.project, counterpart.path, page)
            told = f": {' '.join(lines)}" if lines else ""
            message = f"a link, an id or a mark of {counterpart.path} has changed since{told}"
            yield Finding(page.path, line, "translation-behind", message, _hint(page))


def _since_compared(project: Project, path: str, page: Page) -> list[str]:
    """Return the lines of the default language's page that changed since `page` was compared."""
    known = str(page.meta[COUNTERPART_HASH])

    def is_then(commit: str) -> bool:
        return page_at(project, path, commit).hash == known

    return changed_lines(project, path, is_then)


def _translated(context: CheckContext) -> Iterator[tuple[Page, Page]]:
    for page in context.pages:
        counterpart = context.pages.counterpart(page)
        if counterpart is not None and page.text.strip():
            yield page, counterpart


def _hint(page: Page) -> str:
    return f"read both languages side by side, then run ./scripts/stamp {page.slug}"


def _behind(context: CheckContext, change: Change) -> Finding:
    """Return the finding on one text: what it was, what it is, and what stands beside it."""
    pair = change.pair
    if is_facts(pair) and not change.whole:
        name = change.name.removesuffix("#facts")
        message = f"{name} has changed beside its words since it was read"
        hint = f"compare it with its sources, then run ./scripts/stamp {change.name} {change.key}"
        return Finding(pair.path, pair.line, "translation-behind", message, hint)
    told = before_to_now(context.project, change)[: 1 if is_facts(pair) else None]
    message = f"both changed: {' | '.join(told)}"
    if change.side is not None:
        name = context.project.locale(pair.codes[change.side]).name
        message = f"{name} changed alone: {told[0]}; beside it “{change.texts[1]}”"
    elif change.is_moved:
        message = f"both stand elsewhere in their part: {' | '.join(told)}"
    elif not any(change.was):
        message = f"was never compared: {' | '.join(told)}"
    stamp = f"./scripts/stamp {change.name} {change.key}"
    hint = f"compare the two, mend the other if it must say the same; then {stamp}"
    if differing := differences_of(context, [change]):
        message += f"; look at {'; '.join(differing)}"
        commands = f"{command(pair.place, differing)} && {stamp}"
        hint = f"mend the one that is wrong, or, if they say the same: {commands}"
    return Finding(pair.path, pair.line, "translation-behind", message, hint)


def _labels(context: CheckContext) -> Iterator[Finding]:
    """Yield each label of a drawing that is new or other than it was compared, or that is gone."""
    for path in sorted(context.project.docs.glob("assets/drawings/*.svg")):
        shown = context.project.show(path)
        compared = Counter(context.labels.get(path.stem, ()))
        new = []
        for line, label in labels(path.read_text("utf-8", errors="replace")):
            if compared[label]:
                compared[label] -= 1
            else:
                new.append((line, label))
        gone = (+compared).elements()
        key = label_key(labels_of(path))
        hint = f"read both languages at the drawing, then run ./scripts/stamp {shown} {key}"
        for line, label in new:
            before = next(gone, "no label")
            message = f"says “{label}”, and was compared as “{before}”"
            yield Finding(shown, line, "drawing-label", message, hint)
        for label in gone:
            message = f"the label “{label}” is no longer there"
            yield Finding(shown, 1, "drawing-label", message, hint)
