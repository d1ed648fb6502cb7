"""The sidebar: dates, evidence scope, theme, axis, partner and search words, with what remains and one reset."""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from components.cached import View, facet_counts, remaining
from components.filters import DATE_A, DATE_B, LISTS, MOST_WORDS, Filters, clean_words, parse_day, write_choices
from components.labels import SCOPE_DEFINITIONS, SCOPE_LABELS
from components.state import NOTES, asked_row, choose, notes, widget_key
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
ABBREVIATION = re.compile(r"\(([A-Z]{2,})\)$")
LIST_LABELS = {"theme": "Theme", "axis": "Axis", "partner": "Partner"}


def sidebar(view: View) -> None:
    """All shared choices, what they leave, the link to this view, and one reset of them all."""
    st.caption("Choices")
    for name, label in (("a", "Date A"), ("b", "Date B")):
        _day(name, label)
    st.selectbox(
        "Evidence",
        list(SCOPE_LABELS),
        key=widget_key("scope"),
        format_func=SCOPE_LABELS.__getitem__,
        on_change=_changed,
        args=("scope",),
        help=" ".join(f"{SCOPE_LABELS[code]}: {text}" for code, text in SCOPE_DEFINITIONS.items()),
    )
    for name in LISTS:
        _codes(view, name)
    st.text_input(
        "Search words", key=widget_key("q"), on_change=_changed, args=("q",), max_chars=200, placeholder="L-SAM, 사드, Cheongung …"
    )
    left, total = remaining(view)
    st.caption(f"{left:,} of {count(total, 'row')} in all tables")
    copy_link(view)
    if view.filters != Filters():
        st.button("Reset all choices", key="reset", on_click=choose, args=(Filters(),), icon=":material/restart_alt:", width="stretch")


def copy_link(view: View) -> None:
    """The address of exactly this view, every choice and the data version written out."""
    with st.popover("Copy link", icon=":material/link:", width="stretch", key="copy-link"):
        st.caption("Opens this page with these choices; it names the data version too.")
        st.code(full_link(str(st.context.url or ""), view), language=None, wrap_lines=True)


def glossary(view: View) -> None:
    """The names of the field with their meaning, at hand on every page; sent only once it is opened."""
    with st.popover("Terms", icon=":material/menu_book:", key="glossary", on_change="rerun") as terms:
        if not terms.open:
            return
        rows = view.ledger["terms"]
        # A name that came back is explained as when it was new.
        meanings = rows.sort_values("used_from", na_position="first").drop_duplicates("term").set_index("term")["definition"]
        for row in rows[rows["used_to"].isna()].sort_values("term").itertuples():
            short = f" ({row.abbreviation})" if row.abbreviation and row.abbreviation not in row.term else ""
            korean = f", {row.term_ko}" if row.term_ko else ""
            st.markdown(f"**{plain(row.term + short)}**{plain(korean)}: {plain(meanings[row.term])}")


def full_link(base: str, view: View) -> str:
    """A page's address with every choice and the data version."""
    params = {**write_choices(view.filters, everything=True), "v": view.ledger.version}
    row = asked_row()
    if row:
        params["id"] = row
    address = urlsplit(base)
    # The browser gives the front page without a path.
    return urlunsplit((address.scheme, address.netloc, address.path or "/", urlencode(params, doseq=True), ""))


def _day(name: str, label: str) -> None:
    """A list of named days into which any other day can be typed."""
    key = widget_key(name)
    today = date.today().isoformat()
    options = list(dict.fromkeys([*NAMED_DAYS, today, st.session_state[key]]))
    st.selectbox(
        label,
        sorted(options),
        key=key,
        format_func=lambda iso: _day_words(iso, today),
        accept_new_options=True,
        on_change=_day_changed,
        args=(name,),
        help="Pick a day, or type any other as year-month-day, for example 2019-08-22.",
    )


def _day_words(iso: str, today: str) -> str:
    parsed = parse_day(iso, date.today())
    if not isinstance(parsed, date):
        return iso
    name = NAMED_DAYS.get(iso) or ("today" if iso == today else "")
    return f"{day(parsed)}{' · ' + name if name else ''}"


def _day_changed(name: str) -> None:
    typed = str(st.session_state[widget_key(name)] or "")
    parsed = parse_day(_as_iso(typed.strip()), date.today())
    chosen: Filters = st.session_state["choices"]
    if isinstance(parsed, date):
        choose(chosen.changed(name, parsed))
        return
    choose(chosen)
    st.session_state[NOTES] = [f"Date {name.upper()} was not changed: {parsed}."]


def _as_iso(typed: str) -> str:
    """A day typed as the list shows it (1 Jan 2020) in the form that links use; anything else as it was typed."""
    for form in ("%d %b %Y", "%d %B %Y", "%B %d, %Y", "%b %d, %Y"):
        try:
            return datetime.strptime(typed, form).date().isoformat()
        except ValueError:
            continue
    return typed


def _codes(view: View, name: str) -> None:
    """A list in which any number of codes can be chosen, under a line that says which are.

    Not Streamlit's multiselect: with something chosen it is higher while it has the keyboard's focus, so that a press on the field
    below moved the page, and the release chose what had opened under the pointer. Nor a popover, which a keyboard reaches last.
    """
    names, counts = view.labels(name), facet_counts(view, name)
    label = LIST_LABELS[name]
    chosen = [names[code] for code in getattr(view.filters, name)]
    said = "all" if not chosen else plain(chosen[0]) if len(chosen) == 1 else f"{len(chosen)} chosen"
    with st.expander(f"{label}: {said}", key=f"list-{name}"):
        st.pills(
            label,
            list(names),
            selection_mode="multi",
            key=widget_key(name),
            format_func=lambda code: f"{plain(_short(names[code]))} ({counts.get(code, 0)})",
            on_change=_changed,
            args=(name,),
            help="The number is how many rows of all tables carry it under the other choices.",
        )


def _short(name: str) -> str:
    """The abbreviation of a name that brings one, so that the count beside it is not cut off; else the name."""
    found = ABBREVIATION.search(name)
    return found[1] if found else name


def _changed(name: str) -> None:
    value = st.session_state[widget_key(name)]
    chosen: Filters = st.session_state["choices"]
    if name in LISTS:
        value = tuple(sorted(value))
    elif name == "q":
        value = clean_words(str(value))[:MOST_WORDS].rstrip()
    choose(chosen.changed(name, value))


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
                st.button(
                    f"{LIST_LABELS[name]}: {plain(names[code])}",
                    key=f"chip-{name}-{code}",
                    icon=":material/close:",
                    on_click=choose,
                    args=(view.filters.without(name, code),),
                    help="Remove this choice",
                )
        if view.filters.q:
            st.button(
                f"Words: {plain(view.filters.q)}",
                key="chip-q",
                icon=":material/close:",
                on_click=choose,
                args=(view.filters.changed("q", ""),),
                help="Remove this choice",
            )
