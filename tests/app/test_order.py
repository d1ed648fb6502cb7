"""Charts are sent first; readers meet everything in the page's order all the same."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock, patch

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components.navigation import PAGES
from components.ui import order
from tests.app.conftest import act, headers, opened


@pytest.mark.parametrize("stem", [spec.stem for spec in PAGES if spec.charts])
def test_charts_are_sent_before_downloads_tables_and_the_sidebar(stem: str) -> None:
    sent: list[str] = []

    def noted(kind: str, make: Any) -> Any:
        def call(*given: Any, **named: Any) -> Any:
            sent.append(kind)
            return make(*given, **named)

        return call

    slow = ("table", "download_button", "page_link", "text_input")
    with patch.multiple(st, plotly_chart=noted("chart", st.plotly_chart), **{name: noted(name, getattr(st, name)) for name in slow}):
        opened(stem)
    assert "chart" in sent and "page_link" in sent
    assert not set(slow) & set(sent[: len(sent) - sent[::-1].index("chart")])


def test_the_first_page_reads_in_its_order() -> None:
    found = headers(opened("overview"))
    # The headlines, the chart of groups, the reports, the ways on.
    assert len(found) == 4
    assert found[3] == "Where to go next"
    assert "in place" in found[1]


def page() -> None:
    import streamlit as st

    from components.ui.order import after_charts, chart_sent, close_page, open_page

    def broken() -> None:
        raise ValueError("not for readers")

    open_page()
    after_charts(lambda: st.write("first"))
    after_charts(broken)
    st.write("second")
    chart_sent()
    close_page()
    after_charts(lambda: st.write("third"))


def test_a_block_that_fails_says_so_in_its_place_and_stops_no_other() -> None:
    at = AppTest.from_function(page).run()
    assert [text.value for text in at.markdown] == ["first", "second", "third"]
    assert len(at.error) == 1 and "not for readers" not in at.error[0].value


def test_nothing_waits_where_no_chart_was_sent() -> None:
    with patch.object(order, "time", Mock()) as clock:
        opened("about")
        assert not clock.sleep.called
        opened("overview")
        clock.sleep.assert_called_with(order.PAUSE)


def test_a_choice_reaches_the_address_at_the_end_of_its_run_and_drops_the_old_row() -> None:
    at = opened("evidence", id="l-sam")
    assert any("L-SAM" in header for header in headers(at))
    act(at, at.sidebar.pills(key="choice-axis"), ["kill-chain"])
    assert at.query_params["axis"] == "kill-chain"
    assert "id" not in at.query_params
    assert not any("L-SAM" in header for header in headers(at))
