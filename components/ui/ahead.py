"""Figures go ahead of the page: at a new choice, those of charts that stand in the tab already, over its own channel.

What was made for somebody before is sent before anything else is done, in one message, because a browser draws several charts
quickest in one go; what must be made first goes as soon as it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from components.cached import View
from components.channels import Channel
from components.hosting import channel_address

AHEAD = "figures-ahead"
Chart = tuple[str, bytes]
"""The key of a chart and what it is to show, one line of JSON."""
Find = Callable[[View], Chart | None]
"""The chart as it looks under other choices; None when it would have to be made."""


@dataclass(frozen=True)
class Given:
    """What a tab was given for a chart: the hash of what it is to show, and its turn.

    Each change in a tab has a higher turn than the one before, so that its browser knows which of two figures is the newer one,
    whichever way they come.
    """

    content: int
    turn: int


@dataclass
class Ahead:
    """One tab's charts: what it was given before this run and in it, by key; and how to find them under other choices."""

    channel: Channel = field(default_factory=Channel)
    page: str = ""
    turn: int = 0
    before: dict[str, Given] = field(default_factory=dict)
    now: dict[str, Given] = field(default_factory=dict)
    finds: list[Find] = field(default_factory=list)


def begin(page: str, seen: View) -> None:
    """Send what has changed of the charts that the tab shows, as far as it is made."""
    if not channel_address():
        return
    mine = _of_session()
    finds, mine.finds = mine.finds, []
    # What an interrupted run has not come to is as it was before it.
    mine.before, mine.now = {**mine.before, **mine.now} if mine.page == page else {}, {}
    if mine.page == page:
        found = [chart for find in finds if (chart := find(seen))]
        _send(mine, [(key, data) for key, data in found if key in mine.before and mine.before[key].content != hash(data)])
    mine.page = page


def remember(find: Find) -> None:
    """Find this chart at the next choice."""
    if channel_address():
        _of_session().finds.append(find)


def address() -> str:
    """Where this tab's charts can listen; "" where there is no such address."""
    base = channel_address()
    return f"{base}?name={_of_session().channel.name}" if base else ""


def given(key: str, data: bytes) -> tuple[bytes, bool]:
    """What Streamlit's message brings to a chart, and whether the tab has it by then, sent ahead just now at the latest.

    A chart that was not there before comes Streamlit's way: nobody listens for it yet.
    """
    if not channel_address():
        return data, False
    mine, content = _of_session(), hash(data)
    last = mine.now.get(key) or mine.before.get(key)
    there = last is not None and (last.content == content or _send(mine, [(key, data)]))
    if not there:
        mine.now[key] = _next(mine, content)
    elif key not in mine.now:
        mine.now[key] = mine.before[key]
    return _in_turn(data, mine.now[key]), there


def _send(mine: Ahead, charts: list[Chart]) -> bool:
    turns = {key: _next(mine, hash(data)) for key, data in charts}
    sent = bool(charts) and mine.channel.send(b"\n".join(_in_turn(data, turns[key]) for key, data in charts))
    if sent:
        mine.now.update(turns)
    return sent


def _next(mine: Ahead, content: int) -> Given:
    mine.turn += 1
    return Given(content, mine.turn)


def _in_turn(data: bytes, one: Given) -> bytes:
    return b'{"turn":%d,%s' % (one.turn, data[1:])


def _of_session() -> Ahead:
    found: Ahead | None = st.session_state.get(AHEAD)
    if found is None:
        found = st.session_state[AHEAD] = Ahead()
    return found
