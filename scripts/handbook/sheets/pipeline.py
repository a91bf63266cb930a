"""Renders the sheets of handouts.yml from the built pages, those that changed, on all cores."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

from handbook.content.edition import Edition
from handbook.content.evidence import Evidence, load_evidence
from handbook.core.child_process import die_with_parent
from handbook.core.findings import Fault
from handbook.core.project import Tree
from handbook.core.yaml_records import Source
from handbook.sheets import fonts
from handbook.sheets.documents import FOLDER as PRINT_FOLDER
from handbook.sheets.documents import Composer
from handbook.sheets.download_links import fill_pages
from handbook.sheets.pdf_cache import Entry, Kept, Manifest, Shelf, entry, write_manifest
from handbook.sheets.spec import FOLDER, Print, Sheet, codes, prints, sound_sheets
from handbook.web.html_pages import STAMP, read_site

NAME = "handouts"
STYLE = "handout.css"
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


@dataclass(frozen=True)
class SheetSet:
    """The PDFs of one run by file name, the list of all PDFs of the site they go into, and what the run did."""

    data: dict[str, bytes]
    manifest: Manifest
    sheets: Source[Sheet]
    evidence: Evidence
    result: Result

    def write(self, tree: Tree, earlier: Path) -> None:
        """Put the PDFs, their list and the links to them into `tree`'s site.

        PDFs that the list names and this run did not make are taken from `earlier`, a site's folder of sheets.
        """
        folder = tree.site / FOLDER
        folder.mkdir(exist_ok=True)
        for item in self.manifest.files:
            data = self.data.get(item.file)
            if data is None:
                shutil.copy2(earlier / item.file, folder / item.file)
            else:
                (folder / item.file).write_bytes(data)
        write_manifest(tree.site, self.manifest)
        fill_pages(tree, self.evidence, self.sheets, self.manifest.files)


def make_sheets(tree: Tree, edition: Edition, names: tuple[str, ...] = (), before: Manifest | None = None) -> SheetSet:
    """Render the sheets of `tree`'s built pages, those that changed since they were last rendered. Raises Fault.

    `names` limits the run to some sheets; the list then keeps what `before`, the list of an earlier site, has besides.
    """
    run = SheetRun(tree, edition, names)
    kept = run.render()
    data = {item.file_name: kept[key].data for job in run.jobs for item, key in job.keys.items()}
    return SheetSet(data, run.manifest(kept, before if names else None), run.sheets, run.evidence, run.result)


@dataclass
class SheetRun:
    """One run of the sheets: which PDFs are wanted, which an earlier run has rendered, which are missing."""

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
        return list(self._compose())

    @cached_property
    def characters(self) -> str:
        """What the fonts of all documents must have."""
        return fonts.wanted({character for _, html in self.composed for character in set(html)})

    @cached_property
    def jobs(self) -> list[Job]:
        """What there is to render, were nothing kept."""
        font_key = fonts.key(self.characters)
        return [self.job(wanted, html, font_key) for wanted, html in self.composed]

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

    def render(self) -> dict[str, Kept]:
        """Render what is missing; return every PDF wanted, by key. Raises Fault."""
        fresh: dict[str, Kept] = {}
        if self.missing:
            fresh = self.render_jobs(self.missing, fonts.prepare(self.tree.root / ".cache" / "fonts", self.characters))
        if not self.names:
            self.shelf.tidy(self.keys)
        return self.shelved | fresh

    @property
    def result(self) -> Result:
        """What this run did."""
        rendered = sum(len(job.keys) for job in self.missing)
        return Result(rendered, len(self.keys) - rendered)

    def _compose(self) -> Iterator[tuple[tuple[Print, ...], str]]:
        wanted = prints(self.sheets, self.edition, self.names)
        site = read_site(self.tree)
        if not site.exists:
            raise Fault("there are no built pages; run ./scripts/build first")
        composer = Composer(self.tree, site, self.evidence, self.edition)
        for (name, kind), group in groupby(wanted, key=lambda item: (item.sheet.id, item.kind)):
            yield tuple(group), composer.compose(self.sheets.records[name], kind)

    @cached_property
    def _base(self) -> bytes:
        modules = sorted(Path(__file__).parent.glob("*.py"))
        style = (self.tree.root / PRINT_FOLDER / STYLE).read_bytes()
        versions = [f"{name} {importlib.metadata.version(name)}".encode() for name in DISTRIBUTIONS]
        return b"\0".join([style, *versions, *(path.read_bytes() for path in modules)])

    def job(self, wanted: tuple[Print, ...], html: str, font_key: str) -> Job:
        digest = hashlib.sha256(b"\0".join([self._base, font_key.encode(), html.encode()])).hexdigest()
        disclaimers = tuple(self.evidence.say("disclaimer", code) for code in codes(wanted[0].kind))
        return Job({item: f"{digest}-{item.paper}" for item in wanted}, html, disclaimers)

    def render_jobs(self, jobs: list[Job], font_folder: Path) -> dict[str, Kept]:
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

    def manifest(self, kept: dict[str, Kept], before: Manifest | None) -> Manifest:
        """Return the list of the site's PDFs: those of this run, and what else `before` has."""
        others = {item.file: item for item in before.files} if before else {}
        fresh = {item.file_name: _entry(item, kept[key]) for job in self.jobs for item, key in job.keys.items()}
        stamp = self.tree.site / STAMP
        made_from = stamp.read_text("utf-8").strip() if stamp.exists() else None
        return Manifest(stamp=made_from, edition=self.edition, files=tuple((others | fresh).values()))


def _entry(wanted: Print, kept: Kept) -> Entry:
    return entry(wanted.file_name, wanted.sheet.id, wanted.kind, wanted.paper, kept)


def _start(font_folder: Path, style: Path) -> None:
    die_with_parent()
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
