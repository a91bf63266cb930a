"""One command line: exit statuses, signals, help without a set-up, and sources of an odd kind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from copies import Original

from handbook.checks.source_guard import refuse_odd_files
from handbook.cli.main import COMMANDS, main
from handbook.core.findings import Exit, HandbookError
from handbook.core.project import ROOT, Project

COMMAND = [sys.executable, "-m", "handbook"]

WAITING = """
import multiprocessing, signal, sys, tempfile, time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from handbook.cli import check, main

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it

def run(tree, options):
    forked = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory(dir=tree.root), ProcessPoolExecutor(2, forked) as pool:
        for _ in range(4):
            pool.submit(time.sleep, 60)
        time.sleep(0.5)
        print("ready", *(child.pid for child in multiprocessing.active_children()), flush=True)
        for _ in range(600):  # a signal between two lines would wait for the end of one long sleep
            time.sleep(0.1)

check.run = run
sys.exit(main.main(["check"], Path(sys.argv[1])))
"""
"""The check command with a long job in two processes and a temporary folder."""


@pytest.fixture
def copy(mini: Original, tmp_path: Path) -> Path:
    mini.copy(tmp_path / "copy", [])
    return tmp_path / "copy"


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_command_without_a_trace(number: signal.Signals, copy: Path) -> None:
    """No traceback, no worker, no temporary folder; the status is that of the signal."""
    before = set(copy.iterdir())
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, str(copy)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    word, *workers = process.stdout.readline().split()
    assert word == "ready" and len(workers) == 2
    if number is signal.SIGINT:
        os.killpg(process.pid, number)  # Ctrl-C reaches the whole group
    else:
        process.send_signal(number)
    said = process.communicate(timeout=20)[1]
    assert (process.returncode, said) == (128 + number, "check: stopped\n")
    assert set(copy.iterdir()) == before
    for worker in workers:
        assert ended(int(worker)), worker


def ended(process: int) -> bool:
    for _ in range(50):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_what_nohup_ignores_stays_ignored(copy: Path) -> None:
    code = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + WAITING
    process = subprocess.Popen([sys.executable, "-c", code, str(copy)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 128 + signal.SIGTERM


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_traceback() -> None:
    done = subprocess.run(
        f"{sys.executable} -m handbook check --rules | true; exit ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr
    assert done.returncode in (0, 128 + signal.SIGPIPE)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: ./scripts/{name} ")


def test_every_command_is_a_script() -> None:
    for name in COMMANDS:
        assert f"-m handbook {name} " in (ROOT / "scripts" / name).read_text("utf-8")


def test_no_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == Exit.COULD_NOT_RUN


@pytest.mark.parametrize("port", ["0", "99999", "-1", "http"])
def test_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["serve", f"--port={port}"])
    assert stopped.value.code == Exit.COULD_NOT_RUN
    assert "--port" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("name", [*COMMANDS, "test", "lock", "doctor"])
def test_help_installs_nothing(name: str, tmp_path: Path) -> None:
    """On a machine where nothing is set up, the comment at the top of the script is the help."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("handbook"))
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HANDBOOK")}
    command = [str(tmp_path / "scripts" / name), "--help"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"scripts/{name}" in done.stdout and "#" not in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["requirements.txt", "scripts"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["test", "lock", "doctor"])
def test_what_is_no_command_of_the_library_prints_its_comment(name: str) -> None:
    done = subprocess.run([str(ROOT / "scripts" / name), "--help"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"scripts/{name}" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"HANDBOOK_PYTHON": "no-such-python"}, "no-such-python not found. Install it: sudo apt-get install python3"),
        ({"HANDBOOK_VENV": "mine"}, "mine was not made by this script: move it away"),
        (
            {"HANDBOOK_VENV": "/proc/venv"},
            "cannot write beside /proc/venv. Name a place that can be:",
        ),
    ],
)
def test_a_set_up_that_cannot_be_is_one_message(variables: dict[str, str], said: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("handbook"))
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/file").touch()
    environment = os.environ | variables
    command = [str(tmp_path / "scripts/check")]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert said in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert (tmp_path / "mine/file").exists()


