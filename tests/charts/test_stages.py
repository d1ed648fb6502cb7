"""Charts on the scale of stages."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.analysis.posture import STAGES
from components.charts.stages import dumbbells, flow, share_in_place, staggered, steps
from components.charts.theme import LIGHT, Palette

A, B, START, END = (pd.Timestamp(day) for day in ("2017-09-05", "2023-07-03", "2016-01-01", "2026-01-01"))
ROWS = pd.DataFrame({
    "subject_id": ["s1", "s2", "s3", "s4"], "name": ["L-SAM", "A<b>&C</b>", "Drone corps", "Old radar"], "group": ["Shield", "Shield", "Drones", "Drones"],
    "stage_a": ["proposed", "in-place", "", "in-place"], "stage_b": ["under-way", "in-place", "decided", "ended"],
    "observation_id_a": ["a1", "a2", "", "a4"], "observation_id_b": ["b1", "b2", "b3", "b4"],
})  # fmt: skip
GROUPS = pd.DataFrame(
    {"name": ["Kill Chain", "A<b>&C</b>", "Drones"], "in_place_a": [2, 1, 0], "in_place_b": [5, 1, 0], "subjects": [9, 4, 3]}
)
FLOW = pd.DataFrame({"stage_a": ["", "proposed", "in-place"], "stage_b": ["in-place", "proposed", "ended"], "subjects": [4, 1, 1]})
SEEN = pd.DataFrame({
    "observation_id": ["o1", "o2", "o3"], "date": pd.to_datetime(["2017-01-01", "2019-04-01", "2022-06-02"]), "date_precision": ["year", "month", "day"],
    "stage": ["decided", "in-place", "ended"], "publisher": ["Yonhap", "A<b>&C</b>", "MND"], "summary": ["x", "y", "z"],
})  # fmt: skip


def named(figure: go.Figure, name: str) -> go.Scatter:
    return next(figure.select_traces(selector={"name": name}))


def bells(rows: pd.DataFrame, labels: dict[str, str], colors: Palette = LIGHT) -> go.Figure:
    return dumbbells(rows, labels, colors)


def test_a_dumbbell_joins_the_stage_of_date_a_with_that_of_date_b(stage_labels: dict[str, str], colors: Palette) -> None:
    figure = bells(ROWS, stage_labels, colors)
    first, second, joins = named(figure, "Date A"), named(figure, "Date B"), named(figure, "Change")
    assert (list(first.x), list(second.x)) == ([1, 4, 0, 4], [3, 4, 2, 7])
    assert (list(joins.x[::3]), list(joins.x[1::3])) == ([1, 4, 0, 4], [3, 4, 2, 7])
    assert (list(first.customdata), list(second.customdata)) == (["a1", "a2", "", "a4"], ["b1", "b2", "b3", "b4"])
    assert (first.marker.color, second.marker.color) == (colors.date_a, colors.date_b)


def test_the_dates_differ_in_shape_and_silence_stands_open(stage_labels: dict[str, str]) -> None:
    figure = bells(ROWS, stage_labels)
    assert list(named(figure, "Date A").marker.symbol) == ["circle", "circle", "circle-open", "circle"]
    assert list(named(figure, "Date B").marker.symbol) == ["diamond"] * 4
    assert named(figure, "Date A").hovertext[2] == "<b>Drone corps</b><br>Date A: Not reported on date A"
    assert named(figure, "Date B").hovertext[3] == "<b>Old radar</b><br>Date B: Ended"


def test_silence_has_a_column_of_its_own_left_of_the_scale(stage_labels: dict[str, str], colors: Palette) -> None:
    figure = bells(ROWS, stage_labels, colors)
    labels = [" ".join(text.replace("<br>", " ").split()) for text in figure.layout.xaxis.ticktext]
    assert labels == ["No report", *stage_labels.values()]
    assert list(figure.layout.xaxis.tickvals) == list(range(8))
    # What is not on the scale stands beyond a line, on both sides of it.
    assert [(shape.type, shape.x0, shape.x1, shape.line.dash, shape.line.color) for shape in figure.layout.shapes] == [
        ("line", 0.5, 0.5, "dot", colors.soft_ink),
        ("line", 5.5, 5.5, "dot", colors.soft_ink),
    ]


def test_two_equal_stages_do_not_cover_each_other(stage_labels: dict[str, str]) -> None:
    figure = bells(ROWS, stage_labels)
    apart = [lower - upper for upper, lower in zip(named(figure, "Date A").y, named(figure, "Date B").y, strict=True)]
    assert (apart[0], apart[2], apart[3]) == (0, 0, 0)
    # Both still belong to one row: no further apart than a mark is wide.
    assert 6 <= apart[1] <= 12


def test_labels_stand_on_three_levels_in_turn() -> None:
    assert staggered(["a", "b", "c", "d"]) == ["a<br> <br> ", "b<br> ", "c", "d<br> <br> "]
    assert staggered(["a<br>a"]) == ["a<br>a<br> "]


def test_dumbbells_of_no_rows_and_of_300(stage_labels: dict[str, str], many: Callable[..., pd.DataFrame]) -> None:
    empty, one, full = (bells(rows, stage_labels) for rows in (ROWS.head(0), ROWS.head(1), many(ROWS.assign(group="All"), "subject_id")))
    assert sum(len(trace.x) for trace in empty.data) == 0
    assert 0 < empty.layout.height < one.layout.height < 200
    assert full.layout.height > 300 * 35
    assert len(named(full, "Date B").x) == 300


def test_dumbbells_keep_the_rules_of_the_house(
    stage_labels: dict[str, str], house_rules: Callable[..., None], shown_as_text: Callable[..., None]
) -> None:
    house_rules(lambda rows, colors: bells(rows, stage_labels, colors), ROWS)
    shown_as_text(bells(ROWS, stage_labels), 3)


def test_shares_stand_on_a_bar_as_long_as_the_group_is_large(colors: Palette) -> None:
    figure = share_in_place(GROUPS, colors)
    assert [(bar.x0, bar.x1, bar.line.color) for bar in figure.layout.shapes] == [
        (0, 9, colors.line),
        (0, 4, colors.line),
        (0, 3, colors.line),
    ]
    assert (list(named(figure, "Date A").x), list(named(figure, "Date B").x)) == ([2, 1, 0], [5, 1, 0])
    assert (named(figure, "Date A").marker.symbol, named(figure, "Date B").marker.symbol) == ("circle", "diamond")
    assert named(figure, "Date B").hovertext[0] == "<b>Kill Chain</b><br>Date B: 5 of 9 in place"


def test_every_share_is_written_with_its_denominator(colors: Palette) -> None:
    figure = share_in_place(GROUPS, colors)
    words = [note.text for note in figure.layout.annotations if note.xanchor == "right"]
    assert words[0] == f"<span style='color:{colors.date_a}'>2</span> → <span style='color:{colors.date_b}'>5</span> of 9"
    assert [text.rsplit(" ", 1)[1] for text in words] == ["9", "4", "3"]


def test_the_marks_of_shares_are_explained_above_them(colors: Palette) -> None:
    figure = share_in_place(GROUPS, colors)
    (key,) = [note for note in figure.layout.annotations if note.yref == "paper"]
    assert key.text == (
        f"<span style='color:{colors.date_a}'>●</span> date A   <span style='color:{colors.date_b}'>◆</span> date B   "
        f"<span style='color:{colors.line};stroke:{colors.soft_ink};stroke-width:1px'>▬▬</span> all subjects of the group"
    )
    assert figure.layout.margin.t >= key.yshift + 17


def test_equal_shares_do_not_cover_each_other() -> None:
    figure = share_in_place(GROUPS, LIGHT)
    assert [second - first for first, second in zip(named(figure, "Date A").y, named(figure, "Date B").y, strict=True)] == [0, 8, 8]


def test_shares_of_no_groups_and_of_300(many: Callable[..., pd.DataFrame]) -> None:
    empty, one, full = (share_in_place(rows, LIGHT) for rows in (GROUPS.head(0), GROUPS.head(1), many(GROUPS)))
    assert sum(len(trace.x) for trace in empty.data) == 0
    assert empty.layout.height < one.layout.height < full.layout.height / 90
    assert len(named(full, "Date A").x) == 300


def test_shares_keep_the_rules_of_the_house(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(share_in_place, GROUPS)
    shown_as_text(share_in_place(GROUPS, LIGHT), 3)


def test_a_flow_is_a_numbered_mark_from_a_row_to_a_column(stage_labels: dict[str, str], colors: Palette) -> None:
    marks = named(flow(FLOW, stage_labels, colors), "Subjects")
    assert list(zip(marks.y, marks.x, marks.text, strict=True)) == [(0, 4, "4"), (1, 1, "1"), (4, 7, "1")]
    assert list(marks.marker.color) == [colors.stages["in-place"], colors.stages["proposed"], colors.stages["ended"]]
    assert list(marks.textfont.color) == [colors.on_stages["in-place"], colors.on_stages["proposed"], colors.on_stages["ended"]]
    assert list(marks.marker.size) == [24, 20, 20]
    assert (marks.marker.opacity, marks.textfont.size) == (1, 12)
    assert list(marks.hovertext) == ["4 from not reported to in place", "1 from proposed to proposed", "1 from in place to ended"]


def test_a_flow_into_silence_is_hollow(stage_labels: dict[str, str], colors: Palette) -> None:
    marks = named(flow(pd.DataFrame({"stage_a": ["in-place"], "stage_b": [""], "subjects": [2]}), stage_labels, colors), "Subjects")
    assert (list(marks.marker.color), marks.marker.line.color) == ([colors.ground], colors.soft_ink)


def test_a_flow_has_all_stages_on_both_sides_and_a_shaded_diagonal(stage_labels: dict[str, str]) -> None:
    figure = flow(FLOW, stage_labels, LIGHT)
    assert list(figure.layout.xaxis.ticktext) == list(figure.layout.yaxis.ticktext) == ["Not reported", *stage_labels.values()]
    assert [(shape.x0, shape.y0) for shape in figure.layout.shapes] == [(number - 0.5, number - 0.5) for number in range(8)]
    # Rows run from the top down, as in a table.
    assert figure.layout.yaxis.range == (7.5, -0.5)
    assert [(note.text, note.font.color) for note in figure.layout.annotations] == [
        ("<b>on date A</b>", LIGHT.date_a),
        ("<b>on date B</b>", LIGHT.date_b),
    ]


def test_a_flow_of_nothing_and_of_every_pair(stage_labels: dict[str, str]) -> None:
    every = pd.DataFrame(
        [(first, second, 5) for first in ["", *STAGES] for second in ["", *STAGES]], columns=["stage_a", "stage_b", "subjects"]
    )
    assert len(named(flow(FLOW.head(0), stage_labels, LIGHT), "Subjects").x) == 0
    full = named(flow(every, stage_labels, LIGHT), "Subjects")
    assert len(full.x) == 64
    # Eight cells share 246 pixels on a phone, and marks of one row stand in neighboring cells.
    assert max(full.marker.size) <= 24


def test_a_flow_keeps_the_rules_of_the_house(stage_labels: dict[str, str], house_rules: Callable[..., None]) -> None:
    house_rules(lambda counts, colors: flow(counts, stage_labels, colors), FLOW)


def stepped(rows: pd.DataFrame, labels: dict[str, str], colors: Palette = LIGHT) -> go.Figure:
    return steps(rows, A, B, START, END, labels, colors)


def test_a_step_holds_until_the_next_observation_and_the_last_until_today(stage_labels: dict[str, str], colors: Palette) -> None:
    figure = stepped(SEEN, stage_labels, colors)
    line, marks = named(figure, "Stage"), named(figure, "Report")
    assert line.line.shape == "hv"
    assert list(pd.to_datetime(list(line.x))) == [*SEEN["date"], END]
    assert list(line.y) == [3.5, 5.5, 0, 0]
    assert (list(marks.y), list(marks.customdata)) == ([3.5, 5.5, 0], ["o1", "o2", "o3"])
    assert list(marks.marker.color) == [colors.stages["decided"], colors.stages["in-place"], colors.ground]


def test_an_end_stands_below_the_scale_and_not_above_it(stage_labels: dict[str, str]) -> None:
    axis = stepped(SEEN, stage_labels).layout.yaxis
    order = [label for _, label in sorted(zip(axis.tickvals, axis.ticktext, strict=True))]
    assert order == ["Ended", "Suspended", "Proposed", "Decided", "Under way", "In place", "Strengthened"]


def test_the_dates_run_through_the_shade_of_what_is_off_the_scale(stage_labels: dict[str, str]) -> None:
    shapes = stepped(SEEN, stage_labels).layout.shapes
    shade, lines = [shape for shape in shapes if shape.type == "rect"], [shape for shape in shapes if shape.type == "line"]
    assert [(shape.layer, shape.y0, shape.y1) for shape in shade] == [("below", -0.6, 1.6)]
    assert [(shape.layer, shape.yref, shape.y0, shape.y1) for shape in lines] == [("between", "y", -0.6, 7)] * 2


def test_a_step_shows_no_more_precision_than_its_source(stage_labels: dict[str, str]) -> None:
    assert list(named(stepped(SEEN, stage_labels), "Report").hovertext) == [
        "<b>Decided</b>, 2017<br>Yonhap",
        "<b>In place</b>, Apr 2019<br>A&lt;b&gt;&amp;C&lt;/b&gt;",
        "<b>Ended</b>, 2 Jun 2022<br>MND",
    ]


@pytest.mark.parametrize("rows", [0, 1, 300])
def test_steps_of_any_number(rows: int, stage_labels: dict[str, str], many: Callable[..., pd.DataFrame]) -> None:
    part = many(SEEN, "observation_id").sort_values("date").head(rows)
    figure = stepped(part, stage_labels)
    assert len(named(figure, "Report").x) == rows
    # No line before the first observation: silence is not the lowest step.
    assert len(named(figure, "Stage").x) == (rows + 1 if rows else 0)


def test_steps_keep_the_rules_of_the_house(
    stage_labels: dict[str, str], house_rules: Callable[..., None], shown_as_text: Callable[..., None]
) -> None:
    house_rules(lambda rows, colors: stepped(rows, stage_labels, colors), SEEN)
    shown_as_text(stepped(SEEN, stage_labels), 1)
