"""Everything the rules look at, each read once and only when a rule asks for it."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from handbook.checks.endless_patterns import refuse_endless, refuse_endless_in
from handbook.checks.settings import (
    CHECKS,
    LABELS,
    PINS,
    SETTLED,
    Labels,
    Pin,
    Pins,
    Senses,
    Settings,
    Settled,
    Stamps,
    load_senses,
    load_stamps,
)
from handbook.content.evidence import Evidence, load_evidence
from handbook.content.markdown_pages import Handbook, Page, read_pages
from handbook.core.project import Project
from handbook.core.yaml_documents import Document
from handbook.core.yaml_records import load_whole
from handbook.language.text_units import Passage, read_passages
from handbook.sheets.pdf_cache import Entry, Manifest, read_manifest
from handbook.sheets.pdf_report import Facts
from handbook.sheets.spec import FOLDER, codes
from handbook.web.html_pages import STAMP, BuiltPage, BuiltSite, fingerprint, read_site


@dataclass(eq=False)
class CheckContext:
    """A copy of the handbook as the rules see it."""

    project: Project
    today: datetime.date = field(default_factory=datetime.date.today)

    def with_site(self, site: Project) -> CheckContext:
        """Return a context of the same sources, as far as they were read, beside another site."""
        context = CheckContext(site, self.today)
        for name in ("pages", "evidence", "passages"):
            if name in vars(self):
                vars(context)[name] = vars(self)[name]
        return context

    @cached_property
    def pages(self) -> Handbook:
        """The Markdown sources."""
        return read_pages(self.project)

    @cached_property
    def evidence(self) -> Evidence:
        """The data. Raises HandbookError for a pattern in it that may never end."""
        evidence = load_evidence(self.project)
        refuse_endless_in(evidence)
        return evidence

    @cached_property
    def passages(self) -> list[Passage]:
        """Every piece of text a reader meets."""
        return read_passages(self.project, self.pages, self.evidence)

    @cached_property
    def site(self) -> BuiltSite:
        """The built site."""
        return read_site(self.project)

    @cached_property
    def is_stale(self) -> bool:
        """Whether the built site does not say that it was made from the sources as they are."""
        stamp = self.project.site / STAMP
        return not stamp.exists() or stamp.read_text("utf-8").strip() != fingerprint(self.project)

    @cached_property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of every file of the built site, by name."""
        return {
            name: hashlib.sha256((self.project.site / name).read_bytes()).hexdigest()
            for name in sorted(self.site.files)
        }

    @cached_property
    def sheets(self) -> Manifest | None:
        """The list of the site's printed sheets; None where it has none."""
        return read_manifest(self.project.site)

    def printed(self, name: str) -> Facts | None:
        """Return what is known of a PDF of the site; None for what is no PDF.

        What the build found in these very bytes counts; another file is looked into now.
        """
        if name not in self._printed:
            self._printed[name] = self._look_into(name)
        return self._printed[name]

    @cached_property
    def _printed(self) -> dict[str, Facts | None]:
        return {}

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        files = self.sheets.files if self.sheets else ()
        return {f"{FOLDER}/{item.file}": item for item in files}

    def _look_into(self, name: str) -> Facts | None:
        entry = self._entries.get(name)
        if entry and self.digests[name] == entry.sha256:
            return entry.facts
        data = (self.project.site / name).read_bytes()
        from handbook.sheets.pdf_inspection import inspect  # rarely needed, and slow to load

        kinds = codes(entry.kind, self.project.first.code) if entry else ()
        try:
            return inspect(data, [self.evidence.say("disclaimer", code) for code in kinds])
        except ValueError:
            return None

    def shown(self, name: str) -> str:
        """Return how findings name a file of the built site, such as `site/zh/signs.html`."""
        return self.project.show(self.project.site / name)

    def source_of(self, page: BuiltPage) -> Page | None:
        """Return the Markdown page that `page` was built from; None where it has none."""
        if page.locale is None:
            return None
        slug = page.path.removeprefix(page.locale.prefix).removesuffix(".html")
        return self.pages.pages[page.locale.code].get(slug)

    @property
    def settings(self) -> Settings:
        """scripts/checks.yml: thresholds, rows, exceptions.

        Raises HandbookError when it cannot be used.
        """
        return self._checks[0]

    def settings_line(self, *loc: str | int) -> int:
        """Return the line of scripts/checks.yml where what stands under the keys `loc` begins."""
        return self._checks[1].line(loc)

    @cached_property
    def _checks(self) -> tuple[Settings, Document]:
        settings, document = load_whole(self.project, self.project.root / CHECKS, Settings)
        for index, entry in enumerate(settings.first_use):
            line = document.line(("first_use", index))
            for pattern in (entry.word, entry.explained):
                refuse_endless(CHECKS, line, "first_use", pattern.pattern)
        return settings, document

    @property
    def settled(self) -> dict[str, tuple[str, ...]]:
        """scripts/settled.yml: part of a file to the differences that a person has settled.

        Raises HandbookError.
        """
        return self._settled[0].root

    def settled_line(self, place: str) -> int:
        """Return the line of scripts/settled.yml where the differences of `place` begin."""
        return max(1, self._settled[1].line((place,)) - 1)

    @cached_property
    def _settled(self) -> tuple[Settled, Document]:
        path = self.project.root / SETTLED
        if not path.exists():
            return Settled({}), Document(None, None)
        return load_whole(self.project, path, Settled)

    @cached_property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """scripts/labels.yml: drawing to its labels as compared. Raises HandbookError."""
        path = self.project.root / LABELS
        return load_whole(self.project, path, Labels)[0].root if path.exists() else {}

    @cached_property
    def stamps(self) -> Stamps:
        """scripts/stamps.txt: what was compared, as hashes. Raises HandbookError."""
        return load_stamps(self.project.root)

    @cached_property
    def senses(self) -> Senses:
        """scripts/senses.txt: what parts say, as last confirmed. Raises HandbookError."""
        return load_senses(self.project.root)

    @property
    def pins(self) -> dict[str, dict[str, Pin]]:
        """scripts/pins.yml: list to row to its confirmed words. Raises HandbookError."""
        return self._pins[0].root

    def pins_line(self, *loc: str | int) -> int:
        """Return the line of scripts/pins.yml where what stands under the keys `loc` begins."""
        return self._pins[1].line(loc)

    @cached_property
    def _pins(self) -> tuple[Pins, Document]:
        return load_whole(self.project, self.project.root / PINS, Pins)
