"""Safety: no dose, promise or waiting; the danger list whole; numbers placed; no false review."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.checks import danger_list, ladder, phone_numbers
from handbook.checks.banned_terms import SAFETY, banned
from handbook.checks.confirmed import pins
from handbook.checks.context import CheckContext
from handbook.checks.rule import Rule
from handbook.checks.settings import CHECKS
from handbook.content.evidence import Required
from handbook.content.markdown_pages import Page
from handbook.core.findings import Finding
from handbook.core.project import Locale
from handbook.web.html_pages import BuiltPage, is_hidden, text_of

_NEVER = "evidence/README.md#what-no-text-may-say"
_ALWAYS = "evidence/README.md#what-must-be-said"
_DANGER = "evidence/README.md#the-danger-list"
_NUMBERS = "evidence/README.md#numbers-to-call"

RULES = (
    Rule(
        "dose",
        "No text gives a dose or a timetable for a medicine.",
        "A dose is right for one person; read by another it harms.",
        f"{_NEVER}, 1",
    ),
    Rule(
        "promise",
        "No text promises a result.",
        "No treatment works for everybody, and a broken promise is felt as one's own failure.",
        f"{_NEVER}, 2",
    ),
    Rule(
        "one-option",
        "No text calls a stitch the only answer, impossible in twins, or routine in twins.",
        "Scans, progesterone and a stitch are all real choices for the right person.",
        f"{_NEVER}, 3 and 4",
    ),
    Rule(
        "bed-rest",
        "No text advises bed rest, staying at home or stopping work as prevention.",
        "It does not prevent early birth, and brings clots, weakness and loss of income.",
        f"{_NEVER}, 5",
    ),
    Rule(
        "blame",
        "No text names housework, lifting, stress, sex, food or age as a cause, or hints at fault.",
        "Guilt is common, undeserved, and keeps people from calling.",
        f"{_NEVER}, 6 and 7",
    ),
    Rule(
        "wait-and-see",
        "No text tells a reader to wait, or not to bother anyone, with a danger sign.",
        "Some treatments only work early.",
        f"{_NEVER}, 8 to 10",
    ),
    Rule(
        "withdrawn-injection",
        "No text recommends the weekly hormone injection that was withdrawn.",
        "The United States withdrew its approval in 2023; Europe advised to suspend it in 2024.",
        f"{_NEVER}, 11",
    ),
    Rule(
        "self-treatment",
        "No text advises herbs, hormones, rings, devices, stopping a medicine or pulling a stitch.",
        "Each can harm, or delay a call.",
        f"{_NEVER}, 12 to 15",
    ),
    Rule(
        "survival-figure",
        "No text gives chances of survival by week, or calls a baby viable or not.",
        "Such figures differ by hospital and year; read alone they are a verdict.",
        f"{_NEVER}, 16",
    ),
    Rule(
        "recommendation",
        "No text names a doctor, clinic or company as a recommendation.",
        "The handbook sells nothing and vouches for nobody.",
        f"{_NEVER}, 18",
    ),
    Rule(
        "patient-detail",
        "No text repeats what would identify the patient of the source article.",
        "It is private, and one story proves nothing.",
        f"{_NEVER}, 19",
    ),
    Rule(
        "review-claim",
        "No text says that a clinician reviewed it; only a signature does.",
        "Trust in a review that never took place can harm.",
        "SAFETY.md#what-it-is-not",
    ),
    Rule(
        "must-appear",
        "The pages named in evidence/required.yml say what they must, and cite its claim.",
        "A rewritten page easily loses the one sentence that somebody needed.",
        _ALWAYS,
    ),
    Rule(
        "danger-rows",
        "The danger list has its four steps, and each step the rows agreed for it, in their order.",
        "A sign on a milder step, or none, sends somebody in too late.",
        _DANGER,
    ),
    Rule(
        "danger-action",
        "Each step, sign and mark says to do what its step says, in both languages.",
        "The words are read in a hurry; the first verb must be the right one.",
        _DANGER,
    ),
    Rule(
        "danger-shown",
        "The pages named in scripts/checks.yml ask for the danger list.",
        "Who reads about a stitch needs its danger signs on the same page.",
        _DANGER,
    ),
    Rule(
        "danger-list",
        "Every danger list on a built page is that of evidence/danger.yml, word for word.",
        "There is one list; two versions of it would contradict each other.",
        _DANGER,
        needs_site=True,
    ),
    Rule(
        "danger-hidden",
        "No danger list is hidden or folded.",
        "A sign that has to be opened first is not seen.",
        _DANGER,
        needs_site=True,
    ),
    Rule(
        "pinned-data",
        "Each row of the danger list and each number to call is as it was last confirmed.",
        "A change is looked at twice: by whoever makes it, and by whoever confirms the row.",
        _DANGER,
    ),
    Rule(
        "number-place",
        "A number to call stands beside its place, and is right for it.",
        "120 brings an ambulance in one country and nobody in the next.",
        _NUMBERS,
    ),
    Rule(
        "outside-address",
        "Pages link to other sites only where they cite them.",
        "A link reads as a recommendation.",
        f"{_NEVER}, 18; scripts/checks.yml, outside",
        needs_site=True,
    ),
    Rule(
        "status-claim",
        "Each page says that AI helped, and names as reviewers only those who signed its text.",
        "Readers and hospitals decide by it how far to trust the page.",
        "SAFETY.md#what-it-is-not; CONTRIBUTING.md#clinician",
        needs_site=True,
    ),
    Rule(
        "sign-step",
        "A sentence that names a danger sign and says what to do says the step of its row.",
        "A page that is milder than the danger list undoes it.",
        _DANGER,
    ),
)


def check(context: CheckContext) -> Iterator[Finding]:
    """Yield findings on words, then on danger list and numbers, then on the built pages."""
    yield from banned(context, SAFETY)
    yield from _vouched(context)
    yield from _must_appear(context)
    yield from danger_list.check_data(context)
    yield from ladder.misplaced(context)
    yield from pins.changed(context)
    yield from phone_numbers.misplaced(context)
    allowed = {reference.url for reference in context.evidence.references}
    allowed |= set(context.settings.outside)
    for page in context.site.pages.values():
        source = context.source_of(page)
        if page.locale:
            yield from danger_list.check_page(context, page, page.locale, source)
        if page.locale and source:
            yield from _status(context, page, page.locale, source)
        yield from _addresses(context, page, allowed)


def _vouched(context: CheckContext) -> Iterator[Finding]:
    """Yield each change of advice that somebody is said to have confirmed who signed no page."""
    source, known = context.evidence.changes, context.settings.writers
    names = {review.reviewer for review in context.evidence.reviews}
    hint = f"say who it was as `writers` in {CHECKS} does, or name who signed a page"
    for change in source if known is not None else ():
        if change.who and change.who not in (known or ()) and change.who not in names:
            message = f"{change.id} names “{change.who}”, who signed no page"
            yield Finding(source.path, source.line(change.id), "review-claim", message, hint)


def _must_appear(context: CheckContext) -> Iterator[Finding]:
    source, slugs, rule = context.evidence.required, context.pages.slugs, "must-appear"
    for entry in source:
        line = source.line(entry.id)
        for slug in sorted(set(entry.pages) - slugs):
            message = f"{entry.id} names the page {slug!r}, which is not there"
            yield Finding(source.path, line, rule, message, "name a page of docs/")
        for claim in entry.claims:
            if claim not in context.evidence.claims.records:
                message = f"{entry.id} names the claim {claim!r}, which is gone"
                yield Finding(source.path, line, rule, message, "restore the claim")
        for code, pages in context.pages.pages.items():
            for slug in entry.pages:
                if slug in pages:
                    yield from _carries(pages[slug], entry, code)


def _carries(page: Page, entry: Required, code: str) -> Iterator[Finding]:
    """Yield a finding where `page` does not say what `entry` asks for, or not with its claim."""
    text = "\n".join(block.text for block in page.blocks).lower()
    cited = {key for key, _ in page.notes}
    if not entry[code].search(text):
        hint = f"put it back: see evidence/required.yml and {_ALWAYS}"
        yield Finding(page.path, 1, "must-appear", f"does not say {entry.id!r}", hint)
    elif entry.claims and not cited & set(entry.claims):
        message = f"says {entry.id!r} without citing {' or '.join(entry.claims)}"
        yield Finding(page.path, 1, "must-appear", message, "cite the claim")


def _status(
    context: CheckContext, page: BuiltPage, locale: Locale, source: Page
) -> Iterator[Finding]:
    """Yield where the status label of a page hides how it was made, or claims a review.

    A signature counts for the page, language and words (by their code) that were signed.
    """
    place = (source.slug, locale.code, page.code)
    reviews = context.evidence.reviews
    names = {item.reviewer for item in reviews if (item.page, item.locale, item.code) == place}
    say = context.evidence.saying(locale.code)
    opening = say("reviewed").partition("{")[0].strip()
    node = page.tree.css_first(".status")
    text = text_of(node)
    spans = [text_of(part) for part in node.css("span")] if node else []
    claimed = [part for part in spans if part.startswith(opening)]
    path, rule = context.shown(page.path), "status-claim"
    hint = "overrides/partials/frame/status.html writes the label from evidence/reviews.yml"
    if node is None or say("drafted") not in text or is_hidden(node):
        message = "the page does not say that it was drafted with AI help"
        yield Finding(path, 1, rule, message, hint)
    if not names and say("not_reviewed") not in text:
        message = "the page does not say that no clinician has reviewed it"
        yield Finding(path, 1, rule, message, hint)
    for part in claimed:
        if not any(name in part for name in names):
            message = "the page names a reviewer who did not sign this text"
            yield Finding(path, 1, rule, message, hint)


def _addresses(context: CheckContext, page: BuiltPage, allowed: set[str]) -> Iterator[Finding]:
    """Yield links that lead elsewhere than to the `allowed` addresses and the handbook's own."""
    for address in page.addresses:
        elsewhere = address.value.startswith(("http:", "https:", "//"))
        known = address.value in allowed or address.value.startswith(context.project.site_url)
        if address.tag in ("a", "area") and elsewhere and not known:
            message = f"leads to {address.value}, which is not a source"
            hint = f"cite it in evidence/references.yml, or list it under `outside` in {CHECKS}"
            line = page.line(address.value)
            yield Finding(context.shown(page.path), line, "outside-address", message, hint)
