"""The door: the sign-in page for whoever may not in, and the way out for whoever is in. Draws nothing when sign-in is off."""

from __future__ import annotations

import time
from pathlib import Path

import streamlit as st

from components.access import Answer, decide
from components.navigation import FRAME
from components.sign_in import ENDED, in_force
from components.ui.words import plain

PRODUCT = "Korea Posture Ledger"
TEXTS = Path(__file__).resolve().parents[1] / "text" / "sign_in"
CAN_SIGN_IN = (Answer.SIGNED_OUT, Answer.EXPIRED)


def admit() -> None:
    """Stop the run with the sign-in page for whoever may not in, before anything of the data is read or drawn."""
    rule = in_force()
    if rule is None:
        return
    answer = decide(rule, st.user.to_dict(), time.time(), ENDED)
    if answer is Answer.ALLOWED:
        return
    # A page that runs alone must not take an earlier visit for leave to show itself.
    st.session_state.pop(FRAME, None)
    _door(answer)
    st.stop()


def account() -> None:
    """Who is signed in, and the way out."""
    if in_force() is None:
        return
    st.divider()
    st.caption(f"Signed in as {plain(st.user.get('email', ''))}")
    _sign_out_button()


def text(answer: Answer) -> str:
    """The sentence for an answer."""
    return (TEXTS / f"{answer.value}.md").read_text(encoding="utf-8").strip()


def _door(answer: Answer) -> None:
    st.title(PRODUCT, anchor=False)
    st.markdown(text(answer))
    if answer in CAN_SIGN_IN:
        st.button("Sign in", key="sign-in", type="primary", icon=":material/login:", on_click=st.login)
    elif answer is not Answer.CLOSED:
        st.caption(f"Signed in as {plain(st.user.get('email', 'an account without an e-mail address'))}")
        _sign_out_button()


def _sign_out_button() -> None:
    st.button("Sign out", key="sign-out", icon=":material/logout:", on_click=_sign_out)


def _sign_out() -> None:
    """End this sign-in for all tabs of this process, then let Streamlit take the cookie away and tell the provider."""
    rule = in_force()
    if rule is not None:
        ENDED.note(st.user.to_dict(), rule.hours)
    st.logout()
