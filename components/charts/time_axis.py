"""The time axis that all charts over time share, with dates A and B across it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.analysis.dates import in_words
from components.charts.theme import SMALL, Palette

TOP = 46
"""Room above the plot for the names of both dates, in pixels: one line each, so that close dates don't cover each other."""


def year_step(start: pd.Timestamp, end: pd.Timestamp) -> int:
    """Every so many years one is written: each of up to seven years, every tenth of decades."""
    years = (end - start).days / 365.25
    return next((step for most, step in ((7, 1), (14, 2), (30, 5)) if years <= most), 10)


def time_axis(figure: go.Figure, start: pd.Timestamp, end: pd.Timestamp, colors: Palette) -> None:
    """Years along the bottom, so many of them written that a narrow panel has room."""
    step = year_step(start, end)
    figure.update_xaxes(
        type="date",
        range=[start, end],
        tick0=f"{start.year + -start.year % step}-01-01",
        dtick=f"M{12 * step}",
        tickformat="%Y",
        tickangle=0,
        ticks="outside",
        fixedrange=True,
        minor={"dtick": "M12" if step <= 2 else f"M{12 * step}", "showgrid": True, "gridcolor": colors.faint},
        gridcolor=colors.line,
    )


def years_above(figure: go.Figure, start: pd.Timestamp, end: pd.Timestamp, colors: Palette) -> None:
    """The same years above the plot, where a chart is so high that its foot is out of sight."""
    step = year_step(start, end)
    days = [pd.Timestamp(year=year, month=1, day=1) for year in range(start.year, end.year + 1) if year % step == 0]
    font = {"size": SMALL, "color": colors.soft_ink}
    shown = [day for day in days if start <= day <= end]
    place = {"y": 1, "yref": "paper", "yanchor": "bottom", "font": font}
    notes = [{"text": str(day.year), "x": f"{day:%Y-%m-%d}", **place} for day in shown]
    figure.layout.annotations = [*figure.layout.annotations, *notes]


def before_first(start: pd.Timestamp, days: pd.Series) -> pd.Timestamp:
    """The start, or a little before the first of the days, so that its mark does not stand on the axis."""
    return min(start, days.min() - pd.Timedelta(days=60)) if len(days) else start


YEARS = 17
"""Room for the years above the plot, in pixels; the names of the dates then stand above them."""

REACH = 10
"""How far the line of a date reaches above and below the middle of a row, in pixels."""


def mark_dates(
    figure: go.Figure,
    a: pd.Timestamp,
    b: pd.Timestamp,
    start: pd.Timestamp,
    end: pd.Timestamp,
    ends: tuple[float, float],
    colors: Palette,
    lift: int = 0,
) -> None:
    """A line for each date in its own color between the `ends` of the y axis, its letter and day `lift` pixels above the plot.

    The line is given in values of both axes: plotly puts one that is given in parts of the paper below the grid and below shades.
    """
    low, high = ends
    for day, color in ((a, colors.date_a), (b, colors.date_b)):
        line = {"color": color, "width": 2}
        figure.add_shape(type="line", x0=day, x1=day, xref="x", y0=low, y1=high, yref="y", line=line, opacity=1, layer="between")
    _name_dates(figure, a, b, start, end, colors, lift)


def mark_dates_on_rows(
    figure: go.Figure,
    ys: pd.Series,
    a: pd.Timestamp,
    b: pd.Timestamp,
    start: pd.Timestamp,
    end: pd.Timestamp,
    colors: Palette,
    lift: int = 0,
) -> None:
    """The same where names stand above the rows: the lines cross the marks at `ys` alone, and no name.

    Call it before what should stand on the lines is drawn. A pale edge keeps a line apart from a bar of any color.
    """
    heights = [0.0, *ys]
    for letter, day, color in (("A", a, colors.date_a), ("B", b, colors.date_b)):
        xs = [part for _ in heights for part in (day, day, None)]
        reach = [part for y in heights for part in ((y - REACH, y + REACH, None) if y else (0, REACH / 2, None))]
        for shade, width in ((colors.ground, 4), (color, 2)):
            line = {"color": shade, "width": width}
            figure.add_trace(go.Scatter(x=xs, y=reach, mode="lines", name=f"Date {letter}", line=line, hoverinfo="skip"))
    _name_dates(figure, a, b, start, end, colors, lift)


def _name_dates(
    figure: go.Figure, a: pd.Timestamp, b: pd.Timestamp, start: pd.Timestamp, end: pd.Timestamp, colors: Palette, lift: int
) -> None:
    """Letter and day of each date above the plot, each on a line of its own; its line reaches up past what stands between."""
    middle = start + (end - start) / 2
    for letter, day, color, line in (("A", a, colors.date_a, 1), ("B", b, colors.date_b, 0)):
        if lift:
            reach = {"yref": "paper", "ysizemode": "pixel", "yanchor": 1, "y0": 0, "y1": lift}
            figure.add_shape(type="line", x0=day, x1=day, xref="x", line={"color": color, "width": 2}, opacity=1, **reach)
        figure.add_annotation(
            text=f"<b>{letter}</b> {in_words(day)}",
            x=day,
            xref="x",
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=lift + 2 + 17 * line,
            showarrow=False,
            xanchor="left" if day <= middle else "right",
            font={"color": color, "size": SMALL},
            borderpad=0,
        )
