"""Cards of the evidence page: one row's own address, search over all tables, sources, every table, downloads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from components.analysis.comparison_rows import by_change, column_words, comparison_export
from components.cached import View, search_engine
from components.contract import Table
from components.exports.citations import bibtex, csl_json, dataset_citation, ris
from components.exports.csv_files import plain_csv
from components.exports.names import file_name
from components.exports.package import ExtraResource, data_package
from components.filters import shown
from components.labels import SOURCE_KINDS
from components.navigation import page_of
from components.state import asked_row, from_address, link_params
from components.ui.chart_card import Card, address_lines, empty_state, kept_card, paged_table
from components.ui.evidence import NAMES, Found, evidence_block, find_row, headline
from components.ui.version_note import became_of, retired_sentence
from components.ui.words import count, day, plain, row_link

MOST_HITS = 25
READABLE = [
    "date",
    "made_on",
    "name",
    "name_ko",
    "title",
    "summary",
    "stance",
    "promise",
    "term",
    "stage",
    "value",
    "unit",
    "outcome",
    "definition",
    "source_id",
    "key_phrase",
]
"""The columns that a reader is shown of any table; all of them are in the download."""


def row_card(seen: View) -> None:
    """The row that the address asks for (?id=), on top of the page."""
    asked = asked_row()
    if not asked:
        return
    found = find_row(seen.ledger, asked)
    with st.container(border=True, key="card-row"):
        if len(from_address("id")) > 1:
            st.warning("The link gives id more than once; the first one is used.", icon=":material/link_off:")
        found = found or _successor(asked, seen)
        if found is None:
            return
        st.header(plain(headline(found, seen)), anchor=False)
        st.caption(f"{NAMES[found.table]} · id {plain(found.id)}")
        evidence_block(found, seen, heading=False)


def _successor(asked: str, seen: View) -> Found | None:
    """Of an id that is gone, the row that took its place; says what became of it, or that no row ever had it."""
    became = became_of("", asked, seen)
    if became is None:
        st.warning(f"No row has the id “{plain(shown(asked, 80))}”. Search for it below.", icon=":material/search_off:")
        return None
    gone = retired_sentence("row", asked, became)
    if not became.heir:
        st.warning(f"{gone} No other row took its place.", icon=":material/history:")
        return None
    st.info(f"{gone} This row took its place.", icon=":material/history:")
    return find_row(seen.ledger, became.heir)


def search_card(seen: View) -> None:
    """Full-text search by English, Korean, abbreviated and former names, forgiving of spelling."""
    with st.container(border=True, key="card-search"):
        st.header("Search every table", anchor=False)
        words = st.text_input(
            "Words in English or Korean, abbreviations, former names",
            key="evidence-words",
            max_chars=200,
            placeholder="SLBM, 천궁, Korean Missile Defense, Kentucky …",
        )
        if not words.strip():
            st.caption("Finds rows by any of their names. Spelling is forgiven.")
            return
        hits, suggestion = search_engine(seen.ledger).find(words, MOST_HITS)
        if suggestion:
            st.caption(f"No row has these very words; shown are rows for “{plain(suggestion)}”.")
        if not hits:
            st.info("No row holds these words. Try fewer or other words.", icon=":material/search_off:")
            return
        st.caption(count(len(hits), "hit") if len(hits) < MOST_HITS else f"The first {MOST_HITS} hits")
        for hit in hits:
            st.page_link(page_of("evidence"), label=f"{NAMES[hit.table]}: {plain(hit.title)}", query_params=link_params(id=hit.row_id))
            st.markdown(_marked(hit.excerpt))


def _marked(excerpt: str) -> str:
    """The excerpt with the words found in bold; everything else is shown as written."""
    parts = excerpt.replace("\x02", "\x01").split("\x01")
    return "".join(
        f"**{plain(part)}**" if place % 2 and part.strip() else plain(part) + (" " if part.endswith(" ") else "")
        for place, part in enumerate(parts)
    )


@kept_card
def sources_card(seen: View) -> Card:
    """All sources that stand behind the rows that the choices leave."""
    sources = seen.rows("sources").sort_values(["published_on", "source_id"], na_position="last").reset_index(drop=True)
    table = pd.DataFrame(
        {
            "Published": [
                day(when, precision) if pd.notna(when) else "no date"
                for when, precision in zip(sources["published_on"], sources["published_precision"], strict=True)
            ],
            "Publisher": sources["publisher"],
            "Title": sources["title"],
            "Kind": sources["kind"].map(SOURCE_KINDS),
            "Language": sources["language"],
            "Address": sources["url"],
        }
    )
    official = int(sources["kind"].isin(["official-document", "government-release", "joint-statement"]).sum())
    title = (
        f"{official} of {len(sources)} sources are official texts; "
        f"{sources['publisher'].nunique()} publishers in {sources['language'].nunique()} languages"
        if len(sources)
        else "No source fits the choices"
    )
    return Card(
        "sources",
        title,
        "Every page or document that a row cites. Search words in the sidebar narrow them; the other choices do not.",
        None,
        table,
        sources,
        dict(zip(sources["source_id"], [f"{row.publisher}: {row.title}" for row in sources.itertuples()], strict=True)),
        behind="sources",
    )


def tables_card(seen: View) -> None:
    """Any table as it is, narrowed by the choices, with its download."""
    contract = seen.ledger.contract
    names = [name for name in NAMES if name != "sources"]
    with st.container(border=True, key="card-tables"):
        st.header("Every row behind the app", anchor=False)
        name = st.selectbox(
            "Table", names, format_func=lambda code: contract.tables[code].title, key="table-chosen", persist_state="session"
        )
        rows = seen.rows(name)[contract.tables[name].column_names].reset_index(drop=True)
        st.caption(f"{len(rows):,} of {count(len(seen.ledger[name]), 'row')}. {plain(contract.tables[name].description)}")
        if rows.empty:
            empty_state(seen)
            return
        paged_table(_readable(rows, contract.tables[name], seen), "all", safe=True)
        address_lines(name, seen)
        st.caption("All columns are in the download. Each id opens the row at its own address.")
        st.download_button(
            f"{plain(contract.tables[name].title)} as CSV",
            lambda: plain_csv(rows),
            file_name=file_name(name, seen.filters.a, seen.filters.b, seen.ledger.version, ".csv"),
            mime="text/csv",
            on_click="ignore",
            key="download-table",
            icon=":material/download:",
        )


def _readable(rows: pd.DataFrame, table: Table, seen: View) -> pd.DataFrame:
    """The columns that tell most under their titles, as safe text; the id and the source are links to their own addresses."""
    chosen = [column for column in READABLE if column in rows]
    shown = rows[chosen].map(_cell)
    if "source_id" in chosen:
        publishers = seen.ledger["sources"].set_index("source_id")["publisher"]
        shown["source_id"] = [row_link(publishers[source_id], source_id) if source_id else "" for source_id in rows["source_id"]]
    key = rows.columns[0]
    ids = [row_link(row_id, row_id) for row_id in rows[key]]
    titles = {column: table.column(column).title for column in (key, *chosen)}
    return pd.concat([pd.DataFrame({key: ids}, index=rows.index), shown], axis=1).rename(columns=titles)


def _cell(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:,.10g}"
    return "" if value is pd.NaT else plain(value)


def downloads_card(seen: View) -> None:
    """Everything that the choices leave, as one package that explains itself; the whole of it, citations included."""
    filters, version = seen.filters, seen.ledger.version
    sources = seen.ledger["sources"]
    with st.container(border=True, key="card-downloads"):
        st.header("Take it with you", anchor=False)
        st.caption(
            "The package holds the rows left by your choices as CSV, plain and for spreadsheets, with their description "
            "(Frictionless Data Package), a README with your choices, and the sources."
        )
        with st.container(horizontal=True):
            st.download_button(
                "Package of these rows (zip)",
                lambda: package_bytes(seen),
                file_name=file_name("package", filters.a, filters.b, version, ".zip"),
                mime="application/zip",
                on_click="ignore",
                key="download-package",
                icon=":material/folder_zip:",
            )
            for label, suffix, make in (("BibTeX", ".bib", bibtex), ("RIS", ".ris", ris), ("CSL-JSON", ".json", csl_json)):
                st.download_button(
                    f"All sources as {label}",
                    _encoded(make, sources),
                    file_name=file_name("sources", filters.a, filters.b, version, suffix),
                    mime="text/plain",
                    on_click="ignore",
                    key=f"download-sources{suffix}",
                    icon=":material/download:",
                )
        st.caption("To cite the data set")
        st.code(dataset_citation(version, "", date.today()).footnote, language=None, wrap_lines=True)


def _encoded(make: Callable[[pd.DataFrame], str], sources: pd.DataFrame) -> Callable[[], bytes]:
    """What a download button calls when it is clicked."""
    return lambda: make(sources).encode()


def package_bytes(seen: View) -> bytes:
    """The zip of all tables of facts as the choices leave them, and the comparison of both dates."""
    contract, filters = seen.ledger.contract, seen.filters
    names = [name for name in NAMES if name != "sources"]
    frames = {name: seen.rows(name)[contract.tables[name].column_names].reset_index(drop=True) for name in names}
    chosen = {name: ", ".join(getattr(filters, name)) or "all" for name in ("theme", "axis", "partner")}
    compared = comparison_export(by_change(seen.comparison))
    about = f"Stage of each subject on date A ({filters.a}) and on date B ({filters.b}), its change, and both passages."
    return data_package(
        frames,
        contract,
        title="Rows of the Korea Posture Ledger",
        choices={"Date A": str(filters.a), "Date B": str(filters.b), "Evidence": filters.scope, **chosen, "Words": filters.q or "none"},
        counts={name: (len(frame), len(seen.ledger[name])) for name, frame in frames.items()},
        address="",
        today=date.today(),
        citation=dataset_citation(seen.ledger.version, "", date.today()).footnote,
        sources=seen.ledger["sources"],
        vocabularies=seen.ledger.tables,
        extra_resources=[ExtraResource("comparison", "Comparison of both dates", about, compared, column_words())],
    )
