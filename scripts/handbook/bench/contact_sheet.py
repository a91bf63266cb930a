"""`./scripts/contact-sheet`: every page of the built site, photographed and laid out on sheets to look at."""

from __future__ import annotations

import argparse
import base64
import html
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from handbook.bench.browser import DESKTOP, PHONE, opened, served
from handbook.core.console import step
from handbook.core.findings import Exit, Fault
from handbook.core.project import ROOT, Tree

NAME = "contact-sheet"
OUT = ROOT / ".cache/contact-sheet"
SIZES = {"phone": PHONE, "desktop": DESKTOP}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TALLEST = 2600
"""Pixels of a page that a picture shows."""

STYLE = (
    "body{margin:0;padding:16px;background:#777;font:14px sans-serif;color:#fff}"
    "main{display:flex;flex-wrap:wrap;gap:12px;align-items:start}figure{margin:0}img{display:block}"
)


def main(arguments: Sequence[str] | None = None) -> Exit:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="./scripts/contact-sheet", description="Photograph every page of site/.")
    parser.add_argument("pages", nargs="*", help="pages without .html (default: all)")
    parser.add_argument("--site", type=Path, metavar="DIR", help="the built site (default: site)")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR", help=f"(default: {OUT.relative_to(ROOT)})")
    options = parser.parse_args(arguments)
    tree = Tree.at(ROOT, options.site)
    if not tree.site.is_dir():
        sys.stderr.write(f"{NAME}: there is no built site; run ./scripts/build first\n")
        return Exit.COULD_NOT_RUN
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        with served(tree.site) as address, opened() as browser:
            for path in sheets(tree, browser, address, options.pages, options.out):
                sys.stdout.write(f"{path}\n")
    except Fault as fault:
        sys.stderr.write(f"{NAME}: {fault}\n")
        return Exit.COULD_NOT_RUN
    return Exit.CLEAN


def sheets(tree: Tree, browser: Browser, address: str, pages: Iterable[str], out: Path) -> Iterator[Path]:
    """One sheet a language, size and scheme, as PNG files in `out`."""
    names = list(pages) or [Path(name).stem for name in tree.nav]
    for locale in tree.locales:
        for size, viewport in SIZES.items():
            for scheme in SCHEMES:
                with step(NAME, f"{locale.name}, {size}, {scheme}"):
                    addresses = [f"{address}{locale.prefix}{name}.html" for name in names]
                    pictures = _photograph(browser, addresses, locale.tag, viewport, scheme)
                    path = out / f"{locale.code}-{size}-{scheme}.png"
                    _lay_out(browser, dict(zip(names, pictures, strict=True)), viewport["width"], path)
                yield path


def _photograph(
    browser: Browser, addresses: Iterable[str], tag: str, viewport: dict[str, int], scheme: Literal["light", "dark"]
) -> list[bytes]:
    context = browser.new_context(locale=tag, viewport=viewport, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    pictures = []
    for address in addresses:
        page.goto(address)
        height = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
        clip = {"x": 0, "y": 0, "width": viewport["width"], "height": height}
        pictures.append(page.screenshot(full_page=True, clip=clip, type="jpeg", quality=80))  # type: ignore[arg-type]
    context.close()
    return pictures


def _lay_out(browser: Browser, pictures: dict[str, bytes], width: int, path: Path) -> None:
    """Put the pictures side by side, half their size, with their names."""
    figures = "".join(
        f'<figure><figcaption>{html.escape(name)}</figcaption><img width="{width // 2}" '
        f'src="data:image/jpeg;base64,{base64.b64encode(picture).decode()}" alt=""></figure>'
        for name, picture in pictures.items()
    )
    page = browser.new_page(viewport={"width": 8 * (width // 2 + 12) + 32, "height": 800})
    page.set_content(f"<style>{STYLE}</style><main>{figures}</main>")
    page.screenshot(path=path, full_page=True)
    page.close()


if __name__ == "__main__":
    sys.exit(main())
