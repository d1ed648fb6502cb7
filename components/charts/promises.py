"""Promised windows against what happened, and how many promises came to which end."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.analysis.dates import in_words, window_end
from components.charts.key import BAR, DOTTED, KEY_LINE, Sign, key_lines, write_key
from components.charts.rows import HEADROOM, WIDE_NAME, lay_out, pixel_axis, write_names
from components.charts.theme import SMALL, Palette, frame, safe
from components.charts.time_axis import TOP, YEARS, mark_dates_on_rows, time_axis, years_above

SYMBOLS = {
    "kept": "circle",
    "kept-late": "diamond",
    "partly-kept": "square",
    "not-kept": "x",
    "open": "circle-open",
    "not-established": "circle-open",
}
LETTERS = {
    "kept": ("●", "kept"),
    "kept-late": ("◆", "kept late"),
    "partly-kept": ("■", "partly kept"),
    "not-kept": ("×", "not kept"),
}
"""What happened, as a letter like its symbol and in words."""

MARK = 12
HOLLOW = ("open", "not-established")
"""Ends that are not known are drawn as outlines."""


def outcome_color(outcome: str, colors: Palette) -> str:
    """The color of an outcome; shape and words tell it too."""
    return {"kept": colors.good, "kept-late": colors.late, "partly-kept": colors.late, "not-kept": colors.bad}.get(outcome, colors.soft_ink)


def outcome_signs(outcomes: pd.Series, colors: Palette) -> list[Sign]:
    """The marks of what happened, of those outcomes alone that occur."""
    found = set(outcomes)
    return [Sign(letter, outcome_color(code, colors), words) for code, (letter, words) in LETTERS.items() if code in found]


def _signs(rows: pd.DataFrame, colors: Palette) -> list[Sign]:
    """All that the picture of windows is made of, of those marks alone that occur."""
    unanswered = rows["due_to"].isna() & rows["outcome_on"].isna()
    signs = outcome_signs(rows.loc[rows["outcome_on"].notna(), "outcome"], colors)
    signs += [Sign("○", colors.soft_ink, "no result")] if unanswered.any() else []
    signs += [Sign(BAR, colors.line, "promised window", colors.soft_ink)] if rows["due_to"].notna().any() else []
    signs += [Sign(DOTTED, colors.late, "time run over")] if (rows["outcome_on"] > rows["due_to"]).any() else []
    return signs


def windows(promises: pd.DataFrame, a: pd.Timestamp, b: pd.Timestamp, start: pd.Timestamp, end: pd.Timestamp, colors: Palette) -> go.Figure:
    """Each promise: a thin line from the day it was made, a bar over the promised window, a mark where it came true, the slip in words.

    `promises`: commitment_id, name, group, made_on, due_from, due_to, outcome, outcome_on, outcome_precision, slip_words.
    """
    words = [f"<span style='color:{outcome_color(row.outcome, colors)}'>{safe(row.slip_words)}</span>" for row in promises.itertuples()]
    layout = lay_out(promises.assign(below=words), mark=MARK, name_width=WIDE_NAME)
    key = key_lines(_signs(promises, colors))
    top = TOP + YEARS + KEY_LINE * len(key)
    figure = frame(layout.height + top + 30, colors, top=top, bottom=30, left=18, right=12)
    rows = layout.rows
    _waits(figure, rows, start, colors)
    due = rows[rows["due_to"].notna()]
    begin = due["due_from"].fillna(due["made_on"]).clip(lower=start)
    figure.add_trace(
        go.Bar(
            base=begin,
            x=((due["due_to"] - begin).dt.days + 1).clip(lower=12) * 86_400_000,
            y=due["y"],
            width=MARK,
            orientation="h",
            customdata=due["commitment_id"],
            name="Promised window",
            marker={"color": colors.line, "line": {"color": colors.soft_ink, "width": 1}},
            hovertext=[
                f"<b>{safe(name)}</b><br>Promised: {safe(words) or 'no date'}"
                for name, words in zip(due["name"], due["due_as_stated"], strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    mark_dates_on_rows(figure, rows["y"], a, b, start, end, colors, lift=YEARS)
    years_above(figure, start, end, colors)
    write_key(figure, key, colors, above=YEARS + TOP - 6)
    _unanswered(figure, rows, start, end, colors)
    _outcomes(figure, rows, colors)
    figure.update_layout(barmode="overlay")
    time_axis(figure, start, end, colors)
    write_names(figure, layout, colors)
    pixel_axis(figure, layout.height)
    # A thin line along each row leads the eye from the name at the left to the marks far from it.
    figure.update_yaxes(visible=True, showticklabels=False, showgrid=True, tickvals=list(rows["y"]))
    return figure


def _waits(figure: go.Figure, rows: pd.DataFrame, start: pd.Timestamp, colors: Palette) -> None:
    """From the day of the promise to what happened; dotted where the promise had run out."""
    for name, dash, begin, finish in (
        ("Waiting", "solid", rows["made_on"], rows["due_to"].fillna(rows["outcome_on"])),
        ("Late", "dot", rows["due_to"], rows["outcome_on"]),
    ):
        xs: list = []
        ys: list = []
        for first, last, y in zip(begin, finish, rows["y"], strict=True):
            if pd.notna(first) and pd.notna(last) and last > first:
                xs += [max(first, start), last, None]
                ys += [y, y, None]
        figure.add_trace(
            go.Scatter(
                x=xs,
                y=ys,
                mode="lines",
                name=name,
                line={"color": colors.late if name == "Late" else colors.soft_ink, "width": 2, "dash": dash},
                hoverinfo="skip",
            )
        )


def _unanswered(figure: go.Figure, rows: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, colors: Palette) -> None:
    """A promise without a due date and without an outcome: an open ring on its day, dotted to the end."""
    open_ended = rows[rows["due_to"].isna() & rows["outcome_on"].isna()]
    begin = open_ended["made_on"].clip(lower=start)
    xs: list = []
    ys: list = []
    for first, y in zip(begin, open_ended["y"], strict=True):
        xs += [first, end, None]
        ys += [y, y, None]
    figure.add_trace(
        go.Scatter(
            x=xs, y=ys, mode="lines", name="No outcome", line={"color": colors.soft_ink, "width": 1.5, "dash": "dot"}, hoverinfo="skip"
        )
    )
    figure.add_trace(
        go.Scatter(
            x=begin,
            y=open_ended["y"],
            mode="markers",
            name="Promise without an outcome",
            customdata=open_ended["commitment_id"],
            marker={
                "size": 11,
                "symbol": [SYMBOLS[outcome] for outcome in open_ended["outcome"]],
                "color": colors.soft_ink,
                "line": {"color": colors.soft_ink, "width": 1.5},
            },
            hovertext=[
                f"<b>{safe(name)}</b><br>{safe(words)}" for name, words in zip(open_ended["name"], open_ended["slip_words"], strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _outcomes(figure: go.Figure, rows: pd.DataFrame, colors: Palette) -> None:
    """A mark on the day of each outcome, with a thin bar over the month or year where that is all that is known."""
    done = rows[rows["outcome_on"].notna()]
    coarse = done[done["outcome_precision"] != "day"]
    days = (window_end(coarse["outcome_on"], coarse["outcome_precision"]) - coarse["outcome_on"]).dt.days + 1
    figure.add_trace(
        go.Bar(
            base=coarse["outcome_on"],
            x=days * 86_400_000,
            y=coarse["y"],
            width=4,
            orientation="h",
            name="Known to the month or year",
            marker={"color": [outcome_color(outcome, colors) for outcome in coarse["outcome"]], "line": {"width": 0}},
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=done["outcome_on"],
            y=done["y"],
            mode="markers",
            name="Outcome",
            customdata=done["commitment_id"],
            cliponaxis=False,
            marker={
                "size": 13,
                "symbol": [SYMBOLS[outcome] for outcome in done["outcome"]],
                "color": [outcome_color(outcome, colors) for outcome in done["outcome"]],
                "line": {"color": colors.ground, "width": 1},
            },
            hovertext=[
                f"<b>{safe(row.name)}</b><br>{in_words(row.outcome_on, row.outcome_precision)}: {safe(row.slip_words)}"
                for row in done.rename(columns={"name": "promise_name"}).assign(name=done["name"]).itertuples()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def outcome_bars(counts: pd.Series, labels: dict[str, str], colors: Palette) -> go.Figure:
    """How many promises came to each end, as bars with their numbers; outcomes without a promise are left out."""
    some = counts[counts > 0]
    rows = pd.DataFrame({"name": [labels[code] for code in some.index], "group": "", "outcome": some.index, "count": some.to_numpy()})
    layout = lay_out(rows, mark=14, gap=8, name_width=42)
    figure = frame(layout.height + 8, colors, top=4, bottom=4, left=4, right=36)
    figure.add_trace(
        go.Bar(
            x=layout.rows["count"],
            y=layout.rows["y"],
            orientation="h",
            width=14,
            name="Promises",
            text=layout.rows["count"],
            textposition="outside",
            cliponaxis=False,
            marker={
                "color": [colors.ground if code in HOLLOW else outcome_color(code, colors) for code in layout.rows["outcome"]],
                "line": {"color": [outcome_color(code, colors) for code in layout.rows["outcome"]], "width": 1.5},
            },
            textfont={"color": colors.ink, "size": SMALL},
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, HEADROOM * max(int(some.max()) if len(some) else 1, 1)])
    write_names(figure, layout, colors)
    pixel_axis(figure, layout.height)
    return figure
