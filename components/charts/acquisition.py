"""Acquisition initiatives: where they stand by approach, and the money that a source names."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.analysis.posture import STAGES
from components.charts.rows import HEADROOM, LINE, lane_note, lay_out, pixel_axis, write_names
from components.charts.stages import NARROW_SILENT, SCALE_TOP, SILENT, staggered
from components.charts.theme import SMALL, Palette, frame, safe, safe_labels

PITCH = 15
OFF_SCALE = {"": "circle-open", "suspended": "circle-x", "ended": "square"}
"""What has no fill differs in shape: silence is no suspension."""

APART = 0.3
"""Between neighbors in a cell, in columns."""

A_ROW = 3
"""Marks beside each other in one cell of the grid, so that a cell stays narrow enough for a phone."""


def stage_grid(rows: pd.DataFrame, side: str, stage_labels: dict[str, str], colors: Palette) -> go.Figure:
    """A mark an initiative, by approach (bands) and stage on one date (columns); silence stands open at the left.

    `rows`: subject_id, name, group, stage_a, stage_b, observation_id_a, observation_id_b; `side` is "a" or "b".
    """
    stage_labels = safe_labels(stage_labels)
    order = ["", *STAGES]
    placed, bands, height = _cells(rows, side, order)
    figure = frame(height + SCALE_TOP + 4, colors, top=SCALE_TOP, bottom=4, left=10, right=10)
    figure.update_xaxes(
        range=[-0.5, len(order) - 0.5],
        tickvals=list(range(len(order))),
        ticktext=staggered([NARROW_SILENT, *(stage_labels[stage] for stage in STAGES)]),
        side="top",
        fixedrange=True,
        tickangle=0,
    )
    figure.add_trace(
        go.Scatter(
            x=placed["x"],
            y=placed["y"],
            mode="markers",
            name="Initiative",
            customdata=placed["subject_id"],
            cliponaxis=False,
            marker={
                "size": 10,
                "symbol": [OFF_SCALE.get(stage, "circle") for stage in placed["stage"]],
                "color": [colors.stages.get(stage, colors.soft_ink) if stage else colors.soft_ink for stage in placed["stage"]],
                "line": {"color": colors.soft_ink, "width": 1.2},
            },
            hovertext=[f"<b>{safe(row.name_)}</b><br>{stage_labels.get(row.stage, SILENT)}" for row in placed.itertuples()],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    notes = [lane_note(name, count, y) for name, count, y in bands]
    figure.layout.annotations = notes
    pixel_axis(figure, height)
    return figure


def _cells(rows: pd.DataFrame, side: str, order: list[str]) -> tuple[pd.DataFrame, list[tuple[str, int, float]], int]:
    placed, bands, at = [], [], 0.0
    for group, part in rows.groupby("group", sort=False):
        bands.append((str(group), len(part), at))
        at += LINE + 12
        stages = part[f"stage_{side}"]
        counts = stages.value_counts()
        numbers = part.groupby(stages).cumcount()
        for subject, name, stage, number in zip(part["subject_id"], part["name"], stages, numbers, strict=True):
            line, place = divmod(number, A_ROW)
            beside = min(A_ROW, counts[stage] - line * A_ROW)
            placed.append((subject, name, stage, order.index(stage) + (place - (beside - 1) / 2) * APART, at + line * PITCH))
        at += ((int(counts.max()) - 1) // A_ROW + 1) * PITCH + 8
    return pd.DataFrame(placed, columns=["subject_id", "name_", "stage", "x", "y"]), bands, max(int(at), 60)


def money(rows: pd.DataFrame, unit: str, colors: Palette) -> go.Figure:
    """The amounts that sources give, largest first, in one currency. `rows`: initiative_id, name, amount (in `unit`), value_basis."""
    layout = lay_out(rows.assign(group=""), mark=14, gap=8, name_width=44)
    figure = frame(layout.height + 8, colors, top=4, bottom=4, left=4, right=64)
    placed = layout.rows
    figure.add_trace(
        go.Bar(
            x=placed["amount"],
            y=placed["y"],
            orientation="h",
            width=14,
            name=unit,
            text=[f"{amount:,.10g}" for amount in placed["amount"]],
            textposition="outside",
            cliponaxis=False,
            customdata=placed["initiative_id"],
            marker={"color": colors.event, "line": {"width": 0}},
            textfont={"color": colors.ink, "size": SMALL},
            hovertext=[
                f"<b>{safe(name)}</b><br>{amount:,.10g} {unit}<br>{safe(basis)}"
                for name, amount, basis in zip(placed["name"], placed["amount"], placed["value_basis"], strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, HEADROOM * max(float(rows["amount"].max()) if len(rows) else 1.0, 1e-9)])
    write_names(figure, layout, colors)
    pixel_axis(figure, layout.height)
    return figure
