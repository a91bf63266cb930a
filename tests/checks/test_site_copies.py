"""The search index and the offline copy of a site, each changed by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from copies import Original, run

from handbook.checks.built import site_copies
from handbook.checks.context import CheckContext
from handbook.publish.checksums import remember, write_sums
from handbook.publish.offline_copy import ZIP, write_zip
from handbook.web.html_pages import STAMP
from handbook.web.search_index import SAY, index_site

LOCAL = """there:
  - id: Y9
    place: united-kingdom
    instead_of: Y1
    step: go
    topic: other
    sign: {en: Heaviness, zh: 下坠}
    meaning: {en: It may be nothing., zh: 可能没事。}
    action: {en: Go to hospital now., zh: 马上去医院。}
"""


@pytest.fixture
def copy(mini: Original, tmp_path: Path) -> CheckContext:
    """The tiny handbook with a sign of one place, and words for its results."""
    words = "".join(f"{key}: {{en: Words, zh: 字}}\n" for key in SAY)
    words += (
        'row_only: {en: "Only in {place}", zh: "只限{place}"}\nrow_not: {en: "Not in {place}", zh: "{place}以外"}\n'
    )
    edits = [
        ("evidence/danger.yml", {"find": "there: []\n", "replace": LOCAL}),
        ("evidence/wording.yml", {"append": words}),
    ]
    return apart(mini.copy(tmp_path / "copy", edits))


def apart(copy: CheckContext) -> CheckContext:
    """A copy whose site is written to in place: none of its files is one with the original any more."""
    for path in [path for path in copy.project.site.rglob("*") if path.is_file()]:
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
    return copy


Changed = Callable[[dict[str, Any]], object]


def danger(index: dict[str, Any], column: int, value: object) -> None:
    index["columns"][column][index["columns"][1].index("Y1")] = value


CHANGES: dict[str, Changed] = {
    "a number with hyphens": lambda index: index["lines"][1].__setitem__(2, ["1-800-998"]),
    "the number of another place": lambda index: index["lines"][0].__setitem__(2, ["999"]),
    "what one place is told": lambda index: index["there"]["Y1"][2][0].__setitem__(2, "Wait at home until tomorrow."),
    "its step": lambda index: index["there"]["Y1"][2][0].__setitem__(3, 3),
    "the text of a sign": lambda index: danger(index, 4, "Do nothing. Wait."),
    "the step of a sign": lambda index: danger(index, 6, 3),
    "signs left out": lambda index: index.update(signs=index["signs"][:1]),
    "other steps": lambda index: index["steps"].reverse(),
    "no steps": lambda index: index.pop("steps"),
}


def written(copy: CheckContext) -> Path:
    index_site(copy.project, copy.project.site)
    path = next((copy.project.site / "assets/scripts").glob("search-index.en*.js"))
    path = path.rename(path.with_name("search-index.en.0a1b2c3d.js"))
    path.write_text(path.read_text("utf-8").replace(" - Mini handbook", ""), "utf-8")
    return path


def told(copy: CheckContext) -> list[tuple[str, str]]:
    return list(site_copies.found_by_search(CheckContext(copy.project, copy.today)))


@pytest.mark.parametrize("name", CHANGES)
def test_what_the_search_holds_is_that_of_the_data(name: str, copy: CheckContext) -> None:
    path = written(copy)
    assert told(copy) == []
    index = json.loads(path.read_text("utf-8").partition("=")[2].strip().removesuffix(";"))
    CHANGES[name](index)
    path.write_text(f"globalThis.handbookIndex={json.dumps(index)};\n", "utf-8")
    assert len(told(copy)) == 1


def test_an_index_that_is_cut_off_is_a_finding(copy: CheckContext) -> None:
    path = written(copy)
    path.write_text(path.read_text("utf-8")[:500], "utf-8")
    assert [words for _, words in told(copy)] == ["no list"]


def test_sums_that_were_made_anew_are_a_finding(mini: Original, tmp_path: Path) -> None:
    copy = apart(mini.copy(tmp_path / "copy", []))
    root, site = copy.project.root, copy.project.site
    write_sums(site)
    remember(root, site, (site / STAMP).read_text("utf-8").strip())
    assert run(CheckContext(copy.project, copy.today), "layout") == []
    (site / "404.html").write_text("another page", "utf-8")
    write_sums(site)
    found = run(CheckContext(copy.project, copy.today), "layout")
    assert [(item.path, item.rule) for item in found] == [("site/SHA256SUMS", "site-sum")]


def differing(copy: CheckContext) -> list[tuple[str, str]]:
    found = site_copies.differing(CheckContext(copy.project, copy.today))
    return [pair for pair in found if pair[0].startswith(ZIP)]


def test_the_offline_copy_has_every_page_of_the_site(copy: CheckContext, tmp_path: Path) -> None:
    site, page = copy.project.site, copy.project.site / "get-help-now.html"
    kept = shutil.copy(page, tmp_path)
    page.unlink()
    write_zip(site)
    shutil.copy(kept, page)
    write_sums(site)
    assert differing(copy) == [(f"{ZIP}/get-help-now.html", "get-help-now.html")]
    write_zip(site)
    assert differing(copy) == []
    page.write_text("", "utf-8")
    assert len(differing(copy)) == 1
    shutil.copy(kept, page)
    assert differing(copy) == []
    (site / ZIP).write_bytes(b"none")
    assert differing(copy) == [(ZIP, "an archive that opens")]
