"""The card in which every chart stands: finding, chart, the same data as a table, evidence, download."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from urllib.parse import urlencode, urlsplit

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.cached import View
from components.charts.theme import Drawing
from components.exports.chart_page import chart_page
from components.exports.csv_files import plain_csv, spreadsheet_csv
from components.exports.names import file_name
from components.exports.workbook import xlsx
from components.filters import write_choices
from components.hosting import data_addresses
from components.ui.ahead import Chart, remember
from components.ui.drawing import Picture, chart, content
from components.ui.evidence import evidence_dialog
from components.ui.order import after_charts
from components.ui.page import colors, today
from components.ui.words import cell, count, plain

MOST_ROWS = 30
"""Longer tables are shown in pages of this many rows."""

MOST_NAMES = 1000
"""Longer lists of names are sent in parts: a browser takes seconds to open a list of ten thousand."""


class Later:
    """A table of which only the part that is looked at is made: all of a million rows would take longer than any reader waits."""

    def __init__(self, rows: pd.DataFrame, make: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        self._rows = rows
        self._make = make

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def empty(self) -> bool:
        return self._rows.empty

    def part(self, first: int, end: int) -> pd.DataFrame:
        """The rows from `first` to before `end`, as readers see them."""
        return self._make(self._rows.iloc[first:end])


def part_of(table: pd.DataFrame | Later, first: int, end: int) -> pd.DataFrame:
    """Some rows of a table, made already or not."""
    return table.part(first, end) if isinstance(table, Later) else table.iloc[first:end]


@dataclass(frozen=True)
class Card:
    """What one card shows.

    `table` has the columns that readers see; `export` the rows as they are downloaded (the same rows, same order), with
    codes and evidence columns; title and subtitle are plain text. `rows` maps the id of each row that has evidence to the words by which
    it can be chosen, or makes that mapping when it is asked for.
    `open_table` shows the table at first, where the words are the point. `behind` names the table at the data address.
    """

    key: str
    title: str
    subtitle: str
    figure: go.Figure | None
    table: pd.DataFrame | Later
    export: pd.DataFrame
    rows: Mapping[str, str] | Callable[[], Mapping[str, str]] = field(default_factory=dict)
    reading: str = ""
    open_table: bool = False
    behind: str = "compare"


def kept_card(make: Callable[..., Card]) -> Callable[..., None]:
    """Turn a maker of a card, `(seen, *what) -> Card`, into a block that shows it.

    The card, figure and all, is made once for all visitors with the same choices, theme and day; `what` must be hashable.
    """

    @wraps(make)
    def show(seen: View, *what: Hashable) -> None:
        def name() -> tuple[Hashable, ...]:
            return (make.__module__, make.__qualname__, colors().mode, today(), *what)

        def found(other: View) -> Chart | None:
            card = other.made(name())
            return (picture.key, content(picture)) if isinstance(card, Card) and (picture := _picture(card)) else None

        chart_card(seen.kept(name(), lambda: _finished(make(seen, *what))), seen)
        remember(found)

    return show


def _finished(card: Card) -> Card:
    """The card with its figure ready to be sent as often as it is looked at."""
    if isinstance(card.figure, Drawing):
        card.figure.finish()
    return card


def chart_card(card: Card, seen: View) -> None:
    """Show a card; an empty table says which choice empties it instead of an empty chart."""
    with st.container(border=True, key=f"card-{card.key}") as box:
        _heading(card)
        if card.table.empty:
            empty_state(seen)
            return
        _chart(card, seen)
        after_charts(lambda: _below(card, seen), box)


def has_evidence(card: Card) -> bool:
    """Whether rows of the card can be opened one by one."""
    return callable(card.rows) or bool(card.rows)


def empty_state(seen: View) -> None:
    """Say which choices leave nothing."""
    chosen = [name for name in ("theme", "axis", "partner") if getattr(seen.filters, name)]
    if seen.filters.q:
        chosen.append(f"search words “{plain(seen.filters.q)}”")
    cause = ", ".join(chosen) if chosen else "dates and evidence scope"
    st.info(
        f"Nothing to show: your choice of {cause} leaves no row here. "
        "Remove a choice at the top of the page, or reset them in the sidebar.",
        icon=":material/filter_alt_off:",
    )


def _heading(card: Card) -> None:
    st.header(plain(card.title), anchor=False)
    st.caption(plain(card.subtitle))


def _picture(card: Card) -> Picture | None:
    """The card's chart; None where it has none, or nothing to show."""
    if card.figure is None or card.table.empty:
        return None
    label = f"{card.title}. {card.subtitle} The same data stands in the table below."
    return Picture(f"chart-{card.key}", card.figure, label, has_evidence(card))


