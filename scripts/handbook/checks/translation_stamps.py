"""Records what a person compared: a translation with its original, a sign with its sources."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from handbook.checks.confirmed.comparisons import (
    KEY,
    Change,
    changes,
    compared,
    kept_back,
    record,
    renewed,
    stamps_text,
)
from handbook.checks.confirmed.drawing_labels import label_key, labels_of
from handbook.checks.confirmed.earlier_texts import before_and_now
from handbook.checks.confirmed.facts import is_facts, is_page
from handbook.checks.confirmed.pins import confirmed
from handbook.checks.confirmed.senses import confirmed as confirmed_sense
from handbook.checks.confirmed.senses import parts, senses_text, turned
from handbook.checks.confirmed.senses import renewed as renewed_senses
from handbook.checks.confirmed.settled_differences import still_settled
from handbook.checks.context import CheckContext
from handbook.checks.runner import run as find
from handbook.checks.settings import LABELS, PINS, SENSES, SETTLED, STAMPS, load_senses
from handbook.content.markdown_pages import COUNTERPART_HASH, FRONT, Page
from handbook.core.atomic_swap import write_whole
from handbook.core.findings import HandbookError
from handbook.core.project import Project
from handbook.core.suggestions import did_you_mean
from handbook.language.alignment import Pair, differences, pairs

_KEY = re.compile(rf"[\da-f]{{{KEY}}}")
"""The key of a change, among names."""
_LINE = re.compile(rf"^{COUNTERPART_HASH}:.*$", re.MULTILINE)

HEADER = """\
# Where the two languages say no, perhaps, usually, less than or more than a different number of
# times, and a person has read both and found that they say the same: English words | Chinese words.
# By the part of the file that they stand in. Written by ./scripts/stamp --settle PLACE DIFFERENCE,
# one difference at a time. A change to such a place makes it a finding again.
"""


LABELS_HEADER = """\
# The labels of each drawing as a person compared them: English | Chinese. Written by
# ./scripts/stamp DRAWING, once both languages were read at the drawing.
"""


def pin(project: Project, names: Sequence[str], change: str) -> list[str]:
    """Confirm the named rows of what is pinned; return what was done, one a line.

    `change` is the record of evidence/changes.yml that tells of them. Raises HandbookError before
    it writes.
    """
    text = confirmed(CheckContext(project), names, change)
    write_whole(project.root / PINS, text)
    return [f"{PINS}: confirmed {name}" for name in names]


def confirm(project: Project, names: Sequence[str]) -> list[str]:
    """Confirm that parts are meant to say what has changed in them; return what was done.

    `names` are places and their changes in turn, as findings print them. Raises HandbookError
    before it writes.
    """
    context, before = CheckContext(project), load_senses(project.root)
    if len(names) % 2:
        raise HandbookError(f"{names[-1]!r} names no change; write both as the finding does")
    for place, told in zip(names[::2], names[1::2], strict=True):
        vars(context)["senses"] = confirmed_sense(context, place, told)
    fresh = {key[1] for key, known in context.senses.items() if before.get(key) != known}
    stamps = renewed(context.stamps, compared(context), lambda pair: pair.place in fresh)
    for key in stamps.keys() & (before.keys() - context.senses.keys()):
        del stamps[key]  # confirmed as gone: what comes there again is new
    write_whole(project.root / STAMPS, stamps_text(stamps))
    write_whole(project.root / SENSES, senses_text(context.senses))
    return [*(f"{place}: confirmed" for place in names[::2]), *_let_go(context, fresh)]


def stamp(project: Project, names: Iterable[str]) -> list[str]:
    """Stamp the named pages, data and drawings as compared; return what was done.

    Of a data file also single records: `evidence/claims.yml#no-guarantee`. After them stand the
    keys of the changes that were read, as findings print them; the others stay to be read. Raises
    HandbookError before it writes: where changes are there and none is named, and where two
    languages differ in a number, or where "not" or "may" stand in one alone and nobody has settled
    that (see `settle`).
    """
    context, given = CheckContext(project), list(names)
    names = [name for name in given if not _KEY.fullmatch(name)]
    translated = {page.path: page for page in context.pages if not page.locale.is_default}
    drawn = sorted(map(project.show, project.docs.glob("assets/drawings/*.svg")))
    said = compared(context)
    places = _places(said, names, [*translated, *drawn])
    texts = {
        path: stamped(translated[path], _counterpart(context, translated[path]))
        for path in places
        if path in translated
    }
    _refuse_differences(context, [pair for pair in said if _is_in(pair, places)])
    before, still = context.stamps, turned(context, parts(context, said))
    named = {pair.place for pair in said if _is_in(pair, places)}
    ready = named - {place for _, place in still}
    read = set(given) - set(names)
    read -= _read_labels(context, [path for path in places if path in drawn], read)
    unread = _unread(context, [pair for pair in said if pair.place in ready], read)
    read_whole = ready - {change.pair.place for change in unread}
    now = renewed(before, said, lambda pair: pair.place in ready)
    now = kept_back(now, before, said, unread)
    changed = {place.partition("#")[0] for (_, place), _ in now.items() ^ before.items()}
    done = []
    for path, text in texts.items():
        if text != translated[path].text:
            write_whole(project.root / path, text)
            changed.add(path)
        told = "stamped" if path in changed else "already right"
        done.append(f"{path}: {told}")
    if now != before:
        write_whole(project.root / STAMPS, stamps_text(now))
    done += _with_senses(context, said, named, still, read_whole)
    done += [f"still to be read: ./scripts/stamp {item.name} {item.key}" for item in unread]
    done += [f"{place}: compared" for place in places if place not in {*texts, *drawn}]
    drawings = [project.root / path for path in places if path in drawn]
    if drawings:
        write_whole(project.root / LABELS, _labels_text(context, drawn, drawings))
        done += [f"{project.show(path)}: labels compared" for path in drawings]
    return done


def _read_labels(context: CheckContext, paths: Sequence[str], read: Collection[str]) -> set[str]:
    """Return the keys of the labels of drawings. Raises HandbookError for one not `read`."""
    keys = set()
    for path in paths:
        now = labels_of(context.project.root / path)
        if now != context.labels.get(Path(path).stem):
            keys.add(key := label_key(now))
            if key not in read:
                told = "".join(f"\n  {label}" for label in now)
                hint = f"if each says the same in both languages: ./scripts/stamp {path} {key}"
                raise HandbookError(f"{path}: its labels are not named as read:{told}\n{hint}")
    return keys


def _unread(context: CheckContext, said: list[Pair], read: Collection[str]) -> list[Change]:
    """Return what has changed and whose key is not among those `read`.

    Raises HandbookError where no key is given although something has changed, and for one of
    nothing.
    """
    known = {place.partition("#")[0] for _, place in context.stamps}
    found = changes(context, said)
    asked = [item for item in found if item.whole or item.pair.path in known]
    keys = dict.fromkeys(item.key for item in asked)
    if wrong := read - keys.keys():
        hint = "run ./scripts/stamp NAME --diff for what has, with its keys"
        raise HandbookError(f"nothing has changed that is called {min(wrong)!r}; {hint}")
    if asked and not read:
        names = dict.fromkeys(item.name for item in asked)
        lines = [line for item in asked for line in _told(context.project, item)]
        command = " ".join(("./scripts/stamp", *names, *keys))
        hint = f"if each says the same in both, and as its sources say: {command}"
        raise HandbookError("\n".join(["has changed and is not named as read:", *lines, hint]))
    return [item for item in asked if item.key not in read]


def _told(project: Project, change: Change) -> Iterator[str]:
    """Yield lines that tell a change: where and its key, what it was, is, and stands beside it."""
    code = change.pair.codes[change.side or 0]
    side = code if change.side is not None else _both(change)
    yield f"{change.pair.path}:{change.pair.line}: {side} ({change.key})"
    if is_facts(change.pair):
        yield from [f"  is      {change.texts[0]}"] if change.whole else []
        return
    if change.is_moved:
        yield f"  is      {change.texts[0]}"
        yield f"  beside  {change.texts[1]}"
        return
    for number in change.sides:
        was, text = before_and_now(project, change, number)
        yield from [f"  was     {was}"] if was else []
        yield f"  is      {text}"
    if change.side is not None:
        yield f"  beside  {change.texts[1]}"


def _both(change: Change) -> str:
    if change.is_moved:
        return "both, moved"
    return "both" if any(change.was) else "new"


def _with_senses(
    context: CheckContext,
    said: Sequence[Pair],
    named: set[str],
    still: dict[tuple[str, str], str],
    ready: set[str],
) -> list[str]:
    """Write the senses of what is `ready`; return what of the `named` is `still` to be confirmed.

    Not the command: that stands where what has changed is told. Settled differences that are no
    longer there are let go.
    """
    senses = renewed_senses(context.senses, parts(context, said), lambda pair: pair.place in ready)
    if senses != context.senses:
        write_whole(context.project.root / SENSES, senses_text(senses))
    wanted = (place for _, place in still if place in named)
    told = [
        f"still to be confirmed: {place}; ./scripts/check tells what it says" for place in wanted
    ]
    return [*_let_go(context, named), *told]


def _let_go(context: CheckContext, places: Collection[str]) -> list[str]:
    """Take out what is settled at `places` and no longer there; return a line for each."""
    rows = still_settled(context, context.settled, places)
    before = {place: Counter(context.settled[place]) for place in rows}
    gone = {place: before[place] - Counter(kept) for place, kept in rows.items()}
    if any(gone.values()):
        write_whole(context.project.root / SETTLED, settled_text(context.settled | rows))
    return [f"{place}: let go {row}" for place in gone for row in gone[place].elements()]


def _places(said: Sequence[Pair], names: Iterable[str], pages: Sequence[str]) -> list[str]:
    """Return the files and records that `names` mean. Raises HandbookError."""
    files = sorted({pair.path for pair in said if not is_page(pair.path)})
    places = []
    for name in names:
        path, _, part = name.partition("#")
        if not part:
            places += _named(name, [*pages, *files])
            continue
        records = {record(pair) for pair in said if pair.path == path}
        if path not in files or part not in records:
            hint = did_you_mean(part, records, "name a record as a finding does: FILE#ID")
            raise HandbookError(f"no record is called {name!r}; {hint}")
        places.append(name)
    return places


def _is_in(pair: Pair, places: Sequence[str]) -> bool:
    """Return whether two texts stand in one of the files or records."""
    return pair.path in places or f"{pair.path}#{record(pair)}" in places


def _refuse_differences(context: CheckContext, said: Sequence[Pair]) -> None:
    """Raise HandbookError where two languages differ and nobody has settled that."""
    lines = {(pair.path, pair.line) for pair in said}
    pages = {pair.path for pair in said if is_page(pair.path)}
    faults = []
    for item in find(context, ["parity"]):
        if item.is_error and (item.path in pages or (item.path, item.line) in lines):
            faults.append(f"{item.path}:{item.line}: {item.message}\n    {item.hint}")
    if faults:
        raise HandbookError("\n".join(["the two languages differ", *faults]))


def differing(project: Project, names: Iterable[str]) -> list[str]:
    """Return what has changed in the named pages and files since they were compared.

    Each change is told as `_told` does. Raises HandbookError.
    """
    context = CheckContext(project)
    pages = [page.path for page in context.pages if not page.locale.is_default]
    places = _places(compared(context), names, pages)
    found = [change for change in changes(context) if _is_in(change.pair, places)]
    lines = [line for change in found for line in _told(project, change)]
    return lines or ["nothing has changed since the two were compared"]


def _labels_text(context: CheckContext, drawn: Sequence[str], compared: Sequence[Path]) -> str:
    """Return the text of scripts/labels.yml, with the labels of `compared` as they are now."""
    found = dict(context.labels)
    for path in compared:
        found[path.stem] = labels_of(path)
    lines = [LABELS_HEADER]
    for stem in sorted(found.keys() & {Path(path).stem for path in drawn}):
        items = [f"  - {json.dumps(label, ensure_ascii=False)}\n" for label in found[stem]]
        lines += [f"{stem}:\n", *items]
    return "".join(lines)


def settle(project: Project, place: str, said: Sequence[str]) -> list[str]:
    """Settle the differences `said`, each once, at `place`; return what was done, one a line.

    Those settled there that are no longer there are let go. Raises HandbookError before it writes.
    """
    context = CheckContext(project)
    found = differences(list(pairs(context.pages, context.passages)))
    if place not in found and place not in context.settled:
        hint = did_you_mean(place, found, "write it as a finding prints it: FILE#PART")
        raise HandbookError(f"no part of a file is called {place!r}; {hint}")
    before = Counter(context.settled.get(place, ()))
    now = before & found[place]
    done = [f"{place}: let go {row}" for row in (before - now).elements()]
    for row in said:
        if now[row] >= found[place][row]:
            hint = did_you_mean(row, found[place] - now, "see ./scripts/check parity")
            raise HandbookError(f"{place} has no unsettled {row!r}; {hint}")
        now[row] += 1
        done.append(f"{place}: settled {row}")
    rows = context.settled | {place: tuple(sorted(now.elements()))}
    write_whole(project.root / SETTLED, settled_text(rows))
    return done


def stamped(page: Page, counterpart: Page) -> str:
    """Return `page`'s text with the hash of `counterpart`'s body in its front matter.

    Raises HandbookError.
    """
    for fault in page.findings:
        raise HandbookError(f"{fault.path}:{fault.line}: {fault.message}; {fault.hint}")
    front = FRONT.match(page.text)
    if front is None or not page.meta:
        raise HandbookError(f"{page.path}: the front matter cannot be read; mend it first")
    line = f"{COUNTERPART_HASH}: {counterpart.hash}"
    keys = f"{front[1]}{line}\n"
    if _LINE.search(front[1]):
        keys = _LINE.sub(line, front[1], count=1)
    return page.text[: front.start(1)] + keys + page.text[front.end(1) :]


def settled_text(rows: dict[str, tuple[str, ...]]) -> str:
    """Return the text of scripts/settled.yml."""
    lines = [HEADER]
    for place in sorted(rows):
        if rows[place]:
            items = [f"  - {json.dumps(row, ensure_ascii=False)}\n" for row in rows[place]]
            lines += [f"{place}:\n", *items]
    return "".join(lines)


def _named(name: str, known: Sequence[str]) -> list[str]:
    """Return the files that `name` means: itself, or translations of the page.

    Raises HandbookError.
    """
    slugs = {path: Path(path).stem for path in known if path.endswith(".md")}
    found = [path for path in known if name in (path, slugs.get(path))]
    if found:
        return found
    hint = did_you_mean(name, {*known, *slugs.values()}, "name a translated page, such as 'stitch'")
    raise HandbookError(f"no translation is called {name!r}; {hint}")


def _counterpart(context: CheckContext, page: Page) -> Page:
    counterpart = context.pages.counterpart(page)
    if counterpart is None:
        raise HandbookError(
            f"{page.path}: has no counterpart in the default language; write that first"
        )
    return counterpart
