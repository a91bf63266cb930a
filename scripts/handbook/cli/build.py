"""`./scripts/build`: builds the whole site beside the old one while it checks the sources, swaps, checks, sums up."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES, SOURCES_ALONE
from handbook.checks.runner import run
from handbook.content.edition import Edition, keys_help, use_edition
from handbook.core.atomic_swap import restore, swap
from handbook.core.console import step
from handbook.core.findings import Exit, Fault, Finding, as_text
from handbook.core.lock import alone, refusals_told
from handbook.core.project import ROOT, Tree
from handbook.publish.pipeline import FRESH, PAGES, assemble
from handbook.sheets.pipeline import SheetSet, make_sheets
from handbook.sheets.spec import FOLDER
from handbook.web.mkdocs_build import make_pages

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
    """Build `tree`'s site, with the sheets of `edition`; without sheets where that is None.

    The old site stays as it was unless the new one is whole and has no error in it.
    """
    sources = CheckContext(tree)
    pages, fresh = tree.with_site(tree.root / PAGES), tree.with_site(tree.root / FRESH)
    restore(fresh.site, tree.site)
    findings: list[Finding] = []
    try:
        with step(NAME, "building the pages"):
            make_pages(tree, pages.site, sources.pages, lambda: findings.extend(_check_sources(sources)))
    except _Unsound as unsound:
        return _refused(unsound.errors)
    sheets: SheetSet | None = None
    if edition is not None:
        with step(NAME, "rendering the sheets"):
            sheets = make_sheets(pages, edition)
    with step(NAME, "finishing"):
        assemble(pages, fresh, sheets, tree.site / FOLDER)
    context = sources.with_site(fresh)
    with step(NAME, "checking the handbook"):
        skipped = {*SOURCES_ALONE, *([] if edition else ["handouts"])}
        findings = sorted({*findings, *run(context, [name for name in FAMILIES if name not in skipped])})
    if errors := [finding for finding in findings if finding.is_error]:
        return _refused(errors, f"; look at what was made in {FRESH}")
    swap(fresh.site, tree.site)
    if findings:
        sys.stdout.write(as_text(findings) + "\n")
    made = f"; sheets {sheets.result}" if sheets else ""
    sys.stdout.write(summary(context, findings, made) + "\n")
    return Exit.CLEAN


def _refused(errors: Sequence[Finding], more: str = "") -> Exit:
    """Say why nothing is published."""
    sys.stdout.write(as_text(errors) + "\n")
    count = f"{len(errors)} error{'' if len(errors) == 1 else 's'}"
    sys.stderr.write(f"{NAME}: nothing was published: {count}; site/ is as it was{more}\n")
    return Exit.FINDINGS


class _Unsound(Exception):
    """The sources cannot be built from."""

    def __init__(self, errors: Sequence[Finding]) -> None:
        super().__init__(len(errors))
        self.errors = errors


def _check_sources(sources: CheckContext) -> list[Finding]:
    """What needs no built site, found while the pages are made. Raises _Unsound, which stops that."""
    if errors := [finding for finding in source_findings(sources) if finding.is_error]:
        raise _Unsound(errors)
    return run(sources, SOURCES_ALONE)


def source_findings(context: CheckContext) -> list[Finding]:
    """What the sources alone can tell: everything but the state of the built site."""
    return [finding for finding in run(context, ["layout", "evidence"]) if not finding.rule.startswith("site-")]


def summary(context: CheckContext, findings: Sequence[Finding], sheets: str = "") -> str:
    """One short paragraph: pages per language, links checked, claims, sheets, findings."""
    pages = ", ".join(f"{len(pages)} {context.tree.locale(code).name}" for code, pages in context.pages.pages.items())
    links = sum(len(page.addresses) for page in context.site.pages.values())
    evidence = context.evidence
    counts = f"{len(evidence.claims.records)} claims, {len(evidence.statements.records)} statements"
    checked = f"{links} links checked; {counts}{sheets}; {len(findings)} findings"
    return f"{NAME}: pages {pages}; {checked}; open site/index.html"


if __name__ == "__main__":
    sys.exit(main())
