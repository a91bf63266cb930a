"""Turns stretches of text into what the templates read."""

from __future__ import annotations

import re
from typing import Any

from handbook.sheets.articles import Run, Runs

_POINTS = re.compile(r"(?:\b(?:see|see them|read about|start with)|看|见)\s*$", re.IGNORECASE)
"""Words before a link that name what to read: on paper, where nothing is underlined, the name
stands in quotes."""


def set_runs(
    runs: Runs, *, marks: bool = False, trim: bool = True, quotes: bool = True
) -> list[dict[str, Any]]:
    """Return the stretches as plain data.

    How sure a statement is stays with `marks` only; `trim` cuts blanks at the end; `quotes` puts
    the name of what a sentence says to read in quotes.
    """
    kept = [run for run in runs if marks or not run.mark]
    while trim and kept and not kept[-1].blank and not kept[-1].text.strip():
        kept.pop()
    made = [_one(run) for run in kept]
    if quotes:
        _quote(kept, made)
    if trim and made and "text" in made[-1]:
        made[-1]["text"] = made[-1]["text"].rstrip()
    return made


def _quote(runs: list[Run], made: list[dict[str, Any]]) -> None:
    """Put quotes round what follows “see” in one piece: they are the same in both languages."""
    for before, run, said in zip(runs, runs[1:], made[1:], strict=False):
        if run.link and _POINTS.search(before.text):
            said["text"] = f"“{run.text}”"


def _one(run: Run) -> dict[str, Any]:
    if run.blank:
        return {"blank": True}
    made: dict[str, Any] = {"text": run.text}
    if run.strong:
        made["strong"] = True
    if run.mark:
        made["mark"] = run.mark
    if run.lang == "zh-Latn-pinyin":
        made["pinyin"] = True
    elif run.lang:
        made["lang"] = run.lang.partition("-")[0]
    return made
