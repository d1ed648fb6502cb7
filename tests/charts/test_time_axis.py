"""The time axis and the two dates on it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts.theme import Palette, frame
from components.charts.time_axis import mark_dates, time_axis

A, B = pd.Timestamp("2017-09-05"), pd.Timestamp("2023-07-03")
START, END = pd.Timestamp("2016-03-01"), pd.Timestamp("2026-01-01")


@pytest.mark.parametrize(
    ("start", "end", "first", "step"),
    [
        ("2016-03-01", "2026-01-01", "2016-01-01", "M24"),
        ("2017-03-01", "2026-01-01", "2018-01-01", "M24"),
        ("2017-01-01", "2020-01-01", "2017-01-01", "M12"),
    ],
)
def test_every_second_year_is_written_on_a_long_axis(start: str, end: str, first: str, step: str, colors: Palette) -> None:
    figure = go.Figure()
    time_axis(figure, pd.Timestamp(start), pd.Timestamp(end), colors)
    axis = figure.layout.xaxis
    assert (axis.tick0, axis.dtick, axis.tickformat) == (first, step, "%Y")
    assert [pd.Timestamp(day) for day in axis.range] == [pd.Timestamp(start), pd.Timestamp(end)]
    assert (axis.gridcolor, axis.minor.gridcolor) == (colors.line, colors.faint)


def test_each_date_has_a_line_of_its_own_color_and_its_day_in_words(colors: Palette) -> None:
    figure = frame(200, colors)
    mark_dates(figure, A, B, START, END, colors)
    lines = figure.layout.shapes
    assert [pd.Timestamp(line.x0) for line in lines] == [A, B]
    assert [line.line.color for line in lines] == [colors.date_a, colors.date_b]
    # Some templates draw shapes at less than full strength, which would fall below the contrast that a line needs.
    assert {(line.opacity, line.layer, line.yref, line.y0, line.y1) for line in lines} == {(1, "below", "paper", 0, 1)}
    notes = figure.layout.annotations
    assert [note.text for note in notes] == ["<b>A</b> 5 Sep 2017", "<b>B</b> 3 Jul 2023"]
    assert [note.font.color for note in notes] == [colors.date_a, colors.date_b]


def test_the_words_of_the_dates_point_inward_and_stand_on_lines_of_their_own(colors: Palette) -> None:
    figure = frame(200, colors)
    mark_dates(figure, A, B, START, END, colors)
    first, second = figure.layout.annotations
    assert (first.xanchor, second.xanchor) == ("left", "right")
    assert first.yshift - second.yshift >= 17


def test_equal_dates_do_not_cover_each_other(colors: Palette) -> None:
    figure = frame(200, colors)
    mark_dates(figure, A, A, START, END, colors)
    assert len({note.yshift for note in figure.layout.annotations}) == 2


def test_house_rules(house_rules: Callable[..., None]) -> None:
    def draw(_: pd.DataFrame, colors: Palette) -> go.Figure:
        figure = frame(200, colors)
        time_axis(figure, START, END, colors)
        mark_dates(figure, A, B, START, END, colors)
        return figure

    house_rules(draw, pd.DataFrame())
