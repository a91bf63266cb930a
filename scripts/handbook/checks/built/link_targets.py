"""Tells which file of the site an address means, and which places that file has."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from urllib.parse import unquote, urlsplit

from handbook.checks.context import CheckContext
from handbook.web.addresses import anchors_in_drawing

_HOST = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_DIRECTIVE = ":~:"
"""What stands behind it is for the browser alone (URL Fragment Text Directives)."""


class Targets:
    """The files of one site, and the places in them."""

    def __init__(self, context: CheckContext) -> None:
        self.context = context
        self.site = context.site
        parts = urlsplit(context.project.site_url)
        self.base_path = parts.path
        self.own = f"{parts.netloc}{parts.path}"
        """The site's address without its scheme, which a visitor may have typed either way."""
        self.anchors = cache(self._anchors)
        self.file = cache(self._file)

    def find(self, here: str, value: str) -> tuple[str | None, str] | None:
        """Return (file of the site, place in it) that `value` in the file `here` means.

        The file is None when it lies above the root. None for an address of another host, or of
        no file at all, such as a phone number.
        """
        path, _, place = value.partition("#")
        if "%" in place or _DIRECTIVE in place:
            place = unquote(place.partition(_DIRECTIVE)[0])
        if not path.partition("?")[0]:
            return here, place
        found = self.file(posixpath.dirname(here), path)
        return found and (found[0], place)

    def _file(self, folder: str, path: str) -> tuple[str | None] | None:
        """Return the file that an address without its place means in `folder`, as `find` does."""
        if host := _HOST.match(path):
            rest = path[host.end() :]
            if not (rest + "/").startswith(self.own):
                return None
            folder, path = "", rest[len(self.own) :]
        elif _SCHEME.match(path):
            return None
        elif path.startswith("/"):
            folder, path = "", path.removeprefix(self.base_path).removeprefix("/")
        path = unquote(path.partition("?")[0])
        name = posixpath.normpath(posixpath.join(folder, path)) if path else ""
        if name.startswith(".."):
            return (None,)
        name = "" if name == "." else name
        if not name or path.endswith("/"):
            name = posixpath.join(name, "index.html")
        return (name,)

    def _anchors(self, name: str) -> frozenset[str] | None:
        """Return the places of a file that `#place` may name; None where any will do."""
        if page := self.site.pages.get(name):
            return page.ids
        path = self.site.root / name
        if name.endswith(".svg"):
            return anchors_in_drawing(path.read_text("utf-8", errors="replace"))
        if name.endswith(".pdf"):
            from handbook.sheets.pdf_inspection import fragments  # rarely needed, slow to load

            return fragments(path.read_bytes())
        return None
