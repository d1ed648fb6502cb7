"""Events in lanes over time; a month is a bar, not a point; promises are tied to their outcomes."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.analysis.dates import in_words, window_end
from components.charts.key import BAR, DOTTED, KEY_LINE, Sign, key_lines, key_note, write_key
from components.charts.promises import SYMBOLS, outcome_color, outcome_signs
from components.charts.rows import LINE, lane_note, lay_out, pixel_axis, write_names
from components.charts.theme import Palette, frame, safe
from components.charts.time_axis import TOP, YEARS, mark_dates, time_axis, years_above

PITCH = 11
"""Distance between the rows of marks in a lane, in pixels."""

APART = 38
"""Marks nearer than this many days are stacked, in charts of a decade; scaled with the span that is shown."""

NORTH = "north-korea-activity"
NORTH_SYMBOL = "triangle-up"
"""No cross, which stands for a promise that was not kept."""

PROMISE_PITCH = 9
PROMISES = "Promises, each tied to its outcome"


def lanes(
    events: pd.DataFrame,
    promises: pd.DataFrame,
    theme_labels: dict[str, str],
    a: pd.Timestamp,
    b: pd.Timestamp,
    start: pd.Timestamp,
    end: pd.Timestamp,
    colors: Palette,
) -> go.Figure:
    """All events, one lane a theme, North Korean events apart in shape and color; last a lane of promises, tied to their outcomes.

    `events`: milestone_id, date, date_precision, title, theme, publisher. `promises`: commitment_id, promise, made_on, outcome,
    outcome_on, slip_words. Lanes stand in the order of theme_labels; empty ones are left out.
    """
    in_span = events[(events["date"] >= start) & (events["date"] <= end)]
    placed, names, height = _stack(in_span, theme_labels, (end - start).days / 4000)
    tied, rows = _tie(promises, start, end)
    ends: list[dict] = []
    if len(tied):
        names.append((PROMISES, len(tied), height))
        lines = key_lines(_promise_signs(tied, colors))
        ends = [{**key_note(lines, colors), "y": height + LINE + 2, "yref": "y", "yanchor": "top"}]
        height += LINE + KEY_LINE * len(lines)
        tied = tied.assign(y=[height + 12 + row * PROMISE_PITCH for row in rows])
        height += 20 + (max(rows) + 1) * PROMISE_PITCH
    key = key_lines(_signs(in_span, colors))
    top = TOP + YEARS + KEY_LINE * len(key)
    figure = frame(height + top + 30, colors, top=top, bottom=30, left=18, right=12)
    _spans(figure, placed, colors)
    _ties(figure, tied, colors)
    _points(figure, placed, colors)
    _over_time(figure, key, a, b, start, end, height, colors)
    notes = [lane_note(name, count, y) for name, count, y in names]
    figure.layout.annotations = [*figure.layout.annotations, *notes, *ends]
    pixel_axis(figure, height)
    return figure


def _over_time(
    figure: go.Figure,
    key: list[str],
    a: pd.Timestamp,
    b: pd.Timestamp,
    start: pd.Timestamp,
    end: pd.Timestamp,
    height: int,
    colors: Palette,
) -> None:
    """The axis of years at both ends, the dates across, the key on top."""
    time_axis(figure, start, end, colors)
    mark_dates(figure, a, b, start, end, (height, 0), colors, lift=YEARS)
    years_above(figure, start, end, colors)
    write_key(figure, key, colors, above=YEARS + TOP - 6)


def _signs(events: pd.DataFrame, colors: Palette) -> list[Sign]:
    """The marks of events, of those alone that occur."""
    north, daily = events["theme"] == NORTH, events["date_precision"] == "day"
    signs = [Sign("●", colors.event, "event")] if (~north & daily).any() else []
    signs += [Sign("▲", colors.adversary, "North Korean event")] if (north & daily).any() else []
    signs += [Sign(BAR, colors.event, "known to the month or year")] if (~daily).any() else []
    return signs


def _promise_signs(tied: pd.DataFrame, colors: Palette) -> list[Sign]:
    """The marks of outcomes that are drawn, and the dotted line where there is none."""
    signs = outcome_signs(tied.loc[tied["outcome_on"] == tied["last"], "outcome"], colors)
    return signs + ([Sign(DOTTED, colors.soft_ink, "no outcome")] if tied["outcome_on"].isna().any() else [])


def _points(figure: go.Figure, placed: pd.DataFrame, colors: Palette) -> None:
    """Events known to the day as marks; North Korean ones are triangles in a color of their own."""
    for foreign in (False, True):
        part = placed[(placed["theme"] == NORTH) == foreign]
        part = part[part["date_precision"] == "day"]
        figure.add_trace(
            go.Scatter(
                x=part["date"],
                y=part["y"],
                mode="markers",
                name="North Korean event" if foreign else "Event",
                customdata=part["milestone_id"],
                cliponaxis=False,
                marker={
                    "size": 9,
                    "symbol": NORTH_SYMBOL if foreign else "circle",
                    "color": colors.adversary if foreign else colors.event,
                    "line": {"width": 1, "color": colors.ground},
                },
                hovertext=_hover(part),
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )


def named_events(
    events: pd.DataFrame, a: pd.Timestamp, b: pd.Timestamp, start: pd.Timestamp, end: pd.Timestamp, colors: Palette
) -> go.Figure:
    """Few events, each on a row of its own under its title: the way into a dense lane. Columns as for lanes; group is the year."""
    rows = events.sort_values(["date", "milestone_id"]).assign(
        name=lambda frame: frame["title"], group=lambda frame: frame["date"].dt.year.astype("str")
    )
    layout = lay_out(rows, mark=10, gap=8, name_width=52)
    key = key_lines(_signs(events, colors))
    top = TOP + YEARS + KEY_LINE * len(key)
    figure = frame(layout.height + top + 30, colors, top=top, bottom=30, left=18, right=12)
    _spans(figure, layout.rows, colors)
    points = layout.rows[layout.rows["date_precision"] == "day"]
    north = points["theme"] == NORTH
    figure.add_trace(
        go.Scatter(
            x=points["date"],
            y=points["y"],
            mode="markers",
            name="Event",
            customdata=points["milestone_id"],
            cliponaxis=False,
            marker={
                "size": 10,
                "symbol": [NORTH_SYMBOL if foreign else "circle" for foreign in north],
                "color": [colors.adversary if foreign else colors.event for foreign in north],
                "line": {"width": 1, "color": colors.ground},
            },
            hovertext=_hover(points),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    _over_time(figure, key, a, b, start, end, layout.height, colors)
    write_names(figure, layout, colors)
    pixel_axis(figure, layout.height)
    return figure


def _stack(events: pd.DataFrame, theme_labels: dict[str, str], scale: float) -> tuple[pd.DataFrame, list[tuple[str, int, float]], int]:
    """Rows within lanes so that no two marks of a lane touch: the events with `y`, (name, count, y) of each lane, the height."""
    parts, names, at = [], [], 0.0
    for theme, label in theme_labels.items():
        lane = events[events["theme"] == theme].sort_values(["date", "milestone_id"])
        if lane.empty:
            continue
        names.append((label, len(lane), at))
        at += LINE + 10
        rows = _rows_of(lane, scale)
        parts.append(lane.assign(y=[at + row * PITCH for row in rows]))
        at += (max(rows) + 1) * PITCH + 8
    placed = pd.concat(parts) if parts else events.assign(y=pd.Series(dtype="float64"))
    return placed, names, max(int(at), 60)


def _rows_of(lane: pd.DataFrame, scale: float) -> list[int]:
    """The first row that is free at each date; a month or a year takes its whole width."""
    width = {"day": 0, "month": 30, "year": 365}
    free: list[pd.Timestamp] = []
    rows = []
    for day, precision in zip(lane["date"], lane["date_precision"], strict=True):
        row = next((number for number, until in enumerate(free) if until <= day), len(free))
        until = day + pd.Timedelta(days=width[precision] + APART * scale)
        free[row : row + 1] = [until]
        rows.append(row)
    return rows


def _tie(promises: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> tuple[pd.DataFrame, list[int]]:
    """Promises made before `end` and not over before `start`, with `first` and `last` day to draw, and a free row for each."""
    last = promises["outcome_on"].fillna(end).clip(upper=end)
    shown = promises.assign(first=promises["made_on"].clip(lower=start), last=last)
    shown = shown[(promises["made_on"] <= end) & (last >= start)].sort_values(["first", "commitment_id"])
    free: list[pd.Timestamp] = []
    rows = []
    for first, until in zip(shown["first"], shown["last"], strict=True):
        row = next((number for number, taken in enumerate(free) if taken <= first), len(free))
        free[row : row + 1] = [until + pd.Timedelta(days=APART)]
        rows.append(row)
    return shown, rows


def _ties(figure: go.Figure, tied: pd.DataFrame, colors: Palette) -> None:
    """A line from the day of each promise to its outcome; dotted to the end where there is none."""
    for name, dash, part in (
        ("Promise to outcome", "solid", tied[tied["outcome_on"].notna()]),
        ("No outcome", "dot", tied[tied["outcome_on"].isna()]),
    ):
        xs: list = []
        ys: list = []
        for first, last, y in zip(part["first"], part["last"], part.get("y", []), strict=True):
            xs += [first, last, None]
            ys += [y, y, None]
        figure.add_trace(
            go.Scatter(x=xs, y=ys, mode="lines", name=name, line={"color": colors.soft_ink, "width": 1.5, "dash": dash}, hoverinfo="skip")
        )
    # An outcome after the axis ends has no mark: at the edge it would show a date that it does not have.
    done = tied[tied["outcome_on"] == tied["last"]]
    figure.add_trace(
        go.Scatter(
            x=done["last"],
            y=done.get("y", []),
            mode="markers",
            name="Outcome",
            customdata=done["commitment_id"],
            cliponaxis=False,
            marker={
                "size": 9,
                "symbol": [SYMBOLS[outcome] for outcome in done["outcome"]],
                "color": [outcome_color(outcome, colors) for outcome in done["outcome"]],
                "line": {"color": colors.ground, "width": 1},
            },
            hovertext=[f"<b>{safe(row.promise)}</b><br>{safe(row.slip_words)}" for row in done.itertuples()],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _spans(figure: go.Figure, placed: pd.DataFrame, colors: Palette) -> None:
    """Events known to the month or the year only, as bars over the whole of it."""
    part = placed[placed["date_precision"] != "day"]
    days = (window_end(part["date"], part["date_precision"]) - part["date"]).dt.days + 1
    figure.add_trace(
        go.Bar(
            base=part["date"],
            x=days * 86_400_000,
            y=part["y"],
            width=6,
            orientation="h",
            customdata=part["milestone_id"],
            name="Known to the month or year",
            marker={"color": [colors.adversary if theme == NORTH else colors.event for theme in part["theme"]], "line": {"width": 0}},
            hovertext=_hover(part),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _hover(events: pd.DataFrame) -> list[str]:
    """Title, date as finely as the source gives it, publisher."""
    return [f"<b>{safe(row.title)}</b><br>{in_words(row.date, row.date_precision)}<br>{safe(row.publisher)}" for row in events.itertuples()]
