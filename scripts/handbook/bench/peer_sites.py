"""Other site generators, as they come, and the handbook's text written the way each wants it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from handbook.bench.pages import plain_command, plain_config
from handbook.content.evidence import load_evidence
from handbook.content.markdown_pages import read_pages
from handbook.content.markdown_reader import NOTE
from handbook.core.findings import HandbookError
from handbook.core.project import Locale, Project
from handbook.core.source_files import copy_sources
from handbook.web.footnotes import MARKER, with_notes
from handbook.web.includes import Includes

PACKAGES = "scripts/peers.txt"
"""The pip packages of peers, by hash: written by scripts/lock from the group `peers`."""
CHINESE_WORDS = (
    "jieba==0.42.1 --hash=sha256:055ca12f62674fafed09427f176506079bc135638a14e23e25be909131928db2"
)
"""What Material splits Chinese with, if it is there; it comes as source alone."""
CHINESE_BREAKS = r"[\s\u200b\-]"
"""Where Material's manual says to end words in Chinese."""
NPM = ("vitepress@1.6.4", "astro@7.3.5", "@astrojs/starlight@0.42.4", "node@24.21.0")

Command = list[str | Path]
ENV = "/usr/bin/env"


@dataclass(frozen=True)
class Search:
    """How a reader searches: what to click first, the field, and the links found, as selectors."""

    opens: str
    field: str
    found: str


@dataclass(frozen=True)
class Article:
    """One page as Markdown, with its generated parts and its notes."""

    locale: Locale
    slug: str
    title: str
    markdown: str


@dataclass(frozen=True)
class Peer:
    """A generator: how its project is written, and how its pages are searched."""

    name: str
    write: Callable[[Project, list[Article], Path, Path], list[Command]]
    """Given the handbook, its text, an empty folder and the tools, it returns what to run there.

    The built site is then `site` in that folder. Raises HandbookError where a tool is missing.
    """
    search: Search


def articles(project: Project) -> list[Article]:
    """Return all pages of all languages; pictures of printed sheets, which are files, are left."""
    evidence = load_evidence(project)
    includes, found = Includes(project, evidence), []
    for page in read_pages(project):
        text = includes.expand(page.body, page.locale)
        text = with_notes(evidence, text, NOTE.findall(page.body), page.locale.code)
        text = re.sub(r"<img[^>]*>", "", text).replace("](../assets/", "](")
        found.append(Article(page.locale, page.slug, page.title, text))
    return found


def tools(cache: Path, project: Project) -> Path:
    """Return the folder below `cache` with what the peers need, installed where it is not there.

    What could not be installed is said on stderr; a peer in need of it says so again.
    """
    home = cache / "peers"
    python = home / "venv/bin/python"
    home.mkdir(parents=True, exist_ok=True)
    if not _zensical(home).exists():
        base = str(getattr(sys, "_base_executable", sys.executable))
        _install([base, "-m", "venv", home / "venv"])
        pip: Command = [python, "-m", "pip", "install", "--quiet", "--require-hashes"]
        _install([*pip, "--only-binary", ":all:", "-r", project.root / PACKAGES])
        wanted = home / "jieba.txt"
        wanted.write_text(CHINESE_WORDS + "\n", "utf-8")
        source: Command = ["--no-deps", "--no-build-isolation", "--target", home / "jieba"]
        _install([*pip, *source, "-r", wanted])
    if not (home / "node_modules/.bin/astro").exists() and shutil.which("npm"):
        options = ("--no-audit", "--no-fund", "--silent")
        _install(["npm", "install", "--prefix", home, *options, *NPM])
    return home


def _install(command: Command) -> None:
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode:
        said = (done.stdout + done.stderr).decode().strip()[-300:]
        sys.stderr.write(f"bench: could not install: {' '.join(map(str, command))}: {said}\n")


def _zensical(home: Path) -> Path:
    return home / "venv/bin/zensical"


def _ours(project: Project, text: list[Article], folder: Path, home: Path) -> list[Command]:
    """Copy the sources: the whole build but the printed sheets, with checks and compression."""
    copy_sources(project.root, folder)
    python = [ENV, f"PYTHONPATH={folder / 'scripts'}", sys.executable]
    return [[*python, "-m", "handbook", "build", "--no-handouts"]]


