"""What Streamlit sends right after a choice: later by a moment at most, all of it, in its order, and nothing else is touched."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from components.server import head_start
from components.server.head_start import Stream, page_to_run

END = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY).SerializeToString()
LONG = 10.0


def said(text: str) -> bytes:
    """One of Streamlit's messages."""
    return bytes(ForwardMsg(page_info_changed={"query_string": text}).SerializeToString())


def asking(page: str, fragment: str = "") -> bytes:
    message = BackMsg()
    message.rerun_script.page_script_hash = page
    message.rerun_script.fragment_id = fragment
    return bytes(message.SerializeToString())


class Tab:
    """A stream with a browser at its other end: what it asks for, and what has reached it."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.came: list[object] = []
        self.gone = self.busy = False
        self.stream = Stream(self._receive, self._take)

    async def _receive(self) -> Message:
        return {"type": "websocket.receive", "bytes": self.asked.pop(0)}

    async def _take(self, message: Message) -> None:
        # A network that is slow at first.
        self.busy = True
        for _ in range(max(1, 20 - len(self.came))):
            await asyncio.sleep(0)
        self.busy = False
        if self.gone:
            raise OSError
        self.came.append(message.get("bytes") or message["type"])

    async def ask(self, content: bytes) -> None:
        self.asked.append(content)
        await self.stream.receive()

    async def send(self, *contents: bytes) -> None:
        for content in contents:
            await self.stream.send({"type": "websocket.send", "bytes": content})


def scene(told: Callable[[Tab], Awaitable[None]]) -> None:
    async def run() -> None:
        tab = Tab()
        await told(tab)
        tab.stream.close()

    asyncio.run(asyncio.wait_for(run(), LONG))


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment does not pass by itself."""
    monkeypatch.setattr(head_start, "MOMENT", 1000.0)


async def chosen(tab: Tab) -> None:
    """The page is there, and a choice was made on it."""
    await tab.ask(asking("page"))
    await tab.send(said("page"), END)
    tab.came.clear()
    await tab.ask(asking("page"))


def test_after_a_choice_everything_comes_at_the_end_of_the_run(endless: None) -> None:
    async def told(tab: Tab) -> None:
        await chosen(tab)
        await tab.send(said("one"), said("two"))
        assert tab.came == []
        await tab.send(END)
        assert tab.came == [said("one"), said("two"), END]
        await tab.send(said("after"))
        assert tab.came[-1] == said("after")

    scene(told)


def test_a_long_run_begins_to_send_after_the_moment() -> None:
    async def told(tab: Tab) -> None:
        await chosen(tab)
        await tab.send(said("one"), said("two"))
        assert tab.came == []
        while tab.came != [said("one"), said("two")]:
            await asyncio.sleep(0.005)
        await tab.send(said("three"))
        assert tab.came == [said("one"), said("two"), said("three")]

    scene(told)


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ([], asking("page")),
        ([asking("page")], asking("other page")),
        ([asking("page")], asking("page", fragment="dialog")),
        ([asking("page")], BackMsg(stop_script=True).SerializeToString()),
        ([asking("page")], b"\xff\xff\xff"),
        ([asking("page")], b""),
    ],
    ids=["first visit", "another page", "a dialog alone", "stop", "no message", "nothing"],
)
def test_nothing_else_waits(before: list[bytes], asked: bytes, endless: None) -> None:
    async def told(tab: Tab) -> None:
        for content in before:
            await tab.ask(content)
        await tab.ask(asked)
        await tab.send(said("one"))
        assert tab.came == [said("one")]

    scene(told)


def test_choices_in_quick_succession_don_t_put_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    async def told(tab: Tab) -> None:
        await chosen(tab)
        await tab.send(said("one"))
        until = tab.stream._until
        await tab.ask(asking("page"))
        assert tab.stream._until == until
        await tab.send(END)
        assert tab.came == [said("one"), END]

    monkeypatch.setattr(head_start, "MOMENT", 1000.0)
    scene(told)


def test_the_order_holds_when_messages_come_while_others_are_sent() -> None:
    async def told(tab: Tab) -> None:
        await chosen(tab)
        sent = [said(str(number)) for number in range(40)]
        await tab.send(*sent[:10])
        while not tab.busy:
            await asyncio.sleep(0)
        assert len(tab.came) < 10
        await tab.send(*sent[10:])
        while len(tab.came) < len(sent):
            await asyncio.sleep(0.001)
        assert tab.came == sent

    scene(told)


def test_a_close_comes_at_once_after_what_was_held(endless: None) -> None:
    async def told(tab: Tab) -> None:
        await chosen(tab)
        await tab.send(said("one"))
        await tab.stream.send({"type": "websocket.close"})
        assert tab.came == [said("one"), "websocket.close"]

    scene(told)


def test_a_browser_that_leaves_is_noticed_by_who_sends_next() -> None:
    async def told(tab: Tab) -> None:
        await chosen(tab)
        await tab.send(said("one"))
        tab.gone = True
        await asyncio.sleep(head_start.MOMENT * 2)
        assert tab.stream._later and tab.stream._later.done() and not tab.stream._later.exception()
        with pytest.raises(OSError):
            await tab.send(said("two"))

    scene(told)


def test_only_a_run_of_a_whole_page_has_a_page() -> None:
    assert [page_to_run(content) for content in (asking("a"), asking(""), asking("a", "f"), b"", b"\xff")] == ["a", "", None, None, None]
