"""The time axis that all charts over time share, with dates A and B across it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.analysis.dates import in_words
from components.charts.theme import SMALL, Palette

TOP = 46
"""Room above the plot for the names of both dates, in pixels: one line each, so that close dates don't cover each other."""


def time_axis(figure: go.Figure, start: pd.Timestamp, end: pd.Timestamp, colors: Palette) -> None:
    """Years along the bottom: every second one is written when there are more than seven."""
    years = (end - start).days / 365.25
    figure.update_xaxes(
        type="date",
        range=[start, end],
        tick0=f"{start.year + start.year % 2}-01-01" if years > 7 else f"{start.year}-01-01",
        dtick="M24" if years > 7 else "M12",
        tickformat="%Y",
        tickangle=0,
        ticks="outside",
        fixedrange=True,
        minor={"dtick": "M12", "showgrid": True, "gridcolor": colors.faint},
        gridcolor=colors.line,
    )


def mark_dates(figure: go.Figure, a: pd.Timestamp, b: pd.Timestamp, start: pd.Timestamp, end: pd.Timestamp, colors: Palette) -> None:
    """A line for each date in its own color, with its letter and day above the plot."""
    middle = start + (end - start) / 2
    for letter, day, color, line in (("A", a, colors.date_a, 1), ("B", b, colors.date_b, 0)):
        figure.add_shape(
            type="line", x0=day, x1=day, xref="x", y0=0, y1=1, yref="paper", line={"color": color, "width": 2}, opacity=1, layer="below"
        )
        figure.add_annotation(
            text=f"<b>{letter}</b> {in_words(day)}",
            x=day,
            xref="x",
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=2 + 17 * line,
            showarrow=False,
            xanchor="left" if day <= middle else "right",
            font={"color": color, "size": SMALL},
            borderpad=0,
        )
