"""The running app talks to this machine alone: every address that its process looks up or connects to is seen, and all are loopback.

Python tells of each look-up, connection and child process before it happens (an audit hook in the server's own process); what leads
elsewhere is written down and refused. Code in C that opens sockets by itself would not be seen. That the browser asks no other host
is held by tests/browser/test_cold_links.py.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2 as http
import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from components.navigation import PAGES
from tests.server.test_serving import answers, free_port, process, wait_until

ROOT = Path(__file__).resolve().parents[2]
HOOK = '''
"""Loaded by Python at its start: writes down where the process turns to, and refuses what is not loopback."""
import ipaddress, json, os, sys

WRITTEN = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def host_of(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        return arguments[0]
    address = arguments[0] if event == "socket.getnameinfo" else arguments[1]
    return address[0] if isinstance(address, tuple) else ""  # a path of a unix socket, or none

def local(host):
    host = host.decode() if isinstance(host, bytes) else host or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("", "localhost")

def watch(event, arguments):
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
        os.write(WRITTEN, (json.dumps(["process", str(arguments[0])]) + "\\n").encode())
    elif event in ("socket.bind", "socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
                   "socket.gethostbyaddr", "socket.getnameinfo"):
        host = host_of(event, arguments)
        os.write(WRITTEN, (json.dumps([event, str(host)]) + "\\n").encode())
        if not local(host):
            raise PermissionError(f"{event}: {host} is not this machine")

sys.addaudithook(watch)
'''


@dataclass(frozen=True)
class Watched:
    """A folder with the hook in it, and the file in which the hook writes."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(self.folder), "WATCHED": str(self.folder / "watched")}

    def seen(self) -> list[tuple[str, str]]:
        """What was done, in order: the event and the host, or "process" and the program."""
        return [(event, host) for event, host in map(json.loads, (self.folder / "watched").read_text(encoding="utf-8").splitlines())]

    def elsewhere(self) -> list[tuple[str, str]]:
        """What did not stay here: other hosts, and child processes, which could do anything."""
        return [(event, host) for event, host in self.seen() if event == "process" or not _here(host)]


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("", "None", "localhost")


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    (tmp_path / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    return Watched(tmp_path)


SERVERS = {
    "deploy/serve.py": ("/readyz", ["deploy/serve.py"]),
    "streamlit run": ("/_stcore/health", ["-m", "streamlit", "run", "dashboard.py", "--server.port={port}"]),
}


@pytest.fixture(params=list(SERVERS))
def address(request: pytest.FixtureRequest, watched: Watched) -> Iterator[str]:
    """Either server under watch, as the README and deploy/README.md start it."""
    port = free_port()
    ready, arguments = SERVERS[request.param]
    command = [sys.executable, *(each.format(port=port) for each in arguments)]
    with process(command, watched.folder / "log", PORT=str(port), **watched.environment):
        wait_until(lambda: answers(f"http://127.0.0.1:{port}{ready}"))
        yield f"http://127.0.0.1:{port}"


async def opened(address: str, page: str) -> bytes:
    """All that a visitor's first look at a page brings."""
    stream = address.replace("http", "ws") + "/_stcore/stream"
    async with websockets.connect(stream, subprotocols=["streamlit"], max_size=None, proxy=None) as visitor:  # type: ignore[list-item]
        asked = BackMsg()
        asked.rerun_script.page_name = page
        await visitor.send(asked.SerializeToString())
        content = b""
        while True:
            message = await asyncio.wait_for(visitor.recv(), 60)
            assert isinstance(message, bytes)
            content += message
            if ForwardMsg.FromString(message).WhichOneof("type") == "script_finished":
                return content


def test_no_page_and_no_answer_turns_to_another_host(address: str, watched: Watched) -> None:
    for spec in PAGES:
        brought = asyncio.run(opened(address, "" if spec is PAGES[0] else spec.stem))
        assert spec.question.encode() in brought, spec.stem
    for path in ("/", "/data/compare.csv", "/data/package.zip", "/data/sources.bib", "/metrics", "/healthz", "/_stcore/health"):
        assert http.get(address + path).status_code == 200, path
    assert ("socket.bind", "127.0.0.1") in watched.seen(), "the hook was not at work"
    assert watched.elsewhere() == []


@pytest.mark.parametrize(
    ("code", "event", "host"),
    [
        ("import socket; socket.getaddrinfo('elsewhere.invalid', 443)", "socket.getaddrinfo", "elsewhere.invalid"),
        ("import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))", "socket.connect", "192.0.2.1"),
        ("import urllib.request; urllib.request.urlopen('http://elsewhere.invalid')", "socket.getaddrinfo", "elsewhere.invalid"),
        ("import requests; requests.get('http://192.0.2.1', timeout=1)", "socket.getaddrinfo", "192.0.2.1"),
        ("import subprocess; subprocess.run(['true'])", "process", "true"),
    ],
)
def test_the_watch_sees_and_refuses_what_leads_elsewhere(watched: Watched, code: str, event: str, host: str) -> None:
    """Nothing is sent: the hook refuses before the look-up or the connection."""
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **watched.environment}, capture_output=True, text=True, timeout=60, check=False
    )
    assert (event, host) in watched.elsewhere()
    assert ("is not this machine" in done.stderr) is (event != "process")


def test_usage_statistics_are_off() -> None:
    """The browser would send them, to Streamlit's makers."""
    asked = "from streamlit import config; print(config.get_option('browser.gatherUsageStats'))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"
