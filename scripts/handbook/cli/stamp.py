"""`./scripts/stamp NAME…`: records that a translation was read again beside what it was made from."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence

from handbook.checks.translation_stamps import show, stamp
from handbook.core.findings import Exit, Fault
from handbook.core.lock import alone
from handbook.core.project import ROOT, Tree

NAME = "stamp"


def main(arguments: Sequence[str] | None = None) -> Exit:
    """Run the command. Nothing is written unless every name is known."""
    parser = argparse.ArgumentParser(
        prog="./scripts/stamp",
        description="Say that you have read a translation, whole, beside its twin, and that both say the same.",
        epilog="exit status: 0 written or already right, 2 could not be done",
    )
    names = "a page or a file: stitch, docs/zh/stitch.md, evidence/claims.yml"
    parser.add_argument("names", nargs="+", metavar="NAME", help=names)
    showing = "print the SHA-256 of the named pages' texts, as a review record names it, and write nothing"
    parser.add_argument("--show", action="store_true", help=showing)
    options = parser.parse_args(arguments)
    tree = Tree.at(ROOT)
    try:
        with contextlib.nullcontext() if options.show else alone(tree, NAME, NAME):
            lines = (show if options.show else stamp)(tree, options.names)
    except Fault as fault:
        sys.stderr.write(f"{NAME}: {fault}; nothing was written\n")
        return Exit.COULD_NOT_RUN
    except OSError as error:
        sys.stderr.write(f"{NAME}: {error.strerror or error}: {error.filename}; mend that, then stamp again\n")
        return Exit.COULD_NOT_RUN
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return Exit.CLEAN


if __name__ == "__main__":
    sys.exit(main())
