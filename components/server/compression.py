"""The app's own scripts and styles, compressed once and kept: a first visit loads some 7 MB of them uncompressed.

Streamlit sends them as they are and leaves compression to a proxy; compressing them at every request would cost more than it
saves. Their names carry a hash of their content, so what is kept here is never out of date.
"""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Callable, Mapping
from pathlib import Path

import brotli
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from components.server import charts

WORTH_IT = (".js", ".css", ".svg", ".json")
SMALLEST = 1024
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}
"""Codings, smallest first, as somebody waits for them."""
BEST = 9
"""Brotli's quality where nobody waits: a twentieth smaller in three times the time. The highest (11) would take 25 times as long."""


def takes(headers: Headers, coding: str) -> bool:
    """Whether the asker takes a coding (gzip, br): named, and not with a weight of zero."""
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() == coding:
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def best_coding(headers: Headers) -> str:
    """The smallest coding that the asker takes; "" when there is none."""
    return next((coding for coding in PACKED if takes(headers, coding)), "")


class Shelf:
    """The compressed files by the path of their address, and others by theirs; only files that were there at the start can be had."""

    def __init__(self, folder: Path, others: Mapping[str, Path]) -> None:
        files = [path for path in (folder / "static").rglob("*") if path.suffix in WORTH_IT and path.stat().st_size >= SMALLEST]
        self._files = {**{f"/{path.relative_to(folder).as_posix()}": path for path in files}, **others}
        self._packed: dict[tuple[str, str], bytes] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._files

    def packed(self, path: str, coding: str) -> bytes:
        """The compressed bytes; KeyError for a path that is not on the shelf."""
        if (path, coding) not in self._packed:
            self._packed[path, coding] = PACKED[coding](self._files[path].read_bytes())
        return self._packed[path, coding]

    def ready(self, path: str, coding: str) -> bool:
        """Whether the compressed bytes are there already."""
        return (path, coding) in self._packed

    def media_type(self, path: str) -> str:
        return mimetypes.guess_type(path)[0] or "application/octet-stream"

    def fill(self) -> None:
        """Compress everything for today's browsers: some megabytes, two seconds of one core."""
        for path in self._files:
            self._packed[path, "br"] = brotli.compress(self._files[path].read_bytes(), quality=BEST)


SHELF = Shelf(Path(file_util.get_static_dir()), {charts.ADDRESS: charts.LIBRARY})


class CompressedStatic:
    """Answers requests for static files with the kept compressed bytes; all other requests pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._answers(scope):
            await self.app(scope, receive, send)
            return
        path, coding = scope["path"], best_coding(Headers(scope=scope))
        # A hop to a thread costs more than the answer when the bytes are there already.
        content = SHELF.packed(path, coding) if SHELF.ready(path, coding) else await to_thread.run_sync(SHELF.packed, path, coding)
        headers = {
            "Content-Encoding": coding,
            "Content-Length": str(len(content)),
            "Cache-Control": charts.FOR_A_YEAR,
            "Vary": "Accept-Encoding",
        }
        response = Response(b"" if scope["method"] == "HEAD" else content, headers=headers, media_type=SHELF.media_type(path))
        await response(scope, receive, send)

    @staticmethod
    def _answers(scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"] not in SHELF:
            return False
        headers = Headers(scope=scope)
        return bool(best_coding(headers)) and "range" not in headers
