"""A page of another site may not open a session: turned away here, before Streamlit looks into it.

Streamlit would ask a service on the internet for this machine's public address, to compare it with the origin; anybody could make the
server do so, and it answers nobody else meanwhile.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.server_util import allowlisted_origins

NEAR = ("localhost", "127.0.0.1", "0.0.0.0")
"""Streamlit lets these in without a question."""


def foreign(headers: Headers) -> bool:
    """Whether a browser says that a page of another site asks: another host or port, not near, and not in server.corsAllowedOrigins."""
    origin = headers.get("origin")
    if origin is None or not config.get_option("server.enableCORS"):
        return False
    try:
        asker = urlsplit(origin)
        name = asker.hostname
    except ValueError:
        return True
    return asker.netloc != headers.get("host") and name not in (*NEAR, *(urlsplit(each).hostname for each in allowlisted_origins()))


class SameOrigin:
    """Answers websockets of foreign pages with 403."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and foreign(Headers(scope=scope)):
            await turned_away(scope, receive, send)
        else:
            await self.app(scope, receive, send)


async def turned_away(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a websocket: the server answers 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})
