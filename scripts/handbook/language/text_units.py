"""Every piece of text a reader meets, in one shape.

Where it stands, in which language, and what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from handbook.content.drawings import drawn_words
from handbook.content.evidence import Evidence, Words
from handbook.content.markdown_pages import Handbook, Page
from handbook.content.markdown_reader import Block
from handbook.content.texts import Text
from handbook.core.memo import remembered
from handbook.core.project import Project
from handbook.core.records import Record, Worded
from handbook.core.yaml_records import AnyRecord, RecordFile
from handbook.language.sentences import on_one_line, spans

# What the handbook only names or matches and does not say: titles of other people's works, search
# words, how to
# say a word aloud, the wording patterns themselves.
_NOT_SAID = {
    "references": ("organisation", "title", "short", "place", "year", "url"),
    "glossary": ("say",),
}
_NOT_TEXT = (
    "lexicon", "required", "reviews", "search", "search-signs", "sign-pieces", "sign-weights",
    "sign-words",
)  # fmt: skip

QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’|「[^」]*」|《[^》]*》")


@dataclass(frozen=True)
class Passage:
    """One piece of text; `line` counts from 1, and of data is the line its record begins at."""

    path: str
    line: int
    code: str
    """The language it is written for: `en`, `zh`; a code of mkdocs.yml."""
    kind: str
    """heading, paragraph, item, cell, title, alt, description, drawing, data, or paraphrase (of the
    articles)."""
    spot: str
    """Where exceptions and the lexicon find it: `stitch#risks`, `claims:no-guarantee.note`."""
    text: str
    """On one line, however its source is wrapped."""
    notes: tuple[str, ...] = ()
    marked: str = ""
    """The text of a page's block with what marks it; see `Block.marked`."""

    def __post_init__(self) -> None:
        """Take out the line breaks of the source: no wording may hide behind one."""
        object.__setattr__(self, "text", on_one_line(self.text, self.code))

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return spans(self.text, self.code)

    def sentence_at(self, offset: int) -> str:
        """Return the sentence that the character at `offset` stands in."""
        return next(
            self.text[start:end].strip() for start, end in self._spans if start <= offset < end
        )

    def is_quoted(self, start: int, end: int) -> bool:
        """Return whether the characters from `start` to `end` stand inside quotation marks."""
        return any(
            match.start() < start and end < match.end() for match in QUOTED.finditer(self.text)
        )


def read_passages(project: Project, handbook: Handbook, evidence: Evidence) -> list[Passage]:
    """Return all text of the pages, the data and the drawings, in that order."""
    found = [passage for page in handbook for passage in page_passages(page)]
    found.extend(passage for source in evidence.sources for passage in source_passages(source))
    found.extend(
        passage
        for path in sorted(project.docs.glob("assets/drawings/*.svg"))
        for passage in _drawn(project, path)
    )
    return found


@remembered(512, kept=True)
def page_passages(page: Page) -> tuple[Passage, ...]:
    """Return a page's description, then its blocks in order, with the alt text of their images."""
    return tuple(_of_page(page))


def _of_page(page: Page) -> Iterator[Passage]:
    code = page.locale.code
    description = page.meta.get("description")
    if isinstance(description, str):
        line = page.meta_lines.get("description", 1)
        yield Passage(page.path, line, code, "description", f"{page.slug}#", description)
    section = ""
    for block in page.blocks:
        section = block.name if block.kind == "heading" else section
        yield from _of_block(page, block, f"{page.slug}#{section}")


def _of_block(page: Page, block: Block, spot: str) -> Iterator[Passage]:
    code = page.locale.code
    if block.text and block.kind not in ("html", "code"):
        said = block.text, block.notes, block.marked
        yield Passage(page.path, block.line, code, block.kind, spot, *said)
    for image in block.images:
        yield Passage(page.path, image.line, code, "alt", spot, image.text)


def source_passages(source: RecordFile[AnyRecord]) -> Iterator[Passage]:
    """Yield what the records of a data file say, in the file's order."""
    yield from _of_source(source)


@remembered(512)
def _of_source(source: RecordFile[Any]) -> tuple[Passage, ...]:
    return tuple(_of_records(source))


def _of_records(source: RecordFile[Any]) -> Iterator[Passage]:
    stem = Path(source.path).stem
    if stem in _NOT_TEXT:
        return
    for record in source:
        key = str(getattr(record, "id", ""))
        for spot, code, text in _texts(record, key, _NOT_SAID.get(stem, ())):
            kind = "paraphrase" if (stem, spot) == ("statements", key) else "data"
            yield Passage(source.path, source.line(key), code, kind, f"{stem}:{spot}", text)


def _texts(record: Record, spot: str, skip: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield (spot, language, text) of a record and those in it.

    A nested record's own id names its spot.
    """
    if isinstance(record, Worded):
        for code, text in record.by_language.items():
            yield spot, code, text
    for name in type(record).model_fields:
        value = getattr(record, name)
        if name in skip or isinstance(value, Words):
            continue
        if isinstance(value, Text):
            yield from _texts(value, f"{spot}.{name}", skip)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Record) and not isinstance(item, Text):
                yield from _texts(item, str(getattr(item, "id", f"{spot}.{name}")), skip)


def _drawn(project: Project, path: Path) -> Iterator[Passage]:
    """Yield the words of a drawing, in every language that it has them in."""
    text = path.read_text("utf-8", errors="replace")
    yield from _in_drawing(text, project.show(path), path.stem, project.locales[0].code)


@remembered(256, kept=True)
def _in_drawing(drawing: str, path: str, name: str, default: str) -> tuple[Passage, ...]:
    found = []
    for number, line in enumerate(drawing.split("\n"), 1):
        for words in drawn_words(line):
            for code, text in {default: words.text, **words.translations}.items():
                if said := text.strip():
                    spot = f"drawings:{name}"
                    found.append(Passage(path, number, code, "drawing", spot, said))
    return tuple(found)
