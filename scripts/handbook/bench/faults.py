"""`./scripts/bench faults`: faults planted in copies of the handbook, and how many are found.

Four sets, told apart: tuned (tests/mutations.yml), generated (seeded operators), held out (by
people who saw neither rules nor operators) and harmless edits, where each finding is a false alarm.

Two figures: by what is said alone, as after somebody stamped without reading; and as left, when
stamps speak too. What nobody can stamp in passing speaks in both: pins, sums, and what both
languages say anew, each confirmed by its own name.
"""

from __future__ import annotations

import argparse
import datetime
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handbook.bench.copies import Original, make_current, new_findings, newest_check
from handbook.bench.fault_generator import OPERATORS, TUNED, generated, read_operators
from handbook.bench.fault_records import Planted, edits_of, read_sets
from handbook.checks.rules import FAMILIES
from handbook.core.findings import Exit, Finding, HandbookError
from handbook.core.project import Project
from handbook.core.source_files import copy_sources
from handbook.publish.pipeline import PAGES
from handbook.web.mkdocs_build import make_pages

FIRST = ("parity", "layout", "evidence", "safety", "links", "disclaimer")
QUICK = sorted(FAMILIES, key=lambda name: name not in FIRST)
"""The families in the order they are asked: one that finds the fault is enough."""


TEXTS = ("docs/", "evidence/", "handouts.yml", "scripts/")
WRITTEN = (".md", ".yml")
"""Beginnings and ends of the paths of text and data: what stands in the site is not compared."""
HARMLESS = "harmless"
ASKS = frozenset({"pinned-data"})
"""Rules that ask for any change of their texts to be confirmed."""
ASK = ASKS | {"translation-behind", "sense-changed"}
"""The same with those that show a text that changed: no alarm on a harmless edit."""
_HELD = re.compile(r"#words\.facts'|'words @[\da-f]+'$")
"""Stands in the hint of a finding that asks the same of words that are held."""
SAYS_NOTHING = frozenset({"site-stale"})
"""Rules that do not count as left: every change of a source, good or bad, makes the site old."""


@dataclass(frozen=True)
class Outcome:
    """What became of one planted fault."""

    fault: Planted
    finding: Finding | None
    """What the rules say although translation and site count as compared and made again."""
    as_left: Finding | None = None
    """What is found before anybody stamps: by the same rules, or by stamps and sums."""
    alarm: Finding | None = None
    """Of a harmless edit as its editor leaves it: what does more than show it and ask."""
    unfit: str = ""
    """Why it could not be planted: it then counts nowhere."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("faults", help="faults planted in copies, and how many are found")
    parser.add_argument(
        "sets",
        nargs="*",
        metavar="SET",
        help="tuned, generated, folders below tests/faults, or files (default: all)",
    )
    parser.add_argument("--build", action="store_true", help="build the pages of each missed one")
    parser.add_argument("--found", action="store_true", help="also tell what found each fault")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="plant each Nth fault of a set alone"
    )
    parser.set_defaults(run=run)


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Plant every fault of the chosen sets, and print what was found. Raises HandbookError."""
    sets = _sets(project, options.sets)
    with tempfile.TemporaryDirectory(dir=_workshop(project)) as folder:
        bench = Bench(project, Path(folder))
        for name, faults in sets.items():
            start = time.perf_counter()
            bench.looks_as_left = not name.startswith(HARMLESS)
            chosen = faults[:: max(options.every, 1)]
            outcomes = [bench.outcome(fault, options.build) for fault in chosen]
            seconds = time.perf_counter() - start
            for line in report(name, outcomes, options.found):
                sys.stdout.write(line + "\n")
            sys.stdout.write(f"  {len(outcomes)} planted in {seconds:.0f} s\n")
            sys.stdout.flush()
    return Exit.CLEAN


