"""What `./scripts/new` makes: the files of a page, a rule, a sheet, a drawing or a language."""

from __future__ import annotations

import datetime
import keyword
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import yaml
from babel import Locale as CldrLocale
from babel import UnknownLocaleError
from dateutil.relativedelta import relativedelta

from handbook.checks.context import CheckContext
from handbook.checks.rules import FAMILIES, RULES
from handbook.content.markdown_pages import Page
from handbook.core.findings import HandbookError
from handbook.core.project import Project
from handbook.core.records import language_key
from handbook.core.suggestions import did_you_mean
from handbook.core.yaml_documents import load_document
from handbook.language.languages import FOLDER as LANGUAGES
from handbook.sheets.spec import FILE as SHEETS

FOLDER = Path(__file__).with_name("kit_files")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_CODE = re.compile(r"[a-z]{2}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")
"""What the language plugin of the build takes; the exact tag stands in `theme: {language: …}`."""
_LONGEST = 40
"""Letters of a name: it stands in addresses and in names of files."""
_RULES = "scripts/handbook/checks/rules"
_REGISTRY = f"{_RULES}/__init__.py"
_TAKEN = ("404", "index", "site", "search", "assets")
CONFIRM = "./scripts/check prints the line that confirms the new file"
"""The last step for a file that decides what is shown or checked."""
"""Names in a built site that are no page's."""


@dataclass
class Kit:
    """What is to be written, by path below the root, and what a person does next."""

    made: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    next: list[str] = field(default_factory=list)


def make_kit(project: Project, kind: str, name: str, after: str = "") -> Kit:
    """Return the kit of one kind; nothing is written.

    `after` is the page that a new one follows in the navigation, empty for the last. Raises
    HandbookError for a name that is malformed or taken, and where the sources cannot be read.
    """
    if kind != "language" and (not _NAME.fullmatch(name) or len(name) > _LONGEST):
        raise HandbookError(
            f"{name!r} is no name of a {kind}; write at most {_LONGEST} small letters, digits and "
            "single hyphens, a letter first, such as 'scans-and-tests'"
        )
    if after and kind != "page":
        raise HandbookError(f"--after is for a page; a {kind} stands in no navigation")
    return _page(project, name, after) if kind == "page" else _MAKERS[kind](project, name)


def _page(project: Project, name: str, after: str) -> Kit:
    context, today = CheckContext(project), datetime.date.today()
    codes = [locale.code for locale in project.locales]
    if name in (*_TAKEN, *codes):
        raise HandbookError(f"{name!r} is an address of the site itself; take another name")
    for code in codes:
        if name in context.pages.pages[code]:
            raise HandbookError(f"docs/{code}/{name}.md is there already; take another name")
    due = today + relativedelta(months=context.settings.thresholds.review_months)
    kit = Kit(changed={"mkdocs.yml": _with_nav(project, name, after)})
    for code in codes:
        template = f"page.{code}.md"
        if not (FOLDER / template).exists():
            template = "page.en.md"
        kit.made[f"docs/{code}/{name}.md"] = _filled(template, name=name, today=today, due=due)
    kit.next = [
        "write what stands in 〖brackets〗 in every language, and take the brackets away",
        "give each medical statement a claim in evidence/claims.yml, cited as [^claim-id]",
        "move its line in mkdocs.yml where readers look for it",
        "./scripts/serve to look at it, ./scripts/build to check it",
        f"./scripts/stamp {name}, once the languages were read side by side; ./scripts/check prints"
        " the line that confirms the new place in the menu",
    ]
    return kit


def _with_nav(project: Project, name: str, after: str) -> str:
    """Return mkdocs.yml with the page behind `after` in its navigation. Raises HandbookError."""
    last = after.removesuffix(".md") or (project.nav or ("",))[-1].removesuffix(".md")
    text = (project.root / "mkdocs.yml").read_text("utf-8")
    line = re.compile(rf"^( *- ){re.escape(last)}\.md[ \t]*$", re.MULTILINE)
    if f"{last}.md" not in project.nav or not line.search(text):
        known = [item.removesuffix(".md") for item in project.nav]
        hint = did_you_mean(last, known, "name a page that stands there on a line of its own")
        raise HandbookError(f"mkdocs.yml: nav has no line for {last!r}; {hint}")
    return line.sub(rf"\g<0>\n\g<1>{name}.md", text, count=1)


