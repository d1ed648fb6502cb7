"""Partners, purposes and the network."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts.alliance import PLACES, network, purposes
from components.charts.theme import LIGHT, Palette

PARTNERS = {"kr": "South Korea", "us": "United States", "jp": "A<b>&C</b>", "unc": "United Nations Command"}
BY_PURPOSE = pd.DataFrame(
    {
        "group": ["Plan", "Plan", "A<b>&C</b>"],
        "partner": ["us", "jp", "us"],
        "at_work_a": [2, 0, 1],
        "at_work_b": [5, 1, 0],
        "mechanisms": [7, 1, 3],
    }
)
TIES = pd.DataFrame({"first": ["kr", "jp"], "second": ["us", "kr"], "mechanisms": [8, 2], "names": ["SCM; MCM", "A<b>&C</b>"]})


def named(figure: go.Figure, name: str) -> go.Scatter:
    return next(figure.select_traces(selector={"name": name}))


def pairs(rows: pd.DataFrame, colors: Palette = LIGHT) -> go.Figure:
    return purposes(rows, PARTNERS, colors)


def tied(ties: pd.DataFrame, colors: Palette = LIGHT) -> go.Figure:
    return network(ties, PARTNERS, colors.date_a, colors)


def test_each_combination_has_a_number_for_both_dates(colors: Palette) -> None:
    figure = pairs(BY_PURPOSE, colors)
    first, second = named(figure, "Date A"), named(figure, "Date B")
    assert (list(first.text), list(second.text)) == (["2", "0", "1"], ["5", "1", "0"])
    assert (first.marker.symbol, second.marker.symbol) == ("circle", "diamond")
    assert [round(x) for x in first.x] == [round(x) for x in second.x] == [0, 1, 0]
    assert all(left < right for left, right in zip(first.x, second.x, strict=True))
    assert second.hovertext[0] == "<b>Plan, United States</b><br>Date B: 5 of 7 in place"


def test_none_in_place_is_hollow_and_its_number_readable(colors: Palette) -> None:
    first = named(pairs(BY_PURPOSE, colors), "Date A")
    assert list(first.marker.color) == [colors.date_a, colors.ground, colors.date_a]
    assert list(first.textfont.color) == [colors.ground, colors.date_a, colors.ground]


def test_a_combination_without_a_known_mechanism_is_blank_and_not_zero() -> None:
    figure = pairs(BY_PURPOSE)
    first = named(figure, "Date A")
    assert len(first.x) == 3
    lonely = [y for y, purpose in zip(first.y, BY_PURPOSE["group"], strict=True) if purpose != "Plan"]
    assert [round(x) for x, y in zip(first.x, first.y, strict=True) if y in lonely] == [0]


def test_partners_stand_in_the_order_of_the_labels_and_unknown_ones_are_left_out() -> None:
    ticks = pairs(BY_PURPOSE).layout.xaxis.ticktext
    assert list(ticks) == ["United<br>States", "A&lt;b&gt;&amp;C&lt;/b&gt;"]


def test_purposes_are_named_beside_their_marks() -> None:
    notes = sorted(pairs(BY_PURPOSE).layout.annotations, key=lambda note: note.y)
    assert [note.text for note in notes] == ["A&lt;b&gt;&amp;C&lt;/b&gt;", "Plan"]


def test_purposes_of_nothing_of_one_and_of_300(many: Callable[..., pd.DataFrame]) -> None:
    empty, one, full = (pairs(rows) for rows in (BY_PURPOSE.head(0), BY_PURPOSE.head(1), many(BY_PURPOSE.assign(partner="us"), "group")))
    assert [len(named(figure, "Date B").x) for figure in (empty, one, full)] == [0, 1, 300]
    assert empty.layout.height < one.layout.height < full.layout.height / 100


def test_purposes_keep_the_rules_of_the_house(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(pairs, BY_PURPOSE)
    shown_as_text(pairs(BY_PURPOSE), 3)


def lines(figure: go.Figure) -> list[go.Scatter]:
    return list(figure.select_traces(selector={"mode": "lines"}))


def test_a_line_joins_two_partners_and_is_wider_the_more_they_share(colors: Palette) -> None:
    first, second = lines(tied(TIES, colors))
    assert [(first.x[0], first.y[0]), (first.x[1], first.y[1])] == [PLACES["kr"], PLACES["us"]]
    assert (first.line.width, second.line.width) == (8.5, 3.25)
    assert {first.line.color, second.line.color} == {colors.date_a}


def test_the_number_stands_in_the_middle_of_its_line() -> None:
    marks = named(tied(TIES), "Mechanisms")
    assert list(marks.text) == ["8", "2"]
    middle = (PLACES["kr"][0] + PLACES["jp"][0]) / 2
    assert [round(x, 2) for x in marks.x] == [0.5, round(middle, 2)]
    assert list(marks.hovertext) == ["<b>8 in place</b><br>SCM; MCM", "<b>2 in place</b><br>A&lt;b&gt;&amp;C&lt;/b&gt;"]


def test_a_partner_without_a_tie_stands_apart_and_is_still_there(colors: Palette) -> None:
    border = {note.text.replace("<br>", " "): note.bordercolor for note in tied(TIES, colors).layout.annotations}
    assert border["United States"] == border["South Korea"] == colors.date_a
    assert border["United Nations Command"] == colors.line
    assert len(border) == 4


def test_a_network_of_no_ties_shows_the_partners_alone() -> None:
    figure = tied(TIES.head(0))
    assert lines(figure) == []
    assert len(named(figure, "Mechanisms").x) == 0
    assert len(figure.layout.annotations) == 4


@pytest.mark.parametrize("number", [1, 300])
def test_a_network_keeps_its_height(number: int) -> None:
    ties = pd.concat([TIES.head(1)] * number, ignore_index=True)
    assert tied(ties).layout.height == tied(TIES).layout.height
    assert len(named(tied(ties), "Mechanisms").x) == number


def test_a_network_keeps_the_rules_of_the_house(house_rules: Callable[..., None], shown_as_text: Callable[..., None]) -> None:
    house_rules(tied, TIES)
    shown_as_text(tied(TIES), 2)
