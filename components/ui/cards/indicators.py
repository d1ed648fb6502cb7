"""Cards of the indicators: small multiples, one a series."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.dates import words
from components.analysis.evidence import ADDED
from components.analysis.series import first_and_last
from components.cached import View
from components.charts.indicators import BASIS_LABELS, series_panel
from components.ui.chart_card import Card, chart_card, kept_card
from components.ui.page import colors, span
from components.ui.words import plain

FAMILIES = {
    "Budget": ("defense-budget", "force-", "midterm-", "military-expenditure"),
    "Three-axis money": ("kill-chain", "kamd", "kmpr", "three-axis", "nuclear-wmd", "project-425"),
    "North Korean launches": ("nk-",),
    "Missile limits": ("missile-",),
    "Alliance": ("cost-sharing", "us-"),
}
"""Series by the beginning of their codes, in the order of the page."""


def family_cards(seen: View) -> None:
    """The series of one family as small multiples."""
    family = st.segmented_control(
        "Series on", list(FAMILIES), default="Budget", key="series-family", required=True, persist_state="session"
    )
    labels = seen.labels("series")
    rows = seen.rows("indicators")
    codes = [code for code in labels if code.startswith(FAMILIES[family]) and (rows["series_id"] == code).any()]
    if not codes:
        chart_card(Card("series", "No series fits the choices", "", None, pd.DataFrame(), pd.DataFrame()), seen)
        return
    columns = st.columns(2)
    for place, code in enumerate(codes):
        with columns[place % 2]:
            _series_card(seen, code)


@kept_card
def _series_card(seen: View, code: str) -> Card:
    rows = seen.rows("indicators")
    values = rows[rows["series_id"] == code].sort_values(["date", "indicator_id"]).reset_index(drop=True)
    moved = first_and_last(values).iloc[0]
    label = seen.labels("series")[code]
    about = seen.ledger["series"].set_index("code").loc[code]
    start, end = span()
    begin = min(start, values["date"].min())
    table = pd.DataFrame(
        {
            "Date": words(values["date"], values["date_precision"]),
            "Value": values["value"].map(lambda value: f"{value:,.10g}"),
            "Unit": values["unit"],
            "Basis": values["basis"].map(BASIS_LABELS),
            "Counted by": values["counted_by"],
            "Source": values["publisher"],
        }
    )
    return Card(
        key=f"series-{code}",
        behind="indicators",
        title=findings.moved_series(moved, label),
        subtitle=f"{plain(values['unit'].iloc[0]).capitalize()}. {plain(about['definition'])} Scope: {plain(about['scope'])}",
        figure=series_panel(values, seen.filters.day_a, seen.filters.day_b, begin, end, "limit" in code, colors()),
        table=table,
        export=values.drop(columns=ADDED),
        rows={row.indicator_id: f"{row.date:%Y}: {row.value:,.10g} {row.unit}" for row in values.itertuples()},
    )
