"""MkDocs hooks: notes from claims, generated blocks, the frame, and no page in the wrong language."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from pathlib import Path
from typing import Any, ClassVar

from mkdocs.exceptions import Abort

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT / "scripts") not in sys.path:  # a plain `mkdocs build` works too
    sys.path.insert(0, str(ROOT / "scripts"))

from handbook.content.evidence import load_evidence  # noqa: E402
from handbook.content.markdown_reader import NOTE  # noqa: E402
from handbook.core import template_cache as templates  # noqa: E402
from handbook.core.findings import Fault  # noqa: E402
from handbook.core.project import Tree  # noqa: E402
from handbook.web.footnotes import with_notes  # noqa: E402
from handbook.web.includes import Blocks  # noqa: E402
from handbook.web.markdown_extension import HandbookExtension  # noqa: E402
from handbook.web.page_context import Frame, with_frame  # noqa: E402

log = logging.getLogger("mkdocs.hooks.handbook")

# Parts of the theme's page that only its own script would use; the handbook does not ship that script.
LEFTOVERS = re.compile(
    r'<input class="md-toggle"[^>]*>\s*|<label class="md-overlay"[^>]*></label>\s*'
    r'|<div data-md-component="(?:skip|announce)">.*?</div>\s*'
    r'|<div class="md-dialog"[^>]*>\s*<div[^>]*></div>\s*</div>\s*',
    re.DOTALL,
)
AT_A_PAGE = {"_populate_page", "_build_page"}
"""MkDocs's own functions that tell what went wrong at a page."""
THEME_FILES = ("assets/javascripts/", "assets/stylesheets/", "assets/images/", "offline/", "print/")


class _State:
    """What one build has read; MkDocs calls the hooks below once a language."""

    tree: Tree
    blocks: Blocks
    frame: Frame
    extension: HandbookExtension
    read: ClassVar[dict[Path, tuple[int, int]]] = {}
    """Which sources, and in which state: a second language and a preview read only what has changed."""


def on_config(config: Any) -> Any:
    """Read the evidence afresh (a preview rebuilds after each save) and join Python-Markdown's extensions."""
    tree = Tree.at(Path(config.config_file_path).parent)
    now = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in tree.inputs()}
    changed = {path for path in now.keys() | _State.read.keys() if now.get(path) != _State.read.get(path)}
    if now.keys() == _State.read.keys() and all(path.suffix == ".md" for path in changed):
        _State.frame.read_again(changed)
    else:
        _read(tree)
    _State.read = now
    others = [item for item in config.markdown_extensions if not isinstance(item, HandbookExtension)]
    config.markdown_extensions = [*others, _State.extension]
    return config


def _read(tree: Tree) -> None:
    evidence = load_evidence(tree)
    for finding in evidence.findings():
        level = logging.WARNING if finding.is_error else logging.INFO  # a strict build stops at a warning
        log.log(level, "%s:%s: %s", finding.path, finding.line, finding.message)
    _State.tree = tree
    _State.blocks = Blocks(tree, evidence)
    _State.frame = Frame(tree, evidence)
    _State.extension = HandbookExtension(evidence, tree)


def on_files(files: Any, config: Any) -> Any:
    """Leave out theme files that no page uses."""
    for file in list(files):
        if file.src_uri.startswith(THEME_FILES) and not (_State.tree.docs / file.src_uri).exists():
            files.remove(file)
    return files


def on_env(env: Any, config: Any, files: Any) -> Any:
    """Keep the compiled templates."""
    env.bytecode_cache = templates.kept(_State.tree)
    return env


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Notes for the citation keys, generated blocks for the includes."""
    if page.file.locale != page.file.locale_alternate_of:
        log.warning("%s has no twin in %r; write it", page.file.src_uri, page.file.locale_alternate_of)
    locale = _State.tree.locale(page.file.locale)
    slug = Path(page.file.src_uri).stem
    _State.extension.locale, _State.extension.slug = locale, slug
    evidence = _State.blocks.evidence
    keys = NOTE.findall(markdown)
    for key in dict.fromkeys(keys):
        if key not in evidence.claims.records:
            log.warning("%s cites %r, which evidence/claims.yml does not have", page.file.src_uri, key)
    try:
        markdown = _State.blocks.expand(markdown, locale)
    except Fault as fault:
        log.warning("%s: %s", page.file.src_uri, fault)
    return with_notes(evidence, markdown, keys, locale.code)


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """The status label and the list of the page's sections, where the frame wants them."""
    slug, locale = Path(page.file.src_uri).stem, _State.tree.locale(page.file.locale)
    here = _State.frame.here(page.toc, locale)
    return with_frame(html, slug, _State.frame.status(page.meta, locale, slug), here)


def on_page_context(context: dict[str, Any], page: Any, config: Any, nav: Any) -> dict[str, Any]:
    """What the templates need around a page."""
    context["frame"] = _State.frame.context(page.file.locale, Path(page.file.src_uri).stem)
    return context


def on_template_context(context: dict[str, Any], template_name: str, config: Any) -> dict[str, Any]:
    """The same for pages without Markdown (404.html)."""
    context["frame"] = _State.frame.context(_State.tree.locales[0].code, "404")
    return context


def on_build_error(error: Exception, **_: Any) -> None:
    """A fault ends the build in one message; MkDocs has told it already where it came upon it at a page."""
    if isinstance(error, Fault):
        if not {step.name for step in traceback.extract_tb(error.__traceback__)} & AT_A_PAGE:
            log.error("%s", error)
        raise Abort("Nothing was built.") from None


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Drop the theme's script-only leftovers."""
    return LEFTOVERS.sub("", output)


def on_post_template(output: str, template_name: str, config: Any) -> str:
    """The same for pages without Markdown."""
    return LEFTOVERS.sub("", output) if template_name.endswith(".html") else output
