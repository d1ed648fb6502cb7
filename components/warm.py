"""The warm start: everything that the first viewers would wait for, made once; then it is taken out of the garbage collector's sight.

Two costs go away. The first visit pays neither for imports nor for the first tables and figures. And every rerun becomes
cheaper: Streamlit collects garbage after each script run, and each collection walks through all that pandas, plotly and the
tables have in memory, although none of it is ever garbage. `gc.freeze` tells the collector to leave alone what is there now.
"""

from __future__ import annotations

import gc
import importlib
import logging
import os
import pkgutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pandas as pd
import plotly.graph_objects as go

from components.analysis.comparison_rows import by_change
from components.cached import FACT_TABLES, View, facet_counts, ledger, remaining, view
from components.charts.ribbons import ribbons
from components.charts.stages import dumbbells, share_in_place
from components.charts.theme import palette
from components.filters import LISTS, Filters
from components.tables import Ledger, UnreadablePackage
from components.ui import cards
from components.ui.cards.shared import groups_in_place

log = logging.getLogger(__name__)
_lock = threading.Lock()
PAUSE = 6.0
"""Seconds in which somebody who has waited for the server to start gets their page."""
COLD = "POSTURE_COLD"
"""Set to anything, it leaves the process cold, so that benchmarks can tell what the warm start is worth."""
_warmed: list[str] = []
"""The fingerprint of the data for which this process is warm: one entry, or none yet."""


def warm_once(source: Ledger | None = None) -> None:
    """Make the default view ready and freeze what is in memory: once a process, and once more after the data has changed.

    Later calls with the ledger at hand compare two texts and return. While one thread warms, others don't wait for it. A fault here is
    logged and never shown: a cold start is slower, not wrong. Does nothing when POSTURE_COLD is set.
    """
    if os.environ.get(COLD):
        return
    try:
        current = source or ledger()
    except UnreadablePackage:
        return
    if _warmed == [current.fingerprint] or not _lock.acquire(blocking=False):
        return
    try:
        if _warmed != [current.fingerprint]:
            _warm(current)
    finally:
        # Set even after a fault, which would be the same at the next run.
        _warmed[:] = [current.fingerprint]
        _lock.release()


def warm_soon(then: Callable[[], None], pause: float = PAUSE) -> None:
    """Warm up beside the serving of requests, in a thread of its own: the data at once, the rest after a pause, then what is given.

    The server answers from the first moment on. Somebody who comes in that very moment is not slowed by what is made for others.
    """

    def in_turn() -> None:
        with suppress(UnreadablePackage):
            ledger()
        time.sleep(pause)
        warm_once()
        then()

    threading.Thread(target=in_turn, name="warm-start", daemon=True).start()


def _warm(source: Ledger) -> None:
    started = time.perf_counter()
    try:
        _import_cards()
        seen = view(Filters(), source)
        _fill_caches(seen)
        for figure in _figures(seen):
            figure.to_json()
    except Exception:
        log.exception("the warm start failed, pages are made when they are asked for")
    _freeze()
    log.info("warm after %.1f s, data version %s", time.perf_counter() - started, source.version)


def _import_cards() -> None:
    """Pages are scripts that import their cards when they are first opened: import all of them now."""
    for module in pkgutil.iter_modules(cards.__path__, f"{cards.__name__}."):
        importlib.import_module(module.name)


def _fill_caches(seen: View) -> None:
    """The frames that every page of the default view reads."""
    for name in (*FACT_TABLES, "sources"):
        seen.rows(name)
    for name in LISTS:
        facet_counts(seen, name)
    remaining(seen)
    _ = (seen.comparison, seen.dimensions, seen.promises)


def _figures(seen: View) -> Iterator[go.Figure]:
    """One figure of each family that the first pages draw: plotly loads and checks its parts when they are first used."""
    rows, colors, labels = by_change(seen.comparison), palette("light"), seen.stage_labels
    start, end = pd.Timestamp("2016-01-01"), pd.Timestamp.today().normalize()
    yield share_in_place(groups_in_place(rows), colors)
    yield dumbbells(rows, labels, colors)
    yield ribbons(rows, seen.stretches(end), seen.reports(end), seen.filters.day_a, seen.filters.day_b, start, end, labels, colors)


def _freeze() -> None:
    """Put all that is alive now beyond the collector's reach; what an earlier freeze kept of old data is let go first."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
