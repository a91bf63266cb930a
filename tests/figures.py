"""Figures that tests measure on the way: any worker writes them, the summary of the run shows them."""

from __future__ import annotations

from handbook.core.project import ROOT

FOLDER = ROOT / ".cache" / "tests" / "figures"


def forget() -> None:
    """Drop the figures of an earlier run."""
    for path in FOLDER.glob("*.txt"):
        path.unlink(missing_ok=True)


def tell(name: str, text: str) -> None:
    """Have `text` shown at the end of the run."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.txt").write_text(text, "utf-8")


def told() -> str:
    """Everything told in this run."""
    return "".join(path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt")))
