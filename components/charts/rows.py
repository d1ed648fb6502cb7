"""Rows of a chart laid out in pixels: a name above each row, headings above groups, so that names fit any width.

Names stand above their marks instead of in a left margin, because a margin wide enough for "Extended Deterrence Strategy and
Consultation Group" leaves nothing to draw on at 390 pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from components.charts.theme import SMALL, Palette, safe, wrap

HEADROOM = 1.1
"""How far an axis of bars runs beyond the longest, so that the number at its end is not cut."""

LINE = 17
"""Height of a line of text, in pixels."""

BELOW_NAME = 5
"""Between a name, with the ground it stands on, and the marks below it, in pixels."""

NAME_WIDTH = 28
"""Characters in a line of a name: with the words of both stages beside it, it fits 350 pixels."""

WIDE_NAME = 44
"""Characters in a line of a name that has the width of a phone for itself."""


@dataclass(frozen=True)
class Layout:
    """Where each row stands: the frame with `y` (middle of its marks) and `name_y`, the headings, the height of all."""

    rows: pd.DataFrame
    headings: list[tuple[str, float]]
    height: int


def lay_out(rows: pd.DataFrame, *, mark: int = 12, gap: int = 12, name_width: int = NAME_WIDTH) -> Layout:
    """Place rows (columns: name, group) from the top down, in pixels counted downward; a new group gets a heading.

    A column `below`, where there is one, is a line of its own under the name (markup of ours, already safe).
    """
    at, group = 0.0, None
    placed: list[tuple[str, float, float]] = []
    headings: list[tuple[str, float]] = []
    for row in rows.itertuples():
        if row.group != group:
            group = row.group
            at += 10 if headings else 0
            headings.append((str(group), at + LINE / 2))
            at += LINE + 8
        name = wrap(safe(str(row.name)), name_width)
        below = getattr(row, "below", "")
        name += f"<br>{below}" if below else ""
        lines = name.count("<br>") + 1
        placed.append((name, at, at + lines * LINE + BELOW_NAME + mark / 2))
        at += lines * LINE + BELOW_NAME + mark + gap
    frame = rows.assign(label=[name for name, _, _ in placed], name_y=[top for _, top, _ in placed], y=[middle for _, _, middle in placed])
    return Layout(frame, headings, int(at))


def write_names(figure: go.Figure, layout: Layout, colors: Palette, side_words: pd.Series | None = None) -> None:
    """Write headings and names at the left edge, and `side_words` (one text a row, already safe) at the right edge."""
    notes = [
        {**_note(f"<b>{safe(text)}</b>", y, 0, "left", "middle"), "font": {"color": colors.soft_ink}} for text, y in layout.headings if text
    ]
    notes += [_note(row.label, row.name_y, 0, "left", "top") for row in layout.rows.itertuples()]
    if side_words is not None:
        pairs = zip(layout.rows["name_y"], side_words, strict=True)
        notes += [{**_note(text, y + 1, 1, "right", "top"), "font": {"color": colors.soft_ink, "size": SMALL - 1}} for y, text in pairs]
    figure.layout.annotations = [*figure.layout.annotations, *notes]


def lane_note(name: str, count: int, y: float) -> dict:
    """The name of a lane or band with the number of marks in it, at the left edge."""
    return _note(f"<b>{safe(name)}</b> · {count}", y, 0, "left", "top")


def _note(text: str, y: float, x: float, anchor: str, upright: str) -> dict:
    """A text at an edge of the plot; what all texts share stands once, in the figure's template."""
    return {"text": text, "x": x, "xref": "paper", "y": y, "yref": "y", "xanchor": anchor, "yanchor": upright, "align": anchor}


def pixel_axis(figure: go.Figure, height: int) -> None:
    """Let y count pixels downward, unseen."""
    figure.update_yaxes(range=[height, 0], visible=False, fixedrange=True)
