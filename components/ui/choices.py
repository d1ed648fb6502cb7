"""The sidebar: dates, evidence scope, theme, axis, partner and search words, with what remains and one reset."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from components.cached import View, facet_counts, remaining
from components.filters import DATE_A, DATE_B, LISTS, Filters, parse_day
from components.labels import SCOPE_DEFINITIONS, SCOPE_LABELS
from components.state import NOTES, choose, notes, widget_key
from components.ui.words import count, day, plain

NAMED_DAYS = {
    DATE_A.isoformat(): "Korea Bizwire report",
    DATE_B.isoformat(): "Yonhap report",
    "2018-09-19": "inter-Korean military agreement",
    "2020-01-01": "start of 2020",
    "2022-05-10": "start of the Yoon government",
    "2024-10-01": "Strategic Command",
    "2025-06-04": "start of the Lee government",
}
LIST_LABELS = {"theme": "Theme", "axis": "Axis", "partner": "Partner"}


def sidebar(view: View) -> None:
    """Draw all shared choices."""
    st.caption("Choices")
    for name, label in (("a", "Date A"), ("b", "Date B")):
        _day(name, label)
    st.selectbox(
        "Evidence", list(SCOPE_LABELS), key=widget_key("scope"), format_func=SCOPE_LABELS.__getitem__, on_change=_changed, args=("scope",),
        help=" ".join(f"{SCOPE_LABELS[code]}: {text}" for code, text in SCOPE_DEFINITIONS.items()),
    )  # fmt: skip
    for name in LISTS:
        _codes(view, name)
    st.text_input("Search words", key=widget_key("q"), on_change=_changed, args=("q",), max_chars=200, placeholder="L-SAM, 사드, Cheongung …")
    left, total = remaining(view)
    st.caption(f"{left:,} of {count(total, 'row')} in all tables")
    if view.filters != Filters():
        st.button("Reset all choices", key="reset", on_click=choose, args=(Filters(),), icon=":material/restart_alt:", width="stretch")


def _day(name: str, label: str) -> None:
    """A list of named days into which any other day can be typed."""
    key = widget_key(name)
    today = date.today().isoformat()
    options = list(dict.fromkeys([*NAMED_DAYS, today, st.session_state[key]]))
    st.selectbox(
        label, sorted(options), key=key, format_func=lambda iso: _day_words(iso, today), accept_new_options=True, on_change=_day_changed, args=(name,),
        help="Pick a day, or type any other as year-month-day, for example 2019-08-22.",
    )  # fmt: skip


def _day_words(iso: str, today: str) -> str:
    parsed = parse_day(iso, date.today())
    if not isinstance(parsed, date):
        return iso
    name = NAMED_DAYS.get(iso) or ("today" if iso == today else "")
    return f"{day(parsed)}{' · ' + name if name else ''}"


def _day_changed(name: str) -> None:
    typed = str(st.session_state[widget_key(name)] or "")
    parsed = parse_day(typed.strip(), date.today())
    chosen: Filters = st.session_state["choices"]
    if isinstance(parsed, date):
        choose(replace(chosen, **{name: parsed}))
        return
    choose(chosen)
    st.session_state[NOTES] = [f"Date {name.upper()} was not changed: {parsed}."]


def _codes(view: View, name: str) -> None:
    names, counts = view.labels(name), facet_counts(view, name)
    st.multiselect(
        LIST_LABELS[name], list(names), key=widget_key(name), format_func=lambda code: f"{names[code]} ({counts.get(code, 0)})", on_change=_changed, args=(name,),
        placeholder="All", help="The number is how many rows of all tables carry it under the other choices.",
    )  # fmt: skip


def _changed(name: str) -> None:
    value = st.session_state[widget_key(name)]
    chosen: Filters = st.session_state["choices"]
    if name in LISTS:
        value = tuple(sorted(value))
    elif name == "q":
        value = " ".join(str(value).split())
    choose(replace(chosen, **{name: value}))


def chips(view: View) -> None:
    """What narrows the rows, each removable; and notes on what a link asked for in vain."""
    for note in notes():
        st.warning(plain(note), icon=":material/link_off:")
    if not view.filters.narrows:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for name in LISTS:
            names = view.labels(name)
            for code in getattr(view.filters, name):
                st.button(f"{LIST_LABELS[name]}: {plain(names[code])}", key=f"chip-{name}-{code}", icon=":material/close:", on_click=choose, args=(view.filters.without(name, code),), help="Remove this choice")
        if view.filters.q:
            st.button(f"Words: {plain(view.filters.q)}", key="chip-q", icon=":material/close:", on_click=choose, args=(replace(view.filters, q=""),), help="Remove this choice")


