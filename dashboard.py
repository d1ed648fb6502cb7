"""The frame: page settings, navigation, shared choices; then the page itself."""

import streamlit as st

from components.navigation import FRAME, build_navigation, page_links
from components.state import write_address
from components.turns import a_turn
from components.ui.choices import sidebar
from components.ui.faults import guarded, opening
from components.ui.page import print_style
from components.ui.sign_in import account, admit
from components.warm import warm_once

with a_turn():
    st.set_page_config(
        page_title="Korea Posture Ledger", page_icon="components/brand/icon.svg", layout="wide", initial_sidebar_state="auto"
    )
    page = build_navigation()
    admit()
    st.session_state[FRAME] = True
    seen = opening()
    guarded(page.run)
    st.logo("components/brand/logo.svg", icon_image="components/brand/icon.svg", size="large")
    print_style()
    with st.sidebar:
        page_links()
        sidebar(seen)
        account()
    write_address()
    warm_once(seen.ledger)