def _material(project: Project, text: list[Article], folder: Path, home: Path) -> list[Command]:
    """Write one project for all languages, as mkdocs.yml has it, with its own search."""
    _write_markdown(text, folder / "docs")
    for locale in project.locales:
        _copy_drawings(project, folder / "docs" / locale.code)
    config = plain_config(project) | {"docs_dir": str(folder / "docs")}
    config["plugins"].append({"search": {"separator": CHINESE_BREAKS}})
    return [[ENV, f"PYTHONPATH={home / 'jieba'}", *plain_command(config, folder)]]


def _zensical_project(
    project: Project, text: list[Article], folder: Path, home: Path
) -> list[Command]:
    """Write a project a language: Zensical knows no plugin for several."""
    if not _zensical(home).exists():
        raise HandbookError("not installed: pip reached no registry")
    _write_markdown(text, folder / "docs")
    commands: list[Command] = []
    for locale in project.locales:
        _copy_drawings(project, folder / "docs" / locale.code)
        config = plain_config(project) | {
            "plugins": ["search"],
            "site_name": locale.site_name,
            "docs_dir": f"docs/{locale.code}",
            "site_dir": f"site/{locale.prefix}".rstrip("/"),
        }
        config["theme"] = {"name": "material", "language": locale.code}
        path = folder / f"{locale.code}.yml"
        path.write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
        commands.append([_zensical(home), "build", "--config-file", path])
    return commands


