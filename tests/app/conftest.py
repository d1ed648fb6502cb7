"""One reader of the app, without a browser: open a page as from a link, act on a widget, read what stands there."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd
import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

from components import hosting

# AppTest asks Streamlit for its context outside a run; Streamlit then logs for each page that this "can be ignored".
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").addFilter(
    lambda record: "missing ScriptRunContext" not in record.getMessage()
)

ROOT = Path(__file__).resolve().parents[2]
ESCAPED = re.compile(r"\\([^\w\s])")


class Navigated(PagesManager):
    """The pages as a server has them once st.navigation has run.

    AppTest starts every run as if it never had, and then runs a file in pages/ alone: no sidebar, no shared choices.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        PagesManager.uses_pages_directory = False


@pytest.fixture(autouse=True)
def plain_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under plain `streamlit run`, whatever another test has started in this process."""
    monkeypatch.setattr(hosting, "_libraries", [])
    monkeypatch.setattr(hosting, "_channels", [])


def run(at: AppTest) -> AppTest:
    """Run the app inside its frame; whatever it shows, it shows whole."""
    with patch.object(app_test, "PagesManager", Navigated):
        at.run()
    assert [error.value for error in at.error] == []
    assert [exception.value for exception in at.exception] == []
    return at


def opened(stem: str, **choices: str) -> AppTest:
    """A page as a reader opens it, with the choices of a link."""
    at = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name, value in choices.items():
        at.query_params[name] = value
    return run(at.switch_page(f"pages/{stem}.py"))


def act(at: AppTest, widget: Any, value: Any) -> AppTest:
    """One action of a reader: give one widget a value."""
    widget.set_value(value)
    return run(at)


def read(text: object) -> str:
    """A text as readers see it: Markdown's escapes gone, once."""
    return ESCAPED.sub(r"\1", str(text))


def headers(at: AppTest) -> list[str]:
    """The titles of the cards, in order."""
    return [read(header.value) for header in at.main.header]


def paragraphs(at: AppTest) -> list[str]:
    return [read(text.value) for text in at.markdown]


def table(at: AppTest, *columns: str) -> pd.DataFrame:
    """These columns of the one table that has them all."""
    frames = [element.value for element in at.table]
    found = [frame for frame in frames if set(columns) <= set(frame.columns)]
    assert len(found) == 1, [list(frame.columns) for frame in frames]
    return found[0][list(columns)].map(read)


def rows(at: AppTest, *columns: str) -> list[tuple[str, ...]]:
    return list(table(at, *columns).itertuples(index=False, name=None))


def hover_texts(at: AppTest, card: str) -> list[str]:
    """What the marks of a card's chart say when they are pointed at; of several charts, where their cards begin alike."""
    charts = [chart for chart in at.get("plotly_chart") if f"-chart-{card}" in chart.proto.id]
    assert charts
    return [text for chart in charts for trace in json.loads(chart.proto.spec)["data"] for text in trace.get("hovertext") or ()]
