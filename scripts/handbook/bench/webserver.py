"""A real nginx on loopback, with the configuration the build writes, for benches and tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from handbook.core.findings import Fault

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
TYPES = Path("/etc/nginx/mime.types")
INSTALL = "sudo apt-get install --no-install-recommends nginx-light libnginx-mod-http-brotli-static"
START_SECONDS = 5

MAIN = """\
load_module {brotli};
{user}
worker_processes 1;
pid nginx.pid;
events {{ worker_connections 1024; }}
http {{
    include {types};
    default_type application/octet-stream;
    sendfile on;
    {temporary}
    include handbook.conf;
}}
"""
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass
class Nginx:
    """One server for one built site. It can be stopped and started again at the same address."""

    site: Path
    folder: Path
    """Where its configuration, its log and its temporary files are."""
    port: int
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        """`http://127.0.0.1:PORT/`."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start, and wait until it answers. Raises Fault when it does not."""
        self._configure()
        command = [_program("nginx"), "-p", str(self.folder), "-c", "main.conf", "-e", "error.log"]
        self._process = subprocess.Popen([*command, "-g", "daemon off;"], stdin=subprocess.DEVNULL)
        end = time.monotonic() + START_SECONDS
        while not _answers(self.port):
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                said = (self.folder / "error.log").read_text("utf-8").strip()[-500:]
                raise Fault(f"nginx did not start: {said}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop; nothing answers at the address afterwards."""
        if self._process:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def _configure(self) -> None:
        if not BROTLI.exists():
            raise Fault(f"nginx cannot serve brotli here. Install it: {INSTALL}")
        text = (self.site / "hosting/nginx.conf").read_text("utf-8")
        values = {
            "@LISTEN@": f"127.0.0.1:{self.port}",
            "@ROOT@": str(self.site),
            "@NAME@": "localhost",
        }
        for name, value in values.items():
            text = text.replace(name, value)
        (self.folder / "handbook.conf").write_text(text, "utf-8")
        # nginx drops its rights, and a temporary folder is its owner's alone.
        user = "user root;" if os.geteuid() == 0 else ""
        temporary = " ".join(f"{name}_temp_path {name};" for name in _TEMPORARY)
        main = MAIN.format(brotli=BROTLI, types=TYPES, user=user, temporary=temporary)
        (self.folder / "main.conf").write_text(main, "utf-8")


@contextmanager
def nginx(site: Path) -> Iterator[Nginx]:
    """Start a server for `site` at a free port and yield it; stop and clear it away afterwards."""
    with tempfile.TemporaryDirectory(prefix="handbook-nginx-") as folder:
        server = Nginx(site, Path(folder), free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()


def free_port() -> int:
    """Return a port of this machine that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not found:
        raise Fault(f"{name} not found. Install it: {INSTALL}")
    return found
