"""`./scripts/bench load`: what one nginx on this machine answers, on loopback, for a few seconds."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

from handbook.findings import Exit, Fault
from handbook.sums import SUMS
from handbook.tree import Tree
from handbook.webserver import nginx

LONGEST = 30
"""Seconds a page; a bench is no siege."""
NAMES = ("get-help-now.html", "zh/get-help-now.html", "index.html", "sw.js")


@dataclass
class Load:
    """What wrk measured for one address."""

    name: str
    rate: float
    """Answers a second."""
    p99: str
    megabytes: str
    """Sent a second."""
    errors: int


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("load", help="requests a second, p99 and errors of nginx on loopback, with wrk")
    parser.add_argument("names", nargs="*", metavar="PAGE", default=list(NAMES), help="what to ask for")
    parser.add_argument("--seconds", type=int, default=5, help=f"for each page, at most {LONGEST} (default: 5)")
    parser.add_argument("--connections", type=int, default=64, help="open at once (default: 64)")
    parser.set_defaults(run=run)


def run(tree: Tree, options: argparse.Namespace) -> Exit:
    """Measure and print."""
    if not shutil.which("wrk"):
        raise Fault("wrk not found. Install it: sudo apt-get install wrk")
    if not (tree.site / SUMS).exists():
        raise Fault("there is no finished site; run ./scripts/build first")
    seconds = min(options.seconds, LONGEST)
    with nginx(tree.site) as server:
        loads = [measure(server.address, name, seconds, options.connections) for name in options.names]
    sys.stdout.write(f"{'brotli, one nginx worker':28}{'requests/s':>12}{'p99':>10}{'sent/s':>10}{'errors':>8}\n")
    for load in loads:
        sys.stdout.write(f"{load.name:28}{load.rate:>12,.0f}{load.p99:>10}{load.megabytes:>10}{load.errors:>8}\n")
    return Exit.FINDINGS if any(load.errors for load in loads) else Exit.CLEAN


def measure(home: str, name: str, seconds: int, connections: int) -> Load:
    """Ask for one page as often as can be."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: br", home + name]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30).stdout
    errors = sum(map(int, re.findall(r"(?:connect|read|write|timeout|3xx responses:) (\d+)", text)))
    rate, p99, sent = (_found(pattern, text) for pattern in _PATTERNS)
    return Load(name, float(rate), p99, sent, errors)


_PATTERNS = (r"Requests/sec:\s+([\d.]+)", r"99%\s+(\S+)", r"Transfer/sec:\s+(\S+)")


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise Fault(f"wrk said something unknown: {text[-300:]}")
    return match[1]
