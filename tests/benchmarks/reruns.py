"""Part 1: how long the server takes for a choice, on every page with all its charts, without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack
from typing import Any

from tests.benchmarks.measuring import Plan, Report, ratio, round_robin, summary
from tests.benchmarks.pages import KNOWN_DAYS, STEMS, chart_counts, new_day, path_of
from tests.benchmarks.protocol import Visitor
from tests.benchmarks.serving import Server, ours, plain_dashboard, serving, small_app

SECONDS = 240
Case = Callable[[int], Awaitable[float]]


def run(plan: Plan, report: Report) -> None:
    """Ours as hosted, the same pages under Streamlit's own server and cold, and an empty app under that server."""
    with ExitStack() as stack:
        servers = {
            "ours": stack.enter_context(serving(ours)),
            "same, cold": stack.enter_context(serving(plain_dashboard, {"POSTURE_COLD": "1"})),
            "empty": stack.enter_context(small_app("empty")),
        }
        asyncio.run(_measure(plan, report, servers))


async def _measure(plan: Plan, report: Report, servers: dict[str, Server]) -> None:
    stems = STEMS if not plan.quick else ["overview", "three_axis", "evidence"]
    counts = await chart_counts(servers["ours"], stems, report)
    async with AsyncExitStack() as stack:
        cases: dict[Any, Case] = {}
        for stem, charts in counts.items():
            for name in ("ours", "same, cold"):
                visitor = await _ready(stack, servers[name], path_of(stem), charts)
                cases[stem, name, "known"] = _known(visitor, charts)
                cases[stem, name, "new"] = _new(visitor, charts, STEMS.index(stem))
        visitor = await _ready(stack, servers["empty"], "", 0)
        cases["empty", "empty", "known"] = _known(visitor, 0)
        cases["empty", "empty", "new"] = _new(visitor, 0, 0)
        values = await round_robin(cases, plan.values(11, 3), plan.until(SECONDS), "reruns", report)
    for kind, words in (
        ("known", "a day that somebody has chosen before: figures are kept"),
        ("new", "a day that nobody has chosen before: everything is made anew"),
    ):
        rows = []
        for stem, charts in counts.items():
            mine, cold, empty = values[stem, "ours", kind], values[stem, "same, cold", kind], values["empty", "empty", kind]
            cells = {"page": stem, "charts": charts, **summary(mine)}
            theirs = {f"cold {name}": value for name, value in summary(cold).items()}
            rows.append({**cells, **theirs, "cold / ours": ratio(cold, mine), "ours / empty": ratio(mine, empty)})
        rows.append({"page": "an empty app, streamlit run", "charts": 0, **summary(values["empty", "empty", kind])})
        note = f"Date A is changed to {words}. From the message that asks to the message that ends the run, over a websocket; cold is `streamlit run` with POSTURE_COLD=1."
        report.add(f"Server time of a choice, {kind} day", note, rows)


async def _ready(stack: AsyncExitStack, server: Server, page: str, charts: int) -> Visitor:
    """A visitor who has seen the page and both known days."""
    visitor = Visitor(server.address, page)
    await visitor.open()
    stack.push_async_callback(visitor.close)
    (await visitor.run()).checked(charts)
    for day in KNOWN_DAYS:
        (await visitor.run(choice_a=day)).checked(charts, f"a={day}")
    return visitor


def _known(visitor: Visitor, charts: int) -> Case:
    async def measure(turn: int) -> float:
        day = KNOWN_DAYS[turn % 2]
        return (await visitor.run(choice_a=day)).checked(charts, f"a={day}").ms

    return measure


def _new(visitor: Visitor, charts: int, place: int) -> Case:
    async def measure(turn: int) -> float:
        # Another day for each page: pages share what they compare.
        day = new_day(place * 100 + turn)
        return (await visitor.run(choice_a=day)).checked(charts, f"a={day}").ms

    return measure
