"""Keeps a preview of the pages up with their sources.

A saved page comes alone, after any other change all do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException

from handbook.core.findings import HandbookError
from handbook.core.project import Project
from handbook.web.mkdocs_private import Keep

State = dict[Path, int]
"""Each source with the time of its last change, in nanoseconds."""


@dataclass
class Preview:
    """The site in a temporary folder."""

    project: Project
    site: Path
    url: str
    """Where it is served, with a slash at the end."""
    _seen: State = field(default_factory=dict)
    _keep: Keep = field(default_factory=Keep)

    def keep_up(self) -> None:
        """Refresh. Raises Abort alone, which the server shows and survives until the next save."""
        try:
            self.refresh()
        except (HandbookError, MkDocsException) as error:
            # An Abort of MkDocs has already been logged; another message would repeat it.
            message = "" if isinstance(error, Abort) else f"serve: {error}"
            raise Abort(message) from None

    def refresh(self) -> None:
        """Make what the last saves touched: their pages, or everything.

        Raises HandbookError, or what MkDocs raises.
        """
        now = {path: path.stat().st_mtime_ns for path in self.project.inputs()}
        paths = now.keys() | self._seen.keys()
        changed = {path for path in paths if now.get(path) != self._seen.get(path)}
        old_pages = {path for path in now.keys() & self._seen.keys() if self._is_page(path)}
        if self._seen and changed <= old_pages:
            # The page in every language: whether it is behind its counterpart stands on it.
            slugs = {path.stem for path in changed}
            for kept in self._keep.kept.values():
                kept.make_pages(slugs)
        else:
            self._make_all()
        self._seen = now

    def _is_page(self, path: Path) -> bool:
        return path.suffix == ".md" and path.parent.parent == self.project.docs

    def _make_all(self) -> None:
        _ = Project.at(
            self.project.root
        ).locales  # raises a HandbookError that says more than MkDocs does
        path = str(self.project.root / "mkdocs.yml")
        config = load_config(path, site_dir=str(self.site), site_url=self.url)
        self._keep = Keep()
        config.plugins["preview"] = self._keep
        build(config)
