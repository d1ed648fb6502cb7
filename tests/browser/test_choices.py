"""What is chosen stands in the address: another visitor, reload, Back and Forward show the same; what a link asks in vain is said."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from components.filters import LISTS
from components.navigation import BY_STEM, PAGES
from components.tables import SHIPPED, read_ledger
from components.ui.words import JOINER
from tests.browser.looking import (
    Shown,
    act,
    choose_code,
    choose_words,
    faults,
    follow_link,
    keyed,
    new_context,
    open_list,
    open_page,
    path_of,
    settled,
    shown,
)
from tests.browser.serving import App, running_app

LEDGER = read_ledger(SHIPPED)
DRAWN = """
() => JSON.stringify([...document.querySelectorAll('.js-plotly-plot')].map(plot => plot.data.map(trace =>
  [trace.name, trace.customdata, trace.hovertext, trace.text, trace.x, trace.y].map(part => part && Array.from(part))
)))
"""
"""What the marks of all charts stand for and where they stand."""

CHOSEN: dict[str, tuple[tuple[str, str, str], tuple[str, str, str], str]] = {
    "overview": (("theme", "Command structure", "command-structure"), ("partner", "United States", "us"), "command"),
    "compare": (("theme", "Three-axis system", "three-axis"), ("axis", "Kill Chain", "kill-chain"), "missile"),
    "timeline": (("theme", "Exercises", "exercises"), ("axis", "Outside the axes", "none"), "drill"),
    "three_axis": (("theme", "Three-axis system", "three-axis"), ("axis", "KAMD", "kamd"), "sam"),
    "acquisition": (("theme", "Acquisition", "acquisition"), ("partner", "South Korea", "kr"), "missile"),
    "alliance": (("theme", "Extended deterrence", "extended-deterrence"), ("partner", "United States", "us"), "nuclear"),
    "commitments": (
        ("theme", "Command structure", "command-structure"),
        ("axis", "Across the three axes", "cross-axis"),
        "strategic command",
    ),
    "indicators": (("theme", "Budget", "budget"), ("axis", "Outside the axes", "none"), "won"),
    "brief": (("theme", "Cooperation with Japan", "japan-cooperation"), ("partner", "Japan", "jp"), "japan"),
    "evidence": (("theme", "Missile guidelines", "missile-guidelines"), ("partner", "United States", "us"), "guidelines"),
    "coverage": (("theme", "Extended deterrence", "extended-deterrence"), ("partner", "United States", "us"), "group"),
    "about": (("theme", "Diplomacy", "diplomacy"), ("partner", "China", "cn"), "defense"),
}
"""By page: two lists with label and code, and search words."""


def choices_of(address: str) -> dict[str, list[str]]:
    """The parameters of an address."""
    return parse_qs(urlsplit(address).query)


@pytest.fixture(scope="module")
def readers_server() -> Iterator[App]:
    """An app that nobody visits but those who open a copied link: what they see was made of the link alone."""
    with running_app() as app:
        yield app
        assert not app.tracebacks()


def copied_link(page: Page) -> str:
    """What "Copy link" leaves on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("() => navigator.clipboard.writeText('')")
    keyed(page, "copy-link").get_by_role("button").first.click()
    link = page.get_by_test_id("stCode").filter(has_text="v=")
    link.hover()
    link.get_by_role("button", name="Copy to clipboard").click()
    copied = page.wait_for_function("() => navigator.clipboard.readText()").json_value()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    return str(copied)


def everything(page: Page) -> tuple[Shown, str, str]:
    """What the page shows, to the letter: every text, and the data of every chart; a card without a chart has its table opened."""
    for card in page.get_by_test_id("stMain").locator("[class*=st-key-card-]").all():
        table = card.locator("[class*=st-key-table-]").filter(has=page.get_by_role("switch"))
        if table.count() and not card.locator(".js-plotly-plot").count() and not card.get_by_role("table").count():
            table.locator("label").click()
            card.get_by_role("table").wait_for()
    settled(page)
    return shown(page), page.get_by_test_id("stMain").inner_text(), page.evaluate(DRAWN)


