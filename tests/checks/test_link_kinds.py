"""Every kind of address that a browser, a feed reader or a camera follows: broken it is found, sound it is let be."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import figures
import pymupdf
import segno
from copies import Original, run

OWN = "https://mini.example/"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" id="here">{}</svg>'
PLAIN = "http://mini.example/"
PAGE, GONE = "get-help-now.html", "gone.html"
FAR = f"{OWN}how-it-is-found.html#"


def drawing(inside: str) -> str:
    """A drawing's file."""
    return SVG.replace("{}", inside)


def app(inside: str) -> str:
    """A web app manifest."""
    return '{"name": "x", @}'.replace("@", inside)


# What stands on a page: the kind, its text, a sound address, and a broken one.
ON_A_PAGE = (
    ("link", '<a href="{}">x</a>', PAGE, GONE),
    ("empty folder", '<a href="{}">x</a>', "zh/../index.html", "gone/"),
    ("page with a stroke behind it", '<a href="{}">x</a>', PAGE, f"{PAGE}/?gone"),
    ("anchor on the same page", '<a href="{}">x</a>', "#read-on", "#gone"),
    ("anchor on another page", '<a href="{}">x</a>', f"{FAR}numbers", f"{FAR}gone"),
    ("anchor in a drawing", '<a href="{}">x</a>', "part.svg#here", "part.svg#gone"),
    ("from the root", '<a href="{}">x</a>', f"/{PAGE}", f"/{GONE}"),
    ("own address", '<a href="{}">x</a>', OWN + PAGE, OWN + GONE),
    ("own address without a scheme", '<a href="{}">x</a>', f"//mini.example/{PAGE}", f"//mini.example/{GONE}"),
    ("own address in plain http", '<link rel="alternate" href="{}">', PLAIN + PAGE, PLAIN + GONE),
    ("page of a PDF", '<a href="{}">x</a>', "part.pdf#page=1", "part.pdf?gone#page=9"),
    ("link in a drawing", '<svg><a xlink:href="{}"><text>x</text></a></svg>', PAGE, GONE),
    ("map", '<img src="part.png" alt="x" usemap="{}"><map name="m"></map>', "#m", "#gone"),
    ("area of a map", '<map name="m"><area href="{}" alt="x"></map>', PAGE, GONE),
    ("form", '<form action="{}"></form>', PAGE, GONE),
    ("button of a form", '<form><button formaction="{}">x</button></form>', PAGE, GONE),
    ("picture as a button", '<form><input type="image" alt="x" src="{}"></form>', "part.png", "gone.png"),
    ("image", '<img alt="x" src="{}">', "part.png", "gone.png"),
    ("images by width", '<img alt="x" src="part.png" srcset="part.png 1x, {} 2x">', "part.png", "gone.png"),
    ("source of a picture", '<picture><source srcset="{}"></picture>', "part.png", "gone.png"),
    ("film's picture", '<video poster="{}"></video>', "part.png", "gone.png"),
    ("film", '<video src="{}"></video>', "part.png", "gone.webm"),
    ("sound", '<audio src="{}"></audio>', "part.png", "gone.mp3"),
    ("words of a film", '<video><track src="{}"></video>', "part.png", "gone.vtt"),
    ("frame", '<iframe src="{}"></iframe>', PAGE, GONE),
    ("object", '<object data="{}"></object>', "part.svg", "gone.svg"),
    ("embedded", '<embed src="{}">', "part.svg", "gone.svg"),
    ("script", '<script src="{}"></script>', "part.js", "gone.js"),
    ("style sheet", '<link rel="stylesheet" href="{}">', "part.css", "gone.css"),
    ("icon", '<link rel="icon" href="{}">', "part.svg", "gone.svg"),
    ("preloaded images", '<link rel="preload" as="image" imagesrcset="{} 1x">', "part.png", "gone.png"),
    ("canonical", '<link rel="canonical" href="{}">', OWN + PAGE, OWN + GONE),
    ("other language", '<link rel="alternate" hreflang="zh-Hans" href="{}">', "zh/index.html", "zh/gone.html"),
    ("manifest", '<link rel="manifest" href="{}">', "part.svg", "gone.webmanifest"),
    ("feed of a page", '<link rel="alternate" type="application/atom+xml" href="{}">', "part.svg", "gone.xml"),
    ("sent on", '<meta http-equiv="refresh" content="9; url={}">', PAGE, GONE),
    ("shared picture", '<meta property="og:image" content="{}">', "/part.png", "/gone.png"),
    ("shared address", '<meta property="og:url" content="{}">', OWN + PAGE, OWN + GONE),
    ("source of a quotation", '<blockquote cite="{}">x</blockquote>', PAGE, GONE),
    ("style of an element", '<p style="background: url({})">x</p>', "part.png", "gone.png"),
    ("style on the page", "<style>p { mask: url('{}') }</style>", "part.png", "gone.png"),
    ("import on the page", '<style>@import "{}";</style>', "part.css", "gone.css"),
    ("linked data", '<script type="application/ld+json">{"image": "{}"}</script>', "/part.png", "/gone.png"),
    ("part of a drawing, used", '<svg id="drawn"><use href="{}"/></svg>', "#drawn", "#gone"),
    ("part of a file, used", '<svg><use href="{}"/></svg>', "part.svg#here", "part.svg#gone"),
    ("image in a drawing", '<svg><image href="{}"/></svg>', "part.png", "gone.png"),
    ("paint of a drawing", '<svg><path id="drawn" fill="url({})"/></svg>', "#drawn", "#gone"),
    ("index of the search", '<button type="button" data-index="{}">x</button>', "part.js", "gone.js"),
)  # fmt: skip

