"""Cards of the alliance: partners by purpose, the network on both dates, life lines of mechanisms."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.partners import by_purpose, ties
from components.cached import View
from components.charts.alliance import network, purposes
from components.ui.cards.shared import ribbon_card, sides
from components.ui.cards.three_axis import history_card
from components.ui.chart_card import Card, kept_card
from components.ui.page import colors


@kept_card
def purpose_card(seen: View) -> Card:
    """Purpose by partner: mechanisms in place on both dates."""
    rows = by_purpose(seen.comparison, seen.subjects)
    partners = seen.labels("partner")
    table = pd.DataFrame(
        {
            "Purpose": rows["group"],
            "Partner": rows["partner"].map(partners),
            "In place on date A": rows["at_work_a"],
            "In place on date B": rows["at_work_b"],
            "Mechanisms known": rows["mechanisms"],
        }
    )
    return Card(
        key="purposes",
        title=findings.partner_growth(rows, partners),
        subtitle=(
            "Mechanisms in place: the circle is date A, the diamond date B; hollow is none reported in place. "
            f"A mechanism counts for each of its partners; South Korea is in all. {sides(seen)}"
        ),
        figure=purposes(rows, partners, colors()),
        table=table,
        export=rows,
    )


def network_cards(seen: View) -> None:
    """The network of partners on date A and on date B, beside each other."""
    for side, column in zip("ab", st.columns(2), strict=True):
        with column:
            _network_card(seen, side)


@kept_card
def _network_card(seen: View, side: str) -> Card:
    partners = seen.labels("partner")
    palette = colors()
    pairs = ties(seen.comparison, seen.subjects, side)
    table = pd.DataFrame(
        {
            "Partners": [f"{partners[row.first]} and {partners[row.second]}" for row in pairs.itertuples()],
            "Mechanisms in place": pairs["mechanisms"],
            "Which": pairs["names"],
        }
    )
    return Card(
        key=f"network-{side}",
        title=findings.network(pairs, side, seen.filters.day_a if side == "a" else seen.filters.day_b),
        subtitle="A line joins two partners of the same mechanism in place; its number is how many they share.",
        figure=network(pairs, partners, palette.date_a if side == "a" else palette.date_b, palette),
        table=table,
        export=pairs,
    )


def mechanism_ribbons(seen: View) -> None:
    """Life lines of the mechanisms of the purposes that are chosen."""
    groups = _purposes(seen)
    chosen = st.pills(
        "Show",
        groups,
        default=[group for group in groups if group == "Extended deterrence"] or None,
        selection_mode="multi",
        key="mechanism-groups",
        persist_state="session",
    )
    ribbon_card(seen, "mechanism", "mechanism-ribbons", tuple(chosen or groups))


def mechanism_history(seen: View) -> None:
    """The history of one mechanism: at first of that on top of the ribbons."""
    groups = _purposes(seen)
    chosen = [group for group in st.session_state.get("mechanism-groups") or groups if group in groups]
    history_card(seen, "mechanism", tuple(chosen))


def _purposes(seen: View) -> list[str]:
    return seen.kept(("purposes",), lambda: sorted(seen.comparison.loc[seen.comparison["kind"] == "mechanism", "group"].unique()))
