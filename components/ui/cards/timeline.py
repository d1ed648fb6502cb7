"""Cards of the timeline: lanes of events, promises tied to outcomes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.dates import words
from components.analysis.density import last_rows, left_out, one_a_month
from components.analysis.evidence import ADDED
from components.cached import View
from components.charts.timeline import lanes, named_events
from components.ui.chart_card import Card, Later, kept_card
from components.ui.page import colors, span
from components.ui.words import day

FEW = 45
"""Up to so many events are drawn by name, each on a row of its own."""
PROMISES_BELOW = "Promises stand beside them in a lane of their own, the last, each tied to what became of it. "
MORE_NAMES = f"With {FEW} events or fewer each is named: choose a theme in the sidebar or narrow the years. "


def timeline_card(seen: View) -> None:
    """Events of the years chosen; few of them are named in the chart."""
    first, last = span()
    years = st.slider("Years", first.year, last.year, (first.year, last.year), key="timeline-years", persist_state="session")
    _timeline_card(seen, *years)


@kept_card
def _timeline_card(seen: View, first_year: int, last_year: int) -> Card:
    last = span()[1]
    start, end = pd.Timestamp(year=first_year, month=1, day=1), min(last, pd.Timestamp(year=last_year, month=12, day=31))
    events = seen.rows("milestones")
    shown, export = seen.narrowed.kept(("events", first_year, last_year, end), lambda: _within(events, start, end))
    themes = seen.labels("theme")
    named = len(shown) <= FEW
    marks, tied = one_a_month(shown, ["theme"]), last_rows(seen.promises)
    draw = (
        named_events(shown, seen.filters.day_a, seen.filters.day_b, start, end, colors())
        if named
        else lanes(marks, tied, themes, seen.filters.day_a, seen.filters.day_b, start, end, colors())
    )
    earlier = int((events["date"] < start).sum())
    return Card(
        key="timeline",
        behind="milestones",
        title=findings.events(shown, themes),
        subtitle=(
            f"Policy events by theme, {first_year} to {last_year}; {earlier} earlier ones are left out. "
            "A bar is an event known only to the month or year; a red triangle is a North Korean event. "
            f"{'' if named else PROMISES_BELOW * bool(len(seen.promises)) + MORE_NAMES}"
            f"A is {day(seen.filters.day_a)}, B is {day(seen.filters.day_b)}."
            f"{left_out(len(marks), len(shown), 'events')}{'' if named else left_out(len(tied), len(seen.promises), 'promises')}"
        ),
        figure=draw,
        table=Later(shown, lambda part: _table(part, seen)),
        export=export,
        rows=lambda: dict(zip(shown["milestone_id"], _names(shown), strict=True)),
    )


def _within(events: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The events between two days in order of time, and the same as they are downloaded."""
    shown = events[(events["date"] >= start) & (events["date"] <= end)].sort_values(["date", "milestone_id"]).reset_index(drop=True)
    return shown, shown.drop(columns=ADDED)


def _names(events: pd.DataFrame) -> list[str]:
    return [f"{day(row.date, row.date_precision)}: {row.title}" for row in events.itertuples()]


def _table(events: pd.DataFrame, seen: View) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Date": words(events["date"], events["date_precision"]),
            "Event": events["title"],
            "What the passage says": events["summary"],
            "Theme": events["theme"].map(seen.labels("theme")),
            "Source": events["publisher"],
        }
    )
