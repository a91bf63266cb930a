"""Explains data files, sheets, drawings and editions: REFERENCE.md, written from their records."""

from __future__ import annotations

import ast
import datetime
import inspect
import re
import textwrap
import types
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from handbook.checks.settings import CHECKS, Settings
from handbook.content.drawings import ELEMENTS, LARGEST, SMALL
from handbook.content.edition import ENVIRONMENT, Edition
from handbook.content.evidence import Evidence, load_evidence
from handbook.core.project import Project
from handbook.core.records import BY_LANGUAGE, Localised
from handbook.language.languages import Language
from handbook.sheets import pieces
from handbook.sheets.spec import FILE as SHEETS
from handbook.sheets.spec import Sheet

Model = type[BaseModel]

HEAD = """\
# Reference

Every key of the data files, the sheets, a local edition and the settings, and what a drawing may
hold. Written from the records that read them: `./scripts/check --reference > REFERENCE.md`. What
the words of the evidence mean, and what no text may say: [evidence/README.md](evidence/README.md).

A key in **bold** must be there. A text *in each language* is a mapping, `{en: …, zh: …}`; the
default language must be there, and another that is missing is a finding. Indonesian is written
`lang-id`, as `id` names a record. A key that is not listed is a finding too.
"""

_DRAWINGS = f"""\
## Drawings

A file `docs/assets/drawings/NAME.svg`, at most {{small:,}} bytes. `./scripts/new drawing NAME`
begins one. It becomes part of each page that shows it.

- Elements: {{elements}}. Nothing else: no script, no link, no picture, nothing that moves or asks
  for another file. More than {LARGEST:,} bytes are not read at all.
- `viewBox="0 0 400 …"`, words in `font:500 18px`, lines 3 wide. Colours are classes: `sage` waters,
  `blush` skin and womb, `sand` cervix, `steel` metal, `teal` what staff put in, `paper` white. No
  face, no shading.
- A `<title>` says what it is. Each `<title>`, `<text>` and `<tspan>` holds the default language's
  words, and the others' in `data-CODE`: `<text data-zh="宫颈">cervix</text>`. A number or a mark
  needs none. `class="stacked"`: on a sheet in two languages the second word stands below the first.
- A `<text class="play">` names the switch of a drawing whose groups `moment` move.
- The alt text stands where a page shows it, in that page's language. Once the labels were compared:
  `./scripts/stamp docs/assets/drawings/NAME.svg`.
"""


def reference(project: Project) -> str:
    """Return the reference of all data, as Markdown. Raises HandbookError for unreadable data."""
    elements = ", ".join(f"`{name}`" for name in sorted(ELEMENTS, key=str.lower))
    parts = [HEAD, "\n## Data files\n"]
    for name, where, model in data_files(project):
        parts.append(_section(f"`{name}`{where}", model, {}))
    parts += [
        _section(f"`{SHEETS}`, list `sheets`", Sheet, {}, level="##"),
        f"\nOne line of `take` is one piece:\n\n```text\n{_forms()}```\n\n",
        _DRAWINGS.format(small=SMALL, elements=elements),
        _section("A local edition", Edition, {}, level="##"),
        f"\nAll may be left out. `--edition FILE` or `${ENVIRONMENT}` names the file.\n",
        _section(f"`{CHECKS}`", Settings, {}, level="##"),
        _section("`scripts/handbook/language/data/CODE.yml`", Language, {}, level="##"),
    ]
    return re.sub(r"\n{3,}", "\n\n", "".join(parts))


def data_files(project: Project) -> Iterator[tuple[str, str, Model]]:
    """Yield (file, which list of it, record) for all that evidence/ holds."""
    evidence = load_evidence(project)
    for name, hint in get_type_hints(Evidence).items():
        source = getattr(evidence, name)
        where = f", list `{source.at}`" if source.at else ""
        yield source.path, where, get_args(hint)[0]


def _forms() -> str:
    """Return how pieces are written, from the module that reads them."""
    text = inspect.cleandoc(pieces.__doc__ or "")
    return "".join(f"{line[4:]}\n" for line in text.split("\n") if line.startswith("    "))


def _section(title: str, model: Model, known: dict[Model, None], level: str = "###") -> str:
    """Return a record's heading, what it is, its keys, and those of the records inside."""
    lines = [f"\n{level} {title}\n\n{_about(model)}\n\n{_table(model)}"]
    for inner in _inside(model):
        lines += [_nested(inner, known), *(_nested(below, known) for below in _inside(inner))]
    return "".join(lines)


