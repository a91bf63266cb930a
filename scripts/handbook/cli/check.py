"""`./scripts/check`: reads the sources and the built site, reports every fault.

Writes nothing but what it remembers of them, in .cache (core/memo.py).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from handbook.checks import external_links
from handbook.checks.context import CheckContext
from handbook.checks.place_dates import overdue
from handbook.checks.rules import FAMILIES, RULES
from handbook.checks.rules.evidence import to_look_at
from handbook.checks.runner import run as find
from handbook.checks.runner import run_once
from handbook.cli import data_reference
from handbook.cli.causes import causes_first
from handbook.cli.counts import counted
from handbook.cli.rule_reference import explain, reference
from handbook.content.built_for import take_address
from handbook.core.findings import FORMATS, Exit, Finding, HandbookError
from handbook.core.project import Project
from handbook.core.suggestions import did_you_mean


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's description and arguments to `parser`."""
    parser.description = (
        "Check the sources and the built site. Writes nothing but its memory, in .cache."
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _epilog()
    parser.add_argument("names", nargs="*", metavar="NAME", help="families to run (default: all)")
    parser.add_argument(
        "--select", metavar="RULE[,RULE]", type=_rules, help="report these rules only"
    )
    parser.add_argument("--errors", action="store_true", help="leave out the warnings")
    parser.add_argument(
        "--explain", metavar="RULE", help="say what a rule asks for, why, and on whose authority"
    )
    parser.add_argument("--rules", action="store_true", help="print RULES.md, and stop")
    parser.add_argument("--reference", action="store_true", help="print REFERENCE.md, and stop")
    parser.add_argument(
        "--counts", action="store_true", help="print how many claims have a source, and stop"
    )
    parser.add_argument(
        "--format", choices=list(FORMATS), default="text", help="how to print (default: text)"
    )
    parser.add_argument("--site", type=Path, metavar="DIR", help="the built site (default: site)")


def _epilog() -> str:
    lines = ["families and their rules:"]
    for family in FAMILIES.values():
        names = ", ".join(rule.id for rule in family.rules)
        lines.append(f"  {family.name:<14}{names}")
    lines += [
        "",
        "alone, over the network, reporting without blocking:",
        f"  {external_links.NAME:<14}every reference's address",
        "",
        "exit status: 0 clean, 1 findings, 2 could not run",
    ]
    return "\n".join(lines)


def _rules(text: str) -> tuple[str, ...]:
    """Return the rules of a comma-separated list. Raises ArgumentTypeError for an unknown one."""
    names = tuple(filter(None, text.split(",")))
    try:
        return tuple(_known(name) for name in names)
    except HandbookError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None


def _known(name: str) -> str:
    """Return `name` where a rule is called so. Raises HandbookError, naming the likest rule."""
    if name not in RULES:
        hint = did_you_mean(name, RULES, "see ./scripts/check --help")
        raise HandbookError(f"no rule is called {name!r}; {hint}")
    return name


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Print what was asked for. Raises HandbookError for an unknown name or unreadable sources."""
    if options.rules:
        sys.stdout.write(reference())
        return Exit.CLEAN
    if options.reference:
        sys.stdout.write(data_reference.reference(project))
        return Exit.CLEAN
    if options.explain:
        sys.stdout.write(explain(project, RULES[_known(options.explain)]))
        return Exit.CLEAN
    context = CheckContext(Project.at(project.root, options.site))
    take_address(context.project)
    if options.counts:
        sys.stdout.write("\n".join(counted(context.evidence)) + "\n")
        return Exit.CLEAN
    if options.names == [external_links.NAME]:
        return external_links.main(context, options.format)
    return _check(context, options)


def _check(context: CheckContext, options: argparse.Namespace) -> Exit:
    """Run the chosen families and print what they find."""
    for name in options.names:
        if name not in FAMILIES:
            raise HandbookError(f"no family is called {name!r}; known are {', '.join(FAMILIES)}")
    some = options.names or options.select
    findings = find(context, options.names, options.select or ()) if some else run_once(context)
    if options.errors:
        findings = [finding for finding in findings if finding.is_error]
    findings, held = causes_first(findings)
    _report(findings, options.format)
    if options.format == "text":
        if "evidence" in options.names:
            sys.stdout.write(_agenda(context))
        plural = "" if len(findings) == 1 else "s"
        more = f"; {held:,} more follow from these: mend them first" if held else ""
        sys.stderr.write(f"{len(findings)} finding{plural}{more}\n")
    return Exit.FINDINGS if findings else Exit.CLEAN


def _report(findings: Iterable[Finding], style: str) -> None:
    text = FORMATS[style](findings)
    if text:
        sys.stdout.write(text + "\n")


def _agenda(context: CheckContext) -> str:
    """Return what to look at again, the oldest look first: references, then facts of places."""
    rows = []
    code = context.project.locales[0].code
    for item in to_look_at(context):
        looked = item.looked or "never"
        rows.append(f"  {looked!s:<10}  {item.id:<4} {item.short[code]}: {item.url}")
    rows += [f"  {late.checked!s:<10}  {late.place}, {late.what}" for late in overdue(context)]
    return "\n".join(["look at again, oldest first:", *rows, ""]) if rows else ""
