"""Charts as the server's own library draws them: in place, to the width there is, and with a sentence where they can't be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, WebSocketRoute, expect

from components.server.charts import ADDRESS
from tests.browser.looking import act, choose_code, keyed, new_context, open_page, settled
from tests.browser.serving import App, running_app

DRAWN = "chart => [chart.querySelector('.main-svg').clientWidth, chart.clientWidth, JSON.stringify(chart.querySelector('.js-plotly-plot').data)]"


SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"


def box_of(target: Locator) -> FloatRect:
    """Where something lies in the window."""
    box = target.bounding_box()
    assert box
    return box


def test_a_chart_is_changed_in_place_and_follows_the_width_of_its_card(server: App, page: Page) -> None:
    open_page(page, f"{server.address}/")
    chart = keyed(page, "chart-groups")
    wide, given, before = chart.evaluate(DRAWN)
    assert wide == given > 700
    chart.evaluate("chart => { chart.querySelector('.js-plotly-plot').mark = 'the same'; }")

    choose_code(page, "theme", "Command structure")
    assert chart.evaluate("chart => chart.querySelector('.js-plotly-plot').mark") == "the same"
    assert chart.evaluate(DRAWN)[2] != before

    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    narrow, given, _ = chart.evaluate(DRAWN)
    assert narrow == given < 390


PRINTS = """
() => {
  const plot = document.querySelector('.js-plotly-plot');
  window.prints = [];
  const note = () => { const print = JSON.stringify([plot.data, plot.layout.annotations]); if (window.prints.at(-1) !== print) window.prints.push(print); };
  note();
  plot.on('plotly_afterplot', note);
}
"""
"""Note what a chart shows, each time that it shows something else."""


class Held:
    """Streamlit's websocket of a page, through which the server is heard as long as `open`; what comes meanwhile comes later."""

    def __init__(self, page: Page) -> None:
        self.open, self.waiting = True, []
        page.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()
        browser.on_message(server.send)
        self._send = browser.send
        server.on_message(lambda message: browser.send(message) if self.open else self.waiting.append(message))

    def release(self) -> None:
        """Let through what waits, and what comes."""
        self.open = True
        for message in self.waiting:
            self._send(message)


def choose_day(page: Page, day: str) -> None:
    """Type date A into its list, and don't wait for what comes of it."""
    box = keyed(page, "choice-a").get_by_role("combobox")
    box.click()
    box.fill(day)
    page.get_by_role("option").filter(has_text=day).first.wait_for()
    box.press("Enter")


def test_a_chart_does_not_wait_for_the_page_and_no_older_one_comes_back(server: App, page: Page) -> None:
    held = Held(page)
    open_page(page, f"{server.address}/")
    page.evaluate(PRINTS)
    held.open = False
    for place, day in enumerate(("2018-09-19", "2020-01-01"), start=2):
        choose_day(page, day)
        page.wait_for_function("place => window.prints.length >= place", arg=place)
    assert "2018-09-19" not in page.url and "2020-01-01" not in page.url
    held.release()
    page.wait_for_url("**a=2020-01-01**")
    settled(page)
    shown = page.evaluate("() => window.prints")
    assert len(shown) == len(set(shown)) == 3
    # The card around it has come to the same day.
    assert "2020-01-01" in page.url and keyed(page, "card-groups").get_by_text("1 Jan 2020").count()


@pytest.mark.parametrize("missing", ["refused", "ended", "silent"])
def test_without_its_channel_a_chart_is_drawn_with_the_page(server: App, page: Page, missing: str) -> None:
    seen: list[str] = []

    def gone(browser: WebSocketRoute) -> None:
        seen.append(browser.url)
        if missing == "ended":
            browser.connect_to_server().on_message(lambda message: browser.close())
        elif missing == "refused":
            browser.close()

    page.route_web_socket("**/channel?name=*", gone)
    open_page(page, f"{server.address}/")
    page.evaluate(PRINTS)
    for place, label in enumerate(("2018-09-19", "2020-01-01"), start=2):
        act(page, lambda label=label: choose_day(page, label))
        assert len(page.evaluate("() => window.prints")) == place
    # One that has been open may be so again.
    assert (len(seen) > 1) == (missing == "ended")


def test_after_a_restart_of_the_server_charts_are_drawn_again(page: Page) -> None:
    with running_app() as first:
        open_page(page, f"{first.address}/")
        for day in ("2018-09-19", "2020-01-01", "2018-09-19"):
            act(page, lambda day=day: choose_day(page, day))
    with running_app(port=first.port) as second:
        page.wait_for_function(
            "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'", timeout=60_000
        )
        settled(page)
        # The first thing that a new session does is to read the address.
        act(page, lambda: choose_day(page, "2020-01-01"))
        page.evaluate(PRINTS)
        act(page, lambda: choose_day(page, "2022-05-10"))
        assert len(page.evaluate("() => window.prints")) == 2
        assert not second.tracebacks()


@contextmanager
def phone(browser: Browser) -> Iterator[Page]:
    """A page on a screen that is touched."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce")
    try:
        yield context.new_page()
    finally:
        context.close()


def swipe(page: Page, box: FloatRect, far: int = 300, steps: int = 15) -> None:
    """Move a finger up over the middle of a box."""
    finger, x, y = page.context.new_cdp_session(page), box["x"] + box["width"] / 2, min(box["y"] + box["height"] / 2, 700)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, steps + 1):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - far * step / steps}]})
        page.wait_for_timeout(16)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_swipe_over_a_chart_scrolls_the_page(server: App, browser: Browser) -> None:
    with phone(browser) as page:
        open_page(page, f"{server.address}/timeline")
        chart = page.locator(".ledger-chart").first
        chart.scroll_into_view_if_needed()
        before = page.evaluate(SCROLLED)
        swipe(page, box_of(chart))
        page.wait_for_function(f"before => ({SCROLLED})() > before + 100", arg=before)
        assert page.get_by_role("dialog").count() == 0


def test_a_tap_opens_the_passage_as_often_as_a_reader_wants_it(server: App, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(f"{server.address}/timeline")
        point = page.locator(".ledger-chart .scatterlayer path.point").nth(3)
        dialog = page.get_by_role("dialog")
        for _ in range(2):
            point.scroll_into_view_if_needed()
            box = box_of(point)
            page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            expect(dialog).to_contain_text("Evidence")
            dialog.get_by_role("button", name="Close").click()
            expect(dialog).to_have_count(0)


def test_without_the_library_a_sentence_stands_there_and_the_table_opens(server: App, browser: Browser) -> None:
    context = new_context(browser)
    try:
        page = context.new_page()
        page.route(f"**{ADDRESS}", lambda route: route.abort())
        page.goto(f"{server.address}/indicators")
        card = page.locator("[class*=st-key-card-]").first
        expect(card.locator(".ledger-chart")).to_have_text("The chart could not be drawn. The table below has the same data.")
        card.locator("[class*=st-key-table-] label").first.click()
        expect(card.get_by_role("table")).to_be_visible()
    finally:
        context.close()
