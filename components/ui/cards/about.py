"""Cards of the about page: the codebook out of the contract, vocabularies, terms with their renamings, changes of the data."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from components.analysis import findings
from components.analysis.comparison import CHANGE_DEFINITIONS, CHANGES
from components.analysis.dates import words
from components.analysis.evidence import ADDED
from components.cached import View
from components.exports.citations import dataset_citation
from components.tables import data_folder
from components.ui.chart_card import Card, kept_card, paged_table
from components.ui.words import count, plain


def codebook_card(seen: View) -> None:
    """Every column of every table, as datapackage.json describes it."""
    contract = seen.ledger.contract
    with st.container(border=True, key="card-codebook"):
        st.header("Codebook", anchor=False)
        st.caption(f"{count(len(contract.tables), 'table')}, straight from the data package that also checks them.")
        name = st.selectbox(
            "Table",
            list(contract.tables),
            format_func=lambda code: contract.tables[code].title,
            key="codebook-table",
            persist_state="session",
        )
        table = contract.tables[name]
        st.markdown(f"{plain(table.description)} {count(len(seen.ledger[name]), 'row')}, file `{table.path}`.")
        frame = pd.DataFrame(
            {
                "Column": [column.name for column in table.columns],
                "What it holds": [f"**{plain(column.title)}.** {plain(column.description)}" for column in table.columns],
                "Values": [
                    ", ".join(column.choices) or (f"a {column.parent.column} of {column.parent.table}" if column.parent else column.kind)
                    for column in table.columns
                ],
                "Required": ["yes" if column.required else "no" for column in table.columns],
            }
        )
        safe = {name: texts if name == "What it holds" else texts.map(plain) for name, texts in frame.items()}
        st.table(pd.DataFrame(safe), hide_index=True, border="horizontal")


def vocabulary_card(seen: View) -> None:
    """The codes with their definitions: of the vocabularies, and of the classes of change, which the app reckons itself."""
    titles = {table.name: table.title for table in seen.ledger.contract.tables.values() if table.is_vocabulary}
    with st.container(border=True, key="card-vocabulary"):
        st.header("Codes and what they mean", anchor=False)
        name = st.selectbox(
            "Vocabulary",
            [*titles, CLASSES],
            format_func=lambda code: titles.get(code, "Classes of change"),
            key="vocabulary-chosen",
            persist_state="session",
        )
        rows = _classes() if name == CLASSES else seen.ledger[name]
        st.table(
            pd.DataFrame({"Code": rows["code"], "Label": rows["label"].map(plain), "Definition": rows["definition"].map(plain)}),
            hide_index=True,
            border="horizontal",
        )


CLASSES = "classes-of-change"
"""No table has this name: names of tables hold no hyphen."""


def _classes() -> pd.DataFrame:
    """The classes of change as a vocabulary: code, label, definition."""
    definitions = [CHANGE_DEFINITIONS[code] for code in CHANGES]
    return pd.DataFrame({"code": list(CHANGES), "label": list(CHANGES.values()), "definition": definitions})


@kept_card
def terms_card(seen: View) -> Card:
    """Names over time: what was renamed, when, and what came back."""
    terms = seen.rows("terms").sort_values(["term", "used_from"], na_position="first").reset_index(drop=True)
    names = seen.ledger["terms"].set_index("term_id")["term"]
    table = pd.DataFrame(
        {
            "Term": terms["term"],
            "Korean": terms["term_ko"],
            "Abbreviation": terms["abbreviation"],
            "Meaning": terms["definition"],
            "Used from": words(terms["used_from"], terms["used_from_precision"]),
            "Used to": words(terms["used_to"], terms["used_to_precision"]),
            "Replaced by": terms["replaced_by"].map(names).fillna(""),
            "Note": terms["note"],
            "Source": terms["publisher"],
        }
    )
    renamed = int((terms["replaced_by"] != "").sum())
    return Card(
        "terms",
        f"{findings.share(renamed, len(terms))} names were replaced by another" if len(terms) else "No term fits the choices",
        "Names over time. A name that was dropped and came back stands twice.",
        None,
        table,
        terms.drop(columns=ADDED),
        dict(zip(terms["term_id"], terms["term"], strict=True)),
        behind="terms",
    )


def changes_card(seen: View) -> None:
    """What changed in the data, by version, and every corrected cell."""
    with st.container(border=True, key="card-changes"):
        st.header("Changes to the data", anchor=False)
        changelog = data_folder() / "CHANGELOG.md"
        if changelog.exists():
            st.markdown(changelog.read_text(encoding="utf-8").partition("\n")[2].replace("\n## ", "\n### "))
        corrections = seen.ledger["corrections"]
        if corrections.empty:
            st.caption("No published cell has been corrected yet.")
        else:
            paged_table(corrections.assign(date=corrections["date"].dt.strftime("%Y-%m-%d")), "corrections")


def cite_card(seen: View) -> None:
    """How to cite the data set."""
    citation = dataset_citation(seen.ledger.version, "", date.today())
    with st.container(border=True, key="card-cite"):
        st.header("How to cite", anchor=False)
        st.code(citation.footnote, language=None, wrap_lines=True)
        st.code(citation.bibtex, language="bibtex", wrap_lines=True)
