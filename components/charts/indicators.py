"""Small multiples: one panel a series, never two series on one line; a change of basis breaks the line."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from components.analysis.dates import in_words
from components.analysis.series import BASIS_ORDER
from components.charts.key import KEY_LINE, Sign, key_lines, write_key
from components.charts.theme import SMALL, Palette, frame, safe
from components.charts.time_axis import TOP, before_first, mark_dates, time_axis

SYMBOLS = {"proposal": "circle-open", "passed": "circle", "actual": "square", "estimate": "diamond-open"}
BASIS_LABELS = {"proposal": "Proposal", "passed": "Passed", "actual": "Actual", "estimate": "Estimate"}
LETTERS = {"proposal": "○", "passed": "●", "actual": "■", "estimate": "◊"}
"""Letters like the marks, for the key."""

PLOT = (208, 156)
"""Width and height in pixels on which the numbers must find room: the narrowest panel. On a wider one marks only move apart."""

LEFT, RIGHT, BOTTOM = 48, 14, 28
HEADROOM = 1.25
YEAR = 366


def series_panel(
    values: pd.DataFrame, a: pd.Timestamp, b: pd.Timestamp, start: pd.Timestamp, end: pd.Timestamp, stepped: bool, colors: Palette
) -> go.Figure:
    """One series over time. `values`: indicator_id, date, date_precision, value, unit, basis, counted_by, publisher, in order of time.

    A line joins values of one basis only; a limit holds until the next one, so it is drawn in steps. The axis starts at zero.
    """
    key = key_lines([Sign(LETTERS[basis], colors.event, BASIS_LABELS[basis].lower()) for basis in values["basis"].unique()])
    top = TOP + KEY_LINE * len(key)
    figure = frame(PLOT[1] + top + BOTTOM, colors, top=top, bottom=BOTTOM, left=LEFT, right=RIGHT)
    high = HEADROOM * max(float(values["value"].max()) if len(values) else 1.0, 1e-9)
    start = before_first(start, values["date"])
    for basis, part in values.groupby("basis", sort=False):
        part = part.sort_values("date") if stepped else with_gaps(part.sort_values("date"))
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
    _write_values(figure, values, [a, b], start, end, high)
    time_axis(figure, start, end, colors)
    mark_dates(figure, a, b, start, end, (0, high), colors)
    write_key(figure, key, colors, above=TOP - 6)
    figure.update_yaxes(
        range=[0, high],
        nticks=5,
        showgrid=True,
        gridcolor=colors.faint,
        fixedrange=True,
    )
    return figure


def with_gaps(part: pd.DataFrame) -> pd.DataFrame:
    """The values in order of time, with an empty row where a series that is otherwise yearly leaves years out: no line crosses them."""
    days = part["date"].diff().dt.days
    steps = days[days > 0]
    if (steps <= YEAR).sum() * 2 <= len(steps):
        return part
    gaps = part[days > YEAR]
    empty = pd.DataFrame({"date": gaps["date"] - pd.Timedelta(days=YEAR / 2), "value": float("nan")})
    return pd.concat([part, empty]).sort_values("date", kind="stable")


def _hover(values: pd.DataFrame) -> list[str]:
    """The value with its unit and basis, its date, who counted it, who published it; "" for a year without a value."""
    return [
        f"<b>{row.value:,.10g} {safe(row.unit)}</b>, {BASIS_LABELS[row.basis].lower()}<br>"
        f"{in_words(row.date, row.date_precision)}<br>{safe(row.counted_by)}<br>{safe(row.publisher)}"
        if pd.notna(row.value)
        else ""
        for row in values.itertuples()
    ]


def written_values(values: pd.DataFrame) -> pd.DataFrame:
    """The values that the card's title names: the peak where it is above both ends, the first, the last; a date's firmest value speaks."""
    firm = values.assign(place=values["basis"].map(BASIS_ORDER.index)).sort_values(["date", "place"]).drop_duplicates("date")
    ends = firm.iloc[[0, -1]] if len(firm) > 1 else firm
    top = firm[firm["value"] == firm["value"].max()].head(1)
    return pd.concat([top, ends]) if (top["value"].max() > ends["value"]).all() else ends


class Box(NamedTuple):
    """A place for a number, in pixels from the top left of the plot."""

    left: float
    top: float
    right: float
    bottom: float

    def covers(self, x: float, y: float, room: float = 0) -> bool:
        """Whether a point is in it or nearer to it than `room`."""
        return self.left - room < x < self.right + room and self.top - room < y < self.bottom + room

    def far(self, x: float, y: float) -> float:
        """How far a point is from its middle."""
        return math.hypot((self.left + self.right) / 2 - x, (self.top + self.bottom) / 2 - y)


TEXT = 15
"""Height of a number, in pixels."""

DIGIT = 6.6
"""Width of one of its signs."""

PLACES = [
    (across, up) for up in (14, -14, 22, -22) for across in ("center", "left", "right")
] + [("beside-left", 0), ("beside-right", 0)]  # fmt: skip
"""Where a number may stand, best first: above its mark, below, farther off, beside it."""


def _write_values(
    figure: go.Figure, values: pd.DataFrame, dates: list[pd.Timestamp], start: pd.Timestamp, end: pd.Timestamp, high: float
) -> None:
    """Each number where it hides least and stands nearest to its own mark: no mark, no other number, no line if there is a way."""
    span = max((end - start).days, 1)

    def x_of(day: pd.Timestamp) -> float:
        return PLOT[0] * (day - start).days / span

    def y_of(value: float) -> float:
        return PLOT[1] * (1 - value / high)

    marks = [(x_of(day), y_of(value)) for day, value in zip(values["date"], values["value"], strict=True)]
    ways = _ways([(x_of(day), y_of(value)) for day, value in values.sort_values("date")[["date", "value"]].itertuples(index=False)])
    ways += [(x_of(day), y) for day in dates for y in range(0, PLOT[1], 4)]
    taken: list[Box] = []
    for row in written_values(values).itertuples():
        text = f"{row.value:,.10g}"

        def cost(place: tuple[str, int], x: float = x_of(row.date), y: float = y_of(row.value), wide: float = DIGIT * len(text)) -> int:
            box = _box(place, x, y, wide)
            outside = box.left < -1 or box.right > PLOT[0] + RIGHT - 2 or box.top < 0 or box.bottom > PLOT[1]
            hidden = sum(box.covers(*mark, room=5) for mark in marks)
            crowded = sum(
                box.left < other.right and other.left < box.right and box.top < other.bottom and other.top < box.bottom for other in taken
            )
            own = box.far(x, y)
            nearer = sum(box.far(*mark) < own for mark in marks)
            return 1000 * (outside + crowded) + 100 * hidden + 20 * nearer + sum(box.covers(*point) for point in ways)

        best = min(PLACES, key=cost)
        taken.append(_box(best, x_of(row.date), y_of(row.value), DIGIT * len(text)))
        side, up = best
        shift = {"beside-left": -9, "beside-right": 9}.get(side, 0)
        anchor = {"beside-left": "right", "beside-right": "left"}.get(side, side)
        figure.add_annotation(
            x=row.date,
            y=float(row.value),
            text=f"<b>{text}</b>",
            font={"size": SMALL},
            xanchor=anchor,
            yanchor="middle",
            yshift=up,
            xshift=shift,
        )


def _box(place: tuple[str, int], x: float, y: float, wide: float) -> Box:
    """The room that a number of some width takes at a place beside its mark."""
    side, up = place
    left = {"center": x - wide / 2, "left": x, "right": x - wide, "beside-left": x - 9 - wide, "beside-right": x + 9}[side]
    return Box(left, y - up - TEXT / 2, left + wide, y - up + TEXT / 2)


def _ways(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points along the lines between marks."""
    return [(x0 + (x1 - x0) * part / 10, y0 + (y1 - y0) * part / 10) for (x0, y0), (x1, y1) in pairwise(points) for part in range(1, 10)]
