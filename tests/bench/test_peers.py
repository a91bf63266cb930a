"""The text that other generators are measured with, and what is said where one is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.bench.peer_sites import PEERS, Article, articles, for_node
from handbook.core.findings import HandbookError
from handbook.core.project import ROOT, Project

PROJECT = Project.at(ROOT)
ENGLISH = PROJECT.locales[0]
TEXT = """
# A title { #top }

A line. [^one] [^two]

!!! key "Key points"

    - First
    - Second

**Experts agree**{ .agree }

![A picture](drawings/a.svg)

[^one]: Because.

[^two]: As well.
"""
IN_NODE = """
A line. <sup>1</sup> <sup>2</sup>

:::note[Key points]
- First
- Second
:::

**Experts agree**

![A picture](/drawings/a.svg)

1. Because.

2. As well.
"""


def test_boxes_notes_and_attributes_are_written_as_node_wants_them() -> None:
    assert for_node(Article(ENGLISH, "a", "A title", TEXT), info="note").split() == IN_NODE.split()


@pytest.mark.slow
def test_all_pages_are_there_with_their_generated_parts() -> None:
    found = {(article.locale.code, article.slug): article for article in articles(PROJECT)}
    assert len(found) == sum(1 for _ in PROJECT.docs.glob("??/*.md"))
    help_now = found["zh", "get-help-now"].markdown
    assert "<!-- include" not in help_now and 'data-row="R3"' in help_now and "\n[^" in help_now
    assert not any("{{" in article.markdown for article in found.values())  # VitePress would run it


@pytest.mark.parametrize("name", ["zensical", "vitepress", "starlight"])
def test_what_is_not_installed_is_said(name: str, tmp_path: Path) -> None:
    peer = next(peer for peer in PEERS if peer.name == name)
    with pytest.raises(HandbookError, match="not installed"):
        peer.write(PROJECT, [], tmp_path, tmp_path / "no tools")
