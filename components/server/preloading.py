"""Scripts that a page is known to need, named in its head, so that the browser fetches all of them at once.

Streamlit loads the script of an element, and then what that script imports, when the first such element arrives over the
websocket: the largest of all, plotly.js, is asked for last. Its own index page names only what every app needs.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from streamlit import file_util

from components.server.charts import ADDRESS as LIBRARY

ALWAYS = ("Html", "PageLink", "Selectbox", "Multiselect", "TextInput")
"""Elements of the frame, by the names of Streamlit's scripts."""
WITH_CHARTS = ("BidiComponent", "Checkbox", "DownloadButton")
"""Elements of every card with a chart."""
IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


def preloads(index: str, charts: bool) -> list[str]:
    """The head elements for a page, given Streamlit's index page; a script that this Streamlit has not is left out."""
    named = [
        f'<link rel="modulepreload" fetchpriority="low" crossorigin href="./static/js/{name}">'
        for name in scripts(charts)
        if name not in index
    ]
    # A module: the charts import the same one, and whoever comes first has it run once for all.
    return [*named, *([f'<script type="module" async src=".{LIBRARY}"></script>'] if charts else [])]


@cache
def scripts(charts: bool) -> tuple[str, ...]:
    """File names of the elements' scripts, the largest first, with all that they import."""
    folder = Path(file_util.get_static_dir()) / "static" / "js"
    found: dict[str, int] = {}
    waiting = [path.name for element in (ALWAYS + WITH_CHARTS if charts else ALWAYS) for path in sorted(folder.glob(f"{element}.*.js"))]
    while waiting:
        name = waiting.pop()
        if name in found or not (folder / name).is_file():
            continue
        content = (folder / name).read_text(encoding="utf-8")
        found[name] = len(content)
        waiting += IMPORT.findall(content)
    return tuple(sorted(found, key=lambda name: -found[name]))