def _vitepress(project: Project, text: list[Article], folder: Path, home: Path) -> list[Command]:
    node = _node(home, "vitepress")
    for article in text:
        body = f"# {article.title}\n\n{for_node(article, info='info')}"
        path = folder / article.locale.prefix / f"{article.slug}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(re.sub(r"\]\((?=[\w-]+\.md)", "](./", body), "utf-8")
    _copy_drawings(project, folder / "public")
    locales = {
        locale.code if locale.prefix else "root": {
            "label": locale.name,
            "lang": locale.tag,
            "title": locale.site_name,
            "themeConfig": {"sidebar": _sidebar(project, text, locale)},
        }
        for locale in project.locales
    }
    settings = {
        "outDir": "site",
        "ignoreDeadLinks": True,
        "locales": locales,
        "themeConfig": {"search": {"provider": "local"}},
    }
    (folder / ".vitepress").mkdir()
    (folder / ".vitepress/config.mjs").write_text(f"export default {json.dumps(settings)}", "utf-8")
    return [[*node, "build", folder]]


def _starlight(project: Project, text: list[Article], folder: Path, home: Path) -> list[Command]:
    node = _node(home, "astro")
    for article in text:
        path = folder / "src/content/docs" / article.locale.prefix / f"{article.slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        body = re.sub(r"\]\(([\w-]+)\.md", r"](\1.html", for_node(article, info="note"))
        front = json.dumps({"title": article.title}, ensure_ascii=False)
        path.write_text(f"---\n{front}\n---\n\n{body}", "utf-8")
    _copy_drawings(project, folder / "public")
    default = project.locales[0]
    locales = {
        locale.prefix.rstrip("/") or "root": {"label": locale.name, "lang": locale.tag}
        for locale in project.locales
    }
    settings = {
        "title": default.site_name,
        "locales": locales,
        "sidebar": _starlight_sidebar(project),
    }
    (folder / "astro.config.mjs").write_text(_ASTRO.format(json.dumps(settings)), "utf-8")
    (folder / "src/content.config.mjs").write_text(_COLLECTION, "utf-8")
    (folder / "package.json").write_text(json.dumps(_PACKAGE), "utf-8")
    return [[ENV, "ASTRO_TELEMETRY_DISABLED=1", *node, "build", "--root", folder]]


_ASTRO = """import {{ defineConfig }} from 'astro/config';
import starlight from '@astrojs/starlight';
export default defineConfig({{
  site: 'https://handbook.example', outDir: './site', build: {{ format: 'file' }},
  integrations: [starlight({})],
}});
"""
_PACKAGE = {"type": "module", "dependencies": {"astro": "*", "@astrojs/starlight": "*"}}
_COLLECTION = """import { defineCollection } from 'astro:content';
import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
const docs = defineCollection({ loader: docsLoader(), schema: docsSchema() });
export const collections = { docs };
"""


def _node(home: Path, program: str) -> Command:
    """Return how to start a program of npm with its own Node. Raises HandbookError."""
    node, script = home / "node_modules/.bin/node", home / f"node_modules/.bin/{program}"
    if not node.exists() or not script.exists():
        raise HandbookError("not installed: npm is missing or reached no registry")
    return [node, script]


def _sidebar(project: Project, text: list[Article], locale: Locale) -> list[dict[str, Any]]:
    """Return the navigation as VitePress wants it: groups of pages with their titles."""
    titles = {article.slug: article.title for article in text if article.locale == locale}
    groups = []
    for title, names in project.nav_groups:
        slugs = [name.removesuffix(".md") for name in names]
        items = [{"text": titles[slug], "link": f"/{locale.prefix}{slug}.html"} for slug in slugs]
        groups.append({"text": project.nav_title(title, locale), "items": items})
    return groups


def _starlight_sidebar(project: Project) -> list[dict[str, Any]]:
    """Return the same as Starlight wants it: it knows the titles, and the start page's address."""
    groups = []
    for title, names in project.nav_groups:
        slugs = [name.removesuffix(".md") for name in names]
        shown = {locale.tag: project.nav_title(title, locale) for locale in project.locales}
        items = [slug for slug in slugs if slug != "index"]
        groups.append({"label": title, "translations": shown, "items": items})
    return groups


def _write_markdown(text: list[Article], docs: Path) -> None:
    for article in text:
        path = docs / article.locale.code / f"{article.slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article.markdown, "utf-8")


def _copy_drawings(project: Project, target: Path) -> None:
    shutil.copytree(project.docs / "assets/drawings", target / "drawings")


_BOX = re.compile(r'^(?:!!!|\?\?\?) [\w -]+? "(.*)"\n((?:\n|    .*\n?)+)', re.MULTILINE)
_LIST = re.compile(r"[ ]*\{:? ?(?:[#.]|[\w-]+=)[^}\n]*\}")
_NOTE = re.compile(r"^\[\^([\w-]+)\]: ", re.MULTILINE)


def for_node(article: Article, info: str) -> str:
    """Return the text in the dialect of VitePress and Starlight, without its title.

    Boxes are containers named `info`, notes a numbered list, attribute lists are dropped.
    """
    text = re.sub(r"\A\s*# .*\n", "", article.markdown).replace(MARKER, "")
    text = _BOX.sub(lambda box: _container(box[1], box[2], info), text)
    text = _LIST.sub("", text).replace("](drawings/", "](/drawings/")
    order = {key: number for number, key in enumerate(_NOTE.findall(text), 1)}
    text = _NOTE.sub(lambda note: f"{order[note[1]]}. ", text)
    return re.sub(r"\[\^([\w-]+)\]", lambda note: f"<sup>{order.get(note[1], '')}</sup>", text)


def _container(title: str, body: str, name: str) -> str:
    head = f":::{name}[{title}]" if name == "note" else f"::: {name} {title}"
    return f"{head}\n{textwrap.dedent(body).strip()}\n:::\n\n"


PEERS = (
    Peer("handbook", _ours, Search(".search-open", "#search-words", ".search .found")),
    Peer(
        "material",
        _material,
        Search(".md-search__input", ".md-search__input", ".md-search-result__item > a"),
    ),
    Peer(
        "zensical",
        _zensical_project,
        Search("button.md-search__button", "input[role=combobox]", "a[role=option]"),
    ),
    Peer(
        "vitepress",
        _vitepress,
        Search("#local-search button", "#localsearch-input", ".results a.result"),
    ),
    Peer(
        "starlight",
        _starlight,
        Search(
            "button[data-open-modal]", ".pagefind-ui__search-input", ".pagefind-ui__result-link"
        ),
    ),
)
