"""Pure analysis: frames in, frames or numbers out. No Streamlit, no plotly, no files; no frame is changed in place."""
