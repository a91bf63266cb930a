"""The last step of a build: lasting names, offline copies, headers for hosts, compressed twins, sums of all files."""

from __future__ import annotations

import os
from pathlib import Path

from handbook.core.findings import Fault
from handbook.core.project import Tree
from handbook.publish import fingerprint_assets, offline_copy, security_headers
from handbook.publish.checksums import write_sums
from handbook.publish.precompress import compress

SWITCH = "HANDBOOK_OFFLINE"
"""Environment variable: `off` makes a worker that removes itself from readers' browsers."""


def finish(tree: Tree, site: Path) -> None:
    """Finish the pages in `site`; nothing outside it and the cache is touched."""
    renamed = fingerprint_assets.rename(site)
    offline_copy.write_worker(tree, site, on=_switch())
    offline_copy.write_zip(site)
    hosting = site / "hosting"
    hosting.mkdir(exist_ok=True)
    (site / "_headers").write_text(security_headers.static_host(sorted(renamed.values())), "utf-8")
    (hosting / "nginx.conf").write_text(security_headers.nginx(), "utf-8")
    (hosting / "Caddyfile").write_text(security_headers.caddy(), "utf-8")
    compress(site, tree.root / ".cache" / "compressed")
    write_sums(site)


def _switch() -> bool:
    value = os.environ.get(SWITCH, "on")
    if value not in ("on", "off"):
        raise Fault(f"{SWITCH}={value!r}: say on or off")
    return value == "on"
