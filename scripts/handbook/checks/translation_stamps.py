"""Records what a person compared: a translation with its original, a sign with its sources."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from handbook.checks.context import CheckContext
from handbook.checks.pins import confirmed
from handbook.checks.settings import LABELS, PINS, SETTLED
from handbook.checks.suggestions import did_you_mean
from handbook.content.drawings import labels
from handbook.content.markdown_pages import COUNTERPART_HASH, FRONT, Page
from handbook.core.atomic_swap import write_whole
from handbook.core.findings import HandbookError
from handbook.core.project import Project
from handbook.language.alignment import differences, pairs

_LINE = re.compile(rf"^{COUNTERPART_HASH}:.*$", re.MULTILINE)

HEADER = """\
# Where the two languages say no, perhaps, usually, less than or more than a different number of
# times, and a person has read both and found that they say the same: English words | Chinese words.
# By the part of the file that they stand in. Written by ./scripts/stamp --settle PLACE DIFFERENCE,
# one difference at a time. A change to such a place makes it a finding again.
"""


LABELS_HEADER = """\
# The labels of each drawing as a person compared them: English | Chinese. Written by
# ./scripts/stamp DRAWING, once both languages were read at the drawing.
"""


def pin(project: Project, names: Sequence[str], change: str) -> list[str]:
    """Confirm the named rows of what is pinned; return what was done, one a line.

    `change` is the record of evidence/changes.yml that tells of them. Raises HandbookError before
    it writes.
    """
    text = confirmed(CheckContext(project), names, change)
    write_whole(project.root / PINS, text)
    return [f"{PINS}: confirmed {name}" for name in names]


def stamp(project: Project, names: Iterable[str]) -> list[str]:
    """Stamp the named pages and drawings as compared; return what was done.

    What two pages say differently is not settled by it: see `settle`. Raises HandbookError before
    it writes.
    """
    context = CheckContext(project)
    translated = {page.path: page for page in context.pages if not page.locale.is_default}
    drawn = sorted(map(project.show, project.docs.glob("assets/drawings/*.svg")))
    texts, drawings = {}, []
    for name in names:
        for path in _named(name, [*translated, *drawn]):
            if path in drawn:
                drawings.append(project.root / path)
                continue
            page = translated[path]
            texts[path] = stamped(page, _counterpart(context, page))
    done = [_write(project, path, text, translated[path].text) for path, text in texts.items()]
    if drawings:
        write_whole(project.root / LABELS, _labels_text(context, drawn, drawings))
        done += [f"{project.show(path)}: labels compared" for path in drawings]
    return done


def _labels_text(context: CheckContext, drawn: Sequence[str], compared: Sequence[Path]) -> str:
    """Return the text of scripts/labels.yml, with the labels of `compared` as they are now."""
    found = dict(context.labels)
    for path in compared:
        found[path.stem] = tuple(label for _, label in labels(path.read_text("utf-8")))
    lines = [LABELS_HEADER]
    for stem in sorted(found.keys() & {Path(path).stem for path in drawn}):
        items = [f"  - {json.dumps(label, ensure_ascii=False)}\n" for label in found[stem]]
        lines += [f"{stem}:\n", *items]
    return "".join(lines)


def settle(project: Project, place: str, said: Sequence[str]) -> list[str]:
    """Settle the differences `said`, each once, at `place`; return what was done, one a line.

    Those settled there that are no longer there are let go. Raises HandbookError before it writes.
    """
    context = CheckContext(project)
    found = differences(list(pairs(context.pages, context.passages)))
    if place not in found and place not in context.settled:
        hint = did_you_mean(place, found, "write it as a finding prints it: FILE#PART")
        raise HandbookError(f"no part of a file is called {place!r}; {hint}")
    before = Counter(context.settled.get(place, ()))
    now = before & found[place]
    done = [f"{place}: let go {row}" for row in (before - now).elements()]
    for row in said:
        if now[row] >= found[place][row]:
            hint = did_you_mean(row, found[place] - now, "see ./scripts/check parity")
            raise HandbookError(f"{place} has no unsettled {row!r}; {hint}")
        now[row] += 1
        done.append(f"{place}: settled {row}")
    rows = context.settled | {place: tuple(sorted(now.elements()))}
    write_whole(project.root / SETTLED, settled_text(rows))
    return done


def stamped(page: Page, counterpart: Page) -> str:
    """Return `page`'s text with the hash of `counterpart`'s body in its front matter.

    Raises HandbookError.
    """
    for fault in page.findings:
        raise HandbookError(f"{fault.path}:{fault.line}: {fault.message}; {fault.hint}")
    front = FRONT.match(page.text)
    if front is None or not page.meta:
        raise HandbookError(f"{page.path}: the front matter cannot be read; mend it first")
    line = f"{COUNTERPART_HASH}: {counterpart.hash}"
    keys = f"{front[1]}{line}\n"
    if _LINE.search(front[1]):
        keys = _LINE.sub(line, front[1], count=1)
    return page.text[: front.start(1)] + keys + page.text[front.end(1) :]


def settled_text(rows: dict[str, tuple[str, ...]]) -> str:
    """Return the text of scripts/settled.yml."""
    lines = [HEADER]
    for place in sorted(rows):
        if rows[place]:
            items = [f"  - {json.dumps(row, ensure_ascii=False)}\n" for row in rows[place]]
            lines += [f"{place}:\n", *items]
    return "".join(lines)


def _named(name: str, known: Sequence[str]) -> list[str]:
    """Return the files that `name` means: itself, or translations of the page.

    Raises HandbookError.
    """
    slugs = {path: Path(path).stem for path in known if path.endswith(".md")}
    found = [path for path in known if name in (path, slugs.get(path))]
    if found:
        return found
    hint = did_you_mean(name, {*known, *slugs.values()}, "name a translated page, such as 'stitch'")
    raise HandbookError(f"no translation is called {name!r}; {hint}")


def _counterpart(context: CheckContext, page: Page) -> Page:
    counterpart = context.pages.counterpart(page)
    if counterpart is None:
        raise HandbookError(
            f"{page.path}: has no counterpart in the default language; write that first"
        )
    return counterpart


def _write(project: Project, path: str, text: str, before: str) -> str:
    if text == before:
        return f"{path}: already right"
    write_whole(project.root / path, text)
    return f"{path}: stamped"
