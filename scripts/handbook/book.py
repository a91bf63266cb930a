"""Everything the rules look at, each read once and only when a rule asks for it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from handbook.built import BuiltSite, read_site
from handbook.evidence import Evidence, load_evidence
from handbook.findings import Fault
from handbook.pages import Handbook, read_pages
from handbook.passages import Passage, read_passages
from handbook.tree import Tree
from handbook.yaml_source import load_document

SETTLED = "scripts/settled.yml"


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

    @cached_property
    def settings(self) -> dict[str, Any]:
        """scripts/checks.yml: thresholds and exceptions. Raises Fault when it cannot be used."""
        document = load_document(self.tree, self.tree.root / "scripts/checks.yml")
        if document.findings or not isinstance(document.data, dict):
            reason = document.findings[0].message if document.findings else "is not a mapping"
            raise Fault(f"scripts/checks.yml: {reason}; restore it from the last commit")
        return document.data

    @cached_property
    def settled(self) -> dict[str, list[str]]:
        """scripts/settled.yml: file to the differences that a person has read and settled. Raises Fault."""
        path = self.tree.root / SETTLED
        if not path.exists():
            return {}
        document = load_document(self.tree, path)
        if document.findings or not isinstance(document.data, dict | None):
            raise Fault(f"{SETTLED}: does not parse; restore it from the last commit")
        return {str(name): [str(row) for row in rows or ()] for name, rows in (document.data or {}).items()}

    def threshold(self, name: str) -> Any:
        """One number of scripts/checks.yml. Raises Fault for an unknown one."""
        thresholds = self.settings.get("thresholds") or {}
        if name not in thresholds:
            raise Fault(f"scripts/checks.yml: no threshold {name!r}; add it under `thresholds`")
        return thresholds[name]
