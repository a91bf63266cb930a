"""`./scripts/check`: reads the sources and the built site, reports every fault, writes nothing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from handbook.checks import external_links
from handbook.checks.context import Book
from handbook.checks.counts import counted
from handbook.checks.rules import FAMILIES, RULES
from handbook.checks.rules.evidence import to_look_at
from handbook.checks.runner import run
from handbook.core.findings import FORMATS, Exit, Fault
from handbook.core.project import ROOT, Tree

_ALONE = f"alone, over the network, reporting without blocking:\n  {external_links.NAME:<14}every reference's address"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    rules = "\n".join(f"  {name:<14}{', '.join(RULES[name])}" for name in FAMILIES)
    result = argparse.ArgumentParser(
        prog="./scripts/check",
        description="Check the sources and the built site. Writes nothing.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"families and their rules:\n{rules}\n\n{_ALONE}\n\nexit status: 0 clean, 1 findings, 2 could not run",
    )
    result.add_argument("names", nargs="*", metavar="NAME", help="families to run (default: all)")
    result.add_argument("--format", choices=list(FORMATS), default="text", help="how to print (default: text)")
    result.add_argument("--counts", action="store_true", help="print how many claims have a source, and stop")
    result.add_argument("--site", type=Path, metavar="DIR", help="the built site (default: site)")
    return result


def main(arguments: Sequence[str] | None = None) -> Exit:
    """Run the command."""
    options = parser().parse_args(arguments)
    if options.names == [external_links.NAME]:
        return _external(Book(Tree.at(ROOT)), options.format)
    unknown = [name for name in options.names if name not in FAMILIES]
    if unknown:
        return _fault(f"no family is called {unknown[0]!r}; known are {', '.join(FAMILIES)}")
    book = Book(Tree.at(ROOT, options.site))
    if options.counts:
        sys.stdout.write("\n".join(counted(book.evidence)) + "\n")
        return Exit.CLEAN
    try:
        findings = run(book, options.names)
    except Fault as fault:
        return _fault(str(fault))
    text = FORMATS[options.format](findings)
    if text:
        sys.stdout.write(text + "\n")
    if options.format == "text":
        sys.stdout.write(_agenda(book) if "evidence" in options.names else "")
        sys.stderr.write(f"{len(findings)} finding{'' if len(findings) == 1 else 's'}\n")
    return Exit.FINDINGS if findings else Exit.CLEAN


def _agenda(book: Book) -> str:
    """Return what to look at again, the oldest look first, one reference a line; nothing where all is current."""
    due, code = to_look_at(book), book.tree.locales[0].code
    rows = [f"  {item.looked or 'never'!s:<10}  {item.id:<4} {item.short[code]}: {item.url}" for item in due]
    return "\n".join(["look at again, oldest first:", *rows, ""]) if rows else ""


def _external(book: Book, style: str) -> Exit:
    try:
        return external_links.main(book, style)
    except Fault as fault:
        return _fault(str(fault))


def _fault(message: str) -> Exit:
    sys.stderr.write(f"check: {message}\n")
    return Exit.COULD_NOT_RUN


if __name__ == "__main__":
    sys.exit(main())
