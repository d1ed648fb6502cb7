"""Serve the dashboard with one process: HOST and PORT from the environment, 127.0.0.1 and 8501 without them.

One process is one replica; deploy/nginx.conf spreads sessions over several. A session lives in the memory of its process, so more
workers behind one port would lose it.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import uvicorn

ROOT = Path(__file__).resolve().parents[1]
LARGEST_MESSAGE = 16 * 1024 * 1024
"""Nobody uploads anything here: what a browser sends is a list of its widgets."""


def configuration(host: str, port: int) -> uvicorn.Config:
    """How the server runs.

    Given host and port, uvicorn lets asyncio open the socket, which sends each answer without delay (TCP_NODELAY).
    """
    return uvicorn.Config(
        "components.server.app:app",
        host=host,
        port=port,
        ws_max_size=LARGEST_MESSAGE,
        # Charts are JSON and shrink to a sixth; that costs a millisecond and saves a phone on a train most of its wait.
        ws_per_message_deflate=True,
        ws_ping_interval=30,
        ws_ping_timeout=30,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def port_number(text: str) -> int:
    """The port in a text; exits with a sentence when there is none."""
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        sys.exit(f"PORT is '{text}', a number from 0 to 65535 was expected.")
    return int(text)


def main() -> None:
    """Serve until stopped."""
    # What is imported stays: collecting garbage among it makes the start a fifth longer. The application turns it on again.
    gc.disable()
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    from components.server.logs import json_logs

    with json_logs():
        uvicorn.Server(configuration(os.environ.get("HOST", "127.0.0.1"), port_number(os.environ.get("PORT", "8501")))).run()


if __name__ == "__main__":
    main()
