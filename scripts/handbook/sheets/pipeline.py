"""Renders the sheets of handouts.yml from the built pages, those that changed, on all cores.

Typst holds no lock of Python's while it works, so threads are enough; each PDF is kept by a hash of what goes into it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import itertools
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from handbook.content.edition import Edition
from handbook.content.evidence import Evidence, load_evidence
from handbook.core.console import Progress
from handbook.core.findings import Fault
from handbook.core.project import Tree
from handbook.core.yaml_records import Source
from handbook.sheets import fonts
from handbook.sheets.composition import PAPERS, Composer, Json, on_paper
from handbook.sheets.download_links import fill_pages
from handbook.sheets.imposition import booklet, on_letter
from handbook.sheets.pdf_cache import Entry, Kept, Manifest, Shelf, entry, write_manifest
from handbook.sheets.pdf_inspection import inspect, packed
from handbook.sheets.pdf_report import Facts
from handbook.sheets.spec import FOLDER, Kind, Print, Sheet, codes, prints, sound_sheets
from handbook.sheets.typst_renderer import DISTRIBUTIONS, Renderer
from handbook.sheets.typst_renderer import FOLDER as TEMPLATES
from handbook.web.html_pages import STAMP, read_site

NAME = "handouts"
IMPOSED = "-booklet"
"""Ends the names of the kinds that are made by putting the pages of another kind two on a sheet of paper."""


CARD = "card"
"""The sheet that exists as a picture for the phone too."""
PHONE_DOTS = 1080 / (90 / 25.4)
"""To the inch: 1,080 pixels across a picture of 90 mm, as common phones have (2,340 down)."""
SHOWN_DOTS = 30.0


@dataclass(frozen=True)
class Job:
    """One layout to have: its PDFs, one a paper, with the key of everything that goes into each; its document."""

    keys: dict[Print, str]
    document: Json

    @property
    def first(self) -> Print:
        """Its first PDF, which stands for the others."""
        return next(iter(self.keys))

    @property
    def name(self) -> str:
        """What a progress line calls it."""
        return f"{self.first.sheet.id} {self.first.kind}"


@dataclass(frozen=True)
class Result:
    """What a run did."""

    rendered: int
    unchanged: int

    def __str__(self) -> str:
        return f"{self.rendered} rendered, {self.unchanged} unchanged"


@dataclass(frozen=True)
class SheetSet:
    """The files of one run by name, the list of all PDFs of the site they go into, and what the run did."""

    data: dict[str, bytes]
    manifest: Manifest
    sheets: Source[Sheet]
    evidence: Evidence
    result: Result
    pictures: dict[str, bytes] = field(default_factory=dict)
    """PNG files of the site: what sheets look like, and the card for a phone."""

    def write(self, tree: Tree, earlier: Path) -> None:
        """Put the files, their list and the links to them into `tree`'s site.

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
        for name in self.manifest.pictures:
            if name in self.pictures:
                (folder / name).write_bytes(self.pictures[name])
            else:
                shutil.copy2(earlier / name, folder / name)
        write_manifest(tree.site, self.manifest)
        fill_pages(tree, self.evidence, self.sheets, self.manifest)


