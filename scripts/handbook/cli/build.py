"""`./scripts/build`: builds the whole site beside the old one while it checks the sources, swaps, checks, sums up."""

from __future__ import annotations

import argparse
import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from handbook.checks.context import Book
from handbook.checks.rules import FAMILIES, SOURCES_ALONE
from handbook.cli import handouts
from handbook.cli.check import run
from handbook.content.edition import Edition, keys_help, use_edition
from handbook.content.markdown_pages import Handbook, read_pages
from handbook.core.atomic_swap import restore, swap
from handbook.core.console import step
from handbook.core.findings import Exit, Fault, Finding, as_text
from handbook.core.lock import alone, refusals_told
from handbook.core.project import ROOT, Tree
from handbook.publish.pipeline import finish
from handbook.web.html_pages import STAMP, fingerprint
from handbook.web.search_index import index_site

NAME = "build"


def main(arguments: Sequence[str] | None = None) -> Exit:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="./scripts/build",
        description="Build the whole site in site/, then check it.",
        epilog=keys_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--no-handouts", action="store_true", help="leave out the printed sheets: a quick look")
    parser.add_argument("--edition", metavar="FILE", help="a local edition (default: $HANDBOOK_EDITION)")
    options = parser.parse_args(arguments)
    tree = Tree.at(ROOT)
    try:
        edition = use_edition(tree, options.edition)
        with refusals_told(tree), alone(tree, NAME):
            return build(tree, None if options.no_handouts else edition)
    except Fault as fault:
        sys.stderr.write(f"{NAME}: {fault}\n")
    return Exit.COULD_NOT_RUN


def build(tree: Tree, edition: Edition | None) -> Exit:
    """Build `tree`'s site, with the sheets of `edition`. The old site stays as it was unless the new one is whole."""
    sources = Book(tree)
    fresh = tree.root / ".cache" / "site"
    restore(fresh, tree.site)
    findings: list[Finding] = []
    try:
        with step(NAME, "building the pages"):
            make_site(tree, fresh, sources.pages, lambda: findings.extend(_check_sources(sources)))
    except _Unsound as unsound:
        sys.stdout.write(as_text(unsound.errors) + "\n")
        sys.stderr.write(f"{NAME}: nothing was built: {len(unsound.errors)} findings in the sources; mend them first\n")
        return Exit.FINDINGS
    with step(NAME, "indexing the search"):
        index_site(tree, fresh)
    sheets = ""
    if edition is not None:
        with step(NAME, "rendering the sheets"):
            sheets = f"; sheets {handouts.make(Tree.at(tree.root, fresh), edition)}"
    with step(NAME, "finishing"):
        finish(tree, fresh)
    swap(fresh, tree.site)
    book = sources.with_site(Tree.at(tree.root, tree.site))
    with step(NAME, "checking the handbook"):
        skipped = {*SOURCES_ALONE, *([] if edition else [handouts.NAME])}
        findings = sorted({*findings, *run(book, [name for name in FAMILIES if name not in skipped])})
    if findings:
        sys.stdout.write(as_text(findings) + "\n")
    sys.stdout.write(summary(book, findings, sheets) + "\n")
    return Exit.FINDINGS if any(finding.is_error for finding in findings) else Exit.CLEAN


class _Unsound(Exception):
    """The sources cannot be built from."""

    def __init__(self, errors: Sequence[Finding]) -> None:
        super().__init__(len(errors))
        self.errors = errors


def _check_sources(sources: Book) -> list[Finding]:
    """What needs no built site, found while the pages are made. Raises _Unsound, which stops that."""
    if errors := [finding for finding in source_findings(sources) if finding.is_error]:
        raise _Unsound(errors)
    return run(sources, SOURCES_ALONE)


def source_findings(book: Book) -> list[Finding]:
    """What the sources alone can tell: everything but the state of the built site."""
    return [finding for finding in run(book, ["layout", "evidence"]) if not finding.rule.startswith("site-")]


def make_site(
    tree: Tree, target: Path, pages: Handbook | None = None, meanwhile: Callable[[], None] | None = None
) -> None:
    """All pages of all languages into `target`, which must not matter to anybody. Raises Fault.

    `meanwhile` is called while MkDocs works in a process of its own.
    """
    stamp = fingerprint(tree)  # before the build: a save during it makes the site stale, as it should
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(exist_ok=True)
    environment = os.environ | {"HANDBOOK_SITE": str(target), "NO_MKDOCS_2_WARNING": "1"}
    environment["SOURCE_DATE_EPOCH"] = str(newest_check(pages or read_pages(tree)))
    command = [sys.executable, "-m", "mkdocs", "--color", "build", "--strict"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, cwd=tree.root, env=environment, **pipes) as process:
        try:
            if meanwhile is not None:
                meanwhile()
            output, _ = process.communicate()
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise Fault(f"mkdocs stopped; site/ is as it was.\n{_complaints(output)}")
    (target / STAMP).write_text(stamp + "\n", "utf-8")


def newest_check(pages: Handbook) -> int:
    """The day the newest page was checked, in seconds since 1970: the only date that a build may show."""
    dates = [date for page in pages if (date := page.date("checked"))]
    newest = max(dates, default=datetime.date(2000, 1, 1))
    return int(datetime.datetime(newest.year, newest.month, newest.day, tzinfo=datetime.UTC).timestamp())


def _complaints(output: str) -> str:
    lines = output.splitlines()
    wanted = [line for line in lines if "WARNING" in line or "ERROR" in line]
    return "\n".join(wanted or lines[-15:])


def summary(book: Book, findings: Sequence[Finding], sheets: str = "") -> str:
    """One short paragraph: pages per language, links checked, claims, sheets, findings."""
    pages = ", ".join(f"{len(pages)} {book.tree.locale(code).name}" for code, pages in book.pages.pages.items())
    links = sum(len(page.addresses) for page in book.site.pages.values())
    evidence = book.evidence
    counts = f"{len(evidence.claims.records)} claims, {len(evidence.statements.records)} statements"
    checked = f"{links} links checked; {counts}{sheets}; {len(findings)} findings"
    return f"{NAME}: pages {pages}; {checked}; open site/index.html"


if __name__ == "__main__":
    sys.exit(main())
