"""The palette holds for all eyes: distances under color-vision deficiency, and contrast."""

from __future__ import annotations

import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from coloraide import Color

from components.analysis.posture import SCALE, STAGES
from components.charts.theme import DARK, LIGHT, Palette

SIGHTS = [
    ("normal", ""),
    ("protan", "brettel"),
    ("protan", "machado"),
    ("deutan", "brettel"),
    ("deutan", "machado"),
    ("tritan", "brettel"),
    ("tritan", "machado"),
]
"""Two published simulations of each deficiency at full severity, since they differ."""

APART = 10
"""The least CIEDE2000 distance between colors that meet in one chart."""

PAIRS = {
    "dates": lambda colors: [(colors.date_a, colors.date_b)],
    "neighboring stages": lambda colors: list(pairwise(colors.stages[stage] for stage in SCALE)),
    "outcomes and no outcome": lambda colors: list(combinations((colors.good, colors.late, colors.bad, colors.soft_ink), 2)),
    "events": lambda colors: [(colors.event, colors.adversary)],
    "axes": lambda colors: list(combinations(colors.axes.values(), 2)),
}
TEXT = ["ink", "soft_ink", "date_a", "date_b", "good", "late", "bad", "adversary"]
MARKS = ["ink", "soft_ink", "date_a", "date_b", "good", "late", "bad", "event", "adversary"]


def seen(color: str, sight: str, method: str) -> Color:
    return Color(color) if sight == "normal" else Color(color).filter(sight, 1, method=method)


def contrast(color: str, ground: str) -> float:
    return Color(color).contrast(ground, method="wcag21")


def test_the_measure_is_ciede2000() -> None:
    # The first pair of the test data of Sharma, Wu and Dalal.
    first, second = Color("lab-d65", [50, 2.6772, -79.7751]), Color("lab-d65", [50, 0, -82.7485])
    assert first.delta_e(second, method="2000", space="lab-d65") == pytest.approx(2.0425, abs=0.0001)


def test_the_simulation_takes_away_what_a_deficiency_takes_away() -> None:
    red, green = "#c0504d", "#5a8a3c"
    far = seen(red, "normal", "").delta_e(seen(green, "normal", ""), method="2000")
    near = seen(red, "deutan", "machado").delta_e(seen(green, "deutan", "machado"), method="2000")
    assert near < far / 2


@pytest.mark.parametrize(("sight", "method"), SIGHTS)
@pytest.mark.parametrize("kind", PAIRS)
def test_colors_that_meet_in_one_chart_are_told_apart(kind: str, sight: str, method: str, colors: Palette) -> None:
    distances = {pair: seen(pair[0], sight, method).delta_e(seen(pair[1], sight, method), method="2000") for pair in PAIRS[kind](colors)}
    assert {pair: round(distance, 1) for pair, distance in distances.items() if distance <= APART} == {}


@pytest.mark.parametrize("ground", ["ground", "faint"])
def test_text_is_readable_on_its_ground(ground: str, colors: Palette) -> None:
    names = TEXT if ground == "ground" else ["ink", "soft_ink"]
    ratios = {name: contrast(getattr(colors, name), getattr(colors, ground)) for name in names}
    assert {name: round(ratio, 2) for name, ratio in ratios.items() if ratio < 4.5} == {}


def test_text_is_readable_on_every_stage(colors: Palette) -> None:
    ratios = {stage: contrast(colors.on_stages[stage], colors.stages[stage]) for stage in STAGES}
    assert {stage: round(ratio, 2) for stage, ratio in ratios.items() if ratio < 4.5} == {}


def test_numbers_in_marks_are_readable(colors: Palette) -> None:
    assert min(contrast(colors.ground, mark) for mark in (colors.date_a, colors.date_b, colors.event)) >= 4.5


def test_the_outline_of_every_stage_stands_out_from_the_ground(colors: Palette) -> None:
    assert contrast(colors.stage_edge, colors.ground) >= 3


def test_marks_stand_out_from_the_ground(colors: Palette) -> None:
    marks = {**{name: getattr(colors, name) for name in MARKS}, **colors.axes}
    assert {name: round(contrast(color, colors.ground), 2) for name, color in marks.items() if contrast(color, colors.ground) < 3} == {}


@pytest.mark.parametrize(("colors", "darker"), [(LIGHT, True), (DARK, False)], ids=["light", "dark"])
def test_stages_move_away_from_the_ground_step_by_step(colors: Palette, darker: bool) -> None:
    lightness = [Color(colors.stages[stage]).convert("lab-d65")["l"] for stage in SCALE]
    assert lightness == sorted(lightness, reverse=darker)


def test_stages_share_one_hue(colors: Palette) -> None:
    hues = [Color(colors.stages[stage]).convert("oklch")["h"] for stage in SCALE]
    assert max(hues) - min(hues) < 12


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_the_app_around_the_charts_has_the_same_colors(colors: Palette) -> None:
    config = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    theme = config["theme"][colors.mode]
    wanted = {
        "primaryColor": colors.date_b, "linkColor": colors.date_b, "backgroundColor": colors.ground,
        "secondaryBackgroundColor": colors.faint, "textColor": colors.ink, "borderColor": colors.line,
    }  # fmt: skip
    assert {name: theme[name] for name in wanted} == wanted
