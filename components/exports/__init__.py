"""Frames in, bytes or text out: CSV, workbooks, data packages, citations. Nothing here knows Streamlit."""
