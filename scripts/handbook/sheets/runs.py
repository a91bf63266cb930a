"""Turns stretches of text into what the templates read."""

from __future__ import annotations

from typing import Any

from handbook.sheets.articles import Run, Runs


def set_runs(runs: Runs, *, marks: bool = False, trim: bool = True) -> list[dict[str, Any]]:
    """Return the stretches as plain data, with how sure a statement is if `marks`, blanks at the end cut if `trim`."""
    kept = [run for run in runs if marks or not run.mark]
    while trim and kept and not kept[-1].blank and not kept[-1].text.strip():
        kept.pop()
    made = [_one(run) for run in kept]
    if trim and made and "text" in made[-1]:
        made[-1]["text"] = made[-1]["text"].rstrip()
    return made


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
