"""A chart on the page: drawn by plotly.js itself where the server brings it, by Streamlit's own element elsewhere.

Streamlit's element comes with all of plotly.js, four times what bars and points need, makes each chart anew for a new figure and
then draws it a second time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from components.hosting import chart_library
from components.ui import ahead
from components.ui.order import chart_sent

CONFIG = {"displayModeBar": False, "scrollZoom": False}


@dataclass(frozen=True)
class Picture:
    """What a chart shows: a figure under an accessible name; `picks` when its marks stand for rows that can be opened."""

    key: str
    figure: go.Figure
    label: str
    picks: bool


def chart(picture: Picture) -> str:
    """Show a picture. The id of the row whose mark was clicked just now; "" otherwise."""
    return _drawn(picture) if chart_library() else _element(picture)


def _drawn(picture: Picture) -> str:
    data, there = ahead.given(picture.key, content(picture))
    height = int(picture.figure.to_dict()["layout"]["height"])
    answer = _component()(key=picture.key, data=data, height=height, on_picked_change=_noted)
    if not there:
        chart_sent()
    return answer.picked if isinstance(answer.picked, str) else ""


def content(picture: Picture) -> bytes:
    """What the browser is to draw, as one line of JSON."""
    rest = json.dumps({
        "key": picture.key, "label": picture.label, "picks": picture.picks,
        "library": chart_library(), "channel": ahead.address(), "config": CONFIG,
    })  # fmt: skip
    # The figure is JSON already: put in as it is, it need not be written out at every view, nor once more as a text.
    return f'{{"figure":{picture.figure.to_json(validate=False)},{rest[1:]}'.encode()


@cache
def _component() -> ComponentRenderer:
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    # Without a shadow root: what plotly.js puts into the page's head would not reach into one.
    return st.components.v2.component("ledger_chart", js=script, isolate_styles=False)


def _noted() -> None:
    """Streamlit hands on only what somebody listens to; the answer is read where the chart is shown."""


def _element(picture: Picture) -> str:
    picks, key = picture.picks, picture.key
    state: Any = st.plotly_chart(
        picture.figure,
        theme=None,
        key=key,
        alt=picture.label,
        on_select="rerun" if picks else "ignore",
        selection_mode="points",
        config=CONFIG,
    )
    chart_sent()
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
