"""One command line for all commands, and the one place that maps what happened to an exit status.

0    the job was done and nothing is to report
1    the job was done and something was found
2    the job could not be done; nothing was concluded
128 + N    signal N ended it: 129 for SIGHUP, 130 for Ctrl-C, 143 for SIGTERM; site/ is as it was
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Protocol, cast

from handbook.core.findings import Exit, HandbookError
from handbook.core.memo import kept_in
from handbook.core.project import ROOT, Project


class CommandModule(Protocol):
    """What the module of a command offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's description and arguments to `parser`."""

    def run(self, project: Project, options: argparse.Namespace) -> Exit:
        """Do the job for the handbook at `project`. Raises HandbookError when it cannot be done."""


@dataclass(frozen=True)
class Command:
    """One command: where its code is, and what it does in a line."""

    module: str
    summary: str
    reads_sources: bool = True


COMMANDS = {
    "build": Command("handbook.cli.build", "build the whole site in site/, then check it"),
    "check": Command("handbook.cli.check", "check the sources and the built site; writes nothing"),
    "serve": Command("handbook.cli.serve", "preview the handbook while you edit it"),
    "handouts": Command("handbook.cli.handouts", "render the printed sheets into site/handouts/"),
    "stamp": Command(
        "handbook.cli.stamp", "record that a translation or a danger sign was compared"
    ),
    "release": Command("handbook.cli.release", "write the notes and files of a release"),
    "new": Command("handbook.cli.new", "make the files of a page, rule, sheet, drawing, language"),
    "bench": Command("handbook.bench.cli", "measure time, memory and bytes", reads_sources=False),
    "contact-sheet": Command(
        "handbook.bench.contact_sheet", "photograph every page of site/", reads_sources=False
    ),
}


class Stopped(BaseException):
    """A signal asks the command to end. No Exception, so that nothing on the way swallows it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def main(arguments: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run the command that `arguments` name (those of the process) and return its status.

    `root` is the copy of the handbook that the command works on, by default the one it lies in.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    options = parser(words).parse_args(words)
    name: str = options.command
    command = COMMANDS[name]
    try:
        with _signals():
            project = Project.at(root or ROOT)
            if not command.reads_sources:
                return _module(command).run(project, options)
            _refuse_odd_files(project)
            with kept_in(project.root):
                return _module(command).run(project, options)
    except HandbookError as fault:
        sys.stderr.write(f"{name}: {fault}\n")
    except Stopped as stopped:
        sys.stderr.write(f"{name}: stopped\n")
        return 128 + stopped.number
    except BrokenPipeError:
        # Whoever read our output has gone, such as `head`; Python would complain at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except OSError as error:
        sys.stderr.write(
            f"{name}: {error.strerror or error}: {error.filename}; mend that and run again\n"
        )
    return Exit.COULD_NOT_RUN


def parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Return the command line's parser, complete for the command that `words` begin with.

    The other commands are only listed: their modules load MkDocs or a browser.
    """
    result = argparse.ArgumentParser(
        prog="python -m handbook",
        description="Each command is also a script: ./scripts/COMMAND.",
    )
    commands = result.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        below = commands.add_parser(name, help=command.summary, prog=f"./scripts/{name}")
        if list(words[:1]) == [name]:
            _module(command).configure(below)
    return result


def _module(command: Command) -> CommandModule:
    return cast(CommandModule, importlib.import_module(command.module))


def _refuse_odd_files(project: Project) -> None:
    from handbook.checks.source_guard import refuse_odd_files  # not needed for `bench`

    refuse_odd_files(project)


@contextlib.contextmanager
def _signals() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and SIGHUP into Stopped while the command runs.

    Every `finally` on the way then removes its temporary files and lets go of its lock. What is
    ignored from outside stays so: `nohup` ignores SIGHUP.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    owner = os.getpid()

    def stop(number: int, _: FrameType | None) -> None:
        if (
            os.getpid() != owner
        ):  # a worker that was forked with this handler: it has nothing to tidy
            os._exit(128 + number)
        for child in multiprocessing.active_children():
            child.kill()  # or leaving the pool would wait for the work that is left
        raise Stopped(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
