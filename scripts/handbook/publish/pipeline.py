"""From unfinished pages to a site that can be served: sheets, download links, search, and what hosts need.

Stages, each made from the last: pages → sheets → download links → search → finishing. The unfinished pages are kept in
`.cache/build/pages`, so that a run of the sheets enters at its own stage. The only writer of a site.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from handbook.core.findings import HandbookError
from handbook.core.project import Project
from handbook.publish import fingerprint_assets, offline_copy, security_headers
from handbook.publish.checksums import remember, write_sums
from handbook.publish.precompress import compress
from handbook.sheets.sheet_set import SheetSet
from handbook.web.html_pages import STAMP
from handbook.web.search_index import index_site

PAGES = ".cache/build/pages"
"""Below the root: the pages as MkDocs made them."""

FRESH = ".cache/build/site"
"""Below the root: the next site, until it takes the place of the old one."""

SWITCH = "HANDBOOK_OFFLINE"
"""Environment variable: `off` makes a worker that removes itself from readers' browsers."""


def assemble(pages: Project, fresh: Project, sheets: SheetSet | None, earlier: Path) -> None:
    """Make a whole site at `fresh` from the unfinished `pages` and `sheets`.

    What is there is deleted. Raises HandbookError.

    `earlier` is the folder of sheets of the site to be replaced.
    """
    shutil.rmtree(fresh.site, ignore_errors=True)
    shutil.copytree(pages.site, fresh.site)
    if sheets is not None:
        sheets.write(fresh, earlier)
    index_site(fresh, fresh.site)
    finish(fresh, fresh.site)


def finish(project: Project, site: Path) -> None:
    """Give assets lasting names, write offline copies, headers for hosts, compressed files and sums into `site`."""
    renamed = fingerprint_assets.rename(site)
    offline_copy.write_worker(project, site, on=_switch())
    offline_copy.write_zip(site)
    hosting = site / "hosting"
    hosting.mkdir(exist_ok=True)
    prefix = urlsplit(project.site_url).path
    lasting = sorted(renamed.values())
    (site / "_headers").write_text(security_headers.static_host(lasting, prefix), "utf-8")
    (hosting / "nginx.conf").write_text(security_headers.nginx(prefix), "utf-8")
    (hosting / "Caddyfile").write_text(security_headers.caddy(prefix), "utf-8")
    compress(site, project.root / ".cache" / "compressed")
    write_sums(site)
    if (site / STAMP).exists():
        remember(project.root, site, (site / STAMP).read_text("utf-8").strip())


def _switch() -> bool:
    value = os.environ.get(SWITCH, "on")
    if value not in ("on", "off"):
        raise HandbookError(f"{SWITCH}={value!r}: say on or off")
    return value == "on"