def seen_by_another(browser: Browser, address: str) -> tuple[Shown, str, str]:
    """All that a visitor without any history sees at an address."""
    context = new_context(browser)
    # Nobody has been on the server before: it reads the data and draws for the first time.
    context.set_default_timeout(60_000)
    try:
        page = context.new_page()
        open_page(page, address)
        return everything(page)
    finally:
        context.close()


def test_every_page_has_choices_to_be_tried() -> None:
    assert set(CHOSEN) == set(BY_STEM)


@pytest.mark.parametrize("stem", [spec.stem for spec in PAGES])
def test_a_copied_link_shows_another_visitor_of_another_server_the_same_page(
    server: App, readers_server: App, browser: Browser, page: Page, stem: str
) -> None:
    (first, first_label, first_code), (second, second_label, second_code), words = CHOSEN[stem]
    open_page(page, f"{server.address}{path_of(stem)}")
    before = shown(page)
    choose_code(page, first, first_label)
    choose_code(page, second, second_label)
    choose_words(page, words)

    chosen = {first: [first_code], second: [second_code], "q": [words]}
    assert choices_of(page.url) == chosen
    link = copied_link(page)
    assert link.startswith(f"{server.address}{path_of(stem)}?")
    assert choices_of(link) == {"a": ["2017-09-05"], "b": ["2023-07-03"], "scope": ["all"], "v": [LEDGER.version], **chosen}
    mine = everything(page)
    assert len(mine[0].chips) == 3 and not before.chips
    assert not faults(page)
    assert seen_by_another(browser, link.replace(server.address, readers_server.address)) == mine


def test_a_press_on_the_next_list_chooses_nothing_by_itself(server: App, page: Page) -> None:
    open_page(page, f"{server.address}/compare")
    choose_code(page, "theme", "Three-axis system")
    line = keyed(page, "list-axis").locator("summary")
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    # As long as a finger takes: what opens meanwhile must not take the release for a choice.
    page.mouse.down()
    page.wait_for_timeout(120)
    page.mouse.up()
    entries = keyed(page, "choice-axis").locator("button[aria-pressed]")
    entries.first.wait_for()
    settled(page)
    assert choices_of(page.url) == {"theme": ["three-axis"]}
    for entry in ("Kill Chain", "KAMD"):
        act(page, entries.filter(has_text=entry).click)
    assert choices_of(page.url) == {"theme": ["three-axis"], "axis": ["kamd", "kill-chain"]}
    assert "Axis: 2 chosen" in keyed(page, "list-axis").locator("summary").inner_text()


def test_a_list_is_used_without_a_mouse(server: App, page: Page) -> None:
    open_page(page, f"{server.address}/compare")
    keyed(page, "list-axis").locator("summary").focus()
    page.keyboard.press("Enter")
    entries = keyed(page, "choice-axis").locator("button[aria-pressed]")
    entries.first.wait_for()
    settled(page)
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.getAttribute('aria-pressed')") is not None:
            break
    act(page, lambda: page.keyboard.press("Enter"))
    assert choices_of(page.url) == {"axis": ["kill-chain"]}
    # The list stays open, and the focus where it was, for another choice.
    assert page.evaluate("() => document.activeElement.getAttribute('aria-pressed')") == "true"
    act(page, lambda: page.keyboard.press("Enter"))
    assert choices_of(page.url) == {}


def test_back_forward_and_reload_restore_every_step_across_pages_and_choices(server: App, page: Page) -> None:
    open_page(page, f"{server.address}/")
    steps = [(page.url, shown(page))]
    for step in (
        lambda: choose_code(page, "theme", "Command structure"),
        lambda: follow_link(page, "Alliance"),
        lambda: choose_words(page, "command"),
        lambda: follow_link(page, "Timeline"),
    ):
        step()
        steps.append((page.url, shown(page)))
    assert len({url for url, _ in steps}) == 5
    assert [len(state.chips) for _, state in steps] == [0, 1, 1, 2, 2]

    for url, state in reversed(steps[1:-1]):
        act(page, page.go_back)
        assert (page.url, shown(page)) == (url, state)
    for url, state in steps[2:]:
        act(page, page.go_forward)
        assert (page.url, shown(page)) == (url, state)

    page.reload()
    settled(page)
    assert (page.url, shown(page)) == steps[-1]


