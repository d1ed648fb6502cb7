"""The app and the browser as the tests start them: one process each, on loopback only, ended when the block ends."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


class NotStarted(Exception):
    """The browser or the app could not be started; the text says why."""


@dataclass(frozen=True)
class App:
    """A running app: its address, and the file that takes what it says."""

    address: str
    log: Path

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def tracebacks(self) -> str:
        """What the app logged from the first traceback on; "" when there was none."""
        said = self.log.read_text(encoding="utf-8", errors="replace")
        return said[said.index("Traceback") :][:3000] if "Traceback" in said else ""


def browser_path(playwright: Playwright) -> str:
    """The browser to drive: CHROME_PATH, else the system's Chromium or Chrome, else Playwright's own. NotStarted when there is none."""
    given = os.environ.get("CHROME_PATH", "")
    if given:
        if not Path(given).is_file():
            raise NotStarted(f"CHROME_PATH names {given}, but there is no such file: set it to a Chromium or Chrome, or unset it.")
        return given
    found = next((path for name in NAMES if (path := shutil.which(name))), playwright.chromium.executable_path)
    if not Path(found).is_file():
        raise NotStarted("No browser was found: install Chromium or Chrome, run `playwright install chromium`, or set CHROME_PATH to one.")
    return found


def launch(playwright: Playwright) -> Browser:
    """A headless browser without a look at the network beyond what pages ask for."""
    arguments = ["--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses to run as root, as in most containers.
    return playwright.chromium.launch(executable_path=browser_path(playwright), args=arguments)


@contextmanager
def running_app(plain: bool = False, port: int = 0) -> Iterator[App]:
    """The app on a loopback port, a free one for 0, as `make run` serves it or under plain `streamlit run`; nobody has visited it yet."""
    port = port or _free_port()
    with tempfile.TemporaryDirectory() as folder:
        app = App(f"http://127.0.0.1:{port}", Path(folder) / "app.log")
        with app.log.open("wb") as log:
            environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port)}
            command = _plain(port) if plain else [sys.executable, "deploy/serve.py"]
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_healthy(app, process)
            yield app
        finally:
            _stop(process)


def _plain(port: int) -> list[str]:
    # Without a file watcher: an edit during the run must not rerun pages under the tests.
    return [
        sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port), "--server.address", "127.0.0.1",
        "--server.headless", "true", "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false",
    ]  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(app: App, process: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + START_SECONDS
    while time.monotonic() < last:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{app.address}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise NotStarted(f"The app did not start within {START_SECONDS} seconds. It said: {app.log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
