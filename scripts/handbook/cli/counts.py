"""Counts what the evidence rests on: claims by basis, references by how far they were read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from handbook.content.evidence import Claim, Evidence

BASES = ("read", "part", "second-hand", "searched", "general")
READ = ("read", "part", "second-hand", "not-read")


def has_source(claim: Claim) -> bool:
    """Return whether somebody else than us says it: a reference, or a search without result."""
    return claim.basis != "general" and bool(claim.references or claim.search)


def counted(evidence: Evidence) -> Iterator[str]:
    """Yield the lines of the report: claims first, then references."""
    claims, references = list(evidence.claims), list(evidence.references)
    yield f"claims: {len(claims)}"
    yield f"  with a source: {_share(sum(map(has_source, claims)), len(claims))}"
    bases = Counter[str](claim.basis for claim in claims)
    yield "  by basis: " + ", ".join(f"{name} {bases[name]}" for name in BASES)
    sure = [claim for claim in claims if claim.certainty in ("agree", "differ")]
    backed = _share(sum(map(has_source, sure)), len(sure))
    yield f"  agree or differ: {len(sure)}, with a source {backed}"
    depth = Counter[str](reference.read for reference in references)
    yield f"references: {len(references)}"
    yield "  by reading: " + ", ".join(f"{name} {depth[name]}" for name in READ)
    looked = sum(reference.looked is not None for reference in references)
    yield f"  edition looked for: {_share(looked, len(references))}"


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.0f} %)" if whole else str(part)
