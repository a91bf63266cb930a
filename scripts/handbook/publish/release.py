"""A release: what advice changed, for whom, what to print anew; and the files that go with it."""

from __future__ import annotations

import datetime
import shutil
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from handbook.content.evidence import Change, Evidence
from handbook.content.markdown_pages import Handbook
from handbook.core.findings import HandbookError
from handbook.core.project import Locale, Project
from handbook.language.dates import long_date
from handbook.language.languages import language
from handbook.publish.checksums import write_sums
from handbook.publish.offline_copy import EPOCH, ZIP
from handbook.sheets.spec import DANGER_LOOKS, FOLDER, Sheet, load_sheets
from handbook.web.page_context import HELP

FILES = ".cache/release"
"""Below the root: a folder for each version."""
NOTES = "NOTES.md"
SHEETS = "handbook-sheets.zip"


def version(project: Project) -> str:
    """Return the version in pyproject.toml. Raises HandbookError where there is none."""
    try:
        data = tomllib.loads((project.root / "pyproject.toml").read_text("utf-8"))
        return str(data["project"]["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HandbookError(f"pyproject.toml: no version can be read: {error}; mend it") from None


def notes(project: Project, evidence: Evidence, pages: Handbook, since: datetime.date | None) -> str:
    """Return the notes of the release in every language, as Markdown.

    They hold each change in advice of evidence/changes.yml after the day `since`, all without it.
    """
    sheets = list(load_sheets(project))
    changes = [item for item in evidence.changes if since is None or item.date > since]
    lines = []
    for locale in project.locales:
        say = evidence.saying(locale.code)
        lines += [f"# {locale.site_name} {version(project)}", "", f"## {say('release_advice')}", ""]
        for change in changes:
            lines.append(_entry(change, evidence, pages, sheets, locale))
        lines += [*([] if changes else [say("release_none")]), ""]
    return "\n".join(lines)


def _entry(change: Change, evidence: Evidence, pages: Handbook, sheets: list[Sheet], locale: Locale) -> str:
    """Return one change: its day, its page, what changed, and the sheets that take from there."""
    say, marks = evidence.saying(locale.code), language(locale.code).punctuation
    page = pages.pages[locale.code].get(change.page)
    where = page.title if page else change.page
    text = f"- {long_date(change.date, locale.code)}{marks.comma}**{where}**{marks.colon}{change[locale.code]}"
    titles = [sheet.title[locale.code] for sheet in sheets if _is_touched(sheet, change)]
    if titles:
        text += f"{language(locale.code).gap}{say('release_print', sheets=marks.list.join(titles))}"
    return text


def _is_touched(sheet: Sheet, change: Change) -> bool:
    """Return whether a sheet takes from the page; of the danger list's page, whether it has it."""
    shows_signs = any(panel.look in DANGER_LOOKS for panel in sheet.panels)
    is_danger = change.page == HELP and (shows_signs or sheet.layout in ("card", "book"))
    return change.page in sheet.takes_from or is_danger or sheet.layout == "book"


def write_release(project: Project, text: str) -> Path:
    """Write the notes and files of the release into a folder of its own; return the folder.

    Raises HandbookError where the built site lacks one.
    """
    site = project.site
    folder = project.root / FILES / version(project)
    if not (site / ZIP).exists() or not list(_sheets(site)):
        raise HandbookError("site/ has no offline copy or no sheets; run ./scripts/build first")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / NOTES).write_text(text, "utf-8")
    shutil.copy2(site / ZIP, folder / ZIP)
    with zipfile.ZipFile(folder / SHEETS, "w", zipfile.ZIP_STORED) as archive:
        for path in _sheets(site):
            archive.writestr(zipfile.ZipInfo(f"handbook-sheets/{path.name}", EPOCH), path.read_bytes())
    write_sums(folder)
    return folder


def _sheets(site: Path) -> Iterator[Path]:
    yield from sorted((site / FOLDER).glob("*.pdf"))
