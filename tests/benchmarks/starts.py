"""Part 4: from the start of the process to healthy, and to the first visitor's first chart, in Chromium."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.measuring import Plan, Report, in_turn, ratio, summary
from tests.benchmarks.serving import Server, imports_first, ours, plain_dashboard, serving, small_app
from tests.benchmarks.visits import FIRST, LONGEST
from tests.browser.serving import launch

SECONDS = 260
CASES: dict[str, tuple[Callable[[], AbstractContextManager[Server]], bool]] = {
    "ours, front page": (lambda: serving(ours), True),
    "same, plain Streamlit, cold": (lambda: serving(plain_dashboard, {"POSTURE_COLD": "1"}), True),
    "empty, plain Streamlit": (lambda: small_app("empty"), False),
    "empty with imports, plain Streamlit": (lambda: small_app("empty_with_imports"), False),
    "empty, imports before serving": (lambda: serving(imports_first, cwd=Path(tempfile.gettempdir())), False),
}
"""How each is started, and whether its page has charts, which are waited for."""


def run(plan: Plan, report: Report) -> None:
    healthy: dict[str, list[float]] = {name: [] for name in CASES}
    waited: dict[str, list[float]] = {name: [] for name in CASES}
    with ExitStack() as stack:
        browser = launch(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        cases: dict[Any, Callable[[int], float]] = {name: _case(browser, name, healthy[name], waited[name]) for name in CASES}
        measured = in_turn(cases, plan.values(9, 1), plan.until(SECONDS), "starts", report)
    shown = {name: values if CASES[name][1] else [] for name, values in measured.items()}
    base = "ours, front page"
    rows = [
        {
            "case": name, **{f"healthy {key}": value for key, value in summary(healthy[name], "s").items() if key != "n"},
            **(_charts(shown[name], waited[name]) if CASES[name][1] else dict.fromkeys(_charts([], []), "")),
            "healthy to ours": ratio(healthy[name], healthy[base]), "first chart to ours": ratio(shown[name], shown[base]) if CASES[name][1] else "",
        }
        for name in CASES
    ]  # fmt: skip
    note = (
        "From the start of the process. The first visitor comes with an empty cache as soon as the server is healthy; the browser itself runs already. "
        "Files are in the system's cache."
    )
    report.add("Cold start", note, rows)


def _charts(shown: list[float], waited: list[float]) -> dict[str, Any]:
    return {
        **{f"first chart {key}": value for key, value in summary(shown, "s").items()},
        **{f"first visitor waits, {key}": value for key, value in summary(waited, "s").items() if key.startswith("median")},
    }


def _case(browser: Browser, name: str, healthy: list[float], waited: list[float]) -> Callable[[int], float]:
    start, with_charts = CASES[name]

    def measure(turn: int) -> float:
        with start() as server:
            at_health = time.perf_counter()
            healthy.append(at_health - server.started)
            if with_charts:
                _first_chart(browser, server.address)
                waited.append(time.perf_counter() - at_health)
            return time.perf_counter() - server.started

    return measure


def _first_chart(browser: Browser, address: str) -> None:
    """Open the front page and wait for its first drawn chart."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.set_default_timeout(LONGEST)
        page.add_init_script(FIRST)
        page.goto(address, wait_until="commit")
        page.wait_for_function("() => window.first !== null", polling=20)
    finally:
        context.close()
