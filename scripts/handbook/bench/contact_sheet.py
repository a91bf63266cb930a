"""`./scripts/contact-sheet`: photographs every page of the built site onto sheets to look at."""

from __future__ import annotations

import argparse
import base64
import html
import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from handbook.bench.browser import DESKTOP, PHONE, opened, served
from handbook.core.console import step
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import ROOT, Project

NAME = "contact-sheet"
OUT = ROOT / ".cache/contact-sheet"
SIZES = {"phone": PHONE, "desktop": DESKTOP}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
TALLEST = 2600
"""Pixels of a page that a picture shows."""

STYLE = (
    "body{margin:0;padding:16px;background:#777;font:14px sans-serif;color:#fff}"
    "main{display:flex;flex-wrap:wrap;gap:12px;align-items:start}figure{margin:0}img{display:block}"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's description and arguments to `parser`."""
    parser.description = "Photograph every page of site/, in both languages, sizes and schemes."
    parser.add_argument("pages", nargs="*", help="pages without .html (default: all)")
    parser.add_argument("--site", type=Path, metavar="DIR", help="the built site (default: site)")
    parser.add_argument(
        "--out", type=Path, default=OUT, metavar="DIR", help=f"(default: {OUT.relative_to(ROOT)})"
    )


def run(project: Project, options: argparse.Namespace) -> Exit:
    """Write the sheets and print their paths.

    Raises HandbookError without a built site or a browser.
    """
    project = Project.at(project.root, options.site)
    if not project.site.is_dir():
        raise HandbookError("there is no built site; run ./scripts/build first")
    options.out.mkdir(parents=True, exist_ok=True)
    with served(project.site) as address, opened() as browser:
        for path in sheets(project, browser, address, options.pages, options.out):
            sys.stdout.write(f"{path}\n")
    return Exit.CLEAN


def sheets(
    project: Project, browser: Browser, address: str, pages: Iterable[str], out: Path
) -> Iterator[Path]:
    """Write one sheet a language, size and scheme into `out`, and yield the path of each PNG.

    `address` is that of a server of the site; without `pages` every page is photographed.
    """
    names = list(pages) or [Path(name).stem for name in project.nav]
    for locale, size, scheme in product(project.locales, SIZES, SCHEMES):
        with step(NAME, f"{locale.name}, {size}, {scheme}"):
            addresses = [f"{address}{locale.prefix}{name}.html" for name in names]
            pictures = _photograph(browser, addresses, locale.tag, SIZES[size], scheme)
            path = out / f"{locale.code}-{size}-{scheme}.png"
            named = dict(zip(names, pictures, strict=True))
            _lay_out(browser, named, SIZES[size]["width"], path)
        yield path


def _photograph(
    browser: Browser, addresses: Iterable[str], tag: str, viewport: dict[str, int], scheme: Scheme
) -> list[bytes]:
    """Return a JPEG of each page as a browser shows it that asks for the language `tag`."""
    context = browser.new_context(
        locale=tag,
        viewport=viewport,  # type: ignore[arg-type]
        color_scheme=scheme,
    )
    page = context.new_page()
    pictures = []
    for address in addresses:
        page.goto(address)
        height = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
        picture = page.screenshot(
            full_page=True,
            clip={"x": 0, "y": 0, "width": viewport["width"], "height": height},
            type="jpeg",
            quality=80,
        )
        pictures.append(picture)
    context.close()
    return pictures


def _lay_out(browser: Browser, pictures: dict[str, bytes], width: int, path: Path) -> None:
    """Write the pictures side by side, half their size, with their names, as one PNG at `path`."""
    figures = []
    for name, picture in pictures.items():
        data = base64.b64encode(picture).decode()
        image = f'<img width="{width // 2}" src="data:image/jpeg;base64,{data}" alt="">'
        figures.append(f"<figure><figcaption>{html.escape(name)}</figcaption>{image}</figure>")
    page = browser.new_page(viewport={"width": 8 * (width // 2 + 12) + 32, "height": 800})
    page.set_content(f"<style>{STYLE}</style><main>{''.join(figures)}</main>")
    page.screenshot(path=path, full_page=True)
    page.close()
