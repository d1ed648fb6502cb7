"""Figures go ahead over a tab's own channel: the same as in Streamlit's messages, before them, and only where they change something."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import Mock, patch

import pytest
from streamlit.testing.v1 import AppTest

from components import hosting
from components.cached import View
from components.channels import Channel, named
from components.navigation import PAGES
from components.ui import ahead, order
from tests.app.conftest import act, opened, run

CHARTS = [spec.stem for spec in PAGES if spec.charts]
ONE, OTHER = "2018-09-19", "2020-01-01"


@pytest.fixture(autouse=True)
def hosted(monkeypatch: pytest.MonkeyPatch, plain_server: None) -> None:
    """As under the server that brings plotly.js and has channels."""
    monkeypatch.setattr(hosting, "_libraries", ["charts/library.js"])
    monkeypatch.setattr(hosting, "_channels", ["channel"])


def brought(at: AppTest) -> list[bytes]:
    """What Streamlit's messages bring to the charts of a page."""
    return [element.proto.bytes for element in at.get("bidi_component")]


def channel_of(at: AppTest) -> Channel:
    """The channel whose name the charts of a page were given."""
    (address,) = {json.loads(content)["channel"] for content in brought(at)}
    base, name = address.split("?name=")
    found = named(name)
    assert base == "channel" and found
    return found


@contextmanager
def heard(at: AppTest, takes: bool = True) -> Iterator[list[bytes]]:
    """What comes over the tab's channel, to a browser that can take it or cannot."""
    came: list[bytes] = []
    with channel_of(at).listening(lambda content: came.append(content) is None and takes):
        yield came


def choose(at: AppTest, day: str) -> AppTest:
    return act(at, at.sidebar.selectbox(key="choice-a"), day)


def known(stem: str) -> AppTest:
    """A page on one day, when somebody has seen it on the other: figures of both are made."""
    return choose(choose(opened(stem), OTHER), ONE)


@pytest.mark.parametrize("stem", CHARTS)
def test_what_goes_ahead_is_what_streamlit_brings_in_one_message(stem: str) -> None:
    at = known(stem)
    before = brought(at)
    with heard(at) as came:
        choose(at, OTHER)
    after = brought(at)
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed
    assert [content.split(b"\n") for content in came] == [changed]
    turns = [json.loads(content)["turn"] for content in after]
    assert len(set(turns)) == len(turns) and min(json.loads(content)["turn"] for content in changed) > max(
        json.loads(content)["turn"] for content in before
    )


@pytest.mark.parametrize("stem", ["overview", "three_axis"])
def test_it_goes_before_anything_of_the_page(stem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at, told = known(stem), []
    sends = ahead._send
    monkeypatch.setattr(ahead, "_send", lambda mine, charts: (told.append("ahead"), sends(mine, charts))[1])
    monkeypatch.setattr("components.ui.page.lead", lambda stem: told.append("page") or "")
    with heard(at):
        choose(at, OTHER)
    assert told[:2] == ["ahead", "page"]


def test_what_has_to_be_made_goes_as_soon_as_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("indicators")
    before = brought(at)
    monkeypatch.setattr(View, "made", lambda self, name: None)
    with heard(at) as came, patch.object(order, "time", Mock()) as clock:
        choose(at, OTHER)
    after = brought(at)
    assert len(came) == len(after) == len(before) > 3
    assert came == after
    assert not clock.sleep.called


def test_a_run_that_changes_no_chart_sends_none_and_waits_for_none() -> None:
    at = opened("overview")
    before = brought(at)
    with heard(at) as came, patch.object(order, "time", Mock()) as clock:
        act(at, at.toggle(key="table-groups"), True)
    assert came == []
    assert brought(at) == before
    assert not clock.sleep.called


@pytest.mark.parametrize("listening", ["nobody", "busy"])
def test_where_it_cant_be_sent_streamlit_brings_it(listening: str) -> None:
    at = known("overview")
    (before,) = brought(at)
    with patch.object(order, "time", Mock()) as clock:
        if listening == "busy":
            with heard(at, takes=False):
                choose(at, OTHER)
        else:
            choose(at, OTHER)
    (after,) = brought(at)
    clock.sleep.assert_called_with(order.PAUSE)
    assert json.loads(after)["turn"] > json.loads(before)["turn"]
    # Back again, it is newer than both, whatever a slow browser has had.
    choose(at, ONE)
    (again,) = brought(at)
    assert json.loads(again)["turn"] > json.loads(after)["turn"]
    assert {**json.loads(again), "turn": 0} == {**json.loads(before), "turn": 0}


def test_an_interrupted_run_leaves_its_figures_to_be_overtaken() -> None:
    at = known("overview")
    with heard(at) as came:
        # The script ends before the chart has its place, after its figure has gone.
        with patch("components.ui.page.lead", side_effect=RuntimeError), pytest.raises(AssertionError):
            choose(at, OTHER)
        choose(at, ONE)
    gone, back = (json.loads(content) for content in came)
    assert gone["figure"] != back["figure"] and back["turn"] > gone["turn"]
    assert json.loads(brought(at)[0]) == back


def test_an_interrupted_run_forgets_no_chart() -> None:
    at, came = known("three_axis"), []
    channel = channel_of(at)
    with patch("components.ui.page.lead", side_effect=RuntimeError), pytest.raises(AssertionError):
        choose(at, OTHER)
    with channel.listening(lambda content: came.append(content) is None):
        choose(at, OTHER)
    assert b"\n".join(came).split(b"\n") == brought(at)


def test_another_page_has_no_charts_to_send_ahead_and_later_turns() -> None:
    at = opened("three_axis")
    highest = max(json.loads(content)["turn"] for content in brought(at))
    with heard(at) as came:
        run(at.switch_page("pages/indicators.py"))
    assert came == []
    assert min(json.loads(content)["turn"] for content in brought(at)) > highest


def test_without_channels_nothing_is_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "_channels", [])
    at = choose(opened("overview"), ONE)
    (content,) = brought(at)
    assert json.loads(content)["channel"] == "" and "turn" not in json.loads(content)
    assert ahead.AHEAD not in at.session_state


def test_a_channel_has_one_listener_and_ends_with_its_session() -> None:
    mine = Channel()
    name, came = mine.name, []
    assert named(name) is mine and named("") is None and named(name[:-1]) is None
    assert not mine.send(b"too early")
    with mine.listening(lambda content: came.append(("first", content)) is None):
        with mine.listening(lambda content: came.append(("second", content)) is None):
            assert mine.send(b"one")
        assert not mine.send(b"the second has taken over, and left")
    with mine.listening(lambda content: came.append(("third", content)) is None):
        mine.send(b"two")
    assert came == [("second", b"one"), ("third", b"two")]
    del mine
    assert named(name) is None


def test_names_of_channels_cant_be_guessed() -> None:
    names: Any = {Channel().name for _ in range(50)}
    assert len(names) == 50 and all(len(name) >= 22 for name in names)
