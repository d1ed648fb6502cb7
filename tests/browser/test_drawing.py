"""Charts as the server's own library draws them: in place, to the width there is, and with a sentence where they can't be drawn."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from components.server.charts import ADDRESS
from tests.browser.looking import choose_code, keyed, new_context, open_page, settled
from tests.browser.serving import App

DRAWN = "chart => [chart.querySelector('.main-svg').clientWidth, chart.clientWidth, JSON.stringify(chart.querySelector('.js-plotly-plot').data)]"


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


def test_a_tap_opens_the_passage_as_often_as_a_reader_wants_it(server: App, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.goto(f"{server.address}/timeline")
        point = page.locator(".ledger-chart .scatterlayer path.point").nth(3)
        dialog = page.get_by_role("dialog")
        for _ in range(2):
            point.scroll_into_view_if_needed()
            box = point.bounding_box()
            assert box
            page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            expect(dialog).to_contain_text("Evidence")
            dialog.get_by_role("button", name="Close").click()
            expect(dialog).to_have_count(0)
    finally:
        context.close()


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
