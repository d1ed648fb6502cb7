"""Streamlit blocks out of which pages are built."""