# What stands in another file: the kind, the file, its text, a sound address, and a broken one.
IN_A_FILE = (
    ("image of a style", "a.css", "p { background: url({}) }", "part.png", "gone.png"),
    ("font of a style", "a.css", "@font-face { src: url('{}') format('woff2') }", "part.png", "gone.woff2"),
    ("import of a style", "a.css", "@import '{}' print;", "part.css", "gone.css"),
    ("image set of a style", "a.css", "p { background: image-set('{}' 1x) }", "part.png", "gone.png"),
    ("part of a drawing in a style", "a.css", "p { mask: url({}) }", "part.svg#here", "part.svg#gone"),
    ("image in a drawing's file", "a.svg", drawing('<image href="{}"/>'), "part.png", "gone.png"),
    ("old link in a drawing's file", "a.svg", drawing('<a xlink:href="{}"/>'), PAGE, GONE),
    ("part used in a drawing's file", "a.svg", drawing('<use href="{}"/>'), "#here", "#gone"),
    ("paint in a drawing's file", "a.svg", drawing('<path fill="url({})"/>'), "#here", "#gone"),
    ("style in a drawing's file", "a.svg", drawing("<style>path { fill: url({}) }</style>"), "#here", "#gone"),
    ("style sheet of a drawing", "a.svg", '<?xml-stylesheet href="{}"?>' + drawing(""), "part.css", "gone.css"),
    ("module of a script", "a.js", 'import { day } from "{}"', "./part.js", "./gone.js"),
    ("module loaded later", "a.js", 'import("{}").then(start)', "./part.js", "./gone.js"),
    ("file beside a script", "a.js", 'new URL("{}", document.currentScript.src)', "part.js", "gone.js"),
    ("start of the app", "a.webmanifest", app('"start_url": "{}"'), "./index.html", "./gone.html"),
    ("icon of the app", "a.webmanifest", app('"icons": [{"src": "{}"}]'), "part.png", "gone.png"),
    ("shortcut of the app", "a.webmanifest", app('"shortcuts": [{"url": "{}"}]'), PAGE, GONE),
    ("list for search engines", "sitemap.xml", "<urlset><loc>{}</loc></urlset>", OWN + PAGE, OWN + GONE),
    ("language in it", "sitemap.xml", '<urlset><link hreflang="zh" href="{}"/></urlset>', OWN + PAGE, OWN + GONE),
    ("entry of an Atom feed", "feed.xml", '<feed><link href="{}"/></feed>', f"{FAR}numbers", f"{FAR}gone"),
    ("entry of an RSS feed", "feed.rss", "<rss><item><link>{}</link></item></rss>", OWN + PAGE, OWN + GONE),
    ("file of an RSS feed", "feed.rss", '<rss><enclosure url="{}"/></rss>', "/part.png", "/gone.png"),
    ("page kept offline", "sw.js", 'const REST = ["{}"]', PAGE, GONE),
    ("headers of a file", "_headers", "{}\n  Cache-Control: x\n", f"/{PAGE}", f"/{GONE}"),
    ("entry of a calendar", "a.ics", "BEGIN:VEVENT\r\nURL:{}\r\n", OWN + PAGE, OWN + GONE),
    ("list for robots", "robots.txt", "Sitemap: {}\n", OWN + PAGE, f"{OWN}gone.xml"),
)  # fmt: skip

