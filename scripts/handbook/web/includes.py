"""Renders the generated parts of pages, such as the danger list, from the evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from handbook.content.evidence import Evidence
from handbook.content.places import told_apart
from handbook.core.findings import HandbookError
from handbook.core.project import Locale, Project
from handbook.language.dates import long_date, long_pattern
from handbook.language.languages import language
from handbook.web.footnotes import certainty, limit
from handbook.web.markdown_extension import words

PARTIALS = "overrides/partials"
INCLUDE_LINE = re.compile(
    r"^[ ]*<!--\s*include:\s*([a-z-]+)((?:[ ]+[\w-]+)*)\s*-->[ ]*$", re.MULTILINE
)


@dataclass
class Includes:
    """The templates `blocks` and `frame` of overrides/partials, and the evidence they show."""

    project: Project
    evidence: Evidence
    compiled: BytecodeCache | None = None
    """Where compiled templates are kept; nowhere for a command that writes nothing."""

    @cached_property
    def _environment(self) -> Environment:
        loader = FileSystemLoader(self.project.root / PARTIALS)
        environment = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=self.compiled,
        )
        environment.filters.update(marked=marked, digits=digits, tapped=tapped)
        environment.globals.update(
            evidence=self.evidence,
            locales=self.project.locales,
            language_of=language,
            dots=dots,
            whole_words=lambda text, code: whole_words(text, self.evidence, code),
            long_date=long_date,
            long_pattern=long_pattern,
        )
        return environment

    @cached_property
    def names(self) -> frozenset[str]:
        """The includes that a page may ask for."""
        return frozenset(
            path.stem for path in (self.project.root / PARTIALS / "blocks").glob("*.html")
        )

    def render(self, name: str, locale: Locale, argument: str = "", **values: Any) -> str:
        """Return the HTML of block `name` in `locale`'s language.

        Raises HandbookError for an unknown block or argument.
        """
        if name not in self.names:
            raise HandbookError(
                f"include {name!r}: no such block; known are {', '.join(sorted(self.names))}"
            )
        return self._rendered(f"blocks/{name}.html", locale, argument=argument, **values)

    def frame(self, name: str, locale: Locale, **values: Any) -> str:
        """Return the HTML of what the frame puts around every page: `status`, `here`, `own-sheet`.

        Raises HandbookError.
        """
        return self._rendered(f"frame/{name}.html", locale, **values)

    def _rendered(self, name: str, locale: Locale, **values: Any) -> str:
        say = self.evidence.saying(locale.code)
        values |= {"certainty": lambda claim: certainty(self.evidence, claim, locale.code)}
        values |= {"limit": lambda claim: limit(self.evidence, claim, locale.code)}
        values |= {"code": locale.code, "say": say, "language": language(locale.code)}
        try:
            html = self._environment.get_template(name).render(**values)
        except TemplateError as error:
            used = f" with {values['argument']!r}" if values.get("argument") else ""
            raise HandbookError(
                f"{PARTIALS}/{name}: cannot be filled in{used}: {error}; mend the name or the block"
            ) from error
        # A blank line would end the raw HTML block for other Markdown readers.
        return re.sub(r"\n\s*\n+", "\n", html).strip()

    def expand(self, markdown: str, locale: Locale) -> str:
        """Return `markdown` with every include line replaced by its block."""

        def replace(match: re.Match[str]) -> str:
            return "\n" + self.render(match[1], locale, " ".join(match[2].split())) + "\n"

        return INCLUDE_LINE.sub(replace, markdown)


def dots(first: int, last: int, of: int = 100) -> str:
    """Return an SVG path of the dots `first` to `last` of `of`, from 0 and without the last.

    They stand ten in a row, 10 units apart; 25 in a row where there are more than a hundred.
    """
    columns = 10 if of <= 100 else 25
    places = ((index % columns, index // columns) for index in range(first, last))
    return "".join(f"M{10 * column + 5} {10 * row + 5}h0" for column, row in places)


def marked(text: str, code: str) -> Markup:
    """Return `text` as HTML, its words of another language below a `lang` (WCAG 2.2, 3.1.2)."""
    safe = escape(text, quote=False)
    foreign = language(code).foreign
    if foreign is None:
        return Markup(safe)
    tag = language(foreign.language).tag
    return Markup(foreign.pattern.sub(lambda match: f'<span lang="{tag}">{match[0]}</span>', safe))


def whole_words(text: str, evidence: Evidence, code: str) -> Markup:
    """Return `text` as HTML; in a language without blanks no line breaks a word of it."""
    if not language(code).dictionary:
        return Markup(escape(text, quote=False))
    span = Markup('<span class="nobr">{}</span>')
    return Markup("").join(span.format(word) for word in words(text, evidence, code))


def digits(number: str) -> str:
    """Return a number as it is dialled, without its spaces and dashes (RFC 3966)."""
    return re.sub(r"[ -]", "", number)


def tapped(text: str, besides: tuple[str, ...] = (), code: str = "") -> Markup:
    """Return `text` as HTML, each number to call a link, but those `besides` it.

    With the language's `code`, words of another language are marked too.
    """
    pieces = []
    for piece, is_number in told_apart(text):
        shown = marked(piece, code) if code else escape(piece, quote=False)
        if is_number and piece not in besides:
            shown = f'<a class="tel" href="tel:{digits(piece)}">{shown}</a>'
        pieces.append(shown)
    return Markup("".join(pieces))
