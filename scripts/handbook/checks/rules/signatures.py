"""Signatures: a clinician's name stands under the words that she read, and under no others."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.content.evidence import Review
from handbook.content.signature_codes import is_typed_right
from handbook.core.findings import Finding, Severity

_SOURCE = "CONTRIBUTING.md#clinician"

RULES = (
    Rule(
        "review-page",
        "Each signature of a clinician names a page and a language that exist.",
        "A signature under a page that is gone stands nowhere, and nobody would miss it.",
        "evidence/reviews.yml",
    ),
    Rule(
        "signature-code",
        "The code of a signature is one that its page can have shown.",
        "With one digit mistyped nothing happens, and the clinician believes that she signed.",
        _SOURCE,
    ),
    Rule(
        "signature-future",
        "No signature is dated in the future.",
        "Nobody can have read the page yet.",
        _SOURCE,
    ),
    Rule(
        "signature-lapsed",
        "The words of a signed page are those that were read.",
        "The name has gone from the page; whoever gave it should hear that, and can read again.",
        _SOURCE,
        Severity.WARNING,
        needs_site=True,
    ),
)


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on each signature: the first of its faults."""
    source = context.evidence.reviews
    for review in source:
        for rule, message, hint in _faults(context, review):
            yield Finding(source.path, source.line(review.id), rule, message, hint)
            break


def _faults(context: CheckContext, review: Review) -> Iterator[tuple[str, str, str]]:
    """Yield (rule, message, hint) for what is wrong with a signature, the worst first."""
    signed = f"{review.reviewer} signed {review.locale}/{review.page}"
    pages = context.pages.pages.get(review.locale, {})
    if review.page not in pages:
        place = f"the page {review.page!r} in {review.locale!r}"
        hint = "name the page as its address does, or remove the record"
        yield "review-page", f"{review.reviewer} names {place}, which is not there", hint
        return
    if not is_typed_right(review.code, review.locale, review.page):
        hint = f"copy the code anew from {review.page}.html#sign: a digit is wrong, or the page is"
        yield "signature-code", f"{signed} with {review.code}, which it never showed", hint
    if review.date > context.today:
        yield "signature-future", f"{signed} on {review.date}, a day to come", "mend the date"
    now = _code_now(context, review)
    if now and now != review.code:
        message = f"{signed} on {review.date}; its words have changed, and the name is gone from it"
        hint = f"ask for a new reading (the code is now {now}), or remove the record"
        yield "signature-lapsed", message, hint


def _code_now(context: CheckContext, review: Review) -> str:
    """Return the code that the built page shows; empty where there is none."""
    prefix = context.project.locale(review.locale).prefix
    page = context.site.pages.get(f"{prefix}{review.page}.html")
    return page.code if page else ""
