"""What could harm, as a clinician found it: each point holds in both languages, on its page or its row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from copies import Original
from selectolax.lexbor import LexborHTMLParser

POINTS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("medicine.yml").read_text("utf-8"))


def said(real: Original, place: str, code: str) -> str:
    """Return the lower-case text of a row, or of a page as it is shown, on one line."""
    if place.startswith("row "):
        row = real.context.evidence.row(place.removeprefix("row "))
        parts = (row.sign, row.action, row.up or row.action)
        return " ".join(part[code] for part in parts).lower()
    prefix = real.context.project.locale(code).prefix
    article = LexborHTMLParser(real.context.site.pages[f"{prefix}{place}.html"].html).css_first("article")
    assert article is not None
    for node in article.css("sup, .tip, script"):
        node.decompose()
    return " ".join(article.text(separator=" ").split()).lower()


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point["id"])
@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_point_stands(point: dict[str, Any], code: str, real: Original) -> None:
    text = re.sub(r"(?<=[\u3000-\u9fff，。；：]) (?=[\u3000-\u9fff，。；：])", "", said(real, point["place"], code))
    assert re.search(point[code], text), f"{point['id']}: {point['what']}"
    if "step" in point:
        row = real.context.evidence.row(point["place"].removeprefix("row "))
        assert row.step == point["step"]
