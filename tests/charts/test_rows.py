"""Rows laid out in pixels."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from components.charts.rows import lay_out, pixel_axis, write_names
from components.charts.theme import Palette, frame

ROWS = pd.DataFrame({"name": ["One", "Two", "Three words wrapped"], "group": ["Air", "Air", "Sea & land"]}, index=[7, 3, 5])


def test_rows_stand_below_their_names_and_groups_below_their_headings() -> None:
    layout = lay_out(ROWS, mark=12, gap=12, name_width=11)
    assert layout.headings == [("Air", 8.5), ("Sea & land", 135.5)]
    assert list(layout.rows["name_y"]) == [25, 71, 152]
    assert list(layout.rows["y"]) == [53, 99, 197]
    assert list(layout.rows["label"]) == ["One", "Two", "Three words<br>wrapped"]
    assert layout.height == 215


def test_the_line_below_a_name_takes_room_of_its_own() -> None:
    one = ROWS.head(1)
    plain, two = lay_out(one), lay_out(one.assign(below="<span>late</span>"))
    assert two.rows.loc[7, "label"] == "One<br><span>late</span>"
    assert two.height == plain.height + 17
    assert two.rows.loc[7, "y"] == plain.rows.loc[7, "y"] + 17


def test_an_empty_line_below_takes_no_room() -> None:
    assert lay_out(ROWS.assign(below="")).height == lay_out(ROWS).height


def test_rows_keep_their_order_and_index() -> None:
    assert list(lay_out(ROWS).rows.index) == [7, 3, 5]
    assert lay_out(ROWS).rows["y"].is_monotonic_increasing


def test_no_rows_have_no_height() -> None:
    layout = lay_out(ROWS.head(0))
    assert (layout.height, layout.headings, len(layout.rows)) == (0, [], 0)


def test_300_rows_never_cover_each_other(many: Callable[..., pd.DataFrame]) -> None:
    layout = lay_out(many(ROWS.assign(group="Air")), mark=12)
    bottoms, next_tops = layout.rows["y"].iloc[:-1] + 6, layout.rows["name_y"].iloc[1:]
    assert (next_tops.to_numpy() > bottoms.to_numpy()).all()
    assert layout.height > layout.rows["y"].max() + 6


def test_names_and_headings_are_written_on_a_ground_at_the_left(colors: Palette) -> None:
    figure = frame(300, colors)
    figure.add_annotation(text="was there")
    write_names(figure, lay_out(ROWS), colors)
    notes = figure.layout.annotations
    assert [note.text for note in notes] == ["was there", "<b>Air</b>", "<b>Sea &amp; land</b>", "One", "Two", "Three words wrapped"]
    assert {(note.x, note.xref, note.xanchor) for note in notes[1:]} == {(0, "paper", "left")}
    assert [note.font.color for note in notes[1:]] == [colors.soft_ink] * 2 + [None] * 3
    shared = figure.layout.template.layout.annotationdefaults
    assert (shared.bgcolor, shared.font.color, shared.showarrow) == (colors.ground, colors.ink, False)


def test_a_group_without_a_name_gets_no_heading(colors: Palette) -> None:
    figure = frame(300, colors)
    write_names(figure, lay_out(ROWS.assign(group="")), colors)
    assert [note.text for note in figure.layout.annotations] == ["One", "Two", "Three words wrapped"]


def test_words_at_the_side_stand_right_beside_their_names(colors: Palette) -> None:
    figure = frame(300, colors)
    layout = lay_out(ROWS)
    write_names(figure, layout, colors, pd.Series(["a", "b", "c"], index=ROWS.index))
    right = [note for note in figure.layout.annotations if note.xanchor == "right"]
    assert [note.text for note in right] == ["a", "b", "c"]
    assert [note.y - 1 for note in right] == list(layout.rows["name_y"])


def test_pixels_count_downward_unseen() -> None:
    figure = go.Figure()
    pixel_axis(figure, 120)
    assert (figure.layout.yaxis.range, figure.layout.yaxis.visible) == ((120, 0), False)


def test_text_from_data_is_shown_as_text(colors: Palette, shown_as_text: Callable[..., None]) -> None:
    figure = frame(300, colors)
    write_names(figure, lay_out(pd.DataFrame({"name": ["A<b>&C</b>"], "group": ["A<b>&C</b>"]})), colors)
    shown_as_text(figure, 2)


def test_house_rules(house_rules: Callable[..., None]) -> None:
    def draw(rows: pd.DataFrame, colors: Palette) -> go.Figure:
        figure = frame(300, colors)
        write_names(figure, lay_out(rows), colors, rows["name"])
        return figure

    house_rules(draw, ROWS)
