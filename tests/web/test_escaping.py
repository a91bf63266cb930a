"""Text is text: whatever stands in data, titles, names or a local edition, no page comes to hold it as HTML."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from handbook.core.project import ROOT
from handbook.core.source_files import copy_sources
from handbook.web.footnotes import as_markdown

ATTACK = "<script>alert(1)</script><b onmouseover=x>[x](javascript:alert(2))"
FILES = ("claims", "danger", "glossary", "open-questions", "places", "questions", "references", "statements", "weeks")


def poisoned(value: Any) -> Any:
    """The data with the attack behind every English text."""
    if isinstance(value, list):
        return [poisoned(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{item} {ATTACK}" if key == "en" and isinstance(item, str) else poisoned(item)
        for key, item in value.items()
    }


def attacked(home: Path) -> None:
    """Put the attack into every text of the data, into names and titles, and into a local edition."""
    for name in FILES:
        path = home / f"evidence/{name}.yml"
        data = poisoned(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader))
        path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    for _ in ("of the site", "of its English pages"):
        replaced(home / "mkdocs.yml", "site_name: Cervical insufficiency handbook", f"site_name: 'Handbook {ATTACK}'")
    replaced(home / "mkdocs.yml", "  - Start:", f"  - 'Start {ATTACK}':")
    replaced(home / "evidence/wording.yml", "en: Skip to content", f"en: 'Skip {ATTACK}'")
    replaced(home / "evidence/wording.yml", "en: Full entry", f"en: 'Full {ATTACK}'")
    replaced(home / "evidence/wording.yml", "en: Where this comes from", f"en: 'Where {ATTACK}'")
    replaced(home / "docs/en/signs.md", "\n# ", "\n# `<script>alert(3)</script>` ")
    edition = f'unit: {{en: "</article><h1>Closed</h1>", zh: "<img src=x onerror=x>"}}\nwhere: {{en: "{ATTACK}"}}\n'
    (home / "edition.yml").write_text(edition, "utf-8")


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, (path, old)
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.slow
def test_no_page_holds_it_as_html(tmp_path: Path) -> None:
    home, site = tmp_path / "home", tmp_path / "site"
    copy_sources(ROOT, home)
    attacked(home)
    environment = os.environ | {"HANDBOOK_SITE": str(site), "HANDBOOK_EDITION": str(home / "edition.yml")}
    command = [sys.executable, "-m", "mkdocs", "build"]  # not strict: the data no longer parse everywhere
    environment |= {"PYTHONPATH": str(home / "scripts"), "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for path in site.rglob("*.html"):
        page = LexborHTMLParser(path.read_text("utf-8"))
        assert "Closed</h1>" not in (page.css_first("h1").html if page.css_first("h1") else "")
        scripts = page.css('script:not([type="application/ld+json"])')
        assert [node.html for node in scripts if "alert" in node.text()] == [], path
        assert all(json.loads(node.text()) for node in page.css('[type="application/ld+json"]')), path
        assert page.css("[onmouseover], [onerror], a[href^='javascript']") == [], path
    text = (site / "index.html").read_text("utf-8")
    assert "<title>" in text and "Handbook &lt;script&gt;alert(1)" in text and "&lt;h1&gt;Closed" in text


@settings(derandomize=True, max_examples=200, deadline=None, database=None)
@given(st.text(alphabet=list("aA1 .*_`[](){}<>&#!|\\+-:=~^\"'\n中"), max_size=40))
def test_text_as_markdown_shows_itself(text: str) -> None:
    """What Markdown makes of it is one paragraph of the same letters."""
    engine = Markdown(extensions=["footnotes", "attr_list", "tables", "admonition", "sane_lists"])
    html = engine.convert(f"x {as_markdown(text)}")
    page = LexborHTMLParser(html)
    assert page.body is not None and [node.tag for node in page.body.iter()] == ["p"]
    assert " ".join(page.body.text().split()) == " ".join(f"x {text}".split())


@pytest.mark.parametrize("text", ["12. a", "- a", "+ a", "# a", "> a", "!!! note", "* a", "1) a"])
def test_text_opens_no_list(text: str) -> None:
    html = Markdown(extensions=["admonition", "sane_lists"]).convert(as_markdown(text))
    assert re.sub("<[^>]*>", "", html).replace("&gt;", ">") == text and html.startswith("<p>")
