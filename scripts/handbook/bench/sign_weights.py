"""`./scripts/bench signs`: fits the weights of the danger signs to tests/queries."""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from textwrap import wrap
from typing import Any

from playwright.sync_api import Page

from handbook.bench.browser import opened, served
from handbook.content.evidence import Evidence, load_evidence
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import Locale, Project
from handbook.core.yaml_documents import load_document
from handbook.web.page_context import HELP
from handbook.web.search_index import ZERO, place, traits

TUNED, WORDED = "tuned", "wordings"
"""Folders of tests/queries: what the phrases were made from, and further words for signs."""

NONE = "none"
STEP = 0.4
"""Of a logarithm: what one step of a weight is, as in search-ranking.js."""

LOWEST, HIGHEST = -12, 13
"""Steps that a letter can say: a to z, m in the middle."""

ROUNDS, RATE, SPARSE = 12, 0.5, 0.01
"""Of the fit: passes over all queries, how far one goes, how hard a weight is drawn to nothing."""

FORGOTTEN = 0.3
"""The share of classes, and of signs that phrases name, which a query forgets in each pass.

No single one is leant on then; with it 40 of some 350 unseen signs more were the likeliest.
"""
FORGOTTEN_PIECES = 0.5
"""The same of words: the next reader will have others."""

HARMLESS = 0.5
"""How much a query that names no sign counts: there are twice as many."""

UNAIDED = 4
"""One in so many tuned queries says which phrases fit it.

They were made from it, and fit it better than they will fit others.
"""
ALWAYS, UNTOLD = "always", "untold"
"""Said by every query; said by those that do not tell which phrases fit them."""

LETTERS = ascii_uppercase + ascii_lowercase
"""One for none and for each sign."""

FEWEST = 2
"""Steps that a word has to speak for a sign; a pair of characters one more."""

PAIR = 2
"""Characters that are taken together."""

Weights = dict[str, list[float]]
"""What each feature of a query speaks for none and for every sign."""

HEADER = """\
# How much each class of words in a query (search-signs.yml), and each sign that its words name,
# speaks for a sign, in steps of 0.4 of a logarithm. Not written by hand: ./scripts/bench signs
# fits it to tests/queries.
"""

