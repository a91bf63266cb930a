"""Renders the sheets of handouts.yml from the built pages, those that changed, on all cores.

Typst holds no lock of Python's while it works, so threads are enough; each PDF is kept by a hash
of what goes into it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from handbook.content.built_for import BuiltFor, digest
from handbook.content.edition import Edition
from handbook.content.evidence import Evidence, load_evidence
from handbook.core.console import Progress
from handbook.core.findings import HandbookError
from handbook.core.project import Project
from handbook.core.yaml_records import RecordFile
from handbook.sheets import fonts
from handbook.sheets.composition import PAPERS, Composer, on_paper
from handbook.sheets.download_links import fill_pages
from handbook.sheets.frame import Json
from handbook.sheets.imposition import booklet, on_letter
from handbook.sheets.pdf_cache import Entry, Kept, Manifest, Shelf, entry, write_manifest
from handbook.sheets.pdf_inspection import inspect, packed
from handbook.sheets.pictures import CARD, Pictures, phone_names, shown_name
from handbook.sheets.spec import (
    FOLDER,
    IMPOSED,
    Print,
    Sheet,
    one_language,
    prints,
    sound_sheets,
)
from handbook.sheets.typst_renderer import DISTRIBUTIONS, Renderer
from handbook.sheets.typst_renderer import FOLDER as TEMPLATES
from handbook.web.html_pages import STAMP, read_site

NAME = "handouts"


@dataclass(frozen=True)
class Job:
    """One layout to have: its document, and its PDFs with the key of what goes into each."""

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
    """The files of one run by name, the list of all PDFs of the site, and what the run did."""

    data: dict[str, bytes]
    manifest: Manifest
    sheets: RecordFile[Sheet]
    evidence: Evidence
    result: Result
    pictures: dict[str, bytes] = field(default_factory=dict)
    """Pictures of the site: what sheets look like, and the card for a phone."""

    def write(self, project: Project, earlier: Path) -> None:
        """Put the files, their list and the links to them into `project`'s site.

        PDFs that the list names and this run did not make are taken from `earlier`, a
        site's folder of sheets.
        """
        folder = project.site / FOLDER
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
        write_manifest(project.site, self.manifest)
        fill_pages(project, self.evidence, self.sheets, self.manifest)


def make_sheets(
    project: Project, edition: Edition, names: tuple[str, ...] = (), before: Manifest | None = None
) -> SheetSet:
    """Render the sheets of `project`'s built pages, those that changed. Raises HandbookError.

    `names` limits the run to some sheets; the list then keeps what `before`, the list of an
    earlier site, has besides.
    """
    run = SheetRun(project, edition, names)
    kept = run.render()
    data = {item.file_name: kept[key].data for job in run.jobs for item, key in job.keys.items()}
    pictures = run.pictures(kept)
    if not names:
        before = None
    manifest = run.manifest(kept, tuple(pictures), before)
    return SheetSet(data, manifest, run.sheets, run.evidence, run.result, pictures)


@dataclass
class SheetRun:
    """One run of the sheets: which PDFs are wanted, which are kept, which are missing."""

    project: Project
    edition: Edition
    names: tuple[str, ...]

    @cached_property
    def evidence(self) -> Evidence:
        """The words of the sheets' furniture."""
        return load_evidence(self.project)

    @cached_property
    def sheets(self) -> RecordFile[Sheet]:
        """What handouts.yml declares. Raises HandbookError when a named sheet is not there."""
        sheets = sound_sheets(self.project)
        for name in self.names:
            if name not in sheets.records:
                raise HandbookError(
                    f"no sheet is called {name!r}; known are {', '.join(sheets.records)}"
                )
        return sheets

    @cached_property
    def composer(self) -> Composer:
        """What documents are made from. Raises HandbookError where there are no built pages."""
        site = read_site(self.project)
        if not site.exists:
            raise HandbookError("there are no built pages; run ./scripts/build first")
        return Composer(self.project, site, self.evidence, self.edition, self.sheets)

    @property
    def shelf(self) -> Shelf:
        """The cache."""
        return Shelf(self.project.root / ".cache" / "handouts")

    @cached_property
    def edition_text(self) -> str:
        """The words that a local edition sets."""
        texts: list[str] = []
        for lines in (self.edition.unit, self.edition.where):
            texts.extend(filter(None, lines.by_language.values()))
        return " ".join(texts)

    @cached_property
    def characters(self) -> str:
        """What the Chinese font must draw, whatever sheets the run makes."""
        return fonts.characters(self.project, self.edition_text)

    @cached_property
    def renderer(self) -> Renderer:
        """Typst with the fonts, which are made where they are not there. Raises HandbookError."""
        fonts.refuse_missing(self.edition_text)
        folders = fonts.prepare(self.project.root / ".cache" / "fonts", self.characters)
        return Renderer(self.project.root / TEMPLATES, folders)

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
        digest = hashlib.sha256(
            b"\0".join([self._base, first.sheet.layout.encode(), words])
        ).hexdigest()
        return Job({item: f"{digest}-{item.kind}-{item.paper}" for item in wanted}, document)

    @cached_property
    def _base(self) -> bytes:
        """What goes into every PDF beside its document: modules, templates, libraries, fonts."""
        modules = sorted(Path(__file__).parent.glob("*.py"))
        templates = sorted((self.project.root / TEMPLATES).glob("*.typ"))
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
        """Render what is missing; return every PDF wanted, by key. Raises HandbookError."""
        fresh = self.render_jobs(self.missing) if self.missing else {}
        if not self.names:
            self.shelf.tidy(self.keys)
        return self.shelved | fresh

    def render_jobs(self, jobs: list[Job]) -> dict[str, Kept]:
        """Render on all cores, what has most to set first, telling how far it is.

        Raises HandbookError naming the sheet.
        """
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
        """Return the PDFs of one layout by key: papers differ in margins, so one is looked into."""
        try:
            data = packed(renderer.pdf(f"{job.first.sheet.layout}.typ", on_paper(job.document)))
        except HandbookError as fault:
            raise HandbookError(f"{job.name}: {fault}") from fault
        disclaimers = [self.evidence.say("disclaimer", code) for code in job.document["codes"]]
        facts = inspect(data, disclaimers, job.document.get("sides"))
        made = {}
        for item, key in job.keys.items():
            if item.kind.endswith(IMPOSED):
                title, code = job.document["title"][0], job.document["codes"][0]
                folded = booklet(data, PAPERS[item.paper], title, code)
                sides = 2 * -(-facts.pages // 4)
                about = {"pages": sides, "tagged": False, "fill": ()}
                made[key] = Kept(folded, facts.model_copy(update=about))
            elif item.paper == "a4":
                made[key] = Kept(data, facts)
            else:
                made[key] = Kept(on_letter(data, PAPERS[item.paper]), facts)
        return made

    def pictures(self, kept: dict[str, Kept]) -> dict[str, bytes]:
        """Return the pictures that go beside the PDFs, by file name. Raises HandbookError."""
        pictures = Pictures(self.shelf.folder, self._base)
        made = {}
        for sheet, key in self.shown.items():
            made[shown_name(sheet)] = pictures.first_page(kept[key].data)
        if CARD in made_for(self.names, self.sheets):
            for name, code, look in phone_names(("en", "zh")):
                document = self.composer.document(self.sheets.records[CARD], one_language(code))
                made[name] = pictures.phone(lambda: self.renderer, document, look)
        return made

    @property
    def shown(self) -> dict[str, str]:
        """The key of the PDF that shows what a sheet looks like: in both languages where it is."""
        found: dict[str, str] = {}
        for job in self.jobs:
            sheet = job.first.sheet.id
            if sheet not in found or job.first.kind == "side-by-side":
                found[sheet] = job.keys[job.first]
        return found

    def manifest(
        self, kept: dict[str, Kept], pictures: tuple[str, ...], before: Manifest | None
    ) -> Manifest:
        """Return the list of the site's PDFs: those of this run, and what else `before` has."""
        others = {item.file: item for item in before.files} if before else {}
        whose = BuiltFor(address=self.project.address, edition=digest(self.edition))
        fresh = {
            item.file_name: _entry(item, kept[key], whose)
            for job in self.jobs
            for item, key in job.keys.items()
        }
        stamp = self.project.site / STAMP
        made_from = stamp.read_text("utf-8").strip() if stamp.exists() else None
        earlier: tuple[str, ...] = ()
        if before:
            earlier = before.pictures
        shown = tuple(dict.fromkeys((*earlier, *pictures)))
        return Manifest(
            stamp=made_from,
            edition=self.edition,
            files=tuple((others | fresh).values()),
            pictures=shown,
        )


def made_for(names: tuple[str, ...], sheets: RecordFile[Sheet]) -> set[str]:
    """Return the sheets that a run makes: those named, or all."""
    return set(names or sheets.records) & set(sheets.records)


def _entry(wanted: Print, kept: Kept, whose: BuiltFor) -> Entry:
    return entry(wanted.file_name, wanted.sheet.id, wanted.kind, wanted.paper, kept, whose)
