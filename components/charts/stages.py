"""Charts on the scale of stages: dumbbells, the flow from one date to the other, one subject's steps."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.analysis.dates import in_words
from components.analysis.posture import RANK, SCALE, STAGES
from components.charts.key import BAR, KEY_LINE, Sign, key_lines, write_key
from components.charts.rows import WIDE_NAME, lay_out, pixel_axis, write_names
from components.charts.theme import SMALL, Palette, add_shapes, frame, safe, safe_labels
from components.charts.time_axis import TOP, before_first, mark_dates, time_axis

SILENT = "Not reported"
NARROW_SILENT = "No report"
"""For the first column of a scale, whose middle is near the edge."""

SCALE_TOP = 68
"""Room above a scale for its three lines of labels, in pixels."""

DATE_SYMBOLS = {"a": "circle", "b": "diamond"}
"""The dates differ in shape as well as in color."""


def dumbbells(rows: pd.DataFrame, stage_labels: dict[str, str], colors: Palette) -> go.Figure:
    """Each subject's stage on both dates, joined; a silent date stands open in the first column, left of the scale.

    `rows`: subject_id, name, group, stage_a, stage_b, observation_id_a, observation_id_b, in the order wanted.
    """
    stage_labels = safe_labels(stage_labels)
    layout = lay_out(rows, mark=14, gap=12, name_width=WIDE_NAME)
    figure = frame(layout.height + SCALE_TOP + 4, colors, top=SCALE_TOP, bottom=4, left=10, right=10)
    figure.update_xaxes(
        range=[-0.55, len(STAGES) + 0.55],
        tickvals=list(range(len(STAGES) + 1)),
        ticktext=staggered([NARROW_SILENT, *(stage_labels[stage] for stage in STAGES)]),
        side="top",
        fixedrange=True,
        tickangle=0,
    )
    # What is off the scale stands beyond a line: silence before it, suspended and ended behind it.
    for edge in (0.5, len(SCALE) + 0.5):
        line = {"color": colors.soft_ink, "width": 1, "dash": "dot"}
        figure.add_shape(type="line", x0=edge, x1=edge, y0=0, y1=1, yref="paper", line=line, layer="below", opacity=1)
    _joins(figure, layout.rows, colors)
    for side, color in (("a", colors.date_a), ("b", colors.date_b)):
        _side(figure, layout.rows, side, color, stage_labels, colors)
    write_names(figure, layout, colors)
    pixel_axis(figure, layout.height)
    return figure


def staggered(labels: list[str]) -> list[str]:
    """Labels on three levels in turn, so that eight of them fit a narrow screen."""
    return [label + "<br> " * max(2 - place % 3 - label.count("<br>"), 0) for place, label in enumerate(labels)]


def _joins(figure: go.Figure, rows: pd.DataFrame, colors: Palette) -> None:
    """A line from the stage on date A to the stage on date B of each row."""
    xs: list = []
    ys: list = []
    for row in rows.itertuples():
        xs += [RANK.get(row.stage_a, 0), RANK.get(row.stage_b, 0), None]
        ys += [row.y, row.y, None]
    figure.add_trace(go.Scatter(x=xs, y=ys, mode="lines", line={"color": colors.soft_ink, "width": 2}, hoverinfo="skip", name="Change"))


def _side(figure: go.Figure, rows: pd.DataFrame, side: str, color: str, stage_labels: dict[str, str], colors: Palette) -> None:
    """The marks of one date; a silent one is open."""
    stages = rows[f"stage_{side}"]
    silent = stages == ""
    words = [stage_labels[stage] if stage else f"{SILENT} on date {side.upper()}" for stage in stages]
    # Two equal stages would cover each other: date B stands lower, since the name stands above date A.
    same = (rows["stage_a"] == rows["stage_b"]).astype("int64") * (0 if side == "a" else 9)
    figure.add_trace(
        go.Scatter(
            x=stages.map(RANK).fillna(0),
            y=rows["y"] + same,
            mode="markers",
            name=f"Date {side.upper()}",
            customdata=rows[f"observation_id_{side}"],
            marker={
                "size": 12,
                "symbol": [DATE_SYMBOLS[side] + ("-open" if quiet else "") for quiet in silent],
                "color": color,
                "line": {"color": [color if quiet else colors.ground for quiet in silent], "width": 1.5},
            },
            hovertext=[f"<b>{safe(name)}</b><br>Date {side.upper()}: {word}" for name, word in zip(rows["name"], words, strict=True)],
            hovertemplate="%{hovertext}<extra></extra>",
            cliponaxis=False,
        )
    )


def share_in_place(rows: pd.DataFrame, colors: Palette) -> go.Figure:
    """For each group, how many of its subjects are reported in place on date A and on date B, with the denominator.

    `rows`: name (of the group), in_place_a, in_place_b, subjects.
    """
    layout = lay_out(rows.assign(group=""), mark=14, gap=8, name_width=42)
    key = key_lines(
        [
            Sign("●", colors.date_a, "date A"),
            Sign("◆", colors.date_b, "date B"),
            Sign(BAR, colors.line, "all subjects of the group", colors.soft_ink),
        ]
    )
    top = 4 + KEY_LINE * len(key)
    figure = frame(layout.height + top + 48, colors, top=top, bottom=48, left=8, right=28)
    write_key(figure, key, colors, above=4)
    most = max(int(rows["subjects"].max()), 1) if len(rows) else 1
    figure.update_xaxes(range=[-0.4, most + 0.4], fixedrange=True, tickangle=0, rangemode="tozero", nticks=8)
    placed = layout.rows
    line = {"color": colors.line, "width": 6}
    bar = {"type": "line", "x0": 0, "line": line, "layer": "below", "opacity": 1}
    add_shapes(figure, [{**bar, "x1": row.subjects, "y0": row.y, "y1": row.y} for row in placed.itertuples()])
    for side, color in (("a", colors.date_a), ("b", colors.date_b)):
        same = (placed["in_place_a"] == placed["in_place_b"]).astype("int64") * (0 if side == "a" else 8)
        figure.add_trace(
            go.Scatter(
                x=placed[f"in_place_{side}"],
                y=placed["y"] + same,
                mode="markers",
                name=f"Date {side.upper()}",
                cliponaxis=False,
                marker={"size": 13, "symbol": DATE_SYMBOLS[side], "color": color, "line": {"color": colors.ground, "width": 1}},
                hovertext=[
                    f"<b>{safe(name)}</b><br>Date {side.upper()}: {count} of {total} in place"
                    for name, count, total in zip(placed["name"], placed[f"in_place_{side}"], placed["subjects"], strict=True)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    first = [f"<span style='color:{colors.date_a}'>{number}</span>" for number in placed["in_place_a"]]
    second = [f"<span style='color:{colors.date_b}'>{number}</span>" for number in placed["in_place_b"]]
    words = [f"{before} → {after} of {total}" for before, after, total in zip(first, second, placed["subjects"], strict=True)]
    write_names(figure, layout, colors, pd.Series(words, index=placed.index, dtype="str"))
    figure.update_xaxes(title={"text": "Subjects reported in place or strengthened", "font": {"size": SMALL, "color": colors.soft_ink}})
    pixel_axis(figure, layout.height)
    return figure


def flow(counts: pd.DataFrame, stage_labels: dict[str, str], colors: Palette) -> go.Figure:
    """How many subjects went from each stage on date A (rows) to each stage on date B (columns): a mark sized and numbered by count.

    `counts` as analysis.comparison.stage_flow. The diagonal, where nothing changed, is shaded.
    """
    stage_labels = safe_labels(stage_labels)
    labels = [SILENT, *(stage_labels[stage] for stage in STAGES)]
    figure = frame(500, colors, top=118, bottom=8, left=96, right=8)
    places = list(range(len(labels)))
    _diagonal(figure, places, colors)
    _flow_marks(figure, counts, labels, colors)
    figure.update_xaxes(
        range=[-0.5, len(labels) - 0.5], tickvals=places, ticktext=labels, side="top", fixedrange=True, tickangle=-90, showgrid=False
    )
    figure.update_yaxes(range=[len(labels) - 0.5, -0.5], tickvals=places, ticktext=labels, fixedrange=True, visible=True, showgrid=False)
    _name_sides(figure, colors)
    return figure


def _diagonal(figure: go.Figure, places: list[int], colors: Palette) -> None:
    """Shade the cells where nothing changed."""
    shaded = {"type": "rect", "fillcolor": colors.faint, "line": {"width": 0}, "layer": "below", "opacity": 1}
    edges = [(place - 0.5, place + 0.5) for place in places]
    add_shapes(figure, [{**shaded, "x0": low, "x1": high, "y0": low, "y1": high} for low, high in edges])


def _flow_marks(figure: go.Figure, counts: pd.DataFrame, labels: list[str], colors: Palette) -> None:
    """A mark for each way that some subject took, its area by how many did, in the color of the stage it led to."""
    place = {stage: number for number, stage in enumerate(["", *STAGES])}
    most = max(int(counts["subjects"].max()), 1) if len(counts) else 1
    figure.add_trace(
        go.Scatter(
            x=counts["stage_b"].map(place),
            y=counts["stage_a"].map(place),
            mode="markers+text",
            text=counts["subjects"].astype("str"),
            name="Subjects",
            marker={
                "size": 16 + 8 * (counts["subjects"] / most) ** 0.5,
                "color": [colors.stages.get(stage, colors.ground) for stage in counts["stage_b"]],
                "line": {"color": colors.soft_ink, "width": 1.2},
                "opacity": 1,
            },
            textfont={"color": [colors.on_stages.get(stage, colors.ink) for stage in counts["stage_b"]], "size": SMALL},
            cliponaxis=False,
            hovertext=[
                f"{count} from {labels[place[first]].lower()} to {labels[place[second]].lower()}"
                for first, second, count in zip(counts["stage_a"], counts["stage_b"], counts["subjects"], strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _name_sides(figure: go.Figure, colors: Palette) -> None:
    """Say that rows are date A and columns date B, each in the color of its date."""
    for text, x, color, left, up in (("on date A", 0, colors.date_a, -8, 4), ("on date B", 1, colors.date_b, 0, 94)):
        figure.add_annotation(
            text=f"<b>{text}</b>",
            x=x,
            y=1,
            xref="paper",
            yref="paper",
            xanchor="right",
            yanchor="bottom",
            xshift=left,
            yshift=up,
            showarrow=False,
            font={"color": color, "size": SMALL},
        )


LEVELS = {"ended": 0, "suspended": 1, "proposed": 2.5, "decided": 3.5, "under-way": 4.5, "in-place": 5.5, "strengthened": 6.5}
"""Heights in the step chart: what is off the scale stands below it, apart, so that an end does not look like an advance."""

STEP_RANGE = (-0.6, 7.0)
"""From the foot to the top of the step chart, in the same heights."""


def steps(
    observations: pd.DataFrame,
    a: pd.Timestamp,
    b: pd.Timestamp,
    start: pd.Timestamp,
    end: pd.Timestamp,
    stage_labels: dict[str, str],
    colors: Palette,
) -> go.Figure:
    """One subject's history as a line of steps, each observation a mark with its source.

    `observations`: observation_id, date, date_precision, stage, publisher, summary, in order of time.
    """
    stage_labels = safe_labels(stage_labels)
    figure = frame(330, colors, top=TOP, bottom=30, left=96, right=12)
    start = before_first(start, observations["date"])
    _step_line(figure, observations, end, stage_labels, colors)
    time_axis(figure, start, end, colors)
    mark_dates(figure, a, b, start, end, STEP_RANGE, colors)
    figure.add_shape(
        type="rect", x0=0, x1=1, xref="paper", y0=STEP_RANGE[0], y1=1.6, fillcolor=colors.faint, line={"width": 0}, layer="below", opacity=1
    )
    figure.update_yaxes(
        range=list(STEP_RANGE),
        tickvals=list(LEVELS.values()),
        ticktext=[stage_labels[stage] for stage in LEVELS],
        showgrid=True,
        gridcolor=colors.faint,
        fixedrange=True,
    )
    return figure


def _step_line(figure: go.Figure, observations: pd.DataFrame, end: pd.Timestamp, stage_labels: dict[str, str], colors: Palette) -> None:
    """The line holds each stage until the next observation, the last one until `end`; a mark stands on each observation."""
    ranks = observations["stage"].map(LEVELS)
    known = list(observations["date"]) + ([end] if len(observations) else [])
    figure.add_trace(
        go.Scatter(
            x=known,
            y=[*ranks, *ranks.tail(1)],
            mode="lines",
            line={"shape": "hv", "color": colors.soft_ink, "width": 2},
            hoverinfo="skip",
            name="Stage",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=observations["date"],
            y=ranks,
            mode="markers",
            customdata=observations["observation_id"],
            name="Report",
            cliponaxis=False,
            marker={
                "size": 12,
                "color": [colors.stages[stage] for stage in observations["stage"]],
                "line": {"color": colors.ink, "width": 1.5},
            },
            hovertext=[
                f"<b>{stage_labels[row.stage]}</b>, {in_words(row.date, row.date_precision)}<br>{safe(row.publisher)}"
                for row in observations.itertuples()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
