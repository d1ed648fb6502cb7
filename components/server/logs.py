"""One JSON object a line on standard error: for machines to search, and safe against line breaks in what visitors send."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

requests = logging.getLogger("components.server.requests")
TAKEN_OVER = ("streamlit", "uvicorn", "uvicorn.error")
"""Loggers that bring handlers of their own, and would otherwise write each line twice."""
REPLACED = "uvicorn.access"
"""The server's own access log has the whole query in it, search words and all: ours has only the path."""


class JsonLines(logging.Formatter):
    """Time in UTC, level, logger and message; the fields of a request; the traceback of a failure."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


@contextmanager
def json_logs() -> Iterator[None]:
    """Write all logs of this process as JSON lines; at the end everything is as it was.

    It may stand inside itself: what Streamlit and uvicorn have set up since is taken over again, and no line is written twice.
    """
    root, others, silent = logging.getLogger(), [logging.getLogger(name) for name in TAKEN_OVER], logging.getLogger(REPLACED)
    before = [(logger, logger.handlers[:], logger.propagate, logger.level) for logger in (root, *others)]
    was_disabled = silent.disabled
    if not any(isinstance(handler.formatter, JsonLines) for handler in root.handlers):
        root.addHandler(_handler())
    root.setLevel(logging.INFO)
    for logger in others:
        logger.handlers, logger.propagate = [], True
    silent.disabled = True
    try:
        yield
    finally:
        for logger, handlers, propagates, level in before:
            logger.handlers, logger.propagate = handlers, propagates
            logger.setLevel(level)
        silent.disabled = was_disabled


def _handler() -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    return handler


class RequestLog:
    """One line a request: method, path, status and time. No address of the visitor, no query: search words are nobody's business."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            fields = {
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "milliseconds": round((time.perf_counter() - started) * 1000, 1),
            }
            requests.log(logging.ERROR if status >= 500 else logging.INFO, "request", extra={"fields": fields})
