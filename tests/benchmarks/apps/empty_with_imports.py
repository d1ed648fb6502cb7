"""The empty app that imports what every app with tables and charts imports."""

import pandas  # noqa: F401
import plotly.graph_objects  # noqa: F401
import streamlit as st

day = st.selectbox("Date A", ["2018-09-19", "2020-01-01"], key="choice-a", accept_new_options=True)
st.query_params["a"] = day
st.write(day)
