"""Charts under the server that brings plotly.js, and under one that does not: the same figures, the same way to the passage."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import plotly.graph_objects as go
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import hosting
from components.charts.theme import LIGHT, frame
from components.navigation import PAGES
from components.ui import drawing
from tests.app.conftest import opened, read, run

LIBRARY = "charts/library.js"


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under the server that brings plotly.js."""
    monkeypatch.setattr(hosting, "_libraries", [LIBRARY])


def drawn(at: AppTest) -> list[dict[str, Any]]:
    """What the charts of a page are given."""
    return [json.loads(element.proto.bytes) for element in at.get("bidi_component")]


@pytest.mark.parametrize("stem", [spec.stem for spec in PAGES if spec.charts])
def test_both_ways_show_the_same_figures_under_the_same_names(stem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = opened(stem).get("plotly_chart")
    monkeypatch.setattr(hosting, "_libraries", [LIBRARY])
    at = opened(stem)
    assert not at.get("plotly_chart")
    given = drawn(at)
    assert [each["figure"] for each in given] == [json.loads(chart.proto.spec) for chart in plain]
    assert [each["label"] for each in given] == [chart.proto.alt for chart in plain]
    assert [each["picks"] for each in given] == [bool(chart.proto.selection_mode) for chart in plain]
    assert {each["library"] for each in given} == {LIBRARY}


def answering(picked: object) -> Any:
    """A component in whose charts a mark was clicked; only one chart of the page answers."""
    answers = iter([picked])
    return lambda: lambda **given: SimpleNamespace(picked=next(answers, None) if json.loads(given["data"])["picks"] else None)


def test_a_click_opens_the_evidence_of_the_row_once(library: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_component", answering("l-sam-intercept-test-2022-11"))
    at = opened("timeline")
    assert any("Unnamed government and military sources" in read(text.value) for text in at.markdown)
    run(at)
    assert not any("Unnamed government and military sources" in read(text.value) for text in at.markdown)


@pytest.mark.parametrize("picked", [None, "", 7, ["l-sam"], {"id": "l-sam"}])
def test_what_is_no_row_opens_nothing(picked: object, library: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_component", answering(picked))
    at = opened("timeline")
    assert not at.warning


def test_an_unknown_row_is_said(library: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_component", answering("*no* such"))
    (warning,) = opened("timeline").warning
    assert read(warning.value) == "No row has the id *no* such."


def test_streamlits_own_chart_gives_a_selected_mark_once(monkeypatch: pytest.MonkeyPatch) -> None:
    points: list[dict[str, Any]] = []
    monkeypatch.setattr(st, "plotly_chart", lambda figure, **given: SimpleNamespace(selection=SimpleNamespace(points=points)))
    monkeypatch.setattr(st, "session_state", {})

    def shown() -> str:
        return drawing.chart(drawing.Picture("chart-one", go.Figure(), "A chart.", picks=True))

    assert shown() == ""
    points[:] = [{"customdata": None}, {"customdata": ["first", 3]}]
    assert (shown(), shown()) == ("first", "")
    points[:] = [{"customdata": "second"}]
    assert (shown(), shown()) == ("second", "")
    points.clear()
    assert shown() == ""
    points[:] = [{"customdata": "second"}]
    assert shown() == "second"


def test_a_finished_figure_is_written_out_once() -> None:
    figure = frame(100, LIGHT)
    before = figure.to_json(validate=False)
    figure.finish()
    assert json.loads(figure.to_json(validate=False)) == json.loads(before)
    assert figure.to_json() is figure.to_json(validate=False)
