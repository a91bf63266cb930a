"""The policy fits the pages that are built, and each host's file says the same."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from handbook.publish.security_headers import LONG, TRANSPORT, caddy, everywhere, nginx, policy, static_host

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def test_every_inline_script_is_the_one_that_the_policy_names(published: Path) -> None:
    for path in published.rglob("*.html"):
        text = path.read_text("utf-8")
        for script in INLINE.findall(text):
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy(), path.name
        assert f'http-equiv="Content-Security-Policy" content="{policy(header=False)}"' in text, path.name
        assert not re.search(r"<style|\sstyle=|\son\w+=\"|javascript:", text), path.name


def test_the_policy_allows_nothing_inline_and_no_other_host() -> None:
    assert "unsafe-inline" not in policy() and "'unsafe-eval'" not in policy()
    assert not re.search(r"https?:|\*", policy())


def test_every_file_for_hosts_has_every_header() -> None:
    for text in (nginx(), caddy(), static_host([])):
        for name, value in everywhere().items():
            assert re.search(rf'{name}:? "?{re.escape(value)}', text), name
    assert all(part in caddy() for part in TRANSPORT)


def test_below_a_path_nothing_is_taken_from_the_host_s_root() -> None:
    path = "/patients/ci/"
    for text in (nginx(path), caddy(path), static_host(["assets/a.0a1b2c3d.css"], path)):
        named = re.findall(r"(?<![\w/@.])/[\w./*-]*(?:404\.html|\.css|\*)", text)
        assert named and all(name.startswith(path) for name in named), named


def test_only_hashed_files_last() -> None:
    lines = static_host(["assets/styles/handbook.0a1b2c3d.css"]).splitlines()
    assert lines[-2:] == ["/assets/styles/handbook.0a1b2c3d.css", f"  Cache-Control: {LONG}"]
    assert sum("Cache-Control" in line for line in lines) == 1
