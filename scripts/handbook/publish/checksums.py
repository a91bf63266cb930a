"""The manifest of a finished site: a SHA-256 sum of every file, as `sha256sum --check` reads it."""

from __future__ import annotations

import hashlib
from pathlib import Path

SUMS = "SHA256SUMS"
"""Written last: a site that has it is finished."""


def write_sums(site: Path) -> None:
    """Write the sums of all files of `site`, one line each."""
    files = sorted(path for path in site.rglob("*") if path.is_file() and path.name != SUMS)
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(site).as_posix()}" for path in files)
    (site / SUMS).write_text("\n".join(lines) + "\n", "utf-8")


def read_sums(site: Path) -> dict[str, str]:
    """Return the sums that a finished site names, by file; none where it has no list."""
    path = site / SUMS
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}
