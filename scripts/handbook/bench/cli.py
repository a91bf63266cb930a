"""`./scripts/bench NAME`: measures time, memory and bytes, beside other tools on the same pages."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from handbook.bench import (
    check,
    code,
    editors,
    faults,
    growth,
    handouts,
    links,
    pages,
    peers,
    search,
    serve,
    sign_weights,
)
from handbook.core.findings import Exit
from handbook.core.project import Project

BENCHES = (
    check, code, faults, links, pages, peers, handouts, search, sign_weights, growth, editors,
    serve,
)  # fmt: skip
"""One module a measurement.

`register` adds its subcommand, whose `run` prints what it measured and says whether targets are
met.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's description and its measurements to `parser`."""
    parser.description = (__doc__ or "").partition(": ")[2]
    commands = parser.add_subparsers(required=True, metavar="NAME")
    for bench in BENCHES:
        bench.register(commands)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Measure what was named. Raises HandbookError where it cannot be measured."""
    measure: Callable[[Project, argparse.Namespace], Exit] = options.run
    return measure(project, options)
