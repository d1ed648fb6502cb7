"""Charts as the server's own library draws them: in place, to the width there is, and with a sentence where they can't be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from components.server.charts import ADDRESS
from tests.browser.looking import choose_code, keyed, new_context, open_page, settled
from tests.browser.serving import App

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
