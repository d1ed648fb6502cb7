"""Cards of the three axes: ribbons, stage flow, one component's history."""

from __future__ import annotations

import streamlit as st

from components.analysis import findings
from components.analysis.evidence import ADDED
from components.cached import View
from components.charts.stages import steps
from components.ui.cards.shared import ribbon_card
from components.ui.chart_card import Card, kept_card
from components.ui.evidence import observation_table
from components.ui.page import colors, span
from components.ui.words import plain


def axis_ribbons(seen: View) -> None:
    """Components of one axis group at a time, or of all."""
    names = seen.labels("axis")
    groups = [names[code] for code in names if code in set(seen.comparison.loc[seen.comparison["kind"] == "component", "axis"])]
    chosen = st.pills("Show", groups, default=groups[:1] or None, selection_mode="multi", key="axis-groups", persist_state="session")
    ribbon_card(seen, "component", "component-ribbons", tuple(chosen or groups))


def history_card(seen: View, kind: str, noun: str) -> None:
    """One subject's history as steps, each observation with its source."""
    rows = seen.subjects[seen.subjects["kind"] == kind].sort_values("name")
    if rows.empty:
        return
    names = dict(zip(rows["subject_id"], rows["name"], strict=True))
    first = "strategic-command" if "strategic-command" in names else next(iter(names))
    chosen = st.selectbox(
        f"{noun.capitalize()} in detail",
        list(names),
        index=list(names).index(first),
        format_func=names.__getitem__,
        key=f"history-{kind}",
        persist_state="session",
    )
    _history_card(seen, kind, str(chosen))


@kept_card
def _history_card(seen: View, kind: str, chosen: str) -> Card:
    rows = seen.subjects[seen.subjects["kind"] == kind]
    names = dict(zip(rows["subject_id"], rows["name"], strict=True))
    start, end = span()
    reports = seen.reports(end)
    found = reports[reports["subject_id"] == chosen].sort_values(["date", "observation_id"]).reset_index(drop=True)
    about = rows.set_index("subject_id").loc[chosen]
    begin = min(start, found["date"].min()) if len(found) else start
    return Card(
        key=f"history-{kind}",
        behind="observations",
        title=findings.one_history(found, names[chosen], seen.stage_labels),
        subtitle=" ".join(plain(text) for text in (about["name_ko"], about["description"], about["note"]) if text),
        figure=steps(found, seen.filters.day_a, seen.filters.day_b, begin, end, seen.stage_labels, colors()),
        table=observation_table(found, seen),
        export=found.drop(columns=ADDED),
        rows={row.observation_id: f"{seen.stage_labels[row.stage]}, {row.date:%Y}: {row.publisher}" for row in found.itertuples()},
    )
