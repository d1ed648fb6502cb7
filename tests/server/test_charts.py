"""The library that draws the charts: the one that fits, whole, and taken by everybody in a form that they understand."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

import brotli
import pytest
from plotly.offline import get_plotlyjs_version
from starlette.testclient import TestClient

from components.server import charts
from components.server.compression import SHELF

ROOT = Path(__file__).resolve().parents[2]
DIGEST = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"
"""SHA-256 of plotly-basic.min.js in the package plotly.js-basic-dist-min of npm."""
TRACES = {"Bar", "Pie", "Scatter"}
"""What the basic distribution can draw."""


def test_the_library_is_the_published_one() -> None:
    assert hashlib.sha256(charts.LIBRARY.read_bytes()).hexdigest() == DIGEST
    assert "MIT License" in (charts.LIBRARY.parent / "LICENSE").read_text(encoding="utf-8")


def test_it_is_the_version_for_which_plotly_checks_figures() -> None:
    assert f"plotly.js (basic - minified) v{charts.VERSION}\n" in charts.LIBRARY.read_text(encoding="utf-8")[:100]
    assert get_plotlyjs_version() == charts.VERSION


def test_it_can_draw_whatever_the_charts_are_made_of() -> None:
    made = {
        node.attr
        for file in (ROOT / "components" / "charts").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "go"
    }
    assert made & TRACES and made <= TRACES | {"Figure", "Layout", "layout"}


@pytest.mark.parametrize(("asked", "coding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
def test_everybody_gets_it_and_keeps_it(client: TestClient, asked: str, coding: str | None) -> None:
    answer = client.get(charts.ADDRESS, headers={"Accept-Encoding": asked})
    assert answer.status_code == 200
    assert answer.headers.get("content-encoding") == coding
    assert "/javascript" in answer.headers["content-type"]
    assert answer.headers["cache-control"] == "public, immutable, max-age=31536000"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == charts.LIBRARY.read_bytes()


def test_it_is_kept_compressed() -> None:
    packed = SHELF.packed(charts.ADDRESS, "br")
    assert SHELF.packed(charts.ADDRESS, "br") is packed
    assert brotli.decompress(packed) == charts.LIBRARY.read_bytes()
