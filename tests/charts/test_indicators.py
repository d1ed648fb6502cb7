"""One series a panel."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts.indicators import PLOT, series_panel, with_gaps, written_values
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


def numbers(figure: go.Figure) -> list[go.layout.Annotation]:
    return [note for note in figure.layout.annotations if note.yref != "paper"]


def yearly(*pairs: tuple[int, float], basis: str = "actual") -> pd.DataFrame:
    """A series with a value for each year given."""
    days = pd.to_datetime([f"{year}-01-01" for year, _ in pairs])
    some = {"date_precision": "year", "unit": "won", "basis": basis, "counted_by": "MND", "publisher": "MND"}
    return pd.DataFrame({"indicator_id": [str(year) for year, _ in pairs], "date": days, "value": [value for _, value in pairs]}).assign(
        **some
    )


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
    notes = numbers(panel(VALUES))
    assert [(note.text, note.y) for note in notes] == [("<b>40.3</b>", 40.3), ("<b>1,234,567</b>", 1234567.0)]


def test_a_single_value_is_written_once() -> None:
    assert [note.text for note in numbers(panel(VALUES.head(1)))] == ["<b>40.3</b>"]


def test_a_peak_between_the_ends_is_written_first_and_a_firmer_value_speaks_for_its_date() -> None:
    peaked = yearly((2015, 36.5), (2021, 50.9), (2023, 47.9))
    assert list(written_values(peaked)["value"]) == [50.9, 36.5, 47.9]
    assert list(written_values(peaked.tail(2))["value"]) == [50.9, 47.9]
    both = pd.concat([yearly((2026, 5.3), basis="proposal"), yearly((2026, 5.2), basis="passed")])
    assert list(written_values(both)["value"]) == [5.2]


def test_no_number_hides_a_mark_or_another_number() -> None:
    # The last value lies just below the peak, where a number above it would cover the peak.
    values = yearly(*zip(range(2015, 2024), [36.571, 36.885, 39.171, 43.07, 44.102, 46.117, 50.874, 46.365, 47.926], strict=True))
    figure = panel(values)
    start = min(START, values["date"].min() - pd.Timedelta(days=60))
    across = {day: PLOT[0] * (day - start).days / (END - start).days for day in values["date"]}
    high = figure.layout.yaxis.range[1]
    marks = [(across[row.date], PLOT[1] * (1 - row.value / high)) for row in values.itertuples()]
    boxes = []
    for note in numbers(figure):
        wide = 6.6 * (len(note.text) - len("<b></b>"))
        left = across[pd.Timestamp(note.x)] + note.xshift - {"left": 0, "center": wide / 2, "right": wide}[note.xanchor]
        middle = PLOT[1] * (1 - note.y / high) - note.yshift
        boxes.append((left, left + wide, middle - 7.5, middle + 7.5))
    assert [note.text for note in numbers(figure)] == ["<b>50.874</b>", "<b>36.571</b>", "<b>47.926</b>"]
    assert [
        mark for mark in marks for left, right, top, foot in boxes if left - 4 < mark[0] < right + 4 and top - 4 < mark[1] < foot + 4
    ] == []
    assert [
        (one, two) for one, two in combinations(boxes, 2) if one[0] < two[1] and two[0] < one[1] and one[2] < two[3] and two[2] < one[3]
    ] == []


def test_a_yearly_line_is_broken_where_years_are_missing_and_another_is_not() -> None:
    broken = with_gaps(yearly((2017, 1.0), (2018, 2.0), (2019, 3.0), (2022, 4.0), (2023, 5.0)))
    assert [str(value) for value in broken["value"]] == ["1.0", "2.0", "3.0", "nan", "4.0", "5.0"]
    assert pd.Timestamp("2019-01-01") < broken["date"].iloc[3] < pd.Timestamp("2022-01-01")
    rare = yearly((2010, 1.0), (2015, 2.0), (2016, 3.0), (2022, 4.0))
    assert list(with_gaps(rare)["value"]) == [1.0, 2.0, 3.0, 4.0]
    assert named(panel(yearly((2017, 1.0), (2018, 2.0), (2019, 3.0), (2022, 4.0))), "Actual").hovertext[3] == ""


def test_the_marks_that_occur_are_explained_and_no_others(colors: Palette) -> None:
    key = panel(VALUES, colors).layout.annotations[-1]
    assert key.text == "   ".join(
        f"<span style='color:{colors.event}'>{letter}</span> {words}"
        for letter, words in (("●", "passed"), ("○", "proposal"), ("◊", "estimate"))
    )
    assert panel(VALUES.head(2), colors).layout.annotations[-1].text == f"<span style='color:{colors.event}'>●</span> passed"


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
    assert named(figure, "Passed").customdata.tolist().count(None) == 0
    assert len([value for value in named(figure, "Passed").y if value == value]) == 300
    assert figure.layout.height == panel(VALUES.head(1)).layout.height
    assert named(figure, "Passed").x[0] <= named(figure, "Passed").x[-1]


def test_house_rules(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(panel, VALUES)
    shown_as_text(panel(VALUES), 1)
