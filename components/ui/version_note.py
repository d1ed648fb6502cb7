"""What a link of another data version has to say: which rows of the page changed since, and what became of codes that are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pandas as pd
import streamlit as st

from components.analysis.versions import ROW, Retired, changes_since, fate, net_changes, standing, undone
from components.cached import View
from components.contract import Column, Contract
from components.filters import FIRST_DAY, LISTS, shown
from components.navigation import page_of
from components.state import asked_row, from_address, link_params
from components.tables import Ledger
from components.ui.evidence import NAMES, find_row, headline
from components.ui.words import count, plain

Rows = dict[str, set[str]]
"""Ids by table."""

MOST_LISTED = 50
"""So many changes of a page are listed; all of them stand on the about page."""

SUBJECTS = ("components", "initiatives", "mechanisms")


def version_note(stem: str, seen: View) -> None:
    """For a link of another version, what changed of this page since; nothing is looked up for a link of the present one."""
    asked = next(iter(from_address("v")), "")
    if asked and asked != seen.ledger.version:
        _say(asked, stem, seen)
    for name in LISTS:
        for code in from_address(name):
            _retired_code(name, code, seen)


def _say(asked: str, stem: str, seen: View) -> None:
    stands, present = standing(asked, seen.ledger.version), plain(seen.ledger.version)
    if stands == "unknown":
        named = plain(shown(asked))
        st.warning(f"The link names a data version “{named}” that does not exist; shown is {present}.", icon=":material/link_off:")
    elif stands == "newer":
        st.warning(
            f"This link was made with data version {plain(asked)}, shown is the older {present}: "
            "what was added or corrected after it is not here.",
            icon=":material/link_off:",
        )
    elif stands == "older":
        _since(asked, stem, seen)


def _since(asked: str, stem: str, seen: View) -> None:
    changes = changes_since(seen.ledger["corrections"], asked)
    # Found once for all visitors of such links; how many changes came later tells the older versions apart.
    name = ("changed", stem, len(changes), _row_of_the_address(stem, seen))
    here, elsewhere = seen.kept(name, lambda: split(net_changes(changes), stem, seen))
    st.info(
        f"This link was made with data version {plain(asked)}; shown is {plain(seen.ledger.version)}. {_sentence(here, elsewhere)}",
        icon=":material/history:",
    )
    if len(here):
        with st.expander("What changed on this page since"):
            listed = seen.kept((*name, "listed"), lambda: _listed(here.head(MOST_LISTED), seen))
            st.table(listed, hide_index=True, border="horizontal")
            if len(here) > MOST_LISTED:
                st.caption(f"The first {MOST_LISTED} of {len(here)} changes.")
    if len(changes):
        st.page_link(page_of("about"), label="All changes of the data", icon=":material/history:", query_params=link_params())


def _row_of_the_address(stem: str, seen: View) -> str:
    """The row that stands on top of the evidence page, whatever the choices leave; "" on other pages and for an unknown id."""
    found = find_row(seen.ledger, asked_row()) if stem == "evidence" else None
    return found.id if found else ""


def _sentence(here: pd.DataFrame, elsewhere: pd.DataFrame) -> str:
    there = count(_rows_of(elsewhere), "row")
    if here.empty and elsewhere.empty:
        return "No row has changed since."
    if here.empty:
        return f"Nothing that this page shows has changed since; {there} that it does not show did."
    cells = "" if _rows_of(here) == len(here) else f" in {count(len(here), 'cell')}"
    also = f", and {there} that it does not show" if len(elsewhere) else ""
    return f"{count(_rows_of(here), 'row')} of this page changed since{cells}{also}."


def _rows_of(changes: pd.DataFrame) -> int:
    return len(changes[["table", "row_id"]].drop_duplicates())


def _listed(changes: pd.DataFrame, seen: View) -> pd.DataFrame:
    """The changes as readers see them: table, row, column, before and after, each as safe text."""
    rows = list(changes.itertuples())
    frame = pd.DataFrame(
        {
            "Table": [_table_title(row.table, seen) for row in rows],
            "Row": [row_name(row.table, row.row_id, seen) for row in rows],
            "Column": [_column_title(row.table, row.column, seen) for row in rows],
            "Before": [_before(row, seen) for row in rows],
            "After": [_after(row, seen) for row in rows],
            "Why": [row.reason for row in rows],
            "Version": [row.version for row in rows],
        }
    )
    return frame.map(plain)


def _table_title(table: str, seen: View) -> str:
    tables = seen.ledger.contract.tables
    return NAMES.get(table) or (tables[table].title if table in tables else table)


def _column_title(table: str, column: str, seen: View) -> str:
    tables = seen.ledger.contract.tables
    known = column in tables[table].column_names if table in tables else False
    return tables[table].column(column).title if known else "The whole row" if column == ROW else column


def _before(change, seen: View) -> str:
    if change.column != ROW:
        return change.old or "(empty)"
    return "not there" if _is_there(change, seen) else "there"


def _after(change, seen: View) -> str:
    if change.column != ROW:
        return change.new or "(empty)"
    if _is_there(change, seen):
        return "added"
    heir = became_of(change.table, change.row_id, seen)
    return f"withdrawn; in its place: {row_name(change.table, heir.heir, seen)}" if heir and heir.heir else "withdrawn"


def _is_there(change, seen: View) -> bool:
    return change.table in seen.ledger.tables and bool((seen.ledger[change.table].iloc[:, 0] == change.row_id).any())


def row_name(table: str, row_id: str, seen: View) -> str:
    """What a row is called where there is one: its headline, or the label of a code; else its id."""
    if table in seen.ledger.tables and seen.ledger.contract.tables[table].is_vocabulary:
        return seen.labels(table).get(row_id, row_id)
    found = find_row(seen.ledger, row_id)
    return headline(found, seen) if found else row_id


def became_of(table: str, gone: str, seen: View) -> Retired | None:
    """What became of an id or a code that its table no longer has; of a row of any table of rows where none is given.

    Codes and ids are apart: what a vocabulary says of a code says nothing of a row of the same name.
    """
    source = seen.ledger
    tables = list(NAMES) if table in ("", *NAMES) else [table]
    known = {row_id for name in tables if name in source.tables for row_id in source[name].iloc[:, 0]}
    corrections = source["corrections"]
    return fate(corrections[corrections["table"].isin(tables)], gone, known)


def retired_sentence(what: str, gone: str, became: Retired) -> str:
    """Since when something is gone, and why, as safe text."""
    return f"The {what} “{plain(gone)}” was withdrawn in data version {plain(became.version)}: {plain(became.reason.rstrip('.'))}."


def split(changes: pd.DataFrame, stem: str, seen: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The changes of rows that the page shows under the choices, or showed when they were as before; and all others.

    A row that was withdrawn can't be asked whether the choices would leave it: it counts as shown where its table is.
    """
    now, then = shown_rows(stem, seen), shown_rows(stem, _as_it_was(changes, seen))

    def is_here(table: str, row_id: str) -> bool:
        if row_id in now.get(table, ()) or row_id in then.get(table, ()):
            return True
        return table in now and row_id not in set(seen.ledger[table].iloc[:, 0])

    here = pd.Series([is_here(*pair) for pair in zip(changes["table"], changes["row_id"], strict=True)], index=changes.index, dtype=bool)
    return changes[here].reset_index(drop=True), changes[~here].reset_index(drop=True)


