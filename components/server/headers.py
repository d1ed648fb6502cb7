"""Security headers on every answer, and the page's own policy on HTML."""

from __future__ import annotations

import base64
import hashlib
import os
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ON_EVERYTHING = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""The clipboard stays allowed: links and citations are copied."""
FRAME_ANCESTORS = "POSTURE_FRAME_ANCESTORS"
"""Who may show the dashboard inside a page of theirs: sources as Content-Security-Policy writes them; nobody by default."""
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def page_policy(html: str) -> str:
    """The Content-Security-Policy of a page: its own files only, and of inline scripts exactly those that it holds.

    Styles are made while the app runs, so they stay inline; messages are read by a small WebAssembly module. Charts and downloads use
    blob: and data: addresses. The script that draws charts comes over the websocket and is run from a blob: address, which nobody but a
    script that runs already can make.
    """
    digests = [hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(html)]
    allowed = " ".join(["'self'", *(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)])
    return "; ".join([
        "default-src 'self'",
        f"script-src {allowed} blob: 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        f"frame-ancestors {frame_ancestors()}",
    ])  # fmt: skip


def frame_ancestors() -> str:
    """The sources in POSTURE_FRAME_ANCESTORS; a value that could end the policy counts as not given."""
    given = os.environ.get(FRAME_ANCESTORS, "").strip()
    return given if re.fullmatch(r"[A-Za-z0-9:/.*' -]+", given) else "'none'"


class SecurityHeaders:
    """Adds the headers to every HTTP answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ON_EVERYTHING.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
