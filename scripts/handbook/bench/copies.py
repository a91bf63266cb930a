"""Copies of a handbook to plant faults in: a tree on disk for each, sharing what is as it was."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from handbook.checks.confirmed.comparisons import compared, renewed, stamps_text
from handbook.checks.confirmed.senses import parts, senses_text
from handbook.checks.confirmed.senses import renewed as confirmed_anew
from handbook.checks.confirmed.settled_differences import still_settled
from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES, FAMILY_OF
from handbook.checks.rules.parity import beside_changes
from handbook.checks.settings import SENSES, SETTLED, STAMPS, Senses, Stamps
from handbook.checks.suppressions import is_excused
from handbook.checks.translation_stamps import stamped
from handbook.content.markdown_pages import COUNTERPART_HASH, Handbook, Page, read_page
from handbook.core.findings import Finding, HandbookError
from handbook.core.project import Project
from handbook.publish.checksums import SUMS
from handbook.sheets.pdf_cache import MANIFEST, read_manifest, write_manifest
from handbook.web.html_pages import STAMP, BuiltPage, BuiltSite, fingerprint

_STAMP_LINE = re.compile(rf"^{COUNTERPART_HASH}: .*$", re.MULTILINE)

Edits = Iterable[tuple[str, Any]]
"""(path, edit): see `apply_edit`."""


def make_current(root: Path) -> None:
    """Stamp every translation and the site as up to date, so that only what is planted is new."""
    project = Project.at(root)
    context = CheckContext(project)
    for page in context.pages:
        counterpart = context.pages.counterpart(page)
        if counterpart is not None:
            apply_edit(root, page.path, stamped(page, counterpart))
    pairs = compared(context)
    apply_edit(root, STAMPS, stamps_text(renewed({}, pairs, lambda pair: True)))
    senses = confirmed_anew({}, parts(context, pairs), lambda pair: True)
    apply_edit(root, SENSES, senses_text(senses))
    apply_edit(root, f"site/{STAMP}", fingerprint(project) + "\n")
    if sheets := read_manifest(project.site):
        # Sheets that do not say what they were made from are never stale.
        (project.site / MANIFEST).unlink()
        write_manifest(project.site, sheets.model_copy(update={"stamp": None}))
    _renew_sums(project.site)


def _renew_sums(site: Path) -> None:
    """Write the sums of what the copying itself changes in a finished site."""
    if not (site / SUMS).exists():
        return
    lines = (site / SUMS).read_text("utf-8").splitlines()
    for index, line in enumerate(lines):
        name = line.partition("  ")[2]
        if name in (STAMP, MANIFEST) and (site / name).exists():
            lines[index] = f"{hashlib.sha256((site / name).read_bytes()).hexdigest()}  {name}"
    (site / SUMS).unlink()
    (site / SUMS).write_text("\n".join(lines) + "\n", "utf-8")


def newest_check(root: Path) -> datetime.date:
    """Return the day the handbook was last checked, on which copies of it are looked at."""
    context = CheckContext(Project.at(root))
    dates = [page.date("checked") for page in context.pages]
    dates += [claim.checked for claim in context.evidence.claims]
    return max(date for date in dates if date)


def apply_edit(root: Path, path: str, edit: Any) -> None:
    """Change one file below `root`: None deletes it, text or bytes replace it, a mapping edits it.

    A mapping has `append`, or `replace` with `find` (text) or `pattern` (a regular expression);
    the first place counts.
    """
    target = root / path
    if edit is None:
        shutil.rmtree(target) if target.is_dir() else target.unlink()
        return
    new = _edited(target.read_text("utf-8"), edit, path) if isinstance(edit, Mapping) else edit
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)  # it may be one file with the original
    data = new if isinstance(new, bytes) else new.encode("utf-8")
    target.write_bytes(data)


def _edited(text: str, edit: Mapping[str, str], path: str) -> str:
    if "append" in edit:
        return text + edit["append"]
    pattern = edit.get("pattern") or re.escape(edit["find"])
    replace = edit["replace"] if "pattern" in edit else lambda _: edit["replace"]
    new, count = re.subn(pattern, replace, text, count=1, flags=re.MULTILINE)
    assert count, f"{path} does not hold {pattern!r}"
    return new


class AsCompared(CheckContext):
    """A copy in which everything counts as compared as it is now."""

    @cached_property
    def stamps(self) -> Stamps:
        """What was compared: all that is there."""
        return renewed({}, compared(self), lambda pair: True)

    lets_go = False
    """Whether stamping has also taken out settled differences that are no longer there."""

    @cached_property
    def settled(self) -> dict[str, tuple[str, ...]]:
        """What is settled, as `./scripts/stamp` leaves it."""
        rows = super().settled
        return still_settled(self, rows, rows) if self.lets_go else rows


class AsConfirmed(AsCompared):
    """One in which what both languages say anew counts as confirmed, too."""

    @cached_property
    def senses(self) -> Senses:
        """What was confirmed: nothing that could have changed."""
        return {}


@dataclass
class Original:
    """A handbook read once, and what every family finds in it."""

    root: Path
    today: datetime.date
    confirms: bool = True
    """Whether a change counts as confirmed by name, so that the other rules are seen alone."""
    context: CheckContext = field(init=False)
    _found: dict[str, list[Finding]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.context = CheckContext(Project.at(self.root), self.today)

    def findings(self, family: str) -> list[Finding]:
        """Return what `family` finds in the handbook as it is."""
        if family not in self._found:
            self._found[family] = run(self.context, family)
        return self._found[family]

    def copy(self, target: Path, edits: Edits, *, as_left: bool = False) -> CheckContext:
        """Return the handbook at `target` with `edits` made.

        Translations and site then count as up to date, unless the edits set their own stamps, or
        all is kept `as_left` by who made the edits.
        """
        edits = list(edits)
        shutil.copytree(self.root, target, copy_function=_link)
        for path, edit in edits:
            apply_edit(target, path, edit)
        project, touched = Project.at(target), {path for path, _ in edits}
        if as_left:
            return self._seeded(project, touched, CheckContext)
        by_hand = {path for path, edit in edits if self._sets_stamp(path, edit)}
        touched |= set(self._restamped(project, touched, by_hand))
        if project.site.is_dir() and f"site/{STAMP}" not in touched:
            apply_edit(target, f"site/{STAMP}", fingerprint(project) + "\n")
            if not {f"site/{SUMS}", f"site/{MANIFEST}"} & touched:
                _renew_sums(project.site)
        if by_hand | ({STAMPS} & touched):
            return self._seeded(project, touched, CheckContext)
        is_confirmed = self.confirms and SENSES not in touched
        kind = AsConfirmed if is_confirmed else AsCompared
        context = self._seeded(project, touched, kind)
        vars(context)["lets_go"] = SETTLED not in touched
        return context

    def _sets_stamp(self, path: str, edit: Any) -> bool:
        """Return whether an edit sets a translation's stamp; a whole page may only repeat it."""
        if not isinstance(edit, str):
            return COUNTERPART_HASH in str(edit)
        stamps = _STAMP_LINE.findall(edit)
        source = self.root / path
        before = _STAMP_LINE.findall(source.read_text("utf-8")) if source.is_file() else []
        return bool(stamps) and stamps != before

    def _restamped(self, project: Project, touched: set[str], by_hand: set[str]) -> Iterable[str]:
        """Stamp translations anew that were touched, or whose counterpart was; yield paths."""
        for page in self.context.pages:
            counterpart = self.context.pages.counterpart(page)
            if counterpart is None or page.path in by_hand:
                continue
            both = (page.path, counterpart.path)
            if touched.isdisjoint(both):
                continue
            if not all((project.root / path).exists() for path in both):
                continue
            fresh = read_page(project, project.root / page.path, page.locale)
            other = read_page(project, project.root / counterpart.path, counterpart.locale)
            with contextlib.suppress(HandbookError):
                text = stamped(fresh, other)
                if text != fresh.text:
                    apply_edit(project.root, page.path, text)
                    yield page.path

    def _seeded(
        self, project: Project, touched: set[str], kind: type[CheckContext]
    ) -> CheckContext:
        """Return a context that takes over what was not touched."""
        context = kind(project, self.today)
        if not any(path.startswith("evidence") for path in touched):
            context.__dict__["evidence"] = self.context.evidence
        same = all(_same_kind(self.root / path, project.root / path) for path in touched)
        if "mkdocs.yml" not in touched and same:
            context.__dict__["pages"] = _pages(self.context.pages, project, touched)
            context.__dict__["site"] = _site(self.context.site, project, touched)
        return context


