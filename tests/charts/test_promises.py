"""Promised windows, and how many promises came to which end."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts.promises import outcome_bars, outcome_color, windows
from components.charts.theme import LIGHT, Palette

A, B, START, END = (pd.Timestamp(day) for day in ("2017-09-05", "2023-07-03", "2016-01-01", "2026-01-01"))
DAY = 86_400_000
PROMISES = pd.DataFrame({
    "commitment_id": ["c1", "c2", "c3", "c4", "c5"], "name": ["Form a unit", "A<b>&C</b>", "Talk", "Buy jets", "End leaks"], "group": ["2015", "2015", "2017", "2017", "2017"],
    "made_on": pd.to_datetime(["2015-05-01", "2017-01-10", "2017-02-01", "2017-03-01", "2017-04-01"]), "due_from": pd.to_datetime(["2017-01-01", None, None, "2019-01-01", None]),
    "due_to": pd.to_datetime(["2017-12-31", "2018-01-10", None, "2019-12-31", None]), "due_as_stated": ["in 2017", "within a <year>", "", "2019", ""],
    "outcome": ["kept", "kept-late", "open", "not-kept", "not-established"], "outcome_on": pd.to_datetime(["2017-06-01", "2020-03-01", None, "2021-01-01", None]),
    "outcome_precision": ["day", "month", "", "year", ""], "slip_words": ["on time", "A<b>&C</b>", "open", "not kept", "no result in any source"],
})  # fmt: skip
LABELS = {"kept": "Kept", "kept-late": "A<b>&C</b>", "not-kept": "Not kept", "not-established": "No result established"}
COUNTS = pd.Series({"kept": 12, "kept-late": 5, "not-kept": 0, "not-established": 3})


def drawn(promises: pd.DataFrame, colors: Palette = LIGHT) -> go.Figure:
    return windows(promises, A, B, START, END, colors)


def bars(counts: pd.Series, colors: Palette = LIGHT) -> go.Figure:
    return outcome_bars(counts, LABELS, colors)


def named(figure: go.Figure, name: str) -> go.Scatter | go.Bar:
    return next(figure.select_traces(selector={"name": name}))


def segments(trace: go.Scatter) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    return [(pd.Timestamp(first), pd.Timestamp(last)) for first, last in zip(trace.x[::3], trace.x[1::3], strict=True)]


def test_every_outcome_has_a_color_and_silence_has_none_of_the_judging_ones(colors: Palette) -> None:
    assert [outcome_color(code, colors) for code in ("kept", "kept-late", "partly-kept", "not-kept")] == [
        colors.good,
        colors.late,
        colors.late,
        colors.bad,
    ]
    assert {outcome_color(code, colors) for code in ("open", "not-established")} == {colors.soft_ink}


def test_the_window_is_a_bar_over_the_days_that_were_promised() -> None:
    window = named(drawn(PROMISES), "Promised window")
    assert list(window.customdata) == ["c1", "c2", "c4"]
    # Without a first day the window opens on the day of the promise; both ends count.
    assert list(pd.to_datetime(window.base)) == [pd.Timestamp("2017-01-01"), pd.Timestamp("2017-01-10"), pd.Timestamp("2019-01-01")]
    assert list(window.x) == [365 * DAY, 366 * DAY, 365 * DAY]
    assert window.hovertext[1] == "<b>A&lt;b&gt;&amp;C&lt;/b&gt;</b><br>Promised: within a &lt;year&gt;"


def test_a_promise_without_a_date_has_no_window_and_one_without_a_result_no_outcome() -> None:
    figure = drawn(PROMISES)
    assert not {"c3", "c5"} & set(named(figure, "Promised window").customdata)
    assert not {"c3", "c5"} & set(named(figure, "Outcome").customdata)


def test_the_outcome_is_a_mark_of_its_shape_and_color(colors: Palette) -> None:
    marks = named(drawn(PROMISES, colors), "Outcome")
    assert list(marks.customdata) == ["c1", "c2", "c4"]
    assert list(pd.to_datetime(marks.x)) == [pd.Timestamp("2017-06-01"), pd.Timestamp("2020-03-01"), pd.Timestamp("2021-01-01")]
    assert list(marks.marker.symbol) == ["circle", "diamond", "x"]
    assert list(marks.marker.color) == [colors.good, colors.late, colors.bad]
    assert list(marks.hovertext) == [
        "<b>Form a unit</b><br>1 Jun 2017: on time",
        "<b>A&lt;b&gt;&amp;C&lt;/b&gt;</b><br>Mar 2020: A&lt;b&gt;&amp;C&lt;/b&gt;",
        "<b>Buy jets</b><br>2021: not kept",
    ]


def test_waiting_is_a_line_and_time_run_over_is_dotted(colors: Palette) -> None:
    figure = drawn(PROMISES, colors)
    waiting, late = named(figure, "Waiting"), named(figure, "Late")
    day = pd.Timestamp
    assert segments(waiting)[:3] == [
        (START, day("2017-12-31")),
        (day("2017-01-10"), day("2018-01-10")),
        (day("2017-03-01"), day("2019-12-31")),
    ]
    assert segments(late) == [(day("2018-01-10"), day("2020-03-01")), (day("2019-12-31"), day("2021-01-01"))]
    assert (waiting.line.dash, late.line.dash, late.line.color) == ("solid", "dot", colors.late)
    # The wait is told by this line alone, so the faint color of the grid would not do.
    assert waiting.line.color != colors.line


def test_the_slip_stands_in_words_below_the_promise_in_the_color_of_its_outcome(colors: Palette) -> None:
    texts = [note.text for note in drawn(PROMISES, colors).layout.annotations]
    assert f"Form a unit<br><span style='color:{colors.good}'>on time</span>" in texts
    assert f"End leaks<br><span style='color:{colors.soft_ink}'>no result in any source</span>" in texts


def test_the_marks_that_occur_are_explained_above_and_no_others(colors: Palette) -> None:
    def key(promises: pd.DataFrame) -> list[str]:
        return [note.text for note in drawn(promises, colors).layout.annotations if note.text.startswith("<span")]

    def sign(color: str, letter: str, words: str) -> str:
        return f"<span style='color:{color}'>{letter}</span> {words}"

    window = f"<span style='color:{colors.line};stroke:{colors.soft_ink};stroke-width:1px'>▬▬</span> promised window"
    judged = [sign(colors.good, "●", "kept"), sign(colors.late, "◆", "kept late"), sign(colors.bad, "×", "not kept")]
    rest = [sign(colors.soft_ink, "○", "no result"), window]
    assert key(PROMISES) == ["   ".join([*judged, rest[0]]) + "<br>" + "   ".join([window, sign(colors.late, "···", "time run over")])]
    assert key(PROMISES.head(1)) == ["   ".join([judged[0], window])]
    assert key(PROMISES.head(0)) == []


def test_a_thin_line_leads_from_each_name_to_its_marks() -> None:
    figure = drawn(PROMISES)
    axis = figure.layout.yaxis
    assert (axis.visible, axis.showgrid, axis.showticklabels) == (True, True, False)
    assert list(axis.tickvals) == sorted({y for name in ("Outcome", "Promise without an outcome") for y in named(figure, name).y})


def test_windows_of_no_promise_one_and_300(many: Callable[..., pd.DataFrame]) -> None:
    empty, one, full = drawn(PROMISES.head(0)), drawn(PROMISES.head(1)), drawn(many(PROMISES.assign(group="All"), "commitment_id"))
    assert sum(len(trace.x) for trace in empty.data if trace.name not in ("Date A", "Date B")) == 0
    assert empty.layout.height < one.layout.height < full.layout.height / 50
    assert (len(named(one, "Outcome").x), len(named(full, "Outcome").x)) == (1, 180)


def test_windows_keep_the_rules_of_the_house(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(drawn, PROMISES)
    shown_as_text(drawn(PROMISES), 3)


def test_each_outcome_has_a_bar_with_its_number_and_those_without_a_promise_have_none(colors: Palette) -> None:
    bar = named(bars(COUNTS, colors), "Promises")
    assert (list(bar.x), list(bar.text)) == ([12, 5, 3], [12, 5, 3])
    assert list(bar.y) == sorted(bar.y)
    assert [note.text for note in bars(COUNTS).layout.annotations] == ["Kept", "A&lt;b&gt;&amp;C&lt;/b&gt;", "No result established"]


def test_judged_outcomes_have_their_colors(colors: Palette) -> None:
    found = named(bars(COUNTS, colors), "Promises").marker.color
    assert list(found)[:2] == [colors.good, colors.late]


@pytest.mark.parametrize("counts", [COUNTS.head(0), COUNTS * 0], ids=["none", "zeros"])
def test_no_promise_gives_no_bar(counts: pd.Series) -> None:
    figure = bars(counts)
    assert len(named(figure, "Promises").x) == 0
    assert figure.layout.height < bars(COUNTS).layout.height


def test_300_outcomes_grow_in_height() -> None:
    counts = pd.Series({f"code-{number}": number + 1 for number in range(300)})
    figure = outcome_bars(counts, {code: code for code in counts.index}, LIGHT)
    assert figure.layout.height > 300 * 30
    assert figure.layout.xaxis.range == pytest.approx((0, 330))


def test_outcome_bars_keep_the_rules_of_the_house(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(bars, COUNTS)
    shown_as_text(bars(COUNTS), 1)
