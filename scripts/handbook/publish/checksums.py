"""The manifest of a finished site: a SHA-256 sum of every file, as `sha256sum --check` reads it."""

from __future__ import annotations

import hashlib
from pathlib import Path

SUMS = "SHA256SUMS"
"""Written last: a site that has it is finished."""

MADE = ".cache/made"
"""Below the root: a line for each site that was built here, `SOURCES SUMS`, as two sums."""
KEPT = 200


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


def remember(root: Path, site: Path, sources: str) -> None:
    """Note below `root` that `site` was made there from `sources`: whoever changes it by hand cannot renew that."""
    path = root / MADE
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    line = f"{sources} {_digest(site)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*(old for old in lines[-KEPT:] if old != line), line]) + "\n", "utf-8")


def was_made(root: Path, site: Path, sources: str) -> bool:
    """Return whether `site` is one that was made there from `sources`, or nobody knows of any made there."""
    path = root / MADE
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    known = {line.partition(" ")[2] for line in lines if line.startswith(f"{sources} ")}
    return not lines or _digest(site) in known


def _digest(site: Path) -> str:
    return hashlib.sha256((site / SUMS).read_bytes()).hexdigest()
