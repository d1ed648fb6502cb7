"""A chart as a page of its own."""

import plotly.graph_objects as go

from components.exports.chart_page import chart_page, pictured


def figure() -> go.Figure:
    return go.Figure(go.Scatter(x=[1, 2], y=[3, 4]), layout={"height": 300, "margin": {"t": 40, "b": 30, "l": 5, "r": 5}})


def test_title_and_source_stand_in_the_picture_and_the_figure_is_left_alone() -> None:
    given = figure()
    before = given.to_json()
    drawn = pictured(given, "Two <b>moved", "A & B", "Ledger 1.0.0")
    assert "Two &lt;b&gt;moved" in drawn.layout.title.text
    assert "A &amp; B" in drawn.layout.title.text
    assert drawn.layout.annotations[-1].text == "Ledger 1.0.0"
    assert drawn.layout.height > 300
    assert drawn.layout.margin.t > 40
    assert given.to_json() == before


def test_the_page_needs_no_network_and_runs_no_text_of_the_title() -> None:
    page = chart_page(figure(), "</title><script>alert(1)</script>", "x", "y", "na'me").decode()
    assert "<script>alert(1)</script>" not in page
    assert "cdn.plot.ly/plotly" not in page
    assert "Plotly.downloadImage('chart'" in page
    assert '"na\'me"' in page
