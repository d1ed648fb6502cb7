"""Charts get a head start: what Streamlit sends right after a choice waits until its script has run, or a moment.

The figures have gone ahead (components.channels). Streamlit's first messages would reach the browser at the same time, and its front
end would begin with the page when the charts should be drawn. The first visit and the way to another page have nothing to wait for.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from components.server.metrics import STREAM, ends_run

MOMENT = 0.04
"""Seconds. Most runs end sooner, and then everything comes at once; a longer one begins to send."""


class HeadStart:
    """Puts itself between Streamlit and its websockets; all other requests pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or not scope["path"].endswith(STREAM):
            await self.app(scope, receive, send)
            return
        stream = Stream(receive, send)
        try:
            await self.app(scope, stream.receive, stream.send)
        finally:
            stream.close()


class Stream:
    """The two ends of one websocket: messages go out in their order, after a choice a little later."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._page: str | None = None
        self._until = 0.0
        self._held: list[Message] = []
        self._one_at_a_time = asyncio.Lock()
        self._later: asyncio.Task[None] | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        page = page_to_run(message.get("bytes") or b"")
        if page is not None:
            # What waits already does not wait any longer for a second choice.
            if page == self._page and not self._held:
                self._until = _now() + MOMENT
            self._page = page
        return message

    async def send(self, message: Message) -> None:
        self._held.append(message)
        if message["type"] != "websocket.send" or ends_run(message.get("bytes") or b""):
            self._until = 0.0
        if _now() >= self._until:
            await self._flush()
        elif self._later is None or self._later.done():
            self._later = asyncio.create_task(self._flush_later())

    def close(self) -> None:
        """Send nothing more."""
        if self._later is not None:
            self._later.cancel()

    async def _flush_later(self) -> None:
        await asyncio.sleep(self._until - _now())
        # The browser may have left; whoever sends the next message learns of it.
        with suppress(OSError):
            await self._flush()

    async def _flush(self) -> None:
        async with self._one_at_a_time:
            while self._held:
                await self._send(self._held.pop(0))


def page_to_run(content: bytes) -> str | None:
    """The page that a browser's message wants run as a whole, as Streamlit names it ("" at first); None for any other message."""
    try:
        message = BackMsg.FromString(content)
    except DecodeError:
        return None
    asked = message.rerun_script
    return asked.page_script_hash if message.WhichOneof("type") == "rerun_script" and not asked.fragment_id else None


def _now() -> float:
    return asyncio.get_running_loop().time()
