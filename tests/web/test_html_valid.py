"""The Nu checker finds nothing on any page. It is an npm package in need of Java; without the two this is skipped."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from handbook.core.project import ROOT

JAR = "node_modules/vnu-jar/build/dist/vnu.jar"
PLACES = (os.environ.get("VNU_JAR", ""), ROOT / JAR, ROOT / ".cache" / JAR)

FROM_DISK = "Resource violates Content Security Policy"
"""The checker reads files, where `'self'` means nothing; on a server the browser tests would see such a fault."""


DATA_BLOCK = "Inline script violates Content Security Policy"
"""Said of JSON-LD, which no browser runs: a policy for scripts is not asked about a block of data (HTML, 4.12.1)."""


def checker() -> list[str] | None:
    """The command that runs the Nu checker, None where it or Java is missing."""
    jar = next((str(place) for place in PLACES if place and Path(place).is_file()), None)
    java = shutil.which("java")
    return [java, "-jar", jar] if java and jar else None


@pytest.mark.long(15)
def test_every_page_is_valid(site: Path) -> None:
    command = checker()
    if command is None:
        pytest.skip("NO HTML CHECKER: nothing was validated. With Java: npm install --prefix .cache vnu-jar")
    pages = sorted(str(path) for path in site.rglob("*.html"))
    done = subprocess.run([*command, "--format", "json", *pages], capture_output=True, text=True, check=False)
    found = [
        f"{Path(item['url']).name}:{item.get('lastLine')}: {item['message']}"
        for item in json.loads(done.stderr)["messages"]
        if item["type"] == "error" or (item.get("subType") == "warning" and FROM_DISK not in item["message"])
        if DATA_BLOCK not in item["message"] or "ld+json" not in item.get("extract", "")
    ]
    assert found == []
