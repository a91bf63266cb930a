"""Keeps compiled Jinja templates in .cache/templates, or as long as the process runs.

They take longer to compile than to fill in.
"""

from __future__ import annotations

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket

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


class OfProcess(BytecodeCache):
    """What one process has compiled, by name, for environments that compile alike.

    A copy of the handbook has its templates elsewhere and mostly says the same; where it does not,
    its checksum is another, and Jinja compiles it.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.held: dict[tuple[str, str], bytes] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name alone."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what was compiled of the same text."""
        if known := self.held.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.held[bucket.key, bucket.checksum] = bucket.bytecode_to_string()
