"""A build that cannot go well: killed, twice at once, no room, no right to write. The site is whole all the same."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from handbook.bench.webserver import free_port
from handbook.cli.main import main
from handbook.core import atomic_swap
from handbook.core.atomic_swap import OLD, restore, swap
from handbook.core.findings import HandbookError
from handbook.core.lock import alone, refusals_told
from handbook.core.project import Project
from handbook.publish.checksums import SUMS
from handbook.publish.pipeline import FRESH
from handbook.web.mkdocs_build import make_pages

KILLS = 20

QUICK = """
import shutil, sys
from pathlib import Path
from handbook.cli import build
from handbook.publish import pipeline
pages = Path(sys.argv[1])
build.source_findings = lambda context: []
build.find = lambda *arguments: []
build.summary = lambda *arguments: "built"
pipeline.index_site = lambda *arguments: None
def make_pages(tree, target, *more):
    shutil.rmtree(target, ignore_errors=True)
    (target / "zh").mkdir(parents=True)
    for page in pages.rglob("*.html"):
        shutil.copyfile(page, target / page.relative_to(pages))
    (target / "index.html").write_text(sys.argv[2])
build.make_pages = make_pages
from handbook.cli.main import main
sys.exit(main(["build", "--no-handouts"]))
"""
"""The build command with its pages already made: what is under test is everything after them."""


@pytest.fixture
def home(real: object, tmp_path: Path) -> Path:
    """A copy of the handbook that may be built in, and `pages` beside it: a few built ones."""
    root = real.root  # type: ignore[attr-defined]
    home = tmp_path / "home"
    shutil.copytree(root, home, ignore=shutil.ignore_patterns("site", "handouts"))
    pages = tmp_path / "pages"
    (pages / "zh").mkdir(parents=True)
    for name in ("404.html", "get-help-now.html", "zh/get-help-now.html", "index.html", "zh/index.html"):
        shutil.copy(root / "site" / name, pages / name)
    return home


def command(home: Path, text: str) -> list[str]:
    return [sys.executable, "-c", QUICK, str(home.parent / "pages"), text]


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(home / "scripts")}


def build(home: Path, text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(home, text), cwd=home, env=environment(home), capture_output=True, text=True, check=False
    )


def whole(site: Path) -> str:
    """The text of the front page, after every file has been compared with the site's own list."""
    lines = (site / SUMS).read_text("utf-8").splitlines()
    sums = dict(line.split("  ", 1)[::-1] for line in lines)
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    assert files.keys() - {SUMS} == sums.keys()
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == wanted for name, wanted in sums.items())
    return (site / "index.html").read_text("utf-8")


@pytest.mark.long(40)
def test_a_build_killed_at_any_moment_leaves_the_site_whole(home: Path) -> None:
    start = time.monotonic()
    assert build(home, "text 0").returncode == 0
    longest, chance, last = time.monotonic() - start, random.Random(7), "text 0"
    for number in range(1, KILLS + 1):
        text = f"text {number}"
        process = subprocess.Popen(
            command(home, text), cwd=home, env=environment(home), stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.uniform(0.3, 1) * longest)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        restore(home / FRESH, home / "site")  # what the next build does first
        now = whole(home / "site")
        assert now in (last, text)
        last = now
    assert build(home, "at last").returncode == 0
    assert whole(home / "site") == "at last"