def _chart(card: Card, seen: View) -> None:
    picture = _picture(card)
    picked = chart(picture) if picture else ""
    if picked:
        evidence_dialog(picked, seen)


def _below(card: Card, seen: View) -> None:
    if card.reading:
        st.caption(card.reading)
    _foot(card, seen)


def _foot(card: Card, seen: View) -> None:
    """Table, evidence by name, downloads: each made only when it is asked for."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        shown = st.toggle(f"Table, {count(len(card.table), 'row')}", value=card.open_table, key=f"table-{card.key}")
        by_name = has_evidence(card) and st.toggle("Evidence by name", key=f"by-name-{card.key}")
        _downloads(card, seen)
    if by_name:
        _choose_row(card, seen)
    if shown:
        paged_table(card.table, card.key)


def _choose_row(card: Card, seen: View) -> None:
    """The way to the evidence without a mouse; the list of rows is sent only once it is asked for.

    In the card and not in a popover, which would stay open over the evidence.
    """
    key = f"row-{card.key}"

    def chosen() -> None:
        st.session_state[f"ask-{card.key}"] = st.session_state[key]

    names = card.rows() if callable(card.rows) else card.rows
    ids = list(names)
    if len(ids) > MOST_NAMES:
        pages = (len(ids) - 1) // MOST_NAMES + 1
        page = st.number_input(f"Names, part of {pages}", 1, pages, key=f"names-{card.key}", width=180)
        ids = ids[(page - 1) * MOST_NAMES : page * MOST_NAMES]
    st.selectbox(
        "Row",
        ids,
        index=None,
        key=key,
        format_func=lambda row_id: names.get(row_id, row_id),
        placeholder="Choose a row",
        on_change=chosen,
    )
    asked = st.session_state.pop(f"ask-{card.key}", None)
    if asked:
        evidence_dialog(asked, seen)


def paged_table(table: pd.DataFrame | Later, key: str, safe: bool = False) -> None:
    """A table of at most MOST_ROWS rows a page, as text that a screen reader can read; `safe` texts hold Markdown of ours."""
    pages = (len(table) - 1) // MOST_ROWS + 1
    page = 1
    if pages > 1:
        page = st.number_input(f"Page, 1 to {pages}", 1, pages, key=f"page-{key}", width=140)
    part = part_of(table, (page - 1) * MOST_ROWS, page * MOST_ROWS)
    shown = part if safe else part.apply(lambda column: column.map(cell) if column.dtype in ("str", "object") else column)
    st.table(shown, hide_index=True, border="horizontal")


def _downloads(card: Card, seen: View) -> None:
    filters = seen.filters

    def name(suffix: str) -> str:
        return file_name(card.key, filters.a, filters.b, seen.ledger.version, suffix)

    kinds: list[tuple[str, str, str, Callable[[], bytes]]] = [
        ("CSV for spreadsheets", "_excel.csv", "text/csv", lambda: spreadsheet_csv(card.export)),
        (
            "Excel workbook",
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            lambda: xlsx({card.key: card.export}),
        ),
    ]
    if card.figure is not None:
        kinds.append(("Chart as a page (SVG and PNG inside)", ".html", "text/html", lambda: _as_page(card, seen.ledger.version)))
    st.download_button(
        "CSV",
        lambda: plain_csv(card.export),
        file_name=name(".csv"),
        mime="text/csv",
        on_click="ignore",
        key=f"download-{card.key}-.csv",
        icon=":material/download:",
        help="Plain CSV, UTF-8: the rows of this card in this order",
    )
    with st.popover("More formats", key=f"formats-{card.key}", on_change="rerun") as formats:
        if formats.open:
            for label, suffix, mime, make in kinds:
                key = f"download-{card.key}-{suffix}"
                st.download_button(label, make, file_name=name(suffix), mime=mime, on_click="ignore", key=key, icon=":material/download:")
            address_lines(card.behind, seen)


def address_lines(table: str, seen: View) -> None:
    """How to read the table behind the rows in code, under the same choices; only where the server gives rows an address."""
    if not data_addresses():
        return
    base = "{0.scheme}://{0.netloc}".format(urlsplit(str(st.context.url or "")))
    query = urlencode(write_choices(seen.filters, everything=True), doseq=True)
    address = f"{base}/data/{table}.csv?{query}"
    st.caption("In code, the whole table behind it under these choices")
    st.code(f'pandas.read_csv("{address}")\ncurl -O -J "{address}"', language=None, wrap_lines=True)


def _as_page(card: Card, version: str) -> bytes:
    source = f"Korea Posture Ledger, data version {version}, {date.today().isoformat()}"
    return chart_page(card.figure or go.Figure(), card.title, card.subtitle, source, card.key)
