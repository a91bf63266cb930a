"""Everything the rules look at, each read once and only when a rule asks for it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from handbook.checks.settings import CHECKS, SETTLED, Settings, Settled, Thresholds
from handbook.content.evidence import Evidence, load_evidence
from handbook.content.markdown_pages import Handbook, read_pages
from handbook.core.findings import Fault
from handbook.core.project import Tree
from handbook.core.yaml_documents import Document
from handbook.core.yaml_records import load_whole
from handbook.language.text_units import Passage, read_passages
from handbook.web.html_pages import BuiltSite, read_site


@dataclass
class Book:
    """A copy of the handbook as the rules see it."""

    tree: Tree
    today: datetime.date = field(default_factory=datetime.date.today)

    def with_site(self, site: Tree) -> Book:
        """The same sources, as read, beside another built site."""
        book = Book(site, self.today)
        read = {name: value for name, value in vars(self).items() if name in ("pages", "evidence", "passages")}
        vars(book).update(read)
        return book

    @cached_property
    def pages(self) -> Handbook:
        """The Markdown sources."""
        return read_pages(self.tree)

    @cached_property
    def evidence(self) -> Evidence:
        """The data."""
        return load_evidence(self.tree)

    @cached_property
    def passages(self) -> list[Passage]:
        """Every piece of text a reader meets."""
        return read_passages(self.tree, self.pages, self.evidence)

    @cached_property
    def site(self) -> BuiltSite:
        """The built site."""
        return read_site(self.tree)

    @property
    def settings(self) -> Settings:
        """scripts/checks.yml: thresholds, pins, exceptions. Raises Fault when it cannot be used."""
        return self._checks[0]

    def settings_line(self, *loc: str | int) -> int:
        """The line of scripts/checks.yml where what stands under those keys begins."""
        return self._checks[1].line(loc)

    @cached_property
    def _checks(self) -> tuple[Settings, Document]:
        return load_whole(self.tree, self.tree.root / CHECKS, Settings)

    @cached_property
    def settled(self) -> dict[str, tuple[str, ...]]:
        """scripts/settled.yml: file to the differences that a person has read and settled. Raises Fault."""
        path = self.tree.root / SETTLED
        return load_whole(self.tree, path, Settled)[0].root if path.exists() else {}

    def threshold(self, name: str) -> Any:
        """One number of scripts/checks.yml. Raises Fault for an unknown one."""
        if name not in Thresholds.model_fields:
            raise Fault(f"{CHECKS}: no threshold {name!r}; add it under `thresholds`, and in handbook/settings.py")
        return getattr(self.settings.thresholds, name)
