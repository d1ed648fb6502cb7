"""The provider and a dashboard that asks it who someone is, one process each, on loopback only, ended when the block ends."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.serving import App, NotStarted, _free_port, _stop, _wait_until_healthy

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FILES = ("package.json", "package-lock.json", "provider.mjs")
SECRET = "a cookie secret that only this test knows"


class NotHere(Exception):
    """Node or npm is missing on this machine; the text says so."""


def installed() -> Path:
    """The folder with the provider and what it needs: installed once for each state of its files, below build/."""
    for command in ("node", "npm"):
        if not shutil.which(command):
            raise NotHere(
                f"{command} is not on this machine, so sign-in was not tried against a real provider: install Node.js 20 or later."
            )
    state = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:12]
    folder = ROOT / "build" / "sign_in" / state
    if not (folder / "installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in FILES:
            shutil.copy(HERE / name, folder)
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotStarted(f"npm could not install the provider: {done.stderr[-2000:]}")
        (folder / "installed").touch()
    return folder


@contextmanager
def provider(folder: Path, dashboard: str, log: Path) -> Iterator[str]:
    """The provider for one dashboard, ready to answer."""
    port = _free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(["node", str(folder / "provider.mjs"), str(port), dashboard], stdout=output, stderr=subprocess.STDOUT)
    try:
        end = time.monotonic() + 30
        while "ready" not in log.read_text(errors="replace"):
            if process.poll() is not None or time.monotonic() > end:
                raise NotStarted(f"The provider did not start. It said: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(process)


@contextmanager
def dashboard(folder: Path, command: list[str], provided: Path, hours: float = 12) -> Iterator[App]:
    """The dashboard behind sign-in, with a provider of its own; `{port}` in the command becomes its port."""
    port = _free_port()
    app = App(f"http://127.0.0.1:{port}", folder / "dashboard.log")
    with provider(provided, app.address, folder / "provider.log") as issuer:
        secrets = folder / "secrets.toml"
        secrets.write_text(_secrets(app.address, issuer, hours), encoding="utf-8")
        environment = {**os.environ, "PORT": str(port), "STREAMLIT_SECRETS_FILES": str(secrets), "HOME": str(_calm_home(folder))}
        with app.log.open("wb") as log:
            filled = [part.format(port=port) for part in command]
            process = subprocess.Popen([sys.executable, *filled], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=environment)
        try:
            _wait_until_healthy(app, process)
            yield app
        finally:
            _stop(process)


def _calm_home(folder: Path) -> Path:
    """A home whose settings have no file watcher: an edit during the run must not offer a rerun under the tests."""
    settings = folder / ".streamlit" / "config.toml"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text('[server]\nfileWatcherType = "none"\n', encoding="utf-8")
    return folder


def _secrets(address: str, issuer: str, hours: float) -> str:
    return f"""
[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "ledger"
client_secret = "a secret of this test"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
# This provider knows no choice among accounts, which Streamlit asks for by default.
client_kwargs = {{ prompt = "login" }}

[sign_in]
allow = ["analyst@example.org", "example.com"]
hours = {hours}
"""
