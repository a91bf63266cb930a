"""Explains the rules: one on the screen, with an example, or all of them in RULES.md."""

from __future__ import annotations

import textwrap
from typing import Any

import yaml

from handbook.checks.rule import Rule
from handbook.checks.rules import ALONE, FAMILIES, FAMILY_OF
from handbook.core.project import Project

CASES = "tests/cases"
WIDTH = 100

HEAD = f"""\
# The rules

What `./scripts/check` holds the handbook to, and on whose authority. Written from the rules' own
records: `./scripts/check --rules > RULES.md`. More on one, with an example that it rejects:
`./scripts/check --explain RULE`.

An **error** stops a build. A *warning* does not, and `check` exits 1 on both. A rule marked † also
looks at the built site. What each accepts and rejects, and a planted fault:
`{CASES}/<family>/<rule>.yml`.
"""


def explain(project: Project, rule: Rule) -> str:
    """Return what `rule` asks for, why, its source, and an example that it rejects if any."""
    family = FAMILY_OF.get(rule.id, "no family")
    reads = "the sources and the built site" if rule.needs_site else "the sources"
    lines = [
        f"{rule.id} ({family}; {rule.severity}; reads {reads})",
        *_wrapped(rule.summary),
        "",
        *_wrapped(f"Why: {rule.why}"),
        *_wrapped(f"Source: {rule.source}"),
    ]
    example = _example(project, rule)
    if example:
        lines += ["", *example]
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _example(project: Project, rule: Rule) -> list[str]:
    """Return the lines of the first case that `rule` rejects; none in a copy without the tests."""
    path = project.root / CASES / FAMILY_OF.get(rule.id, "") / f"{rule.id}.yml"
    if not path.exists():
        return []
    cases: Any = yaml.safe_load(path.read_text("utf-8"))
    case = cases["rejects"][0]
    lines = [f"  Rejects, for example: {case['name']} ({project.show(path)})"]
    text = yaml.safe_dump(case["files"], allow_unicode=True, sort_keys=False, width=WIDTH)
    lines += [f"    {line}" for line in text.splitlines()]
    lines += [f"  Finding: {expected}" for expected in case["expect"]]
    return lines


def reference() -> str:
    """Return the reference page of all rules, as Markdown."""
    parts = [HEAD]
    for family in FAMILIES.values():
        parts.append(f"\n## {family.name}\n\n{_sentence(family.summary)}\n\n{_table(family.rules)}")
    parts.append(f"\n## Of no family\n\n{_table(ALONE)}")
    return "".join(parts)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _table(rules: tuple[Rule, ...]) -> str:
    rows = ["| rule | | what holds | why | source |", "|---|---|---|---|---|"]
    for rule in rules:
        severity = "**error**" if rule.severity == "error" else "*warning*"
        mark = " †" if rule.needs_site else ""
        cells = (f"`{rule.id}`", severity + mark, rule.summary, rule.why, rule.source)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"
