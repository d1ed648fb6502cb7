"""From a mark to its passage: by mouse, and by keyboard alone; and the rows as a file, byte for byte."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from components.cached import View
from components.exports.csv_files import plain_csv
from components.exports.names import file_name
from components.filters import Filters
from components.tables import SHIPPED, read_ledger
from components.ui.cards.shared import by_change, comparison_export
from components.ui.words import passage_link
from tests.browser.looking import act, keyed, open_page, settled
from tests.browser.serving import App

LEDGER = read_ledger(SHIPPED)
OBSERVATIONS = LEDGER["observations"].set_index("observation_id")
SOURCES = LEDGER["sources"].set_index("source_id")

REPORTS = """
chart => {
  const plot = chart.querySelector('.js-plotly-plot');
  const place = plot.data.findIndex(trace => trace.name === 'Report');
  const points = [...plot.querySelectorAll('.scatterlayer .trace')].map(trace => [...trace.querySelectorAll('path.point')]).filter(found => found.length).at(-1);
  return points.map((point, number) => {
    const box = point.getBoundingClientRect();
    return {id: plot.data[place].customdata[number], x: box.x + box.width / 2, y: box.y + box.height / 2};
  });
}
"""


def link_of(observation_id: str) -> str:
    """The address that opens an observation's page at its passage."""
    row = OBSERVATIONS.loc[observation_id]
    return passage_link(SOURCES.at[row["source_id"], "url"], row["key_phrase"], row["locator"])


def alone(marks: list[dict], far: float = 12) -> list[dict]:
    """The marks that no other covers, so that a click can mean one only."""
    return [
        mark
        for mark in marks
        if all(other is mark or abs(other["x"] - mark["x"]) > far or abs(other["y"] - mark["y"]) > far for other in marks)
    ]


def evidence_dialog(page: Page) -> Locator:
    """The dialog with the evidence of one row."""
    return page.get_by_role("dialog").filter(has_text="Evidence")


@pytest.mark.parametrize("hosted", [True, False], ids=["hosted", "streamlit run"])
def test_a_click_on_a_report_opens_its_passage(request: pytest.FixtureRequest, page: Page, hosted: bool) -> None:
    server: App = request.getfixturevalue("server" if hosted else "fresh_server")
    open_page(page, f"{server.address}/three_axis")
    chart = keyed(page, "chart-component-ribbons")
    chart.scroll_into_view_if_needed()
    settled(page)
    height = page.viewport_size["height"] if page.viewport_size else 0
    marks = [mark for mark in alone(chart.evaluate(REPORTS)) if 0 < mark["y"] < height and "#:~:text=" in link_of(mark["id"])]
    mark = marks[0]
    page.mouse.move(mark["x"], mark["y"])
    act(page, lambda: page.mouse.click(mark["x"], mark["y"]))

    row = OBSERVATIONS.loc[mark["id"]]
    dialog = evidence_dialog(page)
    expect(dialog).to_contain_text(f"“{row['key_phrase']}”")
    expect(dialog).to_contain_text(SOURCES.at[row["source_id"], "publisher"])
    expect(dialog).to_contain_text(SOURCES.at[row["source_id"], "title"])
    assert link_of(mark["id"]) in dialog.get_by_role("link").evaluate_all("links => links.map(link => link.getAttribute('href'))")

    # The same mark must not open it again when the page runs for another reason.
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    act(page, lambda: keyed(page, "table-component-ribbons").locator("label").click())
    expect(keyed(page, "card-component-ribbons").get_by_role("table")).to_be_visible()
    expect(dialog).to_have_count(0)


def focused(page: Page) -> str:
    """The name of what has the focus."""
    return str(page.evaluate("() => { const at = document.activeElement; return at.getAttribute('aria-label') || at.innerText || ''; }"))


def tab_to(page: Page, target: Locator, most: int = 80) -> None:
    """Press Tab until the focus stands on or in the target; fails when it never does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element.contains(document.activeElement)"):
            return
    raise AssertionError(f"Tab does not reach it within {most} presses; the focus stands on “{focused(page)}”.")


def test_without_a_mouse_a_date_is_chosen_evidence_opened_and_the_rows_taken_home(server: App, page: Page, tmp_path: Path) -> None:
    """Tab, arrows, Enter and Escape only."""
    open_page(page, f"{server.address}/compare")
    tab_to(page, keyed(page, "choice-a").get_by_role("combobox"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    act(page, lambda: page.keyboard.press("Enter"))
    chosen = date.fromisoformat(parse_qs(urlsplit(page.url).query)["a"][0])
    assert chosen != Filters().a

    tab_to(page, keyed(page, "download-dumbbell--csv").get_by_role("button"), most=200)
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    target = tmp_path / "rows.csv"
    started.value.save_as(target)
    rows = View(LEDGER, Filters(a=chosen)).comparison
    frame = comparison_export(by_change(rows[rows["kind"] == "component"]))
    assert target.read_bytes() == plain_csv(frame)
    assert started.value.suggested_filename == file_name("dumbbell", chosen, Filters().b, LEDGER.version, ".csv")

    tab_to(page, keyed(page, "by-name-dumbbell"), most=200)
    act(page, lambda: page.keyboard.press("Space"))
    tab_to(page, keyed(page, "row-dumbbell").get_by_role("combobox"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    act(page, lambda: page.keyboard.press("Enter"))
    dialog = evidence_dialog(page)
    subject = LEDGER["components"].set_index("component_id").loc[frame["subject_id"].iloc[0]]
    expect(dialog).to_contain_text(subject["name"])
    expect(dialog).to_contain_text(f"“{subject['key_phrase']}”")
    assert dialog.evaluate("element => element.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_row_has_an_address_of_its_own(server: App, page: Page) -> None:
    row_id = str(OBSERVATIONS.index[0])
    open_page(page, f"{server.address}/evidence?id={row_id}")
    card = keyed(page, "card-row")
    expect(card).to_contain_text(f"“{OBSERVATIONS.at[row_id, 'key_phrase']}”")
    expect(card.get_by_text(f"id {row_id}")).to_be_visible()
    assert not pd.isna(OBSERVATIONS.at[row_id, "date"])


def test_terms_are_at_hand_and_sent_only_once_asked_for(server: App, page: Page) -> None:
    open_page(page, f"{server.address}/alliance")
    assert page.get_by_text("General Security of Military Information Agreement (GSOMIA)", exact=False).count() == 0
    act(page, lambda: keyed(page, "glossary").get_by_role("button").click())
    expect(page.get_by_text("General Security of Military Information Agreement (GSOMIA)", exact=False)).to_be_visible()
