"""What other programs read of the site.

Its sitemap, the app manifests, and the feeds of changes in advice.
"""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as etree

from handbook.content.evidence import Evidence, load_evidence
from handbook.core.project import Locale, Project
from handbook.web.page_context import HOME, address

ATOM = "http://www.w3.org/2005/Atom"
FEED = "changes.xml"
MANIFEST = "app.webmanifest"
SIZES = (192, 512)
"""Pixels of the icons that a home screen takes (https://www.w3.org/TR/appmanifest/#icons-member)."""
PAPER = "#fbf8f3"
"""The ground of the site, as handbook.css has it."""


def write_all(project: Project, site: Path) -> None:
    """Write a manifest and a feed for each language into `site`; mend its sitemap's languages."""
    evidence = load_evidence(project)
    for locale in project.locales:
        folder = site / locale.prefix
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST).write_text(manifest(locale), "utf-8")
        (folder / FEED).write_bytes(feed(project, evidence, locale))
    _mend_sitemap(project, site / "sitemap.xml")


def manifest(locale: Locale) -> str:
    """Return the web app manifest of a language as JSON: what a phone's home screen shows."""
    up = "../" if locale.prefix else ""
    icon = {"type": "image/png", "purpose": "any maskable"}
    files = ((f"{up}assets/icons/app-{size}.png", f"{size}x{size}") for size in SIZES)
    icons = [{"src": name, "sizes": sizes, **icon} for name, sizes in files]
    values = {
        "name": locale.site_name,
        "short_name": locale.site_name if locale.code == "zh" else "Handbook",
        "lang": locale.tag,
        "start_url": "./index.html",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def feed(project: Project, evidence: Evidence, locale: Locale) -> bytes:
    """Return the changes in advice as an Atom feed in a language (RFC 4287)."""
    etree.register_namespace("", ATOM)
    root = etree.Element(
        f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": locale.tag}
    )
    home, own = (
        f"{project.site_url}{address(locale, HOME)}",
        f"{project.site_url}{locale.prefix}{FEED}",
    )
    newest = max((change.date.isoformat() for change in evidence.changes), default="2000-01-01")
    _add(root, "title", evidence.say("changes", locale.code, name=locale.site_name))
    _add(root, "id", own)
    _add(root, "updated", f"{newest}T00:00:00Z")
    _add(root, "link", rel="self", href=own)
    _add(root, "link", rel="alternate", href=home)
    _add(etree.SubElement(root, f"{{{ATOM}}}author"), "name", locale.site_name)
    for change in evidence.changes:
        entry = etree.SubElement(root, f"{{{ATOM}}}entry")
        link = f"{project.site_url}{address(locale, change.page)}#{change.heading}"
        _add(entry, "title", change[locale.code])
        _add(entry, "id", f"{own}#{change.id}")
        _add(entry, "updated", f"{change.date.isoformat()}T00:00:00Z")
        _add(entry, "link", rel="alternate", href=link)
        _add(entry, "summary", change[locale.code])
    etree.indent(root)
    text: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _add(parent: etree.Element, name: str, text: str = "", **attributes: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = text or None


def _mend_sitemap(project: Project, path: Path) -> None:
    """Name each language in the sitemap by its tag; the plugin writes its own short code."""
    if not path.exists():
        return
    text = path.read_text("utf-8")
    for locale in project.locales:
        text = text.replace(f'hreflang="{locale.code}"', f'hreflang="{locale.tag}"')
    path.write_text(text, "utf-8")
