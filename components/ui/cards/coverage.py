"""Cards of the coverage: what is known on which date, sources by year, thin evidence, promises without a result."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.coverage import KNOWLEDGE, sources_a_year
from components.analysis.evidence import ADDED
from components.cached import View
from components.charts.coverage import counted_bars, sources_by_year
from components.ui.cards.shared import comparison_export, due_in_words, sides
from components.ui.chart_card import Card, kept_card
from components.ui.page import colors, span
from components.ui.words import day


@kept_card
def knowledge_card(seen: View) -> Card:
    """On how many dates the subjects are reported."""
    rows = seen.comparison
    counts = rows["knowledge"].value_counts().reindex(list(KNOWLEDGE), fill_value=0)
    bars = pd.DataFrame({"name": list(KNOWLEDGE.values()), "count": counts.to_numpy(), "open": [code != "both" for code in KNOWLEDGE]})
    ordered = rows.sort_values(["knowledge", "group", "name"]).reset_index(drop=True)
    table = pd.DataFrame(
        {
            "Subject": ordered["name"],
            "Group": ordered["group"],
            "Reported": ordered["knowledge"].map(KNOWLEDGE),
            "Publishers behind A": ordered["voices_a"],
            "Publishers behind B": ordered["voices_b"],
        }
    )
    return Card(
        key="knowledge",
        title=findings.silence(rows),
        subtitle=f"Subjects by the dates on which any source reports them, of {len(rows)}. {sides(seen)}",
        figure=counted_bars(bars, colors()),
        table=table,
        export=comparison_export(ordered).assign(knowledge=ordered["knowledge"]),
        rows=dict(zip(ordered["subject_id"], ordered["name"], strict=True)),
    )


@kept_card
def thin_card(seen: View) -> Card:
    """Stages on date B that rest on few publishers."""
    rows = seen.comparison[seen.comparison["reported_b"]].sort_values(["voices_b", "name"]).reset_index(drop=True)
    bands = rows["voices_b"].clip(upper=5).value_counts().sort_index()
    bars = pd.DataFrame({"name": [_publishers(number) for number in bands.index], "count": bands.to_numpy()})
    table = pd.DataFrame(
        {
            "Subject": rows["name"],
            "Stage on date B": rows["stage_b"].map(seen.stage_labels),
            "Independent publishers": rows["voices_b"],
            "Reports": rows["observations_b"],
            "Newest published": [day(value) if pd.notna(value) else "no date" for value in rows["newest_b"]],
        }
    )
    return Card(
        key="thin",
        title=findings.thin_evidence(seen.comparison),
        subtitle=(
            "Subjects reported on date B by how many independent publishers stand behind them; "
            f"reprints of one news agency count once. {sides(seen)}"
        ),
        figure=counted_bars(bars, colors()) if len(rows) else None,
        table=table,
        export=comparison_export(rows).assign(observations_b=rows["observations_b"], newest_b=rows["newest_b"]),
        rows=dict(zip(rows["subject_id"], rows["name"], strict=True)),
    )


def _publishers(number: int) -> str:
    """The name of a band: one publisher, two to four, five or more."""
    if number >= 5:
        return "5 or more publishers"
    return "1 publisher" if number == 1 else f"{number} publishers"


def years_card(seen: View) -> None:
    """How many sources stand behind each subject and year, for one kind."""
    kind = st.segmented_control(
        "Kind",
        ["component", "initiative", "mechanism"],
        default="component",
        format_func=lambda code: f"{code.capitalize()}s",
        key="coverage-kind",
        required=True,
        persist_state="session",
    )
    _years_card(seen, kind)


@kept_card
def _years_card(seen: View, kind: str) -> Card:
    # Groups stand in the order of the comparison: components by axis.
    places = dict(zip(seen.comparison["group"], seen.comparison["group_place"], strict=True))
    rows = seen.subjects[seen.subjects["kind"] == kind]
    rows = rows.assign(place=rows["group"].map(places)).sort_values(["place", "group", "name"]).drop(columns="place")
    first, last = span()
    years = list(range(first.year, last.year + 1))
    # With all sources these cells depend on neither date.
    until = "" if seen.filters.scope == "all" else str(seen.last_day)
    cells = seen.narrowed.kept(
        ("source-years", kind, seen.filters.scope, until, last),
        lambda: sources_a_year(seen.reports(last), rows["subject_id"], range(years[0], years[-1] + 1)),
    )
    names = rows.set_index("subject_id")["name"]
    silent = len(rows) - cells["subject_id"].nunique()
    total = len(rows) * len(years)
    table = pd.DataFrame({"Subject": cells["subject_id"].map(names), "Year": cells["year"].astype("str"), "Sources": cells["sources"]})
    return Card(
        key="years",
        behind="observations",
        title=findings.silent_years(total - len(cells), total, kind),
        subtitle=(
            "Sources whose passage gives a stage valid from that year. "
            f"A {kind}-year is one {kind} in one of the {len(years)} years from {years[0]}; a small ring is silence."
            f"{f' No source speaks of {findings.small(silent)} of the {kind}s in these years.' if silent else ''}"
        ),
        figure=sources_by_year(cells, rows, years, colors()),
        table=table,
        export=cells.assign(name=cells["subject_id"].map(names).astype("str"))[["subject_id", "name", "year", "sources"]],
        rows=dict(zip(rows["subject_id"], rows["name"], strict=True)),
    )


@kept_card
def open_promises_card(seen: View) -> Card:
    """Promises of which no source shows what became."""
    rows = seen.promises
    silent = rows[rows["outcome"] == "not-established"].reset_index(drop=True)
    undated = int((silent["due_to"].isna() & (silent["due_as_stated"] == "")).sum())
    without = f"; {findings.small(undated)} of them {findings.agree(undated, 'was', 'were')} promised without a date" if undated else ""
    table = pd.DataFrame(
        {"Promise": silent["promise"], "By": silent["made_by"], "Due": due_in_words(silent), "Source": silent["publisher"]}
    )
    return Card(
        key="open-promises",
        behind="commitments",
        title=findings.without_outcome(rows),
        subtitle=f"No source here shows what became of them{without}. That is a gap in the evidence, not a verdict.",
        figure=None,
        table=table,
        open_table=True,
        export=silent.drop(columns=ADDED),
        rows=dict(zip(silent["commitment_id"], silent["promise"], strict=True)),
    )
