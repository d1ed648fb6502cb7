"""Answers that caches, scripts on other sites and download folders can rely on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

COMPONENTS = Path(__file__).resolve().parents[1]
ANYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, Content-Length, ETag, X-Data-Version",
}
"""The data is public and nobody is signed in at these addresses, so any site may read them."""
METHODS = ("GET", "HEAD", "OPTIONS")
FRESH = "public, max-age=60, must-revalidate"
"""A correction is seen within a minute, and asking again costs no body."""


@dataclass(frozen=True)
class File:
    """A file to send: its bytes at once or in pieces, what it is, and the name under which it is saved ("" to show it)."""

    content: bytes | Iterator[bytes]
    media_type: str
    name: str = ""


def sentences(status: int, lines: list[str], headers: Mapping[str, str] | None = None) -> Response:
    """What is wrong, a sentence a line, never kept by a cache."""
    return PlainTextResponse("\n".join(lines) + "\n", status, {**ANYBODY, "Cache-Control": "no-store", **(headers or {})})


def preflight() -> Response:
    """Tell a browser that any site may read here, and how."""
    allowed = ", ".join(METHODS)
    granted = {
        "Allow": allowed,
        "Access-Control-Allow-Methods": allowed,
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers={**ANYBODY, **granted})


def tag(*parts: object) -> str:
    """A weak ETag of everything that the answer is made from, the program's own text included.

    Weak, because the same rows may be sent compressed or not.
    """
    digest = hashlib.sha256("\x00".join([program_mark(), *map(str, parts)]).encode())
    return f'W/"{digest.hexdigest()[:24]}"'


@cache
def program_mark() -> str:
    """The same on every replica of one release: a hash of the program's own files."""
    digest = hashlib.sha256()
    for path in sorted(COMPONENTS.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def unchanged(request: Request, etag: str) -> bool:
    """Whether the asker has this very answer already (If-None-Match, compared weakly)."""
    asked = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    return "*" in asked or etag.removeprefix("W/") in asked


def not_modified(etag: str, headers: Mapping[str, str]) -> Response:
    """Nothing new: no body, the headers that a cache renews."""
    return Response(status_code=304, headers={"ETag": etag, **headers})


def send(request: Request, file: File, etag: str, headers: Mapping[str, str]) -> Response:
    """The file with its headers; for HEAD the same headers and no body."""
    every = {"ETag": etag, **headers}
    if file.name:
        every["Content-Disposition"] = f'attachment; filename="{file.name}"'
    if request.method == "HEAD":
        if isinstance(file.content, bytes):
            every["Content-Length"] = str(len(file.content))
        return Response(headers=every, media_type=file.media_type)
    if isinstance(file.content, bytes):
        return Response(file.content, headers=every, media_type=file.media_type)
    return StreamingResponse(file.content, headers=every, media_type=file.media_type)
