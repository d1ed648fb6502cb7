"""The shared choices between the URL and the session: codes in the URL, both ways.

The URL speaks first: when it differs from what we last wrote (a link, Back, reload), the choices are read from it. When the
reader changes a choice, the URL is written, at the end of the run: the browser stops for a moment to take a new address, and the
charts go first. So Back, reload and a shared link need no case of their own.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import streamlit as st

from components.cached import known_codes
from components.filters import LISTS, Filters, Known, read_choices, write_choices
from components.tables import Ledger

NAMES = ("a", "b", "scope", *LISTS, "q")
SEEN = "url-last-seen"
CHOICES = "choices"
NOTES = "url-notes"
UNWRITTEN = "url-to-be-written"
MADE = "choice-was-made"
"""Set by the widget of a choice, which Streamlit calls before the script runs."""
REPLACED = "url-replaced"
"""The address that was replaced last, and when."""
ON_ITS_WAY = 0.5
"""Seconds in which a browser may still name the address that was replaced. Back within that time counts for nothing."""


def choices(source: Ledger) -> Filters:
    """The choices of this session; reads the URL when it has changed from outside.

    It has not when a choice comes with it: then the browser has not heard yet of the address that the last choice was given.
    """
    made = st.session_state.pop(MADE, False)
    if CHOICES not in st.session_state or not (made or _known()):
        _adopt(known_codes(source))
    chosen: Filters = st.session_state[CHOICES]
    return chosen


def notes() -> list[str]:
    """What could not be used of the link that was opened."""
    found: list[str] = st.session_state.get(NOTES, [])
    return found


def choose(chosen: Filters) -> None:
    """Take new choices; what the URL says beyond them (a row's id) is dropped, it belonged to the old view."""
    st.session_state[CHOICES] = chosen
    st.session_state[NOTES] = []
    st.session_state[UNWRITTEN] = True
    st.session_state[MADE] = True
    _seed(chosen)


def write_address() -> None:
    """Put choices that were just made into the URL; at the end of each run."""
    if not st.session_state.pop(UNWRITTEN, False):
        return
    st.session_state[REPLACED] = (_from_url(), time.monotonic())
    st.query_params.from_dict(write_choices(st.session_state[CHOICES]))
    st.session_state[SEEN] = _from_url()


def from_address(name: str) -> list[str]:
    """What the address says under a name; nothing when choices were just made, which will replace it."""
    return [] if st.session_state.get(UNWRITTEN) else st.query_params.get_all(name)


def asked_row() -> str:
    """The id of the row that the address asks for (?id=), the first where there are several; "" when it asks for none."""
    return next((row_id for row_id in from_address("id") if row_id), "")


def link_params(**more: str) -> dict[str, str | list[str]]:
    """The parameters of a link to another page: the present choices, and more."""
    return {**write_choices(st.session_state.get(CHOICES, Filters())), **more}


def widget_key(name: str) -> str:
    """The key of the widget that shows a choice."""
    return f"choice-{name}"


def _from_url() -> dict[str, list[str]]:
    params = st.query_params
    return {name: params.get_all(name) for name in NAMES if name in params}


def _known() -> bool:
    """Whether the URL says what we last wrote; or what it said before, so shortly after that it is on its way."""
    url = _from_url()
    if st.session_state.get(SEEN) == url:
        return True
    before, replaced = st.session_state.get(REPLACED, (None, 0.0))
    if before != url or time.monotonic() - replaced > ON_ITS_WAY:
        return False
    st.session_state[UNWRITTEN] = True
    return True


def _adopt(known: Known) -> None:
    url: Mapping[str, list[str]] = _from_url()
    chosen, found = read_choices(url, known)
    st.session_state[CHOICES] = chosen
    st.session_state[NOTES] = found
    st.session_state[SEEN] = dict(url)
    st.session_state.pop(UNWRITTEN, None)
    _seed(chosen)


def _seed(chosen: Filters) -> None:
    """Let the widgets show the choices when they are drawn next."""
    for name in NAMES:
        value = getattr(chosen, name)
        st.session_state[widget_key(name)] = value.isoformat() if name in ("a", "b") else list(value) if name in LISTS else value
