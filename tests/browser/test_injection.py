"""Whatever stands in the data stands on the screen: nothing runs, nothing is drawn, nothing leads elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import plotly.graph_objects as go
import pytest
from playwright.sync_api import Page, expect

from components.charts.theme import LIGHT, frame, safe
from components.exports.chart_page import chart_page
from tests.browser import serving
from tests.browser.looking import faults, keyed, open_page, settled
from tests.browser.serving import App, running_app
from tests.robustness.payloads import PAYLOADS, injected_folder, row_id

ADDRESSES = ("/", "/compare", "/timeline", "/three_axis", f"/evidence?id={row_id('commitments', PAYLOADS[1])}", "/brief")
MADE = """
() => [...document.querySelectorAll([
  'img[src="x"]', 'img[src$="/x"]', 'img[alt="Streamlit logo"]', 'image', 'iframe[srcdoc]', '[onerror]', '[onload]', '[onfocus]', '[onmouseover]',
  'a[href^="javascript:" i]', 'a[href^="data:" i]', 'a[href^="mailto:" i]', '.katex', '[aria-label="home icon"]', '.main-svg a',
  'h1, h2, h3, h4', 'li', 'blockquote', 'em', 'del', 'sup', 'hr',
].join())].filter(element => {
  const drawn = element.matches('h1, h2, h3, h4, li, blockquote, em, del, sup, hr');
  return !drawn || /^\\s*(heading|bullet|numbered|quote|i s)\\b/.test(element.textContent) || (element.matches('blockquote, em, del, sup') && /zq\\d\\d/.test(element.textContent));
}).map(element => element.outerHTML.slice(0, 200))
"""
"""Elements that only a payload can have made."""
TEXTS = """
() => [...document.querySelectorAll('td, p, li, h1, h2, h3, .main-svg text.annotation-text, .main-svg .xtick text, .main-svg .ytick text')]
  .map(element => element.textContent).filter(text => /zq\\d\\d/.test(text))
"""
SIDEWAYS = "() => Math.max(...[document.documentElement, document.querySelector('[data-testid=stMain]')].map(box => box.scrollWidth - box.clientWidth))"


@pytest.fixture(scope="module")
def injected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on a folder in which every text is a payload, and with a reader that admits them all."""
    folder = injected_folder(tmp_path_factory.mktemp("injected") / "data")
    usual = serving._plain
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSTURE_DATA", str(folder))
        patch.setattr(serving, "_plain", lambda port: [sys.executable, "tests/robustness/unguarded.py", *usual(port)[3:]])
        # Under the server that sends no policy, which would stop what must not even be tried.
        with running_app(plain=True) as app:
            yield app
            assert not app.tracebacks()


def squeezed(text: str) -> str:
    """A text as it is compared: no blanks or joiners, one kind of quotation mark, small letters."""
    return "".join(text.replace("\u2060", "").replace('"', "'").replace(";", ",").split()).casefold()


def changed(texts: list[str]) -> list[tuple[str, str]]:
    """Payloads of which a mark is seen but not their whole text."""
    found = []
    for payload in PAYLOADS:
        for text in texts:
            if payload.mark in text.casefold() and squeezed(payload.word) not in squeezed(text):
                found.append((payload.name, text[:200]))
    return found


def assert_harmless(page: Page, said: list[str]) -> list[str]:
    """Nothing ran, nothing was made, and every payload that is seen is seen whole."""
    texts = page.evaluate(TEXTS)
    assert page.evaluate("() => window.__pwned") is None
    assert said == []
    assert page.evaluate(MADE) == []
    assert changed(texts) == []
    return texts


def test_no_text_of_the_data_runs_or_draws_anything_on_a_page(injected: App, page: Page) -> None:
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    seen: set[str] = set()
    for address in ADDRESSES:
        open_page(page, injected.address + address)
        open_tables(page)
        texts = assert_harmless(page, said)
        assert faults(page) == []
        assert page.evaluate(SIDEWAYS) <= 0, address
        seen |= {payload.name for payload in PAYLOADS if any(payload.mark in text for text in texts)}
    assert seen == {payload.name for payload in PAYLOADS}


def open_tables(page: Page) -> None:
    """Show the table of every card; on data as small as this a run is over too fast to be waited for by its state."""
    keys = page.locator("[class*=st-key-table-]:has(input[role=switch])").evaluate_all(
        "boxes => boxes.map(box => [...box.classList].find(name => name.startsWith('st-key-table-')).slice('st-key-table-'.length))"
    )
    for key in keys:
        toggle = keyed(page, f"table-{key}")
        if not toggle.locator("input").is_checked():
            toggle.locator("label").click()
        expect(keyed(page, f"card-{key}").get_by_role("table").first).to_be_visible()
        settled(page)


def test_evidence_and_lists_of_names_show_texts_as_they_are(injected: App, page: Page) -> None:
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    open_page(page, f"{injected.address}/compare")
    keyed(page, "by-name-dumbbell").locator("label").click()
    for payload in (PAYLOADS[1], PAYLOADS[9], PAYLOADS[14]):
        box = keyed(page, "row-dumbbell").get_by_role("combobox")
        box.click()
        box.fill(payload.mark)
        option = page.get_by_role("option").filter(has_text=payload.mark).first
        expect(option).to_have_text(payload.first)
        option.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(payload.mark)
        assert_harmless(page, said)
        links = dialog.get_by_role("link").evaluate_all("links => links.map(link => link.href)")
        assert links and all(link.startswith(("https://example.org/", injected.address)) for link in links)
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        settled(page)


def test_the_files_that_open_in_a_browser_run_nothing(injected: App, page: Page, tmp_path: Path) -> None:
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    open_page(page, f"{injected.address}/brief")
    with page.expect_download() as started:
        keyed(page, "download-brief").get_by_role("button").click()
    brief = tmp_path / started.value.suggested_filename
    started.value.save_as(brief)
    page.goto(brief.as_uri())
    assert len(assert_harmless(page, said)) > 10
    assert page.locator("script, img, iframe, link").count() == 0

    chart = tmp_path / "chart.html"
    chart.write_bytes(chart_page(every_payload_in_a_chart(), PAYLOADS[7].first, PAYLOADS[9].first, PAYLOADS[1].first, PAYLOADS[7].first))
    page.goto(chart.as_uri())
    page.wait_for_selector("#chart .main-svg text")
    for place, payload in enumerate(PAYLOADS):
        page.evaluate("place => Plotly.Fx.hover('chart', [{curveNumber: 0, pointNumber: place}])", place)
        if len(payload.text) < 1000:
            page.wait_for_function("mark => document.querySelector('#chart .hoverlayer').textContent.includes(mark)", arg=payload.mark)
            assert squeezed(payload.word) in squeezed(page.locator("#chart .hoverlayer").text_content() or "")
    assert_harmless(page, said)
    assert squeezed(PAYLOADS[7].word) in squeezed(page.locator("#chart .gtitle").text_content() or "")


def every_payload_in_a_chart() -> go.Figure:
    """A mark with a hover text and a name beside it for each payload, written as the charts write them."""
    figure = frame(20 * len(PAYLOADS), LIGHT)
    texts = [safe(payload.first) for payload in PAYLOADS]
    figure.add_trace(
        go.Scatter(
            x=[1] * len(texts), y=list(range(len(texts))), mode="markers", hovertext=texts, hovertemplate="%{hovertext}<extra></extra>"
        )
    )
    for place, text in enumerate(texts):
        figure.add_annotation(text=text[:200] if "long" in text else text, x=1, y=place)
    return figure