IN_A_PDF = ("link of a PDF", "code on paper", "place in a PDF")
PARTS: dict[str, Any] = {
    "site/part.svg": drawing(""),
    "site/part.css": "",
    "site/part.js": "",
    "site/part.png": b"x",
}


def pdf(kind: str, address: str) -> bytes:
    """A page of paper with a link, a QR code, or a link to a named place of its own."""
    document = pymupdf.open()
    page = document.new_page()
    box = pymupdf.Rect(100, 100, 200, 200)
    if kind == "link of a PDF":
        page.insert_link({"kind": pymupdf.LINK_URI, "from": box, "uri": OWN + address})
    elif kind == "code on paper":
        picture = io.BytesIO()
        segno.make(OWN + address).save(picture, kind="png", scale=8)
        page.insert_image(box, stream=picture.getvalue())
    elif kind == "place in a PDF":
        page.insert_link({"kind": pymupdf.LINK_GOTO, "from": box, "page": 0})
        link = page.annot_xrefs()[0][0]
        document.xref_set_key(document.pdf_catalog(), "Dests", "<< /get-help-now.html [0 /Fit] >>")
        document.xref_set_key(link, "A", f"<< /S /GoTo /D /{address} >>")
        document.xref_set_key(link, "Dest", "null")
    return bytes(document.tobytes())


KINDS = [
    *((kind, sound, broken) for kind, _, sound, broken in ON_A_PAGE),
    *((kind, sound, broken) for kind, _, _, sound, broken in IN_A_FILE),
    *((kind, PAGE, GONE) for kind in IN_A_PDF),
]


def planted(addresses: list[str]) -> dict[str, Any]:
    """What a site is given so that it holds an address of each kind: one page, and files of their own."""
    given = iter(addresses)
    body = "\n".join(text.replace("{}", next(given)) for _, text, *_ in ON_A_PAGE)
    files = {"site/index.html": {"find": "<p>Text.</p>", "replace": body}, "site/part.pdf": pdf("", "")}
    for at, (_, name, text, *_) in enumerate(IN_A_FILE):
        own = f"a{at}{name[name.rindex('.') :]}" if name.startswith(("a.", "feed.", "sitemap.")) else name
        files[f"site/{own}"] = text.replace("{}", next(given))
    return PARTS | files | {f"site/{kind}.pdf": pdf(kind, next(given)) for kind in IN_A_PDF}


def findings(mini: Original, folder: Path, addresses: list[str]) -> list[str]:
    """What is said of the tiny handbook's site when it holds those addresses, one of each kind."""
    return [str(item) for item in run(mini.copy(folder, planted(addresses).items()), "links")]


def test_sound_addresses_are_let_be(mini: Original, tmp_path: Path) -> None:
    assert findings(mini, tmp_path / "copy", [sound for _, sound, _ in KINDS]) == []


def test_broken_addresses_are_found(mini: Original, tmp_path: Path) -> None:
    names = [f"lost-{at}-" for at in range(len(KINDS))]
    broken = [address.replace("gone", name) for name, (_, _, address) in zip(names, KINDS, strict=True)]
    said = "\n".join(findings(mini, tmp_path / "copy", broken))
    missed = [kind for name, (kind, _, _) in zip(names, KINDS, strict=True) if name not in said]
    figures.tell("links", f"kinds of broken links found: {len(KINDS) - len(missed)} of {len(KINDS)}\n")
    assert missed == []
