"""Small multiples: one panel a series, never two series on one line; a change of basis breaks the line."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.analysis.dates import in_words
from components.charts.theme import SMALL, Palette, frame, safe
from components.charts.time_axis import TOP, mark_dates, time_axis

SYMBOLS = {"proposal": "circle-open", "passed": "circle", "actual": "square", "estimate": "diamond-open"}
BASIS_LABELS = {"proposal": "Proposal", "passed": "Passed", "actual": "Actual", "estimate": "Estimate"}


def series_panel(
    values: pd.DataFrame, a: pd.Timestamp, b: pd.Timestamp, start: pd.Timestamp, end: pd.Timestamp, stepped: bool, colors: Palette
) -> go.Figure:
    """One series over time. `values`: indicator_id, date, date_precision, value, unit, basis, counted_by, publisher, in order of time.

    A line joins values of one basis only; a limit holds until the next one, so it is drawn in steps. The axis starts at zero.
    """
    figure = frame(230, colors, top=TOP, bottom=28, left=48, right=14)
    for basis, part in values.groupby("basis", sort=False):
        part = part.sort_values("date")
        figure.add_trace(
            go.Scatter(
                x=part["date"],
                y=part["value"],
                mode="lines+markers" if len(part) > 1 else "markers",
                name=BASIS_LABELS[str(basis)],
                customdata=part["indicator_id"],
                cliponaxis=False,
                line={
                    "color": colors.event,
                    "width": 2,
                    "shape": "hv" if stepped else "linear",
                    "dash": "dot" if basis in ("proposal", "estimate") else "solid",
                },
                marker={"size": 8, "symbol": SYMBOLS[str(basis)], "color": colors.event, "line": {"color": colors.event, "width": 1.5}},
                hovertext=_hover(part),
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    _label_ends(figure, values)
    time_axis(figure, start, end, colors)
    mark_dates(figure, a, b, start, end, colors)
    figure.update_yaxes(
        range=[0, 1.25 * max(float(values["value"].max()) if len(values) else 1.0, 1e-9)],
        nticks=5,
        showgrid=True,
        gridcolor=colors.faint,
        fixedrange=True,
    )
    return figure


def _hover(values: pd.DataFrame) -> list[str]:
    """The value with its unit and basis, its date, who counted it, who published it."""
    return [
        f"<b>{row.value:,.10g} {safe(row.unit)}</b>, {BASIS_LABELS[row.basis].lower()}<br>"
        f"{in_words(row.date, row.date_precision)}<br>{safe(row.counted_by)}<br>{safe(row.publisher)}"
        for row in values.itertuples()
    ]


def _label_ends(figure: go.Figure, values: pd.DataFrame) -> None:
    """The first and the last value in numbers, each turned toward the middle, away from the axis and the edge; one value stands once."""
    ordered = values.sort_values("date")
    ends = [(row, "left") for _, row in ordered.head(1).iterrows()]
    if len(ordered) > 1:
        ends.append((ordered.iloc[-1], "right"))
    for row, side in ends:
        text = f"<b>{row['value']:,.10g}</b>"
        figure.add_annotation(x=row["date"], y=float(row["value"]), text=text, yshift=13, font={"size": SMALL}, xanchor=side)
