"""`./scripts/handouts`: renders the sheets that changed and publishes them with the last pages."""

from __future__ import annotations

import argparse
import sys

from handbook.content.built_for import refuse_other_edition, take_address
from handbook.content.edition import Edition, keys_help, use_edition
from handbook.core.atomic_swap import restore, swap
from handbook.core.findings import Exit, HandbookError
from handbook.core.lock import alone, refusals_told
from handbook.core.project import Project
from handbook.publish.pipeline import FRESH, PAGES, assemble
from handbook.sheets.pdf_cache import read_manifest
from handbook.sheets.sheet_set import Result, SheetSet, make_sheets
from handbook.sheets.spec import FOLDER
from handbook.web.html_pages import STAMP

NAME = "handouts"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's description and arguments to `parser`."""
    parser.description = "Render the printed sheets into site/handouts/."
    parser.epilog = keys_help()
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="sheets of handouts.yml (default: all)"
    )
    parser.add_argument(
        "--edition", metavar="FILE", help="a local edition (default: $HANDBOOK_EDITION)"
    )


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Render and publish the named sheets. Raises HandbookError; the site is then as it was."""
    take_address(project)
    edition = use_edition(project, options.edition)
    with refusals_told(project), alone(project, NAME):
        result = renew(project, edition, tuple(options.names))
    sys.stdout.write(f"{NAME}: {result}, in {project.show(project.site)}/{FOLDER}\n")
    return Exit.CLEAN


def renew(project: Project, edition: Edition, names: tuple[str, ...] = ()) -> Result:
    """Publish the pages of the last build with sheets made anew where they changed.

    Raises HandbookError.

    `names` are sheets of handouts.yml, all where there are none. The site keeps its place until the
    new one is whole; where nothing changed, nothing is written.
    """
    pages, fresh = project.with_site(project.root / PAGES), project.with_site(project.root / FRESH)
    if _stamp(pages) is None or _stamp(pages) != _stamp(project):
        raise HandbookError(
            "the last build's pages and site/ do not belong together; run ./scripts/build first"
        )
    refuse_other_edition(pages, edition)
    before = read_manifest(project.site)
    sheets = make_sheets(pages, edition, names, before)
    if not _is_published(project, sheets):
        restore(fresh.site, project.site)
        assemble(pages, fresh, sheets, project.site / FOLDER)
        swap(fresh.site, project.site)
    return sheets.result


def _stamp(project: Project) -> str | None:
    path = project.site / STAMP
    return path.read_text("utf-8") if path.exists() else None


def _is_published(project: Project, sheets: SheetSet) -> bool:
    for name, data in sheets.data.items():
        path = project.site / FOLDER / name
        if not path.exists() or path.read_bytes() != data:
            return False
    return read_manifest(project.site) == sheets.manifest