PIECES_HEADER = """\
# How much single words, in Chinese characters and pairs of them, speak for a sign: for each piece
# a letter for the sign (A: none; B: the first of search-signs.yml) and one for the steps (m: zero).
# Not written by hand: ./scripts/bench signs fits it to tests/queries with sign-weights.yml.
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
    """What one query says, by the names of traits and pieces, and the signs that answer it."""

    features: tuple[str, ...]
    signs: tuple[int, ...]
    """0 is none."""

    @property
    def weight(self) -> float:
        """Return how much it counts."""
        return 1 if any(self.signs) else HARMLESS


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("signs", help="fit the weights of the search's danger signs")
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Fit the weights to the built site; write evidence/sign-weights.yml and sign-pieces.yml.

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
    weights = fit(examples, len(signs))
    steps = {name: list(map(_steps, row)) for name, row in weights.items()}
    lines = (_lines(name, signs, steps.get(name, [])) for name in traits(evidence))
    folder = project.root / "evidence"
    (folder / "sign-weights.yml").write_text(HEADER + "".join(lines), "utf-8")
    pieces = "".join(_pieces(steps, locale.code) for locale in project.locales)
    (folder / "sign-pieces.yml").write_text(PIECES_HEADER + pieces, "utf-8")
    print(f"fitted to {len(examples)} queries")  # noqa: T201
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
    names, classes = list(traits(evidence)), len(evidence.sign_classes.records)
    for at, ((row, kind), (found, pieces)) in enumerate(zip(queries, said, strict=True)):
        signs = tuple(numbers[name] for name in row["right"] if name in numbers)
        if signs and not row.get("first"):
            continue  # either is well
        told = [names[trait] for trait in found]
        if kind == TUNED and at % UNAIDED:
            told = [*told[: sum(trait < classes for trait in found)], ALWAYS, UNTOLD]
        yield Example((*told, *_named(pieces, locale.code)), signs[:1] or (0,))
    for found, pieces in plain:
        told = [names[trait] for trait in found]
        yield Example((*told, *_named(pieces, locale.code)), (0,))


def _named(pieces: Iterable[str], code: str) -> Iterator[str]:
    """Yield pieces as features: those of two languages are kept apart."""
    yield from (f"{code} {piece}" for piece in pieces)


def _rows(project: Project, kind: str, locale: Locale) -> list[dict[str, Any]]:
    path = project.root / f"tests/queries/{kind}/{locale.code}.yml"
    rows: list[dict[str, Any]] = load_document(project, path).data
    return rows


def fit(examples: list[Example], signs: int) -> Weights:
    """Return how much every feature speaks for every sign: a logistic regression, most nothing."""
    counts = Counter(name for example in examples for name in example.features)
    known = [_heard(example, counts) for example in examples]
    weights: Weights = defaultdict(lambda: [0.0] * signs)
    gone: Weights = defaultdict(lambda: [0.01] * signs)
    chance = random.Random(1)
    for _ in range(ROUNDS):
        chance.shuffle(known)
        for example in known:
            kept = [name for name in example.features if chance.random() >= _forgotten(name)]
            _learn(example, kept, weights, gone)
    return weights


def _heard(example: Example, counts: Counter[str]) -> Example:
    """Return an example without what is said too seldom."""
    kept = (name for name in example.features if counts[name] >= _least(name))
    return Example(tuple(kept), example.signs)


def _is_pair(name: str) -> bool:
    """Return whether a feature is a pair of Chinese characters."""
    code, _, piece = name.partition(" ")
    return code == "zh" and len(piece) == PAIR and not piece.isascii()


def _least(name: str) -> int:
    """Return how often a feature has to be said, so that something is learned of it."""
    return 3 if _is_pair(name) else 2


def _is_piece(name: str) -> bool:
    return name.partition(" ")[0] not in ("pinned", "first") and " " in name


def _forgotten(name: str) -> float:
    """Return how often a feature is forgotten in the fit."""
    if name in (ALWAYS, UNTOLD):
        return 0
    return FORGOTTEN_PIECES if _is_piece(name) else FORGOTTEN


def _learn(example: Example, kept: list[str], weights: Weights, gone: Weights) -> None:
    """Move the weights towards one example; any of its signs is as well as another."""
    rows = [weights[name] for name in kept]
    sums = list(map(sum, zip(*rows, strict=True)))
    top = max(sums)
    powers = [math.exp(one - top) for one in sums]
    total = sum(powers)
    slopes = [example.weight * power / total for power in powers]
    right = sum(powers[sign] for sign in example.signs)
    for sign in example.signs:
        slopes[sign] -= example.weight * powers[sign] / right
    steep = [(sign, slope) for sign, slope in enumerate(slopes) if abs(slope) > 1e-4]
    for name, row in zip(kept, rows, strict=True):
        past = gone[name]
        for sign, slope in steep:
            past[sign] += slope * slope
            rate = RATE / math.sqrt(past[sign])
            moved = row[sign] - rate * slope
            row[sign] = math.copysign(max(0, abs(moved) - rate * SPARSE), moved)


def _steps(weight: float) -> int:
    return max(LOWEST, min(HIGHEST, round(weight / STEP)))


def _lines(name: str, signs: list[str], row: list[int]) -> str:
    """Return the record of one trait; nothing where it says nothing."""
    said = [f"{sign}: {steps}" for sign, steps in zip(signs, row, strict=False) if steps]
    if not said:
        return ""
    text = wrap(
        f"speaks: {{{', '.join(said)}}}", 100, initial_indent="  ", subsequent_indent="    "
    )
    return f'- id: "{name}"\n' + "\n".join(text) + "\n"


def _pieces(steps: dict[str, list[int]], code: str) -> str:
    """Return the record of the pieces of one language: those that say enough to be worth a byte."""
    said = {}
    for name in sorted(name for name in steps if name.startswith(f"{code} ")):
        enough = FEWEST + _is_pair(name)
        spoken = ((sign, one) for sign, one in enumerate(steps[name]) if abs(one) >= enough)
        if text := "".join(LETTERS[sign] + chr(ZERO + one) for sign, one in spoken):
            said[name.partition(" ")[2]] = text
    parts = {"pieces": " ".join(said), "speaks": " ".join(said.values())}
    lines = (f"  {key}: >-\n{_wrapped(text)}\n" for key, text in parts.items())
    return f"- id: {code}\n" + "".join(lines)


def _wrapped(text: str) -> str:
    lines = wrap(
        text,
        100,
        initial_indent="    ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)
