"""Part 2: from a choice to all charts redrawn, in Chromium: ours, cold under Streamlit's own server, Dash and a static page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

from playwright.sync_api import BrowserContext, Page, TimeoutError, sync_playwright

from tests.benchmarks.measuring import Failure, Plan, Report, in_turn, ratio, summary
from tests.benchmarks.pages import KNOWN_DAYS, capture, new_day, path_of
from tests.benchmarks.rivals import dash, static
from tests.benchmarks.serving import ours, plain_dashboard, serving
from tests.browser.serving import launch

SECONDS = 270
STEMS = ["overview", "three_axis", "indicators"]
"""Pages with few, some and many charts, all of which mark date A."""
LONGEST = 20_000

WATCH = """
(() => {
  window.asked = null; window.all = null; window.expected = [];
  // What a reader sees: a chart that another one has taken the place of is kept for a moment, hidden.
  const all = () => [...document.querySelectorAll('.js-plotly-plot')];
  const plots = () => all().filter(plot => plot.checkVisibility());
  const print = plot => JSON.stringify([plot.data, plot.layout.shapes, plot.layout.annotations], (key, value) => ArrayBuffer.isView(value) ? Array.from(value) : value);
  const look = () => {
    if (window.asked === null || window.all !== null || !all().some(plot => plot.drawn > window.asked)) return;
    const now = plots();
    // A draw counts when something else is drawn than before: opening a list may draw a chart again as it was.
    const fresh = place => now[place] && now[place].drawn > window.asked && (now[place].fresh ||= print(now[place]) !== window.prints[place]);
    if (now.length === window.charts && window.expected.every(fresh)) window.all = Math.max(...window.expected.map(place => now[place].drawn));
  };
  const listen = () => all().forEach(plot => {
    if (plot.heard || !plot.on) return;
    plot.heard = true;
    plot.on('plotly_afterplot', () => {
      const now = performance.now(), shown = print(plot);
      // Streamlit draws each new chart a second time as it is: the reader has it from the first draw on.
      if (!(plot.drawn > window.asked && plot.shown === shown)) plot.drawn = now;
      plot.shown = shown;
      look();
    });
  });
  document.addEventListener('keydown', event => { if (event.key === 'Enter') window.asked = performance.now(); }, true);
  document.addEventListener('change', event => { if (event.target.tagName === 'SELECT') window.asked = performance.now(); }, true);
  document.addEventListener('DOMContentLoaded', () => new MutationObserver(() => { listen(); look(); }).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ['class']}));
  window.arm = (charts, expected) => {
    listen(); window.asked = null; window.all = null; window.charts = charts; window.expected = expected;
    plots().forEach(plot => { plot.fresh = false; });
    window.prints = plots().map(print);
  };
  window.unchanged = () => { const now = plots().map(print); return window.expected.filter(place => now[place] === window.prints[place]); };
})();
"""
READY = """charts => { const plots = [...document.querySelectorAll('.js-plotly-plot')];
  return plots.length === charts && plots.every(plot => plot.on && plot.querySelector('.main-svg') && plot._fullLayout); }"""
CALM = """() => { const app = document.querySelector('[data-testid=stApp]');
  return (!app || app.dataset.testScriptState === 'notRunning') && !document.querySelector('[data-stale=true]'); }"""
STATE = """() => JSON.stringify({address: location.search, asked: window.asked, all: window.all, list: document.querySelector('#day, .st-key-choice-a input')?.value,
  runs: document.querySelector('[data-testid=stApp]')?.dataset.testScriptState, charts: [...document.querySelectorAll('.js-plotly-plot')].map(plot => [!!plot.heard, plot.drawn, plot.fresh])})"""
SHOWS = """day => { const box = document.querySelector('#day');
  return box ? (box.value || box.innerText).includes(day) : location.search.includes('a=' + day); }"""
"""Whether the page stands on a day: its list says so, or its address."""

Choose = Callable[[Page, str], None]


def run(plan: Plan, report: Report) -> None:
    with ExitStack() as stack:
        mine = stack.enter_context(serving(ours))
        stems = STEMS if not plan.quick else STEMS[1:2]
        figures = asyncio.run(capture(mine, stems, plan.folder))
        addresses = {
            "ours": mine.address,
            "same, cold": stack.enter_context(serving(plain_dashboard, {"POSTURE_COLD": "1"})).address,
            "dash": stack.enter_context(dash(plan.folder / "figures.json")).address,
            "static": stack.enter_context(static(plan.folder / "static", figures)).address,
        }
        playwright = stack.enter_context(sync_playwright())
        browser = launch(playwright)
        stack.callback(browser.close)
        cases: dict[Any, Callable[[int], float]] = {}
        for stem in stems:
            changing = changed(figures[stem])
            for name, address in addresses.items():
                try:
                    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
                    page = opened(context, address_of(name, address, stem), len(figures[stem][KNOWN_DAYS[0]]))
                    both = partial(timed, page, CHOOSE[name], len(figures[stem][KNOWN_DAYS[0]]))
                    # Twice before it counts, so that both days are known and every script is loaded.
                    both(KNOWN_DAYS[1], []), both(KNOWN_DAYS[0], changing)
                    cases[stem, name, "known"] = partial(_known, both, changing)
                    if name in ("ours", "same, cold") and marking(figures[stem]):
                        cases[stem, name, "new"] = partial(_new, both, marking(figures[stem]), STEMS.index(stem))
                except Exception as error:
                    report.fail(f"browser, {stem}, {name}", error)
        values = in_turn(cases, plan.values(11, 2), plan.until(SECONDS), "browser", report)
        _tell(report, stems, figures, values)


def _tell(report: Report, stems: list[str], figures: dict[str, dict[str, list[dict]]], values: dict[Any, list[float]]) -> None:
    rows = []
    for stem in stems:
        for name in CHOOSE:
            for kind in ("known", "new"):
                if kind == "new" and (stem, name, kind) not in values:
                    continue
                got = values.get((stem, name, kind), [])
                rows.append({
                    "page": stem, "charts": len(figures[stem][KNOWN_DAYS[0]]), "redrawn": len(changed(figures[stem])), "day": kind, "case": name, **summary(got),
                    "to ours": ratio(got, values.get((stem, "ours", kind), [])),
                })  # fmt: skip
    note = (
        "From the key press (or the change of the list) to the moment when every chart that the choice changes has been drawn anew. Dash and the static page draw the same "
        "figures, ready beforehand, as the dashboard has them for a known day; for a new day it makes them (the charts that mark the day are waited for). After each value the drawn figures are compared with the ones before."
    )
    report.add("Choice to all charts redrawn, in Chromium", note, rows)


def changed(by_day: dict[str, list[dict]]) -> list[int]:
    """The places of the charts that differ between the known days."""
    first, second = (by_day[day] for day in KNOWN_DAYS)
    places = [place for place, (one, other) in enumerate(zip(first, second, strict=True)) if json.dumps(one) != json.dumps(other)]
    if not places:
        raise Failure("no chart of the page depends on date A")
    return places


def marking(by_day: dict[str, list[dict]]) -> list[int]:
    """The places of the charts that mark date A: any other day changes them, whatever happened in between."""
    return [place for place in changed(by_day) if all(day in json.dumps(charts[place]) for day, charts in by_day.items())]


def address_of(name: str, address: str, stem: str) -> str:
    """Where a case shows a page."""
    if name == "dash":
        return f"{address}/{stem}/"
    return f"{address}/{stem}.html" if name == "static" else f"{address}/{path_of(stem)}"


def opened(context: BrowserContext, address: str, charts: int) -> Page:
    """A page with all its charts drawn."""
    page = context.new_page()
    page.set_default_timeout(LONGEST)
    page.add_init_script(WATCH)
    page.goto(address)
    awaited(page, "charts are missing", READY, charts)
    awaited(page, "the page does not come to rest", CALM)
    return page


def awaited(page: Page, otherwise: str, condition: str, given: Any = None) -> None:
    """Wait for a condition; Failure with what is wrong and how the charts stand when it does not come."""
    try:
        page.wait_for_function(condition, arg=given, polling=20)
    except TimeoutError as error:
        raise Failure(f"{otherwise}: {page.evaluate(STATE)}") from error


def timed(page: Page, choose: Choose, charts: int, day: str, expected: list[int]) -> float:
    """Milliseconds of one choice; Failure when a chart is not drawn anew, or drawn as it was."""
    page.bring_to_front()
    if page.evaluate(SHOWS, day):
        if expected:
            raise Failure(f"the page shows {day} already")
        return 0.0
    page.evaluate("([charts, expected]) => window.arm(charts, expected)", [charts, expected])
    choose(page, day)
    awaited(page, "the choice was not made", "() => window.asked !== null")
    awaited(page, f"the page does not show {day}", SHOWS, day)
    awaited(page, "a chart was not drawn anew", "() => window.all !== null || window.expected.length === 0")
    awaited(page, "the page does not come to rest", CALM)
    awaited(page, "charts are missing", READY, charts)
    told = page.locator("[data-testid=stException], [data-testid=stAlertContentError]").all_inner_texts()
    if told:
        raise Failure(f"the page says: {told[0]}")
    if not expected:
        return 0.0
    same = page.evaluate("() => window.unchanged()")
    if same:
        raise Failure(f"charts {same} show what they showed before")
    return float(page.evaluate("() => window.all - window.asked"))


def _known(both: Callable[[str, list[int]], float], changing: list[int], turn: int) -> float:
    # The page may stand on a new day: leave for one known day, then measure the way to the other.
    both(KNOWN_DAYS[turn % 2], [])
    return both(KNOWN_DAYS[(turn + 1) % 2], changing)


def _new(both: Callable[[str, list[int]], float], marked: list[int], place: int, turn: int) -> float:
    return both(new_day(1000 + place * 500 + turn * 31), marked)


def _in_sidebar(page: Page, day: str) -> None:
    box = page.locator(".st-key-choice-a input[role=combobox]")
    box.click()
    # The list shows days in words; a day typed as year-month-day is taken as it is.
    box.fill(day)
    page.locator("[role=option]").filter(has_text=day).first.wait_for()
    box.press("Enter")


def _in_dash(page: Page, day: str) -> None:
    page.locator("#day").click()
    # The list opens with the present day in focus, and its arrows go round.
    page.wait_for_function("() => document.activeElement.type === 'radio'")
    if page.evaluate("() => document.activeElement.value") != day:
        page.keyboard.press("ArrowDown")
    page.wait_for_function("day => document.activeElement.value === day", arg=day)
    page.keyboard.press("Enter")


def _in_static(page: Page, day: str) -> None:
    page.select_option("#day", day)


CHOOSE: dict[str, Choose] = {"ours": _in_sidebar, "same, cold": _in_sidebar, "dash": _in_dash, "static": _in_static}
