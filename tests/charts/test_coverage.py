"""What is known and what is not."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts.coverage import counted_bars, sources_by_year
from components.charts.theme import LIGHT, Palette

YEARS = [2016, 2017, 2018]
ROWS = pd.DataFrame({"subject_id": ["s1", "s2", "s3"], "name": ["L-SAM", "A<b>&C</b>", "Quiet"], "group": ["Shield", "Shield", "Other"]})
CELLS = pd.DataFrame({"subject_id": ["s1", "s1", "s2", "gone"], "year": [2016, 2018, 2017, 2017], "sources": [1, 9, 3, 4]})
BARS = pd.DataFrame({"name": ["Both dates", "A<b>&C</b>", "Neither"], "count": [21, 7, 0], "open": [False, True, True]})


def named(figure: go.Figure, name: str) -> go.Scatter | go.Bar:
    return next(figure.select_traces(selector={"name": name}))


def dots(rows: pd.DataFrame, cells: pd.DataFrame, colors: Palette = LIGHT) -> go.Figure:
    return sources_by_year(cells, rows, YEARS, colors)


def test_a_dot_is_sized_and_numbered_by_its_sources(colors: Palette) -> None:
    known = named(dots(ROWS, CELLS, colors), "Sources")
    assert list(zip(known.customdata, known.x, known.text, strict=True)) == [("s1", 2016, "1"), ("s1", 2018, "9"), ("s2", 2017, "3")]
    assert list(known.marker.size) == [16, 24, 20]
    assert (known.marker.color, known.textfont.color) == (colors.event, colors.ground)
    # Plotly draws marks of many sizes see-through, which takes the contrast from the numbers in them.
    assert (known.marker.opacity, known.textfont.size) == (1, 12)
    assert list(known.hovertext) == [
        "<b>L-SAM</b><br>1 source for 2016",
        "<b>L-SAM</b><br>9 sources for 2018",
        "<b>A&lt;b&gt;&amp;C&lt;/b&gt;</b><br>3 sources for 2017",
    ]


def test_every_other_place_is_an_open_ring_and_no_zero() -> None:
    figure = dots(ROWS, CELLS)
    silent, known = named(figure, "No source"), named(figure, "Sources")
    assert silent.marker.symbol == "circle-open"
    assert silent.text is None
    assert len(silent.x) == 3 * 3 - 3
    assert not set(zip(silent.x, silent.y, strict=True)) & set(zip(known.x, known.y, strict=True))
    assert "0" not in list(known.text)


def test_a_subject_without_any_source_keeps_its_row() -> None:
    figure = dots(ROWS, CELLS)
    silent = named(figure, "No source")
    assert [year for year, y in zip(silent.x, silent.y, strict=True) if y == max(silent.y)] == YEARS
    assert "Quiet" in [note.text for note in figure.layout.annotations]


def test_every_second_year_is_written_above() -> None:
    axis = dots(ROWS, CELLS).layout.xaxis
    assert (list(axis.tickvals), list(axis.ticktext), axis.side) == ([2016, 2018], ["2016", "2018"], "top")


def test_sources_of_no_subject_one_and_300(many: Callable[..., pd.DataFrame]) -> None:
    empty, one, full = (dots(rows, CELLS) for rows in (ROWS.head(0), ROWS.head(1), many(ROWS.assign(group="All"), "subject_id")))
    assert [len(named(figure, "No source").x) for figure in (empty, one, full)] == [0, 1, 900]
    assert [len(named(figure, "Sources").x) for figure in (empty, one, full)] == [0, 2, 0]
    assert empty.layout.height < one.layout.height < full.layout.height / 100


def test_without_a_source_all_places_are_rings() -> None:
    figure = dots(ROWS, CELLS.head(0))
    assert len(named(figure, "No source").x) == 9
    assert len(named(figure, "Sources").x) == 0


def test_sources_keep_the_rules_of_the_house(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(dots, ROWS, CELLS)
    shown_as_text(dots(ROWS, CELLS), 2)


def test_bars_carry_their_numbers_and_bars_of_silence_are_outlines(colors: Palette) -> None:
    bar = named(counted_bars(BARS, colors), "Rows")
    assert (list(bar.x), list(bar.text)) == ([21, 7, 0], [21, 7, 0])
    assert list(bar.marker.color) == [colors.event, colors.ground, colors.ground]
    assert bar.marker.line.color == colors.event
    assert counted_bars(BARS, colors).layout.xaxis.range == pytest.approx((0, 23.1))


def test_bars_are_filled_unless_they_are_said_to_be_silence(colors: Palette) -> None:
    bar = named(counted_bars(BARS.drop(columns="open"), colors), "Rows")
    assert set(bar.marker.color) == {colors.event}


def test_bars_stand_in_the_order_given() -> None:
    figure = counted_bars(BARS, LIGHT)
    assert [note.text for note in figure.layout.annotations] == ["Both dates", "A&lt;b&gt;&amp;C&lt;/b&gt;", "Neither"]
    assert list(named(figure, "Rows").y) == sorted(named(figure, "Rows").y)


def test_no_bar_one_and_300(many: Callable[..., pd.DataFrame]) -> None:
    empty, one, full = (counted_bars(rows, LIGHT) for rows in (BARS.head(0), BARS.head(1), many(BARS)))
    assert [len(named(figure, "Rows").x) for figure in (empty, one, full)] == [0, 1, 300]
    assert empty.layout.height < one.layout.height < full.layout.height / 100


def test_bars_keep_the_rules_of_the_house(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(counted_bars, BARS)
    shown_as_text(counted_bars(BARS, LIGHT), 1)
