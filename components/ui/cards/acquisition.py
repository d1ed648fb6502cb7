"""Cards of acquisition: stage by approach, life lines, money, who said what."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.dates import words
from components.analysis.positions import on_question
from components.cached import View
from components.charts.acquisition import money, stage_grid
from components.charts.positions import LABELS, positions, speaker_in_words
from components.ui.cards.shared import by_change, comparison_export, comparison_table, evidence_rows, sides
from components.ui.chart_card import Card, chart_card
from components.ui.page import colors
from components.ui.words import day

UNITS = {"KRW": (1e9, "billion won"), "USD": (1e6, "million US dollars")}
SEPTEMBER_2017 = "arms-purchases-2017"


def approach_card(seen: View) -> None:
    """Initiatives by approach and stage on the date that is chosen."""
    rows = by_change(seen.comparison[seen.comparison["kind"] == "initiative"])
    side = st.segmented_control(
        "Date",
        ["a", "b"],
        default="b",
        format_func=lambda code: f"{code.upper()}: {day(seen.filters.day_a if code == 'a' else seen.filters.day_b)}",
        key="approach-side",
        required=True,
        persist_state="session",
    )
    card = Card(
        key="approaches", title=findings.approaches(rows, side), subtitle=f"Each mark is an initiative, by approach (bands) and stage (columns). {sides(seen)} Silence stands in the first column.",
        figure=stage_grid(rows, side, seen.stage_labels, colors()), table=comparison_table(rows, seen), export=comparison_export(rows), rows=evidence_rows(rows),
    )  # fmt: skip
    chart_card(card, seen)


def money_cards(seen: View) -> None:
    """The amounts that sources give, one card a currency: they are never converted."""
    kept = set(seen.subjects["subject_id"])
    rows = seen.all_rows("initiatives")
    rows = rows[rows["initiative_id"].isin(kept)]
    for currency, (unit, words_) in UNITS.items():
        part = rows[(rows["currency"] == currency) & rows["value"].notna()]
        part = part.assign(amount=part["value"] / unit).sort_values(["amount", "name"], ascending=[False, True]).reset_index(drop=True)
        without = len(rows) - int(rows["value"].notna().sum())
        title = f"{part['name'].iloc[0]} is the largest of {len(part)} amounts given in {words_.split(' ', 1)[1]}" if len(part) else f"No amount in {words_} fits the choices"
        table = pd.DataFrame(
            {
                "Initiative": part["name"],
                words_.capitalize(): part["amount"].map(lambda amount: f"{amount:,.10g}"),
                "What it covers": part["value_basis"],
                "Source": part["publisher"],
            }
        )
        card = Card(
            key=f"money-{currency.lower()}", title=title, subtitle=f"In {words_}, as the source gives it; years and scopes differ, so the bars are not added up. For {without} initiatives no source gives an amount.",
            figure=money(part, words_, colors()), table=table, export=part.drop(columns=["voice", "published_by", "is_anchor", "language"]), rows=dict(zip(part["initiative_id"], part["name"], strict=True)),
        )  # fmt: skip
        chart_card(card, seen)


def statements_card(seen: View) -> None:
    """Every position on one question beside the others, in order of time."""
    names = seen.labels("question")
    found = set(seen.rows("statements")["question_id"])
    options = [code for code in names if code in found]
    if not options:
        chart_card(Card("statements", "No statement fits the choices", "", None, pd.DataFrame(), pd.DataFrame()), seen)
        return
    question = st.selectbox(
        "Question", options, index=options.index(SEPTEMBER_2017) if SEPTEMBER_2017 in options else 0, format_func=names.__getitem__, key="question", persist_state="session"
    )
    rows = on_question(seen.rows("statements"), question)
    table = pd.DataFrame({
        "Date": words(rows["date"], rows["date_precision"]), "Speaker": [speaker_in_words(row.speaker, row.institution) for row in rows.itertuples()], "Position": rows["position"].map(LABELS),
        "What was said": rows["summary"], "Key phrase": rows["key_phrase"], "Source": rows["publisher"],
    })  # fmt: skip
    card = Card(
        key="statements", title=findings.positions(rows), subtitle=f"{names[question]}. Each row is one voice, in order of time; a cross denies.", open_table=True,
        figure=positions(rows, colors()), table=table, export=rows.drop(columns=["voice", "published_by", "is_anchor", "language"]),
        rows={row.statement_id: f"{day(row.date, row.date_precision)}: {row.speaker}" for row in rows.itertuples()},
    )  # fmt: skip
    chart_card(card, seen)
