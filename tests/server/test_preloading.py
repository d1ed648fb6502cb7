"""Scripts that are named in a page's head."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.testclient import TestClient
from streamlit import file_util

from components.server.charts import ADDRESS
from components.server.preloading import ALWAYS, WITH_CHARTS, preloads, scripts

FOLDER = Path(file_util.get_static_dir()) / "static" / "js"


def element(name: str) -> str:
    return name.split(".")[0]


def test_every_element_that_is_named_is_one_that_streamlit_has() -> None:
    # A new Streamlit may name its scripts anew: then a page is slower, and this says so.
    assert {element(name) for name in scripts(True)} >= set(ALWAYS) | set(WITH_CHARTS)


def test_a_script_comes_with_what_it_imports_and_the_largest_first() -> None:
    found = scripts(True)
    for name in found:
        imported = re.findall(r"""from\s*["']\./([\w.-]+\.js)["']""", (FOLDER / name).read_text(encoding="utf-8"))
        assert set(imported) <= set(found)
    sizes = [len((FOLDER / name).read_text(encoding="utf-8")) for name in found]
    assert sizes == sorted(sizes, reverse=True)


def test_what_the_index_page_names_itself_is_not_named_again() -> None:
    first, second = scripts(False)[:2]
    named = preloads(f'<script src="./static/js/{first}"></script>', charts=False)
    assert not any(first in line for line in named)
    assert f'<link rel="modulepreload" fetchpriority="low" crossorigin href="./static/js/{second}">' in named


def test_each_script_is_named_once(client: TestClient) -> None:
    for path in ("/", "/timeline", "/brief"):
        names = re.findall(r'href="\./static/js/([^"]+)"', client.get(path).text)
        assert names and len(names) == len(set(names))


def test_the_library_of_the_charts_is_run_early_on_pages_with_charts_alone(client: TestClient) -> None:
    for path, expected in (("/", True), ("/timeline", True), ("/brief", False), ("/about", False)):
        named = re.findall(r'<script type="module" async src="\.(/charts/[^"]+)"></script>', client.get(path).text)
        assert named == ([ADDRESS] if expected else [])
        assert "PlotlyChart" not in client.get(path).text