def _sets(project: Project, names: Sequence[str]) -> dict[str, list[Planted]]:
    """Return the faults of the sets with those names, by set. Raises HandbookError."""
    made = {"tuned": TUNED, "generated": OPERATORS}
    written = [name for name in names if name not in made]
    sets = {}
    for name, path in made.items():
        if name in names or not names:
            sets[name] = generated(project.root, read_operators(project, path))
    return sets | (read_sets(project, written) if written or not names else {})


def _workshop(project: Project) -> Path:
    folder = project.root / ".cache" / "faults"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Bench:
    """A copy of the handbook with its finished site, read once, to plant faults in."""

    def __init__(self, project: Project, folder: Path) -> None:
        if not (project.site / "index.html").exists():
            raise HandbookError("there is no built site to plant faults in; run ./scripts/build")
        self.folder = folder
        self.original = self._copy(project, "finished", project.site)
        self._pages = project.with_site(project.root / PAGES)
        self._bare: Original | None = None
        self._sources: Original | None = None
        self._count = 0
        self.looks_as_left = True
        """Whether to look for a missed fault as its editor leaves it, and not for an alarm."""

    @property
    def sources(self) -> Original:
        """The handbook without its site, which a fault in text or data alone leaves as it is."""
        if self._sources is None:
            root = self.folder / "sources"
            copy_sources(self.original.root, root)
            shutil.rmtree(root / "site", ignore_errors=True)
            self._sources = Original(root, self.original.today, confirms=False)
        return self._sources

    def _copy(self, project: Project, name: str, site: Path) -> Original:
        """Return the handbook as a person last stamped it; what is new is not yet confirmed."""
        root = self.folder / name
        copy_sources(project.root, root)
        shutil.copytree(site, root / "site")
        make_current(root)
        return Original(root, newest_check(root), confirms=False)

    @property
    def bare(self) -> Original:
        """The handbook with its pages as MkDocs makes them, to compare built copies with."""
        if self._bare is None:
            root = self.folder / "bare"
            copy_sources(self._pages.root, root)
            make_pages(Project.at(root), root / "site")
            self._bare = Original(root, self.original.today, confirms=False)
        return self._bare

    def outcome(self, fault: Planted, build: bool = False) -> Outcome:
        """Plant `fault` in a copy and return what any rule says that it did not say before.

        With `build`, what the sources alone do not give away is looked for on pages made anew.
        """
        try:
            edits = list(edits_of(self.original.root, fault))
        except HandbookError as misfit:
            return Outcome(fault, None, unfit=str(misfit))
        original = self.original
        if all(path.startswith(TEXTS) and path.endswith(WRITTEN) for path, _ in edits):
            original = self.sources
        finding = first_finding(original, self._target(), fault, edits)
        if finding is None and build and not fault.in_site:
            finding = self._in_pages(edits)
        as_left = finding
        if not self.looks_as_left:
            alarm = first_finding(original, self._target(), fault, edits, as_left=True, less=ASK)
            return Outcome(fault, finding, alarm=alarm)
        if finding is None:
            as_left = first_finding(original, self._target(), fault, edits, as_left=True)
        return Outcome(fault, finding, as_left)

    def _target(self) -> Path:
        self._count += 1
        return self.folder / f"copy-{self._count}"

    def _in_pages(self, edits: Iterable[tuple[str, Any]]) -> Finding | None:
        """Build the pages with `edits` made, and return the first finding in them."""
        original, target = self.bare, self._target()
        try:
            context = original.copy(target, edits)
            make_pages(context.project, context.project.site)
            context = type(context)(context.project, original.today)
            return next(iter(new_findings(original, context)), None)
        except HandbookError as stopped:
            return Finding("site", 1, "could-not-build", str(stopped))
        finally:
            shutil.rmtree(target, ignore_errors=True)


