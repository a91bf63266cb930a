"""Copies everything that the handbook is built from, to build, change or time it elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

SOURCES = (
    "mkdocs.yml",
    "handouts.yml",
    "requirements.txt",
    "docs",
    "evidence",
    "overrides",
    "scripts",
)


def copy_sources(root: Path, target: Path) -> None:
    """Copy every source of the handbook at `root` below `target`; what it lacks is left out."""
    target.mkdir(parents=True, exist_ok=True)
    for name in SOURCES:
        if (root / name).is_dir():
            shutil.copytree(
                root / name, target / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        elif (root / name).exists():
            shutil.copy2(root / name, target / name)
