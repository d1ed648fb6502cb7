"""The servers that are measured: each on a free loopback port, with its log in a file, and always ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.measuring import Failure

ROOT = Path(__file__).resolve().parents[2]
APPS = Path(__file__).resolve().parent / "apps"
HEALTH = "/_stcore/health"


@dataclass(frozen=True)
class Server:
    """A running server: its address, its process, the file that takes what it says, and when it was started (perf_counter)."""

    port: int
    pid: int
    log: Path
    started: float

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> float:
        """Resident megabytes of the process and its children."""
        try:
            process = psutil.Process(self.pid)
            return sum(each.memory_info().rss for each in (process, *process.children(recursive=True))) / 2**20
        except psutil.Error as error:
            raise Failure(f"the server is gone: {self.said()}") from error

    def said(self) -> str:
        """The last words of the log."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-1500:]

    def traceback(self) -> str:
        """What the log has from its first traceback on; "" when there is none."""
        said = self.log.read_text(encoding="utf-8", errors="replace")
        return said[said.index("Traceback") :][:1500] if "Traceback" in said else ""


Command = Callable[[int], list[str]]


def ours(port: int) -> list[str]:
    """The dashboard as it is hosted."""
    return [sys.executable, str(ROOT / "deploy" / "serve.py")]


def plain_dashboard(port: int) -> list[str]:
    """The dashboard under Streamlit's own server."""
    return _streamlit(ROOT / "dashboard.py", port)


def plain_app(name: str) -> Command:
    """One of the small apps for comparison, under Streamlit's own server with its own defaults."""
    return lambda port: _streamlit(APPS / f"{name}.py", port)


def imports_first(port: int) -> list[str]:
    """An empty app under Streamlit's own server, in a process that has imported before it serves what the dashboard needs."""
    names = "pandas, plotly.graph_objects, pyarrow, pandera.pandas, xlsxwriter, bibtexparser, rispy, prometheus_client, uvicorn, starlette.routing, brotli"
    return [
        sys.executable,
        "-c",
        f"import sys, {names}; sys.argv = sys.argv[1:]; from streamlit.web.cli import main; main()",
        *_streamlit(APPS / "empty.py", port)[2:],
    ]


def _streamlit(script: Path, port: int) -> list[str]:
    return [
        sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.address", "127.0.0.1",
        "--server.headless", "true", "--browser.gatherUsageStats", "false", "--runner.postScriptGC", "true", "--server.fileWatcherType", "auto",
    ]  # fmt: skip


@contextmanager
def serving(
    command: Command, env: Mapping[str, str] | None = None, *, health: str = HEALTH, cwd: Path = ROOT, seconds: float = 60
) -> Iterator[Server]:
    """A server that answers at its health address; Failure with its last words when it does not within so many seconds."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with log.open("wb") as taken:
            started = time.perf_counter()
            every = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), **(env or {})}
            process = subprocess.Popen(
                command(port), cwd=cwd, env=every, stdin=subprocess.DEVNULL, stdout=taken, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            server = Server(port, process.pid, log, started)
            _wait(server, process, health, seconds)
            yield server
        finally:
            _end(process)


def small_app(name: str, env: Mapping[str, str] | None = None, seconds: float = 60):
    """A small app in an empty folder, so that no settings of ours reach it."""
    return serving(plain_app(name), env, cwd=Path(tempfile.gettempdir()), seconds=seconds)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server, process: subprocess.Popen[bytes], health: str, seconds: float) -> None:
    last = time.monotonic() + seconds
    while time.monotonic() < last and process.poll() is None:
        try:
            with urllib.request.urlopen(server.address + health, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.01)
    state = f"ended with {process.returncode}" if process.poll() is not None else f"did not answer within {seconds:.0f} s"
    raise Failure(f"the server {state}: {server.said()}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it has started: they share a process group of their own."""
    for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        if number == signal.SIGKILL:
            return
