"""`./scripts/bench signs`: fits the weights of the danger signs to tests/queries."""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from playwright.sync_api import Page

from handbook.bench.browser import opened, served
from handbook.content.evidence import Evidence, load_evidence
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import Locale, Project
from handbook.core.yaml_documents import load_document
from handbook.web.page_context import HELP
from handbook.web.search_index import place, traits

TUNED, WORDED = "tuned", "wordings"
"""Folders of tests/queries: what the phrases were made from, and further words for signs."""

NONE = "none"
STEP = 0.4
"""Of a logarithm: what one step of a weight is, as in search-ranking.js."""

LOWEST, HIGHEST = -12, 13
"""Steps that a letter can say: a to z, m in the middle."""

ROUNDS, RATE, SPARSE = 12, 0.5, 0.005
"""Of the fit: passes over all queries, how far one goes, how hard a weight is drawn to nothing."""

HARMLESS = 0.5
"""How much a query that names no sign counts: there are twice as many."""

UNAIDED = 4
"""One in so many tuned queries says which phrases fit it.

They were made from it, and fit it better than they will fit others.
"""

HEADER = """\
# How much each class of words in a query (search-signs.yml), and each sign that its words name,
# speaks for a sign, in steps of 0.4 of a logarithm. Not written by hand: ./scripts/bench signs
# fits it to tests/queries.
"""

_TRAITS = """(queries) => {
  const index = globalThis.handbookIndex, find = globalThis.handbookFinder(index);
  const skipped = new Set(["get-help-now.html", "signs.html", "words.html"]);
  const [pages, , headings, own] = index.columns;
  const plain = headings.flatMap((heading, at) =>
    skipped.has(index.pages[pages[at]][0]) ? [] : [heading, ...own[at].split("|")].filter(Boolean));
  return [queries, [...new Set(plain)]].map((texts) => texts.map(find.traits));
}"""


@dataclass(frozen=True)
class Example:
    """What one query says, as numbers of traits, and the sign that answers it; 0 is none."""

    traits: tuple[int, ...]
    sign: int

    @property
    def weight(self) -> float:
        """Return how much it counts."""
        return 1 if self.sign else HARMLESS


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("signs", help="fit the weights of the search's danger signs")
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Fit the weights to the built site and write evidence/sign-weights.yml.

    Raises HandbookError where there is no site.
    """
    if not project.site.is_dir():
        raise HandbookError("site/ is not built. Type: ./scripts/build --no-handouts")
    evidence = load_evidence(project)
    examples: list[Example] = []
    with served(project.site) as web, opened() as browser:
        for locale in project.locales:
            page = browser.new_page()
            page.goto(f"{web}{locale.prefix}index.html")
            examples += _examples(project, evidence, page, locale)
    signs = [NONE, *(item.id for item in evidence.sign_search)]
    names = list(traits(evidence))
    weights = fit(examples, len(names) + 1, len(signs))[:-1]  # the last: not told which phrases fit
    lines = (_lines(name, signs, row) for name, row in zip(names, weights, strict=True))
    path = project.root / "evidence/sign-weights.yml"
    path.write_text(HEADER + "".join(lines), "utf-8")
    print(f"{path.name}: fitted to {len(examples)} queries")  # noqa: T201
    return Exit.CLEAN


def _examples(
    project: Project, evidence: Evidence, page: Page, locale: Locale
) -> Iterator[Example]:
    """Yield what the queries of one language say, and the headings and words of its sections."""
    numbers = {
        item.page or place(HELP, item.id): at for at, item in enumerate(evidence.sign_search, 1)
    }
    queries = [(row, kind) for kind in (TUNED, WORDED) for row in _rows(project, kind, locale)]
    page.locator(".search-open").click()
    page.wait_for_function("() => globalThis.handbookFinder && globalThis.handbookIndex")
    said, plain = page.evaluate(_TRAITS, [row["query"] for row, _ in queries])
    classes, last = len(evidence.sign_classes.records), len(list(traits(evidence))) - 1
    for at, ((row, kind), found) in enumerate(zip(queries, said, strict=True)):
        signs = [numbers[name] for name in row["right"] if name in numbers]
        if signs and not row.get("first"):
            continue  # either is well
        if kind == TUNED and at % UNAIDED:
            found = [*(trait for trait in found if trait < classes or trait == last), last + 1]
        yield Example(tuple(found), next(iter(signs), 0))
    yield from (Example(tuple(found), 0) for found in plain)


def _rows(project: Project, kind: str, locale: Locale) -> list[dict[str, Any]]:
    path = project.root / f"tests/queries/{kind}/{locale.code}.yml"
    rows: list[dict[str, Any]] = load_document(project, path).data
    return rows


def fit(examples: list[Example], traits: int, signs: int) -> list[list[int]]:
    """Return the steps of every trait for every sign: a logistic regression, most of it nothing."""
    weights = [[0.0] * signs for _ in range(traits)]
    gone = [[0.01] * signs for _ in range(traits)]
    order, chance = list(examples), random.Random(1)
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for example in order:
            _learn(example, weights, gone)
    return [list(map(_steps, row)) for row in weights]


def _learn(example: Example, weights: list[list[float]], gone: list[list[float]]) -> None:
    """Move the weights towards one example."""
    rows = [weights[at] for at in example.traits]
    sums = list(map(sum, zip(*rows, strict=True)))
    top = max(sums)
    powers = [math.exp(one - top) for one in sums]
    total = sum(powers)
    likely = [power / total for power in powers]
    slopes = [example.weight * one for one in likely]
    slopes[example.sign] -= example.weight
    steep = [(sign, slope) for sign, slope in enumerate(slopes) if abs(slope) > 1e-4]
    for at, row in zip(example.traits, rows, strict=True):
        past = gone[at]
        for sign, slope in steep:
            past[sign] += slope * slope
            rate = RATE / math.sqrt(past[sign])
            moved = row[sign] - rate * slope
            row[sign] = math.copysign(max(0, abs(moved) - rate * SPARSE), moved)


def _steps(weight: float) -> int:
    return max(LOWEST, min(HIGHEST, round(weight / STEP)))


def _lines(name: str, signs: list[str], row: list[int]) -> str:
    """Return the record of one trait; nothing where it says nothing."""
    said = [f"{sign}: {steps}" for sign, steps in zip(signs, row, strict=True) if steps]
    if not said:
        return ""
    text = wrap(
        f"speaks: {{{', '.join(said)}}}", 100, initial_indent="  ", subsequent_indent="    "
    )
    return f'- id: "{name}"\n' + "\n".join(text) + "\n"
