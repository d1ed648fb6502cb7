"""The real servers on loopback: deploy/serve.py, plain `streamlit run`, and nginx in front of two replicas."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as http
import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from components.tables import SHIPPED

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "deploy" / "nginx.conf"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Ask again and again; fails when it does not become true in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "the server did not come up in time"
        time.sleep(0.05)


def answers(address: str) -> bool:
    try:
        return http.get(address, timeout=5).status_code == 200
    except http.TransportError:
        return False


@contextmanager
def process(arguments: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        started = subprocess.Popen(arguments, cwd=ROOT, stdout=output, stderr=output, env={**os.environ, **environment})
        try:
            yield started
        finally:
            started.terminate()
            started.wait(20)


@contextmanager
def replica(folder: Path, port: int) -> Iterator[str]:
    with process([sys.executable, "deploy/serve.py"], folder / f"replica-{port}.log", PORT=str(port)):
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/readyz"))
        yield f"http://127.0.0.1:{port}"


async def first_run(address: str, headers: dict[str, str] | None = None) -> list[str]:
    """The kinds of all messages of a session's first script run."""
    stream = address.replace("http", "ws") + "/_stcore/stream"
    async with websockets.connect(stream, subprotocols=["streamlit"], max_size=None, additional_headers=headers or {}) as socket_:  # type: ignore[list-item]
        message = BackMsg()
        message.rerun_script.query_string = ""
        await socket_.send(message.SerializeToString())
        kinds: list[str] = []
        while "script_finished" not in kinds:
            content = await asyncio.wait_for(socket_.recv(), 60)
            assert isinstance(content, bytes)
            kinds.append(str(ForwardMsg.FromString(content).WhichOneof("type")))
        return kinds


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with replica(tmp_path_factory.mktemp("one"), free_port()) as address:
        yield address


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with replica(tmp_path_factory.mktemp("other"), free_port()) as address:
        yield address


def test_a_session_runs_and_is_counted(one: str) -> None:
    assert asyncio.run(first_run(one)).count("delta") > 20
    numbers = http.get(f"{one}/metrics").text
    assert "posture_reruns_total 1.0" in numbers
    assert "posture_rerun_seconds_count 1.0" in numbers


def test_files_come_whole_over_the_wire(one: str) -> None:
    for coding in ("gzip", "identity"):
        assert (
            http.get(f"{one}/data/observations.csv", headers={"Accept-Encoding": coding}).content
            == (SHIPPED / "observations.csv").read_bytes()
        )
    head = http.head(f"{one}/data/observations.csv", headers={"Accept-Encoding": "identity"})
    assert int(head.headers["content-length"]) == (SHIPPED / "observations.csv").stat().st_size
    assert "server" not in head.headers


def test_a_raw_traversal_is_refused(one: str) -> None:
    host, port = one.removeprefix("http://").split(":")
    for path in ("/data/../../etc/passwd", "/../../etc/passwd", "//etc/passwd", "/static/../../../dashboard.py", "/preview/../app.py"):
        with socket.create_connection((host, int(port)), timeout=5) as raw:
            raw.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: raw.recv(65536), b""))
        assert answer.split(b" ", 2)[1] in (b"400", b"404")
        assert b"root:" not in answer
        assert b"import " not in answer


def test_answers_are_sent_without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    """asyncio sets TCP_NODELAY on what it accepts from a socket that it has opened itself, which is known by its protocol number."""
    monkeypatch.syspath_prepend(ROOT)
    import uvicorn

    from deploy.serve import configuration

    async def opened() -> int:
        given = configuration("127.0.0.1", 0)
        given.app = lambda scope: None
        server = uvicorn.Server(given)
        given.lifespan = "off"
        given.load()
        server.lifespan = given.lifespan_class(given)
        await server.startup()
        protocol = server.servers[0].sockets[0].proto
        await server.shutdown()
        return protocol

    assert asyncio.run(opened()) == socket.IPPROTO_TCP


