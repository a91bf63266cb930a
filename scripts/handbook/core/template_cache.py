"""Keeps compiled Jinja templates in .cache/templates.

They take longer to compile than to fill in.
"""

from __future__ import annotations

from jinja2 import FileSystemBytecodeCache

from handbook.core.project import Project


def kept(project: Project, kind: str) -> FileSystemBytecodeCache:
    """Return the cache for an environment's `bytecode_cache`.

    Jinja compiles a changed template again.

    `kind` names how the environment compiles (what it escapes): Jinja's key holds a template's name
    and text alone.
    """
    folder = project.root / ".cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder), f"{kind}-%s.cache")
