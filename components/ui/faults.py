"""What a visitor sees when something is broken: a sentence and a reference number, never a traceback."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence

import streamlit as st

from components.cached import View, last_good_time, standing, view
from components.problems import Problem
from components.state import choices
from components.tables import UnreadablePackage
from components.ui.words import count, plain

log = logging.getLogger(__name__)
MOST_SHOWN = 25
OPENED = "opened-view"


def opening() -> View:
    """The ledger under the visitor's choices, left in the session for the page; stops with a sentence when there is no usable data."""
    now = standing()
    if now.shown is None:
        st.error(f"The data can't be read. {plain(now.faults[0].sentence())}", icon=":material/error:")
        st.stop()
    _banner(now.faults)
    seen = view(choices(now.shown), now.shown)
    st.session_state[OPENED] = seen
    return seen


def _banner(faults: Sequence[Problem | UnreadablePackage]) -> None:
    """Name every fault of a broken edit; the last good tables, or the sound rows, stay on show."""
    if not faults:
        return
    number, sentences = len(faults), [fault.sentence() for fault in faults[:MOST_SHOWN]]
    since = last_good_time()
    showing = f"Showing the data of {since:%Y-%m-%d %H:%M} UTC." if since else "Rows with a fault are left out; the rest is shown."
    st.warning(f"The data folder has {count(number, 'fault')}. {showing}", icon=":material/warning:")
    with st.expander("What is wrong, for those who keep the data"):
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))
        if number > MOST_SHOWN:
            st.caption(f"And {number - MOST_SHOWN} more: run the check on the command line.")


def guarded(run: Callable[[], None]) -> None:
    """Run a page or a card; when it fails, say so with a number that the log knows, and let the rest stand."""
    try:
        run()
    except Exception:
        reference = secrets.token_hex(3)
        log.exception("failure %s", reference)
        st.error(f"This part can't be shown. The reference number of the failure is {reference}.", icon=":material/error:")
