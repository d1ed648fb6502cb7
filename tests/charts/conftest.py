"""What every chart is held to: colors of its own palette, text from data shown as text, frames left as they were."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io
import pytest

from components.charts.theme import DARK, LIGHT, Palette

Draw = Callable[..., go.Figure]
COLOR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|hsv)a?\([^)]*\)")


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a figure, with the name of the property that holds it."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from strings(part, name)
    elif isinstance(value, (list, tuple)) or hasattr(value, "tolist"):
        for part in value if isinstance(value, (list, tuple)) else value.tolist():
            yield from strings(part, key)


def colors_in(figure: go.Figure) -> set[str]:
    """Every color in a figure: values of color properties, and colors inside of texts."""
    found: set[str] = set()
    for key, text in strings(figure.to_plotly_json()):
        found |= {text} if key.endswith(("color", "colorway")) else set(COLOR.findall(text))
    return found


def colors_of(palette: Palette) -> set[str]:
    return {text for _, text in strings({name: value for name, value in asdict(palette).items() if name != "mode"})}


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def colors(request: pytest.FixtureRequest) -> Palette:
    return request.param


@pytest.fixture
def found_colors() -> Callable[[go.Figure], set[str]]:
    return colors_in


@pytest.fixture
def stage_labels() -> dict[str, str]:
    return {
        "proposed": "Proposed", "decided": "Decided", "under-way": "Under way", "in-place": "In place", "strengthened": "Strengthened",
        "suspended": "Suspended", "ended": "Ended",
    }  # fmt: skip


@pytest.fixture
def house_rules() -> Callable[..., None]:
    """A check: `draw(*frames, colors)` leaves the frames as they were and uses colors of the palette alone, whatever template is the default."""

    def check(draw: Draw, *frames: pd.DataFrame | pd.Series) -> None:
        import streamlit  # noqa: F401  (importing it swaps plotly's default template for placeholder colors)

        before = [frame.copy(deep=True) for frame in frames]
        default = plotly.io.templates.default
        try:
            for palette in (LIGHT, DARK):
                drawn = {}
                for template in ("plotly", "streamlit"):
                    plotly.io.templates.default = template
                    figure = draw(*frames, palette)
                    assert colors_in(figure) - colors_of(palette) == set()
                    drawn[template] = figure.to_json()
                assert drawn["plotly"] == drawn["streamlit"]
        finally:
            plotly.io.templates.default = default
        for was, now in zip(before, frames, strict=True):
            (pd.testing.assert_frame_equal if isinstance(was, pd.DataFrame) else pd.testing.assert_series_equal)(was, now)

    return check


@pytest.fixture
def shown_as_text() -> Callable[[go.Figure, int], None]:
    """A check: a name of `A<b>&C</b>` stands escaped in at least so many places of the figure, and nowhere as markup."""

    def check(figure: go.Figure, places: int) -> None:
        texts = [text for _, text in strings(figure.to_plotly_json())]
        assert [text for text in texts if "A<b>&C</b>" in text] == []
        assert sum("A&lt;b&gt;&amp;C&lt;/b&gt;" in text for text in texts) >= places

    return check


@pytest.fixture
def many() -> Callable[..., pd.DataFrame]:
    """300 rows made of the rows given, with ids of their own."""

    def repeat(frame: pd.DataFrame, *ids: str) -> pd.DataFrame:
        rows = pd.concat([frame] * (300 // len(frame) + 1), ignore_index=True).head(300)
        return rows.assign(**{name: [f"{name}-{number}" for number in range(300)] for name in ids})

    return repeat