def test_two_builds_at_once_wait_for_each_other(home: Path) -> None:
    with alone(Project.at(home), "build"):  # until both have come to wait
        both = [
            subprocess.Popen(command(home, text), cwd=home, env=environment(home), stderr=subprocess.PIPE, text=True)
            for text in ("one", "other")
        ]
        said = [process.stderr.readline() for process in both if process.stderr]
        assert said == ["build: another build is running; waiting for it\n"] * 2
    said = [process.communicate(timeout=60)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert whole(home / "site") in ("one", "other")


def test_a_copy_that_a_full_disk_ends_is_one_message(tmp_path: Path) -> None:
    why = "[Errno 28] No space left on device: 'b'"
    said = r"^.Errno 28. No space left.*: b; site/ is as it was; free 200 MB and run again$"
    with pytest.raises(HandbookError, match=said), refusals_told(Project.at(tmp_path)):
        raise shutil.Error([("a", "b", why), ("c", "d", why)])


def test_a_killed_command_lets_go_of_its_lock(tmp_path: Path) -> None:
    code = "import sys\nfrom pathlib import Path\nfrom handbook.core.lock import alone\n"
    code += "from handbook.core.project import Project"
    held = f"{code}\nwith alone(Project.at(Path(sys.argv[1])), 'one'):\n    print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", held, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environment(Path.cwd()), text=True, **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout.readline() == "held\n"
        process.kill()
    with alone(Project.at(tmp_path), "other"):
        pass


def in_namespace(script: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell script that may mount what it likes; skipped, said loudly, where that is not allowed."""
    probe = subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("NO MOUNTS HERE: full disks and read-only folders were not tried; run as root")
    return subprocess.run(
        ["unshare", "-m", "sh", "-ec", script],
        cwd=home,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_full_disk_is_said_and_the_site_stays(home: Path) -> None:
    assert build(home, "before").returncode == 0
    quoted = " ".join(f"'{part}'" for part in command(home, "after"))
    done = in_namespace(f"mount -t tmpfs -o size=64k none .cache; {quoted}", home)
    assert done.returncode == 2, done.stderr
    assert "No space left on device" in done.stderr and "free 200 MB" in done.stderr
    assert "Traceback" not in done.stderr
    assert whole(home / "site") == "before"


def test_a_read_only_site_is_said_and_stays(home: Path) -> None:
    assert build(home, "before").returncode == 0
    quoted = " ".join(f"'{part}'" for part in command(home, "after"))
    done = in_namespace(f"mount --bind site site; mount -o remount,bind,ro site; {quoted}", home)
    assert done.returncode == 2, done.stderr
    assert "cannot be replaced" in done.stderr and "make the folder writable" in done.stderr
    assert whole(home / "site") == "before"


@pytest.mark.parametrize("exchange", [atomic_swap.exchange, lambda one, other: False], ids=["one step", "two steps"])
def test_swapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: Callable[[Path, Path], bool]) -> None:
    monkeypatch.setattr(atomic_swap, "exchange", exchange)
    fresh, site = tmp_path / "cache/site", tmp_path / "site"
    for text in ("first", "second"):
        fresh.mkdir(parents=True)
        (fresh / "index.html").write_text(text)
        swap(fresh, site)
        assert (site / "index.html").read_text() == text
        assert not list((tmp_path / "cache").iterdir())


def test_a_swap_that_fails_half_way_goes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_swap, "exchange", lambda one, other: False)
    site = tmp_path / "site"
    site.mkdir()
    with pytest.raises(HandbookError, match="cannot be replaced"):
        swap(tmp_path / "missing", site)
    assert site.is_dir()


def test_a_swap_killed_between_its_two_steps_is_mended(tmp_path: Path) -> None:
    (tmp_path / OLD).mkdir()
    restore(tmp_path / "fresh", tmp_path / "site")
    assert (tmp_path / "site").is_dir()


def test_a_port_in_use_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    assert f"port {port} is in use; try ./scripts/serve --port {port + 1}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "call", "install"),
    [
        ("nginx", "from handbook.bench.webserver import _program; _program('nginx')", "apt-get install"),
        ("Chromium", "from handbook.bench.browser import opened\nwith opened(): pass", "apt-get install chromium"),
    ],
)
def test_a_missing_program_is_said_with_the_line_to_type(
    name: str, call: str, install: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *arguments, **more: None)
    with pytest.raises(HandbookError, match=f"(?s){name} not found.*{install}"):
        exec(call)


@pytest.mark.slow
def test_what_mkdocs_says_has_no_colours(built_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Their codes are noise in a log, a mail or an editor."""
    monkeypatch.setenv("HANDBOOK_URL", "example.org")
    with pytest.raises(HandbookError, match="site_url") as refused:
        make_pages(Project.at(built_home), tmp_path / "pages")
    assert "\x1b" not in str(refused.value)
