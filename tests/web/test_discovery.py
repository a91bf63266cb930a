"""What other programs read: link previews, structured data, manifests, feeds, the sitemap."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as etree

import pytest
from browser import LOCALES, PROJECT
from playwright.sync_api import Page
from selectolax.lexbor import LexborHTMLParser

from handbook.content.evidence import load_evidence
from handbook.core.project import Locale
from handbook.web.discovery import ATOM, FEED, MANIFEST, SIZES

EVIDENCE = load_evidence(PROJECT)


def pages(site: Path, locale: Locale) -> list[tuple[Path, LexborHTMLParser]]:
    """Every page of a language, parsed."""
    folder = site / locale.prefix
    return [(path, LexborHTMLParser(path.read_text("utf-8"))) for path in folder.glob("*.html") if path.stem != "404"]


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_a_shared_link_has_a_title_a_text_and_a_picture(published: Path, locale: Locale) -> None:
    for path, project in pages(published, locale):
        card = {node.attributes["property"]: node.attributes["content"] for node in project.css("meta[property]")}
        assert card["og:title"] and card["og:description"], path
        image = (card["og:image"] or "").removeprefix(PROJECT.site_url)
        assert (published / image).read_bytes().startswith(b"\x89PNG"), path
        assert (published / image).stat().st_size < 100_000


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_the_structured_data_is_sound_and_claims_no_review(published: Path, locale: Locale) -> None:
    """https://schema.org/MedicalWebPage"""
    for path, project in pages(published, locale):
        node = project.css_first('script[type="application/ld+json"]')
        assert node is not None, path
        data = json.loads(node.text())
        assert data["@context"] == "https://schema.org" and data["@type"] == "MedicalWebPage"
        assert data["inLanguage"] == locale.tag and data["name"] and data["url"].startswith(PROJECT.site_url)
        assert not {"reviewedBy", "lastReviewed"} & set(data), path


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_the_manifest_has_what_a_home_screen_needs(published: Path, locale: Locale) -> None:
    folder = published / locale.prefix
    values = json.loads((folder / MANIFEST).read_text("utf-8"))
    assert values["name"] == locale.site_name and values["lang"] == locale.tag
    assert (folder / values["start_url"]).exists()
    assert [icon["sizes"] for icon in values["icons"]] == [f"{size}x{size}" for size in SIZES]
    assert all((folder / icon["src"]).resolve().exists() for icon in values["icons"])


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_the_feed_is_atom(published: Path, locale: Locale) -> None:
    """https://www.rfc-editor.org/rfc/rfc4287: a title, an id and a time for the feed and for each entry."""
    root = etree.parse(published / locale.prefix / FEED).getroot()
    entries = root.findall(f"{{{ATOM}}}entry")
    assert len(entries) == len(EVIDENCE.changes.records)
    for element in (root, *entries):
        for name in ("title", "id", "updated"):
            assert len(element.findall(f"{{{ATOM}}}{name}")) == 1 and element.findtext(f"{{{ATOM}}}{name}")
    ids = [entry.findtext(f"{{{ATOM}}}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    times = [entry.findtext(f"{{{ATOM}}}updated") or "" for entry in entries]
    assert times == sorted(times, reverse=True) and all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", time) for time in times
    )
    for entry in entries:
        link = entry.find(f"{{{ATOM}}}link")
        assert link is not None
        name, _, anchor = link.attrib["href"].removeprefix(PROJECT.site_url).partition("#")
        assert f'id="{anchor}"' in (published / name).read_text("utf-8")


def test_the_sitemap_names_languages_as_the_pages_do(published: Path) -> None:
    text = (published / "sitemap.xml").read_text("utf-8")
    assert set(re.findall(r'hreflang="([^"]+)"', text)) == {locale.tag for locale in LOCALES}


VOICE = """
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ localService: %s, lang: "en-GB" }], cancel() {},
  speak(words) { (window.spoken ??= []).push(words.text) },
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } addEventListener() {} };
"""


@pytest.mark.browser
@pytest.mark.parametrize("local", [True, False])
def test_sections_are_read_by_the_device_alone(page: Page, web: str, local: bool) -> None:
    page.add_init_script(VOICE % ("true" if local else "false"))
    page.goto(f"{web}signs.html")
    page.wait_for_load_state("networkidle")
    buttons = page.locator(".listen")
    if not local:
        assert buttons.count() == 0
        return
    buttons.first.wait_for()
    assert buttons.count() == page.locator("article > h2").count()
    buttons.first.click()
    spoken = page.evaluate("window.spoken.join(' ')")
    assert page.locator("article > h2").first.inner_text() in spoken and "Note" not in spoken
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.browser
def test_a_page_is_shared_by_its_own_address(page: Page, web: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{web}stitch.html#risks")
    page.evaluate("Object.defineProperty(navigator, 'share', { value: undefined })")
    page.locator("[data-share]").click()
    page.locator("[data-done]", has_text="copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{web}stitch.html"
