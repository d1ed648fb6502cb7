"""The first link that a fresh server sees opens inside the frame, and every page opens by its own address."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from components.filters import LISTS
from components.navigation import PAGES
from components.state import widget_key
from tests.browser.looking import act, faults, keyed, new_context, open_page, path_of, shown
from tests.browser.serving import App


def assert_framed(page: Page) -> None:
    """The sidebar has a link to each page and every shared choice."""
    sidebar = page.get_by_test_id("stSidebar")
    assert [_words(text) for text in sidebar.get_by_test_id("stPageLink").all_inner_texts()] == [spec.name for spec in PAGES]
    for key in (*map(widget_key, ("a", "b", "scope", "q")), *(f"list-{name}" for name in LISTS)):
        expect(sidebar.locator(f".st-key-{key}")).to_be_visible()


def _words(text: str) -> str:
    """The label of a link without the name of its icon, which stands on a line of its own."""
    return text.splitlines()[-1]


def test_a_fresh_server_opens_inner_links_in_the_frame_and_every_page_by_its_address(fresh_server: App, page: Page) -> None:
    """One server and one visitor for both, because each start costs seconds: the link first, then each page once."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    open_page(page, f"{fresh_server.address}/compare?theme=extended-deterrence&scope=then")
    assert_framed(page)
    seen = shown(page)
    assert seen.title == "How does the posture differ, dimension by dimension?"
    assert len(seen.chips) == 1 and page.locator(".st-key-chip-theme-extended-deterrence").is_visible()
    assert keyed(page, widget_key("scope")).get_by_role("combobox").input_value().startswith("Known then")
    assert not seen.notes and not faults(page)

    for spec in PAGES:
        open_page(page, f"{fresh_server.address}{path_of(spec.stem)}")
        assert_framed(page)
        seen = shown(page)
        assert (spec.stem, seen.title, seen.notes, faults(page)) == (spec.stem, spec.question, [], [])
        assert seen.cards, spec.stem

    assert not [url for url in asked if not url.startswith((fresh_server.address, "data:", "blob:"))]


def test_the_choices_of_one_visitor_are_not_those_of_the_next(server: App, browser: Browser, page: Page) -> None:
    open_page(page, f"{server.address}/timeline?theme=exercises")
    other = new_context(browser)
    try:
        second = other.new_page()
        open_page(second, f"{server.address}/timeline")
        assert shown(page).chips and not shown(second).chips
        act(page, lambda: keyed(page, "reset").get_by_role("button").click())
        assert not shown(page).chips
    finally:
        other.close()
