"""Runs MkDocs in a process of its own: Markdown and evidence in, unfinished HTML pages out."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from handbook.content.built_for import write_built_for
from handbook.content.edition import load_edition, named_path
from handbook.content.markdown_pages import Handbook, read_pages
from handbook.core.child_process import die_with_parent
from handbook.core.findings import HandbookError
from handbook.core.project import SITE, Project
from handbook.web import discovery
from handbook.web.html_pages import STAMP, fingerprint


def make_pages(
    project: Project,
    target: Path,
    pages: Handbook | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> None:
    """Build every page of every language into `target`, deleting what is there.

    Raises HandbookError.

    `meanwhile` is called while MkDocs works. The fingerprint of the sources is written last, so
    that a folder without it is known to be unfinished.
    """
    stamp = fingerprint(
        project
    )  # before the build: a save during it makes the site stale, as it should
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {SITE: str(target), "NO_MKDOCS_2_WARNING": "1"}
    environment["SOURCE_DATE_EPOCH"] = str(newest_check(pages or read_pages(project)))
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(
        command, cwd=project.root, env=environment, preexec_fn=die_with_parent, **pipes
    ) as process:
        try:
            if meanwhile is not None:
                meanwhile()
            output, _ = process.communicate()
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise HandbookError(f"mkdocs stopped; site/ is as it was.\n{_complaints(output)}")
    discovery.write_all(project, target)
    write_built_for(project, target, load_edition(project, named_path()))
    (target / STAMP).write_text(stamp + "\n", "utf-8")


def newest_check(pages: Handbook) -> int:
    """Return the day the newest page was checked, in seconds since 1970.

    The only date that a build may show.
    """
    dates = [date for page in pages if (date := page.date("checked"))]
    newest = max(dates, default=datetime.date(2000, 1, 1))
    return int(
        datetime.datetime(newest.year, newest.month, newest.day, tzinfo=datetime.UTC).timestamp()
    )


def _complaints(output: str) -> str:
    lines = output.splitlines()
    wanted = [line for line in lines if "WARNING" in line or "ERROR" in line]
    return "\n".join(wanted or lines[-15:])
