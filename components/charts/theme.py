"""The one palette and the one figure frame of all charts, in light and dark.

Every color is explicit, because importing Streamlit swaps plotly's default template for placeholder colors. One color has one
meaning: date A, date B, the stages on a ramp of one hue, the three axes, and the marks of silence and of what is off the scale.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

import plotly.graph_objects as go

Mode = Literal["light", "dark"]
FONT = "Source Sans, Noto Sans, Noto Sans KR, Noto Sans CJK KR, Malgun Gothic, Apple SD Gothic Neo, sans-serif"
FONT_SIZE = 13
SMALL = 12


@dataclass(frozen=True)
class Palette:
    """All colors of one theme."""

    mode: Mode
    ground: str
    ink: str
    soft_ink: str
    line: str
    faint: str
    date_a: str
    date_b: str
    stages: dict[str, str]
    on_stages: dict[str, str]
    axes: dict[str, str]
    good: str
    late: str
    bad: str
    event: str
    adversary: str

    @property
    def stage_edge(self) -> str:
        """The outline of every stage on the ramp: the palest fills alone would vanish on the ground."""
        return self.stages["under-way"]


LIGHT = Palette(
    mode="light",
    ground="#ffffff",
    ink="#10161f",
    soft_ink="#525c6b",
    line="#d5dae1",
    faint="#eef1f5",
    date_a="#b3570b",
    date_b="#2457b3",
    stages={
        "proposed": "#c2e5dd",
        "decided": "#7cbbae",
        "under-way": "#3f9184",
        "in-place": "#14675c",
        "strengthened": "#083832",
        "suspended": "#ffffff",
        "ended": "#ffffff",
    },
    on_stages={
        "proposed": "#1b2330",
        "decided": "#1b2330",
        "under-way": "#06110f",
        "in-place": "#ffffff",
        "strengthened": "#ffffff",
        "suspended": "#1b2330",
        "ended": "#1b2330",
    },
    axes={"kill-chain": "#a3306a", "kamd": "#1b6fa8", "kmpr": "#7a6a00"},
    good="#0a7d63",
    late="#a86400",
    bad="#9c2b2b",
    event="#525c6b",
    adversary="#9c2b2b",
)

DARK = Palette(
    mode="dark",
    ground="#12171f",
    ink="#eef2f7",
    soft_ink="#aeb9c7",
    line="#364150",
    faint="#1d2530",
    date_a="#f0a050",
    date_b="#7fb0ff",
    stages={
        "proposed": "#173f3a",
        "decided": "#1f635a",
        "under-way": "#2f8f81",
        "in-place": "#62c4b3",
        "strengthened": "#c4f2e8",
        "suspended": "#12171f",
        "ended": "#12171f",
    },
    on_stages={
        "proposed": "#eef2f7",
        "decided": "#eef2f7",
        "under-way": "#06110f",
        "in-place": "#06110f",
        "strengthened": "#06110f",
        "suspended": "#eef2f7",
        "ended": "#eef2f7",
    },
    axes={"kill-chain": "#f08cbc", "kamd": "#6cc0f5", "kmpr": "#d9c64a"},
    good="#7be0b4",
    late="#f8d573",
    bad="#f26464",
    event="#aeb9c7",
    adversary="#f26464",
)

PALETTES: dict[str, Palette] = {"light": LIGHT, "dark": DARK}


def palette(mode: str | None) -> Palette:
    """The palette of a theme by its name; light for anything else."""
    return PALETTES.get(mode or "", LIGHT)


class Drawing(go.Figure):
    """A figure that can be finished: its form for the browser is then made once, not at every view."""

    _finished: dict[str, Any] | None = None
    _text: str = ""

    def finish(self) -> Drawing:
        """Keep the form that the browser gets; nothing may be drawn on the figure any more."""
        # Through text: what is left are plain lists and numbers, which need no looking at when they are sent.
        text = str(super().to_json(validate=False))
        self._finished, self._text = json.loads(text), text
        return self

    def to_dict(self) -> dict[str, Any]:
        return super().to_dict() if self._finished is None else self._finished

    def to_json(self, *given: Any, **named: Any) -> str:
        """The text that plotly.js reads; options count only until the figure is finished."""
        return self._text or str(super().to_json(*given, **named))


def frame(height: int, colors: Palette, *, left: int = 8, right: int = 16, top: int = 28, bottom: int = 36) -> Drawing:
    """An empty figure in the house style: no grid but faint lines, no legend, margins given in pixels.

    It is 40 pixels high where there is nothing to draw.
    """
    axis = {
        "showgrid": True,
        "gridcolor": colors.line,
        "gridwidth": 1,
        "zeroline": False,
        "linecolor": colors.line,
        "tickcolor": colors.line,
        "tickfont": {"color": colors.soft_ink, "size": SMALL},
        "automargin": False,
    }
    return Drawing(
        layout=go.Layout(
            template=_template(colors),
            height=max(height, 40),
            margin={"l": left, "r": right, "t": top, "b": bottom},
            paper_bgcolor=colors.ground,
            plot_bgcolor=colors.ground,
            font={"family": FONT, "size": FONT_SIZE, "color": colors.ink},
            colorway=[colors.event],
            showlegend=False,
            hoverlabel={
                "bgcolor": colors.faint,
                "bordercolor": colors.line,
                "font": {"family": FONT, "size": FONT_SIZE, "color": colors.ink},
                "align": "left",
            },
            hovermode="closest",
            dragmode=False,
            xaxis=axis,
            yaxis={**axis, "showgrid": False},
            modebar={"bgcolor": colors.ground, "color": colors.soft_ink, "activecolor": colors.ink},
        )
    )


def add_shapes(figure: go.Figure, shapes: list[dict[str, Any]]) -> None:
    """Draw many shapes at once: one by one, plotly checks and copies all earlier ones again."""
    figure.layout.shapes = [*figure.layout.shapes, *shapes]


def _template(colors: Palette) -> go.layout.Template:
    """What all texts in a figure share, once: with hundreds of names it is most of a figure's bytes otherwise.

    Texts stand on a ground of their own, so that a line that crosses a row does not strike them through. Giving the template
    when the figure is made keeps every other template out.
    """
    shared = {"showarrow": False, "borderpad": 0, "bgcolor": colors.ground, "font": {"size": FONT_SIZE, "color": colors.ink}}
    return go.layout.Template(layout={"annotationdefaults": shared})


LONGEST_WORD = 40
SIGN = re.compile(r"&(?:amp|lt|gt);|.")
"""One sign of a safe text: an entity is one, and is never torn apart."""


def wrap(text: str, width: int) -> str:
    """The text in lines of at most `width` characters, joined by the line break that plotly knows; only words beyond LONGEST_WORD break."""
    lines: list[str] = []
    for word in (part for whole in text.split() for part in _broken(whole, width)):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "<br>".join(lines)


def _broken(word: str, width: int) -> list[str]:
    """The word, in pieces when it is longer than a line and than any word of a language."""
    signs = SIGN.findall(word)
    return [word] if len(signs) <= max(width, LONGEST_WORD) else ["".join(signs[at : at + width]) for at in range(0, len(signs), width)]


def safe_labels(labels: dict[str, str]) -> dict[str, str]:
    """Code -> label, each label as plotly shows it as it is."""
    return {code: safe(label) for code, label in labels.items()}


def safe(text: str) -> str:
    """Text from data, so that plotly shows it as it is and does not read tags or entities in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
