"""The websocket on which a tab's charts hear of new figures: for who knows its name, and one at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from components import hosting
from components.channels import Channel
from components.server.channels import ADDRESS
from components.server.metrics import SESSIONS

LONG = 10.0


def until(true: Callable[[], object]) -> None:
    """Wait for what another thread does."""
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_pages_are_told_the_address(client: TestClient) -> None:
    assert hosting.channel_address() == ADDRESS.removeprefix("/")


def test_what_a_session_sends_arrives_whole_and_in_order(client: TestClient) -> None:
    mine, large = Channel(), "가".encode() * 100_000
    with client.websocket_connect(f"{ADDRESS}?name={mine.name}") as socket:
        until(lambda: mine._deliver)
        for content in (b"one", large, b"three"):
            until(lambda content=content: mine.send(content))
        assert [socket.receive_bytes() for _ in range(3)] == [b"one", large, b"three"]
    until(lambda: not mine._deliver)
    assert not mine.send(b"nobody is there")


def test_sending_from_several_threads_loses_nothing_that_was_taken(client: TestClient) -> None:
    mine, taken = Channel(), []
    with client.websocket_connect(f"{ADDRESS}?name={mine.name}") as socket:
        until(lambda: mine._deliver)
        threads = [threading.Thread(target=lambda number=number: mine.send(b"%d" % number) and taken.append(number)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert taken
        assert sorted(int(socket.receive_bytes()) for _ in taken) == sorted(taken)


@pytest.mark.parametrize("query", ["", "?name=", "?name=nobody", "?name=%00", "?name=" + "a" * 5000])
def test_who_has_no_name_is_turned_away(client: TestClient, query: str) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(ADDRESS + query):
        pass


def test_what_a_browser_says_is_of_no_interest(client: TestClient) -> None:
    mine = Channel()
    with client.websocket_connect(f"{ADDRESS}?name={mine.name}") as socket:
        for content in ("text", "{}"):
            socket.send_text(content)
        socket.send_bytes(b"\xff" * 1000)
        until(lambda: mine.send(b"still here"))
        assert socket.receive_bytes() == b"still here"


def test_the_newer_of_two_connections_is_served(client: TestClient) -> None:
    mine = Channel()
    with client.websocket_connect(f"{ADDRESS}?name={mine.name}"):
        until(lambda: mine._deliver)
        first = mine._deliver
        with client.websocket_connect(f"{ADDRESS}?name={mine.name}") as second:
            until(lambda: mine._deliver is not first)
            assert mine.send(b"to the second")
            assert second.receive_bytes() == b"to the second"


def test_a_foreign_page_cant_listen(client: TestClient) -> None:
    mine = Channel()
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(f"{ADDRESS}?name={mine.name}", headers={"Origin": "https://elsewhere.example"}),
    ):
        pass
    assert not mine.send(b"")


def test_it_is_no_session_of_its_own(client: TestClient) -> None:
    mine, before = Channel(), SESSIONS._value.get()
    with client.websocket_connect(f"{ADDRESS}?name={mine.name}"):
        until(lambda: mine._deliver)
        assert SESSIONS._value.get() == before


def test_it_is_no_page(client: TestClient) -> None:
    assert client.get(ADDRESS).status_code == 404
