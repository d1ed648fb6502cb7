"""A visitor without a browser: speaks Streamlit's websocket protocol with the message classes of the installed Streamlit.

Like the browser, it sends its widgets' values, keeps the address that the server last gave it, and tells which large messages it
still holds, so that the server need not send them again.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.benchmarks.measuring import Failure

LONGEST = 60.0
"""Seconds after which a run counts as failed."""
LONGEST_END = 256
"""The message that a script has finished is shorter; only short ones are read while the clock runs."""
KEPT_RUNS = 2
"""The browser forgets a message that was not used for so many runs."""


class Counted(ClientConnection):
    """Counts the bytes as they come off the socket, compressed if the server compresses."""

    received = 0

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        super().data_received(data)


@dataclass
class Run:
    """One run of the script: milliseconds from asking to its end, bytes with and without compression, and what came."""

    ms: float
    wire: int
    payload: int
    charts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    address: str | None = None
    texts: list[str] = field(default_factory=list)

    def checked(self, charts: int, query: str = "") -> Run:
        """This run; Failure when something is wrong on it, a chart is missing, or the choice did not reach the address."""
        if self.faults:
            raise Failure(f"the page says: {self.faults[0]}")
        if len(self.charts) != charts:
            raise Failure(f"{len(self.charts)} charts came, {charts} were expected")
        if query and query not in (self.address or ""):
            raise Failure(f"the choice {query} was not taken, the address is {self.address!r}")
        return self


class Visitor:
    """One browser tab on one page."""

    def __init__(self, address: str, page: str = "", query: str = "", source: str = "", headers: Mapping[str, str] | None = None) -> None:
        self._base = address.replace("http", "ws", 1)
        self._page, self._query, self._source = page, query, source
        self._headers = dict(headers or {})
        self._hash = ""
        self._widgets: dict[str, str] = {}
        self._select: dict[str, str] = {}
        self._held: dict[str, tuple[ForwardMsg, int]] = {}
        self._runs = 0
        self._socket: Counted | None = None
        self._channel = ""
        self._listener: asyncio.Task[None] | None = None
        self._channel_socket: Counted | None = None
        self.ahead: list[int] = []
        """Bytes of the messages that came over the tab's own channel, unpacked."""

    async def open(self) -> None:
        """Connect; compression as the browser offers it."""
        self._socket = await self._connect("/_stcore/stream", subprotocols=["streamlit"], create_connection=Counted)
        given = self._socket.response.headers.get_all("Set-Cookie") if self._socket.response else []
        if given:
            # A server in front of several tells by it which of them the session is with.
            self._headers["Cookie"] = "; ".join([*filter(None, [self._headers.get("Cookie")]), *(each.split(";")[0] for each in given)])

    async def _connect(self, path: str, **how: Any) -> Any:
        more: dict[str, Any] = {"local_addr": (self._source, 0)} if self._source else {}
        return await connect(
            self._base + path,
            max_size=None,
            open_timeout=60,
            ping_interval=None,
            proxy=None,
            additional_headers=self._headers,
            **more,
            **how,
        )

    async def _listen(self) -> None:
        """Hear what goes ahead, as a browser does from its first charts on."""
        self._channel_socket = channel = await self._connect(f"/{self._channel}", create_connection=Counted)
        try:
            async for content in channel:
                self.ahead.append(len(content))
        except ConnectionClosed:
            return
        finally:
            await channel.close()

    def _received(self) -> int:
        return sum(socket.received for socket in (self._socket, self._channel_socket) if socket is not None)

    async def close(self) -> None:
        if self._listener is not None:
            self._listener.cancel()
        if self._socket is not None:
            await self._socket.close()

    async def run(self, **chosen: str) -> Run:
        """Ask for a run, with new values of select boxes by their keys (`choice_a` is the key choice-a), and read it to its end."""
        for name, value in chosen.items():
            key = name.replace("_", "-")
            if key not in self._select:
                raise Failure(f"there is no select box with the key {key}")
            self._widgets[key] = value
        socket = self._socket
        if socket is None:
            raise Failure("not connected")
        message, before, ahead, raw = self._message(), self._received(), len(self.ahead), []
        started = time.perf_counter()
        async with asyncio.timeout(LONGEST):
            await socket.send(message)
            while True:
                raw.append(await socket.recv())
                if len(raw[-1]) <= LONGEST_END and _ends(raw[-1]):
                    break
        spent = (time.perf_counter() - started) * 1000
        made = self._read(
            [bytes(each) for each in raw], Run(spent, self._received() - before, sum(map(len, raw)) + sum(self.ahead[ahead:]))
        )
        if self._channel and self._listener is None:
            self._listener = asyncio.create_task(self._listen())
        return made

    def _message(self) -> bytes:
        back = BackMsg()
        asked = back.rerun_script
        asked.query_string, asked.page_name, asked.page_script_hash = self._query, "" if self._hash else self._page, self._hash
        asked.context_info.timezone, asked.context_info.locale, asked.context_info.color_scheme = "UTC", "en-US", "light"
        asked.cached_message_hashes.extend(self._held)
        for key, value in self._widgets.items():
            widget = asked.widget_states.widgets.add()
            widget.id, widget.string_value = self._select[key], value
        return bytes(back.SerializeToString())

    def _read(self, raw: list[bytes], run: Run) -> Run:
        """What came in a run; done after the clock has stopped."""
        self._runs += 1
        charts: dict[tuple[int, ...], str] = {}
        for content in raw:
            message = ForwardMsg.FromString(content)
            path = tuple(message.metadata.delta_path)
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                message = self._referred(message)
                kind = message.WhichOneof("type")
            elif message.metadata.cacheable:
                self._held[message.hash] = (message, self._runs)
            if kind == "new_session":
                charts.clear()
            elif kind == "navigation":
                # With st.navigation it is this message that says which page it has become.
                self._hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = run.address = message.page_info_changed.query_string
            elif kind == "page_not_found":
                run.faults.append("there is no such page")
            elif kind == "session_event" and message.session_event.WhichOneof("type") == "script_compilation_exception":
                run.faults.append("the script could not be compiled")
            elif kind == "delta":
                self._element(message, path, charts, run)
        run.charts = [charts[path] for path in sorted(charts)]
        self._held = {name: held for name, held in self._held.items() if self._runs - held[1] < KEPT_RUNS}
        return run

    def _referred(self, message: ForwardMsg) -> ForwardMsg:
        if message.ref_hash not in self._held:
            raise Failure("the server refers to a message that was not kept")
        held = self._held[message.ref_hash][0]
        self._held[message.ref_hash] = (held, self._runs)
        return held

    def _element(self, message: ForwardMsg, path: tuple[int, ...], charts: dict[tuple[int, ...], str], run: Run) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        charts.pop(path, None)
        if kind == "plotly_chart":
            charts[path] = element.plotly_chart.spec
        elif kind == "bidi_component":
            given = json.loads(element.bidi_component.bytes)
            charts[path], self._channel = json.dumps(given["figure"]), given.get("channel", "")
        elif kind == "selectbox":
            # The id of a widget with a key ends with the key.
            for key in ("choice-a", "choice-b"):
                if element.selectbox.id.endswith(f"-{key}"):
                    self._select[key] = element.selectbox.id
        elif kind == "exception":
            run.faults.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            run.faults.append(element.alert.body)


def _ends(content: bytes | str) -> bool:
    message = ForwardMsg.FromString(content if isinstance(content, bytes) else content.encode())
    # A run that ends early for another one is followed by that one.
    return message.WhichOneof("type") == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