def _as_it_was(changes: pd.DataFrame, seen: View) -> View:
    """The same choices on the tables before the changes; a cell keeps its new value where the old one is no code any more."""
    if changes.empty:
        return seen
    source = seen.ledger
    kept = changes[[_allowed(row, source) for row in changes.itertuples()]]
    tables = {name: undone(source[name], part) for name, part in kept.groupby("table")}
    mark = hash(tuple(changes[["table", "row_id", "column", "old"]].itertuples(index=False, name=None)))
    before = replace(source, tables=MappingProxyType({**source.tables, **tables}), fingerprint=f"{source.fingerprint} before {mark}")
    return View(before, seen.filters)


def _allowed(change, source: Ledger) -> bool:
    if change.table not in source.contract.tables or change.column not in source.contract.tables[change.table].column_names:
        return False
    column = source.contract.tables[change.table].column(change.column)
    codes = _codes(column, source)
    given = change.old.split(column.separator) if column.is_list and change.old else [change.old]
    return codes is None or set(given) <= codes | {""}


def _codes(column: Column, source: Ledger) -> set[str] | None:
    """The values that a column may hold; None when it may hold any."""
    if column.choices:
        return set(column.choices)
    target = column.members or column.parent
    return set(source[target.table][target.column]) if target else None


def shown_rows(stem: str, seen: View) -> Rows:
    """The rows that a page draws or lists under the shared choices, with the sources and codes that they name.

    A control of the page's own (a span of years, a family of series) does not count: a link does not carry it.
    """
    rows: Rows = {}
    for name, frame in PAGE_ROWS[stem](seen):
        for table, found in _named(name, frame, seen.ledger.contract):
            rows.setdefault(table, set()).update(found)
    return rows


