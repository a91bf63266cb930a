"""Turns a claim into the note a reader sees.

What we say, who says so and when, how sure, where to read more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from handbook.content.evidence import Claim, Evidence
from handbook.language.dates import long_date
from handbook.language.languages import language

CLAIMS = "what-we-say"
"""The page that lists every claim."""

REFERENCES = "sources"
"""The page that lists every reference."""

MARKER = "///Footnotes Go Here///"
"""Where Python-Markdown's footnotes extension puts the notes."""

UNCHECKED = "○"
"""The mark of a note that rests on no source; what it means is said once a page."""


_MARKUP = re.compile(r"([\\`*_{}\[\]|])")
_OPENING = re.compile(r"^(\d*)([-+>#!.)])")
"""What would open a list, a heading, a quotation or a box at the start of a line."""


def as_markdown(text: str) -> str:
    """Return plain `text` as Markdown that shows it letter by letter.

    No link, no HTML, no list comes of it.
    """
    text = " ".join(text.split())
    text = _MARKUP.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return _OPENING.sub(r"\1\\\2", text)


def note(evidence: Evidence, claim: Claim, code: str) -> str:
    """Return the note for `claim` in language `code`, as Markdown."""
    words = as_markdown(certainty(evidence, claim, code))
    label = f"**{words}**{{ .{claim.certainty} }} " if words else ""
    entry = f"[{as_markdown(evidence.say('entry', code))}]({CLAIMS}.md#claim-{claim.id})"
    told = UNCHECKED if claim.basis == "general" else authority(evidence, claim, code)
    return f"{as_markdown(claim[code])} {label}{told}{language(code).punctuation.stop}{entry}"


def certainty(evidence: Evidence, claim: Claim, code: str) -> str:
    """Return how settled `claim` is, in words.

    Empty where no source says so, as there is then no expert to name.
    """
    if claim.trial and claim.certainty == "trial":
        return evidence.say("trial", code, trial=claim.trial[code])
    if claim.basis == "general" or not claim.certainty:
        return ""
    return evidence.say(claim.certainty, code)


def authority(evidence: Evidence, claim: Claim, code: str) -> str:
    """Return who says so, as links to the references, with how it was read if that matters."""
    known = evidence.references.records
    names = {key: known[key].short[code] for key in claim.references if key in known}
    links = [f"[{as_markdown(name)}]({REFERENCES}.md#{key})" for key, name in names.items()]
    said = language(code).punctuation.list.join(links)
    words = as_markdown(limit(evidence, claim, code))
    if not said or not words:
        return said or words
    return said + language(code).bracketed(words)


def limit(evidence: Evidence, claim: Claim, code: str) -> str:
    """Return what limits the authority of `claim`, in words: how the point was read.

    Empty where the source itself was.
    """
    if claim.search:
        found = {"terms": claim.search.terms[code], "places": claim.search.places[code]}
        return evidence.say("searched", code, date=long_date(claim.search.date, code), **found)
    return "" if claim.basis == "read" else evidence.say(claim.basis.replace("-", "_"), code)


def with_notes(evidence: Evidence, markdown: str, keys: Iterable[str], code: str) -> str:
    """Return `markdown` with the section *Where this comes from*: a note for each known key."""
    known = [key for key in dict.fromkeys(keys) if key in evidence.claims.records]
    if not known:
        return markdown
    claims = [evidence.claims.records[key] for key in known]
    notes = (f"[^{claim.id}]: {note(evidence, claim, code)}" for claim in claims)
    title = as_markdown(evidence.say("sources", code)) + language(code).bracketed(str(len(claims)))
    heading = f"## {title} {{ #where-this-comes-from .sources }}"
    general = any(claim.basis == "general" for claim in claims)
    said = as_markdown(evidence.say("general", code))
    key = [f"{UNCHECKED} {said}\n{{ .unchecked }}"] if general else []
    return "\n\n".join([markdown, heading, *key, MARKER, *notes]) + "\n"
