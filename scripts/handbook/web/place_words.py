"""Writes the files that say a page in the words of its reader's place.

One a place and language, asked for by those who need it alone: overrides/words/reword.js with a
list of evidence/places.yml in it. A script, as a page opened from a disk may load nothing else.
"""

from __future__ import annotations

import json
from pathlib import Path

from handbook.content.evidence import Evidence
from handbook.content.place_words import KEPT, Rewording
from handbook.core.project import Project

TEMPLATE = "overrides/words/reword.js"
FOLDER = "assets/scripts"
OF_A_PLACE = {"[data-at]": "data-at", "details[data-place]": "data-place"}
"""What speaks of one place, as a selector, and the attribute that names it."""


def words_file(place: str, code: str) -> str:
    """Return where the words of a place in a language stand, from the site's root."""
    return f"{FOLDER}/words-{place}.{code}.js"


def kept_for(place: str) -> str:
    """Return what readers in `place` see as it is written, as a CSS selector.

    Also what is said of other places alone: there the words on the door are those.
    """
    others = (f'{block}:not([{name}="{place}"])' for block, name in OF_A_PLACE.items())
    return ", ".join([KEPT, *others])


def write_words(project: Project, evidence: Evidence, site: Path) -> None:
    """Write a file for each place and language that has words of its own."""
    for place in evidence.places:
        for code, pairs in place.wording.items():
            values = [place.id, kept_for(place.id), Rewording(pairs).ordered]
            words = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
            script = (project.root / TEMPLATE).read_text("utf-8")
            script = script.replace('["@WORDS@"]', words).replace("@LANGUAGE@", code)
            path = site / words_file(place.id, code)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(script, "utf-8")
