"""A Streamlit app with one select box and nothing else: the least that a rerun can cost under Streamlit's own server."""

import streamlit as st

# Another query string after each choice, as the dashboard has it: a choice that does not arrive is seen.
day = st.selectbox("Date A", ["2018-09-19", "2020-01-01"], key="choice-a", accept_new_options=True)
st.query_params["a"] = day
st.write(day)
