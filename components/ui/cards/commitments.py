"""Cards of the promises: outcomes, windows against results."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.dates import words
from components.analysis.density import last_rows, left_out
from components.analysis.evidence import ADDED
from components.analysis.promises import outcome_counts
from components.cached import View
from components.charts.promises import outcome_bars, windows
from components.ui.cards.shared import due_in_words
from components.ui.chart_card import Card, Later, kept_card
from components.ui.page import colors, span
from components.ui.words import plain


@kept_card
def outcome_card(seen: View) -> Card:
    """How many promises came to which end."""
    labels = seen.labels("outcome")
    counts = outcome_counts(seen.promises, list(labels))
    listed = counts if counts.sum() else counts.head(0)
    table = pd.DataFrame(
        {
            "Outcome": [labels[code] for code in listed.index],
            "Promises": listed.to_numpy(),
            "What it means": seen.ledger["outcome"].set_index("code")["definition"].reindex(listed.index).to_numpy(),
        }
    )
    return Card(
        key="outcomes",
        behind="commitments",
        title=findings.promises(counts),
        subtitle=(
            f"Promises by outcome, of {int(counts.sum())}. "
            "“No result established” means that no source here shows one, not that there is none."
        ),
        figure=outcome_bars(counts, labels, colors()),
        table=table,
        export=listed.rename("promises").rename_axis("outcome").reset_index(),
    )


def windows_card(seen: View) -> None:
    """Promised window against what happened, for the outcomes that are chosen."""
    labels = seen.labels("outcome")
    chosen = st.pills(
        "Outcome",
        list(labels),
        selection_mode="multi",
        format_func=lambda code: plain(labels[code]),
        key="outcomes-chosen",
        persist_state="session",
    )
    _windows_card(seen, tuple(chosen))


@kept_card
def _windows_card(seen: View, chosen: tuple[str, ...]) -> Card:
    rows = seen.promises
    rows = rows[rows["outcome"].isin(chosen)] if chosen else rows
    rows = (
        rows.assign(name=rows["promise"], group=rows["made_on"].dt.year.map(lambda year: f"Promised in {year}"))
        .sort_values(["made_on", "commitment_id"])
        .reset_index(drop=True)
    )
    start, end = span()
    drawn = last_rows(rows)
    latest = max(end, rows["due_to"].max()) if len(rows) else end
    return Card(
        key="promises",
        behind="commitments",
        title=findings.slips(rows),
        subtitle=(
            "The gray bar is the promised window, the mark what happened; dotted is time run over. "
            "The slip counts from the last day of the window, in days only where both are known to the day."
            f"{left_out(len(drawn), len(rows), 'promises')}"
        ),
        figure=windows(drawn, seen.filters.day_a, seen.filters.day_b, start, latest, colors()),
        table=Later(rows, lambda part: _table(part, seen)),
        export=rows.drop(columns=["name", "group", *ADDED]),
        rows=dict(zip(rows["commitment_id"], rows["promise"], strict=True)),
    )


def _table(rows: pd.DataFrame, seen: View) -> pd.DataFrame:
    outcomes = seen.ledger["sources"].set_index("source_id")["publisher"]
    return pd.DataFrame(
        {
            "Promised": words(rows["made_on"], rows["made_precision"]),
            "By": rows["made_by"],
            "Promise": rows["promise"],
            "Due": due_in_words(rows),
            "Outcome": rows["outcome"].map(seen.labels("outcome")),
            "When": words(rows["outcome_on"], rows["outcome_precision"].where(rows["outcome_precision"] != "", "day")),
            "Slip": rows["slip_words"],
            "What became of it": rows["outcome_summary"],
            "Key phrase of promise": rows["key_phrase"],
            "Source of promise": rows["publisher"],
            "Key phrase of outcome": rows["outcome_key_phrase"],
            "Source of outcome": rows["outcome_source_id"].map(outcomes).fillna(""),
        }
    )
