"""The published site behind a real nginx, set up by the file the build writes, opened in a real browser."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from complaints import complaints
from playwright.sync_api import Browser

from handbook.bench.webserver import Nginx, nginx
from handbook.core.project import ROOT
from handbook.publish.security_headers import LONG, SHORT, everywhere
from handbook.publish.security_headers import nginx as nginx_file

pytestmark = [pytest.mark.browser, pytest.mark.server]

ALLOWED = {"theme", "offer", "offline"}
"""The keys that a reader's own choice may leave in a browser; the about page names them."""


@pytest.fixture(scope="module")
def server(published: Path) -> Iterator[Nginx]:
    with nginx(published) as started:
        yield started


def pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def ask(server: Nginx, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in lower case, body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", f"/{path}", headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    result = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return result


@pytest.mark.long(13)
def test_every_page_is_quiet_and_keeps_to_its_host(server: Nginx, browser: Browser) -> None:
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    found = complaints(page, server.address)
    faults = {}
    for name in pages(server.site):
        page.goto(server.address + name, wait_until="networkidle" if name == "index.html" else "load")
        page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
        if found:
            faults[name] = found.copy()
            found.clear()
    assert not faults
    assert page.evaluate("Object.keys(localStorage)") == []
    assert page.evaluate("sessionStorage.length") == 0
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("caches.keys()") == []
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize(("name", "words"), [("index.html", "bleeding"), ("zh/index.html", "破水")])
def test_search_and_the_choices_of_a_reader_are_quiet_too(
    server: Nginx, browser: Browser, name: str, words: str
) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    found = complaints(page, server.address)
    page.goto(server.address + name)
    page.keyboard.press("Control+k")
    page.locator("#search-words").fill(words)
    page.keyboard.press("End")
    page.locator(".search .found").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("input[name=theme][value=light]").check()
    assert found == []
    assert set(page.evaluate("Object.keys(localStorage)")) <= ALLOWED
    assert page.evaluate("indexedDB.databases()") == []
    assert context.cookies() == []
    context.close()


def test_every_file_carries_the_headers(server: Nginx) -> None:
    wanted = {name.lower(): value for name, value in everywhere().items()}
    for path in sorted(server.site.rglob("*")):
        name = path.relative_to(server.site).as_posix()
        if path.is_dir() or path.suffix in (".br", ".gz"):
            continue
        status, headers, body = ask(server, name)
        assert status == 200, name
        assert wanted.items() <= headers.items(), name
        hashed = name.startswith("assets/s")
        assert headers["cache-control"] == (LONG if hashed else SHORT), name
        assert body == path.read_bytes(), name


@pytest.mark.parametrize(("code", "suffix"), [("br", ".br"), ("gzip", ".gz")])
def test_compressed_twins_are_served(server: Nginx, code: str, suffix: str) -> None:
    for name in [*pages(server.site), "sw.js"]:
        _, headers, body = ask(server, name, Accept_Encoding=code)
        assert headers.get("content-encoding") == code, name
        assert headers.get("vary") == "Accept-Encoding", name
        assert body == (server.site / (name + suffix)).read_bytes(), name


def test_an_unchanged_page_costs_no_second_reading(server: Nginx) -> None:
    _, headers, _ = ask(server, "index.html", Accept_Encoding="br")
    status, _, body = ask(server, "index.html", Accept_Encoding="br", If_None_Match=headers["etag"])
    assert (status, body) == (304, b"")


@pytest.mark.parametrize(
    ("path", "shows"),
    [("", "index.html"), ("zh/", "zh/index.html"), ("signs", "signs.html"), ("zh/signs", "zh/signs.html")],
)
def test_short_addresses(server: Nginx, path: str, shows: str) -> None:
    status, _, body = ask(server, path)
    assert (status, body) == (200, (server.site / shows).read_bytes())


def test_a_folder_without_its_slash_is_sent_on(server: Nginx) -> None:
    status, headers, _ = ask(server, "zh")
    assert (status, headers["location"]) == (301, "/zh/")


def test_below_a_path_a_wrong_address_has_the_help_page(published: Path, tmp_path: Path) -> None:
    (tmp_path / "hosting").mkdir()
    (tmp_path / "hosting/nginx.conf").write_text(nginx_file("/patients/ci/"), "utf-8")
    (tmp_path / "patients").mkdir()
    (tmp_path / "patients/ci").symlink_to(published)
    with nginx(tmp_path) as server:
        status, headers, body = ask(server, "patients/ci/no-such-page")
        assert (status, body) == (404, (published / "404.html").read_bytes())
        assert headers["x-content-type-options"] == "nosniff"
        assert ask(server, "patients/ci/zh/signs")[0] == 200


@pytest.mark.parametrize("path", ["no-such-page", "zh/no-such-page.html", "hosting/", "assets/"])
def test_a_wrong_address_has_the_help_page_and_the_headers(server: Nginx, path: str) -> None:
    status, headers, body = ask(server, path)
    assert status in (403, 404)
    assert headers["x-content-type-options"] == "nosniff"
    assert status == 403 or body == (server.site / "404.html").read_bytes()


def test_the_container_writes_nothing_outside_tmp(published: Path, tmp_path: Path) -> None:
    """With --read-only as nginx.md has it: its settings name no other file to write."""
    recipe = (ROOT / "scripts/hosting/Containerfile").read_text("utf-8")
    command = recipe.partition("RUN sed")[2].partition("USER")[0].replace("\\\n", " ")
    home = tmp_path / "nginx"
    shutil.copytree("/etc/nginx", home, symlinks=True)
    (home / "sites-enabled/default").touch()
    for old, new in {"/etc/nginx/": f"{home}/", "/srv/handbook": str(published)}.items():
        command = command.replace(old, new)
    subprocess.run(["bash", "-ec", f"sed{command}"], check=True)
    written = re.findall(r"^\s*(?:error_log|access_log|pid)\s+([^;]+);", (home / "nginx.conf").read_text("utf-8"), re.M)
    assert sorted(written) == ["/tmp/nginx.pid", "off", "stderr"]
    assert "listen 8080;" in (home / "conf.d/handbook.conf").read_text("utf-8")
