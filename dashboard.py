"""The frame: page settings, navigation, shared choices; then the page itself."""

import streamlit as st

from components.navigation import FRAME, build_navigation, page_links
from components.state import choices
from components.ui.choices import sidebar
from components.ui.faults import guarded, opening

st.set_page_config(page_title="Korea Posture Ledger", page_icon="components/brand/icon.svg", layout="wide", initial_sidebar_state="auto")
st.session_state[FRAME] = True
page = build_navigation()
seen = opening()
with st.sidebar:
    page_links()
    sidebar(seen)
guarded(page.run)
