"""A clinician's signature covers every word that a reader of the page sees, in that language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from copies import Original

from handbook.core.project import Project
from handbook.web.mkdocs_build import make_pages
from handbook.web.signature_code import signature_code

# The pages of which the code is then another, and what is changed: file, what it says, what instead.
CHANGES = {
    "get-help-now": ("evidence/danger.yml", "Wear a pad, not a tampon", "Wear a pad"),
    "words": ("evidence/glossary.yml", "A word on charts, often when", "A word on charts, when"),
    "timeline": ("evidence/weeks.yml", "first scan of the baby; places differ", "first scan of the baby"),
    "twins": ("docs/en/twins.md", "description: ", "description: More on "),
    "how-it-is-found": ("docs/assets/drawings/vaginal-scan.svg", "</text>", " here</text>"),
}
SIGNED = "- {{page: {}, locale: en, reviewer: Dr A, role: midwife, date: 2026-11-27, code: {}}}\n"


def codes(site: Path) -> dict[str, str]:
    """Page to the code that its reviewer's view shows."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        if match := re.search(r'id="sign" data-code="([^"]+)"', path.read_text("utf-8")):
            found[path.relative_to(site).as_posix()] = match[1]
    return found


@pytest.mark.slow
def test_the_code_changes_with_whatever_a_page_shows(real: Original, tmp_path: Path) -> None:
    before = codes(real.root / "site")
    signed = "".join(SIGNED.format(slug, before[f"{slug}.html"]) for slug in ("about", "twins"))
    edits = [(path, {"find": old, "replace": new}) for path, old, new in CHANGES.values()]
    context = real.copy(tmp_path / "copy", [*edits, ("evidence/reviews.yml", signed)])
    make_pages(Project.at(context.project.root), tmp_path / "pages")
    after = codes(tmp_path / "pages")
    assert before.keys() == after.keys()
    assert [slug for slug in CHANGES if before[f"{slug}.html"] == after[f"{slug}.html"]] == []
    # Nothing that its readers see has changed; and the name stands where it was given.
    assert before["zh/twins.html"] == after["zh/twins.html"]
    assert before["about.html"] == after["about.html"]
    names = ("about.html", "twins.html", "zh/about.html")
    shown = {name: (tmp_path / "pages" / name).read_text("utf-8") for name in names}
    assert [name for name, html in shown.items() if "Dr A" in html] == ["about.html"]
    assert "Not yet reviewed by a clinician" in shown["twins.html"]


@pytest.mark.parametrize(
    "html",
    [
        "<p>Call now.</p>",
        "<p>Call <b>now</b></p><p>.</p>",
        '<p>Call.</p><img alt="now">',
        '<p data-say="now">Call.</p>',
    ],
)
def test_markup_alone_does_not_count_and_words_do(html: str) -> None:
    code = signature_code(html, "Help", "en", "signs")
    assert code == signature_code(html.replace("<p>", '<p class="big" id="x">'), "Help", "en", "signs")
    assert code != signature_code(html.replace("now", "later"), "Help", "en", "signs")
    assert code != signature_code(html, "Helps", "en", "signs")
    assert code != signature_code(html, "Help", "zh", "signs")
