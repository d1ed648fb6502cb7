"""The one place where Streamlit keeps things between reruns: the ledger, and frames made from it by the choices.

Everything kept is shared by all visitors and never changed: kept as a resource, so that nothing is copied or hashed on a rerun.
Keys are the data's fingerprint and the choices, never frames, and each key is one text: Streamlit hashes a tuple part by part, at
every call. Every cache has a bound.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

import pandas as pd
import streamlit as st

from components import labels
from components.analysis import comparison, coverage, dimensions, evidence, lifelines, narrowing, posture, promises, subjects
from components.analysis.search import SearchEngine
from components.filters import Filters, Known
from components.problems import Problem
from components.tables import Ledger, UnreadablePackage, data_folder, folder_state, read_ledger

log = logging.getLogger(__name__)
T = TypeVar("T")
_last_good: list[tuple[Ledger, datetime]] = []


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(folder: str, state: str) -> Ledger:
    return read_ledger(Path(folder))


def newest() -> Ledger:
    """The data folder as it is now, faults and all; read again only after a file has changed."""
    folder = data_folder()
    return _read(str(folder), repr(folder_state(folder)))


class Standing(NamedTuple):
    """The tables to show, None when there never was a usable folder; and what is wrong with the folder as it is now."""

    shown: Ledger | None
    faults: Sequence[Problem | UnreadablePackage]


def standing() -> Standing:
    """The newest tables if they are whole, else the last that were, else what is sound of the newest."""
    last = _last_good[0][0] if _last_good else None
    try:
        current = newest()
    except UnreadablePackage as error:
        return Standing(last, (error,))
    if current.problems:
        return Standing(last or current, current.problems)
    if last is None or last.fingerprint != current.fingerprint:
        _last_good[:] = [(current, datetime.now(UTC))]
        log.info("data version %s, fingerprint %s", current.version, current.fingerprint)
    return Standing(current, ())


def ledger() -> Ledger:
    """The tables to show; UnreadablePackage when there never was a usable folder."""
    now = standing()
    if now.shown is None:
        raise UnreadablePackage(now.faults[0].sentence())
    return now.shown


def last_good_time() -> datetime | None:
    """When the tables that are shown were read without a fault; None when they never were."""
    return _last_good[0][1] if _last_good else None


class View:
    """What one visitor sees: the ledger under the choices. Frames are made when first asked for and shared between visitors."""

    def __init__(self, source: Ledger, filters: Filters) -> None:
        self.ledger = source
        self.filters = filters
        self.key = f"{source.fingerprint} {filters!r}"
        self._labels: dict[str, dict[str, str]] = {}

    @cached_property
    def narrowed(self) -> View:
        """The same rows under the default dates and scope, which narrow nothing: one entry serves all of them."""
        return view(self.filters.narrowing, self.ledger)

    def labels(self, vocabulary: str) -> dict[str, str]:
        """Code -> label, in the vocabulary's order."""
        if vocabulary not in self._labels:
            self._labels[vocabulary] = labels.labels(self.ledger.tables, vocabulary)
        return self._labels[vocabulary]

    @cached_property
    def stage_labels(self) -> dict[str, str]:
        """Code -> label of each stage, in order."""
        return self.labels("stage")

    def kept(self, name: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """What `make` makes of this view, made once for all visitors with the same choices. The name tells it from other things kept."""
        return cast(T, _kept(f"{self.key} {name!r}", make))

    def made(self, name: tuple[Hashable, ...]) -> object | None:
        """What was made under this name, and is kept still; None otherwise."""
        try:
            return _kept(f"{self.key} {name!r}", _unmade)
        except Unmade:
            return None

    @cached_property
    def index(self) -> pd.DataFrame:
        """All subjects, not narrowed."""
        return _index(self.ledger.fingerprint, self.ledger)

    @cached_property
    def subjects(self) -> pd.DataFrame:
        """The subjects that the choices leave."""
        return _subjects(self.narrowed.key, self.narrowed)

    def rows(self, name: str) -> pd.DataFrame:
        """The rows of a table that the choices leave, with their sources beside them where they have one."""
        return _rows(self.narrowed.key, name, self.narrowed)

    def all_rows(self, name: str) -> pd.DataFrame:
        """Every row of a table, with its source."""
        return _sourced(self.ledger.fingerprint, name, self.ledger)

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """All observations with their sources, in the order in which they count."""
        return _evidence(self.ledger.fingerprint, self.ledger)

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """The comparison of both dates for the subjects left.

        Columns as analysis.comparison.compare, with name, name_ko, abbreviation, kind, group (and group_place, its place in
        lists), axis, theme and knowledge.
        """
        return _compared(self.key, self)

    def stretches(self, until: pd.Timestamp) -> pd.DataFrame:
        """Life lines of all subjects up to a day, under the evidence scope."""
        return _stretches(f"{self.ledger.fingerprint} {self._usable_until(until)}", self, until)

    def reports(self, until: pd.Timestamp) -> pd.DataFrame:
        """The observations that draw the life lines."""
        return _reports(f"{self.ledger.fingerprint} {self._usable_until(until)}", self, until)

    def _usable_until(self, until: pd.Timestamp) -> tuple[str, str, str]:
        """What the history up to a day depends on: with all sources, neither on date A nor on date B."""
        return self.filters.scope, str(until), "" if self.filters.scope == "all" else str(self.last_day)

    @property
    def last_day(self) -> pd.Timestamp:
        """The later of both dates."""
        return max(self.filters.day_a, self.filters.day_b)

    def openings(self, day: pd.Timestamp) -> pd.DataFrame:
        """Of each subject, the observation that opened its stage of a day, by subject_id."""
        return _openings(f"{self.ledger.fingerprint} {self.filters.scope} {day}", self, day)

    @cached_property
    def dimensions(self) -> pd.DataFrame:
        """The two anchor reports dimension by dimension, in the vocabulary's order, with label."""
        return _dimensions(self.ledger.fingerprint, self.ledger)

    @cached_property
    def promises(self) -> pd.DataFrame:
        """The promises that the choices leave, with slips."""
        return self.narrowed.kept(("promises",), lambda: promises.with_slips(self.rows("commitments")))


def view(filters: Filters, source: Ledger | None = None) -> View:
    """The view of a ledger, the present one if none is given, under some choices: one and the same for all visitors who make them."""
    source = source or ledger()
    return _views(source.fingerprint, source)(filters)


@st.cache_resource(max_entries=4, show_spinner=False)
def _views(fingerprint: str, _source: Ledger) -> Callable[[Filters], View]:
    return lru_cache(maxsize=128)(partial(View, _source))


def known_codes(source: Ledger) -> Known:
    """The codes that a URL may name, and the newest day."""
    theme, axis, partner = (frozenset(source[name]["code"]) for name in ("theme", "axis", "partner"))
    return Known(theme, axis, partner, date.today())


class Unmade(Exception):
    """Nothing is kept under this name. Streamlit's cache forgets what ends with an exception, so asking leaves no trace."""


def _unmade() -> object:
    raise Unmade


@st.cache_resource(max_entries=1024, show_spinner=False)
def _kept(key: str, _make: Callable[[], object]) -> object:
    return _make()


@st.cache_resource(max_entries=4, show_spinner=False)
def _index(fingerprint: str, _ledger: Ledger) -> pd.DataFrame:
    return subjects.subject_index(
        _ledger["components"], _ledger["initiatives"], _ledger["mechanisms"], labels.labels(_ledger.tables, "axis")
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def _subjects(key: str, _seen: View) -> pd.DataFrame:
    chosen = _seen.filters
    return narrowing.narrow_subjects(_seen.index, chosen.theme, chosen.axis, chosen.partner, chosen.q)


@st.cache_resource(max_entries=64, show_spinner=False)
def _sourced(fingerprint: str, name: str, _ledger: Ledger) -> pd.DataFrame:
    rows = _ledger[name]
    return evidence.with_sources(rows, _ledger["sources"]) if "source_id" in rows and name != "sources" else rows


@st.cache_resource(max_entries=256, show_spinner=False)
def _rows(key: str, name: str, _seen: View) -> pd.DataFrame:
    chosen = _seen.filters
    return narrowing.narrow_rows(name, _seen.all_rows(name), _seen.index, chosen.theme, chosen.axis, chosen.partner, chosen.q)


@st.cache_resource(max_entries=128, show_spinner=False)
def _compared(key: str, _seen: View) -> pd.DataFrame:
    found, chosen = _seen.subjects, _seen.filters
    both = comparison.compare(_seen.evidence, found["subject_id"], chosen.day_a, chosen.day_b, chosen.scope)
    named = found[["subject_id", "name", "name_ko", "abbreviation", "kind", "group", "axis", "theme"]].merge(
        both, on="subject_id", how="left"
    )
    # Components stand in the order of the axes; other groups by name.
    axes = {label: place for place, label in enumerate(_seen.labels("axis").values())}
    return named.assign(knowledge=coverage.knowledge(named), group_place=named["group"].map(axes).fillna(len(axes)))


@st.cache_resource(max_entries=4, show_spinner=False)
def _evidence(fingerprint: str, _ledger: Ledger) -> pd.DataFrame:
    return posture.in_order(_sourced(fingerprint, "observations", _ledger))


@st.cache_resource(max_entries=32, show_spinner=False)
def _reports(key: str, _seen: View, _until: pd.Timestamp) -> pd.DataFrame:
    last = _until if _seen.filters.scope == "all" else _seen.last_day
    return evidence.history_in_scope(_seen.evidence, last, _seen.filters.scope)


@st.cache_resource(max_entries=32, show_spinner=False)
def _stretches(key: str, _seen: View, _until: pd.Timestamp) -> pd.DataFrame:
    return lifelines.stretches(_seen.reports(_until), _until)


@st.cache_resource(max_entries=32, show_spinner=False)
def _openings(key: str, _seen: View, _day: pd.Timestamp) -> pd.DataFrame:
    if _seen.filters.scope == "all":
        return lifelines.openings(_seen.evidence, _seen.stretches(max(_day, pd.Timestamp.today().normalize())), _day)
    usable = evidence.in_scope(_seen.evidence, _day, _seen.filters.scope)
    return lifelines.openings(usable, lifelines.stretches(usable, _day), _day)


@st.cache_resource(max_entries=4, show_spinner=False)
def _dimensions(fingerprint: str, _ledger: Ledger) -> pd.DataFrame:
    anchors = _ledger["sources"].query("is_anchor").sort_values("published_on")["source_id"].tolist()
    earlier, later = (anchors[0], anchors[-1]) if anchors else ("", "")
    both = dimensions.dimensions(_ledger["posture"], earlier, later)
    names = labels.labels(_ledger.tables, "dimension")
    order = {code: place for place, code in enumerate(names)}
    labeled = both.assign(label=both["dimension_id"].map(names), place=both["dimension_id"].map(order))
    return labeled.sort_values("place").reset_index(drop=True)


FACT_TABLES = ("components", "initiatives", "mechanisms", "observations", "milestones", "statements", "commitments", "indicators", "terms")
"""The tables whose rows are counted for "k of n rows"; the posture rows of the two reports are shown whole, always."""


def remaining(shown: View) -> tuple[int, int]:
    """How many rows of all tables of facts the choices leave, and how many there are."""
    return _remaining(shown.narrowed.key, shown.narrowed)


@st.cache_resource(max_entries=256, show_spinner=False)
def _remaining(key: str, _seen: View) -> tuple[int, int]:
    return sum(len(_table(_seen, name)) for name in FACT_TABLES), sum(len(_seen.ledger[name]) for name in FACT_TABLES)


def _table(seen: View, name: str) -> pd.DataFrame:
    """A narrowed table; the three tables of subjects are narrowed as subjects."""
    if name in ("components", "initiatives", "mechanisms"):
        return seen.subjects[seen.subjects["kind"] == name[:-1]]
    return seen.rows(name)


def facet_counts(shown: View, name: str) -> dict[str, int]:
    """For each code of a list, how many rows would be left if it alone were chosen beside the other lists."""
    others = view(shown.narrowed.filters.changed(name, ()), shown.ledger)
    return _facets(others.key, name, others)


@st.cache_resource(max_entries=256, show_spinner=False)
def _facets(key: str, name: str, _others: View) -> dict[str, int]:
    lookup = _others.index.set_index("subject_id")
    totals: pd.Series = pd.Series(dtype="int64")
    for table in FACT_TABLES:
        codes = narrowing.facet(_table(_others, table), lookup, name)
        totals = totals.add(codes.value_counts(), fill_value=0)
    return {str(code): int(number) for code, number in totals.items()}


def search_engine(source: Ledger) -> SearchEngine:
    """The search index of a ledger, made at the first search."""
    return _search_engine(source.fingerprint, source)


@st.cache_resource(max_entries=2, show_spinner="Indexing the tables for search")
def _search_engine(fingerprint: str, _ledger: Ledger) -> SearchEngine:
    return SearchEngine(_ledger.tables, _index(fingerprint, _ledger))