@pytest.mark.slow
@pytest.mark.parametrize(("python", "status"), [("python3", 0), ("no-such-python", 1)])
def test_the_doctor_names_what_is_missing_and_installs_nothing(python: str, status: int, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("handbook"))
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    environment = {key: value for key, value in os.environ.items() if key != "HANDBOOK_VENV"}
    environment["HANDBOOK_PYTHON"] = python
    command = [str(tmp_path / "scripts/doctor")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (status, "")
    missing, line = done.stdout.partition("Python packages of a build")[::2]
    assert missing.splitlines()[-1].startswith("missing  the ") and "type: ./scripts/build\n" in line
    assert ("sudo apt-get install python3\n" in done.stdout) == bool(status)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["requirements.txt", "scripts"]


def odd(root: Path, kind: str) -> None:
    """Put something odd among the sources."""
    path = root / "docs/assets/odd.svg"
    path.parent.mkdir(exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "dangling":
        path.symlink_to("nowhere.svg")
    elif kind == "loop":
        path.symlink_to("odd.svg")
    elif kind == "outside":
        path.symlink_to("/etc/hostname")
    elif kind == "bytes":
        Path(os.fsdecode(os.fsencode(path.parent) + b"/\xff.svg")).touch()
    else:
        (path.parent / "line\nbreak.svg").touch()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("pipe", "docs/assets/odd.svg: is neither a file nor a folder"),
        ("dangling", "docs/assets/odd.svg: is a link to nothing"),
        ("loop", "docs/assets/odd.svg: cannot be read: "),
        ("outside", "docs/assets/odd.svg: leads out of the handbook"),
        ("bytes", "docs/assets/\\udcff.svg: has a name that cannot be shown"),
        ("line", "has a name that cannot be shown"),
    ],
)
@pytest.mark.parametrize("command", ["check", "build"])
def test_odd_sources_are_one_message(
    command: str, kind: str, said: str, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd(copy, kind)
    assert main([command], copy) == Exit.COULD_NOT_RUN
    told = capsys.readouterr().err
    assert told.startswith(f"{command}: ") and said in told and told.count("\n") == (2 if kind == "line" else 1)


def test_many_odd_sources_are_counted(copy: Path) -> None:
    for number in range(9):
        (copy / "docs" / f"link-{number}").symlink_to("nowhere")
    with pytest.raises(HandbookError, match=r"docs/link-4: .*\n… and 4 more"):
        refuse_odd_files(Project.at(copy))


def test_what_git_keeps_where_only_tools_write_is_refused(copy: Path) -> None:
    path = copy / ".venv/lib/x.pth"
    path.parent.mkdir(parents=True)
    path.write_text("import x\n")
    for words in (["init", "-q"], ["add", "-f", ".venv"]):
        subprocess.run(["git", "-C", str(copy), *words], check=True)
    with pytest.raises(HandbookError, match=r"^\.venv/lib/x\.pth: is kept by Git"):
        refuse_odd_files(Project.at(copy))


@pytest.mark.parametrize(
    ("find", "replace", "said"),
    [
        (r"^plugins:\n(?:[ -].*\n)+", "plugins: 3\n", "mkdocs.yml: plugins: "),
        (r"^plugins:\n(?:[ -].*\n)+", "plugins: [7]\n", "mkdocs.yml: plugins: "),
        (r"  - i18n:\n(?:    .*\n)+", "  - i18n: text\n", "mkdocs.yml: plugins: i18n: "),
        (r"(?<=      languages:\n)(?:        .*\n)+", "        text\n", "mkdocs.yml: plugins: i18n: languages: "),
        (r"^nav:\n(?: .*\n)+", "nav: 7\n", "mkdocs.yml: nav: "),
        (r"^nav:\n(?: .*\n)+", "nav: [7]\n", "mkdocs.yml: nav: "),
        (r"^nav:\n(?: .*\n)+", "nav: [{Start: 7}]\n", "mkdocs.yml: nav: Start: 7 is not a list of pages"),
        (r"^nav:\n(?: .*\n)+", "nav: [{Start: [7]}]\n", "mkdocs.yml: nav: Start: 7 is not a page"),
        (r"^site_url: .*", "site_url: [a]", "mkdocs.yml: site_url: "),
        (r"^markdown_extensions: .*", "markdown_extensions: 5", "mkdocs.yml: markdown_extensions: "),
    ],
)
def test_settings_of_a_wrong_type_are_one_message(
    find: str, replace: str, said: str, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copy / "mkdocs.yml"
    text, count = re.subn(find, replace, path.read_text("utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1
    path.unlink()
    path.write_text(text, "utf-8")
    assert main(["check"], copy) == Exit.COULD_NOT_RUN
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1, told
