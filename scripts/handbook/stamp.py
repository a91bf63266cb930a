"""`./scripts/stamp PAGE…`: records that a translation was read again beside the page it was made from."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from handbook.book import Book
from handbook.check import ROOT
from handbook.findings import Exit, Fault
from handbook.pages import TWIN_HASH, Handbook, Page
from handbook.tree import Tree

_LINE = re.compile(rf"^{TWIN_HASH}:.*$", re.MULTILINE)
_FRONT = re.compile(r"\A---\n.*?^---$", re.MULTILINE | re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> Exit:
    """Run the command. Nothing is written unless every name is known."""
    parser = argparse.ArgumentParser(
        prog="./scripts/stamp",
        description="Say that a translated page was read again, whole, beside its twin in the default language.",
        epilog="exit status: 0 written or already right, 2 could not be done",
    )
    parser.add_argument("pages", nargs="+", metavar="PAGE", help="a page's name or file: stitch, docs/zh/stitch.md")
    names = parser.parse_args(arguments).pages
    try:
        for line in stamp(Tree.at(ROOT), names):
            sys.stdout.write(line + "\n")
    except Fault as fault:
        sys.stderr.write(f"stamp: {fault}\n")
        return Exit.COULD_NOT_RUN
    return Exit.CLEAN


def stamp(tree: Tree, names: Sequence[str]) -> list[str]:
    """Write the stamp into each named page; a line a page says what was done. Raises Fault before writing anything."""
    handbook = Book(tree).pages
    pages = [page for name in names for page in _named(handbook, name)]
    texts = [(page, stamped(page, _twin(handbook, page))) for page in pages]
    return [_write(tree, page, text) for page, text in texts]


def stamped(page: Page, twin: Page) -> str:
    """`page`'s text with the hash of `twin`'s body in its front matter; all else as it was. Raises Fault."""
    front = _FRONT.match(page.text)
    if front is None or not page.meta:
        raise Fault(f"{page.path}: the front matter cannot be read; mend it first")
    line = f"{TWIN_HASH}: {twin.hash}"
    if _LINE.search(front[0]):
        head = _LINE.sub(line, front[0], count=1)
    else:
        head = front[0].removesuffix("---") + line + "\n---"
    return head + page.text[front.end() :]


def _named(handbook: Handbook, name: str) -> list[Page]:
    """The translated pages that `name` means."""
    slug = Path(name).stem
    translated = [page for page in handbook if not page.locale.is_default]
    found = [page for page in translated if page.slug == slug and (name == slug or Path(page.path) == Path(name))]
    if found:
        return found
    close = difflib.get_close_matches(slug, {page.slug for page in translated}, n=1)
    hint = f"did you mean {close[0]!r}?" if close else "name a page of another language than the default, such as 'stitch'"
    raise Fault(f"no translated page is called {name!r}; {hint} Nothing was written")


def _twin(handbook: Handbook, page: Page) -> Page:
    twin = handbook.twin(page)
    if twin is None:
        raise Fault(f"{page.path}: has no twin in the default language; write that first. Nothing was written")
    return twin


def _write(tree: Tree, page: Page, text: str) -> str:
    if text == page.text:
        return f"{page.path}: already right"
    (tree.root / page.path).write_bytes(text.encode("utf-8"))
    return f"{page.path}: stamped"


if __name__ == "__main__":
    sys.exit(main())
