"""What is known and what is not, drawn: sources behind each subject and year, subjects known on one date only."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.charts.rows import HEADROOM, lay_out, pixel_axis, write_names
from components.charts.theme import SMALL, Palette, frame, safe


def sources_by_year(cells: pd.DataFrame, rows: pd.DataFrame, years: list[int], colors: Palette) -> go.Figure:
    """A row a subject, a column a year: a dot sized and numbered by how many sources report it as valid from that year.

    `cells`: subject_id, year, sources. `rows`: subject_id, name, group in the order wanted. An empty place is silence: a small
    open ring.
    """
    layout = lay_out(rows, mark=20, gap=6, name_width=48)
    figure = frame(layout.height + 32, colors, top=28, bottom=4, left=12, right=12)
    where = layout.rows.set_index("subject_id")["y"]
    known = cells[cells["subject_id"].isin(where.index)]
    _silence(figure, known, where, years, colors)
    figure.add_trace(
        go.Scatter(
            x=known["year"],
            y=known["subject_id"].map(where),
            mode="markers+text",
            text=known["sources"].astype("str"),
            name="Sources",
            customdata=known["subject_id"],
            cliponaxis=False,
            marker={
                "size": (14 + 2 * known["sources"]).clip(upper=24),
                # Marks of many sizes are drawn see-through unless told otherwise: the numbers would lose their contrast.
                "opacity": 1,
                "color": colors.event,
                "line": {"width": 0},
            },
            textfont={"color": colors.ground, "size": SMALL},
            hovertext=_hover(known, layout.rows.set_index("subject_id")["name"]),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_xaxes(
        range=[years[0] - 0.6, years[-1] + 0.6],
        tickvals=years[::2],
        ticktext=[str(year) for year in years[::2]],
        side="top",
        fixedrange=True,
        tickangle=0,
        showgrid=False,
    )
    write_names(figure, layout, colors)
    pixel_axis(figure, layout.height)
    return figure


def _silence(figure: go.Figure, known: pd.DataFrame, where: pd.Series, years: list[int], colors: Palette) -> None:
    """A small open ring for each subject and year of which no source speaks."""
    taken = set(zip(known["subject_id"], known["year"], strict=True))
    silent = [(year, where[subject]) for subject in where.index for year in years if (subject, year) not in taken]
    figure.add_trace(
        go.Scatter(
            x=[x for x, _ in silent],
            y=[y for _, y in silent],
            mode="markers",
            name="No source",
            hoverinfo="skip",
            marker={"size": 5, "symbol": "circle-open", "color": colors.soft_ink, "line": {"color": colors.soft_ink, "width": 1}},
        )
    )


def _hover(known: pd.DataFrame, names: pd.Series) -> list[str]:
    """Subject, number of sources, year."""
    return [
        f"<b>{safe(names[row.subject_id])}</b><br>{row.sources} source{'s' * (row.sources != 1)} for {row.year}"
        for row in known.itertuples()
    ]


def counted_bars(rows: pd.DataFrame, colors: Palette) -> go.Figure:
    """Plain bars with their numbers. `rows`: name, count; a column `open` (bool) draws bars of silence as outlines."""
    rows = rows.assign(group="", open=rows.get("open", False))
    layout = lay_out(rows, mark=14, gap=8, name_width=44)
    figure = frame(layout.height + 8, colors, top=4, bottom=4, left=4, right=40)
    figure.add_trace(
        go.Bar(
            x=layout.rows["count"],
            y=layout.rows["y"],
            orientation="h",
            width=14,
            name="Rows",
            text=layout.rows["count"],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
            marker={
                "color": [colors.ground if hollow else colors.event for hollow in layout.rows["open"]],
                "line": {"color": colors.event, "width": 1},
            },
            textfont={"color": colors.ink, "size": SMALL},
        )
    )
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, HEADROOM * max(int(rows["count"].max()) if len(rows) else 1, 1)])
    write_names(figure, layout, colors)
    pixel_axis(figure, layout.height)
    return figure
