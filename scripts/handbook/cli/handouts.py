"""`./scripts/handouts`: renders the sheets of handouts.yml from the built pages, those that changed, on all cores."""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

from handbook.content.edition import Edition, keys_help, load_edition, named_path
from handbook.content.evidence import Evidence, load_evidence
from handbook.core.atomic_swap import restore, swap
from handbook.core.findings import Exit, Fault
from handbook.core.lock import alone, refusals_told
from handbook.core.project import ROOT, Tree
from handbook.core.yaml_records import Source
from handbook.sheets import fonts
from handbook.sheets.documents import FOLDER as PRINT_FOLDER
from handbook.sheets.documents import Composer
from handbook.sheets.download_links import fill_pages
from handbook.sheets.pdf_cache import Entry, Kept, Manifest, Shelf, entry, read_manifest, write_manifest
from handbook.sheets.spec import FOLDER, Print, Sheet, codes, prints, sound_sheets
from handbook.web.html_pages import STAMP, read_site

NAME = "handouts"
STYLE = "handout.css"
PRESS = ("renderer.py", "pdf_postprocess.py", "pdf_inspection.py")
"""The modules that turn a document into bytes: when one changes, every sheet is rendered again."""
DISTRIBUTIONS = ("weasyprint", "pydyf", "pikepdf")


@dataclass(frozen=True)
class Job:
    """One layout to have: its PDFs, one a paper, with the key of everything that goes into each; its document."""

    keys: dict[Print, str]
    html: str
    disclaimers: tuple[str, ...]

    @property
    def name(self) -> str:
        """What a progress line calls it."""
        first = next(iter(self.keys))
        return f"{first.sheet.id} {first.kind}"


@dataclass(frozen=True)
class Result:
    """What a run did."""

    rendered: int
    unchanged: int

    def __str__(self) -> str:
        return f"{self.rendered} rendered, {self.unchanged} unchanged"


def make(tree: Tree, edition: Edition, names: tuple[str, ...] = ()) -> Result:
    """Render into `tree`'s site, which nobody reads yet, and fill in its pages. Raises Fault."""
    run = _Run(tree, edition, names)
    run.write(tree)
    return run.result


def renew(tree: Tree, edition: Edition, names: tuple[str, ...] = ()) -> Result:
    """Render for a site that may be read meanwhile: a changed copy takes its place in one step. Raises Fault."""
    run = _Run(tree, edition, names)
    if run.is_written:
        return run.result
    fresh = Tree.at(tree.root, tree.site.with_name(f"{tree.site.name}.new"))
    restore(fresh.site, tree.site)
    shutil.rmtree(fresh.site, ignore_errors=True)
    shutil.copytree(tree.site, fresh.site)
    run.write(fresh)
    _refresh(fresh)
    swap(fresh.site, tree.site)
    return run.result


