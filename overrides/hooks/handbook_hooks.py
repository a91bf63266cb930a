"""MkDocs hooks: hand each step of a build to the library, handbook/web/site_build.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT / "scripts") not in sys.path:  # a plain `mkdocs build` works too
    sys.path.insert(0, str(ROOT / "scripts"))

from handbook.web.site_build import AFTER_ALL, SiteBuild  # noqa: E402

BUILD = SiteBuild()


def on_config(config: Any) -> Any:
    """Read the sources, and join Python-Markdown's extensions."""
    return BUILD.configure(config)


def on_files(files: Any, config: Any) -> Any:
    """Leave out what lies beside the templates and is not served."""
    return BUILD.without_template_files(files)


def on_env(env: Any, config: Any, files: Any) -> Any:
    """Escape what templates show, and keep the compiled ones."""
    return BUILD.escaping(env)


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Write notes for the citations, and blocks for the includes."""
    return BUILD.markdown(markdown, page)


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Put in the status label and the list of sections."""
    return BUILD.content(html, page)


def on_page_context(context: dict[str, Any], page: Any, config: Any, nav: Any) -> dict[str, Any]:
    """Add what the templates need around a page."""
    return BUILD.context(context, page)


def on_template_context(context: dict[str, Any], template_name: str, config: Any) -> dict[str, Any]:
    """Add the same for a page without Markdown."""
    return BUILD.context_of_template(context)


def on_build_error(error: Exception, **_: Any) -> None:
    """End the build in one message."""
    BUILD.stop(error)


@AFTER_ALL
def on_post_build(config: Any) -> None:
    """Write the logo of an edition, and the words of places."""
    BUILD.close()
    BUILD.write_logo(Path(config.site_dir))
    BUILD.write_words(Path(config.site_dir))
