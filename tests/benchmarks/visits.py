"""Part 3: the first visit with an empty cache, in Chromium: bytes and time to the first chart; and what each page weighs on the websocket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.browser import STEMS, address_of
from tests.benchmarks.measuring import Failure, Plan, Report, in_turn, ratio, summary
from tests.benchmarks.pages import STEMS as ALL_STEMS
from tests.benchmarks.pages import capture, chart_counts, path_of
from tests.benchmarks.protocol import Visitor
from tests.benchmarks.rivals import dash, static
from tests.benchmarks.serving import Server, ours, plain_dashboard, serving, small_app
from tests.browser.serving import launch

SECONDS = 200
LONGEST = 30_000
FIRST = """(() => { window.first = null; window.seen = [];
  const look = () => { if (window.first === null && document.querySelector('.js-plotly-plot .main-svg')) window.first = performance.now(); };
  document.addEventListener('DOMContentLoaded', () => { look(); new MutationObserver(look).observe(document, {subtree: true, childList: true}); });
})();"""


def run(plan: Plan, report: Report) -> None:
    with ExitStack() as stack:
        mine = stack.enter_context(serving(ours))
        figures = asyncio.run(capture(mine, STEMS[:1], plan.folder))
        kept = plan.folder / "figures.json"
        cold = stack.enter_context(serving(plain_dashboard, {"POSTURE_COLD": "1"}))
        one = stack.enter_context(small_app("one_chart", {"BENCH_FIGURES": str(kept)}))
        addresses = {
            "ours, front page": mine.address,
            "same, plain Streamlit, cold": cold.address,
            "one chart, plain Streamlit": one.address,
            "dash": address_of("dash", stack.enter_context(dash(kept)).address, "overview"),
            "static": address_of("static", stack.enter_context(static(plan.folder / "static", figures)).address, "overview"),
        }
        asyncio.run(_weigh(plan, report, mine, cold, one))
        playwright = stack.enter_context(sync_playwright())
        browser = launch(playwright)
        stack.callback(browser.close)
        _visit_all(plan, report, browser, addresses)


def _visit_all(plan: Plan, report: Report, browser: Browser, addresses: dict[str, str]) -> None:
    weights: dict[str, list[tuple[int, int]]] = {name: [] for name in addresses}
    cases: dict[Any, Callable[[int], float]] = {
        name: partial(_visit, browser, address, weights[name]) for name, address in addresses.items()
    }
    for name in cases:
        # Once before it counts: the server's first visitor is part 4.
        in_turn({name: cases[name]}, 1, plan.until(60), f"visits, {name}", report)
        weights[name].clear()
    values = in_turn(cases, plan.values(9, 1), plan.until(SECONDS), "visits", report)
    rows = []
    for name, got in values.items():
        wire, requests = ([pair[place] for pair in weights[name]] for place in (0, 1))
        middle = sorted(wire)[len(wire) // 2] / 1000 if wire else "failed"
        rows.append({
            "case": name, "kB on the wire": round(middle) if isinstance(middle, float) else middle, "requests": sorted(requests)[len(requests) // 2] if requests else "",
            **summary(got), "time to ours": ratio(got, values["ours, front page"]),
        })  # fmt: skip
    note = "A new browser context each time. Bytes are those that Chromium counts on HTTP answers, headers included; the websocket is in the next table. Time is to the first drawn chart."
    report.add("First visit with an empty cache, to the first chart", note, rows)


def _visit(browser: Browser, address: str, weights: list[tuple[int, int]], turn: int) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.set_default_timeout(LONGEST)
        page.add_init_script(FIRST)
        sizes: list[float] = []
        failed: list[str] = []
        tools = context.new_cdp_session(page)
        tools.send("Network.enable")
        tools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        tools.on("Network.loadingFailed", lambda event: None if event.get("canceled") else failed.append(event["errorText"]))
        page.goto(address, wait_until="commit")
        page.wait_for_function("() => window.first !== null", polling=50)
        page.wait_for_load_state("networkidle")
        if failed:
            raise Failure(f"{len(failed)} requests failed: {failed[0]}")
        weights.append((int(sum(sizes)), len(sizes)))
        return float(page.evaluate("() => window.first"))
    finally:
        context.close()


async def _weigh(plan: Plan, report: Report, mine: Server, cold: Server, one: Server) -> None:
    rows = []
    stems = ALL_STEMS if not plan.quick else ALL_STEMS[:3]
    for stem, charts in (await chart_counts(mine, stems, report)).items():
        try:
            rows.append({"page": stem, "charts": charts, **await _weights(mine, path_of(stem), charts)})
        except Exception as error:
            report.fail(f"websocket bytes, {stem}", error)
    try:
        rows.append({"page": "front page, streamlit run", "charts": "", **await _weights(cold, "", None)})
        rows.append({"page": "one chart, plain Streamlit", "charts": 1, **await _weights(one, "", 1)})
    except Exception as error:
        report.fail("websocket bytes", error)
    note = "Bytes that come to the visitor for the first view, and for a choice after it; on the wire as they come off the socket (compressed if the server compresses), and unpacked."
    report.add("Bytes on the websocket", note, rows)


async def _weights(server: Server, page: str, charts: int | None) -> dict[str, Any]:
    visitor = Visitor(server.address, page)
    await visitor.open()
    try:
        first = await visitor.run()
        first.checked(len(first.charts) if charts is None else charts)
        again = (await visitor.run(choice_a="2020-01-01")).checked(len(first.charts), "a=2020-01-01")
    finally:
        await visitor.close()
    shown = {"first": first, "choice": again}
    return {
        f"{name} {kind} kB": round(size / 1000, 1)
        for name, one in shown.items()
        for kind, size in (("wire", one.wire), ("unpacked", one.payload))
    }
