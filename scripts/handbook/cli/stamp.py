"""`./scripts/stamp NAME…`: records that a person compared a translation, or a danger sign."""

from __future__ import annotations

import argparse
import sys

from handbook.checks.translation_stamps import confirm, differing, pin, settle, stamp
from handbook.core.findings import Exit, HandbookError
from handbook.core.lock import alone
from handbook.core.project import Project

NAME = "stamp"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's description and arguments to `parser`."""
    parser.description = (
        "Say that you have read a translation beside its counterpart, and that both say the same: "
        "of what was compared before, change by change, each by the key that a finding prints."
    )
    parser.epilog = "exit status: 0 written or already right, 2 could not be done"
    parser.add_argument(
        "names",
        nargs="+",
        metavar="NAME",
        help="a page, a file or a record: stitch, docs/assets/drawings/plan.svg, handouts.yml, "
        "evidence/claims.yml#no-guarantee; after it the keys of its changes: stitch 4e4d0ff7…",
    )
    _add_ways(parser.add_mutually_exclusive_group())
    parser.add_argument(
        "--change",
        metavar="ID",
        help="with --pin: the record of evidence/changes.yml that tells what changed, why, from "
        "what source, and who compared it",
    )


def _add_ways(other: argparse._MutuallyExclusiveGroup) -> None:
    """Add what may be said in place of a stamp."""
    other.add_argument(
        "--diff",
        action="store_true",
        help="print what has changed in which language since the two were compared; write nothing",
    )
    other.add_argument(
        "--pin",
        action="store_true",
        help="say that the named rows of the danger list or the numbers, such as R4 or "
        "places.japan, were compared with their sources, in both languages",
    )
    other.add_argument(
        "--settle",
        action="store_true",
        help="say that, at the place named first, the differences named after it say the same: "
        "--settle docs/zh/stitch.md#risks 'negation: not | 不, 不'",
    )
    other.add_argument(
        "--sense",
        action="store_true",
        help="say that the part named first is meant to say, in both languages, the change named "
        "after it: --sense docs/zh/stitch.md#risks '-36week +37week @4e4d0ff7…'; several in turn",
    )


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Print or write what was asked for. Nothing is written unless every name is known."""
    try:
        if options.diff:
            lines = differing(project, options.names)
        else:
            with alone(project, NAME, NAME):
                lines = _write(project, options)
    except HandbookError as fault:
        gap = "\n" if "\n" in str(fault) else "; "
        raise HandbookError(f"{fault}{gap}nothing was written") from fault
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return Exit.CLEAN


def _write(project: Project, options: argparse.Namespace) -> list[str]:
    """Write what was asked for and return what was done. Raises HandbookError."""
    if options.settle:
        return settle(project, options.names[0], options.names[1:])
    if options.sense:
        return confirm(project, options.names)
    if not options.pin:
        return stamp(project, options.names)
    if not options.change:
        raise HandbookError("--pin needs --change ID: a change of these is told to readers")
    return pin(project, options.names, options.change)
