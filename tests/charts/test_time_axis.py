"""The time axis and the two dates on it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts.theme import Palette, frame
from components.charts.time_axis import YEARS, before_first, mark_dates, mark_dates_on_rows, time_axis, years_above

A, B = pd.Timestamp("2017-09-05"), pd.Timestamp("2023-07-03")
START, END = pd.Timestamp("2016-03-01"), pd.Timestamp("2026-01-01")


@pytest.mark.parametrize(
    ("start", "end", "first", "step"),
    [
        ("2016-03-01", "2026-01-01", "2016-01-01", "M24"),
        ("2017-03-01", "2026-01-01", "2018-01-01", "M24"),
        ("2017-01-01", "2020-01-01", "2017-01-01", "M12"),
        ("2008-01-01", "2026-11-01", "2010-01-01", "M60"),
        ("1979-01-01", "2026-11-01", "1980-01-01", "M120"),
    ],
)
def test_the_longer_the_axis_the_fewer_years_are_written(start: str, end: str, first: str, step: str, colors: Palette) -> None:
    figure = go.Figure()
    time_axis(figure, pd.Timestamp(start), pd.Timestamp(end), colors)
    axis = figure.layout.xaxis
    assert (axis.tick0, axis.dtick, axis.tickformat) == (first, step, "%Y")
    assert [pd.Timestamp(day) for day in axis.range] == [pd.Timestamp(start), pd.Timestamp(end)]
    assert (axis.gridcolor, axis.minor.gridcolor) == (colors.line, colors.faint)


def test_each_date_has_a_line_of_its_own_color_and_its_day_in_words(colors: Palette) -> None:
    figure = frame(200, colors)
    mark_dates(figure, A, B, START, END, (90, 0), colors)
    lines = figure.layout.shapes
    assert [pd.Timestamp(line.x0) for line in lines] == [A, B]
    assert [line.line.color for line in lines] == [colors.date_a, colors.date_b]
    # In parts of the paper they would lie below the grid and below shades. Some templates draw shapes at less than full strength, which would fall below the contrast that a line needs.
    assert {(line.opacity, line.layer, line.yref, line.y0, line.y1) for line in lines} == {(1, "between", "y", 90, 0)}
    notes = figure.layout.annotations
    assert [note.text for note in notes] == ["<b>A</b> 5 Sep 2017", "<b>B</b> 3 Jul 2023"]
    assert [note.font.color for note in notes] == [colors.date_a, colors.date_b]


def test_on_rows_the_lines_cross_the_marks_and_not_what_stands_between_them(colors: Palette) -> None:
    figure = frame(200, colors)
    mark_dates_on_rows(figure, pd.Series([40.0, 90.0]), A, B, START, END, colors)
    assert len(figure.layout.shapes) == 0
    drawn = [(trace.name, trace.line.color, trace.line.width) for trace in figure.data]
    assert drawn == [
        ("Date A", colors.ground, 4),
        ("Date A", colors.date_a, 2),
        ("Date B", colors.ground, 4),
        ("Date B", colors.date_b, 2),
    ]
    for trace, day in zip(figure.data, (A, A, B, B), strict=True):
        assert list(trace.x) == [day, day, None] * 3
        # A short beginning at the top, under the words of the date; then each row, and no further.
        assert list(trace.y) == [0, 5, None, 30, 50, None, 80, 100, None]
    assert [note.text for note in figure.layout.annotations] == ["<b>A</b> 5 Sep 2017", "<b>B</b> 3 Jul 2023"]


def test_the_years_written_below_stand_above_too_and_under_the_names_of_the_dates(colors: Palette) -> None:
    figure = frame(200, colors)
    years_above(figure, START, END, colors)
    assert [(note.text, note.x) for note in figure.layout.annotations] == [
        (str(year), f"{year}-01-01") for year in (2018, 2020, 2022, 2024, 2026)
    ]
    assert {(note.y, note.yref, note.yanchor) for note in figure.layout.annotations} == {(1, "paper", "bottom")}
    mark_dates_on_rows(figure, pd.Series([40.0]), A, B, START, END, colors, lift=YEARS)
    assert [note.yshift for note in figure.layout.annotations[5:]] == [YEARS + 19, YEARS + 2]
    # Each line begins under its name, in pixels above the plot.
    reach = [(line.x0, line.line.color, line.ysizemode, line.yref, line.yanchor, line.y0, line.y1) for line in figure.layout.shapes]
    assert reach == [(day, color, "pixel", "paper", 1, 0, YEARS) for day, color in ((A, colors.date_a), (B, colors.date_b))]


def test_no_year_stands_above_outside_of_the_axis(colors: Palette) -> None:
    figure = frame(200, colors)
    years_above(figure, pd.Timestamp("2019-02-01"), pd.Timestamp("2021-12-31"), colors)
    assert [note.text for note in figure.layout.annotations] == ["2020", "2021"]


def test_a_first_mark_does_not_stand_on_the_axis() -> None:
    assert before_first(START, pd.Series([START])) == START - pd.Timedelta(days=60)
    assert before_first(START, pd.Series([START + pd.Timedelta(days=61)])) == START
    assert before_first(START, pd.Series([], dtype="datetime64[ns]")) == START


def test_the_words_of_the_dates_point_inward_and_stand_on_lines_of_their_own(colors: Palette) -> None:
    figure = frame(200, colors)
    mark_dates(figure, A, B, START, END, (0, 1), colors)
    first, second = figure.layout.annotations
    assert (first.xanchor, second.xanchor) == ("left", "right")
    assert first.yshift - second.yshift >= 17


def test_equal_dates_do_not_cover_each_other(colors: Palette) -> None:
    figure = frame(200, colors)
    mark_dates(figure, A, A, START, END, (0, 1), colors)
    assert len({note.yshift for note in figure.layout.annotations}) == 2


def test_house_rules(house_rules: Callable[..., None]) -> None:
    def draw(_: pd.DataFrame, colors: Palette) -> go.Figure:
        figure = frame(200, colors)
        time_axis(figure, START, END, colors)
        mark_dates(figure, A, B, START, END, (0, 1), colors)
        years_above(figure, START, END, colors)
        return figure

    house_rules(draw, pd.DataFrame())
