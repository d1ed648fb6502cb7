"""What is sent first: a page's charts, because a browser takes longest to draw them; all else while it draws.

Every block has its place on the page at once, in the order in which readers meet it, and is filled when the charts are on their way.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.ui.faults import guarded

WAITING = "waiting-for-charts"
"""The blocks of this script run that are still to be filled, each with its place; there is none outside a page."""
SENT = "chart-was-sent"
PAUSE = 0.011
"""Seconds in which what was made is sent on: Streamlit sends every hundredth of a second. What came together is drawn together."""


def open_page() -> None:
    """Let blocks wait from here on; what an interrupted run left behind is forgotten."""
    st.session_state[WAITING] = []
    st.session_state.pop(SENT, None)


def chart_sent() -> None:
    """Tell that a chart is on its way."""
    st.session_state[SENT] = True


def after_charts(block: Callable[[], None], place: DeltaGenerator | None = None) -> None:
    """Fill a place with a block once the page's charts are sent: here, or at the end of a container already begun.

    Where nobody waits (outside a page, or after its end) the block is shown at once. A block that fails says so in its place.
    """
    waiting: list[tuple[DeltaGenerator, Callable[[], None]]] | None = st.session_state.get(WAITING)
    if waiting is None:
        guarded(block)
    else:
        waiting.append((place if place is not None else st.container(), block))


def close_page() -> None:
    """Fill the places of all blocks that wait, in the order of the page; charts get a head start."""
    if st.session_state.pop(SENT, False):
        time.sleep(PAUSE)
    for place, block in st.session_state.pop(WAITING, []):
        with place:
            guarded(block)