def run(context: CheckContext, family: str) -> list[Finding]:
    """Return what one family finds, with no exceptions applied."""
    return sorted(set(FAMILIES[family].findings(context)))


def new_findings(
    original: Original, context: CheckContext, families: Iterable[str] = FAMILIES
) -> list[Finding]:
    """Return what is found in `context` and was not in the original, wherever it stood.

    What an exception excuses is none: nobody is told of it.
    """
    new: list[Finding] = []
    told = beside_changes(context)
    for family in families:
        before = Counter(map(_key, original.findings(family)))
        for finding in run(context, family):
            before[_key(finding)] -= 1
            is_new = before[_key(finding)] < 0 and finding not in told
            if is_new and not is_excused(context, finding):
                new.append(finding)
    return new


def family_of(rule: str) -> str:
    """Return the family that `rule` belongs to."""
    return FAMILY_OF[rule]


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.path, finding.rule, finding.message


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _same_kind(before: Path, after: Path) -> bool:
    return before.is_file() and after.is_file()


def _pages(pages: Handbook, project: Project, touched: set[str]) -> Handbook:
    fresh: dict[str, dict[str, Page]] = {}
    for code, of_locale in pages.pages.items():
        fresh[code] = dict(of_locale)
        for slug, page in of_locale.items():
            if page.path in touched:
                fresh[code][slug] = read_page(project, project.root / page.path, page.locale)
    return Handbook(fresh)


def _site(site: BuiltSite, project: Project, touched: set[str]) -> BuiltSite:
    fresh = {
        name: BuiltPage(name, (project.site / name).read_text("utf-8"), page.locale)
        for name, page in site.pages.items()
        if f"site/{name}" in touched
    }
    return BuiltSite(project.site, site.pages | fresh, site.files)