def _drawing(project: Project, name: str) -> Kit:
    path = f"docs/assets/drawings/{name}.svg"
    if (project.root / path).exists():
        raise HandbookError(f"{path} is there already; take another name")
    titles = "".join(f' data-{code}="{gap}"' for code, gap in _gaps(project, "title")[1:])
    labels = "".join(f' data-{code}="{gap}"' for code, gap in _gaps(project, "label")[1:])
    return Kit(
        made={path: _filled("drawing.svg", titles=titles, labels=labels)},
        next=[
            "draw it 400 wide; every <title>, <text> and <tspan> says itself in each language",
            f"show it: ![what it shows, in words](../assets/drawings/{name}.svg) in every language",
            "what may stand in it: REFERENCE.md, Drawings",
            f"./scripts/stamp {path}, once its labels were read in every language",
            CONFIRM,
        ],
    )


def _sheet(project: Project, name: str) -> Kit:
    path = project.root / SHEETS
    document = load_document(project, path)
    for fault in document.findings:
        raise HandbookError(f"{fault.path}:{fault.line}: {fault.message}; {fault.hint}")
    text, sheets = path.read_text("utf-8"), (document.data or {}).get("sheets")
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(sheets, list) or node is None:
        raise HandbookError(f"{SHEETS}: has no list `sheets`; restore it from the last commit")
    if name in [sheet.get("id") for sheet in sheets if isinstance(sheet, dict)]:
        raise HandbookError(f"{SHEETS} has a sheet {name!r} already; take another name")
    slugs = [item.removesuffix(".md") for item in project.nav]
    page = name if name in slugs else "get-help-now"
    record = _filled(
        "sheet.yml",
        name=name,
        page=page,
        titles=", ".join(f"{code}: {gap}" for code, gap in _gaps(project, "title")),
        purposes=", ".join(f"{code}: {gap}" for code, gap in _gaps(project, "purpose")),
    )
    end = _last_line(node)
    lines = text.split("\n")
    changed = "\n".join([*lines[:end], *record.rstrip("\n").split("\n"), *lines[end:]])
    return Kit(
        changed={SHEETS: changed},
        next=[
            f"write its title and whom it is for, and choose its pieces, in {SHEETS}",
            "what a panel can take: scripts/handbook/sheets/pieces.py; its keys: REFERENCE.md",
            "add what its first side shows: less than 70 % full is a finding",
            f"./scripts/stamp {SHEETS}#{name}.title {SHEETS}#{name}.purpose, once compared",
            f"./scripts/build, then ./scripts/handouts {name}, and look at site/handouts/",
        ],
    )


def _rule(project: Project, name: str) -> Kit:
    module = name.replace("-", "_")
    if name in RULES or name in FAMILIES or (project.root / _RULES / f"{module}.py").exists():
        raise HandbookError(f"a rule or a family is called {name!r} already; take another name")
    if keyword.iskeyword(module):
        raise HandbookError(f"{name!r} is a word of Python; take another name")
    registry, page = project.root / _REGISTRY, "docs/en/index.md"
    sample = project.root / "tests/mini" / page
    for path in (registry, sample):
        if not path.exists():
            raise HandbookError(f"{project.show(path)}: not found; make a rule in a whole copy")
    line = sample.read_text("utf-8").count("\n") + 2
    made = {
        f"{_RULES}/{module}.py": _filled("rule.txt", name=name, heading=_heading(name)),
        f"tests/cases/{module}/{name}.yml": _filled(
            "rule-cases.yml", name=name, path=page, line=str(line)
        ),
    }
    return Kit(
        made=made,
        changed={_REGISTRY: _registered(registry.read_text("utf-8"), module)},
        next=[
            f"write the record and the check in {_RULES}/{module}.py; how bad it is: severity",
            f"text it accepts and rejects, and a fault, in tests/cases/{module}/{name}.yml",
            f"./scripts/test tests/checks -k {name}",
            "./scripts/check --rules > RULES.md",
            CONFIRM,
            "a rule that belongs to a family: move its record and its check there, its cases too",
        ],
    )