@dataclass
class _Run:
    """What one run wants, has and writes; nothing is rendered before it is asked for."""

    tree: Tree
    edition: Edition
    names: tuple[str, ...]

    @cached_property
    def evidence(self) -> Evidence:
        """The words of the sheets' furniture."""
        return load_evidence(self.tree)

    @cached_property
    def sheets(self) -> Source[Sheet]:
        """What handouts.yml declares. Raises Fault when a named sheet is not there."""
        sheets = sound_sheets(self.tree)
        for name in self.names:
            if name not in sheets.records:
                raise Fault(f"no sheet is called {name!r}; known are {', '.join(sheets.records)}")
        return sheets

    @property
    def shelf(self) -> Shelf:
        """The cache."""
        return Shelf(self.tree.root / ".cache" / "handouts")

    @cached_property
    def composed(self) -> list[tuple[tuple[Print, ...], str]]:
        """Every layout wanted, with its document. Raises Fault where the sheets or the site cannot be read."""
        return list(self._composed())

    @cached_property
    def characters(self) -> str:
        """What the fonts of all documents must have."""
        return fonts.wanted({character for _, html in self.composed for character in set(html)})

    @cached_property
    def jobs(self) -> list[Job]:
        """What there is to render, were nothing kept."""
        font_key = fonts.key(self.characters)
        return [self._job(wanted, html, font_key) for wanted, html in self.composed]

    @cached_property
    def keys(self) -> list[str]:
        """The keys of all PDFs wanted."""
        return [key for job in self.jobs for key in job.keys.values()]

    @cached_property
    def shelved(self) -> dict[str, Kept]:
        """The PDFs that an earlier run has rendered, by key."""
        return {key: found for key in self.keys if (found := self.shelf.find(key))}

    @cached_property
    def missing(self) -> list[Job]:
        """What is still to be rendered."""
        return [job for job in self.jobs if not self.shelved.keys() >= set(job.keys.values())]

    @cached_property
    def kept(self) -> dict[str, Kept]:
        """Every PDF wanted, by key: off the shelf, else rendered now."""
        fresh: dict[str, Kept] = {}
        if self.missing:
            fresh = self._render(self.missing, fonts.prepare(self.tree.root / ".cache" / "fonts", self.characters))
        if not self.names:
            self.shelf.tidy(self.keys)
        return self.shelved | fresh

    @property
    def result(self) -> Result:
        """What this run did."""
        rendered = sum(len(job.keys) for job in self.missing)
        return Result(rendered, len(self.keys) - rendered)

    def _composed(self) -> Iterator[tuple[tuple[Print, ...], str]]:
        wanted = prints(self.sheets, self.edition, self.names)
        site = read_site(self.tree)
        if not site.exists:
            raise Fault(f"{self.tree.show(self.tree.site)}: there is no built site; run ./scripts/build first")
        composer = Composer(self.tree, site, self.evidence, self.edition)
        for (name, kind), group in groupby(wanted, key=lambda item: (item.sheet.id, item.kind)):
            yield tuple(group), composer.compose(self.sheets.records[name], kind)

    @cached_property
    def _base(self) -> bytes:
        folder = Path(__file__).parents[1] / "sheets"
        style = (self.tree.root / PRINT_FOLDER / STYLE).read_bytes()
        versions = [f"{name} {importlib.metadata.version(name)}".encode() for name in DISTRIBUTIONS]
        return b"\0".join([style, *versions, *((folder / name).read_bytes() for name in PRESS)])

    def _job(self, wanted: tuple[Print, ...], html: str, font_key: str) -> Job:
        digest = hashlib.sha256(b"\0".join([self._base, font_key.encode(), html.encode()])).hexdigest()
        disclaimers = tuple(self.evidence.say("disclaimer", code) for code in codes(wanted[0].kind))
        return Job({item: f"{digest}-{item.paper}" for item in wanted}, html, disclaimers)

    def _render(self, jobs: list[Job], font_folder: Path) -> dict[str, Kept]:
        """Render on all cores, the longest first, telling how far it is."""
        jobs = sorted(jobs, key=lambda job: len(job.html), reverse=True)
        style = self.tree.root / PRINT_FOLDER / STYLE
        done: dict[str, Kept] = {}
        with ProcessPoolExecutor(os.cpu_count(), initializer=_start, initargs=(font_folder, style)) as pool:
            waiting = {pool.submit(_print, job): job for job in jobs}
            try:
                for number, future in enumerate(as_completed(waiting), 1):
                    for key, kept in future.result().items():
                        done[key] = kept
                        self.shelf.put(key, kept)
                    _tell(number, len(jobs), waiting[future].name)
            except BrokenProcessPool as error:
                raise Fault("a process that renders sheets was stopped; free 1.5 GB of memory and run again") from error
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return done

    @cached_property
    def data(self) -> dict[str, bytes]:
        """Every PDF wanted, by its name."""
        return {item.file_name: self.kept[key].data for job in self.jobs for item, key in job.keys.items()}

    def manifest(self, tree: Tree) -> Manifest:
        """The list of the site's PDFs as this run leaves it; a run of named sheets leaves the others."""
        before = read_manifest(tree.site) if self.names else None
        others = {item.file: item for item in before.files} if before else {}
        fresh = {item.file_name: _entry(item, self.kept[key]) for job in self.jobs for item, key in job.keys.items()}
        stamp = tree.site / STAMP
        made_from = stamp.read_text("utf-8").strip() if stamp.exists() else None
        return Manifest(stamp=made_from, edition=self.edition, files=tuple((others | fresh).values()))

    @property
    def is_written(self) -> bool:
        """Whether the site already holds just this: then its pages name it as well."""
        folder = self.tree.site / FOLDER
        there = all(
            (folder / name).exists() and (folder / name).read_bytes() == data for name, data in self.data.items()
        )
        return there and read_manifest(self.tree.site) == self.manifest(self.tree)

    def write(self, tree: Tree) -> None:
        """Put the PDFs and their list into `tree`'s site, and the links to them into its pages."""
        folder = tree.site / FOLDER
        folder.mkdir(exist_ok=True)
        manifest = self.manifest(tree)
        for name, data in self.data.items():
            (folder / name).write_bytes(data)
        for path in folder.glob("*.pdf"):
            if path.name not in {item.file for item in manifest.files}:
                path.unlink()
        write_manifest(tree.site, manifest)
        fill_pages(tree, self.evidence, self.sheets, manifest.files)