def _nested(model: Model, known: dict[Model, None]) -> str:
    if model in known:
        return ""
    known[model] = None
    about = _about(model)
    return f"\n**{_name(model)}**: {about[:1].lower()}{about[1:]}\n\n{_table(model)}"


def _about(model: Model) -> str:
    return " ".join(inspect.cleandoc(model.__doc__ or "").split())


def _name(model: Model) -> str:
    """Return a record's name in words: `crisis line`."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", model.__name__).lower()


def _table(model: Model) -> str:
    rows = ["| key | what it holds | meaning |", "|---|---|---|"]
    said = dict(_meanings(model))
    for name, info in model.model_fields.items():
        if name == "default_name":
            continue  # of the reader, not of the file
        key = f"**{name}**" if info.is_required() else name
        holds = _holds(info).replace("|", "\\|")
        if name == BY_LANGUAGE:
            key = "**en**, zh …" if info.is_required() else "en, zh …"
            holds = holds.partition(" to ")[2]
        rows.append(f"| {key} | {holds} | {said.get(name, '')} |")
    return "\n".join(rows) + "\n"


def _meanings(model: Model) -> Iterator[tuple[str, str]]:
    """Yield (key, what its docstring says) of a record and those that it is made from."""
    for one in reversed(model.__mro__):
        if not issubclass(one, BaseModel) or one in (BaseModel, RootModel, Localised):
            continue
        if "[" in one.__name__:
            continue  # made by pydantic: it has no source
        tree = ast.parse(textwrap.dedent(inspect.getsource(one))).body[0]
        body = tree.body if isinstance(tree, ast.ClassDef) else []
        for before, after in pairwise(body):
            if isinstance(before, ast.AnnAssign) and isinstance(after, ast.Expr):
                value = after.value
                if isinstance(value, ast.Constant) and isinstance(before.target, ast.Name):
                    yield before.target.id, " ".join(str(value.value).split()).replace("|", "\\|")


def _holds(info: FieldInfo) -> str:
    """Return the type of a value in a writer's words, with its limits."""
    limits = []
    for rule in info.metadata:
        if pattern := getattr(rule, "pattern", None):
            limits.append(f"written as `{pattern}`")
        for name, words in _LIMITS:
            value = getattr(rule, name, None)
            if value is not None and not (name == "min_length" and value == 0):
                limits.append(f"{words} {value}")
    return ", ".join([_kind(info.annotation), *limits])


_LIMITS = (("gt", "above"), ("ge", "at least"), ("lt", "below"), ("le", "at most"))
_PLAIN = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    datetime.date: "date",
    re.Pattern: "regular expression",
    Any: "anything",
}


def _kind(hint: Any) -> str:
    """Return a type in a writer's words."""
    origin, inner = get_origin(hint), [item for item in get_args(hint) if item is not Ellipsis]
    if origin is Annotated:
        return _kind(inner[0])
    if origin in (Union, types.UnionType):
        return " or ".join(_kind(item) for item in inner if item is not type(None))
    if origin is Literal:
        return ", ".join(f"`{item}`" for item in inner)
    if origin is tuple:
        several = len(inner) > 1
        return f"list of {len(inner)}: {_kind(inner[0])}" if several else f"list: {_kind(inner[0])}"
    if origin is dict:
        return f"mapping: {_kind(inner[0])} to {_kind(inner[1])}"
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return _record(hint)
    return _PLAIN.get(origin or hint, "text")


def _record(model: Model) -> str:
    """Return what a record inside another is called: a text in each language, or its name."""
    if issubclass(model, Localised) and set(model.model_fields) == {BY_LANGUAGE, "default_name"}:
        said = _kind(model.model_fields[BY_LANGUAGE].annotation).partition(" to ")[2]
        return f"{said} in each language"
    return f"{_name(model)} (below)"


def _inside(model: Model) -> Iterator[Model]:
    """Yield the records that a record's values hold, but texts in each language."""
    for info in model.model_fields.values():
        yield from _records(info.annotation)


def _records(hint: Any) -> Iterator[Model]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        if _record(hint).endswith("(below)"):
            yield hint
        return
    for item in get_args(hint):
        yield from _records(item)