def test_a_chip_removes_its_choice_and_reset_removes_all(server: App, page: Page) -> None:
    open_page(page, f"{server.address}/timeline?theme=exercises&theme=budget&q=drill")
    act(page, lambda: keyed(page, "chip-theme-budget").get_by_role("button").click())
    assert choices_of(page.url) == {"theme": ["exercises"], "q": ["drill"]}
    act(page, lambda: keyed(page, "reset").get_by_role("button").click())
    assert choices_of(page.url) == {} and shown(page).chips == []
    expect(keyed(page, "reset")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("theme=atomic&axis=kamd", "The theme “atomic” in the link does not exist"),
        ("scope=never", "The evidence scope “never” in the link does not exist"),
        ("a=2017-02-30", "“2017-02-30” is not a date"),
        ("b=1999-01-01", "1999-01-01 is outside the days that can be compared"),
        ("a=2018-01-01&a=2019-01-01", "The link gives a more than once"),
        (f"q={'x' * 201}", "longer than 200 characters"),
        (f"theme={quote('<b>x</b>$y$')}", "The theme “<b>x</b>$y$” in the link does not exist"),
    ],
)
def test_what_a_link_asks_in_vain_is_said_and_the_rest_is_shown(server: App, page: Page, query: str, said: str) -> None:
    open_page(page, f"{server.address}/timeline?{query}")
    seen = shown(page)
    assert len([note for note in seen.notes if said in note]) == 1
    assert seen.title == BY_STEM["timeline"].question and seen.cards and not faults(page)
    assert bool(seen.chips) == ("axis=kamd" in query or "q=" in query)


def test_a_code_that_stands_twice_counts_once(server: App, page: Page) -> None:
    open_page(page, f"{server.address}/timeline?theme=exercises&theme=exercises")
    seen = shown(page)
    assert len(seen.chips) == 1 and len(seen.notes) == 1 and seen.figures
    assert "The link gives the same theme more than once; it counts once." in seen.notes[0]


def test_an_unknown_row_is_named_and_the_page_stands(server: App, page: Page) -> None:
    open_page(page, f"{server.address}/evidence?id={quote('no-such-row <b>x</b>')}")
    expect(keyed(page, "card-row").get_by_test_id("stAlert")).to_contain_text("No row has the id “no-such-row <b>x</b>”")
    assert keyed(page, "card-search").is_visible() and not faults(page)


@pytest.mark.parametrize(
    "words",
    ["<b>x</b><script>window.harmed = 1</script>", "$x$ :red[a] **b** [c](http://127.0.0.1/)", "<img src=x onerror='window.harmed = 1'>"],
)
def test_words_of_a_link_are_shown_as_they_are_written(server: App, page: Page, words: str) -> None:
    """Search words stand in the chip and in the empty cards: as text, never as markup, mathematics or a directive."""
    open_page(page, f"{server.address}/commitments?q={quote(words, safe='')}")
    chip = keyed(page, "chip-q").get_by_role("button")
    shown_words = words.replace("http:", f"http:{JOINER}")
    expect(chip).to_contain_text(f"Words: {shown_words}")
    expect(page.get_by_test_id("stMain").get_by_test_id("stAlert").first).to_contain_text(f"search words “{shown_words}”")
    expect(keyed(page, "choice-q").get_by_role("textbox")).to_have_value(words)
    assert page.evaluate("() => window.harmed") is None
    made = "b, strong, a, script, img, .katex, [style*=color]"
    assert chip.locator(made).count() == 0 and page.get_by_test_id("stAlert").locator(made).count() == 0


def test_lists_of_the_address_are_those_of_the_sidebar(server: App, page: Page) -> None:
    """Several codes of each list come back as entries that are pressed, and the line above says so."""
    open_page(page, f"{server.address}/?theme=exercises&theme=budget&axis=kamd&partner=jp&partner=us")
    said, pressed = {}, {}
    for name in LISTS:
        said[name] = keyed(page, f"list-{name}").locator("summary").inner_text().splitlines()[-1]
        pressed[name] = open_list(page, name).and_(page.locator("[aria-pressed=true]")).count()
    assert pressed == {"theme": 2, "axis": 1, "partner": 2}
    assert said == {"theme": "Theme: 2 chosen", "axis": "Axis: Korea Air and Missile Defense (KAMD)", "partner": "Partner: 2 chosen"}
