"""What tests plant faults with: the copies of the bench, which plants more of them."""

from pathlib import Path

from handbook.bench.copies import (
    Edits,
    Original,
    apply_edit,
    family_of,
    make_current,
    new_findings,
    newest_check,
    run,
)
from handbook.core.memo import FOLDER

__all__ = [
    "Edits",
    "Original",
    "apply_edit",
    "contents",
    "family_of",
    "make_current",
    "new_findings",
    "newest_check",
    "run",
]


def contents(root: Path) -> dict[Path, bytes]:
    """Every file of a copy but what commands remember there, to see that nothing else is written."""
    paths = (path for path in root.rglob("*") if path.is_file() and root / FOLDER not in path.parents)
    return {path: path.read_bytes() for path in paths}
