"""What is known of a finished PDF, apart from what finds it out with a whole PDF library."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from handbook.core.records import Record


class Facts(Record):
    """What was found in one PDF."""

    pages: int
    tagged: bool
    """Marked, with a structure tree, as PDF/UA-1, with a title that viewers show."""
    languages: tuple[Annotated[str, Field(min_length=0)], ...]
    """The document's own language first, empty for none, then those that its elements name."""
    loose_fonts: tuple[str, ...]
    """Fonts that are not embedded."""
    missing_glyphs: int
    """Characters drawn as an empty box."""
    bare_pages: tuple[int, ...]
    """Pages, from 1, that lack the disclaimer in one of the document's languages."""
    cut_pages: tuple[int, ...] = ()
    """Pages, from 1, with text that runs off the paper."""
    fill: tuple[float, ...] = ()
    """Of each page: how much of its height holds something, from 0 to 1."""
    codes: tuple[str, ...] | None = None
    """Addresses that a phone reads in its QR codes; None where nobody has looked."""
    lost: tuple[str, ...] = ()
    """Texts that it was composed of and does not show."""
    addresses: tuple[str, ...] = ()
    """Where its links and its QR codes lead."""
    lost_places: tuple[str, ...] = ()
    """Places in itself that its links or its bookmarks name, and that it does not have."""
    unread_codes: int = 0
    """Pictures said to be a QR code that no reader of codes can read."""
