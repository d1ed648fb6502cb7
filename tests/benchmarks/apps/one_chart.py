"""A Streamlit app that draws the first chart of the dashboard's front page and nothing else: the figure comes ready from BENCH_FIGURES."""

import json
import os
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st


@st.cache_resource
def figures() -> dict:
    return json.loads(Path(os.environ["BENCH_FIGURES"]).read_text(encoding="utf-8"))["overview"]


day = st.selectbox("Date A", list(figures()), key="choice-a")
st.query_params["a"] = day
st.plotly_chart(go.Figure(figures()[day][0]), theme=None, key="chart")
