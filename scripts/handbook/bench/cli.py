"""`./scripts/bench NAME`: measures time and memory, beside other tools on the same pages where there are any."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from handbook.bench import check, growth, handouts, links, pages, search, serve
from handbook.core.findings import Exit, Fault
from handbook.core.project import ROOT, Tree

BENCHES = (check, links, pages, handouts, search, growth, serve)
"""One module a measurement: `register` adds its subcommand, whose `run` prints and says whether targets are met."""


def main(arguments: Sequence[str] | None = None) -> Exit:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="./scripts/bench", description=(__doc__ or "").partition(": ")[2])
    commands = parser.add_subparsers(required=True, metavar="NAME")
    for bench in BENCHES:
        bench.register(commands)
    options = parser.parse_args(arguments)
    try:
        done: Exit = options.run(Tree.at(ROOT), options)
        return done
    except Fault as fault:
        sys.stderr.write(f"bench: {fault}\n")
        return Exit.COULD_NOT_RUN


if __name__ == "__main__":
    sys.exit(main())
