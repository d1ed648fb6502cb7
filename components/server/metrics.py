"""Numbers for Prometheus at /metrics: sessions, reruns and how long they take, requests, and which data is shown.

Streamlit has no count of reruns to ask for. Its messages pass here on their way through the websocket: a rerun begins with the
browser's message that asks for it and ends with the server's message that the script has finished.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from google.protobuf.message import DecodeError
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from components.cached import ledger
from components.navigation import BY_STEM
from components.server.health import faults, rows_shown

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
STREAM = "/_stcore/stream"
"""The websocket of Streamlit's pages, below the address at which the dashboard is mounted."""
LONGEST_END = 256
"""The message that a script has finished has some 30 bytes; longer ones are not looked into."""
REGISTRY = CollectorRegistry()
SESSIONS = Gauge("posture_sessions", "Browser tabs that are connected", registry=REGISTRY)
RERUNS = Counter("posture_reruns", "Script runs that a browser asked for", registry=REGISTRY)
RERUN_SECONDS = Histogram(
    "posture_rerun_seconds", "From the browser's message to the end of the script run", buckets=SECONDS, registry=REGISTRY
)
REQUESTS = Counter("posture_http_requests", "HTTP requests by kind of address and status", ["kind", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "posture_http_request_seconds", "Time of an HTTP request by kind of address", ["kind"], buckets=SECONDS, registry=REGISTRY
)
FIRST_SEGMENTS = {
    "data": "data", "static": "static", "preview": "preview", "media": "media", "component": "component", "_stcore": "streamlit",
    "healthz": "health", "readyz": "health", "metrics": "metrics",
}  # fmt: skip


class DataState(Collector):
    """Which data this process shows, asked for when the numbers are read."""

    def collect(self) -> Iterator[Metric]:
        rows = rows_shown()
        version = GaugeMetricFamily("posture_data", "1 for the data that is shown", labels=["version", "fingerprint"])
        if rows:
            version.add_metric([ledger().version, ledger().fingerprint], 1)
        yield version
        yield GaugeMetricFamily("posture_data_rows", "Rows of facts that can be shown", rows)
        yield GaugeMetricFamily("posture_data_faults", "Faults in the data folder as it is now", len(faults()))


REGISTRY.register(DataState())


def kind_of(path: str) -> str:
    """The kind of an address: one of a few words, however many addresses there are."""
    first = path.strip("/").split("/")[0]
    return FIRST_SEGMENTS.get(first) or ("page" if first == "" or first in BY_STEM else "other")


class Measured:
    """Counts and times HTTP requests, and the reruns inside websockets."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            with SESSIONS.track_inprogress():
                run = Reruns(receive, send)
                await self.app(scope, run.receive, run.send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind, status = kind_of(scope["path"]), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with REQUEST_SECONDS.labels(kind).time():
                await self.app(scope, receive, noted)
        finally:
            REQUESTS.labels(kind, str(status)).inc()


class Reruns:
    """The two ends of one websocket, listening for the start and the end of script runs."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._asked: float | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        if asks_for_rerun(message.get("bytes") or b""):
            RERUNS.inc()
            # A second request while a script runs belongs to the same wait.
            self._asked = self._asked or time.perf_counter()
        return message

    async def send(self, message: Message) -> None:
        await self._send(message)
        if self._asked is not None and ends_run(message.get("bytes") or b""):
            RERUN_SECONDS.observe(time.perf_counter() - self._asked)
            self._asked = None


def asks_for_rerun(content: bytes) -> bool:
    """Whether a browser's message asks for a script run; bytes that are no message ask for nothing."""
    try:
        return bool(content) and BackMsg.FromString(content).WhichOneof("type") == "rerun_script"
    except DecodeError:
        return False


def ends_run(content: bytes) -> bool:
    """Whether a server's message says that the script has run to its end."""
    if not content or len(content) > LONGEST_END:
        return False
    message = ForwardMsg.FromString(content)
    early = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
    return message.WhichOneof("type") == "script_finished" and message.script_finished != early


def metrics(request: Request) -> Response:
    """All numbers in Prometheus' text format."""
    return Response(generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})


ROUTES = [Route("/metrics", metrics)]
