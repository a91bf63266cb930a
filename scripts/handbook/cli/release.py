"""`./scripts/release`: the notes and files of a release, made from the data and the built site."""

from __future__ import annotations

import argparse
import datetime
import subprocess
import sys

from handbook.checks.context import CheckContext
from handbook.checks.runner import run as find
from handbook.content.built_for import take_address
from handbook.core.findings import Exit, HandbookError, as_text
from handbook.core.project import Project
from handbook.publish.release import NOTES, notes, version, write_release

NAME = "release"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's description and arguments to `parser`."""
    parser.description = (
        "Write what advice changed, which sheets to print anew, and the files of a release."
    )
    parser.add_argument(
        "--since",
        type=datetime.date.fromisoformat,
        metavar="DAY",
        help="changes in advice after this day, such as 2026-11-27 (default: the last tag v*)",
    )
    parser.add_argument("--notes", action="store_true", help="print the notes, and write nothing")


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Print or write the release. Raises HandbookError where the site is not fit for one."""
    take_address(project)
    context = CheckContext(project)
    since = options.since or _last_release(project)
    text = notes(project, context.evidence, context.pages, since)
    if options.notes:
        sys.stdout.write(text)
        return Exit.CLEAN
    if not project.address:
        raise HandbookError("the site has no address, so its sheets lead nowhere; see README.md")
    if errors := [finding for finding in find(context) if finding.is_error]:
        sys.stdout.write(as_text(errors) + "\n")
        return Exit.FINDINGS
    folder = project.show(write_release(project, text))
    tag = f"v{version(project)}"
    sys.stdout.write(
        f"{NAME}: {folder} is ready. Next:\n"
        f"  git tag -a {tag} -F {folder}/{NOTES} && git push origin {tag}\n"
        f"  and put the files of that folder beside the tag\n"
    )
    return Exit.CLEAN


def _last_release(project: Project) -> datetime.date | None:
    """Return the day of the newest tag v*; None where there is none, or no Git."""
    command = ["git", "-C", str(project.root), "tag", "--list", "v*"]
    command += ["--sort=-creatordate", "--format=%(creatordate:short)"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    first = done.stdout.partition("\n")[0]
    return datetime.date.fromisoformat(first) if done.returncode == 0 and first else None