@pytest.mark.parametrize("port", ["", "http", "-1", "70000", "80 80"])
def test_a_port_that_is_none_ends_with_a_sentence(port: str) -> None:
    ended = subprocess.run(
        [sys.executable, "deploy/serve.py"],
        cwd=ROOT,
        env={**os.environ, "PORT": port},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr == f"PORT is '{port}', a number from 0 to 65535 was expected.\n"


def test_plain_streamlit_run_needs_nothing_of_the_server(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with process([sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}"], tmp_path / "log"):
        wait_until(lambda: answers(f"{address}/_stcore/health"))
        assert asyncio.run(first_run(address)).count("delta") > 20
        assert "<title>Streamlit</title>" in http.get(address).text
    asked = "import sys, components.warm; print([name for name in sys.modules if name.startswith('components.server')])"
    loaded = subprocess.run([sys.executable, "-W", "ignore", "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert loaded.stdout == "[]\n"


@pytest.fixture(scope="module")
def proxy(one: str, other: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """nginx with our configuration; ports and folders are the only things changed."""
    nginx = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if nginx is None:
        if os.environ.get("CI"):
            pytest.fail("nginx is not installed: apt-get install nginx")
        pytest.skip("nginx is not installed: apt-get install nginx")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    ours = CONFIGURATION.read_text(encoding="utf-8").replace("listen 80;", f"listen 127.0.0.1:{port};", 1)
    ours = ours.replace("127.0.0.1:8501", one.removeprefix("http://")).replace("127.0.0.1:8502", other.removeprefix("http://"))
    ours = ours.replace("/var/cache/nginx/posture", str(folder / "cache")).replace("/var/log/nginx/posture.log", str(folder / "access.log"))
    (folder / "posture.conf").write_text(ours, encoding="utf-8")
    kept = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.geteuid() == 0 else ""
    main = f"{user}\npid {folder}/nginx.pid;\nerror_log {folder}/error.log info;\ndaemon off;\nevents {{}}\nhttp {{\n{kept}include {folder}/posture.conf;\n}}\n"
    (folder / "nginx.conf").write_text(main, encoding="utf-8")
    tried = subprocess.run([nginx, "-t", "-c", folder / "nginx.conf"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr
    with process([nginx, "-c", str(folder / "nginx.conf")], folder / "log"):
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        yield f"http://127.0.0.1:{port}"


def sessions(address: str) -> int:
    found = re.search(r"^posture_reruns_total (\d+)", http.get(f"{address}/metrics").text, re.MULTILINE)
    return int(found[1]) if found else 0


def test_a_browser_comes_back_to_the_replica_it_came_from(proxy: str, one: str, other: str) -> None:
    used: set[int] = set()
    for _ in range(12):
        with http.Client(base_url=proxy) as browser:
            assert browser.get("/").status_code == 200
            cookie = browser.cookies["posture_replica"]
            before = (sessions(one), sessions(other))
            for _ in range(3):
                asyncio.run(first_run(proxy, {"Cookie": f"posture_replica={cookie}"}))
            gained = [now - then for now, then in zip((sessions(one), sessions(other)), before, strict=True)]
            assert sorted(gained) == [0, 3]
            used.add(gained.index(3))
        if used == {0, 1}:
            return
    pytest.fail("twelve browsers all came to one replica")


def test_the_cookie_is_out_of_reach_of_scripts(proxy: str) -> None:
    given = http.get(proxy).headers["set-cookie"].lower()
    assert "httponly" in given
    assert "samesite=lax" in given


def test_static_files_come_compressed_from_the_cache(proxy: str) -> None:
    path = re.findall(r'src="\./(static/js/[^"]+)"', http.get(proxy).text)[0]
    packed = http.get(f"{proxy}/{path}", headers={"Accept-Encoding": "gzip"})
    plain = http.get(f"{proxy}/{path}", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert "immutable" in packed.headers["cache-control"]
    assert "set-cookie" not in packed.headers


def test_each_security_header_comes_once(proxy: str) -> None:
    for path in ("/", "/data/terms.csv", "/_stcore/upload_file/x"):
        headers = http.get(proxy + path).headers
        for name in ("x-content-type-options", "referrer-policy", "permissions-policy"):
            assert len(headers.get_list(name)) == 1, (path, name)
    assert "frame-ancestors 'none'" in http.get(proxy).headers["content-security-policy"]
    assert "nginx/" not in http.get(proxy).headers["server"]


def test_nothing_can_be_uploaded(proxy: str) -> None:
    assert http.put(f"{proxy}/_stcore/upload_file/a/b", content=b"x").status_code == 403
    assert http.post(f"{proxy}/data/terms.csv", content=b"x" * 100_000).status_code == 413


def test_data_comes_through_and_too_many_requests_are_turned_away(proxy: str) -> None:
    assert http.get(f"{proxy}/data/terms.csv").content == (SHIPPED / "terms.csv").read_bytes()
    codes = [http.get(f"{proxy}/data/nothing.csv").status_code for _ in range(60)]
    assert codes[:5] == [404] * 5
    assert set(codes) == {404, 429}
