"""Staleness: a translation names the text it was compared with, which has not changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.drawings import labels
from handbook.content.markdown_pages import COUNTERPART_HASH
from handbook.core.findings import Finding

RULES = (
    Rule(
        "translation-unstamped",
        "Each translated page names, by its hash, the text that it was compared with.",
        "Without it nobody can tell whether a person ever read the two side by side.",
        "CONTRIBUTING.md#translator",
    ),
    Rule(
        "translation-behind",
        "A page that changed was compared with its translation again.",
        "A correction made in one language only leaves the other reader with the mistake.",
        "CONTRIBUTING.md#translator; ISO 17100:2015, 5.3.3 (revision by a second person)",
    ),
    Rule(
        "drawing-label",
        "Each label of a drawing says, in every language, what was compared.",
        "A wrong word at a line of a drawing is believed before the text around it.",
        "CONTRIBUTING.md#translator",
    ),
)


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield translated pages whose hash is missing or old, then labels nobody has compared."""
    for page in context.pages:
        counterpart = context.pages.counterpart(page)
        if counterpart is None or not page.text.strip():
            continue
        both = f"{counterpart.path} and {page.path}"
        hint = f"read {both} side by side, then run ./scripts/stamp {page.slug}"
        line = page.meta_lines.get(COUNTERPART_HASH, 1)
        if not page.meta.get(COUNTERPART_HASH):
            message = f"does not say which text of {counterpart.path} it was compared with"
            yield Finding(page.path, line, "translation-unstamped", message, hint)
        elif page.meta[COUNTERPART_HASH] != counterpart.hash:
            message = f"{counterpart.path} has changed since the two were compared"
            yield Finding(page.path, line, "translation-behind", message, hint)
    yield from _labels(context)


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
        hint = f"read both languages at the drawing, then run ./scripts/stamp {shown}"
        for line, label in new:
            before = next(gone, "no label")
            message = f"says “{label}”, and was compared as “{before}”"
            yield Finding(shown, line, "drawing-label", message, hint)
        for label in gone:
            message = f"the label “{label}” is no longer there"
            yield Finding(shown, 1, "drawing-label", message, hint)
