"""Events in lanes and by name."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts.promises import SYMBOLS
from components.charts.theme import LIGHT, Palette
from components.charts.timeline import lanes, named_events

A, B, START, END = (pd.Timestamp(day) for day in ("2017-09-05", "2023-07-03", "2016-01-01", "2026-01-01"))
DAY = 86_400_000
THEMES = {
    "budget": "Budget",
    "north-korea-activity": "North Korean activity",
    "exercises": "R&D <i>drills</i>",
    "japan-cooperation": "Japan",
}
EVENTS = pd.DataFrame({
    "milestone_id": ["m1", "m2", "m3", "m4", "m5", "m6"],
    "date": pd.to_datetime(["2017-09-03", "2018-02-01", "2019-01-01", "2022-11-02", "2022-11-03", "2015-05-05"]), "date_precision": ["day", "month", "year", "day", "day", "day"],
    "title": ["Sixth nuclear test", "Spring drill", "A<b>&C</b>", "Budget passed", "Budget signed", "Too early"],
    "theme": ["north-korea-activity", "exercises", "north-korea-activity", "budget", "budget", "budget"], "publisher": ["Yonhap", "MND", "A<b>&C</b>", "DAPA", "DAPA", "DAPA"],
})  # fmt: skip
INSIDE = EVENTS.head(5)
PROMISES = pd.DataFrame({
    "commitment_id": ["c1", "c2", "c3", "c4"], "promise": ["Late one", "A<b>&C</b>", "Silent one", "Over before"],
    "made_on": pd.to_datetime(["2015-01-01", "2017-02-01", "2018-01-01", "2014-01-01"]), "outcome": ["kept-late", "kept", "not-established", "kept"],
    "outcome_on": pd.to_datetime(["2019-05-01", "2030-01-01", None, "2015-01-01"]), "slip_words": ["2 years late", "on time", "no result in any source", "on time"],
})  # fmt: skip
BARS = "Known to the month or year"


def drawn(events: pd.DataFrame, colors: Palette = LIGHT) -> go.Figure:
    return lanes(events, PROMISES.head(0), THEMES, A, B, START, END, colors)


def with_promises(events: pd.DataFrame, promises: pd.DataFrame, colors: Palette = LIGHT) -> go.Figure:
    return lanes(events, promises, THEMES, A, B, START, END, colors)


def by_name(events: pd.DataFrame, colors: Palette = LIGHT) -> go.Figure:
    return named_events(events, A, B, START, END, colors)


def named(figure: go.Figure, name: str) -> go.Scatter | go.Bar:
    return next(figure.select_traces(selector={"name": name}))


def left_notes(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations if note.yref == "y"]


def test_events_known_to_the_day_are_points(colors: Palette) -> None:
    figure = drawn(EVENTS, colors)
    events, north = named(figure, "Event"), named(figure, "North Korean event")
    assert (list(events.customdata), list(north.customdata)) == (["m4", "m5"], ["m1"])
    assert list(pd.to_datetime(events.x)) == [pd.Timestamp("2022-11-02"), pd.Timestamp("2022-11-03")]
    assert list(north.hovertext) == ["<b>Sixth nuclear test</b><br>3 Sep 2017<br>Yonhap"]


@pytest.mark.parametrize("draw", [drawn, by_name])
def test_a_month_or_a_year_is_a_bar_and_never_a_point(draw: Callable[..., go.Figure], colors: Palette) -> None:
    figure = draw(INSIDE, colors)
    bars = named(figure, BARS)
    width = dict(zip(bars.customdata, bars.x, strict=True))
    assert set(width) == {"m2", "m3"}
    assert 28 * DAY <= width["m2"] <= 31 * DAY
    assert width["m3"] == 365 * DAY
    assert dict(zip(bars.customdata, pd.to_datetime(bars.base), strict=True)) == {
        "m2": pd.Timestamp("2018-02-01"),
        "m3": pd.Timestamp("2019-01-01"),
    }
    assert dict(zip(bars.customdata, bars.marker.color, strict=True)) == {"m2": colors.event, "m3": colors.adversary}
    points = {identifier for trace in figure.select_traces(selector={"mode": "markers"}) for identifier in trace.customdata}
    assert points == {"m1", "m4", "m5"}


def test_a_bar_says_the_month_or_year_and_no_day() -> None:
    words = dict(zip(named(drawn(EVENTS), BARS).customdata, named(drawn(EVENTS), BARS).hovertext, strict=True))
    assert words["m2"] == "<b>Spring drill</b><br>Feb 2018<br>MND"
    assert words["m3"] == "<b>A&lt;b&gt;&amp;C&lt;/b&gt;</b><br>2019<br>A&lt;b&gt;&amp;C&lt;/b&gt;"


def test_north_korean_events_are_apart_in_shape_and_in_color(colors: Palette) -> None:
    figure = drawn(EVENTS, colors)
    ours, north = named(figure, "Event").marker, named(figure, "North Korean event").marker
    assert (ours.symbol, ours.color) == ("circle", colors.event)
    assert (north.symbol, north.color) == ("triangle-up", colors.adversary)
    single = named(by_name(INSIDE, colors), "Event").marker
    assert list(single.symbol) == ["triangle-up", "circle", "circle"]
    assert list(single.color) == [colors.adversary, colors.event, colors.event]
    # A promise that was not kept has a red mark as well: another one.
    assert SYMBOLS["not-kept"] not in {north.symbol, *single.symbol}


@pytest.mark.parametrize("draw", [drawn, by_name])
def test_marks_of_events_are_explained_above_them_and_no_others(draw: Callable[..., go.Figure], colors: Palette) -> None:
    event, north, bar = (
        f"<span style='color:{color}'>{letter}</span> {words}"
        for color, letter, words in (
            (colors.event, "●", "event"),
            (colors.adversary, "▲", "North Korean event"),
            (colors.event, "▬▬", "known to the month or year"),
        )
    )

    def key(events: pd.DataFrame) -> list[str]:
        return [note.text for note in draw(events, colors).layout.annotations if "event<" in f"{note.text}<" or "known to" in note.text]

    assert key(INSIDE) == [f"{event}   {north}<br>{bar}"]
    assert key(INSIDE.tail(2)) == [event]
    assert key(INSIDE.head(0)) == []


def test_marks_of_promises_are_explained_below_the_name_of_their_lane(colors: Palette) -> None:
    figure = with_promises(EVENTS, PROMISES, colors)
    lane, key = (note for note in figure.layout.annotations if "Promises" in note.text or "kept" in note.text)
    # The one that was kept ends behind the axis, so that its mark is not there to be explained.
    assert key.text == (
        f"<span style='color:{colors.late}'>◆</span> kept late   <span style='color:{colors.soft_ink}'>···</span> no outcome"
    )
    marks = named(figure, "Outcome").y
    assert lane.y + 17 <= key.y <= min(marks) - 17


def test_lanes_stand_in_the_order_of_the_themes_and_empty_ones_are_left_out() -> None:
    assert left_notes(drawn(EVENTS)) == [
        "<b>Budget</b> · 2",
        "<b>North Korean activity</b> · 2",
        "<b>R&amp;D &lt;i&gt;drills&lt;/i&gt;</b> · 1",
    ]


def test_events_outside_of_the_axis_are_neither_drawn_nor_counted() -> None:
    figure = drawn(EVENTS)
    assert "m6" not in [identifier for trace in figure.data if trace.customdata is not None for identifier in trace.customdata]


def test_near_marks_of_a_lane_are_stacked_and_far_ones_are_not() -> None:
    near = named(drawn(EVENTS), "Event").y
    assert near[1] - near[0] == 11
    far = EVENTS[EVENTS["theme"] == "budget"].assign(date=pd.to_datetime(["2017-01-01", "2019-01-01", "2021-01-01"]))
    assert len(set(named(drawn(far), "Event").y)) == 1


def test_no_two_marks_of_a_crowded_lane_touch(many: Callable[..., pd.DataFrame]) -> None:
    crowd = many(EVENTS.assign(theme="budget", date=pd.to_datetime("2020-01-15"), date_precision="day"), "milestone_id")
    marks = named(drawn(crowd), "Event")
    assert len(set(marks.y)) == 300
    assert drawn(crowd).layout.height > 300 * 11


def test_promises_have_a_last_lane_and_are_tied_to_their_outcomes(colors: Palette) -> None:
    figure = with_promises(EVENTS, PROMISES, colors)
    assert left_notes(figure)[-2] == "<b>Promises, each tied to its outcome</b> · 3"
    ties, silent = named(figure, "Promise to outcome"), named(figure, "No outcome")
    assert list(zip(ties.x[::3], ties.x[1::3], strict=True)) == [(START, pd.Timestamp("2019-05-01")), (pd.Timestamp("2017-02-01"), END)]
    assert min(ties.y[::3]) > max(y for trace in figure.data if trace.name == "Event" for y in trace.y)
    # A promise without a result is dotted to the end and has no mark of an outcome.
    assert list(silent.x[:2]) == [pd.Timestamp("2018-01-01"), END]
    assert (ties.line.dash, silent.line.dash) == ("solid", "dot")


def test_an_outcome_after_the_axis_ends_has_no_mark_at_its_edge(colors: Palette) -> None:
    marks = named(with_promises(EVENTS, PROMISES, colors), "Outcome")
    assert (list(marks.customdata), list(marks.marker.symbol), list(marks.marker.color)) == (["c1"], ["diamond"], [colors.late])
    assert list(pd.to_datetime(marks.x)) == [pd.Timestamp("2019-05-01")]
    assert list(marks.hovertext) == ["<b>Late one</b><br>2 years late"]


def test_promises_keep_the_rules_of_the_house(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(with_promises, EVENTS, PROMISES)
    kept = PROMISES.assign(outcome_on=pd.to_datetime("2020-01-01"), made_on=pd.to_datetime("2019-01-01"))
    shown_as_text(with_promises(EVENTS.head(0), kept), 1)
    assert with_promises(EVENTS, kept).layout.height > drawn(EVENTS).layout.height


def test_named_events_stand_in_order_of_time_below_their_year() -> None:
    assert left_notes(by_name(INSIDE.iloc[::-1])) == [
        "<b>2017</b>", "<b>2018</b>", "<b>2019</b>", "<b>2022</b>", "Sixth nuclear test", "Spring drill", "A&lt;b&gt;&amp;C&lt;/b&gt;", "Budget passed", "Budget signed",
    ]  # fmt: skip


@pytest.mark.parametrize("draw", [drawn, by_name])
def test_no_events_one_and_300(draw: Callable[..., go.Figure], many: Callable[..., pd.DataFrame]) -> None:
    empty, one, full = draw(INSIDE.head(0)), draw(INSIDE.head(1)), draw(many(INSIDE, "milestone_id"))
    assert sum(len(trace.y) for trace in empty.data) == 0
    assert sum(len(trace.y) for trace in one.data) == 1
    assert sum(len(trace.y) for trace in full.data) == 300
    assert empty.layout.height <= one.layout.height < full.layout.height


@pytest.mark.parametrize("draw", [drawn, by_name])
def test_house_rules(draw: Callable[..., go.Figure], house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(draw, EVENTS)
    shown_as_text(draw(INSIDE), 1)