def make_sheets(tree: Tree, edition: Edition, names: tuple[str, ...] = (), before: Manifest | None = None) -> SheetSet:
    """Render the sheets of `tree`'s built pages, those that changed since they were last rendered. Raises Fault.

    `names` limits the run to some sheets; the list then keeps what `before`, the list of an earlier site, has besides.
    """
    run = SheetRun(tree, edition, names)
    kept = run.render()
    data = {item.file_name: kept[key].data for job in run.jobs for item, key in job.keys.items()}
    pictures = run.pictures()
    manifest = run.manifest(kept, tuple(pictures), before if names else None)
    return SheetSet(data, manifest, run.sheets, run.evidence, run.result, pictures)


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

    @cached_property
    def composer(self) -> Composer:
        """What documents are made from. Raises Fault where there are no built pages."""
        site = read_site(self.tree)
        if not site.exists:
            raise Fault("there are no built pages; run ./scripts/build first")
        return Composer(self.tree, site, self.evidence, self.edition, self.sheets)

    @property
    def shelf(self) -> Shelf:
        """The cache."""
        return Shelf(self.tree.root / ".cache" / "handouts")

    @cached_property
    def characters(self) -> str:
        """What the Chinese font must draw, whatever sheets the run makes."""
        return fonts.characters(self.tree, json.dumps(self.edition.model_dump(exclude={"logo"}), ensure_ascii=False))

    @cached_property
    def renderer(self) -> Renderer:
        """Typst with the fonts, which are made where they are not there."""
        folders = fonts.prepare(self.tree.root / ".cache" / "fonts", self.characters)
        return Renderer(self.tree.root / TEMPLATES, folders)

    @cached_property
    def jobs(self) -> list[Job]:
        """What there is to render, were nothing kept."""
        groups: dict[tuple[str, str], list[Print]] = {}
        for item in prints(self.sheets, self.edition, self.names):
            groups.setdefault((item.sheet.id, item.kind.removesuffix(IMPOSED)), []).append(item)
        return [self.job(tuple(group)) for group in groups.values()]

    def job(self, wanted: tuple[Print, ...]) -> Job:
        """Return one layout to have, on all its papers."""
        first = wanted[0]
        document = self.composer.document(first.sheet, first.kind)
        words = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
        digest = hashlib.sha256(b"\0".join([self._base, first.sheet.layout.encode(), words])).hexdigest()
        return Job({item: f"{digest}-{item.kind}-{item.paper}" for item in wanted}, document)

    @cached_property
    def _base(self) -> bytes:
        """What goes into every PDF beside its document: our modules and templates, the libraries, the fonts."""
        modules = sorted(Path(__file__).parent.glob("*.py"))
        templates = sorted((self.tree.root / TEMPLATES).glob("*.typ"))
        versions = [f"{name} {importlib.metadata.version(name)}".encode() for name in DISTRIBUTIONS]
        sources = [path.read_bytes() for path in (*modules, *templates)]
        return b"\0".join([fonts.key(self.characters).encode(), *versions, *sources])

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

    @property
    def result(self) -> Result:
        """What this run did."""
        rendered = sum(len(job.keys) for job in self.missing)
        return Result(rendered, len(self.keys) - rendered)

    def render(self) -> dict[str, Kept]:
        """Render what is missing; return every PDF wanted, by key. Raises Fault."""
        fresh = self.render_jobs(self.missing) if self.missing else {}
        if not self.names:
            self.shelf.tidy(self.keys)
        return self.shelved | fresh

    def render_jobs(self, jobs: list[Job]) -> dict[str, Kept]:
        """Render on all cores, what has most to set first, telling how far it is. Raises Fault naming the sheet."""
        renderer = self.renderer
        jobs = sorted(jobs, key=lambda job: len(str(job.document)), reverse=True)
        progress = Progress(NAME, len(jobs))
        done: dict[str, Kept] = {}
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            waiting = {pool.submit(self.rendered, renderer, job): job for job in jobs}
            try:
                for future in as_completed(waiting):
                    for key, kept in future.result().items():
                        done[key] = kept
                        self.shelf.put(key, kept)
                    progress.tell(waiting[future].name)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return done

    def rendered(self, renderer: Renderer, job: Job) -> dict[str, Kept]:
        """Return the PDFs of one layout by key: the papers differ in their margins only, so one is looked into."""
        try:
            data = packed(renderer.pdf(f"{job.first.sheet.layout}.typ", on_paper(job.document)))
        except Fault as fault:
            raise Fault(f"{job.name}: {fault}") from fault
        disclaimers = [self.evidence.say("disclaimer", code) for code in codes(job.first.kind)]
        facts: dict[str, Facts] = {}
        made = {}
        for item, key in job.keys.items():
            put = data if item.paper == "a4" else on_letter(data, PAPERS[item.paper])
            if item.kind.endswith(IMPOSED):
                put = booklet(data, PAPERS[item.paper], job.document["title"][0], codes(item.kind)[0])
            if item.kind not in facts:
                facts[item.kind] = inspect(put, disclaimers)
            made[key] = Kept(put, facts[item.kind])
        return made

    def pictures(self) -> dict[str, bytes]:
        """Return the pictures that go beside the PDFs, by file name: those that are kept, the others drawn now."""
        wanted: dict[str, tuple[str, Json, dict[str, str]]] = {}
        for job in self.shown:
            sheet = job.first.sheet
            wanted[f"{sheet.id}.png"] = (f"{sheet.layout}.typ", job.document, {})
        if not self.names or CARD in self.names:
            codes: tuple[Kind, ...] = ("en", "zh")
            for code, look in itertools.product(codes, ("light", "dark")):
                wanted[f"{CARD}-{code}-{look}.png"] = ("phone.typ", self.phone(code), {"look": look})
        return {name: self.picture(*drawn) for name, drawn in wanted.items()}

    @property
    def shown(self) -> list[Job]:
        """One layout of each sheet, to show what it looks like: in both languages where there is one."""
        jobs: dict[str, Job] = {}
        for job in self.jobs:
            if job.first.sheet.id not in jobs or job.first.kind == "side-by-side":
                jobs[job.first.sheet.id] = job
        return list(jobs.values())

    def phone(self, code: Kind) -> Json:
        """Return the card's document in one language."""
        return self.composer.document(self.sheets.records[CARD], code)

    def picture(self, template: str, document: Json, inputs: dict[str, str]) -> bytes:
        """Return the PNG of a document's first page, from the cache where it is there. Raises Fault."""
        paged = document if template == "phone.typ" else on_paper(document)
        words = json.dumps([template, paged, inputs], ensure_ascii=False, sort_keys=True).encode()
        key = hashlib.sha256(b"\0".join([self._base, words])).hexdigest()
        kept = self.shelf.folder / f"{key}.png"
        if not kept.exists():
            dots = PHONE_DOTS if template == "phone.typ" else SHOWN_DOTS
            data = self.renderer.pictures(template, paged, dots, inputs)[0]
            part = kept.with_suffix(f".{os.getpid()}")
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(kept)
        return kept.read_bytes()

    def manifest(self, kept: dict[str, Kept], pictures: tuple[str, ...], before: Manifest | None) -> Manifest:
        """Return the list of the site's PDFs: those of this run, and what else `before` has."""
        others = {item.file: item for item in before.files} if before else {}
        fresh = {item.file_name: _entry(item, kept[key]) for job in self.jobs for item, key in job.keys.items()}
        stamp = self.tree.site / STAMP
        made_from = stamp.read_text("utf-8").strip() if stamp.exists() else None
        shown = tuple(dict.fromkeys((*(before.pictures if before else ()), *pictures)))
        return Manifest(stamp=made_from, edition=self.edition, files=tuple((others | fresh).values()), pictures=shown)


def _entry(wanted: Print, kept: Kept) -> Entry:
    return entry(wanted.file_name, wanted.sheet.id, wanted.kind, wanted.paper, kept)
