"""What others wrote and we use: their licences are judged, and the workflows run nothing that can change under us."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from handbook.bench.peer_sites import CHINESE_WORDS, PACKAGES
from handbook.core.project import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def licences(*options: str) -> subprocess.CompletedProcess[str]:
    """`pip-licenses` as the audit runs it: what it allows stands in pyproject.toml."""
    command = [str(Path(sys.executable).with_name("pip-licenses")), "--python", sys.executable, *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_every_licence_is_allowed_or_judged() -> None:
    done = licences()
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_licence_that_is_not_listed_fails() -> None:
    assert licences("--ignore-packages", "no-such-package").returncode == 1


def test_no_judgement_outlives_its_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pip-licenses"]
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    assert [name for name in settings["ignore-packages"] if f"\n{name}==" not in lock] == []


def test_what_sets_up_the_rest_is_pinned_by_hash() -> None:
    text = (ROOT / "scripts/uv.txt").read_text("utf-8")
    assert re.search(r"^uv==[\d.]+ \\$", text, re.MULTILINE) and text.count("--hash=sha256:") > 5
    assert "--hash=sha256:" in CHINESE_WORDS


def test_what_only_a_bench_installs_is_pinned_and_of_the_same_versions() -> None:
    pinned = re.compile(r"^([a-z0-9][\w.-]*==\S+)", re.MULTILINE)
    ours = set(pinned.findall((ROOT / "requirements.txt").read_text("utf-8")))
    peers = set(pinned.findall((ROOT / PACKAGES).read_text("utf-8")))
    names = {name.partition("==")[0] for name in ours}
    assert peers and all(name in ours for name in peers if name.partition("==")[0] in names)


def of_a_build() -> set[str]:
    """The packages that are installed to build."""
    return set((ROOT / "scripts/build-packages.txt").read_text("utf-8").splitlines()[1:])


def test_a_build_installs_a_part_of_the_lock() -> None:
    locked = set(re.findall(r"^([a-z0-9][\w.-]*)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    assert of_a_build() < locked
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    wanted = [name for group in ("site", "check", "search", "print", "finish") for name in groups[group]]
    assert {re.split("[<>=]", name)[0] for name in wanted} <= of_a_build()


def test_what_builds_imports_only_what_a_build_installs() -> None:
    owners = importlib.metadata.packages_distributions()
    used = set()
    for path in [*(ROOT / "scripts/handbook").rglob("*.py"), *(ROOT / "overrides").rglob("*.py")]:
        if path.parent.name != "bench":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else getattr(node, "names", [])
                used |= {getattr(name, "name", name).partition(".")[0] for name in names}
    packages = {owner.lower().replace("_", "-") for name in used for owner in owners.get(name, [])}
    assert packages <= of_a_build() | {"handbook"}


def test_the_audit_fails_for_what_it_could_not_look_up() -> None:
    assert "pip_audit --strict" in (ROOT / ".github/workflows/audit.yml").read_text("utf-8")


def load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_are_pinned_and_may_do_little(path: Path) -> None:
    text = path.read_text("utf-8")
    # A workflow of our own is the one of the same commit.
    uses = re.findall(r"uses:\s*(?!\./)(\S+)(.*)", text)
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) and re.search(r"# v\d", comment) for name, comment in uses)
    assert load(path)["permissions"] in ({}, {"contents": "read"})
    for job in load(path)["jobs"].values():
        assert "timeout-minutes" in job or "uses" in job  # a called workflow has its own
        extra = job.get("permissions", {})
        assert all(rights == "read" or (name in ("pages", "id-token")) for name, rights in extra.items())
    assert "secrets." not in text
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")


IMAGE = re.compile(r"""(?m)^ *(?:- )?"?(?:image|container|FROM)"?:? +"?([\w./-]+[:@][^\s",]+|[\w./-]+)"?,?(?: #.*)?$""")
"""An image that something of ours runs in: a job's, a development container's, the base of our own."""
PINNED = re.compile(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}")


def loose(text: str) -> list[str]:
    """The images of a file that can change under us: a tag says what is meant, a digest what is run."""
    return [name for name in IMAGE.findall(text) if not PINNED.fullmatch(name)]


def test_every_image_is_pinned_by_digest() -> None:
    """.github/renovate.json asks for newer ones. By hand: github.com/docker-library/repo-info, repos/debian/remote."""
    paths = [*WORKFLOWS, ROOT / ".devcontainer/devcontainer.json", ROOT / "scripts/hosting/Containerfile"]
    texts = {path.name: path.read_text("utf-8") for path in paths}
    assert {name: loose(text) for name, text in texts.items() if loose(text)} == {}
    found = {name: IMAGE.findall(text) for name, text in texts.items()}
    assert all(found.values()), "each of them runs in an image"
    assert len({image for images in found.values() for image in images}) == 2  # ours to serve, and one for all else


@pytest.mark.parametrize(
    "line",
    [
        "    container: debian:12",
        "      image: debian",
        '  "image": "debian:12",',
        "FROM docker.io/library/debian:12-slim",
        f"      image: debian@sha256:{64 * 'a'}",
        "    container: debian:12@sha256:abc # today's",
    ],
)
def test_an_image_that_can_change_is_found(line: str) -> None:
    assert len(loose(f"first\n{line}\nlast")) == 1