def _entry(wanted: Print, kept: Kept) -> Entry:
    return entry(wanted.file_name, wanted.sheet.id, wanted.kind, wanted.paper, kept)


def _start(font_folder: Path, style: Path) -> None:
    from handbook.sheets.renderer import start

    start(font_folder, style)


def _print(job: Job) -> dict[str, Kept]:
    """In a process of the pool: render, then look into the result. Raises Fault naming the sheet."""
    from handbook.sheets.pdf_inspection import inspect
    from handbook.sheets.renderer import render

    papers: dict[str, str] = {item.paper: key for item, key in job.keys.items()}
    try:
        rendered = render(job.html, papers)
    except Fault as fault:
        raise Fault(f"{job.name}: {fault}") from fault
    if rendered.remarks:
        said = "; ".join(rendered.remarks[:3])
        raise Fault(f"{job.name}: {len(rendered.remarks)} remarks of WeasyPrint, such as {said}; mend {PRINT_FOLDER}")
    facts = inspect(next(iter(rendered.data.values())), job.disclaimers)
    return {papers[paper]: Kept(data, facts) for paper, data in rendered.data.items()}


def _tell(done: int, of: int, name: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{NAME}: {done} of {of} rendered, last {name}" + ("\n" if done == of else ""))
    elif done == of or done % 20 == 0:
        sys.stderr.write(f"\n{NAME}: {done} of {of} rendered")
    sys.stderr.flush()


def _refresh(tree: Tree) -> None:
    """In a finished site, make anew what holds or sums the sheets and the pages that list them."""
    from handbook.publish.checksums import SUMS, write_sums
    from handbook.publish.offline_copy import renew_worker, write_zip
    from handbook.publish.precompress import compress

    if (tree.site / SUMS).exists():
        renew_worker(tree, tree.site)
        write_zip(tree.site)
        compress(tree.site, tree.root / ".cache" / "compressed")
        write_sums(tree.site)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    said = "Render the printed sheets into site/handouts/."
    result = argparse.ArgumentParser(
        prog="./scripts/handouts",
        description=said,
        epilog=keys_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    result.add_argument("names", nargs="*", metavar="NAME", help="sheets of handouts.yml (default: all)")
    result.add_argument("--edition", metavar="FILE", help="a local edition (default: $HANDBOOK_EDITION)")
    result.add_argument("--site", type=Path, metavar="DIR", help="the built site (default: site)")
    return result


def main(arguments: Iterable[str] | None = None) -> Exit:
    """Run the command."""
    options = parser().parse_args(list(arguments) if arguments is not None else None)
    tree = Tree.at(ROOT, options.site)
    try:
        edition = load_edition(tree, named_path(options.edition))
        with refusals_told(tree), alone(tree, NAME):
            result = renew(tree, edition, tuple(options.names))
    except Fault as fault:
        sys.stderr.write(f"{NAME}: {fault}\n")
        return Exit.COULD_NOT_RUN
    sys.stdout.write(f"{NAME}: {result}, in {tree.show(tree.site)}/{FOLDER}\n")
    return Exit.CLEAN


if __name__ == "__main__":
    sys.exit(main())
