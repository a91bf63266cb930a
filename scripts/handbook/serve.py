"""`./scripts/serve`: a live preview of all languages; saving a page refreshes it."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence

from handbook.check import ROOT
from handbook.findings import Exit


def main(arguments: Sequence[str] | None = None) -> Exit:
    """Run the command; it ends with Ctrl-C."""
    parser = argparse.ArgumentParser(prog="./scripts/serve", description="Preview the handbook while you edit it.")
    parser.add_argument("--port", type=int, default=8000, help="where to listen on this machine (default: 8000)")
    port = parser.parse_args(arguments).port
    if _taken(port):
        sys.stderr.write(f"serve: port {port} is in use; try ./scripts/serve --port {port + 1}\n")
        return Exit.COULD_NOT_RUN
    sys.stderr.write(f"serve: http://127.0.0.1:{port}/ and http://127.0.0.1:{port}/zh/index.html; Ctrl-C ends it\n")
    os.chdir(ROOT)
    environment = os.environ | {"HANDBOOK_URL": f"http://127.0.0.1:{port}/", "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    os.execve(sys.executable, command, environment)


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
