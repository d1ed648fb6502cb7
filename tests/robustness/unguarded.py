"""Streamlit's command line with the reader's guard lifted: pages have to hold when markup does get into a cell."""

from __future__ import annotations

import sys
from pathlib import Path

from streamlit.web import cli

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.robustness.payloads import lift_the_readers_guard

if __name__ == "__main__":
    setattr(*lift_the_readers_guard())
    cli.main()
