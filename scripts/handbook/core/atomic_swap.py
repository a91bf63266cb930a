"""Puts a finished folder or file in the place of an old one.

Whoever looks sees the old or the new one, never half.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
from pathlib import Path

from handbook.core.findings import HandbookError

OLD = "site.old"
"""Beside the new folder: where the old one waits on systems that cannot exchange two names in one
step."""
_HERE = -100  # AT_FDCWD of linux/fcntl.h
_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h


def swap(fresh: Path, site: Path) -> None:
    """Put `fresh` in the place of `site`.

    Raises HandbookError where the system refuses; `site` is then as it was.
    """
    try:
        if not site.exists():
            fresh.rename(site)
        elif exchange(fresh, site):
            shutil.rmtree(fresh, ignore_errors=True)
        else:
            _two_steps(fresh, site)
    except OSError as error:
        raise HandbookError(
            f"{site} cannot be replaced: {error.strerror}. "
            f"It is as it was, and the new site stands in {fresh}; "
            "make the folder writable, or copy the new site yourself"
        ) from None


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change names in one step; False where the system does not know how."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(other))


_UNKNOWN = {38, 22}  # ENOSYS, EINVAL: an old kernel, or a file system without it


def _two_steps(fresh: Path, site: Path) -> None:
    old = fresh.with_name(OLD)
    shutil.rmtree(old, ignore_errors=True)
    site.rename(old)
    try:
        fresh.rename(site)
    except OSError:
        old.rename(site)
        raise
    shutil.rmtree(old, ignore_errors=True)


def restore(fresh: Path, site: Path) -> None:
    """Bring back the old site that a build left aside when it was killed between the two steps."""
    old = fresh.with_name(OLD)
    if old.exists() and not site.exists():
        old.rename(site)


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all; other hard links of the same file keep what they had."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(text.encode("utf-8"))
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
