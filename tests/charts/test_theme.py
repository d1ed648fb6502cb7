"""The one palette and figure frame."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, fields

import pandas as pd
import pytest

from components.analysis.posture import STAGES
from components.charts.theme import DARK, LIGHT, Palette, frame, palette, safe, wrap


@pytest.mark.parametrize(("mode", "wanted"), [("light", LIGHT), ("dark", DARK), (None, LIGHT), ("", LIGHT), ("sepia", LIGHT)])
def test_a_palette_by_name_is_light_for_anything_unknown(mode: str | None, wanted: Palette) -> None:
    assert palette(mode) is wanted


def test_every_stage_has_a_fill_and_a_text_color(colors: Palette) -> None:
    assert list(colors.stages) == STAGES
    assert list(colors.on_stages) == STAGES


def test_what_is_off_the_scale_is_hollow(colors: Palette) -> None:
    assert {colors.stages["suspended"], colors.stages["ended"]} == {colors.ground}
    assert colors.ground not in [colors.stages[stage] for stage in STAGES[:5]]


def test_colors_are_plain_hex(colors: Palette) -> None:
    values = [part for value in asdict(colors).values() for part in (value.values() if isinstance(value, dict) else [value])]
    assert [value for value in values if not re.fullmatch(r"#[0-9a-f]{6}", value)] == [colors.mode]


def test_the_dark_theme_is_another_design() -> None:
    same = [field.name for field in fields(Palette) if getattr(LIGHT, field.name) == getattr(DARK, field.name)]
    assert same == []


def test_one_color_has_one_meaning(colors: Palette) -> None:
    meanings = [
        colors.date_a,
        colors.date_b,
        colors.good,
        colors.late,
        colors.bad,
        colors.event,
        *[colors.stages[stage] for stage in STAGES[:5]],
        *colors.axes.values(),
    ]
    assert len(set(meanings)) == len(meanings)


def test_an_empty_figure_has_height_margins_and_no_legend(colors: Palette) -> None:
    figure = frame(240, colors, left=1, right=2, top=3, bottom=4)
    assert figure.layout.height == 240
    assert figure.layout.margin.to_plotly_json() == {"l": 1, "r": 2, "t": 3, "b": 4}
    assert figure.layout.showlegend is False
    assert len(figure.data) == 0
    assert (figure.layout.xaxis.showgrid, figure.layout.yaxis.showgrid) == (True, False)
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == colors.ground
    assert figure.layout.font.color == colors.ink


def test_house_rules(house_rules: Callable[..., None]) -> None:
    house_rules(lambda _, colors: frame(100, colors), pd.DataFrame())


def test_a_template_of_somebody_else_does_not_get_in(colors: Palette) -> None:
    template = frame(100, colors).layout.template.to_plotly_json()
    assert set(template) == {"layout"}
    assert set(template["layout"]) == {"annotationdefaults"}


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, ""),
        ("one", 5, "one"),
        ("one two", 7, "one two"),
        ("one two", 6, "one<br>two"),
        ("a incomprehensibilities b", 6, "a<br>incomprehensibilities<br>b"),
        ("  spaced \n out ", 20, "spaced out"),
    ],
)
def test_wrap_breaks_at_words_only(text: str, width: int, lines: str) -> None:
    assert wrap(text, width) == lines


def test_safe_text_keeps_tags_and_entities_as_they_are_written() -> None:
    assert safe("R&D <b>x</b> &lt;") == "R&amp;D &lt;b&gt;x&lt;/b&gt; &amp;lt;"
