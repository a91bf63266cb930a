"""`./scripts/build`: builds the whole site beside the old one, checks it, then swaps the two."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES, RULES
from handbook.checks.runner import run as find
from handbook.cli.causes import causes_first
from handbook.content.edition import Edition, keys_help, use_edition
from handbook.core.atomic_swap import restore, swap
from handbook.core.console import step
from handbook.core.findings import Exit, Finding, as_text
from handbook.core.lock import alone, refusals_told
from handbook.core.project import Project
from handbook.publish.pipeline import FRESH, PAGES, assemble
from handbook.sheets.sheet_set import SheetSet, make_sheets
from handbook.sheets.spec import FOLDER
from handbook.web.mkdocs_build import make_pages

NAME = "build"
NO_ADDRESS = (
    "no address is set, so the sheets show none and have no code to scan; "
    "set `address:` in an edition, site_url in mkdocs.yml, or HANDBOOK_URL"
)
SOURCES_ALONE = tuple(name for name, family in FAMILIES.items() if not family.needs_site)
"""Families that do not look at the built site: they run while the pages are made."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's description and arguments to `parser`."""
    parser.description = "Build the whole site in site/, then check it."
    parser.epilog = keys_help()
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--no-handouts", action="store_true", help="leave out the printed sheets: a quick look"
    )
    parser.add_argument(
        "--edition", metavar="FILE", help="a local edition (default: $HANDBOOK_EDITION)"
    )


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Build, check and publish. Raises HandbookError; the site is then as it was."""
    edition = use_edition(project, options.edition)
    with refusals_told(project), alone(project, NAME):
        printed = None if options.no_handouts else edition
        return build(project, printed)


def build(project: Project, edition: Edition | None) -> Exit:
    """Build `project`'s site, with the sheets of `edition`; without sheets where that is None.

    The old site stays as it was unless the new one is whole and has no error in it.
    """
    sources = CheckContext(project)
    pages, fresh = project.with_site(project.root / PAGES), project.with_site(project.root / FRESH)
    restore(fresh.site, project.site)
    findings: list[Finding] = []

    def check_sources() -> None:
        findings.extend(_check_sources(sources))

    try:
        with step(NAME, "building the pages"):
            make_pages(project, pages.site, sources.pages, check_sources)
    except _Unsound as unsound:
        return _refused(unsound.errors)
    sheets: SheetSet | None = None
    if edition is not None:
        with step(NAME, "rendering the sheets"):
            sheets = make_sheets(pages, edition)
    with step(NAME, "finishing"):
        assemble(pages, fresh, sheets, project.site / FOLDER)
    context = sources.with_site(fresh)
    with step(NAME, "checking the handbook"):
        findings = sorted({*findings, *_check_site(context, with_sheets=sheets is not None)})
    if errors := [finding for finding in findings if finding.is_error]:
        return _refused(errors, f"; look at what was made in {FRESH}")
    swap(fresh.site, project.site)
    if findings:
        sys.stdout.write(as_text(findings) + "\n")
    made = f"; sheets {sheets.result}" if sheets else ""
    if sheets and not project.address:
        sys.stderr.write(f"{NAME}: {NO_ADDRESS}\n")
    sys.stdout.write(summary(context, findings, made) + "\n")
    return Exit.CLEAN


def _refused(errors: Sequence[Finding], more: str = "") -> Exit:
    """Print why nothing is published."""
    errors, _ = causes_first(errors)
    sys.stdout.write(as_text(errors) + "\n")
    plural = "" if len(errors) == 1 else "s"
    published = f"nothing was published: {len(errors)} error{plural}; site/ is as it was{more}"
    sys.stderr.write(f"{NAME}: {published}\n")
    return Exit.FINDINGS


class _Unsound(Exception):
    """The sources cannot be built from."""

    def __init__(self, errors: Sequence[Finding]) -> None:
        super().__init__(len(errors))
        self.errors = errors


def _check_sources(sources: CheckContext) -> list[Finding]:
    """Return what needs no built site, found while the pages are made.

    Raises _Unsound for an error that pages cannot be made from, which stops MkDocs.
    """
    if errors := [finding for finding in source_findings(sources) if finding.is_error]:
        raise _Unsound(errors)
    return find(sources, SOURCES_ALONE)


def source_findings(context: CheckContext) -> list[Finding]:
    """Return what layout and evidence alone can tell: all but the state of the built site."""
    findings = find(context, ["layout", "evidence"])
    return [finding for finding in findings if not RULES[finding.rule].needs_site]


def _check_site(context: CheckContext, with_sheets: bool) -> list[Finding]:
    """Return what the families find that look at the built site."""
    families = [name for name in FAMILIES if name not in SOURCES_ALONE]
    if not with_sheets:
        families.remove("handouts")
    return find(context, families)


def summary(context: CheckContext, findings: Sequence[Finding], sheets: str = "") -> str:
    """Return a short paragraph: pages by language, links checked, claims, sheets, findings."""
    counts = []
    for code, pages in context.pages.pages.items():
        counts.append(f"{len(pages)} {context.project.locale(code).name}")
    links = sum(len(page.addresses) for page in context.site.pages.values())
    claims, statements = context.evidence.claims.records, context.evidence.statements.records
    data = f"{len(claims)} claims, {len(statements)} statements"
    checked = f"{links} links checked; {data}{sheets}; {len(findings)} findings"
    return f"{NAME}: pages {', '.join(counts)}; {checked}; open site/index.html"
