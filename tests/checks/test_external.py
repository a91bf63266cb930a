"""Addresses elsewhere: what answers, what does not, what happens when lychee cannot run. Our own server answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from copies import Original

from handbook.checks import external_links
from handbook.core.findings import Exit, HandbookError, Severity

QUICK = ("--no-progress", "--format", "json", "--timeout", "5", "--max-retries", "0")


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response({"/here": 200, "/closed-to-programs": 403}.get(self.path, 404))
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_only_the_dead_are_named(server: str) -> None:
    addresses = [f"{server}/{name}" for name in ("here", "closed-to-programs", "gone", "gone")]
    dead = external_links.ask(addresses, options=QUICK)
    assert [item.address for item in dead] == [f"{server}/gone"]
    assert "404" in dead[0].reason


def test_a_reference_is_named_with_its_line(mini: Original, monkeypatch: pytest.MonkeyPatch) -> None:
    address = next(iter(mini.context.evidence.references)).url
    monkeypatch.setattr(external_links, "ask", lambda *_: [external_links.Dead(address, "404 Not Found")])
    (found,) = external_links.findings(mini.context)
    assert (found.path, found.line, found.severity) == ("evidence/references.yml", 1, Severity.WARNING)
    assert "S1" in found.message and "404" in found.message


def test_it_never_blocks(mini: Original, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    address = next(iter(mini.context.evidence.references)).url
    monkeypatch.setattr(external_links, "ask", lambda *_: [external_links.Dead(address, "timeout")])
    assert external_links.main(mini.context, "text") is Exit.CLEAN
    captured = capsys.readouterr()
    assert "warning external-link S1" in captured.out
    assert captured.err == "external: 0 of 1 references answer; is there a network?\n"


@pytest.mark.parametrize("binary", ["missing", "broken"])
def test_lychee_that_cannot_run(tmp_path: Path, binary: str) -> None:
    path = tmp_path / "lychee"
    if binary == "broken":
        path.write_text("#!/bin/sh\necho no >&2\nexit 3\n", "utf-8")
        path.chmod(0o755)
    with pytest.raises(HandbookError, match="lychee"):
        external_links.ask(["http://127.0.0.1/x"], path)


def test_a_report_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "lychee"
    path.write_text("#!/bin/sh\ncat >/dev/null\necho no report\n", "utf-8")
    path.chmod(0o755)
    with pytest.raises(HandbookError, match="not JSON"):
        external_links.ask(["http://127.0.0.1/x"], path)
