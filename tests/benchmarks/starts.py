"""Part 4: from the start of the process to healthy, and to the first visitor's page with its charts."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Plan, Report, in_turn, ratio, summary
from tests.benchmarks.protocol import Visitor
from tests.benchmarks.serving import Server, imports_first, ours, plain_dashboard, serving, small_app

SECONDS = 220
CASES: dict[str, tuple[Callable[[], AbstractContextManager[Server]], bool]] = {
    "ours, front page": (lambda: serving(ours), True),
    "same, plain Streamlit, cold": (lambda: serving(plain_dashboard, {"POSTURE_COLD": "1"}), True),
    "empty, plain Streamlit": (lambda: small_app("empty"), False),
    "empty with imports, plain Streamlit": (lambda: small_app("empty_with_imports"), False),
    "empty, imports before serving": (lambda: serving(imports_first, cwd=Path(tempfile.gettempdir())), False),
}
"""How each is started, and whether its page has charts."""


def run(plan: Plan, report: Report) -> None:
    healthy: dict[str, list[float]] = {name: [] for name in CASES}
    waited: dict[str, list[float]] = {name: [] for name in CASES}
    cases: dict[Any, Callable[[int], float]] = {name: _case(name, healthy[name], waited[name]) for name in CASES}
    shown = in_turn(cases, plan.values(9, 1), plan.until(SECONDS), "starts", report)
    base = "ours, front page"
    rows = [
        {
            "case": name, **{f"healthy {key}": value for key, value in summary(healthy[name], "s").items() if key != "n"},
            **{f"shown {key}": value for key, value in summary(shown[name], "s").items()},
            **{f"first visitor waits, {key}": value for key, value in summary(waited[name], "s").items() if key.startswith("median")},
            "healthy to ours": ratio(healthy[name], healthy[base]), "shown to ours": ratio(shown[name], shown[base]), "wait to ours": ratio(waited[name], waited[base]),
        }
        for name in CASES
    ]  # fmt: skip
    note = "Shown is the end of the first visitor's first run, who comes as soon as the server is healthy (websocket, no browser). Files are in the system's cache."
    report.add("Cold start", note, rows)


def _case(name: str, healthy: list[float], waited: list[float]) -> Callable[[int], float]:
    start, with_charts = CASES[name]

    def measure(turn: int) -> float:
        with start() as server:
            at_health = time.perf_counter()
            run = asyncio.run(_first(server))
            done = time.perf_counter()
            run.checked(max(1, len(run.charts)) if with_charts else 0)
            healthy.append(at_health - server.started)
            waited.append(done - at_health)
            return done - server.started

    return measure


async def _first(server: Server):
    visitor = Visitor(server.address)
    await visitor.open()
    try:
        return await visitor.run()
    finally:
        await visitor.close()
