"""`./scripts/new KIND NAME`: makes the files of a page, rule, sheet, drawing or language."""

from __future__ import annotations

import argparse
import sys

from handbook.cli.kits import KINDS, Kit, make_kit
from handbook.core.atomic_swap import write_whole
from handbook.core.findings import Exit, HandbookError
from handbook.core.lock import alone
from handbook.core.project import Project

NAME = "new"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's description and arguments to `parser`."""
    parser.description = (
        "Make the files of a page, a rule, a sheet, a drawing or a language, and say what is next. "
        "What is still to be written stands in brackets; nothing is published before it is."
    )
    parser.epilog = "exit status: 0 made, 2 could not be done; nothing was written"
    parser.add_argument("kind", choices=list(KINDS), help="what to make")
    parser.add_argument(
        "name", metavar="NAME", help="scans-and-tests; for a language its code, such as vi"
    )
    parser.add_argument(
        "--after",
        metavar="PAGE",
        default="",
        help="for a page: which it follows in the navigation (default: the last)",
    )


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Make what was asked for. Nothing is written where a name is malformed or taken."""
    with alone(project, NAME, NAME):
        try:
            kit = make_kit(project, options.kind, options.name, options.after)
        except HandbookError as fault:
            raise HandbookError(f"{fault}; nothing was written") from fault
        _write(project, kit)
    lines = [f"made {path}" for path in kit.made]
    lines += [f"changed {path}" for path in kit.changed]
    lines += ["next:", *(f"  {number}. {step}" for number, step in enumerate(kit.next, 1))]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return Exit.CLEAN


def _write(project: Project, kit: Kit) -> None:
    """Write all of a kit, or take away what is new of it: half of one would be in the way."""
    try:
        for path, text in (kit.made | kit.changed).items():
            write_whole(project.root / path, text)
    except OSError:
        for path in kit.made:
            (project.root / path).unlink(missing_ok=True)
        raise
