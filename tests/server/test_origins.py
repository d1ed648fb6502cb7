"""Which pages may open a session, and that a foreign one makes the server turn to nobody."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
import websockets
from starlette.datastructures import Headers
from streamlit import config

from components.server.origins import foreign
from tests.server.test_no_network import HOOK, Watched
from tests.server.test_serving import answers, free_port, process, wait_until


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, False),
        ("https://posture.example.org", False),
        ("http://localhost:3000", False),
        ("http://127.0.0.1:8501", False),
        ("https://elsewhere.example", True),
        ("https://posture.example.org:8443", True),
        ("https://posture.example.org.elsewhere.example", True),
        ("null", True),
        ("http://[", True),
    ],
)
def test_a_page_of_another_site_is_foreign(origin: str | None, expected: bool) -> None:
    headers = {"host": "posture.example.org"} | ({"origin": origin} if origin else {})
    assert foreign(Headers(headers)) is expected


def test_listed_origins_are_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"server.enableCORS": True, "server.corsAllowedOrigins": ["https://portal.example.org"]}
    monkeypatch.setattr(config, "get_option", given.__getitem__)
    assert not foreign(Headers({"host": "posture.example.org", "origin": "https://portal.example.org"}))
    assert foreign(Headers({"host": "posture.example.org", "origin": "https://elsewhere.example"}))


async def knock(address: str, origin: str) -> int:
    """101 when a session was opened, else the status of the refusal."""
    try:
        async with websockets.connect(
            address.replace("http", "ws") + "/_stcore/stream", subprotocols=["streamlit"], origin=origin, proxy=None
        ):  # type: ignore[arg-type,list-item]
            return 101
    except websockets.InvalidStatus as refused:
        return refused.response.status_code


def test_a_foreign_page_is_turned_away_and_nobody_is_asked(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    watched, port = Watched(tmp_path), free_port()
    address = f"http://127.0.0.1:{port}"
    with process([sys.executable, "deploy/serve.py"], tmp_path / "log", PORT=str(port), **watched.environment):
        wait_until(lambda: answers(f"{address}/readyz"))
        assert asyncio.run(knock(address, "https://elsewhere.example")) == 403
        assert asyncio.run(knock(address, address)) == 101
    assert watched.elsewhere() == []
