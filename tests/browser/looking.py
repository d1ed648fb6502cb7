"""What a page of the app shows, and when it is ready: read by keys, labels and roles, waited for by condition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

HEIGHT = {1440: 900, 1024: 768, 390: 844}
CALM_FRAMES = 8
"""A page is settled when nothing moved for so many animation frames."""

COUNT_RUNS = """
// A run is counted by what goes over the websocket: a short one begins and ends between two drawings of the page.
window.runs = 0;
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', () => { if (this.asked) { this.asked = false; window.runs += 1; } });
  }
  send(...given) { this.asked = true; super.send(...given); }
};
"""

SETTLED = """
frames => {
  const app = document.querySelector('[data-testid=stApp]');
  const busy = '[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-stale=true]';
  const charts = [...document.querySelectorAll('[data-testid=stPlotlyChart], [data-testid=stBidiComponent]')];
  const drawn = chart => {
    const plot = chart.querySelector('.js-plotly-plot'), svg = chart.querySelector('.main-svg');
    return plot && svg && plot._fullLayout && Math.abs(plot.getBoundingClientRect().width - svg.getBoundingClientRect().width) < 2;
  };
  const ready = app && app.dataset.testScriptState === 'notRunning' && document.querySelector('h1') && !document.querySelector(busy)
    && document.fonts.status === 'loaded' && charts.every(drawn);
  const boxes = [...document.querySelectorAll('h1, h2, h3, [data-testid=stPlotlyChart], .ledger-chart, [class*=st-key-], .main-svg')].map(element => element.getBoundingClientRect());
  const state = ready ? boxes.map(box => [box.x, box.y, box.width, box.height].map(Math.round).join()).join(';') : '';
  window.calm = ready && state === window.lastState ? (window.calm || 0) + 1 : 0;
  window.lastState = state;
  return window.calm >= frames;
}
"""

FIGURES = """
() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => ({
  title: plot.closest('[role=figure]')?.getAttribute('aria-label') ?? '',
  traces: plot.data.map(trace => [trace.type ?? 'scatter', trace.name ?? '', (trace.x ?? trace.values ?? []).length ?? -1, (trace.customdata ?? []).length ?? -1]),
}))
"""


CHIPS = """
() => [...document.querySelectorAll('[class*=st-key-chip-]')].filter(chip => chip.offsetParent)
  .map(chip => [...chip.classList].find(name => name.startsWith('st-key-chip-')))
"""


@dataclass(frozen=True)
class Shown:
    """What a visitor has before the eyes: title, chips, notes, card titles, table labels, figures."""

    title: str
    chips: list[str]
    notes: list[str]
    cards: list[str]
    tables: list[str]
    figures: list[dict[str, Any]]


def new_context(browser: Browser, width: int = 1440, scheme: str = "light") -> BrowserContext:
    """A visitor of their own: no cookies, no cache; a window of one width, in light or dark."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT[width]},
        color_scheme="dark" if scheme == "dark" else "light",
        accept_downloads=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    context.add_init_script(COUNT_RUNS)
    return context


def path_of(stem: str) -> str:
    """The path of a page: the front page lives at / only."""
    return "/" if stem == "overview" else f"/{stem}"


def settled(page: Page) -> None:
    """Wait until Streamlit rests, every chart is drawn to its width, and nothing moves any more."""
    page.evaluate("() => { window.calm = 0; window.lastState = null; }")
    page.wait_for_function(SETTLED, arg=CALM_FRAMES, polling="raf")


def open_page(page: Page, address: str) -> None:
    """Go to an address and wait until the page is settled."""
    page.goto(address, wait_until="domcontentloaded")
    settled(page)


def full_height(page: Page, most: int = 12_000) -> None:
    """Make the window as high as the page, so that everything is in view: contrast is only measured, and pictures only taken, of what is."""
    height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    width = page.viewport_size["width"] if page.viewport_size else 1440
    page.set_viewport_size({"width": width, "height": min(height, most)})
    settled(page)


def act(page: Page, action: Callable[[], Any]) -> None:
    """Do what makes the app run again, and wait until it has run and is settled."""
    before = page.evaluate("() => window.runs")
    action()
    page.wait_for_function("before => window.runs > before", arg=before)
    settled(page)


def keyed(page: Page, key: str) -> Locator:
    """The element or container of a Streamlit key."""
    return page.locator(f".st-key-{key}")


def open_list(page: Page, name: str) -> Locator:
    """The entries of a list in the sidebar, opened if it is not."""
    entries = keyed(page, f"choice-{name}").locator("button[aria-pressed]")
    if not entries.first.is_visible():
        keyed(page, f"list-{name}").locator("summary").click()
        entries.first.wait_for()
        settled(page)
    return entries


def choose_code(page: Page, name: str, label: str) -> None:
    """Choose one entry of a list in the sidebar by the beginning of its label."""
    entries = open_list(page, name)
    act(page, lambda: entries.filter(has_text=label).first.click())


def choose_words(page: Page, words: str) -> None:
    """Type search words into the sidebar and press Enter."""
    box = keyed(page, "choice-q").get_by_role("textbox")
    box.fill(words)
    act(page, lambda: box.press("Enter"))


def follow_link(page: Page, label: str) -> None:
    """Go to another page by its link in the sidebar."""
    link = page.get_by_test_id("stSidebar").get_by_test_id("stPageLink").get_by_role("link", name=label, exact=True)
    act(page, link.click)


def shown(page: Page) -> Shown:
    """Read what the page shows."""
    main = page.get_by_test_id("stMain")
    return Shown(
        title=main.get_by_role("heading", level=1).inner_text(),
        chips=page.evaluate(CHIPS),
        notes=main.get_by_test_id("stAlert").all_inner_texts(),
        cards=main.get_by_role("heading", level=2).all_inner_texts(),
        tables=page.locator("[class*=st-key-table-] input[role=switch]").evaluate_all("boxes => boxes.map(box => box.ariaLabel)"),
        figures=page.evaluate(FIGURES),
    )


def faults(page: Page) -> list[str]:
    """What the page admits to have failed: exceptions, and cards that could not be shown."""
    alerts = page.locator("[data-testid=stException], [data-testid=stAlertContentError]").all_inner_texts()
    return [" ".join(text.split()) for text in alerts]
