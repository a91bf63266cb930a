"""Records that a translation was read again beside what it was made from."""

from __future__ import annotations

import contextlib
import difflib
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from handbook.checks.context import CheckContext
from handbook.checks.settings import SETTLED
from handbook.content.markdown_pages import FRONT, TWIN_HASH, Page
from handbook.core.findings import Fault
from handbook.core.project import Tree
from handbook.language.alignment import differences, pairs

_LINE = re.compile(rf"^{TWIN_HASH}:.*$", re.MULTILINE)

HEADER = """\
# Where the two languages say no, perhaps, usually, less than or more than a different number of times, and a person has
# read both and found that they say the same: English words | Chinese words. Written by ./scripts/stamp.
# A change to such a place makes it a finding again.
"""


def show(tree: Tree, names: Iterable[str]) -> list[str]:
    """The hash of each named page in every language: what a clinician signs in evidence/reviews.yml. Raises Fault."""
    pages = {page.path: page for page in CheckContext(tree).pages}
    return [f"{pages[path].hash}  {path}" for name in names for path in _named(name, list(pages))]


def stamp(tree: Tree, names: Iterable[str]) -> list[str]:
    """Stamp the named pages and settle the named files' differences; what was done. Raises Fault before it writes."""
    context = CheckContext(tree)
    translated = {page.path: page for page in context.pages if not page.locale.is_default}
    paths = [path for name in names for path in _named(name, [*translated, *data_files(context)])]
    texts = {path: stamped(page, _twin(context, page)) for path, page in translated.items() if path in paths}
    rows = settled_rows(context, paths)
    done = [_write(tree, path, text, translated[path].text) for path, text in texts.items()]
    lines = [f"{path}:\n{''.join(map(_row, rows[path]))}" for path in sorted(rows) if rows[path]]
    _put(tree.root / SETTLED, HEADER + "".join(lines))
    new = [(path, row) for path in paths for row in rows[path] if row not in context.settled.get(path, ())]
    return done + [f"{path}: settled {row}" for path, row in new]


def stamped(page: Page, twin: Page) -> str:
    """`page`'s text with the hash of `twin`'s body in its front matter; all else as it was. Raises Fault."""
    for fault in page.findings:
        raise Fault(f"{fault.path}:{fault.line}: {fault.message}; {fault.hint}")
    front = FRONT.match(page.text)
    if front is None or not page.meta:
        raise Fault(f"{page.path}: the front matter cannot be read; mend it first")
    line = f"{TWIN_HASH}: {twin.hash}"
    keys = _LINE.sub(line, front[1], count=1) if _LINE.search(front[1]) else f"{front[1]}{line}\n"
    return page.text[: front.start(1)] + keys + page.text[front.end(1) :]


def settled_rows(context: CheckContext, paths: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The settled differences by file: those of `paths` as they are now, those of other files as they were."""
    found = differences(list(pairs(context.pages, context.passages)))
    return context.settled | {path: tuple(sorted(found[path].elements())) for path in paths}


def _row(difference: str) -> str:
    return f"  - {json.dumps(difference, ensure_ascii=False)}\n"


def data_files(context: CheckContext) -> list[str]:
    """The files that hold both languages."""
    return sorted({passage.path for passage in context.passages if not passage.path.endswith(".md")})


def _named(name: str, known: Sequence[str]) -> list[str]:
    """The files that `name` means: itself, or the translations of a page of that name. Raises Fault."""
    found = [path for path in known if path == name or (path.endswith(".md") and Path(path).stem == name)]
    if found:
        return found
    words = [*known, *(Path(path).stem for path in known if path.endswith(".md"))]
    close = difflib.get_close_matches(name, words, n=1)
    hint = f"did you mean {close[0]!r}?" if close else "name a translated page, such as 'stitch'"
    raise Fault(f"no translation is called {name!r}; {hint}")


def _twin(context: CheckContext, page: Page) -> Page:
    twin = context.pages.twin(page)
    if twin is None:
        raise Fault(f"{page.path}: has no twin in the default language; write that first")
    return twin


def _write(tree: Tree, path: str, text: str, before: str) -> str:
    if text == before:
        return f"{path}: already right"
    _put(tree.root / path, text)
    return f"{path}: stamped"


def _put(path: Path, text: str) -> None:
    """Write a file whole or not at all, and only under this name: other names of the same file keep what they had."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(text.encode("utf-8"))
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
