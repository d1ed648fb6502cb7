"""What the dashboard is measured against in a browser: Dash and a static page with the same figures."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import plotly

from tests.benchmarks.serving import APPS, Server, serving

STATIC = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{stem}</title><script src="plotly.min.js"></script>
<body style="font-family: sans-serif; margin: 24px"><select id="day">{options}</select>{boxes}
<script>
const figures = {figures};
const draw = day => figures[day].forEach((figure, place) => Plotly.react('chart-' + place, figure.data, figure.layout, {{responsive: true, displayModeBar: false}}));
document.querySelector('#day').addEventListener('change', event => draw(event.target.value));
draw(document.querySelector('#day').value);
</script></body></html>
"""


def dash(figures: Path) -> AbstractContextManager[Server]:
    """Dash, each page below /<stem>/."""
    return serving(lambda port: [sys.executable, str(APPS / "dash_app.py")], {"BENCH_FIGURES": str(figures)}, health="/")


def static(folder: Path, found: dict[str, dict[str, list[dict]]]) -> AbstractContextManager[Server]:
    """Static pages, <stem>.html, with plotly.js beside them, uncompressed, from Python's own file server."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plotly.min.js").write_bytes((Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes())
    for stem, by_day in found.items():
        options = "".join(f"<option>{day}</option>" for day in by_day)
        boxes = "".join(f'<div id="chart-{place}"></div>' for place in range(len(next(iter(by_day.values())))))
        page = STATIC.format(stem=stem, options=options, boxes=boxes, figures=json.dumps(by_day, ensure_ascii=False).replace("</", "<\\/"))
        (folder / f"{stem}.html").write_text(page, encoding="utf-8")
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(folder)]
    return serving(lambda port: [*command, str(port)], health="/plotly.min.js")
