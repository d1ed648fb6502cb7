"""The key of a chart: what its marks mean, as one text inside of the figure, so that it goes with every copy of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from components.charts.theme import SMALL, Palette

KEY_LINE = 17
"""Height of a line of a key, in pixels."""

LONGEST = 56
"""Characters in a line of a key: it fits 320 pixels."""

GAP = "   "
DOTTED = "···"
BAR = "▬▬"


@dataclass(frozen=True)
class Sign:
    """A mark as a letter of the font, its color, what it means (already safe), and the color of its outline where it has one."""

    letter: str
    color: str
    words: str
    edge: str = ""

    def markup(self) -> str:
        """The letter in its color, then the words."""
        outline = f";stroke:{self.edge};stroke-width:1px" if self.edge else ""
        return f"<span style='color:{self.color}{outline}'>{self.letter}</span> {self.words}"

    def __len__(self) -> int:
        return len(self.letter) + 1 + len(self.words)


def key_lines(signs: Sequence[Sign]) -> list[str]:
    """The signs in lines that a phone is wide enough for; a sign is never torn from its words."""
    lines: list[list[Sign]] = []
    for sign in signs:
        if lines and sum(len(other) + len(GAP) for other in lines[-1]) + len(sign) <= LONGEST:
            lines[-1].append(sign)
        else:
            lines.append([sign])
    return [GAP.join(sign.markup() for sign in line) for line in lines]


def key_note(lines: Sequence[str], colors: Palette) -> dict:
    """The key as an annotation at the left edge; where it stands is the caller's."""
    font = {"size": SMALL, "color": colors.soft_ink}
    return {"text": "<br>".join(lines), "x": 0, "xref": "paper", "xanchor": "left", "align": "left", "font": font}


def write_key(figure: go.Figure, lines: Sequence[str], colors: Palette, above: int) -> None:
    """Write the key so many pixels above the plot; nothing is written where there is nothing to explain."""
    if lines:
        figure.add_annotation(**key_note(lines, colors), y=1, yref="paper", yanchor="bottom", yshift=above)
