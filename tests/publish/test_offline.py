"""The handbook without a network, in a real browser: kept after one visit, never stale after the next, removable."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from handbook.bench.webserver import Nginx, nginx
from handbook.core.project import ROOT, Project
from handbook.publish.offline_copy import write_worker

pytestmark = [pytest.mark.browser, pytest.mark.server]

HELP = "get-help-now.html"
KEPT = "caches.keys().then((names) => names.length)"
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"


@pytest.fixture
def server(published: Path, tmp_path: Path) -> Iterator[Nginx]:
    """A copy of the published site that a test may change."""
    site = tmp_path / "site"
    shutil.copytree(published, site)
    with nginx(site) as started:
        yield started


@pytest.fixture
def visit(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def settle(page: Page) -> None:
    """The first key of a visit starts the worker; wait until it has kept everything and looks after the page."""
    page.keyboard.press("Shift")
    until(page, "navigator.serviceWorker.controller?.state === 'activated'")


def until(page: Page, condition: str) -> None:
    """Wait for a condition. Playwright's own way evaluates text in the page, which the policy forbids."""
    look = f"const look = async () => (await ({condition})) ? done() : setTimeout(look, 50)"
    page.evaluate(f"new Promise((done) => {{ {look}; look(); }})")


def change(site: Path, name: str, old: str, new: str) -> None:
    """Publish another text: the compressed copies would hide it."""
    path = site / name
    path.write_text(re.sub(old, new, path.read_text("utf-8"), count=1), "utf-8")
    for suffix in (".br", ".gz"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@pytest.mark.long(15)
def test_after_one_visit_every_page_opens_without_a_network(server: Nginx, visit: Page) -> None:
    visit.goto(server.address)
    settle(visit)
    server.stop()
    names = sorted(path.relative_to(server.site).as_posix() for path in server.site.rglob("*.html"))
    for name in [*names, "", "zh/", "signs"]:
        answer = visit.goto(server.address + name, wait_until="domcontentloaded")
        place = {"": "index.html", "zh/": "zh/index.html", "signs": "signs.html"}.get(name, name)
        assert answer is not None and answer.ok, name
        assert answer.body() == (server.site / place).read_bytes(), name
    assert visit.evaluate("getComputedStyle(document.body).fontFamily") != ""
    answer = visit.goto(server.address + "no-such-page")
    assert answer is not None and answer.body() == (server.site / "404.html").read_bytes()


def test_a_changed_page_is_new_at_the_next_visit_and_kept_for_the_one_after(server: Nginx, visit: Page) -> None:
    visit.goto(server.address + HELP)
    settle(visit)
    change(server.site, HELP, "<h1[^>]*>.*?</h1>", "<h1>A new danger list</h1>")
    visit.goto(server.address + HELP)
    assert visit.locator("h1").inner_text() == "A new danger list"
    server.stop()
    visit.goto(server.address + HELP)
    assert visit.locator("h1").inner_text() == "A new danger list"


def test_a_host_in_trouble_does_not_hide_the_kept_page(server: Nginx, visit: Page) -> None:
    visit.goto(server.address + HELP)
    settle(visit)
    visit.context.route("**/*", lambda route: route.fulfill(status=503, body="busy"))
    visit.goto(server.address + HELP)
    assert visit.locator(".page-get-help-now").count() == 1


def test_nothing_is_kept_before_the_reader_does_something(server: Nginx, visit: Page) -> None:
    visit.goto(server.address)
    visit.wait_for_load_state("networkidle")
    assert (visit.evaluate(WORKERS), visit.evaluate(KEPT)) == (0, 0)


def test_a_browser_that_saves_data_keeps_nothing(server: Nginx, visit: Page) -> None:
    visit.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    visit.goto(server.address)
    visit.keyboard.press("Shift")
    visit.wait_for_timeout(500)
    assert visit.evaluate(WORKERS) == 0


@pytest.mark.parametrize("prefix", ["", "zh/"])
def test_the_switch_removes_everything_and_is_remembered(server: Nginx, visit: Page, prefix: str) -> None:
    visit.goto(f"{server.address}{prefix}about.html")
    settle(visit)
    button = visit.locator("[data-offline] button")
    first = button.inner_text()
    button.click()
    visit.locator("[data-offline] [role=status]:not(:empty)").wait_for()
    assert visit.evaluate(KEPT) == 0
    assert button.inner_text() != first
    visit.goto(server.address)
    visit.keyboard.press("Shift")
    visit.wait_for_timeout(500)
    assert (visit.evaluate(WORKERS), visit.evaluate(KEPT)) == (0, 0)
    assert visit.evaluate("Object.entries(localStorage)") == [["offline", "off"]]
    visit.goto(f"{server.address}{prefix}about.html")
    button.click()
    visit.locator("[data-offline] [role=status]:not(:empty)").wait_for()
    assert visit.evaluate("Object.keys(localStorage)") == []


def test_the_owner_can_take_the_worker_back(server: Nginx, visit: Page) -> None:
    visit.goto(server.address)
    settle(visit)
    write_worker(Project.at(ROOT), server.site, on=False)
    for suffix in (".br", ".gz"):
        (server.site / f"sw.js{suffix}").unlink()
    visit.goto(server.address)
    visit.evaluate("navigator.serviceWorker.getRegistration().then((ours) => ours?.update())")
    until(visit, f"Promise.all([{WORKERS}, {KEPT}]).then((all) => `${{all}}` === '0,0')")


def test_the_folder_from_the_zip_opens_from_disk(published: Path, tmp_path: Path, visit: Page) -> None:
    shutil.unpack_archive(published / "handbook-offline.zip", tmp_path)
    home = tmp_path / "handbook"
    errors: list[str] = []
    visit.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for name in ("index.html", "zh/index.html", "zh/words.html"):
        visit.goto((home / name).as_uri())
        assert visit.evaluate("getComputedStyle(document.querySelector('.help a')).display") != "inline"
        visit.locator("a.switch").click()
        expect(visit.locator("h1")).to_be_visible()
        assert visit.url.startswith(home.as_uri())
    assert errors == []
    assert not list(home.rglob("*.br"))
    assert "Content-Security-Policy" not in (home / "index.html").read_text("utf-8")
