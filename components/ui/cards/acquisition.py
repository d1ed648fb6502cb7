"""Cards of acquisition: stage by approach, life lines, money, who said what."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.dates import words
from components.analysis.density import last_rows, left_out
from components.analysis.evidence import ADDED
from components.analysis.positions import on_question
from components.cached import View
from components.charts.acquisition import money, stage_grid
from components.charts.positions import LABELS, positions, speaker_in_words
from components.ui.cards.shared import by_change, comparison_export, comparison_table, evidence_rows, sides
from components.ui.chart_card import Card, Later, chart_card, kept_card
from components.ui.page import colors
from components.ui.words import day

UNITS = {"KRW": (1e9, "billion won"), "USD": (1e6, "million US dollars")}
SEPTEMBER_2017 = "arms-purchases-2017"


def approach_card(seen: View) -> None:
    """Initiatives by approach and stage on the date that is chosen."""
    side = st.segmented_control(
        "Date",
        ["a", "b"],
        default="b",
        format_func=lambda code: f"{code.upper()}: {day(seen.filters.day_a if code == 'a' else seen.filters.day_b)}",
        key="approach-side",
        required=True,
        persist_state="session",
    )
    _approach_card(seen, side)


@kept_card
def _approach_card(seen: View, side: str) -> Card:
    rows = by_change(seen.comparison[seen.comparison["kind"] == "initiative"])
    return Card(
        key="approaches",
        title=findings.approaches(rows, side),
        subtitle=f"Each mark is an initiative, by approach (bands) and stage (columns). {sides(seen)} Silence stands in the first column.",
        figure=stage_grid(rows, side, seen.stage_labels, colors()),
        table=comparison_table(rows, seen),
        export=comparison_export(rows),
        rows=evidence_rows(rows),
    )


def money_cards(seen: View) -> None:
    """The amounts that sources give, one card a currency: they are never converted."""
    for currency in UNITS:
        _money_card(seen, currency)


@kept_card
def _money_card(seen: View, currency: str) -> Card:
    unit, unit_words = UNITS[currency]
    rows = seen.all_rows("initiatives")
    rows = rows[rows["initiative_id"].isin(set(seen.subjects["subject_id"]))]
    part = rows[(rows["currency"] == currency) & rows["value"].notna()]
    part = part.assign(amount=part["value"] / unit).sort_values(["amount", "name"], ascending=[False, True]).reset_index(drop=True)
    without = len(rows) - int(rows["value"].notna().sum())
    amounts = part["amount"].map(lambda amount: f"{amount:,.10g}")
    return Card(
        key=f"money-{currency.lower()}",
        behind="initiatives",
        title=findings.largest_amount(part, unit_words),
        subtitle=(
            f"In {unit_words}, as the source gives it; years and scopes differ, so the bars are not added up. "
            f"For {without} initiatives no source gives an amount."
        ),
        figure=money(part, unit_words, colors()),
        table=pd.DataFrame(
            {
                "Initiative": part["name"],
                unit_words[0].upper() + unit_words[1:]: amounts,
                "What it covers": part["value_basis"],
                "Source": part["publisher"],
            }
        ),
        export=part.drop(columns=ADDED),
        rows=dict(zip(part["initiative_id"], part["name"], strict=True)),
    )


def statements_card(seen: View) -> None:
    """Every position on one question beside the others, in order of time."""
    names = seen.labels("question")
    options = seen.narrowed.kept(("questions",), lambda: _questions(seen))
    if not options:
        chart_card(Card("statements", "No statement fits the choices", "", None, pd.DataFrame(), pd.DataFrame()), seen)
        return
    first = options.index(SEPTEMBER_2017) if SEPTEMBER_2017 in options else 0
    question = st.selectbox("Question", options, index=first, format_func=names.__getitem__, key="question", persist_state="session")
    _statements_card(seen, str(question))


def _questions(seen: View) -> list[str]:
    """The questions on which anybody is quoted, in the vocabulary's order."""
    found = set(seen.rows("statements")["question_id"])
    return [code for code in seen.labels("question") if code in found]


@kept_card
def _statements_card(seen: View, question: str) -> Card:
    rows = on_question(seen.rows("statements"), question)
    drawn = last_rows(rows)
    return Card(
        key="statements",
        behind="statements",
        title=findings.positions(rows),
        subtitle=f"{seen.labels('question')[question]}. Each row is one voice, in order of time; a cross denies."
        f"{left_out(len(drawn), len(rows), 'statements')}",
        open_table=True,
        figure=positions(drawn, colors()),
        table=Later(rows, _statements_table),
        export=rows.drop(columns=ADDED),
        rows=lambda: {row.statement_id: f"{day(row.date, row.date_precision)}: {row.speaker}" for row in rows.itertuples()},
    )


def _statements_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Date": words(rows["date"], rows["date_precision"]).map(findings.unbroken),
            "Speaker": [speaker_in_words(row.speaker, row.institution) for row in rows.itertuples()],
            "Position": rows["position"].map(LABELS),
            "What was said": rows["summary"],
            "Key phrase": rows["key_phrase"],
            "Source": rows["publisher"],
        }
    )
