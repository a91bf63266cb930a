"""Compressed copies beside the files that compress well, kept between builds by content."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import brotli

SUFFIXES = frozenset((".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".webmanifest"))
SMALLEST = 512
"""Bytes below which a compressed copy saves nothing worth a file."""
BROTLI_QUALITY = 11
GZIP_LEVEL = 9
_SETTINGS = f"{brotli.__version__} {BROTLI_QUALITY} {GZIP_LEVEL} ".encode()
"""Part of the kept names: a copy made otherwise is another copy."""


def compress(site: Path, kept: Path) -> int:
    """Write `.br` and `.gz` copies below `site`, from `kept` where an earlier build made them. Returns how many."""
    kept.mkdir(parents=True, exist_ok=True)
    files = [path for path in sorted(site.rglob("*")) if path.suffix in SUFFIXES and path.stat().st_size >= SMALLEST]
    jobs = {path: kept / hashlib.sha256(_SETTINGS + path.read_bytes()).hexdigest() for path in files}
    _make({small: path for path, small in jobs.items() if not small.with_suffix(".gz").exists()})
    for path, small in jobs.items():
        for suffix in (".br", ".gz"):
            shutil.copyfile(small.with_suffix(suffix), path.with_name(path.name + suffix))
    _forget(kept, jobs.values())
    return len(files)


def _make(missing: dict[Path, Path]) -> None:
    if not missing:
        return
    with ProcessPoolExecutor() as pool:
        list(pool.map(_compress, missing.values(), missing, chunksize=8))


def _compress(path: Path, small: Path) -> None:
    data = path.read_bytes()
    _keep(small.with_suffix(".br"), brotli.compress(data, quality=BROTLI_QUALITY))
    # No name and no time inside: the same bytes at any time, in any place.
    _keep(small.with_suffix(".gz"), gzip.compress(data, GZIP_LEVEL, mtime=0))


def _keep(path: Path, data: bytes) -> None:
    """All of it or nothing: a full disk or a killed build must not leave half a copy for the next one."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


def _forget(kept: Path, used: Iterable[Path]) -> None:
    names = {small.name for small in used}
    for path in kept.iterdir():
        if path.stem not in names:
            path.unlink()
