"""How every page begins and ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from components.cached import View, ledger, view
from components.charts.theme import Palette, palette
from components.navigation import BY_STEM, require_frame
from components.state import choices
from components.ui import ahead
from components.ui.choices import chips, glossary
from components.ui.faults import OPENED
from components.ui.order import close_page, open_page
from components.ui.version_note import version_note
from components.ui.words import day, plain

TEXTS = Path(__file__).resolve().parents[1] / "text"


def begin(stem: str) -> View:
    """What stands at the top of each page: title, question, lead, terms, chips, what changed since the link was made.

    Returns what the visitor sees.
    """
    require_frame()
    open_page()
    spec = BY_STEM[stem]
    seen: View = st.session_state.pop(OPENED, None) or view(choices(ledger()))
    ahead.begin(stem, seen)
    st.title(spec.question, anchor=False)
    st.markdown(lead(stem))
    glossary(seen)
    # Always there, if only to hold its place: a browser makes whatever comes after something new once more, charts and all.
    with st.container():
        chips(seen)
        version_note(stem, seen)
    return seen


def lead(stem: str) -> str:
    """The short text at the top of a page, from components/text."""
    return _text(stem).split("\n---\n")[0].strip()


def rest(stem: str) -> str:
    """The longer text of a page, below the line in its file; "" when there is none."""
    return _text(stem).partition("\n---\n")[2].strip()


@st.cache_resource(show_spinner=False)
def _text(stem: str) -> str:
    return (TEXTS / f"{stem}.md").read_text(encoding="utf-8")


def end(seen: View) -> None:
    """The foot of each page: data version, what it rests on, and the ways to all pages for those who scroll."""
    close_page()
    st.divider()
    filters = seen.filters
    st.caption(
        f"Korea Posture Ledger, data version {plain(seen.ledger.version)}. Date A is {day(filters.day_a)}, date B is {day(filters.day_b)}. "
        "Everything shown is what public news and official statements reported; “not reported” never means “none”."
    )


def colors() -> Palette:
    """The palette of the theme that the visitor's browser shows."""
    return palette(st.context.theme.type)


def today() -> pd.Timestamp:
    """The last day that charts show."""
    return pd.Timestamp(date.today())


def span() -> tuple[pd.Timestamp, pd.Timestamp]:
    """The days between which charts over time are drawn: 2016 to today."""
    return pd.Timestamp("2016-01-01"), today()


def prose(stem: str) -> None:
    """The longer text of a page."""
    st.markdown(rest(stem))


def print_style() -> None:
    """Rules for paper, the one style sheet of ours: Streamlit has none."""
    st.html(TEXTS.parent / "ui" / "print.css")
