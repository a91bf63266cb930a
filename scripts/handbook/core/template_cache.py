"""Keeps compiled Jinja templates in .cache/templates: the theme's take longer to compile than to fill in."""

from __future__ import annotations

from jinja2 import FileSystemBytecodeCache

from handbook.core.project import Project


def kept(project: Project) -> FileSystemBytecodeCache:
    """The cache for an environment's `bytecode_cache`; Jinja compiles a changed template again."""
    folder = project.root / ".cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))
