"""Turns a claim into the note a reader sees: what we say, who says so and when, how sure, where to read more."""

from __future__ import annotations

from collections.abc import Iterable

from handbook.evidence import Claim, Evidence

CLAIMS = "what-we-say"
"""The page that lists every claim."""

REFERENCES = "how-we-made-this"
"""The page that lists every reference."""

MARKER = "///Footnotes Go Here///"
"""Where Python-Markdown's footnotes extension puts the notes."""

SEPARATOR = {"en": "; ", "zh": "；"}
STOP = {"en": ". ", "zh": "。"}


def note(evidence: Evidence, claim: Claim, code: str) -> str:
    """The note for `claim` in language `code`, as Markdown.

    "Experts agree" is not said of what rests on general knowledge alone: there is no expert to name.
    """
    unbacked = claim.basis == "general" and claim.certainty == "agree"
    label = "" if unbacked else f"**{evidence.say(claim.certainty, code)}**{{ .{claim.certainty} }} "
    entry = f"[{evidence.say('entry', code)}]({CLAIMS}.md#claim-{claim.id})"
    return f"{claim[code]} {label}{authority(evidence, claim, code)}{STOP[code]}{entry}"


def authority(evidence: Evidence, claim: Claim, code: str) -> str:
    """Who says so, as links to the references, with how the point was read where that limits it."""
    short = evidence.references.records
    said = SEPARATOR[code].join(f"[{short[key].short[code]}]({REFERENCES}.md#{key})" for key in claim.references)
    limit = {"general": "general", "second-hand": "second_hand", "part": "part"}.get(claim.basis)
    if not limit:
        return said
    words = evidence.say(limit, code)
    if not said:
        return words
    return f"{said}（{words}）" if code == "zh" else f"{said} ({words})"


def with_notes(evidence: Evidence, markdown: str, keys: Iterable[str], code: str) -> str:
    """`markdown` with the section *Where this comes from* and a note for every known key, in order of first use."""
    known = [key for key in dict.fromkeys(keys) if key in evidence.claims.records]
    if not known:
        return markdown
    notes = (f"[^{key}]: {note(evidence, evidence.claims.records[key], code)}" for key in known)
    heading = f"## {evidence.say('sources', code)} {{ #where-this-comes-from .sources }}"
    return "\n\n".join([markdown, heading, MARKER, *notes]) + "\n"
