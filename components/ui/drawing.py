"""A chart on the page: drawn by plotly.js itself where the server brings it, by Streamlit's own element elsewhere.

Streamlit's element comes with all of plotly.js, four times what bars and points need, makes each chart anew for a new figure and
then draws it a second time.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from components.hosting import chart_library

CONFIG = {"displayModeBar": False, "scrollZoom": False}


def chart(figure: go.Figure, key: str, label: str, picks: bool) -> str:
    """Show a figure under an accessible name. The id of the row whose mark was clicked just now, where `picks`; "" otherwise."""
    library = chart_library()
    return _drawn(figure, key, label, picks, library) if library else _element(figure, key, label, picks)


def _drawn(figure: go.Figure, key: str, label: str, picks: bool, library: str) -> str:
    given = json.dumps({"label": label, "picks": picks, "library": library, "config": CONFIG})
    # The figure is JSON already: put in as it is, it need not be written out at every view, nor once more as a text.
    data = f'{{"figure":{figure.to_json(validate=False)},{given[1:]}'.encode()
    answer = _component()(key=key, data=data, height=int(figure.to_dict()["layout"]["height"]), on_picked_change=_noted)
    return answer.picked if isinstance(answer.picked, str) else ""


@cache
def _component() -> ComponentRenderer:
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    # Without a shadow root: what plotly.js puts into the page's head would not reach into one.
    return st.components.v2.component("ledger_chart", js=script, isolate_styles=False)


def _noted() -> None:
    """Streamlit hands on only what somebody listens to; the answer is read where the chart is shown."""


def _element(figure: go.Figure, key: str, label: str, picks: bool) -> str:
    state: Any = st.plotly_chart(
        figure, theme=None, key=key, alt=label, on_select="rerun" if picks else "ignore", selection_mode="points", config=CONFIG
    )
    return _newly_selected(key, state.selection.points) if picks and state else ""


def _newly_selected(key: str, points: list[dict[str, Any]]) -> str:
    """The row of a mark that was not selected in the run before: a rerun for another reason selects nothing anew."""
    picked = next((row for row in map(_row_id, points) if row), "")
    kept = f"selected-{key}"
    before = st.session_state.get(kept, "")
    st.session_state[kept] = picked
    return picked if picked != before else ""


def _row_id(point: dict[str, Any]) -> str:
    data = point.get("customdata")
    value = data[0] if isinstance(data, list) and data else data
    return value if isinstance(value, str) else ""
