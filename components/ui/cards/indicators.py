"""Cards of the indicators: small multiples, one a series."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.dates import words
from components.analysis.density import left_out, one_a_month
from components.analysis.evidence import ADDED
from components.analysis.series import first_and_last
from components.cached import View
from components.charts.indicators import BASIS_LABELS, series_panel
from components.ui.chart_card import Card, Later, chart_card, kept_card
from components.ui.page import colors, span

FAMILIES = {
    "Budget": ("defense-budget", "force-", "midterm-", "military-expenditure"),
    "Three-axis money": ("kill-chain", "kamd", "kmpr", "three-axis", "nuclear-wmd", "project-425"),
    "North Korean launches": ("nk-",),
    "Missile limits": ("missile-",),
    "Alliance": ("cost-sharing", "us-"),
}
"""Series by the beginning of their codes, in the order of the page."""
MOST_IN_A_PANEL = 200
"""A panel is half a page wide."""


def family_cards(seen: View) -> None:
    """The series of one family as small multiples."""
    family = st.segmented_control(
        "Series on", list(FAMILIES), default="Budget", key="series-family", required=True, persist_state="session"
    )
    codes = seen.narrowed.kept(("series", family), lambda: _series(seen, FAMILIES[family]))
    if not codes:
        chart_card(Card("series", "No series fits the choices", "", None, pd.DataFrame(), pd.DataFrame()), seen)
        return
    # Two a row, so that a phone, which puts columns under each other, shows them in their order.
    for start in range(0, len(codes), 2):
        for column, code in zip(st.columns(2), codes[start : start + 2], strict=False):
            with column:
                _series_card(seen, code)


def _series(seen: View, beginnings: tuple[str, ...]) -> list[str]:
    """The series of a family that have values, in the vocabulary's order."""
    found = set(seen.rows("indicators")["series_id"])
    return [code for code in seen.labels("series") if code.startswith(beginnings) and code in found]


@kept_card
def _series_card(seen: View, code: str) -> Card:
    rows = seen.rows("indicators")
    values = rows[rows["series_id"] == code].sort_values(["date", "indicator_id"]).reset_index(drop=True)
    moved = first_and_last(values).iloc[0]
    label = seen.labels("series")[code]
    about = seen.ledger["series"].set_index("code").loc[code]
    unit = str(values["unit"].iloc[0])
    start, end = span()
    begin = min(start, values["date"].min())
    drawn = one_a_month(values, ["basis"], most=MOST_IN_A_PANEL)
    title = findings.moved_series(moved, label)
    exact = all(f"{moved[value]:,.10g}" in title for value in ("first_value", "last_value"))
    return Card(
        key=f"series-{code}",
        behind="indicators",
        title=title,
        subtitle=(
            f"{unit[:1].upper() + unit[1:]}. {about['definition']} Scope: {about['scope']}"
            f"{'' if exact else ' Numbers in the title are rounded to one decimal.'}"
            f"{left_out(len(drawn), len(values), 'values')}"
        ),
        figure=series_panel(drawn, seen.filters.day_a, seen.filters.day_b, begin, end, "limit" in code, colors()),
        table=Later(values, _table),
        export=values.drop(columns=ADDED),
        rows=lambda: {row.indicator_id: f"{row.date:%Y}: {row.value:,.10g} {row.unit}" for row in values.itertuples()},
    )


def _table(values: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Date": words(values["date"], values["date_precision"]),
            "Value": values["value"].map(lambda value: f"{value:,.10g}"),
            "Unit": values["unit"],
            "Basis": values["basis"].map(BASIS_LABELS),
            "Counted by": values["counted_by"],
            "Source": values["publisher"],
        }
    )
