"""Finds sources at hosts that nobody has looked at, and records that say more than was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from urllib.parse import urlsplit

from handbook.checks.context import CheckContext
from handbook.checks.settings import CHECKS
from handbook.content.evidence import Claim, Reference
from handbook.core.findings import Finding

LIKE = 0.75
"""How like a known host another one is that could be taken for it (difflib's ratio)."""
UNREAD = re.compile(
    r"\b(?:rest|remainder|parts?|chapters?|sections?) (?:[^.;]* )?(?:was|were) not\b"
    r"|\bwas read in part\.|\bonly (?:the )?"
    r"(?:abstract|summary|opening|beginning|recommendations)\b[^.]* (?:was|were) (?:read|seen)"
)
"""How a note says that a source was not read whole."""
NAME = re.compile(r"\b[A-Z][A-Za-z]*(?:[-/])?[A-Za-z]*[A-Z]{2,}[A-Za-z]*\b")
"""The name of a trial: capitals, such as TOPS, C-STICH, MRC/RCOG or SuPPoRT."""
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on each reference, then on each claim that rests on one trial."""
    source = context.evidence.references
    known = set(context.settings.hosts)
    for reference in source:
        line = source.line(reference.id)
        host = _host(reference.url)
        if known and not is_known(host, known):
            alike = get_close_matches(host, known, n=1, cutoff=LIKE)
            told = f", which looks like {alike[0]}" if alike else ""
            message = f"{reference.id} leads to {host}{told}"
            hint = f"see whose site it is; if it is the publisher's, add it to `hosts` in {CHECKS}"
            yield Finding(source.path, line, "source-host", message, hint)
        if reference.read == "read" and reference.note and (said := _unread(reference)):
            message = f"{reference.id} has `read: read`, and its note says {said!r}"
            hint = "say `read: part`, or write down what was read"
            yield Finding(source.path, line, "source-read", message, hint)
    yield from _trials(context)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def is_known(host: str, known: set[str]) -> bool:
    """Return whether `host` is one of the `known` ones, or below one: `www2.hse.ie` of `hse.ie`."""
    parts = host.split(".")
    return any(".".join(parts[start:]) in known for start in range(len(parts) - 1))


def _unread(reference: Reference) -> str:
    said = UNREAD.search(reference.note["en"].lower()) if reference.note else None
    return said[0] if said else ""


def _trials(context: CheckContext) -> Iterator[Finding]:
    """Yield claims whose trial has another year or name than each of their references."""
    source, references = context.evidence.claims, context.evidence.references.records
    code = context.project.locales[0].code
    for claim in source:
        cited = [references[key] for key in claim.references if key in references]
        if claim.trial is None or not cited:
            continue
        if missing := _unnamed(claim, cited, code):
            message = f"{claim.id!r} rests on {claim.trial[code]!r}, and no reference names "
            hint = "compare its `trial` with its `references`: one of them is another study"
            line = source.line(claim.id)
            yield Finding(source.path, line, "claim-trial", message + missing, hint)


def _unnamed(claim: Claim, cited: list[Reference], code: str) -> str:
    """Return the year or the name of a claim's trial that none of its references has."""
    trial = claim.trial[code] if claim.trial else ""
    named = " ".join(f"{item.year} {item.short[code]} {item.title[code]}" for item in cited)
    for pattern in (NAME, YEAR):
        if (match := pattern.search(trial)) and match[0].lower() not in named.lower():
            return match[0]
    return ""
