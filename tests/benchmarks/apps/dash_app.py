"""Dash with the same figures: a page of charts and a dropdown for date A for each page in BENCH_FIGURES, on PORT, served by waitress."""

import json
import os
from pathlib import Path

from dash import Dash, Input, Output, dcc, html
from flask import Flask
from waitress import serve

server = Flask(__name__)
FIGURES = json.loads(Path(os.environ["BENCH_FIGURES"]).read_text(encoding="utf-8"))


def page(stem: str, by_day: dict[str, list[dict]]) -> None:
    """One page of its own below /<stem>/."""
    app = Dash(stem, server=server, url_base_pathname=f"/{stem}/", title=stem)
    days = list(by_day)
    charts = by_day[days[0]]
    app.layout = html.Div([
        dcc.Dropdown(days, days[0], id="day", clearable=False, searchable=False),
        *(dcc.Graph(id=f"chart-{place}", figure=figure, config={"displayModeBar": False}) for place, figure in enumerate(charts)),
    ])  # fmt: skip

    @app.callback([Output(f"chart-{place}", "figure") for place in range(len(charts))], Input("day", "value"), prevent_initial_call=True)
    def draw(day: str) -> list[dict]:
        return by_day[day]


for name, figures in FIGURES.items():
    page(name, figures)


@server.route("/")
def alive() -> str:
    return "alive"


serve(server, host="127.0.0.1", port=int(os.environ["PORT"]), threads=8, _quiet=True)
