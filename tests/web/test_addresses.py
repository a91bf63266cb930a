"""Addresses outside ordinary links: each kind is found, and text that only looks like one is not."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from handbook.web.addresses import in_page, in_style, reader_of

PAGES = {
    '<meta http-equiv="refresh" content="5; url=gone.html">': "gone.html",
    '<meta http-equiv="refresh" content="5;URL=\'gone.html\'">': "gone.html",
    '<meta property="og:image" content="https://a.example/gone.png">': "https://a.example/gone.png",
    '<meta name="twitter:image" content="/gone.png">': "/gone.png",
    '<blockquote cite="gone.html">x</blockquote>': "gone.html",
    '<p style="background: url(gone.png)">x</p>': "gone.png",
    "<style>p { background: url('gone.png') }</style>": "gone.png",
    '<style>@import "gone.css";</style>': "gone.css",
    '<script type="application/ld+json">{"@graph": [{"image": "gone.png"}]}</script>': "gone.png",
}
FILES = {
    ("a.css", "@import url(gone.css);"): "gone.css",
    ("a.css", "@media print { p { content: url('gone.svg') } }"): "gone.svg",
    ("a.css", "p { background: image-set('gone.png' 1x) }"): "gone.png",
    ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><use href="#gone"/></svg>'): "#gone",
    ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">'
     '<image x:href="gone.png"/></svg>'): "gone.png",
    ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><path fill="url(#gone)"/></svg>'): "#gone",
    ("app.webmanifest", '{"icons": [{"src": "gone.png"}]}'): "gone.png",
    ("app.webmanifest", '{"shortcuts": [{"url": "gone.html"}]}'): "gone.html",
    ("sitemap.xml", "<urlset><url><loc>https://a.example/gone.html</loc></url></urlset>"): "https://a.example/gone.html",
    ("feed.xml", '<feed xmlns="http://www.w3.org/2005/Atom"><link href="gone.html"/></feed>'): "gone.html",
    ("sw.js", 'const REST = ["gone.html"];'): "gone.html",
    ("_headers", "/gone.css\n  Cache-Control: x\n"): "/gone.css",
    ("plan.ics", "BEGIN:VEVENT\nURL:https://a.example/gone.html\n"): "https://a.example/gone.html",
}  # fmt: skip


def read(name: str, text: str) -> list[tuple[str, str]]:
    """What the reader of such a file finds in `text`."""
    reader = reader_of(name)
    assert reader
    return list(reader(text))


@pytest.mark.parametrize("html", PAGES)
def test_a_page(html: str) -> None:
    assert [address for _, _, address in in_page(LexborHTMLParser(html), html)] == [PAGES[html]]


@pytest.mark.parametrize(("name", "text"), FILES)
def test_a_file(name: str, text: str) -> None:
    assert FILES[name, text] in [address for _, address in read(name, text)]


@pytest.mark.parametrize("css", ["/* url(a.png) */", 'p::before { content: "url(a.png)" }', "p { color: red }"])
def test_no_address(css: str) -> None:
    assert list(in_style(css)) == []


def test_what_does_not_parse_has_none() -> None:
    assert read("a.svg", "<svg") == read("a.webmanifest", "{") == read("a.webmanifest", "[]") == []
    broken = '<script type="application/ld+json">{</script>'
    assert list(in_page(LexborHTMLParser(broken), broken)) == []
