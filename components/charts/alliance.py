"""Partners and mechanisms: what is in place by purpose, and the network of partners, on both dates."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.charts.rows import lay_out, pixel_axis, write_names
from components.charts.stages import DATE_SYMBOLS
from components.charts.theme import SMALL, Palette, frame, safe, wrap

PLACES = {"kr": (0.5, 0.5), "us": (0.5, 0.94), "jp": (0.84, 0.7), "unc": (0.19, 0.7), "kp": (0.18, 0.14), "cn": (0.84, 0.14)}
"""Fixed places, South Korea in the middle, so that the two dates can be compared at a glance."""


def purposes(rows: pd.DataFrame, partner_labels: dict[str, str], colors: Palette) -> go.Figure:
    """Purpose (rows) by partner (columns): the number of mechanisms in place on date A and on date B, as a pair of numbers.

    `rows` as analysis.partners.by_purpose. A combination for which the ledger knows no mechanism is left blank.
    """
    partners = [code for code in partner_labels if code in set(rows["partner"])]
    names = pd.DataFrame({"name": sorted(rows["group"].unique()), "group": ""})
    layout = lay_out(names, mark=28, gap=6, name_width=44)
    figure = frame(layout.height + 72, colors, top=68, bottom=4, left=4, right=4)
    where = layout.rows.set_index("name")["y"]
    for side, shift, color in (("a", -0.21, colors.date_a), ("b", 0.21, colors.date_b)):
        counts = rows[f"at_work_{side}"]
        figure.add_trace(
            go.Scatter(
                x=[partners.index(code) + shift for code in rows["partner"]],
                y=rows["group"].map(where),
                mode="markers+text",
                text=counts.astype("str"),
                name=f"Date {side.upper()}",
                cliponaxis=False,
                marker={
                    "size": 22,
                    "symbol": DATE_SYMBOLS[side],
                    "color": [color if count else colors.ground for count in counts],
                    "line": {"color": color, "width": 1.5},
                },
                textfont={"color": [colors.ground if count else color for count in counts], "size": SMALL},
                hovertext=_purpose_hover(rows, side, partner_labels),
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    figure.update_xaxes(
        range=[-0.5, len(partners) - 0.5],
        tickvals=list(range(len(partners))),
        ticktext=[wrap(safe(partner_labels[code]), 9) for code in partners],
        side="top",
        fixedrange=True,
        tickangle=0,
        showgrid=False,
    )
    write_names(figure, layout, colors)
    pixel_axis(figure, layout.height)
    return figure


def _purpose_hover(rows: pd.DataFrame, side: str, partner_labels: dict[str, str]) -> list[str]:
    """Purpose and partner, then how many of the mechanisms known are in place on one date."""
    return [
        f"<b>{safe(group)}, {safe(partner_labels[partner])}</b><br>Date {side.upper()}: {at_work} of {known} in place"
        for group, partner, at_work, known in zip(rows["group"], rows["partner"], rows[f"at_work_{side}"], rows["mechanisms"], strict=True)
    ]


def network(ties: pd.DataFrame, partner_labels: dict[str, str], color: str, colors: Palette) -> go.Figure:
    """Partners as fixed points; a line joins two that share mechanisms in place, with their number on it.

    `ties` as analysis.partners.ties. The wider the line, the more mechanisms.
    """
    figure = frame(340, colors, top=6, bottom=6, left=6, right=6)
    most = max(int(ties["mechanisms"].max()), 1) if len(ties) else 1
    for tie in ties.itertuples():
        (x0, y0), (x1, y1) = PLACES[tie.first], PLACES[tie.second]
        figure.add_trace(
            go.Scatter(
                x=[x0, x1],
                y=[y0, y1],
                mode="lines",
                line={"color": color, "width": 1.5 + 7 * tie.mechanisms / most},
                opacity=0.55,
                hoverinfo="skip",
                name=safe(f"{partner_labels[tie.first]} and {partner_labels[tie.second]}"),
            )
        )
    figure.add_trace(
        go.Scatter(
            x=[(PLACES[tie.first][0] + PLACES[tie.second][0]) / 2 for tie in ties.itertuples()],
            y=[(PLACES[tie.first][1] + PLACES[tie.second][1]) / 2 for tie in ties.itertuples()],
            mode="markers+text",
            text=ties["mechanisms"].astype("str"),
            name="Mechanisms",
            marker={"size": 20, "color": colors.ground, "line": {"color": color, "width": 1.5}},
            textfont={"color": colors.ink, "size": SMALL},
            hovertext=[f"<b>{tie.mechanisms} in place</b><br>{wrap(safe(tie.names), 60)}" for tie in ties.itertuples()],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    _name_partners(figure, ties, partner_labels, color, colors)
    figure.update_xaxes(range=[0, 1], visible=False, fixedrange=True)
    figure.update_yaxes(range=[0, 1.05], visible=False, fixedrange=True)
    return figure


def _name_partners(figure: go.Figure, ties: pd.DataFrame, partner_labels: dict[str, str], color: str, colors: Palette) -> None:
    """A box with the name of each partner; one without a tie stands back in softer ink."""
    active = {code for tie in ties.itertuples() for code in (tie.first, tie.second)}
    for code, (x, y) in PLACES.items():
        if code in partner_labels:
            figure.add_annotation(
                x=x,
                y=y,
                text=wrap(safe(partner_labels[code]), 14),
                showarrow=False,
                font={"size": SMALL, "color": colors.ink if code in active else colors.soft_ink},
                bgcolor=colors.faint,
                bordercolor=color if code in active else colors.line,
                borderpad=5,
            )
