"""Who said what on one question: every position beside the others, in order of time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.analysis.dates import in_words
from components.analysis.positions import POSITIONS
from components.charts.rows import lay_out, pixel_axis, write_names
from components.charts.stages import SCALE_TOP, staggered
from components.charts.theme import Palette, add_shapes, frame, safe

LABELS = {"affirms": "Affirms", "commits": "Commits", "qualifies": "Qualifies", "declines": "Leaves open", "denies": "Denies"}


def positions(statements: pd.DataFrame, colors: Palette) -> go.Figure:
    """A row a statement in order of time, its mark on the scale from affirming to denying.

    `statements`: statement_id, date, date_precision, speaker, institution, position, summary, publisher.
    """
    words = [in_words(day, precision) for day, precision in zip(statements["date"], statements["date_precision"], strict=True)]
    names = [
        speaker_in_words(speaker, institution)
        for speaker, institution in zip(statements["speaker"], statements["institution"], strict=True)
    ]
    rows = statements.assign(name=names, group=words)
    layout = lay_out(rows, mark=12, gap=8, name_width=52)
    figure = frame(layout.height + SCALE_TOP + 4, colors, top=SCALE_TOP, bottom=4, left=12, right=12)
    place = {position: number for number, position in enumerate(POSITIONS)}
    placed = layout.rows
    _rails(figure, placed, colors)
    figure.add_trace(
        go.Scatter(
            x=placed["position"].map(place),
            y=placed["y"],
            mode="markers",
            name="Position",
            customdata=placed["statement_id"],
            cliponaxis=False,
            marker={
                "size": 13,
                "symbol": ["x" if position == "denies" else "circle" for position in placed["position"]],
                "color": [_color(position, colors) for position in placed["position"]],
                "line": {"color": colors.ground, "width": 1},
            },
            hovertext=_hover(placed),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_xaxes(
        range=[-0.5, len(POSITIONS) - 0.5],
        tickvals=list(place.values()),
        ticktext=staggered([LABELS[position] for position in POSITIONS]),
        side="top",
        fixedrange=True,
        tickangle=0,
    )
    write_names(figure, layout, colors)
    pixel_axis(figure, layout.height)
    return figure


def speaker_in_words(speaker: str, institution: str) -> str:
    """Who spoke for whom; a speaker whom the source does not name stands behind the institution."""
    if speaker == institution:
        return institution
    if speaker == "unnamed":
        return f"{institution} (speaker not named)"
    return f"{institution} ({speaker})" if speaker.startswith("unnamed") else f"{speaker}, {institution}"


def _rails(figure: go.Figure, rows: pd.DataFrame, colors: Palette) -> None:
    """A faint line over the whole scale behind each row, so that the eye keeps to it."""
    rail = {"type": "line", "x0": 0, "x1": len(POSITIONS) - 1, "line": {"color": colors.faint, "width": 6}, "layer": "below", "opacity": 1}
    add_shapes(figure, [{**rail, "y0": row.y, "y1": row.y} for row in rows.itertuples()])


def _hover(rows: pd.DataFrame) -> list[str]:
    """Speaker and position, then the publisher."""
    return [f"<b>{safe(row.speaker)}</b>: {LABELS[row.position].lower()}<br>{safe(row.publisher)}" for row in rows.itertuples()]


def _color(position: str, colors: Palette) -> str:
    by_position = {
        "affirms": colors.good,
        "commits": colors.good,
        "qualifies": colors.late,
        "declines": colors.soft_ink,
        "denies": colors.bad,
    }
    return by_position[position]
