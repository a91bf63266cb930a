"""The handbook without a network: the service worker, and a folder to open by double click."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path

from handbook.core.project import Project
from handbook.publish.checksums import SUMS
from handbook.web.page_context import HELP, address

ZIP = "handbook-offline.zip"
WORKER = "sw.js"
KEPT = frozenset((".html", ".css", ".js", ".svg"))
SKIP = ("handouts/", "hosting/", "assets/drawings/")
"""Not kept by the worker unless the reader opens them: sheets, drawings (the pages hold their own)."""
SEARCH = "/search"
"""The search and its indexes may come after the pages that tell what to do."""
_HOSTED = re.compile(
    rb'\s*(?:<meta http-equiv="Content-Security-Policy"[^>]*>|<script src="[^"]*/offline[^"]*"[^>]*></script>)'
)
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: no build shows its date in the bytes."""


def write_worker(project: Project, site: Path, *, on: bool = True) -> None:
    """Write sw.js. With `on` false it removes itself and all it kept from readers' browsers."""
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.suffix in KEPT)
    names = [name for name in names if not name.startswith(SKIP) and name != WORKER]
    first = [name for name in names if not name.endswith(".html") and SEARCH not in name]
    first += [address(locale, HELP) for locale in project.locales] + ["404.html"]
    first += sorted(path.relative_to(site).as_posix() for path in (site / "handouts").rglob("card*.pdf"))
    rest = [name for name in names if name not in first]
    digest = hashlib.sha256(b"".join((site / name).read_bytes() for name in names)).hexdigest()[:12]
    template = (project.root / "overrides/offline" / WORKER).read_text("utf-8")
    values = {"ON": json.dumps(on), "FIRST": json.dumps(first), "REST": json.dumps(rest)}
    text = template.replace("@VERSION@", digest)
    for name, value in values.items():
        text = text.replace(f'"@{name}@"', value)
    (site / WORKER).write_text(text, "utf-8")


def write_zip(site: Path) -> None:
    """Write handbook-offline.zip: pages, styles, scripts and sheets and search."""
    with zipfile.ZipFile(site / ZIP, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(site.rglob("*")):
            name = path.relative_to(site).as_posix()
            if path.is_file() and _belongs(name):
                info = zipfile.ZipInfo(f"handbook/{name}", EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                archive.writestr(info, _from_disk(path))


def _belongs(name: str) -> bool:
    """Whether a folder on a disk has a use for it; a finished site also holds what only a host needs."""
    for_hosts = name.startswith(("hosting/", "_headers", "sitemap", SUMS, WORKER, ZIP))
    return not for_hosts and not name.endswith((".br", ".gz"))


def _from_disk(path: Path) -> bytes:
    """A page without what only a host needs; browsers disagree on what a policy's `'self'` means on a disk."""
    data = path.read_bytes()
    return _HOSTED.sub(b"", data) if path.suffix == ".html" else data
