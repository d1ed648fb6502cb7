"""A chart as a page of its own: opens without a network, title and source line in the picture, saved as SVG or PNG by a click."""

from __future__ import annotations

import json
from html import escape

import plotly.graph_objects as go

from components.charts.theme import safe, wrap

LINE = 21
WIDTH = 100
"""Characters in a line of the title and of the subtitle in the picture."""

SAVE = """
<p><button type="button" onclick="save('svg')">Save as SVG</button> <button type="button" onclick="save('png')">Save as PNG</button></p>
<script>function save(format) {{
  Plotly.downloadImage('chart', {{format: format, filename: {name}, width: 1000, height: {height}, scale: 2}});
}}</script>
"""


def pictured(figure: go.Figure, title: str, subtitle: str, source: str) -> go.Figure:
    """A copy of a figure with its title, subtitle and source line inside the picture; the figure given is left as it was."""
    drawn = go.Figure(figure)
    heading = f"<b>{wrap(safe(title), WIDTH)}</b><br><span style='font-size:0.8em'>{wrap(safe(subtitle), WIDTH + 30)}</span>"
    above = (heading.count("<br>") + 2) * LINE
    margin, height = drawn.layout.margin, drawn.layout.height or 400
    drawn.update_layout(
        title={
            "text": heading,
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 12, "l": 12},
        },
        margin={"t": (margin.t or 0) + above, "b": (margin.b or 0) + 2 * LINE},
        height=height + above + 2 * LINE,
        autosize=True,
    )
    drawn.add_annotation(
        text=safe(source),
        x=0,
        y=0,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="top",
        yshift=-(margin.b or 0) - 6,
        showarrow=False,
        font={"size": 11},
    )
    return drawn


def chart_page(figure: go.Figure, title: str, subtitle: str, source: str, name: str) -> bytes:
    """The figure as one HTML page; `name` is the name under which its pictures are saved."""
    drawn = pictured(figure, title, subtitle, source)
    body = drawn.to_html(include_plotlyjs=True, full_html=False, div_id="chart", config={"displaylogo": False, "responsive": True})
    buttons = SAVE.format(name=_in_script(name), height=int(drawn.layout.height))
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title></head>"
    )
    return f"{head}<body><main>{body}{buttons}</main></body></html>\n".encode()


def _in_script(text: str) -> str:
    """The text as JavaScript that can't end the script element around it."""
    return json.dumps(text).replace("<", "\\u003c")
