"""Initiatives by stage and approach, and their money."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts.acquisition import money, stage_grid
from components.charts.theme import LIGHT, Palette

ROWS = pd.DataFrame({
    "subject_id": ["i1", "i2", "i3", "i4", "i5"], "name": ["F-35A", "Aegis", "A<b>&C</b>", "KF-21", "L-SAM"],
    "group": ["Foreign", "Foreign", "Home & abroad", "Home & abroad", "Home & abroad"],
    "stage_a": ["under-way", "", "decided", "decided", "decided"], "stage_b": ["in-place", "ended", "", "under-way", "under-way"],
    "observation_id_a": ["a1", "", "a3", "a4", "a5"], "observation_id_b": ["b1", "b2", "", "b4", "b5"],
})  # fmt: skip
MONEY = pd.DataFrame(
    {
        "initiative_id": ["i1", "i2", "i3"],
        "name": ["F-35A", "Aegis", "A<b>&C</b>"],
        "amount": [7340.0, 12.5, 0.25],
        "value_basis": ["contract", "A<b>&C</b>", "estimate"],
    }
)


def marks(figure: go.Figure, name: str = "Initiative") -> go.Scatter | go.Bar:
    return next(figure.select_traces(selector={"name": name}))


def column(figure: go.Figure) -> dict[str, int]:
    """In which column each mark stands: within half a column of its middle."""
    found = marks(figure)
    return {identifier: round(x) for identifier, x in zip(found.customdata, found.x, strict=True)}


def test_each_initiative_stands_in_the_column_of_its_stage(stage_labels: dict[str, str]) -> None:
    assert column(stage_grid(ROWS, "a", stage_labels, LIGHT)) == {"i1": 3, "i2": 0, "i3": 2, "i4": 2, "i5": 2}
    assert column(stage_grid(ROWS, "b", stage_labels, LIGHT)) == {"i1": 4, "i2": 7, "i3": 0, "i4": 3, "i5": 3}


def test_silence_stands_open_in_the_first_column_and_never_at_a_stage(stage_labels: dict[str, str], colors: Palette) -> None:
    figure = stage_grid(ROWS, "a", stage_labels, colors)
    found = marks(figure)
    assert list(found.marker.symbol) == ["circle", "circle-open", "circle", "circle", "circle"]
    assert list(found.marker.color)[:3] == [colors.stages["under-way"], colors.soft_ink, colors.stages["decided"]]
    assert found.hovertext[1] == "<b>Aegis</b><br>Not reported"
    assert [" ".join(text.replace("<br>", " ").split()) for text in figure.layout.xaxis.ticktext] == [
        "No report",
        *stage_labels.values(),
    ]


def test_marks_of_one_cell_do_not_cover_each_other(stage_labels: dict[str, str], many: Callable[..., pd.DataFrame]) -> None:
    found = marks(stage_grid(many(ROWS.assign(group="All", stage_a="decided"), "subject_id"), "a", stage_labels, LIGHT))
    assert len(set(zip(found.x, found.y, strict=True))) == 300
    assert {round(x) for x in found.x} == {2}


def test_marks_stand_around_the_middle_of_their_column(stage_labels: dict[str, str]) -> None:
    four = pd.concat([ROWS.iloc[[2]]] * 4).assign(subject_id=["1", "2", "3", "4"])
    found = marks(stage_grid(four, "a", stage_labels, LIGHT))
    assert [round(x, 9) for x in found.x] == [1.7, 2, 2.3, 2]
    assert list(found.y[:3]) == [found.y[0]] * 3 and found.y[3] == found.y[0] + 15
    pair = marks(stage_grid(four.head(2), "a", stage_labels, LIGHT))
    assert [round(x, 9) for x in pair.x] == [1.85, 2.15]


def test_marks_without_a_fill_differ_in_shape(stage_labels: dict[str, str], colors: Palette) -> None:
    off = ROWS.head(3).assign(stage_a=["", "suspended", "ended"])
    assert list(marks(stage_grid(off, "a", stage_labels, colors)).marker.symbol) == ["circle-open", "circle-x", "square"]


def test_bands_are_named_with_their_number_in_the_order_given(stage_labels: dict[str, str]) -> None:
    notes = stage_grid(ROWS, "a", stage_labels, LIGHT).layout.annotations
    assert [note.text for note in notes] == ["<b>Foreign</b> · 2", "<b>Home &amp; abroad</b> · 3"]
    assert notes[0].y < notes[1].y


@pytest.mark.parametrize(("rows", "number"), [(ROWS.head(0), 0), (ROWS.head(1), 1)])
def test_a_grid_of_few(rows: pd.DataFrame, number: int, stage_labels: dict[str, str]) -> None:
    figure = stage_grid(rows, "b", stage_labels, LIGHT)
    assert len(marks(figure).x) == number
    assert 100 <= figure.layout.height <= 150


def test_a_grid_of_300_grows_in_height(stage_labels: dict[str, str], many: Callable[..., pd.DataFrame]) -> None:
    figure = stage_grid(many(ROWS, "subject_id"), "a", stage_labels, LIGHT)
    assert len(marks(figure).x) == 300
    assert figure.layout.height > max(marks(figure).y) > 1000


def test_a_grid_keeps_the_rules_of_the_house(
    stage_labels: dict[str, str], house_rules: Callable[..., None], shown_as_text: Callable[..., None]
) -> None:
    house_rules(lambda rows, colors: stage_grid(rows, "b", stage_labels, colors), ROWS)
    shown_as_text(stage_grid(ROWS, "b", stage_labels, LIGHT), 1)


def test_each_amount_is_a_bar_with_its_number_unit_and_basis(colors: Palette) -> None:
    bar = marks(money(MONEY, "million US dollars", colors), "million US dollars")
    assert (list(bar.x), list(bar.text), list(bar.customdata)) == ([7340.0, 12.5, 0.25], ["7,340", "12.5", "0.25"], ["i1", "i2", "i3"])
    assert list(bar.y) == sorted(bar.y)
    assert list(bar.hovertext) == [
        "<b>F-35A</b><br>7,340 million US dollars<br>contract",
        "<b>Aegis</b><br>12.5 million US dollars<br>A&lt;b&gt;&amp;C&lt;/b&gt;",
        "<b>A&lt;b&gt;&amp;C&lt;/b&gt;</b><br>0.25 million US dollars<br>estimate",
    ]


def test_bars_of_money_start_at_zero() -> None:
    assert money(MONEY, "won", LIGHT).layout.xaxis.range == pytest.approx((0, 8074))


def test_no_amount_one_and_300(many: Callable[..., pd.DataFrame]) -> None:
    empty, one, full = (money(rows, "won", LIGHT) for rows in (MONEY.head(0), MONEY.head(1), many(MONEY, "initiative_id")))
    assert [len(marks(figure, "won").x) for figure in (empty, one, full)] == [0, 1, 300]
    assert empty.layout.height < one.layout.height < full.layout.height / 100


def test_money_keeps_the_rules_of_the_house(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(lambda rows, colors: money(rows, "won", colors), MONEY)
    shown_as_text(money(MONEY, "won", LIGHT), 3)
