"""The labels of a drawing as they are compared: all of it at once, word by word."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from handbook.checks.confirmed.comparisons import KEY, mark
from handbook.content.drawings import labels


def labels_of(path: Path) -> tuple[str, ...]:
    """Return the labels of a drawing, each as `English | Chinese`."""
    return tuple(label for _, label in labels(path.read_text("utf-8", errors="replace")))


def label_key(said: Iterable[str]) -> str:
    """Return what stands for the labels of a drawing: who names it has read these."""
    return mark("\0".join(said))[:KEY]
