"""One run of MkDocs.

What it has read of the handbook, and what it does at each step that MkDocs calls it for.
"""

from __future__ import annotations

import logging
import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from handbook.content.built_for import digest
from handbook.content.evidence import load_evidence
from handbook.content.markdown_reader import NOTE
from handbook.core import template_cache
from handbook.core.findings import HandbookError
from handbook.core.memo import kept_in
from handbook.core.project import SITE, Project
from handbook.web.footnotes import with_notes
from handbook.web.html_pages import fingerprint
from handbook.web.includes import Includes
from handbook.web.markdown_extension import HandbookExtension
from handbook.web.mkdocs_private import render_once, rendered_pages, was_logged
from handbook.web.page_context import PageContext, with_frame
from handbook.web.place_words import write_words
from handbook.web.signature_code import signature_code

log = logging.getLogger("mkdocs.hooks.handbook")

NOT_SERVED = ("offline/", "print/", "words/")
"""Folders of the templates that hold what goes elsewhere, and no page links to."""

AFTER_ALL = event_priority(-200)
"""Marks a hook that comes after the language plugin, which builds other languages at the end."""

FileState = dict[Path, tuple[int, int]]
"""Each source with the time of its last change and its size."""


@dataclass
class SiteBuild:
    """Reads the sources once for all languages, and again only what a preview finds changed."""

    _read: FileState = field(default_factory=dict)
    _memory: ExitStack = field(default_factory=ExitStack)
    """What earlier builds made, open from the first page to the last."""
    _around: str = ""
    """Stands for every source but the pages, and for what the environment says of a build."""
    project: Project = field(init=False)
    includes: Includes = field(init=False)
    page_context: PageContext = field(init=False)
    extension: HandbookExtension = field(init=False)

    def configure(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read what has changed, and join Python-Markdown's extensions.

        MkDocs calls this once a language, and again after each save in a preview.
        """
        project = Project.at(Path(config.config_file_path).parent)
        now = {path: _state(path) for path in project.inputs()}
        paths = now.keys() | self._read.keys()
        changed = {path for path in paths if now.get(path) != self._read.get(path)}
        if now.keys() == self._read.keys() and all(path.suffix == ".md" for path in changed):
            self.page_context.read_again(changed)
        else:
            self._read_all(project)
        self._read = now
        entries: list[Any] = list(config.markdown_extensions)  # names, or extensions themselves
        merged = [item for item in entries if not isinstance(item, HandbookExtension)]
        merged.append(self.extension)
        config.markdown_extensions = merged
        return config

    def _read_all(self, project: Project) -> None:
        self._memory.close()
        self._memory.enter_context(kept_in(project.root, writes=[rendered_pages]))
        evidence = load_evidence(project)
        for finding in evidence.findings():
            # A strict build stops at a warning of the log.
            level = logging.WARNING if finding.is_error else logging.INFO
            log.log(level, "%s:%s: %s", finding.path, finding.line, finding.message)
        self.project = project
        self.includes = Includes(project, evidence)
        self.page_context = PageContext(project, evidence)
        self.extension = HandbookExtension(evidence, project)
        names = sorted(name for name in os.environ if name.startswith("HANDBOOK_"))
        given = [f"{name}={os.environ[name]}" for name in names if name != SITE]
        edition = digest(self.page_context.edition)
        others = fingerprint(project, but=".md")
        self._around = " ".join((others, edition, *given))

    def without_template_files(self, files: Files) -> Files:
        """Return the files without those that lie beside the templates and are not served."""
        for file in list(files):
            is_ours = file.src_uri.startswith(NOT_SERVED)
            if is_ours and not (self.project.docs / file.src_uri).exists():
                files.remove(file)
        return files

    def close(self) -> None:
        """Keep what was made of the pages for the next build."""
        self._memory.close()

    def write_logo(self, site: Path) -> None:
        """Write the logo of an edition into the site, once for all pages that show it."""
        edition = self.page_context.edition
        if edition.logo_name:
            logo = site / edition.logo_name
            logo.parent.mkdir(parents=True, exist_ok=True)
            logo.write_bytes(edition.logo_bytes)

    def write_words(self, site: Path) -> None:
        """Write the words of places that say some things otherwise."""
        write_words(self.project, self.includes.evidence, site)

    def escaping(self, env: Environment) -> Environment:
        """Return MkDocs' environment, our own templates of which escape what they show.

        MkDocs escapes nothing, as themes print HTML. Ours print names, titles and data, which
        are text; what is HTML in them says so (`safe`, Markup). Lines that only ask or repeat leave
        none behind: 50 bytes a page, compressed.
        """
        overrides = self.project.root / "overrides"
        env.autoescape = lambda name: bool(name) and (overrides / str(name)).is_file()
        env.trim_blocks = env.lstrip_blocks = True
        env.bytecode_cache = template_cache.kept(self.project, "escaping-trimmed")
        return env

    def markdown(self, markdown: str, page: Page) -> str:
        """Return a page's Markdown with a note for each citation and a block for each include."""
        file: Any = page.file  # with what the language plugin adds
        if file.locale != file.locale_alternate_of:
            log.warning(
                "%s has no counterpart in %r; write it", file.src_uri, file.locale_alternate_of
            )
        locale = self.project.locale(file.locale)
        self.extension.locale, self.extension.slug = locale, file.name
        evidence = self.includes.evidence
        keys = NOTE.findall(markdown)
        for key in dict.fromkeys(keys):
            if key not in evidence.claims.records:
                message = "%s cites %r, which evidence/claims.yml does not have"
                log.warning(message, file.src_uri, key)
        try:
            markdown = self.includes.expand(markdown, locale)
        except HandbookError as fault:
            log.warning("%s: %s", file.src_uri, fault)
        render_once(page, f"{locale} {file.name} {self._around}")
        return with_notes(evidence, markdown, keys, locale.code)

    def content(self, html: str, page: Page) -> str:
        """Return a page's HTML with its status label and the list of its sections."""
        file: Any = page.file
        locale = self.project.locale(file.locale)
        description = str(page.meta.get("description", ""))
        code = signature_code(html, description, locale.code, file.name)
        self.page_context.codes[locale.code, file.name] = code
        here = self.page_context.here(page.toc, locale)
        status = self.page_context.status(dict(page.meta), locale, file.name)
        return with_frame(html, file.name, status, here)

    def context(self, context: dict[str, Any], page: Page) -> dict[str, Any]:
        """Return the template values of a page with what the templates need around it."""
        file: Any = page.file
        page.content = Markup(page.content or "")  # made from Markdown: the one HTML of a page
        return context | {"frame": self.page_context.context(file.locale, file.name)}

    def context_of_template(self, context: dict[str, Any]) -> dict[str, Any]:
        """Return the template values of a page that has no Markdown (404.html)."""
        return context | {"frame": self.page_context.context(self.project.locales[0].code, "404")}

    @staticmethod
    def stop(error: Exception) -> None:
        """End the build in one message where a HandbookError stopped it. Raises Abort."""
        if isinstance(error, HandbookError):
            if not was_logged(error):
                log.error("%s", error)
            raise Abort("Nothing was built.") from None


def _state(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
