"""The websocket on which a tab's charts hear of new figures. It says nothing to who has no name that a session was given."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, wait

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from components.channels import named

ADDRESS = "/channel"
HANDED_ON = 0.03
"""Seconds for which a script waits until its figures are on their way, at most.

It need not, but Python would let it run on for five milliseconds at a time before the loop that sends them has its turn.
"""


async def channel(socket: WebSocket) -> None:
    """Send on what the session sends, until the browser leaves. What comes while it is still busy with the last is left out."""
    found = named(socket.query_params.get("name", ""))
    if found is None:
        await socket.close()
        return
    await socket.accept()
    loop = asyncio.get_running_loop()
    under_way: list[Future[None]] = []

    def deliver(content: bytes) -> bool:
        if under_way and not under_way[0].done():
            return False
        under_way[:] = [asyncio.run_coroutine_threadsafe(socket.send_bytes(content), loop)]
        wait(under_way, HANDED_ON)
        return True

    with found.listening(deliver):
        try:
            while True:
                await socket.receive()
        except (WebSocketDisconnect, RuntimeError):
            return


ROUTES = [WebSocketRoute(ADDRESS, channel)]
