"""Turns a claim into the note a reader sees: what we say, who says so and when, how sure, where to read more."""

from __future__ import annotations

from collections.abc import Iterable

from handbook.content.evidence import Claim, Evidence
from handbook.language.dates import long_date
from handbook.language.languages import language

CLAIMS = "what-we-say"
"""The page that lists every claim."""

REFERENCES = "how-we-made-this"
"""The page that lists every reference."""

MARKER = "///Footnotes Go Here///"
"""Where Python-Markdown's footnotes extension puts the notes."""

UNCHECKED = "○"
"""The mark of a note that rests on no source; what it means is said once a page."""


def note(evidence: Evidence, claim: Claim, code: str) -> str:
    """The note for `claim` in language `code`, as Markdown."""
    words = certainty(evidence, claim, code)
    label = f"**{words}**{{ .{claim.certainty} }} " if words else ""
    entry = f"[{evidence.say('entry', code)}]({CLAIMS}.md#claim-{claim.id})"
    told = UNCHECKED if claim.basis == "general" else authority(evidence, claim, code)
    return f"{claim[code]} {label}{told}{language(code).punctuation.stop}{entry}"


def certainty(evidence: Evidence, claim: Claim, code: str) -> str:
    """How settled `claim` is, in words; empty where no source says so, as there is then no expert to name."""
    if claim.trial and claim.certainty == "trial":
        return evidence.say("trial", code, trial=claim.trial[code])
    if claim.basis == "general" or not claim.certainty:
        return ""
    return evidence.say(claim.certainty, code)


def authority(evidence: Evidence, claim: Claim, code: str) -> str:
    """Who says so, as links to the references, with how the point was read where that limits it."""
    short = evidence.references.records
    links = [f"[{short[key].short[code]}]({REFERENCES}.md#{key})" for key in claim.references]
    said = language(code).punctuation.list.join(links)
    words = limit(evidence, claim, code)
    if not said or not words:
        return said or words
    return said + language(code).bracketed(words)


def limit(evidence: Evidence, claim: Claim, code: str) -> str:
    """What limits the authority of `claim`, in words: how the point was read; empty where the source itself was."""
    if claim.search:
        found = {"terms": claim.search.terms[code], "places": claim.search.places[code]}
        return evidence.say("searched", code, date=long_date(claim.search.date, code), **found)
    return "" if claim.basis == "read" else evidence.say(claim.basis.replace("-", "_"), code)


def with_notes(evidence: Evidence, markdown: str, keys: Iterable[str], code: str) -> str:
    """`markdown` with the section *Where this comes from* and a note for every known key, in order of first use."""
    known = [key for key in dict.fromkeys(keys) if key in evidence.claims.records]
    if not known:
        return markdown
    claims = [evidence.claims.records[key] for key in known]
    notes = (f"[^{claim.id}]: {note(evidence, claim, code)}" for claim in claims)
    count = f"（{len(claims)}）" if code == "zh" else f" ({len(claims)})"
    heading = f"## {evidence.say('sources', code)}{count} {{ #where-this-comes-from .sources }}"
    general = any(claim.basis == "general" for claim in claims)
    key = [f"{UNCHECKED} {evidence.say('general', code)}\n{{ .unchecked }}"] if general else []
    return "\n\n".join([markdown, heading, *key, MARKER, *notes]) + "\n"
