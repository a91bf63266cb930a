"""Gives styles and scripts names that change with their content, so that a browser may keep them; thins them."""

from __future__ import annotations

import hashlib
import posixpath
import re
from pathlib import Path

import rcssmin

FOLDERS = ("assets/styles", "assets/scripts")


def rename(site: Path) -> dict[str, str]:
    """Rename the styles and scripts of `site` and every mention of them; old name to new, from the site's root."""
    waiting = sorted(
        path for folder in FOLDERS for path in (site / folder).rglob("*") if path.suffix in (".css", ".js")
    )
    for path in waiting:
        thin = rcssmin.cssmin if path.suffix == ".css" else thinned
        path.write_text(f"{thin(path.read_text('utf-8'))}\n", "utf-8")
    renamed: dict[str, str] = {}
    while waiting:
        # A file that mentions another one still to be renamed has to wait: its own content will change.
        names = {path.name for path in waiting}
        ready = [path for path in waiting if not _mentions(path, names - {path.name})] or waiting[:1]
        for path in ready:
            renamed |= _rename(site, path, renamed)
            waiting.remove(path)
    for page in site.rglob("*.html"):
        _rewrite(page, renamed)
    return renamed


_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_REMARK = re.compile(r"^[ \t]*(?://.*|/\*\*[^*]*\*/[ \t]*)\n", re.MULTILINE)


def thinned(script: str) -> str:
    """Drop the lines that hold nothing but a remark, and the blanks before the others.

    No text between backticks of ours goes over a line (a test holds it): there both would count.
    rjsmin 1.3 would save 350 bytes more, but takes the blanks out of an expression that follows an arrow (`=> / -/`).
    """
    return _INDENT.sub("", _REMARK.sub("", script))


def _mentions(path: Path, names: set[str]) -> bool:
    return bool(names and re.search(_mention(*names), path.read_text("utf-8")))


def _mention(*names: str) -> str:
    """A quoted or url() address that ends in one of these file names."""
    return rf"""(?<=[\"'(/])(?:{"|".join(map(re.escape, names))})(?=[\"')?#])"""


def _rename(site: Path, path: Path, renamed: dict[str, str]) -> dict[str, str]:
    _rewrite(path, renamed)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    target = path.with_name(f"{path.stem}.{digest}{path.suffix}")
    path.rename(target)
    return {path.relative_to(site).as_posix(): target.relative_to(site).as_posix()}


def _rewrite(path: Path, renamed: dict[str, str]) -> None:
    names = {posixpath.basename(old): posixpath.basename(new) for old, new in renamed.items()}
    if not names:
        return
    text = path.read_text("utf-8")
    new = re.sub(_mention(*names), lambda match: names[match[0]], text)
    if new != text:
        path.write_text(new, "utf-8")
