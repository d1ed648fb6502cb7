"""Part 8: where the time of a rerun goes: analysis, figures, page blocks, serialization, collection, framework; from cProfile."""

from __future__ import annotations

import asyncio
import json
import pstats
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Failure, Plan, Report, rounded
from tests.benchmarks.pages import KNOWN_DAYS, charts_of, new_day, path_of
from tests.benchmarks.protocol import Visitor
from tests.benchmarks.serving import ROOT, serving

STEMS = ("overview", "compare", "three_axis", "timeline", "indicators", "evidence")
PARTS = ("analysis", "figures", "page blocks", "serialization", "collection", "framework")
Function = tuple[str, int, str]
ROUNDS = 25
"""How often time is handed on to callers; call chains through libraries are shorter."""


def run(plan: Plan, report: Report) -> None:
    rows = []
    for stem in STEMS if not plan.quick else STEMS[2:3]:
        for kind in ("known", "new"):
            try:
                rows.append({"page": stem, "day": kind, **_page(stem, kind, plan.values(15, 3))})
            except Exception as error:
                report.fail(f"cost, {stem}, {kind}", f"{type(error).__name__}: {error}")
    note = (
        "Milliseconds a rerun, under the profiler (which slows Python code more than C code: read the shares). A library's time belongs to the part that called it. Page blocks are "
        "components/ui and pages; collection is the garbage collection that Streamlit runs after each script; serialization is protobuf and JSON, in the script and on the way out."
    )
    report.add("Where a rerun's time goes", note, rows)


def _page(stem: str, kind: str, times: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "profile"
        # Not looked at: the run that counts the charts, the first view, both known days.
        env = {"BENCH_PROFILE": str(kept), "BENCH_SKIP": "4"}
        with serving(
            lambda port: [sys.executable, str(ROOT / "tests" / "benchmarks" / "profiled_server.py")], env, health="/readyz"
        ) as server:
            asyncio.run(_choose(server, stem, kind, times))
        counted = json.loads(Path(f"{kept}.json").read_text(encoding="utf-8"))
        if counted["runs"] != times:
            raise Failure(f"{counted['runs']} runs were profiled, {times} were expected")
        spent = by_part(pstats.Stats(str(kept)).stats)  # type: ignore[attr-defined]
    spent["serialization"] += counted["serialize_seconds"]
    total = sum(spent.values())
    cells: dict[str, Any] = {"runs": times, "ms": rounded(total / times * 1000)}
    return {**cells, **{name: f"{spent[name] / times * 1000:.1f} ({spent[name] / total:.0%})" for name in PARTS}}


async def _choose(server, stem: str, kind: str, times: int) -> None:
    charts = await charts_of(server, stem)
    visitor = Visitor(server.address, path_of(stem))
    await visitor.open()
    try:
        await visitor.run()
        for day in KNOWN_DAYS:
            await visitor.run(choice_a=day)
        for turn in range(times):
            day = KNOWN_DAYS[turn % 2] if kind == "known" else new_day(3000 + turn)
            (await visitor.run(choice_a=day)).checked(charts, f"a={day}")
    finally:
        await visitor.close()


def by_part(stats: dict[Function, tuple]) -> dict[str, float]:
    """Seconds by part: a function's own time goes to its part, a library's to its callers' parts, as they share its time."""
    shares: dict[Function, dict[str, float]] = {function: {part: 1.0} for function in stats if (part := part_of(function))}
    for _ in range(ROUNDS):
        for function, (_, _, _, _, callers) in stats.items():
            if part_of(function):
                continue
            weights = {caller: max(each[2], 1e-9) for caller, each in callers.items() if caller in shares}
            whole = sum(weights.values())
            mixed: dict[str, float] = {}
            for caller, weight in weights.items():
                for part, share in shares[caller].items():
                    mixed[part] = mixed.get(part, 0.0) + share * weight / whole
            if mixed:
                shares[function] = mixed
    spent = dict.fromkeys(PARTS, 0.0)
    for function, (_, _, own, _, _) in stats.items():
        found = shares.get(function) or {"framework": 1.0}
        for part, share in found.items():
            spent[part] += own * share / sum(found.values())
    return spent


def part_of(function: Function) -> str:
    """The part that a function belongs to by its place; "" for libraries and built-in functions, which work for their callers."""
    file, _, name = function
    path = file.replace("\\", "/")
    if "gc.collect" in name:
        return "collection"
    if name in ("SerializeToString", "<method 'SerializeToString' of 'google._upb._message.Message' objects>"):
        return "serialization"
    places = (
        ("/components/charts/", "figures"), ("/plotly/io/", "serialization"), ("/plotly/", "figures"), ("/_plotly_utils/", "figures"),
        ("/components/ui/", "page blocks"), ("/pages/", "page blocks"), ("dashboard.py", "page blocks"), ("/components/exports/", "page blocks"),
        ("/components/", "analysis"), ("/google/protobuf/", "serialization"), ("/json/", "serialization"), ("/streamlit/", "framework"),
    )  # fmt: skip
    return next((part for place, part in places if place in path), "")