def first_finding(
    original: Original,
    target: Path,
    fault: Planted,
    edits: Sequence[tuple[str, Any]],
    *,
    as_left: bool = False,
    less: frozenset[str] = frozenset(),
) -> Finding | None:
    """Plant `fault` in a copy at `target`; return the first finding, None where it is missed.

    A finding in the site counts only where the fault was put there: a site that was not made from
    the changed sources differs from them for that reason alone. `as_left` keeps the stamps as an
    editor leaves them; rules `less` are not asked.
    """
    ignored = (SAYS_NOTHING | less) if as_left else less
    try:
        context = original.copy(target, edits, as_left=as_left)
        for family in QUICK:
            for finding in new_findings(original, context, [family]):
                in_place = fault.in_site or not finding.path.startswith("site/")
                if in_place and finding.rule not in ignored:
                    return finding
    except HandbookError as stopped:
        return Finding(fault.file, 1, "could-not-run", str(stopped))
    finally:
        shutil.rmtree(target, ignore_errors=True)
    return None


def report(name: str, outcomes: Sequence[Outcome], show_found: bool) -> Iterator[str]:
    """Yield the lines of one set: how many were found, by where they were planted, and the rest."""
    planted = [outcome for outcome in outcomes if not outcome.unfit]
    harmless = name.startswith(HARMLESS)
    word = "look" if harmless else "found"
    asked = sum(_only_asks(item.finding) for item in planted)
    shares = f"{_share(planted)} found, {asked} of them by asking to confirm held words alone"
    headline = _alarms(planted) if harmless else shares
    yield f"{name} ({datetime.date.today()}): {headline}"
    if not harmless:
        groups: dict[str, list[Outcome]] = {}
        for item in planted:
            groups.setdefault(item.fault.languages, []).append(item)
        groups["critical"] = [item for item in planted if item.fault.critical]
        yield "  " + "; ".join(f"{key} {_share(rows)}" for key, rows in groups.items())
        yield f"  as an editor leaves them: {_share_left(planted)}; critical " + _share_left(
            groups["critical"]
        )
    for item in outcomes:
        if item.unfit:
            yield f"  unfit   {item.fault}: {item.unfit}"
        elif item.finding is None and not harmless:
            yield f"  missed  {item.fault}" + (" (found as left)" if item.as_left else "")
        elif harmless and item.alarm is not None:
            yield f"  alarm   {item.fault}: {_line(item.alarm)}"
        elif item.finding is not None and show_found:
            again = harmless and _only_asks(item.finding)
            yield f"  {'again' if again else word}   {item.fault}: {_line(item.finding)}"


def _line(found: Finding) -> str:
    return f"{found.path}:{found.line} {found.rule} {found.message}"


def _alarms(outcomes: Sequence[Outcome]) -> str:
    """Return how many harmless edits gave an alarm; of how many `check` says more than that.

    It shows each with what it was. Of some it names words to look at, which a harmless edit does
    not need; of some, which name a step, it asks a second time.
    """
    quiet = [item.finding for item in outcomes if item.alarm is None and item.finding is not None]
    again = sum(map(_only_asks, quiet))
    alarms = sum(item.alarm is not None for item in outcomes)
    shares = (_part(number, len(outcomes)) for number in (alarms, len(quiet) - again, again))
    return "{} alarm; {} name something to look at; {} ask again for words held".format(*shares)


def _only_asks(finding: Finding | None) -> bool:
    """Return whether a finding asks to confirm a change, and says no more of it."""
    if finding is None:
        return False
    return finding.rule in ASKS or _HELD.search(finding.hint) is not None


def _share(outcomes: Sequence[Outcome]) -> str:
    return _part(sum(item.finding is not None for item in outcomes), len(outcomes))


def _share_left(outcomes: Sequence[Outcome]) -> str:
    return _part(sum(item.as_left is not None for item in outcomes), len(outcomes))


def _part(found: int, whole: int) -> str:
    share = f" ({found / whole:.0%})" if whole else ""
    return f"{found} of {whole}{share}"
