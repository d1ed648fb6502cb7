"""What a visitor sees when something is broken: a sentence and a reference number, never a traceback."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

import streamlit as st

from components.cached import View, last_good_time, ledger, newest, view
from components.state import choices
from components.tables import UnreadablePackage
from components.ui.words import count, plain

log = logging.getLogger(__name__)
MOST_SHOWN = 25


def opening() -> View:
    """The ledger under the visitor's choices; stops with a sentence when there is no usable data."""
    try:
        source = ledger()
    except UnreadablePackage as error:
        st.error(f"The data can't be read. {plain(error)}", icon=":material/error:")
        st.stop()
    _banner()
    return view(choices(source))


def _banner() -> None:
    """Name every fault of a broken edit; the last good tables, or the sound rows, stay on show."""
    try:
        problems = newest().problems
    except UnreadablePackage as error:
        number, sentences = 1, [str(error)]
    else:
        number, sentences = len(problems), [problem.sentence() for problem in problems[:MOST_SHOWN]]
    if not number:
        return
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
