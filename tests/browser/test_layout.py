"""How pages lie at a desk, on a tablet and on a phone: no text over another, none cut off, no sideways scroll, headings in order."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from components.navigation import BY_STEM, PAGES
from tests.browser.inspecting import Inspection, layout

STEMS = [spec.stem for spec in PAGES]
WITHOUT_CHARTS = ("brief", "evidence", "about")


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("stem", STEMS)
def test_charts_are_legible_and_the_page_does_not_scroll_sideways(
    inspected: Callable[[str, int, str], Inspection], stem: str, width: int
) -> None:
    found = inspected(stem, width, "light")
    assert found.faults == ()
    assert bool(found.layout.charts) == (stem not in WITHOUT_CHARTS)
    assert bool(found.layout.texts) == bool(found.layout.charts)
    assert found.layout.crossings == []
    assert found.layout.outside == []
    assert found.layout.sideways <= 0


@pytest.mark.parametrize("stem", STEMS)
def test_headings_stand_in_order(inspected: Callable[[str, int, str], Inspection], stem: str) -> None:
    """One title, and no level is skipped on the way down."""
    headings = inspected(stem, 1440, "light").layout.headings
    assert [words for level, words in headings if level == 1] == [BY_STEM[stem].question]
    assert headings[0][0] == 1
    assert [words for (above, _), (level, words) in pairwise(headings) if level > above + 1] == []


def test_the_measure_sees_an_overlap_and_a_cut_text(page: Page) -> None:
    """A chart drawn wrong on purpose, so that an empty list means that nothing is wrong."""
    page.set_content("""
        <section data-testid="stMain"><div class="js-plotly-plot"><svg class="main-svg" width="200" height="100" style="overflow: visible">
        <text x="10" y="50">one text</text><text x="30" y="52">another</text><text x="180" y="20">sticks out</text><text x="10" y="90">alone</text></svg></div></section>
    """)
    found = layout(page)
    assert len(found.crossings) == 1 and "one text" in found.crossings[0] and "another" in found.crossings[0]
    assert len(found.outside) == 1 and "sticks out" in found.outside[0]
