"""On paper: no sidebar, and nothing cut at the right edge of A4 or Letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

import numpy as np
import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Page

from components.navigation import BY_STEM
from tests.browser.looking import open_page
from tests.browser.serving import App

MARGIN = 10
"""Millimeters that a browser's print dialog leaves on each side."""
EDGE = 4
"""Millimeters at the edge of the paper that must stay white: what lies there sticks out of the page."""
POINTS = 72 / 25.4
CHART_WORDS = """
() => [...document.querySelectorAll('.js-plotly-plot .main-svg text')].flatMap(text => text.querySelector('tspan.line') ? [...text.querySelectorAll('tspan.line')] : [text])
  .map(line => line.textContent.trim()).filter(Boolean)
"""
LIGATURES = re.compile("ffi|ffl|ff|fi|fl")
"""Letters drawn as one glyph; a PDF gives no place to each of them, so theirs is not looked at."""


@contextmanager
def printed(page: Page, paper: str) -> Iterator[pdfium.PdfDocument]:
    """The page as Chromium prints it."""
    side = f"{MARGIN}mm"
    content = page.pdf(format=paper, print_background=True, margin={"top": side, "right": side, "bottom": side, "left": side})
    with closing(pdfium.PdfDocument(content)) as document:
        yield document


def texts(document: pdfium.PdfDocument) -> str:
    """All text of a document without blanks, which line breaks would change."""
    found = []
    for sheet in document:
        with closing(sheet), closing(sheet.get_textpage()) as layer:
            found.append(layer.get_text_range())
    return "".join("".join(found).split())


def beyond(document: pdfium.PdfDocument) -> list[str]:
    """The characters that stand right of the printed area, by page."""
    found = []
    for number, sheet in enumerate(document, start=1):
        with closing(sheet), closing(sheet.get_textpage()) as layer:
            last = sheet.get_width() - MARGIN * POINTS + 1
            cut = "".join(layer.get_text_range(place, 1) for place in range(layer.count_chars()) if layer.get_charbox(place)[2] > last)
            if LIGATURES.sub("", cut).strip():
                found.append(f"page {number}: {cut}")
    return found


def inked_edges(document: pdfium.PdfDocument) -> list[int]:
    """The pages with a mark in the outer millimeters at the right or left."""
    found = []
    for number, sheet in enumerate(document, start=1):
        with closing(sheet):
            pixels = np.asarray(sheet.render(scale=2).to_pil().convert("L"))
        edge = round(EDGE * POINTS * 2)
        if (pixels[:, -edge:] < 250).any() or (pixels[:, :edge] < 250).any():
            found.append(number)
    return found


@pytest.mark.parametrize("stem", ["brief", "compare"])
def test_a_page_prints_whole_and_without_the_sidebar(server: App, page: Page, stem: str) -> None:
    open_page(page, f"{server.address}/{stem}")
    words = page.evaluate(CHART_WORDS)
    assert bool(words) == (stem == "compare")
    for paper in ("A4", "Letter"):
        with printed(page, paper) as document:
            said = texts(document)
            assert "".join(BY_STEM[stem].question.split()) in said
            assert "Searchwords" not in said and "Evidencescope" not in said and "rowsinalltables" not in said
            assert [word for word in words if "".join(word.split()) not in said] == [], paper
            assert beyond(document) == [], paper
            assert inked_edges(document) == [], paper
