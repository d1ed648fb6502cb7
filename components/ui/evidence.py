"""The evidence behind a mark or a row: who said it, when, in which source, the key phrase, and the way to the passage."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from components import labels
from components.cached import View
from components.exports.citations import footnote
from components.navigation import page_of
from components.tables import Ledger
from components.ui.words import count, day, passage_link, plain

NAMES = {
    "components": "Component",
    "initiatives": "Initiative",
    "mechanisms": "Mechanism",
    "observations": "Observation",
    "milestones": "Event",
    "statements": "Statement",
    "commitments": "Promise",
    "indicators": "Value",
    "terms": "Term",
    "posture": "Posture of one report",
    "sources": "Source",
}


@dataclass(frozen=True)
class Found:
    """One row of one table."""

    table: str
    row: pd.Series

    @property
    def id(self) -> str:
        """The row's id: the first column of every table."""
        return str(self.row.iloc[0])


def find_row(ledger: Ledger, row_id: str) -> Found | None:
    """The row with an id, in whichever table it stands; None when no table has it. Ids are unique over all tables."""
    for name in NAMES:
        table = ledger[name]
        hit = table[table[table.columns[0]] == row_id]
        if len(hit):
            return Found(name, hit.iloc[0])
    return None


def headline(found: Found, view: View) -> str:
    """What the row is called, in one line."""
    row = found.row
    if found.table == "observations":
        name, stage = _subject_name(row["subject_id"], view), view.stage_labels[row["stage"]].lower()
        return f"{name}: {stage} {'from' if row['shows'] == 'begins' else 'by'} {day(row['date'], row['date_precision'])}"
    for column in ("title", "name", "promise", "term", "stance"):
        if row.get(column):
            return str(row[column])
    if found.table == "statements":
        return f"{row['speaker']} ({row['institution']}), {day(row['date'], row['date_precision'])}"
    if found.table == "indicators":
        return f"{view.labels('series')[row['series_id']]}, {day(row['date'], row['date_precision'])}: {row['value']:,.10g} {row['unit']}"
    return f"{view.labels('dimension').get(row.get('dimension_id', ''), found.id)}: not mentioned in this report"


def _subject_name(subject_id: str, view: View) -> str:
    names = view.index.set_index("subject_id")["name"]
    return str(names.get(subject_id, subject_id))


def evidence_block(found: Found, view: View, heading: bool = True) -> None:
    """Everything that stands behind one row."""
    if heading:
        st.markdown(f"**{plain(headline(found, view))}**")
    row = found.row
    for column in ("summary", "description", "definition"):
        if row.get(column):
            st.markdown(plain(row[column]))
    if found.table == "sources":
        _source(row, view)
        return
    _passage(row, view, row["source_id"], row["key_phrase"], row["locator"], _speaker(row))
    if row.get("note"):
        st.markdown(f"Note: {plain(row['note'])}")
    if found.table == "commitments":
        _outcome(row, view)
    _others(found, view)


def _speaker(row: pd.Series) -> str:
    for column in ("reported_by", "made_by", "counted_by"):
        if row.get(column):
            return str(row[column])
    return f"{row['speaker']}, {row['institution']}" if row.get("speaker") else ""


def _passage(row: pd.Series, view: View, source_id: str, key_phrase: str, locator: str, speaker: str) -> None:
    sources = view.ledger["sources"].set_index("source_id")
    source = sources.loc[source_id]
    lines = []
    if speaker:
        lines.append(f"Said by: {plain(speaker)}")
    lines.append(_source_line(source))
    if key_phrase:
        where = f" ({plain(place(locator))})" if locator else ""
        lines.append(f"Key phrase: “{plain(key_phrase)}”{where}")
    if row.get("certainty"):
        lines.append(f"Certainty: {plain(labels.CERTAINTY[row['certainty']]).lower()}")
    st.markdown("\n".join(f"- {line}" for line in lines))
    link = passage_link(source["url"], key_phrase, locator)
    with st.container(horizontal=True, vertical_alignment="center"):
        if link:
            st.link_button("Open the page at the passage", link, icon=":material/open_in_new:")
        else:
            st.caption("No address is on file for this source.")
    st.caption("Citation")
    st.code(footnote(source.to_frame().T.reset_index(names="source_id").iloc[0]), language=None, wrap_lines=True)


