"""Pure chart builders: a prepared frame in, a figure out. No Streamlit, no files; the caller's frame is left as it was."""
