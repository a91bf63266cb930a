"""Copies of a handbook to plant faults in: a whole tree on disk for each, sharing what was not touched."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES, FAMILY_OF
from handbook.checks.translation_stamps import data_files, stamp, stamped
from handbook.content.markdown_pages import TWIN_HASH, Handbook, read_page
from handbook.core.findings import Fault, Finding
from handbook.core.project import Tree
from handbook.sheets.pdf_cache import MANIFEST, read_manifest, write_manifest
from handbook.web.html_pages import STAMP, BuiltPage, BuiltSite, fingerprint

Edits = Iterable[tuple[str, Any]]
"""(path, edit): see `apply_edit`."""


def make_current(root: Path) -> None:
    """Stamp every translation and the site as up to date: what the tests plant, and nothing else, is then new."""
    tree = Tree.at(root)
    context = CheckContext(tree)
    stamp(tree, [page.path for page in context.pages if not page.locale.is_default] + data_files(context))
    (tree.site / STAMP).write_text(fingerprint(tree) + "\n", "utf-8")
    if sheets := read_manifest(tree.site):  # sheets that do not say what they were made from are never stale
        (tree.site / MANIFEST).unlink()
        write_manifest(tree.site, sheets.model_copy(update={"stamp": None}))


def newest_check(root: Path) -> datetime.date:
    """The day the handbook was last checked: tests look at it on that day, whenever they run."""
    context = CheckContext(Tree.at(root))
    dates = [page.date("checked") for page in context.pages] + [claim.checked for claim in context.evidence.claims]
    return max(date for date in dates if date)


def apply_edit(root: Path, path: str, edit: Any) -> None:
    """Change one file below `root`: None deletes it, text or bytes replace it, a mapping edits it.

    A mapping has `append`, or `replace` with `find` (text) or `pattern` (a regular expression); the first place counts.
    """
    target = root / path
    if edit is None:
        shutil.rmtree(target) if target.is_dir() else target.unlink()
        return
    new = _edited(target.read_text("utf-8"), edit, path) if isinstance(edit, Mapping) else edit
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)  # it may be one file with the original
    target.write_bytes(new if isinstance(new, bytes) else new.encode("utf-8"))


def _edited(text: str, edit: Mapping[str, str], path: str) -> str:
    if "append" in edit:
        return text + edit["append"]
    pattern = edit.get("pattern") or re.escape(edit["find"])
    replace = edit["replace"] if "pattern" in edit else lambda _: edit["replace"]
    new, count = re.subn(pattern, replace, text, count=1, flags=re.MULTILINE)
    assert count, f"{path} does not hold {pattern!r}"
    return new


@dataclass
class Original:
    """A handbook read once, and what every family finds in it."""

    root: Path
    today: datetime.date
    context: CheckContext = field(init=False)
    _found: dict[str, list[Finding]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.context = CheckContext(Tree.at(self.root), self.today)

    def findings(self, family: str) -> list[Finding]:
        """What `family` finds in the handbook as it is."""
        if family not in self._found:
            self._found[family] = run(self.context, family)
        return self._found[family]

    def copy(self, target: Path, edits: Edits) -> CheckContext:
        """The handbook at `target` with `edits` made.

        Translations and site then count as up to date, unless the edits set their stamps themselves.
        """
        edits = list(edits)
        shutil.copytree(self.root, target, copy_function=_link)
        for path, edit in edits:
            apply_edit(target, path, edit)
        tree, touched = Tree.at(target), {path for path, _ in edits}
        by_hand = {path for path, edit in edits if TWIN_HASH in str(edit)}
        touched |= set(self._restamped(tree, touched, by_hand))
        if tree.site.is_dir() and f"site/{STAMP}" not in touched:
            apply_edit(target, f"site/{STAMP}", fingerprint(tree) + "\n")
        return self._seeded(tree, touched)

    def _restamped(self, tree: Tree, touched: set[str], by_hand: set[str]) -> Iterable[str]:
        """The translations that were stamped anew, since a twin was touched or they were."""
        for page in self.context.pages:
            twin = self.context.pages.twin(page)
            if twin is None or page.path in by_hand or not {page.path, twin.path} & touched:
                continue
            if not all((tree.root / path).exists() for path in (page.path, twin.path)):
                continue
            fresh = read_page(tree, tree.root / page.path, page.locale)
            with contextlib.suppress(Fault):
                text = stamped(fresh, read_page(tree, tree.root / twin.path, twin.locale))
                if text != fresh.text:
                    apply_edit(tree.root, page.path, text)
                    yield page.path

    def _seeded(self, tree: Tree, touched: set[str]) -> CheckContext:
        """A context that takes over what was not touched."""
        context = CheckContext(tree, self.today)
        if not any(path.startswith("evidence") for path in touched):
            context.__dict__["evidence"] = self.context.evidence
        if "mkdocs.yml" not in touched and all(_same_kind(self.root / path, tree.root / path) for path in touched):
            context.__dict__["pages"] = _pages(self.context.pages, tree, touched)
            context.__dict__["site"] = _site(self.context.site, tree, touched)
        return context


def run(context: CheckContext, family: str) -> list[Finding]:
    """What one family finds, with no exceptions applied."""
    return sorted(set(FAMILIES[family].findings(context)))


def new_findings(original: Original, context: CheckContext, families: Iterable[str] = FAMILIES) -> list[Finding]:
    """What the families find in `context` that they did not find in the original, wherever it stood."""
    new: list[Finding] = []
    for family in families:
        before = Counter(map(_key, original.findings(family)))
        for finding in run(context, family):
            before[_key(finding)] -= 1
            if before[_key(finding)] < 0:
                new.append(finding)
    return new


def family_of(rule: str) -> str:
    """The family that `rule` belongs to."""
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


def _pages(pages: Handbook, tree: Tree, touched: set[str]) -> Handbook:
    return Handbook(
        {
            code: {
                slug: read_page(tree, tree.root / page.path, page.locale) if page.path in touched else page
                for slug, page in of_locale.items()
            }
            for code, of_locale in pages.pages.items()
        }
    )


def _site(site: BuiltSite, tree: Tree, touched: set[str]) -> BuiltSite:
    fresh = {
        name: BuiltPage(name, (tree.site / name).read_text("utf-8"), page.locale)
        for name, page in site.pages.items()
        if f"site/{name}" in touched
    }
    return BuiltSite(tree.site, site.pages | fresh, site.files)
