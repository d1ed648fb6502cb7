"""The ribbon picture: each subject is a row of time, its stages are stretches, each report a dot, silence a dotted line."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.analysis.dates import in_words
from components.charts.key import KEY_LINE, Sign, key_lines, write_key
from components.charts.rows import lay_out, pixel_axis, write_names
from components.charts.theme import Palette, frame, safe, safe_labels
from components.charts.time_axis import TOP, YEARS, mark_dates_on_rows, time_axis, years_above

MARK = 13
OPEN = ("suspended", "ended")


def ribbons(
    rows: pd.DataFrame,
    stretches: pd.DataFrame,
    reports: pd.DataFrame,
    a: pd.Timestamp,
    b: pd.Timestamp,
    start: pd.Timestamp,
    end: pd.Timestamp,
    stage_labels: dict[str, str],
    colors: Palette,
) -> go.Figure:
    """Draw the life lines of subjects, grouped, with both dates across all rows.

    `rows`: subject_id, name, group, stage_a, stage_b in the order wanted. `stretches`: as analysis.lifelines.stretches.
    `reports`: observation_id, subject_id, date, date_precision, stage, publisher. What began before `start` is drawn from there.
    Each mark carries its observation_id, so that a click can open the evidence.
    """
    stage_labels = safe_labels(stage_labels)
    layout = lay_out(rows, mark=MARK)
    key = key_lines(_signs(stage_labels, colors))
    top = TOP + YEARS + KEY_LINE * len(key)
    figure = frame(layout.height + top + 30, colors, top=top, bottom=30, left=18, right=12)
    place = layout.rows.set_index("subject_id")
    _silence(figure, place, stretches, start, end, colors)
    for stage, label in stage_labels.items():
        _stretches(figure, stretches[stretches["stage"] == stage], place, start, stage, label, colors)
    mark_dates_on_rows(figure, layout.rows["y"], a, b, start, end, colors, lift=YEARS)
    years_above(figure, start, end, colors)
    write_key(figure, key, colors, above=YEARS + TOP - 6)
    _reports(figure, reports, place, start, stage_labels, colors)
    time_axis(figure, start, end, colors)
    write_names(figure, layout, colors, _side_words(layout.rows, stage_labels, colors))
    pixel_axis(figure, layout.height)
    figure.update_layout(barmode="overlay", bargap=0)
    return figure


def _signs(stage_labels: dict[str, str], colors: Palette) -> list[Sign]:
    """The shade of each stage by name, in the order of the ramp; what is off the scale last."""
    off = {"suspended": ("///", colors.soft_ink, ""), "ended": ("□", colors.soft_ink, "")}
    return [
        Sign(letter, color, label, edge)
        for stage, label in stage_labels.items()
        for letter, color, edge in [off.get(stage, ("■", colors.stages[stage], colors.stage_edge))]
    ]


def _silence(
    figure: go.Figure, place: pd.DataFrame, stretches: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, colors: Palette
) -> None:
    """A dotted line up to the first report of each row, or all along a row without any."""
    first = stretches.groupby("subject_id")["start"].min().reindex(place.index).fillna(end)
    xs: list = []
    ys: list = []
    for subject, until in first.items():
        if until > start:
            xs += [start, until, None]
            ys += [place.at[subject, "y"]] * 2 + [None]
    figure.add_trace(
        go.Scatter(
            x=xs, y=ys, mode="lines", name="Not reported", line={"color": colors.soft_ink, "width": 1.5, "dash": "dot"}, hoverinfo="skip"
        )
    )


def _stretches(
    figure: go.Figure, part: pd.DataFrame, place: pd.DataFrame, start: pd.Timestamp, stage: str, label: str, colors: Palette
) -> None:
    """A bar over each stretch at one stage; suspended is hatched, ended is hollow."""
    part = part[part["subject_id"].isin(place.index) & (part["end"] > start)]
    begin = part["start"].clip(lower=start)
    rows = place.loc[part["subject_id"]]
    figure.add_trace(
        go.Bar(
            base=begin,
            x=pd.to_timedelta(part["end"] - begin).dt.total_seconds() * 1000,
            y=rows["y"],
            width=MARK,
            orientation="h",
            name=label,
            customdata=part["observation_id"],
            marker={
                "color": colors.stages[stage],
                "line": {"color": colors.soft_ink if stage in OPEN else colors.stage_edge, "width": 1},
                "pattern": {
                    "shape": "/" if stage == "suspended" else "",
                    "fgcolor": colors.soft_ink,
                    "bgcolor": colors.ground,
                    "size": 6,
                    "solidity": 0.25,
                },
            },
            hovertext=_stretch_hover(rows["name"], part, label),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _stretch_hover(names: pd.Series, part: pd.DataFrame, label: str) -> list[str]:
    """Name and stage; "from" where the passage shows the stage beginning, else "by": it may have begun earlier."""
    columns = (names, part["start"], part["start_precision"], part["shows"], part["reports"])
    return [
        f"<b>{safe(name)}</b><br>{label} {'from' if shows == 'begins' else 'by'} {in_words(day, precision)}<br>"
        f"{count} report{'s' * (count != 1)}"
        for name, day, precision, shows, count in zip(*columns, strict=True)
    ]


def _reports(
    figure: go.Figure, reports: pd.DataFrame, place: pd.DataFrame, start: pd.Timestamp, stage_labels: dict[str, str], colors: Palette
) -> None:
    """A dot for each report from `start` on, on the first day of what is known of its date."""
    part = reports[reports["subject_id"].isin(place.index) & (reports["date"] >= start)]
    rows = place.loc[part["subject_id"]]
    figure.add_trace(
        go.Scatter(
            x=part["date"],
            y=rows["y"],
            mode="markers",
            name="Report",
            customdata=part["observation_id"],
            hovertext=_report_hover(rows["name"], part, stage_labels),
            hovertemplate="%{hovertext}<extra></extra>",
            marker={"size": 8, "color": colors.ground, "line": {"color": colors.ink, "width": 1.5}},
            cliponaxis=False,
        )
    )


def _report_hover(names: pd.Series, part: pd.DataFrame, stage_labels: dict[str, str]) -> list[str]:
    """Name, stage and date of a report, then its publisher."""
    columns = (names, part["stage"], part["date"], part["date_precision"], part["publisher"])
    return [
        f"<b>{safe(name)}</b><br>{stage_labels[stage]}, {in_words(day, precision)}<br>{safe(publisher)}"
        for name, stage, day, precision, publisher in zip(*columns, strict=True)
    ]


def _side_words(rows: pd.DataFrame, stage_labels: dict[str, str], colors: Palette) -> pd.Series:
    """The stages on both dates in words, each in the color of its date."""

    def word(stage: str) -> str:
        return stage_labels[stage].lower() if stage else "no report"

    pairs = zip(rows["stage_a"], rows["stage_b"], strict=True)
    texts = [
        f"<span style='color:{colors.date_a}'>{word(first)}</span> → <span style='color:{colors.date_b}'>{word(second)}</span>"
        for first, second in pairs
    ]
    return pd.Series(texts, index=rows.index, dtype="str")