def _source_line(source: pd.Series) -> str:
    """Publisher, the agency whose text it prints, title and date of publication."""
    agency = f" (text of {plain(source['agency'])})" if source["agency"] else ""
    dated = pd.notna(source["published_on"])
    published = f"published {day(source['published_on'], source['published_precision'])}" if dated else "no date of publication on the page"
    return f"Source: {plain(source['publisher'])}{agency}, “{plain(source['title'])}”, {published}"


def place(locator: str) -> str:
    """Where in its source a passage stands, in words: paragraph 4, page 12."""
    return f"paragraph {locator[1:]}" if locator.startswith("p") and locator[1:].isdigit() else locator


def _outcome(row: pd.Series, view: View) -> None:
    when = f", {day(row['outcome_on'], row['outcome_precision'])}" if pd.notna(row["outcome_on"]) else ""
    st.markdown(f"**Outcome: {plain(view.labels('outcome')[row['outcome']])}**{when}")
    if row["outcome_summary"]:
        st.markdown(plain(row["outcome_summary"]))
    if row["outcome_source_id"]:
        _passage(pd.Series({"certainty": ""}), view, row["outcome_source_id"], row["outcome_key_phrase"], "", "")


def _source(row: pd.Series, view: View) -> None:
    when = day(row["published_on"], row["published_precision"]) if pd.notna(row["published_on"]) else "no date of publication"
    st.markdown(f"- {plain(row['publisher'])}, {labels.SOURCE_KINDS[row['kind']].lower()}, {when}")
    if row["url"]:
        st.link_button("Open the page", row["url"], icon=":material/open_in_new:")
    else:
        st.caption("No address is on file for this source.")
    st.code(footnote(row), language=None, wrap_lines=True)
    cited = [(name, int((view.ledger[name]["source_id"] == row["source_id"]).sum())) for name in NAMES if name != "sources"]
    st.caption("Rows that cite it: " + ", ".join(f"{NAMES[name].lower()} {number}" for name, number in cited if number))


def _others(found: Found, view: View) -> None:
    """The other rows on the same subject, as a table with links to each."""
    subject = found.row.get("subject_id") or (found.id if found.table in ("components", "initiatives", "mechanisms") else "")
    if not subject:
        return
    rows = view.evidence[(view.evidence["subject_id"] == subject) & (view.evidence["observation_id"] != found.id)].sort_values("date")
    if rows.empty:
        return
    st.caption(f"{count(len(rows), 'other report')} on {plain(_subject_name(subject, view))}")
    st.table(observation_table(rows, view).map(plain), hide_index=True, border="horizontal")


def observation_table(rows: pd.DataFrame, view: View) -> pd.DataFrame:
    """Observations as readers see them: date, stage, what is said, source."""
    return pd.DataFrame(
        {
            "Date": [("from " if row.shows == "begins" else "by ") + day(row.date, row.date_precision) for row in rows.itertuples()],
            "Stage": rows["stage"].map(view.stage_labels).to_numpy(),
            "What the passage says": rows["summary"].to_numpy(),
            "Source": rows["publisher"].to_numpy(),
        }
    )


@st.dialog("Evidence", width="large")
def evidence_dialog(row_id: str, view: View) -> None:
    """The evidence block over the page."""
    found = find_row(view.ledger, row_id)
    if found is None:
        st.warning(f"No row has the id {plain(row_id)}.")
        return
    evidence_block(found, view)
    st.page_link(page_of("evidence"), label="Open this row's own page", icon=":material/link:", query_params={"id": row_id})
