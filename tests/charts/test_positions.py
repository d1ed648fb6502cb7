"""Who said what on one question."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from components.analysis.positions import POSITIONS
from components.charts.positions import LABELS, positions
from components.charts.theme import LIGHT, Palette

SAID = pd.DataFrame({
    "statement_id": ["t1", "t2", "t3", "t4"], "date": pd.to_datetime(["2017-09-05", "2017-09-05", "2017-09-01", "2018-01-01"]), "date_precision": ["day", "day", "month", "year"],
    "speaker": ["White House", "Spokesman", "A<b>&C</b>", "Minister"], "institution": ["White House", "Cheong Wa Dae", "Ministry", "MND"],
    "position": ["affirms", "denies", "declines", "qualifies"], "summary": ["a", "b", "c", "d"], "publisher": ["Yonhap", "Yonhap", "A<b>&C</b>", "KBS"],
})  # fmt: skip


def marks(figure: go.Figure) -> go.Scatter:
    return next(figure.select_traces(selector={"name": "Position"}))


def test_each_statement_is_a_mark_at_its_position(colors: Palette) -> None:
    found = marks(positions(SAID, colors))
    assert list(found.customdata) == ["t1", "t2", "t3", "t4"]
    assert list(found.x) == [POSITIONS.index(position) for position in SAID["position"]]
    assert list(found.marker.color) == [colors.good, colors.bad, colors.soft_ink, colors.late]
    assert list(found.y) == sorted(found.y)


def test_a_denial_differs_in_shape_too() -> None:
    assert list(marks(positions(SAID, LIGHT)).marker.symbol) == ["circle", "x", "circle", "circle"]


def test_leaving_open_is_neither_yes_nor_no(colors: Palette) -> None:
    found = marks(positions(SAID, colors))
    assert found.marker.color[2] not in (colors.good, colors.bad, colors.late)
    assert LABELS["declines"] == "Leaves open"


def test_positions_run_from_affirming_to_denying() -> None:
    axis = positions(SAID, LIGHT).layout.xaxis
    assert [text.replace("<br> ", "") for text in axis.ticktext] == ["Affirms", "Commits", "Qualifies", "Leaves open", "Denies"]
    assert list(axis.tickvals) == [0, 1, 2, 3, 4]


def test_rows_are_named_by_speaker_and_institution_below_their_date() -> None:
    notes = sorted(positions(SAID, LIGHT).layout.annotations, key=lambda note: note.y)
    assert [note.text for note in notes] == [
        "<b>5 Sep 2017</b>", "White House", "Spokesman, Cheong Wa Dae", "<b>Sep 2017</b>", "A&lt;b&gt;&amp;C&lt;/b&gt;, Ministry", "<b>2018</b>", "Minister, MND",
    ]  # fmt: skip


def test_hover_tells_who_said_what_and_who_reports_it() -> None:
    found = marks(positions(SAID, LIGHT)).hovertext
    assert found[0] == "<b>White House</b>: affirms<br>Yonhap"
    assert found[2] == "<b>A&lt;b&gt;&amp;C&lt;/b&gt;</b>: leaves open<br>A&lt;b&gt;&amp;C&lt;/b&gt;"


def test_no_statement_one_and_300(many: Callable[..., pd.DataFrame]) -> None:
    empty, one, full = (positions(rows, LIGHT) for rows in (SAID.head(0), SAID.head(1), many(SAID, "statement_id")))
    assert [len(marks(figure).x) for figure in (empty, one, full)] == [0, 1, 300]
    assert empty.layout.height < one.layout.height < full.layout.height / 100


def test_house_rules(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(positions, SAID)
    shown_as_text(positions(SAID, LIGHT), 2)