def _heading(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _registered(text: str, module: str) -> str:
    """Return the registry of rules with a family more, which runs last."""
    names = re.search(r"(?<=from handbook\.checks\.rules import \()[^)]*", text)
    listed = re.search(r"(?<=_MODULES = \()[^)]*", text)
    if names is None or listed is None:
        raise HandbookError(f"{_REGISTRY}: its list of families is not found; mend it first")
    lines = sorted({*names[0].split("\n")[1:-1], f"    {module},"})
    text = text.replace(listed[0], f"{listed[0]}    {module},\n", 1)
    return text.replace(names[0], "\n".join(["", *lines, ""]), 1)


def _language(project: Project, code: str) -> Kit:
    if not _CODE.fullmatch(code):
        raise HandbookError(f"{code!r} is no code of a language; write it as vi or zh-Hant")
    try:
        spoken = CldrLocale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        raise HandbookError(
            f"no language has the code {code!r}; look it up in ISO 639, such as vi"
        ) from None
    if code in [locale.code for locale in project.locales] or (project.docs / code).exists():
        raise HandbookError(f"the handbook has the language {code!r} already; write its pages")
    own = spoken.get_display_name(code.replace("-", "_")) or code
    record = f"scripts/handbook/language/data/{code}.yml"
    kit = Kit(changed={"mkdocs.yml": _with_language(project, code, own[:1].upper() + own[1:])})
    if not (LANGUAGES / f"{code}.yml").exists():
        kit.made[record] = _filled("language.yml", tag=code, english=spoken.english_name or code)
    key, default = language_key(code), project.locales[0].code
    for slug, page in CheckContext(project).pages.pages[default].items():
        kit.made[f"docs/{code}/{slug}.md"] = _stub(page)
    kit.next = [
        f"say what the language is in {record}",
        f"translate docs/{code}/ from docs/{default}/, page by page; nothing is published before",
        f"write `{key}:` beside each text of evidence/ and {SHEETS}, data-{code} in drawings",
        "./scripts/stamp PAGE, once it was read beside its counterpart",
        "sheets in it need kinds of their own: scripts/handbook/sheets/spec.py",
        "take `extra: {unfinished: true}` away when all is there",
    ]
    return kit


def _stub(page: Page) -> str:
    """Return a page's front matter and headings, the rest of it to be translated."""
    headings = list(page.headings)
    lines = [
        "---",
        f"description: 〖from {page.path}〗",
        *(f"{key}: {page.meta.get(key)}" for key in ("checked", "due")),
        "---",
        "",
        f"# 〖title〗 {{ #{headings[0].name if headings else page.slug} }}",
        "",
        f"〖all of {page.path}〗",
    ]
    for heading in headings[1:]:
        lines += ["", f"{'#' * heading.level} {heading.text} {{ #{heading.name} }}"]
    return "\n".join(lines) + "\n"


def _with_language(project: Project, code: str, own: str) -> str:
    """Return mkdocs.yml with a language more, behind the last one. Raises HandbookError."""
    path = project.root / "mkdocs.yml"
    text = path.read_text("utf-8")
    found = _languages(yaml.compose(text, yaml.SafeLoader))
    if found is None:
        raise HandbookError("mkdocs.yml: plugins lacks i18n with its languages; restore it")
    blanks = " " * (found.value[-1].start_mark.column - 2)
    entry = _filled("entry.yml", code=code, own=own, tag=code).rstrip("\n")
    lines, end = text.split("\n"), _last_line(found)
    return "\n".join([*lines[:end], *(blanks + line for line in entry.split("\n")), *lines[end:]])


def _languages(root: yaml.Node | None) -> yaml.SequenceNode | None:
    """Return the list of the languages in mkdocs.yml, where it is written as one."""
    for key, plugins in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value != "plugins" or not isinstance(plugins, yaml.SequenceNode):
            continue
        for plugin in plugins.value:
            found = _at(_at(plugin, "i18n"), "languages")
            if isinstance(found, yaml.SequenceNode) and found.value and not found.flow_style:
                return found
    return None


def _at(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _last_line(node: yaml.Node) -> int:
    """Return the number of the line on which a value ends.

    A block's own mark stands behind the blank lines and comments that follow it.
    """
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        if isinstance(last, tuple):  # of a mapping: its last key and value
            last = last[1]
        return _last_line(last)
    return int(node.end_mark.line) + 1


def _gaps(project: Project, what: str) -> list[tuple[str, str]]:
    """Return (language code, what is to be written in it) for each language, the default first."""
    words = yaml.safe_load((FOLDER / "words.yml").read_text("utf-8"))
    codes = [locale.code for locale in project.locales]
    return [(code, f"〖{words.get(code, words['en'])[what]}〗") for code in codes]


def _filled(template: str, **values: object) -> str:
    return Template((FOLDER / template).read_text("utf-8")).substitute(values)


_MAKERS: dict[str, Callable[[Project, str], Kit]] = {
    "rule": _rule,
    "sheet": _sheet,
    "drawing": _drawing,
    "language": _language,
}
KINDS = ("page", *_MAKERS)
"""What can be made."""
