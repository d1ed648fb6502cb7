"""One series a panel."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts.indicators import series_panel
from components.charts.theme import LIGHT, Palette

A, B, START, END = (pd.Timestamp(day) for day in ("2017-09-05", "2023-07-03", "2016-01-01", "2026-01-01"))
VALUES = pd.DataFrame({
    "indicator_id": ["v1", "v2", "v3", "v4"], "date": pd.to_datetime(["2017-01-01", "2018-01-01", "2018-08-28", "2020-03-01"]), "date_precision": ["year", "year", "day", "month"],
    "value": [40.3, 43.2, 46.7, 1234567.0], "unit": ["trillion won", "trillion won", "A<b>&C</b>", "trillion won"], "basis": ["passed", "passed", "proposal", "estimate"],
    "counted_by": ["MND", "MND", "A<b>&C</b>", "SIPRI"], "publisher": ["MND", "Yonhap", "A<b>&C</b>", "SIPRI"],
})  # fmt: skip


def panel(values: pd.DataFrame, colors: Palette = LIGHT, stepped: bool = False) -> go.Figure:
    return series_panel(values, A, B, START, END, stepped, colors)


def named(figure: go.Figure, name: str) -> go.Scatter:
    return next(figure.select_traces(selector={"name": name}))


def test_values_stand_at_their_dates() -> None:
    passed = named(panel(VALUES), "Passed")
    assert (list(passed.y), list(passed.customdata)) == ([40.3, 43.2], ["v1", "v2"])
    assert list(pd.to_datetime(passed.x)) == [pd.Timestamp("2017-01-01"), pd.Timestamp("2018-01-01")]


def test_a_line_never_joins_two_bases() -> None:
    figure = panel(VALUES)
    assert [(trace.name, len(trace.x), trace.mode) for trace in figure.data] == [
        ("Passed", 2, "lines+markers"),
        ("Proposal", 1, "markers"),
        ("Estimate", 1, "markers"),
    ]


def test_what_is_not_settled_is_open_and_dotted() -> None:
    figure = panel(pd.concat([VALUES, VALUES.assign(basis="actual")]))
    drawn = {trace.name: (trace.marker.symbol, trace.line.dash) for trace in figure.data}
    assert drawn == {
        "Passed": ("circle", "solid"),
        "Proposal": ("circle-open", "dot"),
        "Estimate": ("diamond-open", "dot"),
        "Actual": ("square", "solid"),
    }


def test_a_limit_holds_until_the_next_one() -> None:
    assert {trace.line.shape for trace in panel(VALUES, stepped=True).data} == {"hv"}
    assert {trace.line.shape for trace in panel(VALUES, stepped=False).data} == {"linear"}


def test_the_axis_starts_at_zero_and_a_year_without_a_value_is_no_zero() -> None:
    figure = panel(VALUES)
    assert figure.layout.yaxis.range == pytest.approx((0, 1.25 * 1234567))
    assert all(value > 0 for trace in figure.data for value in trace.y)


def test_the_first_and_the_last_value_are_written() -> None:
    notes = [note for note in panel(VALUES).layout.annotations if note.yref != "paper"]
    assert [(note.text, note.y) for note in notes] == [("<b>40.3</b>", 40.3), ("<b>1,234,567</b>", 1234567.0)]


def test_a_single_value_is_written_once() -> None:
    assert [note.text for note in panel(VALUES.head(1)).layout.annotations if note.yref != "paper"] == ["<b>40.3</b>"]


def test_hover_gives_unit_basis_date_as_known_counter_and_source() -> None:
    figure = panel(VALUES)
    assert named(figure, "Passed").hovertext[1] == "<b>43.2 trillion won</b>, passed<br>2018<br>MND<br>Yonhap"
    assert (
        named(figure, "Proposal").hovertext[0]
        == "<b>46.7 A&lt;b&gt;&amp;C&lt;/b&gt;</b>, proposal<br>28 Aug 2018<br>A&lt;b&gt;&amp;C&lt;/b&gt;<br>A&lt;b&gt;&amp;C&lt;/b&gt;"
    )
    assert named(figure, "Estimate").hovertext[0].split("<br>")[1] == "Mar 2020"


def test_no_value_gives_the_axes_and_both_dates_alone() -> None:
    figure = panel(VALUES.head(0))
    assert len(figure.data) == 0
    assert [note.text for note in figure.layout.annotations] == ["<b>A</b> 5 Sep 2017", "<b>B</b> 3 Jul 2023"]


def test_300_values_keep_the_panel_as_small_as_one(many: Callable[..., pd.DataFrame]) -> None:
    figure = panel(many(VALUES.assign(basis="passed"), "indicator_id"))
    assert len(named(figure, "Passed").x) == 300
    assert figure.layout.height == panel(VALUES.head(1)).layout.height
    assert named(figure, "Passed").x[0] <= named(figure, "Passed").x[-1]


def test_house_rules(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(panel, VALUES)
    shown_as_text(panel(VALUES), 1)