Parts = Iterator[tuple[str, pd.DataFrame]]


def _named(name: str, frame: pd.DataFrame, contract: Contract) -> Iterator[tuple[str, set[str]]]:
    """The ids of the rows, and of the sources and codes in their cells."""
    table = contract.tables[name]
    yield name, set(frame[table.key[0]])
    for column in table.columns:
        target = column.members or column.parent
        if target and column.name in frame and (target.table == "sources" or contract.tables[target.table].is_vocabulary):
            yield target.table, set(frame[column.name].explode() if column.is_list else frame[column.name])


def _subjects(seen: View, *tables: str) -> Parts:
    left = set(seen.subjects["subject_id"])
    for name in tables:
        frame = seen.ledger[name]
        yield name, frame[frame.iloc[:, 0].isin(left)]


def _reports(seen: View, until: pd.Timestamp, *tables: str) -> Parts:
    # Reports speak for a kind of subject: components, initiatives, mechanisms.
    kinds = {name.removesuffix("s") for name in tables}
    left = seen.subjects.loc[seen.subjects["kind"].isin(kinds), "subject_id"]
    reports = seen.reports(until)
    yield "observations", reports[reports["subject_id"].isin(left)]


def _tables(seen: View, *tables: str) -> Parts:
    for name in tables:
        yield name, seen.rows(name)


def _compared(seen: View) -> Parts:
    """What the comparison of both dates rests on; the two anchor reports stand beside it, whole."""
    yield from _subjects(seen, *SUBJECTS)
    yield from _reports(seen, max(seen.filters.day_a, seen.filters.day_b), *SUBJECTS)
    yield "posture", seen.ledger["posture"]


def _histories(seen: View, *tables: str) -> Parts:
    """Subjects with their whole life lines."""
    yield from _subjects(seen, *tables)
    yield from _reports(seen, pd.Timestamp(date.today()), *tables)


def _timeline(seen: View) -> Parts:
    """Earlier events than can be compared are left out of the picture."""
    events = seen.rows("milestones")
    yield "milestones", events[events["date"] >= pd.Timestamp(FIRST_DAY)]
    yield from _tables(seen, "commitments")


def _acquisition(seen: View) -> Parts:
    yield from _histories(seen, "initiatives")
    yield from _tables(seen, "statements")


def _brief(seen: View) -> Parts:
    yield from _compared(seen)
    yield from _tables(seen, "commitments")


def _coverage(seen: View) -> Parts:
    yield from _histories(seen, *SUBJECTS)
    yield from _tables(seen, "commitments")


def _about(seen: View) -> Parts:
    yield from _tables(seen, "terms")
    for table in seen.ledger.contract.tables.values():
        if table.is_vocabulary:
            yield table.name, seen.ledger[table.name]


def _evidence(seen: View) -> Parts:
    yield from _tables(seen, *NAMES)
    found = find_row(seen.ledger, _row_of_the_address("evidence", seen))
    if found:
        yield found.table, found.row.to_frame().T


PAGE_ROWS: dict[str, Callable[[View], Parts]] = {
    "overview": _compared,
    "compare": _compared,
    "timeline": _timeline,
    "three_axis": lambda seen: _histories(seen, "components"),
    "acquisition": _acquisition,
    "alliance": lambda seen: _histories(seen, "mechanisms"),
    "commitments": lambda seen: _tables(seen, "commitments"),
    "indicators": lambda seen: _tables(seen, "indicators"),
    "brief": _brief,
    "evidence": _evidence,
    "coverage": _coverage,
    "about": _about,
}
"""By page, the tables whose rows it shows; a page without an entry here would fail on every link of an older version."""


def _retired_code(name: str, code: str, seen: View) -> None:
    """A code that the vocabulary of a list no longer has: since when, why, and which one took its place."""
    labels = seen.labels(name)
    if not code or code in labels:
        return
    became = became_of(name, code, seen)
    if became:
        heir = f" “{plain(labels[became.heir])}” took its place." if became.heir else " No other took its place."
        st.info(retired_sentence(name, code, became) + heir, icon=":material/history:")
